"""Which rows hold which text: the frozen backbone of every result."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError, counted, to_type
from workbench.provenance import Manifest, digest_texts
from workbench.tables.cells import column_texts
from workbench.tables.ids import Ids, ids_of
from workbench.tables.interchange import PANDAS, as_kind
from workbench.tables.normalized_texts import STEPS, normal_forms

Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a table, their texts, and the distinct texts among them.

    Distinct texts stand in code-point order, not in the order of the table: computations over
    them therefore cannot depend on how the table was sorted.

    Attributes
    ----------
    index : Index
        The index of the input table, n labels.
    names : Ids
        What the rows are called.
    texts : tuple of (str or None)
        n texts as given; None where a row holds none.
    distinct : tuple of str
        m distinct texts in code-point order, as they stand in the table.
    readings : tuple of str
        What the model, the guards and the names of topics read of each distinct text: markup,
        quoted mail and the like may be left out. Equal to `distinct` if nothing is left out.
    addresses : tuple of str
        Addresses of pages that were left out of each reading and tell texts apart; () if none.
    quotes : tuple of str
        What tells the quoted mails apart that were left out of each reading; () if none.
    distinct_of : ndarray of int64, shape (n,)
        Place of each row's text in `distinct`, -1 where it has none.
    copy_of : ndarray of int64, shape (n,)
        Place of each row among the rows with its text (and its id, if the table has an id
        column), from 0; -1 if it has no text. Counted in the whole table and kept by `take`, so
        that a row of a subset is still known for what it is. A subset that is saved and opened
        again is a table of its own: counted anew.
    findings : tuple of str
        What was found out, changed or left out while the table's file was read.
    kind : str
        Which kind of table was given ("pandas", "polars", "arrow", "duckdb" or "datasets");
        tables of rows are returned as the same kind.
    """

    index: pd.Index
    names: Ids
    texts: tuple[str | None, ...]
    distinct: tuple[str, ...]
    distinct_of: NDArray[np.int64]
    copy_of: NDArray[np.int64]
    readings: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    kind: str = PANDAS

    def __len__(self) -> int:
        """Return the number of rows, with and without text."""
        return len(self.texts)

    def __repr__(self) -> str:
        """Return counts of rows, distinct texts and rows without text."""
        blank = len(self) - int(self.has_text.sum())
        counts = f"{counted(len(self), 'row')}, {counted(len(self.distinct), 'distinct text')}"
        return f"Rows({counts}, {blank:,} without text)"

    @property
    def ids(self) -> NDArray[np.object_]:
        """Keys that tell all rows apart, shape (n,); see `Ids.values`."""
        return self.names.values

    @property
    def labels(self) -> NDArray[np.object_]:
        """What each row is called in a sentence, shape (n,): its id, or "row 7"."""
        return self.names.labels

    @property
    def has_own_ids(self) -> bool:
        """Whether the ids came from a column of the table."""
        return self.names.kind == "own"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told of the rows: how the file was read, ids that repeat."""
        return (*self.findings, *self.names.notes)

    @cached_property
    def has_text(self) -> NDArray[np.bool_]:
        """Mask of the rows that hold text, shape (n,)."""
        return self.distinct_of >= 0

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Rows per distinct text, shape (m,), each at least 1."""
        return np.bincount(self.distinct_of[self.has_text], minlength=len(self.distinct))

    @cached_property
    def manifest(self) -> Manifest:
        """What the rows are: counts and a digest of texts in order."""
        return Manifest(
            "rows",
            {
                "rows": len(self),
                "with_text": int(self.has_text.sum()),
                "distinct": len(self.distinct),
            },
            self._digest(),
            notes=self.notes,
        )

    def _digest(self) -> str:
        """Return a digest of the texts, and of what is read of them if that differs."""
        digest = digest_texts(self.texts)
        if self.readings == self.distinct and self.has_text.sum() == sum(
            text is not None for text in self.texts
        ):
            return digest
        return digest_texts([digest, *(self.reading_of(row) for row in range(len(self)))])

    @cached_property
    def reading_codes(self) -> NDArray[np.int64]:
        """A number per distinct text, equal for texts that are read the same, shape (m,)."""
        if self.readings == self.distinct:
            return np.arange(len(self.distinct))
        return self._codes(self.readings)

    @cached_property
    def forms(self) -> NDArray[np.int64]:
        """A number per distinct text, equal if they are equal after normalizing, shape (m,)."""
        return normal_forms(self.readings, STEPS, self.left_out(range(len(self.readings))))

    @cached_property
    def address_codes(self) -> NDArray[np.int64]:
        """A number per distinct text, equal if the same addresses were left out, shape (m,)."""
        return self._codes(self.addresses)

    @cached_property
    def quote_codes(self) -> NDArray[np.int64]:
        """A number per distinct text, equal if the same mails were left out, shape (m,)."""
        return self._codes(self.quotes)

    def _codes(self, words: tuple[str, ...]) -> NDArray[np.int64]:
        """Return a number per distinct text, equal for equal words; all 0 without any."""
        if not words:
            return np.zeros(len(self.distinct), dtype=np.int64)
        return pd.factorize(np.array(words, dtype=object))[0].astype(np.int64)

    def left_out(self, places: Sequence[int]) -> tuple[str, ...]:
        """Return what tells texts apart beside what is read of them, () if there is nothing."""
        if not self.addresses and not self.quotes:
            return ()
        return tuple(
            "\0".join(kind[position] for kind in (self.addresses, self.quotes) if kind)
            for position in places
        )

    def reading_of(self, row: int) -> str | None:
        """Return what is read of the text of one row, None if it has no text."""
        text = int(self.distinct_of[row])
        return self.readings[text] if text >= 0 else None

    def spread(self, values: NDArray[Scalar], fill: Any) -> NDArray[Scalar]:
        """Give each row the value of its text, or `fill`. Shapes: values (m, ...)."""
        spread = np.full((len(self), *values.shape[1:]), fill, dtype=values.dtype)
        spread[self.has_text] = values[self.distinct_of[self.has_text]]
        return spread

    def as_given(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return rows of this table, or columns for them, as the kind of table that was given."""
        table: pd.DataFrame = as_kind(frame, self.kind)
        return table

    def holds(self, positions: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which distinct texts stand in the rows at `positions`, a mask of shape (m,)."""
        present = np.zeros(len(self.distinct), dtype=bool)
        places = self.distinct_of[positions]
        present[places[places >= 0]] = True
        return present

    @cached_property
    def _rows_by_text(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Row positions sorted by text, and where each text's rows begin."""
        order = np.argsort(self.distinct_of, kind="stable")
        blank = len(self) - int(self.has_text.sum())
        return order[blank:], np.concatenate([[0], np.cumsum(self.counts)])

    def rows_of_text(self, text: int) -> NDArray[np.int64]:
        """Return the positions of the rows that hold a distinct text, by its number, ascending."""
        order, begins = self._rows_by_text
        return order[begins[text] : begins[text + 1]]

    def first_rows(self, texts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the first row of each distinct text, by its place. Shapes: texts (k,)."""
        order, begins = self._rows_by_text
        first: NDArray[np.int64] = order[begins[texts]]
        return first

    def merged(self, first: NDArray[np.int64], of: NDArray[np.int64]) -> Rows:
        """Return the same rows with several texts counted as one: as the first of them.

        Shapes: first (u,), of (m,), places among the u.
        """
        new = np.append(of, -1)
        made = replace(self, **self._some(first), distinct_of=new[self.distinct_of])
        vars(made)["manifest"] = self.manifest  # the same table, told by the same digest
        return made

    def take(self, positions: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
        """Return the rows at `positions`, and which distinct texts are left, ascending.

        With these, ``vectors[kept]`` are the vectors of the rows returned.
        """
        old = self.distinct_of[positions]
        kept = np.unique(old[old >= 0])
        new = np.full(len(self.distinct) + 1, -1, dtype=np.int64)
        new[kept] = np.arange(len(kept))
        rows = replace(
            self,
            **self._some(kept),
            index=self.index[positions],
            names=self.names.take(positions),
            texts=tuple(self.texts[p] for p in positions.tolist()),
            distinct_of=new[old],
            copy_of=self.copy_of[positions],
        )
        return rows, kept

    def _some(self, places: NDArray[np.int64]) -> dict[str, Any]:
        """Return what is kept of some of the distinct texts, by the names of the fields."""
        fields = ("distinct", "readings", "addresses", "quotes")
        held = {name: getattr(self, name) for name in fields}
        return {
            n: tuple(map(of.__getitem__, places.tolist())) if of else () for n, of in held.items()
        }


def rows_of(
    frame: Any,
    text: Any,
    id: Any = None,
    row_numbers: Sequence[int] | NDArray[np.int64] | None = None,
    *,
    sheets: Sequence[str] = (),
    known: Sequence[Any] | None = None,
) -> Rows:
    """Read texts and ids out of a table. Shapes: row_numbers (n,), sheets (n,), known (n,)."""
    if not isinstance(frame, pd.DataFrame):
        raise InputError(
            f"a pandas DataFrame is needed, got {type(frame).__name__}. Try: {_as_table(frame)}"
        )
    names: list[Any] = list(frame.columns)
    if isinstance(text, tuple) and text not in names:
        raise ColumnError(f"several text columns are named by a list: text={list(text)!r}")
    columns = list(text) if isinstance(text, list) else [text]
    if not columns:
        raise ColumnError("text=[] names no column. Columns: " + ", ".join(map(str, frame.columns)))
    texts = column_texts(frame, columns)
    if all(one is None for one in texts):
        named = ", ".join(repr(c) for c in columns)
        what = (
            f"no cell of {named} holds a text (of {counted(len(texts), 'row')})"
            if texts
            else "the table has no rows"
        )
        named_by = to_type("text=...", "--text COLUMN")
        raise InputError(f"nothing to embed: {what}. Name a column with text: {named_by}")
    called = ids_of(frame, id, row_numbers, sheets=sheets, known=known)
    return build_rows(frame.index, called, texts)


def _as_table(given: Any) -> str:
    """Say how to make a table of what was given."""
    if isinstance(given, (str, PathLike)):
        return f"pd.read_csv({os.fspath(given)!r})"
    made = (
        "series.to_frame('text')"
        if isinstance(given, pd.Series)
        else "pd.DataFrame({'text': texts})"
    )
    return f"{made}, with text='text'"


def build_rows(index: pd.Index, names: Ids, texts: Sequence[str | None]) -> Rows:
    """Put rows together and work out the distinct texts."""
    distinct = tuple(sorted({text for text in texts if text is not None}))
    index_of = {text: k for k, text in enumerate(distinct)}
    distinct_of = np.fromiter(
        (-1 if text is None else index_of[text] for text in texts), dtype=np.int64, count=len(texts)
    )
    copies = _copies(distinct_of, names.written)
    return Rows(index, names, tuple(texts), distinct, distinct_of, copies, distinct)


def _copies(
    distinct_of: NDArray[np.int64], written: NDArray[np.object_] | None
) -> NDArray[np.int64]:
    """Return the place of each row among the rows with its text and id, -1 if it has no text."""
    same = distinct_of
    if written is not None:
        codes = pd.factorize(written)[0].astype(np.int64)
        same = (distinct_of + 1) * (int(codes.max(initial=0)) + 1) + codes
    order = np.argsort(same, kind="stable")
    ordered = same[order]
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    places[distinct_of < 0] = -1
    return places
