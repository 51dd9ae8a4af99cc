"""Duplicates with the answers known, small enough to follow by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbench.tables import rows_of


@dataclass
class FakeDuplicates:
    """What the review and the threshold explorer read of a result."""

    rows: object
    groups_: list
    threshold: float = 0.9
    min_similarity: float = 0.8
    notes: tuple = ()
    links: list = field(default_factory=list)

    def _row_frame(self):
        count = len(self.rows)
        group = pd.array([pd.NA] * count, dtype="Int64")
        keep, reason = np.ones(count, bool), np.full(count, "", dtype=object)
        similarity = np.full(count, np.nan)
        for number, members in enumerate(self.groups_):
            for place, row in enumerate(members):
                group[row] = number
                keep[row] = place == 0
                reason[row] = "kept" if place == 0 else f"paraphrase of {members[0]} (0.950)"
                similarity[row] = np.nan if place == 0 else 0.95
        columns = {"verdict": np.where(keep, "keep", "drop"), "reason": reason}
        return pd.DataFrame(
            {"group": group, **columns, "similarity": similarity}, index=self.rows.index
        )

    @property
    def groups(self):
        kinds = ["paraphrase" if k % 2 else "identical" for k in range(len(self.groups_))]
        return pd.DataFrame({"group": range(len(self.groups_)), "kind": kinds})

    def at(self, threshold):
        return FakeDuplicates(
            self.rows, self.groups_, threshold, self.min_similarity, self.notes, self.links
        )

    @property
    def pairs(self):
        listed = sorted(
            (one for one in self.links if one[2] >= self.threshold), key=lambda o: -o[2]
        )
        return pd.DataFrame(
            {
                "left_text": [self.rows.texts[a] for a, _, _ in listed],
                "right_text": [self.rows.texts[b] for _, b, _ in listed],
                "similarity": [s for _, _, s in listed],
                "kind": ["paraphrase"] * len(listed),
                "guards": ["" for _ in listed],
            }
        )

    def __repr__(self):
        return f"Duplicates({len(self.groups_)} groups)"


def planted_duplicates(count=40, **options):
    """Return real duplicates: pairs from 0.81 to 0.99, each far from all others."""
    from tests.duplicates.cases import toy

    similarities = np.eye(2 * count)
    for k, cosine in enumerate(np.linspace(0.81, 0.99, count)):
        similarities[2 * k, 2 * k + 1] = similarities[2 * k + 1, 2 * k] = cosine
    names = ["".join("abcdefghij"[int(d)] for d in f"{k:03d}") for k in range(2 * count)]
    texts = [f"{name} words {name}" for name in names]
    return toy(similarities, texts, floor=0.8, threshold=0.9, **options)


def fake_duplicates(groups=12, size=3):
    """Return `groups` groups of `size` rows, texts that differ in one word, and ten lone rows."""
    texts = [f"how do I pay bill {g} by way {k}" for g in range(groups) for k in range(size)]
    texts += [f"something else {k}" for k in range(10)]
    rows = rows_of(
        pd.DataFrame({"body": texts, "id": [f"t{k}" for k in range(len(texts))]}), "body", "id"
    )
    members = [list(range(g * size, (g + 1) * size)) for g in range(groups)]
    links = [(m[0], row, 0.8 + 0.2 * ((7 * row) % 100) / 100) for m in members for row in m[1:]]
    return FakeDuplicates(rows, members, links=links)
