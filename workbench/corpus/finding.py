"""The verbs that find: duplicates, matches, topics, and rows near to a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from inspect import signature
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.corpus.base import PAIR_FLOOR, Embedded
from workbench.corpus.kept import DEFAULTS, topics_key
from workbench.corpus.projecting import Projecting
from workbench.corpus.queries import passage_texts, query_vectors
from workbench.embedding import legibility
from workbench.errors import InputError, check_count, check_threshold, did_you_mean
from workbench.progress import choose
from workbench.tables import find_boilerplate, free_name, row_positions

if TYPE_CHECKING:
    from workbench.duplicates import Duplicates, Matches
    from workbench.projection import Projection
    from workbench.similarity import Pairs
    from workbench.summary import Summary
    from workbench.topics import Clusterer, Correction, Detail, Namer, Topics
    from workbench.topics.following import Home


FULL_TEXTS = 200_000
"""Distinct texts up to which pairs are found from `PAIR_FLOOR` upward, whatever the threshold."""


class Finding(Projecting):
    """A corpus that finds; see `workbench.corpus.Corpus`."""

    def duplicates(
        self, threshold: float = 0.9, *, floor: float | None = None, **options: Any
    ) -> Duplicates:
        """Find texts that are said more than once, and decide which rows to keep.

        Parameters
        ----------
        threshold : float, default 0.9
            Smallest cosine similarity of a near-duplicate pair, inclusive, in (0, 1].
        floor : float, optional
            Smallest cosine similarity at which pairs are found at all: as far down as
            ``.at(threshold)`` can go. Default: 0.7, or `threshold` where that is lower; of more
            than 200,000 distinct texts, whose pairs at 0.7 would fill the memory, `threshold`.
        **options
            Further keywords of `workbench.duplicates.find_duplicates`, such as ``keep=``.

        Returns
        -------
        Duplicates
            Chain-safe groups, pairs, what to keep and why.

        Raises
        ------
        ThresholdError
            Where `threshold` is outside (0, 1], or below `floor`.
        """
        from workbench.duplicates import find_duplicates

        _check_options("duplicates", find_duplicates, options)
        threshold = check_threshold(threshold)
        return find_duplicates(
            self.rows,
            self.embedding.vectors,
            self._pairs_for(threshold, floor),
            threshold=threshold,
            **{
                "frame": self.frame,
                "cut": self.embedding.cut,
                "legibility": self.legibility,
                "decisions": self.ledger.decisions(),
                "neighbors": self._nearest_of,
                "embedded": self.embedding.manifest,
                "engine": self._engine,
                **options,
            },
        )

    def _pairs_for(self, threshold: float, floor: float | None) -> Pairs:
        """Return the pairs from a floor upward, told where it is not the usual one."""
        count = len(self.rows.distinct)
        if floor is not None or count <= FULL_TEXTS:
            return self.pairs(min(threshold, PAIR_FLOOR) if floor is None else floor)
        told = (
            f"pairs of {count:,} texts were found from {threshold:g} upward alone: for the "
            f"thresholds below ask for them, duplicates({threshold:g}, floor={PAIR_FLOOR:g})"
        )
        found = self.pairs(threshold)
        return replace(found, notes=(*found.notes, told)) if threshold > PAIR_FLOOR else found

    def match(
        self, other: Embedded, threshold: float = 0.7, *, nearly: float | None = None
    ) -> Matches:
        """Find for each row the nearest row of another table: tickets against FAQs, say.

        Parameters
        ----------
        other : Corpus
            The other table, embedded by the same model.
        threshold : float, default 0.7
            Cosine similarity from which a row counts as answered, inclusive, in (0, 1].
        nearly : float, optional
            Cosine similarity from which it counts as nearly answered. Default: 0.15 below.

        Returns
        -------
        Matches
            Best row and status of each row, gaps, and what nothing asks for.

        Raises
        ------
        InputError
            Where the two tables were embedded in different ways.
        ThresholdError
            Where a threshold is outside (0, 1].
        """
        from workbench.duplicates import match_tables

        if not isinstance(other, Embedded):
            raise InputError(
                f"match compares with another corpus, got {type(other).__name__}. "
                "Embed it first: other = wb.embed(frame, text=...)"
            )
        mine, theirs = self.embedding, other.embedding
        if mine.info.key(mine.long_text) != theirs.info.key(theirs.long_text):
            raise InputError(
                f"the two tables were embedded in different ways ({mine.info} and {theirs.info}), "
                "so their vectors cannot be compared. Embed both with the same model and precision."
            )
        return match_tables(
            self.rows,
            mine.vectors,
            other.rows,
            theirs.vectors,
            threshold=threshold,
            nearly=nearly,
            engine=self._engine,
            embedded=(mine.manifest, theirs.manifest),
            legibility=(self.legibility, other.legibility),
        )

    def boilerplate(self, *, least: int = 5) -> pd.DataFrame:
        """Return lines that repeat across texts: signatures, greetings, form text.

        To embed without them: ``wb.embed(frame, text=..., without=lines)``.

        Parameters
        ----------
        least : int, default 5
            Different texts in which a line must stand.

        Returns
        -------
        DataFrame
            ``line``, ``texts``, ``rows``, ``share`` and ``example``, the most frequent first.
        """
        return find_boilerplate(self.rows.readings, self.rows.counts.tolist(), least=least)

    def topics(
        self,
        *,
        detail: Detail = "medium",
        min_cluster_size: int | Literal["auto"] = "auto",
        random_state: int = 0,
        assign_noise: bool = True,
        namer: Namer | None = None,
        labels: Any = None,
        clusterer: Clusterer | None = None,
        apply_corrections: bool = True,
    ) -> Topics:
        """Find what the texts are about, or take labels of your own as topics.

        Parameters
        ----------
        detail : {"broad", "medium", "fine"}, default "medium"
            How large topics are, if `min_cluster_size` is "auto".
        min_cluster_size : int or "auto", default "auto"
            Fewest distinct texts, or copies of one text, that make a topic.
        random_state : int, default 0
            Seed of the layouts that are clustered.
        assign_noise : bool, default True
            Whether the column ``assigned`` gives noise its nearest topic. The column ``topic``
            stays -1.
        namer : callable, optional
            Takes keywords and examples of a topic, returns its title (a language model, say).
        labels : name of a column, or one label per row, optional
            Your own topics: words or whole numbers; -1, "" and missing are noise. Words are the
            names of the topics; whole numbers stay the numbers, and keywords name them. A Series
            must have the index of the table. If identical texts have different labels, the most
            frequent one counts for all.
        clusterer : object with ``fit_predict``, optional
            Your own method, such as ``sklearn.cluster.KMeans(8)`` or ``hdbscan.HDBSCAN()``. It
            gets each distinct vector once, in the order of the table, and is fitted in place.
        apply_corrections : bool, default True
            Whether corrections in the ledger are applied (see `Topics.save_corrections`).

        Returns
        -------
        Topics
            Named topics, with noise and why it is noise.

        Raises
        ------
        ColumnError
            If `labels` names no column of the table.
        InputError
            If a setting is out of range or has no effect beside `labels` or `clusterer`, if there
            is not one label per row, a Series has another index, or a clusterer has no
            ``fit_predict``, fails or returns something else than one label per vector.
        """
        from workbench.topics import check_settings, find_topics

        settings = check_settings(detail, min_cluster_size, random_state) | {
            "assign_noise": bool(assign_noise),
            "namer": namer,
        }
        if labels is not None or clusterer is not None:
            found = self._given_topics(labels, clusterer, settings)
            return self._corrected(found) if apply_corrections else found

        def find() -> Topics:
            found = find_topics(
                self.rows,
                self.embedding.vectors,
                self._graph(),
                embedding_cut=self.embedding.cut,
                foreign=self.legibility.unreadable,
                progress=choose(self._progress),
                embedded=self.embedding.manifest,
                **settings,
            )
            return replace(found, _home=cast("Home", self))

        found = self._once(topics_key(**settings), find)
        return self._corrected(found) if apply_corrections else found

    def _given_topics(self, labels: Any, clusterer: Any, settings: Mapping[str, Any]) -> Topics:
        """Return labels of the user's own as topics; the same labels are named once."""
        from workbench.topics.basis import Basis
        from workbench.topics.given import check_alone, given_topics, labels_from

        check_alone(labels, clusterer, {k: v for k, v in settings.items() if v != DEFAULTS[k]})
        basis = Basis.build(
            self.rows, self.embedding.vectors, self._graph(), cut=self.embedding.cut,
            foreign=self.legibility.unreadable, embedded=self.embedding.manifest,
        )  # fmt: skip
        given = labels_from(labels, clusterer, self.frame, basis)
        chosen = {name: settings[name] for name in ("assign_noise", "namer")}
        key = topics_key(**chosen, labels=given.digest)
        return self._once(
            key, lambda: replace(given_topics(basis, given, **chosen), _home=cast("Home", self))
        )

    def _corrected(self, topics: Topics) -> Topics:
        """Apply the corrections of the ledger that the topics do not hold yet."""
        from workbench.topics import Correction
        from workbench.topics.correct import text_digest

        held = {one.to_line() for one in topics.corrections}
        new = [line for line in self.ledger.corrections() if line not in held]
        if not new:
            return topics
        known = {text_digest(text) for text in self.rows.distinct}
        made = [one for one in map(Correction.from_line, new) if one.is_about(known)]
        if not made:  # they are about other tables, or weeks that are gone
            return topics
        key = ("corrected", topics.manifest.digest, *new)
        return self._once(key, lambda: self._applied(topics, made))

    def _applied(self, topics: Topics, corrections: Sequence[Correction]) -> Topics:
        """Apply corrections of the ledger, and tell how many."""
        from workbench.duplicates.decisions import applied_note

        after = topics._corrected(corrections)
        number = len(corrections) - (len(after.notes) - len(topics.notes))
        if not number:
            return after
        note = applied_note(number, "correction", self.ledger.name)
        return replace(after, manifest=replace(after.manifest, notes=(*after.notes, note)))

    def search(
        self,
        query: str | Sequence[str] | NDArray[np.floating[Any]],
        k: int = 10,
        *,
        where: Any = None,
    ) -> pd.DataFrame:
        """Return the rows nearest in meaning to a text, several texts, or a vector.

        Parameters
        ----------
        query : str, sequence of str, or ndarray of shape (d,) or (q, d)
            What to look for.
        k : int, default 10
            Rows a query, fewer where the table has fewer with text.
        where : mask, optional
            Rows to search in, as for `where`.

        Returns
        -------
        DataFrame
            The rows of the table, nearest first, with the columns ``query`` (number of the
            query), ``row`` (position in the table) and ``similarity`` (cosine, float64) in front.
            Where long texts were read in chunks, a text is as near as its best passage, and a
            fourth column, ``passage``, holds it. ``attrs["notes"]`` says what the model cannot
            read.

        Raises
        ------
        InputError
            Where a query is blank or of another kind, or `k` no whole number of at least 1.
        """
        hits = self._hits(query, k, where)
        found = self.frame.iloc[hits["row"]]
        levels = found.columns.nlevels
        for place, name in enumerate(hits.columns):
            free = free_name(name, found.columns.get_level_values(0))
            label = free if levels == 1 else (free, *[""] * (levels - 1))
            found.insert(place, label, hits[name].to_numpy())
        found.attrs["notes"] = self._search_notes(query)
        return found

    def _search_notes(self, query: Any) -> list[str]:
        """Say which queries, and how many rows, the model cannot read."""
        said = list(self.legibility.notes)
        texts = [query] if isinstance(query, str) else list(query)
        if not all(isinstance(text, str) for text in texts):
            return said
        info = self.embedding.info
        read = legibility(texts, info, self._vocabulary).unreadable
        blind = [text for text, bad in zip(texts, read.tolist(), strict=True) if bad]
        told = [f"{info.model} cannot read {text!r}: what it finds says nothing" for text in blind]
        return told + said

    def summary(
        self,
        *,
        duplicates: Duplicates | None = None,
        topics: Topics | None = None,
        projection: Projection | None = None,
        title: str = "",
    ) -> Summary:
        """Return the findings in words and numbers, ready for a report."""
        from workbench.summary import summarise

        self._check_own(duplicates=duplicates, topics=topics, projection=projection)
        manifest = self.embedding.manifest
        told = replace(manifest, notes=(*manifest.notes, *self.legibility.notes))
        return summarise(
            self.rows,
            replace(self.embedding, manifest=told),
            duplicates=duplicates,
            topics=topics,
            projection=projection or self._kept.get(("projection", 0)),
            stability=None if topics is None else topics.measured,
            title=title,
            unreadable=self.legibility.unreadable,
        )

    def _hits(self, query: Any, k: int, where: Any = None) -> pd.DataFrame:
        """Return query number, row position and similarity of the rows found."""
        from workbench.similarity import hit_rows, search, search_passages

        k = check_count("k", k)
        chosen = np.ones(len(self), dtype=bool)
        if where is not None:
            chosen[:] = False
            chosen[row_positions(self.frame, where)] = True
        mask = self.rows.holds(np.flatnonzero(chosen))
        if not mask.any():
            raise InputError("search: none of the chosen rows holds text. Choose others: where=...")
        vectors = query_vectors(query, self.embedding.info.dimensions, self._encoder)
        passages = self.embedding.passages
        if passages is None:
            indices, similarities = search(self.embedding.vectors, vectors, k, mask=mask)
            return hit_rows(self.rows, indices, similarities, k, allowed=chosen)
        best = search_passages(passages.vectors, passages.owner, vectors, k, mask=mask)
        hits = hit_rows(self.rows, best.owners, best.similarities, k, allowed=chosen)
        return hits.assign(passage=passage_texts(hits, best, self.rows, self.embedding))


def _check_options(verb: str, function: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Refuse a misspelt keyword in the words of the verb that was called."""
    taken = [p.name for p in signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
    for name in options:
        if name not in taken:
            raise InputError(
                f"{verb} takes no {name!r}. It takes: {', '.join(taken)}."
                f"{did_you_mean(name, taken)}"
            )
