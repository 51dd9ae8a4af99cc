"""The verbs that follow topics up: refresh, time, groups, costs, and topics of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from workbench.corpus.scaling import Scaling
from workbench.errors import ColumnError, InputError
from workbench.progress import choose

if TYPE_CHECKING:
    from workbench.topics import Detail, Refresh, Topics

Count = Literal["rows", "distinct"]

MEASURED_TEXTS = 20_000
"""Distinct texts up to which a report measures how stable topics are, unless told otherwise."""


class Topical(Scaling):
    """A corpus whose topics are followed up; see `workbench.corpus.Corpus`."""

    def own_topics(
        self,
        taxonomy: Mapping[str, Sequence[str]],
        *,
        threshold: float = 0.5,
        detail: Detail = "medium",
        random_state: int = 0,
    ) -> Topics:
        """Match the texts to topics named beforehand; the rest gives candidates for new ones.

        Parameters
        ----------
        taxonomy : mapping of str to sequence of str
            A few examples or words for each topic, by name; they are embedded.
        threshold : float, default 0.5
            Cosine similarity to a topic from which on a text belongs to it, inclusive.
        detail : {"broad", "medium", "fine"}, default "medium"
            How large the candidates are.
        random_state : int, default 0
            Seed of the layouts that are clustered.

        Returns
        -------
        Topics
            The named topics first, in the order given, then the candidates.

        Raises
        ------
        InputError
            Where the taxonomy is empty or a topic has no example.
        """
        from workbench.topics import own_topics

        encoder, examples = self._encoder(), {}
        for name, texts in taxonomy.items():
            given = [texts] if isinstance(texts, str) else list(texts)
            if not given or not all(isinstance(one, str) and one.strip() for one in given):
                raise InputError(f"topic {name!r} needs one or more examples, got {texts!r}.")
            examples[name] = encoder.encode(given)
        return own_topics(
            self.rows, self.embedding.vectors, self._graph(), examples,
            threshold=threshold, detail=detail, random_state=random_state,
            embedded=self.embedding.manifest,
        )  # fmt: skip

    def remember(self, topics: Topics) -> int:
        """Write the corrections of topics into the ledger, from where `topics` applies them.

        They are known by the texts they are about and the names of the text columns, so they hold
        for next week's table too, and for no other. ``corpus.ledger.undo()`` takes back the last.

        Parameters
        ----------
        topics : Topics
            Topics that were renamed, merged, split, moved or deleted.

        Returns
        -------
        int
            Corrections written; those that stand already are left out.
        """
        self._check_own(topics=topics)
        return self.ledger.correct([one.to_line() for one in topics.corrections])

    def measured(self, topics: Topics, stability: bool | None = None) -> Topics:
        """Return topics that tell how stable they are; measured once.

        Parameters
        ----------
        topics : Topics
            Of this table.
        stability : bool, optional
            Whether to measure. Default: up to 20,000 distinct texts, as it takes nine runs more.

        Returns
        -------
        Topics
            As they came if nothing is measured, if it was before, or if labels or a clusterer were
            given: no run of Workbench's own could find them again.
        """
        if topics.settings.given and not stability:
            return topics
        few = len(self.rows.distinct) <= MEASURED_TEXTS
        if topics.measured is not None or not (few if stability is None else stability):
            return topics
        found = self._once(
            ("stability", topics.manifest.digest, topics.names),
            lambda: topics.stability(progress=choose(self._progress)),
        )
        return topics.with_stability(found)

    def refresh(self, topics: Topics) -> Refresh:
        """Carry the topics of an earlier table over to this one.

        Parameters
        ----------
        topics : Topics
            Of the table as it was: the last run, or a saved one.

        Returns
        -------
        Refresh
            ``.topics`` with numbers, names and corrections kept, and ``.diff``: what is new, gone,
            grown, shrunk, split and merged.

        Raises
        ------
        InputError
            Where those were found in vectors of another model.
        """
        from workbench.topics import refresh

        self._check_width(topics)
        return refresh(
            topics, self.rows, self.embedding.vectors, self._graph(),
            embedding_cut=self.embedding.cut, foreign=self.legibility.unreadable,
            embedded=self.embedding.manifest,
        )  # fmt: skip

    def over_time(
        self, topics: Topics, time: Any, *, period: str = "M", count: Count = "rows"
    ) -> pd.DataFrame:
        """Return each topic's share of each period's rows; see `workbench.topics.over_time`.

        Parameters
        ----------
        topics : Topics
            Of this table.
        time : column name
            Column with dates.
        period : str, default "M"
            "D", "W", "M", "Q" or "Y".
        count : {"rows", "distinct"}, default "rows"
            Count every row, or copies of a text once a period.
        """
        from workbench.topics import over_time

        self._check_own(topics=topics)
        return over_time(topics, self._column(time), period=period, count=count)

    def emerging(self, topics: Topics, time: Any, *, count: Count = "rows") -> pd.DataFrame:
        """Rank topics by how surely their share grows; see `workbench.topics.emerging`."""
        from workbench.topics import emerging

        self._check_own(topics=topics)
        return emerging(topics, self._column(time), count=count)

    def bursts(self, topics: Topics, time: Any, *, level: float = 0.01) -> pd.DataFrame:
        """Return the days on which a topic bursts, with its rows; see `workbench.topics.bursts`."""
        from workbench.topics import bursts

        self._check_own(topics=topics)
        return bursts(topics, self._column(time), level=level)

    def by_group(self, topics: Topics, column: Any, *, count: Count = "rows") -> pd.DataFrame:
        """Return each topic's share of each group's rows; see `workbench.topics.by_group`.

        Parameters
        ----------
        topics : Topics
            Of this table.
        column : column name
            Channel, product, or anything else.
        count : {"rows", "distinct"}, default "rows"
            Count every row, or copies of a text once a group.
        """
        from workbench.topics import by_group

        self._check_own(topics=topics)
        return by_group(topics, self._column(column), count=count)

    def costs(self, topics: Topics, column: Any) -> pd.DataFrame:
        """Return mean and sum of a number by topic; see `workbench.topics.by_value`."""
        from workbench.topics import by_value

        self._check_own(topics=topics)
        return by_value(topics, self._column(column))

    def _column(self, name: Any) -> pd.Series:
        if name not in self.frame.columns:
            raise ColumnError.missing(name, list(self.frame.columns))
        column: pd.Series = self.frame[name]
        return column

    def _check_width(self, topics: Topics) -> None:
        """Refuse topics whose vectors cannot be compared with these."""
        there, here = topics._basis.vectors.shape[1], self.embedding.info.dimensions
        if there != here:
            raise InputError(
                f"these topics were found in vectors of {there} numbers, this corpus has {here}. "
                "Embed both tables with the same model."
            )

    def _book(self, topics: Topics) -> Any:
        """Return what writes each correction made after these into the ledger, or takes it back."""
        before = [[one.to_line() for one in topics.corrections]]

        def changed(now: Topics) -> str:
            lines = [one.to_line() for one in now.corrections]
            gone = [one for one in before[0] if one not in lines]
            self.ledger.correct([one for one in lines if one not in before[0]], withdrawn=gone)
            before[0] = lines
            return self._remembered(len(lines))

        return changed

    def _remembered(self, corrections: int) -> str:
        """Say where corrections are remembered and how to forget them."""
        if not corrections or self.ledger.path is None:
            return ""
        where = (
            f"{self.ledger.name} for every table with the column {' + '.join(map(str, self.text))}"
        )
        return (
            f"Remembered in {where}. To forget the latest: Undo here, or corpus.ledger.undo() "
            "later; to leave all out: wb.embed(..., ledger=False)."
        )
