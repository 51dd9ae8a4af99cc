"""What was left out of two texts that are read alike: links and quoted mail."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards.differences import bit_of
from workbench.tables import Rows
from workbench.tables.cleaning import quotes_differ


def compare_left_out(
    rows: Rows, left: NDArray[np.int64], right: NDArray[np.int64], guards: Collection[str]
) -> NDArray[np.uint32]:
    """Return the bits of "link" and "quote" for pairs of distinct texts, shape (p,).

    Shapes: left, right (p,).
    """
    found = np.zeros(len(left), dtype=np.uint32)
    if "link" in guards and rows.addresses:
        pages = rows.address_codes
        found |= (pages[left] != pages[right]).astype(np.uint32) << bit_of("link")
    if "quote" in guards and rows.quotes:
        mails = rows.quote_codes
        for k in np.flatnonzero(mails[left] != mails[right]).tolist():
            if quotes_differ(rows.quotes[left[k]], rows.quotes[right[k]]):
                found[k] |= np.uint32(1) << bit_of("quote")
    return found
