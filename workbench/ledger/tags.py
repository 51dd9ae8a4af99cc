"""Tags of rows, by what they say: in the ledger, so that they outlive the kernel and the table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.decisions import decision_key
from workbench.errors import InputError
from workbench.ledger.book import Ledger
from workbench.ledger.entries import Entry
from workbench.tables import Rows

Mask = NDArray[np.bool_]


class RowTags:
    """Tags of the rows of one table.

    A tag belongs to a text: rows that say the same have the same tags.

    ledger: where tags are kept.
    rows: rows of the table.
    """

    def __init__(self, ledger: Ledger, rows: Rows) -> None:
        self._ledger, self.rows = ledger, rows
        self._keys = [decision_key(text) for text in rows.distinct]
        self._made: list[list[Entry]] = []

    def of_texts(self) -> dict[str, Mask]:
        """Return which distinct texts have each tag, by its name: masks of shape (m,)."""
        masks = {
            name: np.fromiter((key in tagged for key in self._keys), bool, len(self._keys))
            for name, tagged in self._ledger.tags().items()
        }
        return {name: mask for name, mask in masks.items() if mask.any()}

    def masks(self) -> dict[str, Mask]:
        """Return which rows have each tag, by its name: masks of shape (n,)."""
        return {name: self.rows.spread(mask, False) for name, mask in self.of_texts().items()}

    def add(self, name: str, chosen: NDArray[np.int64]) -> int:
        """Give rows a tag, those with the same texts too; return how many texts are new to it."""
        return self._write("tag", name, chosen)

    def remove(self, name: str, chosen: NDArray[np.int64]) -> int:
        """Take a tag from rows, those with the same texts too; return how many texts had it."""
        return self._write("untag", name, chosen)

    @property
    def lasting(self) -> bool:
        """Whether tags are written into a file, so that they outlive the kernel."""
        return self._ledger.path is not None

    @property
    def undoable(self) -> bool:
        """Whether something was tagged or untagged through this object."""
        return bool(self._made)

    def undo(self) -> str:
        """Take back what was tagged last; return the tag, "" if nothing is left to take back."""
        if not self._made:
            return ""
        last = self._made.pop()
        self._ledger.take_back(last)
        return last[0].tag

    def _write(self, decision: str, name: str, chosen: NDArray[np.int64]) -> int:
        keys = self._keys_of(chosen)
        made = self._ledger.decide_tag(decision, check_tag(name), keys)
        self._made += [made] if made else []
        return len(made)

    def _keys_of(self, chosen: NDArray[np.int64]) -> Sequence[str]:
        """Return the digests of the texts of rows, each once."""
        texts = np.unique(self.rows.distinct_of[chosen])
        return [self._keys[text] for text in texts.tolist() if text >= 0]


def check_tag(name: str) -> str:
    """Return the name of a tag without needless blanks; refuse one without words."""
    words = " ".join(name.split()) if isinstance(name, str) else ""
    if not words:
        raise InputError(f"a tag needs a name, got {name!r:.60}.")
    return words
