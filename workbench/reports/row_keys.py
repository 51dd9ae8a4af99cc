"""Keys by which a row is found again after a file has been through other hands.

A key says nothing about its row: it is a digest of the row's own id and text, or of its text and
its place among the rows with that text. It starts with a letter, so that no program reads it as a
number.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.decisions import row_keys, text_key
from workbench.provenance import digest_texts
from workbench.tables import Rows


def row_digests(rows: Rows) -> list[str]:
    """Return one key a row, the same wherever the row stands in the table."""
    return [f"r{digest_texts([own, text, str(copy)])}" for own, text, copy in row_keys(rows)]


def text_digests(rows: Rows, positions: Sequence[int]) -> list[str]:
    """Return a key of the text of each of these rows, "" for position -1 or without text."""
    digests = [f"t{text_key(text)}" for text in rows.distinct]
    distinct = [int(rows.distinct_of[p]) if p >= 0 else -1 for p in positions]
    return [digests[k] if k >= 0 else "" for k in distinct]


def against_rows(rows: Rows, verdicts: pd.DataFrame) -> NDArray[np.int64]:
    """Return for each row of a group the row that it is compared with, -1 where there is none.

    That is what its verdict names; for a row that is kept beside others, the first kept row of
    its group with another text.
    """
    place = {one: k for k, one in enumerate(rows.ids.tolist())}
    against = np.full(len(rows), -1, dtype=np.int64)
    if "compared_to" in verdicts:
        named = verdicts["compared_to"].astype(object).tolist()
        against[:] = [place.get(one, -1) for one in named]
    kept = (verdicts["verdict"] != "drop").to_numpy(dtype=bool) & (against < 0)
    staying = np.flatnonzero(verdicts["group"].notna().to_numpy() & kept)
    heads: dict[int, int] = {}
    for row, group in zip(staying.tolist(), verdicts["group"].iloc[staying].tolist(), strict=True):
        head = heads.setdefault(int(group), row)
        if rows.distinct_of[row] != rows.distinct_of[head]:
            against[row] = head
    return against
