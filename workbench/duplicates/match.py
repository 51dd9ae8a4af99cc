"""Two tables: which row of the other one answers each row, and which gaps there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.calls import answers_methods
from workbench.duplicates.card import SHOWN_GROUPS, match_card
from workbench.duplicates.checks import check_guards, table_of_rows
from workbench.duplicates.find import find_duplicates
from workbench.duplicates.guards.differences import (
    GUARDS,
    bit_of,
    contradictions,
    guard_names,
    guard_pairs,
    in_words,
)
from workbench.embedding import Legibility
from workbench.engines import Engine
from workbench.errors import ThresholdError, check_threshold, counted
from workbench.provenance import Manifest, digest_array
from workbench.similarity import pairs, search, search_by_blocks
from workbench.tables import Rows, as_kind, normalize

STATUS = ("answered", "review", "partial", "unanswered", "no text")
"""How near a row's nearest row is; "review": near enough, but it says otherwise."""


@answers_methods
@dataclass(frozen=True, eq=False)
class Matches:
    """For each row of one table the nearest row of another.

    Attributes
    ----------
    rows, others : Rows
        Rows of the first table and of the other one.
    threshold, partial_threshold : float
        Cosine similarity from which a row counts as answered, and as answered in part.
    guards : tuple of str
        Differences that were looked for between a row and the one nearest to it.
    frame : DataFrame or None
        The first table, for `apply`.
    """

    rows: Rows = field(repr=False)
    others: Rows = field(repr=False)
    threshold: float
    partial_threshold: float
    guards: tuple[str, ...]
    # Per distinct text of the first table, shape (m,): its vector, the nearest text of the other
    # table (-1 if there is none), their cosine, what differs, and whether they say contrary
    # things. What only one of them says is no contradiction: a ticket names an order, the answer
    # to it does not.
    _vectors: NDArray[np.float32] = field(repr=False)
    _best: NDArray[np.int64] = field(repr=False)
    _similarity: NDArray[np.float64] = field(repr=False)
    _differs: NDArray[np.uint32] = field(repr=False)
    _contradicted: NDArray[np.bool_] = field(repr=False)
    # What the vectors of the two tables were made of; what the model can read of the first.
    _embedded: tuple[Manifest, ...] = ()
    _legibility: Legibility | None = field(default=None, repr=False)
    frame: pd.DataFrame | None = field(default=None, repr=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told."""
        blind = int(self.rows.counts[self._unreadable & (self._similarity >= self.threshold)].sum())
        if not blind:
            return ()
        note = (
            f"{counted(blind, 'row')} to review because the model cannot read them or what is "
            "nearest to them: their similarities mean nothing"
        )
        return (note,)

    @cached_property
    def _status(self) -> NDArray[np.int8]:
        """Place in `STATUS` of each distinct text, 0 to 3, shape (m,)."""
        below = np.where((self._similarity >= self.partial_threshold) & ~self._unreadable, 2, 3)
        near = np.where(self._contradicted, 1, 0)
        return np.where(self._similarity >= self.threshold, near, below).astype(np.int8)

    @property
    def _unreadable(self) -> NDArray[np.bool_]:
        """Texts whose similarity says nothing, shape (m,)."""
        return (self._differs >> bit_of("unreadable") & 1) > 0

    def to_frame(self) -> pd.DataFrame:
        """Return one line per row of the first table, under its index.

        Returns
        -------
        DataFrame, or the kind of table that was given
            ``match`` (id of the nearest row of the other table), ``match_text``, ``similarity``,
            ``status`` ("answered", "review", "partial", "unanswered", "no text") and ``guards``
            (what differs between the two). A row goes to review if the nearest one is near enough,
            but says something contrary: another number, the opposite, another direction.
        """
        return self.rows.as_given(self._row_frame())

    def _row_frame(self) -> pd.DataFrame:
        """Return the lines of `to_frame`."""
        first = self.others.first_rows(np.arange(len(self.others.distinct)))
        ids = np.append(self.others.ids[first], np.array([None], dtype=object))
        texts = np.array([*self.others.distinct, None], dtype=object)
        names = np.array([guard_names(int(mask)) for mask in self._differs], dtype=object)
        status = self.rows.spread(self._status.astype(np.int64), STATUS.index("no text"))
        return pd.DataFrame(
            {
                "match": self.rows.spread(ids[self._best], None),
                "match_text": self.rows.spread(texts[self._best], None),
                "similarity": self.rows.spread(self._similarity, np.nan),
                "status": pd.Categorical.from_codes(status, categories=pd.Index(list(STATUS))),
                "guards": self.rows.spread(names, ""),
            },
            index=self.rows.index,
        )

    def gaps(self, threshold: float = 0.75) -> pd.DataFrame:
        """Return groups of rows that nothing in the other table answers, the largest first.

        Rows to review are among them: what is nearest to them says something else.

        Parameters
        ----------
        threshold : float, default 0.75
            Cosine from which such rows go into one group.

        Returns
        -------
        DataFrame
            ``rows, n_distinct, text`` (an example), ``ids`` (of all rows), ``nearest`` (text of the
            other table) and ``similarity`` to it.
        """
        gap = np.isin(self._status, [STATUS.index("review"), STATUS.index("unanswered")])
        open_ = self.rows.spread(gap, False)
        rows, kept = self.rows.take(np.flatnonzero(open_))
        if not len(kept):
            return pd.DataFrame(
                columns=["rows", "n_distinct", "text", "ids", "nearest", "similarity"]
            )
        vectors = self._vectors[kept]
        read = None if self._legibility is None else self._legibility.take(kept)
        groups = find_duplicates(
            rows, vectors, pairs(vectors, threshold), threshold=threshold, legibility=read
        )
        group = groups._verdict.node_group.copy()
        alone = group < 0
        group[alone] = group.max(initial=-1) + 1 + np.arange(int(alone.sum()))
        lines = []
        texts = np.array([*self.others.distinct, None], dtype=object)
        for number in range(int(group.max()) + 1):
            members = np.flatnonzero(group == number)
            center = members[np.argmax(np.round(vectors[members] @ vectors[members].sum(0), 6))]
            inside = np.isin(rows.distinct_of, members)
            lines.append(
                {
                    "rows": int(inside.sum()),
                    "n_distinct": len(members),
                    "text": rows.distinct[center],
                    "ids": self.rows.ids[open_][inside].tolist(),
                    "nearest": texts[self._best[kept[center]]],
                    "similarity": float(self._similarity[kept[center]]),
                }
            )
        order = sorted(lines, key=lambda line: (-line["rows"], line["text"]))
        return pd.DataFrame(order)

    def unused(self) -> pd.DataFrame:
        """Return the rows of the other table that answer no row, with their text.

        Returns
        -------
        DataFrame
            ``id`` and ``text``, under the index of the other table.
        """
        asked = np.zeros(len(self.others.distinct) + 1, dtype=bool)
        asked[self._best[self._status == 0]] = True
        lost = np.flatnonzero(self.others.has_text & ~asked[self.others.distinct_of])
        texts = [self.others.texts[row] for row in lost.tolist()]
        return pd.DataFrame(
            {"id": self.others.ids[lost], "text": texts}, index=self.others.index[lost]
        )

    def apply(self, frame: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Split the first table into rows that are new, and rows that the other table has too.

        The other table has a row if the row is answered and no guard sees a difference.

        Parameters
        ----------
        frame : DataFrame, optional
            The first table, or any other columns of its rows under the same index. Default: the
            table that was matched.

        Returns
        -------
        new, known : DataFrame
            In the order of the table.

        Raises
        ------
        InputError
            If `frame` is not, row for row, the first table, or none is known.
        """
        frame, kind = table_of_rows(frame, self.frame, self.rows, "apply(frame)")
        stands = self.rows.spread((self._status == 0) & (self._differs == 0), False)
        return as_kind(frame[~stands].copy(), kind), as_kind(frame[stands].copy(), kind)

    @cached_property
    def manifest(self) -> Manifest:
        """Parameters and digest; stages of the other table have "other" in front."""
        first, other = self._embedded[:1], (self.others.manifest, *self._embedded[1:])
        return Manifest(
            "matches",
            {
                "threshold": self.threshold,
                "partial_threshold": self.partial_threshold,
                "guards": list(self.guards),
            },
            digest_array(self._best, self._similarity),
            (
                self.rows.manifest,
                *first,
                *(replace(one, stage=f"other {one.stage}") for one in other),
            ),
        )

    def __repr__(self) -> str:
        """Return the counts in one line."""
        named = ", ".join(f"{count:,} {name}" for name, count in self._counts.items())
        blind = int(self.rows.counts[self._unreadable].sum())
        unread = f", {blind:,} that the model cannot read" if blind else ""
        return (
            f"Matches(threshold={self.threshold:g}: {named}, "
            f"of {counted(len(self.rows), 'row')}{unread}; "
            f"{len(self.unused()):,} of {counted(len(self.others), 'other')} unused)"
        )

    @cached_property
    def _counts(self) -> dict[str, int]:
        """Rows of each status; together all rows."""
        status = self.rows.spread(self._status.astype(np.int64), STATUS.index("no text"))
        counts = np.bincount(status, minlength=len(STATUS)).tolist()
        named = dict(zip((*STATUS[:-1], "without text"), counts, strict=True))
        return named if counts[-1] else dict(list(named.items())[:-1])

    def _repr_html_(self) -> str:
        """Return a card: counts, and rows that are answered in part or not at all."""
        texts, others = self.rows.distinct, self.others.distinct
        lines = []
        for wanted in (1, 2, 3):
            members = np.flatnonzero(self._status == wanted)
            order = np.lexsort((members, -self.rows.counts[members]))[:SHOWN_GROUPS]
            for k in members[order].tolist():
                near = others[self._best[k]] if self._best[k] >= 0 else ""
                said = in_words(guard_names(int(self._differs[k]))) if wanted == 1 else ""
                status = f"{STATUS[wanted]}: {said}" if said else STATUS[wanted]
                lines.append((status, texts[k], near, float(self._similarity[k])))
        counts = {**self._counts, "others unused": len(self.unused())}
        return match_card(counts, lines, self.threshold, repr(self), self.notes)


def match_tables(  # noqa: PLR0913 - all but the tables by keyword
    rows: Rows,
    vectors: NDArray[np.float32],
    others: Rows,
    other_vectors: NDArray[np.float32],
    *,
    threshold: float = 0.7,
    partial_threshold: float | None = None,
    guards: str | Collection[str] = GUARDS,
    frame: pd.DataFrame | None = None,
    engine: Engine | None = None,
    embedded: tuple[Manifest, ...] = (),
    legibility: tuple[Legibility, Legibility] | None = None,
) -> Matches:
    """Find for each row the nearest row of another table.

    Shapes: vectors (m, d), other_vectors (k, d).
    """
    threshold = check_threshold(threshold)
    if partial_threshold is None:
        partial_threshold = max(threshold - 0.15, 1e-6)
    partial = check_threshold(partial_threshold, name="partial_threshold")
    if partial > threshold:
        raise ThresholdError(
            f"partial_threshold={partial:g} must not be above threshold={threshold:g}."
        )
    looked_for = tuple(name for name in check_guards(guards) if name in GUARDS)
    best, similarity = _nearest(rows, vectors, others, other_vectors, engine)
    count = len(rows.distinct)
    masks = np.zeros(count, dtype=np.uint32)
    known = np.flatnonzero(best >= 0)
    texts = [*rows.readings, *others.readings]
    masks[known] = guard_pairs(
        texts,
        known,
        count + best[known],
        guards=looked_for,
        legibility=None if legibility is None else legibility[0].joined(legibility[1]),
    )
    same = [
        normalize(rows.readings[k]) == normalize(others.readings[best[k]]) for k in known.tolist()
    ]
    masks[known[np.array(same, dtype=bool)]] = 0
    contrary = np.zeros(count, dtype=np.bool_)
    contrary[known] = contradictions(texts, known, count + best[known], masks[known])
    mine = None if legibility is None else legibility[0]
    return Matches(
        rows,
        others,
        threshold,
        partial,
        looked_for,
        vectors,
        best,
        similarity,
        masks,
        contrary,
        embedded,
        mine,
        frame,
    )


def _nearest(
    rows: Rows,
    vectors: NDArray[np.float32],
    others: Rows,
    other_vectors: NDArray[np.float32],
    engine: Engine | None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the nearest text of the other table, the text itself where it stands there."""
    if not len(others.distinct):
        return np.full(len(rows.distinct), -1), np.zeros(len(rows.distinct))
    if engine is not None and engine.distant:
        indices, similarities = search_by_blocks(other_vectors, vectors, 1, engine)
    else:
        indices, similarities = search(other_vectors, vectors, 1)
    index_of = {text: k for k, text in enumerate(others.readings)}
    index_of |= {text: k for k, text in enumerate(others.distinct)}
    equal = np.array(
        [
            index_of.get(text, index_of.get(read, -1))
            for text, read in zip(rows.distinct, rows.readings, strict=True)
        ],
        dtype=np.int64,
    )
    # Other texts may have the same vector: those that differ in case, or where they are cut.
    best = np.where(equal >= 0, equal, indices[:, 0].astype(np.int64))
    return best, np.where(equal >= 0, 1.0, similarities[:, 0].astype(np.float64))
