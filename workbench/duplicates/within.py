"""Where to look: pairs only inside the same product, customer, or any other columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError
from workbench.similarity import Pairs
from workbench.tables import Rows

Ends = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Nodes:
    """What is compared: each distinct text once in each block in which it stands.

    Attributes
    ----------
    node_of : ndarray of int64, shape (n,)
        Node of each row, -1 where it has no text.
    text_of : ndarray of int64, shape (k,)
        Distinct text of each node, rising.
    block_of : ndarray of int64, shape (k,)
        Block of each node, rising within a text.
    blocks : int
        Number of blocks.
    """

    node_of: Ends
    text_of: Ends
    block_of: Ends
    blocks: int

    def expand(self, left: NDArray[Any], right: NDArray[Any]) -> tuple[Ends, Ends, Ends]:
        """Return pairs of texts as pairs of nodes of one block.

        Returns
        -------
        left, right, pair : ndarray of int64, shape (q,)
            Nodes, and which of the given pairs each is.
        """
        keys = self.text_of * self.blocks + self.block_of
        start = np.searchsorted(self.text_of, np.arange(int(self.text_of.max(initial=-1)) + 2))
        first, count = start[left], start[left + 1] - start[left]
        pair = np.repeat(np.arange(len(left)), count)
        before = np.repeat(np.cumsum(count) - count, count)
        nodes = first[pair] + np.arange(len(pair)) - before
        wanted = right[pair] * self.blocks + self.block_of[nodes]
        place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        found = keys[place] == wanted if len(keys) else np.zeros(0, dtype=bool)
        return nodes[found], place[found], pair[found]

    def expand_pairs(self, pairs: Pairs) -> Pairs:
        """Return mined pairs of texts as pairs of nodes, sorted."""
        left, right, pair = self.expand(pairs.left.astype(np.int64), pairs.right.astype(np.int64))
        order = np.lexsort((right, left))
        return Pairs(
            left=left[order].astype(np.int32),
            right=right[order].astype(np.int32),
            similarity=pairs.similarity[pair[order]],
            floor=pairs.floor,
            requested=pairs.requested,
            count=len(self.text_of),
            notes=pairs.notes,
        )

    def expand_ends(self, ends: Ends) -> Ends:
        """Return pairs of texts, shape (k, 2), as pairs of nodes."""
        left, right, _ = self.expand(ends[:, 0], ends[:, 1])
        return np.column_stack([left, right])


def nodes_within(rows: Rows, frame: pd.DataFrame | None, columns: Any) -> Nodes:
    """Return the nodes that rows make where only rows of one block are compared.

    Parameters
    ----------
    rows : Rows
        n rows.
    frame : DataFrame or None
        The table, n rows.
    columns : column name or list of them, or None
        Rows are in one block where all these are equal; missing values equal one another. None:
        one block, each distinct text a node.

    Raises
    ------
    InputError
        Where there is no table.
    ColumnError
        Where a column is missing.
    """
    if columns is None:
        count = len(rows.distinct)
        return Nodes(rows.distinct_of, np.arange(count), np.zeros(count, dtype=np.int64), 1)
    block = _blocks(rows, frame, columns if isinstance(columns, list) else [columns])
    total = int(block.max(initial=0)) + 1
    keys = np.where(rows.has_text, rows.distinct_of * total + block, -1)
    known, node_of = np.unique(keys[rows.has_text], return_inverse=True)
    spread = np.full(len(rows), -1, dtype=np.int64)
    spread[rows.has_text] = node_of
    return Nodes(spread, known // total, known % total, total)


def _blocks(rows: Rows, frame: pd.DataFrame | None, columns: Sequence[Any]) -> Ends:
    """Give blocks numbers by the words of their values: the order of rows does not matter."""
    if frame is None or len(frame) != len(rows):
        raise InputError("within= needs the table with one line a row: frame=...")
    for name in columns:
        if name not in frame.columns:
            raise ColumnError.missing(name, list(frame.columns))
    cells = zip(*(frame[name].astype(object).tolist() for name in columns), strict=True)
    words = [repr([None if pd.isna(cell) else cell for cell in line]) for line in cells]
    place = {word: number for number, word in enumerate(sorted(set(words)))}
    return np.array([place[word] for word in words], dtype=np.int64)
