"""Topics of one's own by examples, and what topics ask of their corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.corpus.scaling import Scaling
from workbench.errors import InputError
from workbench.progress import choose
from workbench.tables import read_dates

if TYPE_CHECKING:
    from workbench.topics import Detail, Refresh, Topics

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
        found = own_topics(
            self.rows, self.embedding.vectors, self._graph(), examples,
            threshold=threshold, detail=detail, random_state=random_state,
            embedded=self.embedding.manifest,
        )  # fmt: skip
        return replace(found, _home=self)

    def _save_corrections(self, topics: Topics) -> int:
        """Write the corrections of topics into the ledger."""
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

    def _refresh(self, topics: Topics) -> Refresh:
        """Carry the topics of an earlier table over to this one."""
        from workbench.topics import refresh

        self._check_width(topics)
        found = refresh(
            topics, self.rows, self.embedding.vectors, self._graph(),
            embedding_cut=self.embedding.cut, foreign=self.legibility.unreadable,
            embedded=self.embedding.manifest,
        )  # fmt: skip
        return replace(found, topics=replace(found.topics, _home=self))

    def _predict(self, topics: Topics) -> pd.DataFrame:
        """Place every row on topics of another table, or of a sample of this one."""
        from workbench.topics import assign_new

        self._check_width(topics)
        return assign_new(topics, self.rows, self.embedding.vectors)

    def _board(self, topics: Topics, date: Any) -> Any:
        """Show topics as cards; corrections go to the ledger as they are made."""
        from workbench.widgets import board

        dates = None if date is None else read_dates(self.frame, date).values
        return board(topics, time=dates, on_change=self._book(topics))

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
