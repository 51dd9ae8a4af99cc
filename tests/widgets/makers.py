"""Duplicates with the answers known, small enough to follow by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.duplicates.cases import toy
from workbench.duplicates import find_duplicates
from workbench.similarity import pairs
from workbench.tables import rows_of


def planted_duplicates(count=40, **options):
    """Return real duplicates: pairs from 0.81 to 0.99, each far from all others."""
    similarities = np.eye(2 * count)
    for k, cosine in enumerate(np.linspace(0.81, 0.99, count)):
        similarities[2 * k, 2 * k + 1] = similarities[2 * k + 1, 2 * k] = cosine
    names = ["".join("abcdefghij"[int(d)] for d in f"{k:03d}") for k in range(2 * count)]
    texts = [f"{name} words {name}" for name in names]
    return toy(similarities, texts, floor=0.8, threshold=0.9, **options)


def grouped_duplicates(groups=12, size=3):
    """Return real duplicates: groups of `size` rows and ten rows alone.

    Texts of a group differ in one word; those of groups 2, 5, 8 ... are identical.
    """
    texts = [
        f"how do I pay bill {g} by way {0 if g % 3 == 2 else k}"
        for g in range(groups)
        for k in range(size)
    ]
    texts += [f"something else {k}" for k in range(10)]
    frame = pd.DataFrame({"body": texts, "id": [f"t{k}" for k in range(len(texts))]})
    rows = rows_of(frame, "body", "id")
    own = np.eye(len(rows.distinct))
    shared = pd.Series([text.split(" by ")[0] for text in rows.distinct])
    shared = pd.get_dummies(shared).to_numpy(float)  # texts of a group have one axis in common
    vectors = np.hstack([np.sqrt(0.95) * shared, np.sqrt(0.05) * own]).astype(np.float32)
    return find_duplicates(rows, vectors, pairs(vectors, 0.8), keep="first", guards=())
