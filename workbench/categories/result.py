"""Each row beside the categories: which it belongs to, how surely, and why."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.calls import answers_methods
from workbench.categories.answers import (
    CLOSE,
    answers_by_text,
    learned_threshold,
    texts_to_ask,
)
from workbench.categories.card import categories_card
from workbench.categories.definitions import OTHER, Category, categories_frame, check_score
from workbench.categories.rest import Found, found_topics, free_names, kept_names, nothing_found
from workbench.categories.scores import Scale, described_texts, similarities
from workbench.errors import InputError, check_choice, check_count, counted
from workbench.provenance import Manifest, digest_array
from workbench.tables import Rows
from workbench.topics.shares import topic_shares

if TYPE_CHECKING:
    from workbench.topics import Topics

RESTS = ("other", "cluster")
"""What becomes of rows that fit no category."""


@answers_methods
@dataclass(frozen=True, eq=False)
class Categories:
    """Rows sorted into categories of your own.

    Attributes
    ----------
    rows : Rows
        The rows of the table.
    categories : tuple of Category
        c categories, in the order given.
    threshold : float
        Score from which a row belongs to a category that has no threshold of its own. A score is
        0 for the similarity of any two texts of the table, 1 for that of a text and its nearest
        neighbors, so it means the same for every model.
    multiple : bool
        Whether a row may belong to several categories.
    rest : {"other", "cluster"}
        What becomes of rows that fit none: they stay "Other", or are put into topics, which are
        part of this result.
    rows_before : tuple of (str, int)
        Rows of each category in the last table, if these were carried over from one.
    """

    rows: Rows = field(repr=False)
    categories: tuple[Category, ...] = field(repr=False)
    threshold: float
    multiple: bool
    rest: str
    # Scores of m distinct texts and c categories, not clipped; which of e descriptions of each
    # category is nearest; the descriptions themselves and their vectors, shape (e, d).
    _scores: NDArray[np.float32] = field(repr=False)
    _nearest: NDArray[np.int64] = field(repr=False)
    _described: tuple[str, ...] = field(repr=False)
    _descriptions: NDArray[np.float32] = field(repr=False)
    _scale: Scale = field(repr=False)
    _found: Found = field(repr=False)
    rows_before: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    _embedded: tuple[Manifest, ...] = field(default=(), repr=False)
    _home: Any = field(default=None, repr=False, metadata={"saved": False})

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the categories, in the order given."""
        return tuple(one.name for one in self.categories)

    @property
    def _all_names(self) -> tuple[str, ...]:
        """Names of the categories, then those of topics found in the rest."""
        return (*self.names, *self._found.names)

    @cached_property
    def _thresholds(self) -> NDArray[np.float64]:
        """Score from which a text belongs to each category, shape (c,)."""
        return np.array([one.threshold or self.threshold for one in self.categories])

    @cached_property
    def _fits(self) -> NDArray[np.bool_]:
        """Which categories each text reaches, shape (m, c)."""
        # Stored scores are float32: .7 as float32 lies a little below .7.
        return self._scores >= self._thresholds.astype(np.float32)

    @cached_property
    def _best(self) -> NDArray[np.int64]:
        """Category of the best score per text, shape (m,), whether it is reached or not.

        Of those that are reached the best counts, so that a category with a lower threshold of
        its own is not lost to a nearer one that is out of reach.
        """
        raised = np.where(self._fits, self._scores + 1e3, self._scores)
        best: NDArray[np.int64] = raised.argmax(axis=1)
        return best

    @cached_property
    def _fitted(self) -> NDArray[np.int64]:
        """Category of each text, -1 if it fits none, shape (m,)."""
        reached = np.take_along_axis(self._fits, self._best[:, None], axis=1)[:, 0]
        return np.where(reached, self._best, -1)

    @cached_property
    def _belongs(self) -> NDArray[np.int64]:
        """Place in `_all_names` of each text's category, or topic of the rest; -1 for neither."""
        found = np.where(self._found.of >= 0, self._found.of + len(self.categories), -1)
        return np.where(self._fitted >= 0, self._fitted, found)

    @property
    def labels(self) -> pd.Series:
        """Name of each row's category, missing if it fits none; n rows, for ``topics(labels=)``."""
        names = np.array([*self._all_names, None], dtype=object)
        return pd.Series(
            names[self.rows.spread(self._belongs, -1)], index=self.rows.index, name="category"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one line per row of the table, under its index.

        Returns
        -------
        DataFrame, or the kind of table that was given
            ``category`` ("Other" if none fits, missing without text), ``score``, ``evidence`` (the
            name, description or example that is nearest), ``second_category`` and
            ``second_score``; ``parent`` if any category has one; ``categories`` (all that fit,
            joined by "; ") if a row may belong to several; ``found`` (bool, the category is a
            topic of the rest; score and evidence are those of the nearest category) with
            ``rest="cluster"``.
        """
        return self.rows.as_given(self._row_frame())

    def _row_frame(self) -> pd.DataFrame:
        """Return the lines of `to_frame`."""
        second = self._second
        columns = {
            "category": self._named(self._belongs, OTHER),
            "score": self._score_of(self._best),
            "evidence": self._evidence,
            "second_category": self._named(second, None),
            "second_score": self._score_of(second),
        }
        if any(one.parent for one in self.categories):
            parents = np.array([*(one.parent for one in self.categories), ""], dtype=object)
            columns["parent"] = parents[self._fitted]
        if self.multiple:
            columns["categories"] = np.array([self._all_of(fits) for fits in self._fits], object)
        if self.rest == "cluster":
            columns["found"] = self._belongs >= len(self.categories)
        spread = {
            name: self.rows.spread(values, {"f": np.nan, "b": False}.get(values.dtype.kind))
            for name, values in columns.items()
        }
        return pd.DataFrame(spread, index=self.rows.index)

    def _named(self, numbers: NDArray[np.int64], rest: str | None) -> NDArray[Any]:
        """Return names for numbers of categories, `rest` for -1."""
        return np.array([*self._all_names, rest], dtype=object)[numbers]

    def _score_of(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return each text's score for one category, shape (m,); missing for -1."""
        picked = np.take_along_axis(self._scores, np.maximum(numbers, 0)[:, None], axis=1)[:, 0]
        return np.where(numbers >= 0, np.clip(picked.astype(np.float64), 0, 1), np.nan)

    @cached_property
    def _second(self) -> NDArray[np.int64]:
        """Category of the next best score per text, -1 if there is one category only."""
        if len(self.categories) == 1:
            return np.full(len(self._best), -1)
        others = self._scores.copy()
        np.put_along_axis(others, self._best[:, None], -np.inf, axis=1)
        second: NDArray[np.int64] = others.argmax(axis=1)
        return second

    @property
    def _evidence(self) -> NDArray[np.object_]:
        """What each text is nearest to in its best category, shape (m,)."""
        at = np.take_along_axis(self._nearest, self._best[:, None], axis=1)[:, 0]
        return np.array(self._described, dtype=object)[at]

    def _all_of(self, fits: NDArray[np.bool_]) -> str:
        """Return the names of all categories that fit one text."""
        return "; ".join(self.names[k] for k in np.flatnonzero(fits)) or OTHER

    @cached_property
    def table(self) -> pd.DataFrame:
        """One line per category, in the order given, then per topic of the rest; the others last.

        ``category, found`` (bool, a topic of the rest), ``parent, rows, share`` (of rows with
        text), ``n_distinct, mean_score, threshold, contested`` (rows that another category claims
        as well), ``example`` (the text with the best score).
        """
        found = [Category(name) for name in self._found.names]
        listed = [*self.categories, *found, Category(OTHER)]
        return pd.DataFrame([self._line(number, one) for number, one in enumerate(listed)])

    def _line(self, number: int, one: Category) -> dict[str, Any]:
        """Return what `table` says of one category, or of the rest, which is the last number."""
        counts, total = self.rows.counts, max(1, int(self.rows.counts.sum()))
        own, last = number < len(self.categories), number == len(self._all_names)
        mine = np.flatnonzero(self._belongs == (-1 if last else number))
        rows, scores = int(counts[mine].sum()), self._scores[mine, number if own else 0]
        if not own:
            scores = self._scores[mine].max(axis=1, initial=-np.inf)
        best = self.rows.distinct[mine[np.argmax(scores)]] if len(mine) else ""
        found = not own and not last
        return {
            "category": one.name,
            "found": found,
            "parent": one.parent,
            "rows": rows,
            "share": rows / total,
            "n_distinct": len(mine),
            "mean_score": float(scores.clip(0, 1).mean()) if len(mine) else np.nan,
            "threshold": float(self._thresholds[number]) if own else np.nan,
            "contested": int(counts[mine[self._contested[mine]]].sum()) if own else 0,
            "example": self._found.examples[number - len(self.categories)] if found else best,
        }

    def hierarchy(self) -> pd.DataFrame:
        """Return the categories under their parents, as `Topics.hierarchy` returns topics.

        ``workbench.figures.themes_figure`` draws it as a treemap.

        Returns
        -------
        DataFrame
            One line per category and one for the rest: ``theme, theme_name`` (the parent, or the
            category itself if it has none), ``theme_rows, theme_share`` (of the rows with text),
            ``topic`` (number of the category), ``name, rows, share``.
        """
        table = self.table
        parent = table["parent"].where(table["parent"] != "", table["category"])
        both = table.assign(parent=parent).groupby("parent")[["rows", "share"]].transform("sum")
        return pd.DataFrame(
            {
                "theme": pd.factorize(parent)[0],
                "theme_name": parent,
                "theme_rows": both["rows"],
                "theme_share": both["share"],
                "topic": np.arange(len(table)),
                "name": table["category"],
                "rows": table["rows"],
                "share": table["share"],
            }
        )

    @cached_property
    def _contested(self) -> NDArray[np.bool_]:
        """Texts that two categories claim about equally, shape (m,)."""
        if len(self.categories) == 1:
            return np.zeros(len(self._best), dtype=bool)
        both = np.stack([self._best, self._second], axis=1)
        gap = np.diff(np.take_along_axis(self._scores, both, axis=1), axis=1)[:, 0]
        reached = np.take_along_axis(self._fits, self._second[:, None], axis=1)[:, 0]
        return (self._fitted >= 0) & reached & (np.abs(gap) < CLOSE)

    def overlap(self) -> pd.DataFrame:
        """Return which share of each category's rows the others claim as well.

        Returns
        -------
        DataFrame, shape (c, c)
            Line i, column j: share of the rows of category i that reach the threshold of j. Two
            categories that overlap in most rows are one, or need better examples.
        """
        counts = self.rows.counts
        shares = np.full((len(self.categories), len(self.categories)), np.nan)
        for number in range(len(self.categories)):
            mine = self._fitted == number
            if mine.any():
                shares[number] = np.average(self._fits[mine], axis=0, weights=counts[mine])
        return pd.DataFrame(shares, index=list(self.names), columns=list(self.names))

    def contested(self) -> pd.DataFrame:
        """Return the rows that two categories claim about equally, the closest first.

        Returns
        -------
        DataFrame
            ``id, text, category, score, second_category, second_score``, on the table's index.
        """
        chosen = self.rows.spread(self._contested, False)
        frame = self._with_text(chosen)
        gap = (frame["score"] - frame["second_score"]).abs()
        return frame.loc[gap.sort_values(kind="stable").index]

    def _beside(self) -> dict[str, pd.Series]:
        """Return the columns that the explorer shows."""
        frame = self._row_frame()
        return {name: frame[name] for name in ("category", "score")}

    def _to_look_at(self) -> dict[str, NDArray[np.bool_]]:
        """Return the rows that two categories claim, and those that fit none, shape (n,)."""
        return {
            "claimed by two categories": self.rows.spread(self._contested, False),
            "fits no category": self.rows.spread(self._fitted < 0, False),
        }

    def _with_text(self, mask: NDArray[np.bool_]) -> pd.DataFrame:
        """Return id, text and scores of the rows of a mask."""
        places = np.flatnonzero(mask)
        frame = self._row_frame().iloc[places].drop(columns="evidence")
        frame.insert(0, "id", self.rows.ids[places])
        frame.insert(1, "text", [self.rows.texts[row] for row in places.tolist()])
        return frame

    def uncovered(self) -> Topics:
        """Return topics of the rows that fit no category: what the list lacks.

        Returns
        -------
        Topics
            Of a corpus of those rows alone; ``.table`` lists the largest first.

        Raises
        ------
        InputError
            If every row fits a category.
        """
        left = self.rows.spread(self._fitted < 0, False)
        if not left.any():
            raise InputError("every row with text fits a category: nothing is left to cover.")
        if self._home is None:
            raise InputError("uncovered() needs the corpus that was sorted into categories.")
        topics: Topics = self._home.filter(left).topics(apply_corrections=False)
        return topics

    def changes(self) -> pd.DataFrame:
        """Return how the share of each category differs from that in the last table.

        For categories that were saved with a corpus and carried over to the next table.

        Returns
        -------
        DataFrame
            One line per category or topic of the rest, and one for others, the surest difference
            first: ``category, rows_before, rows_now, share_before, share_now, difference, ci_low,
            ci_high, p, change`` ("new", "gone", "grew", "shrank" or ""), as ``Comparison.topics``.

        Raises
        ------
        InputError
            If there was no last table.
        """
        if not self.rows_before:
            raise InputError(
                "these categories have no earlier table. Save them with a corpus, and sort the "
                'next table: corpus.save("last.wb", categories=...), then '
                'wb.open("last.wb").with_table(table).categorize()'
            )
        now = dict(zip(self.table["category"], self.table["rows"], strict=True))
        before = dict(self.rows_before)
        names = list(dict.fromkeys([*now, *before]))
        mine, theirs = (
            np.repeat(np.arange(len(names)), [side.get(name, 0) for name in names])
            for side in (now, before)
        )
        shares = topic_shares(mine, theirs, range(len(names)), names)
        return shares.drop(columns="topic").rename(columns={"name": "category"})

    def _with_rest(self, earlier: Found | None = None) -> Categories:
        """Return the categories with topics of the rest, if they are asked for."""
        plain = replace(self, _found=nothing_found(self._scores, self._descriptions))
        left = self.rows.spread(plain._fitted < 0, False)
        if self.rest == "other" or not left.any():
            return plain
        found = found_topics(plain.uncovered(), self.rows, np.flatnonzero(left))
        found = found if earlier is None else kept_names(found, earlier)
        return replace(plain, _found=free_names(found, (*self.names, OTHER)))

    def _for_table(self, corpus: Any) -> Categories:
        """Return the same categories, with their scale and thresholds, for another table."""
        vectors = corpus.embedding.vectors
        _, owner = described_texts([one.texts for one in self.categories])
        similarity, nearest = similarities(vectors, self._descriptions, owner)
        moved = replace(
            self,
            rows=corpus.rows,
            _scores=self._scale.scores(similarity),
            _nearest=nearest,
            rows_before=tuple(
                zip(self.table["category"], self.table["rows"].tolist(), strict=True)
            ),
            _embedded=(corpus.embedding.manifest,),
            _home=corpus,
        )
        return moved._with_rest(self._found)

    def _among(self, rows: Rows, texts: NDArray[np.int64]) -> Categories:
        """Return the categories of some of the rows, which hold these texts."""
        found = replace(self._found, of=self._found.of[texts])
        scores, nearest = self._scores[texts], self._nearest[texts]
        return replace(self, rows=rows, _scores=scores, _nearest=nearest, _found=found, _home=None)

    def questions(self, n: int = 30) -> pd.DataFrame:
        """Return rows whose answers teach the thresholds: some above and some below each.

        Write the right category (or "Other") into ``answer`` and give the table to `learn`.

        Parameters
        ----------
        n : int, default 30
            How many rows; categories take turns, and the scores of one lie evenly apart.

        Returns
        -------
        DataFrame
            ``id, text, category`` (the nearest one), ``score`` and an empty ``answer``, on the
            table's index.
        """
        scores, best = self._score_of(self._best), self._best
        texts = texts_to_ask(scores, best, self._thresholds, check_count("n", n))
        rows = self.rows.first_rows(texts)
        frame = pd.DataFrame(
            {
                "id": self.rows.ids[rows],
                "text": [self.rows.texts[row] for row in rows.tolist()],
                "category": self._named(best, None)[texts],
                "score": scores[texts],
                "answer": pd.Series([None] * len(rows), dtype=object),
            }
        )
        return frame.set_index(self.rows.index[rows])

    def learn(self, answers: Any) -> Categories:
        """Set the threshold of each category by the right categories of some rows.

        Parameters
        ----------
        answers : name of a column, Series, or DataFrame with a column ``answer``
            The right category per row, "Other" for none of them, missing if nobody has said. A
            Series or DataFrame may hold a part of the rows, under their index labels.

        Returns
        -------
        Categories
            The same categories; those with five or more answers have a threshold of their own,
            the score with the fewest mistakes among the answers.

        Raises
        ------
        InputError
            If an answer is no category.
        """
        given = answers_by_text(answers, self.rows, "answer")
        known = {name: number for number, name in enumerate(self.names)} | {OTHER: -1}
        wrong = sorted({str(one) for one in given.values() if one not in known})
        if wrong:
            allowed = ", ".join((*self.names[:8], OTHER))
            raise InputError(f"{wrong[0]!r} is no category. Answers may be: {allowed} ...")
        texts = np.array(list(given), dtype=np.int64)
        right = np.array([known[one] for one in given.values()], dtype=np.int64)
        best, learned = self._best[texts], []
        for number, one in enumerate(self.categories):
            near = best == number
            scores = self._scores[texts[near], number].astype(np.float64)
            least = learned_threshold(scores, right[near] == number, self._thresholds[number])
            learned.append(one if least is None else replace(one, threshold=least))
        taught = replace(self, categories=tuple(learned))
        return taught._with_rest() if self._home is not None else taught

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write names, descriptions, examples and thresholds to a CSV, to be used again.

        ``corpus.categorize(path)`` reads it: next week's table, or another corpus.

        Parameters
        ----------
        path : str or path
            The file; one that exists is replaced.

        Returns
        -------
        Path
            Where it lies.
        """
        from workbench.tables import write_table

        return write_table(categories_frame(self.categories), path)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told: categories without rows, descriptions that are few."""
        notes = []
        empty = [one for one, rows in zip(self.names, self.table["rows"], strict=False) if not rows]
        if empty:
            named = ", ".join(map(repr, empty[:5])) + (" ..." if len(empty) > 5 else "")
            notes.append(f"{len(empty):,} of {len(self.names):,} categories have no row: {named}")
        bare = sum(len(one.texts) == 1 for one in self.categories)
        if bare:
            notes.append(
                f"{bare:,} of {len(self.names):,} categories are known by their name alone: three "
                "examples each make them much surer"
            )
        return tuple(notes)

    @cached_property
    def manifest(self) -> Manifest:
        """Parameters and digest."""
        return Manifest(
            "categories",
            {
                "threshold": self.threshold,
                "multiple": self.multiple,
                "rest": self.rest,
                "categories": [
                    [one.name, list(one.texts), one.threshold, one.parent]
                    for one in self.categories
                ],
            },
            digest_array(self._scores, self._belongs),
            (self.rows.manifest, *self._embedded),
            notes=self.notes,
        )

    def __repr__(self) -> str:
        """Return the counts in one line."""
        rest = int(self.rows.counts[self._fitted < 0].sum())
        categorized = int(self.rows.counts.sum()) - rest
        many = ", several per row" if self.multiple else ""
        topics = f" in {counted(len(self._found.names), 'topic')}" * (self.rest == "cluster")
        return (
            f"Categories({len(self.names):,} at a score of {self.threshold:g}{many}: "
            f"{counted(categorized, 'row')} in one, {rest:,} other{topics})"
        )

    def _repr_html_(self) -> str:
        """Return a card: the categories with rows, share and an example."""
        return categories_card(self.table, repr(self), self.notes)


def categorize(  # noqa: PLR0913 - all but the parts by keyword
    rows: Rows,
    vectors: NDArray[np.float32],
    categories: Sequence[Category],
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
    scale: Scale,
    *,
    threshold: float = 0.7,
    multiple: bool = False,
    rest: Literal["other", "cluster"] = "other",
    embedded: tuple[Manifest, ...] = (),
    home: Any = None,
) -> Categories:
    """Score texts by how near they are to what describes each category. Shapes: vectors (m, d)."""
    texts, owner = described_texts([one.texts for one in categories])
    descriptions = encode(texts)
    similarity, nearest = similarities(vectors, descriptions, owner)
    scores = scale.scores(similarity)
    return Categories(
        rows,
        tuple(categories),
        check_score(threshold),
        bool(multiple),
        check_choice("rest", rest, RESTS),
        scores,
        nearest,
        tuple(texts),
        descriptions,
        scale,
        nothing_found(scores, descriptions),
        _embedded=embedded,
        _home=home,
    )._with_rest()
