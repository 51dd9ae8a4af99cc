"""Small tables with vectors, and the invariants that every result must meet."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from workbench.duplicates import find_duplicates
from workbench.similarity import pairs
from workbench.tables import normalize, rows_of

WORDS = ("card", "refund", "late", "order", "not", "12", "13", "Card", "refund!")


def vectors_of(texts, *, dimensions=3, seed=0):
    """Give each text a coarse vector of its own, so that ties and chains are common."""
    lines = []
    for text in texts:
        key = sum((k + 1) * ord(letter) for k, letter in enumerate(text))
        lines.append(np.random.default_rng([seed, key]).integers(1, 4, dimensions))
    lines = np.array(lines, dtype=np.float64).reshape(-1, dimensions)
    return (lines / np.linalg.norm(lines, axis=1, keepdims=True)).astype(np.float32)


def found(texts, *, floor=0.5, seed=0, dimensions=3, ids=None, **options):
    """Run find_duplicates over texts with coarse vectors."""
    frame = pd.DataFrame({"text": list(texts)})
    if ids is not None:
        frame["id"] = list(ids)
    rows = rows_of(frame, "text", None if ids is None else "id")
    vectors = vectors_of(rows.distinct, seed=seed, dimensions=dimensions)
    return find_duplicates(rows, vectors, pairs(vectors, floor), **options)


def toy(similarities, texts, *, floor=0.5, **options):
    """Run find_duplicates over texts whose pairwise cosines are given, sorted by text."""
    wanted = np.array(similarities, dtype=np.float64)
    values, axes = np.linalg.eigh(wanted)
    assert values.min() > -1e-9, "no vectors have these cosines"
    vectors = axes * np.sqrt(np.clip(values, 0, None))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    frame = options.pop("table", None)
    if frame is None:
        frame = pd.DataFrame({"text": list(texts)})
    rows = rows_of(frame, "text", options.pop("id", None))
    assert list(rows.distinct) == sorted(set(texts))
    return find_duplicates(rows, vectors, pairs(vectors, floor), **options)


texts_of_words = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=14
)


def assert_no_chains(result):
    """Every row that goes is directly paired with a kept row of its group."""
    v, rows, threshold = result._verdict, result.rows, result.threshold
    vectors = result._case.vectors.astype(np.float64)
    for row in np.flatnonzero(~v.keep).tolist():
        if result._case.by_hand[row] < 0:
            continue
        kept = int(v.kept_row[row])
        assert v.keep[kept]
        assert v.row_group[kept] == v.row_group[row] >= 0
        one, other = rows.texts[row], rows.texts[kept]
        a, b = rows.distinct_of[[row, kept]]
        if one != other and normalize(one) != normalize(other):
            decided = result.to_frame()["decision"].iloc[row] == "same"
            assert decided or vectors[a] @ vectors[b] >= threshold - 1e-6
