"""The vectors that `similarity.py` runs on: of real texts, from a folder or a file."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from similarity_peers import Vectors


def load(options: argparse.Namespace, rows: int) -> Vectors:
    """Return `rows` unit vectors: real ones, and perturbed real ones where these do not suffice."""
    vectors = np.load(options.vectors) if options.vectors else embed(Path(options.data), rows)
    order = np.random.default_rng(0).permutation(len(vectors))
    mixed = np.ascontiguousarray(vectors[order[:rows]])
    return mixed if len(mixed) >= rows else enlarge(mixed, rows)


def enlarge(vectors: Vectors, rows: int) -> Vectors:
    """Add blends of two random real vectors: as far from the others as real texts are."""
    random = np.random.default_rng(1)
    more = rows - len(vectors)
    first, second = random.integers(len(vectors), size=(2, more))
    blend = vectors[first] + random.uniform(0.6, 1.0, (more, 1)).astype("f4") * vectors[second]
    blend /= np.linalg.norm(blend, axis=1, keepdims=True)
    print(f"{more:,} of {rows:,} vectors are blends of two real ones")
    return np.concatenate([vectors, blend.astype(np.float32)])


def embed(folder: Path, rows: int) -> Vectors:
    """Embed the distinct texts of the folder's files, the same number of each file at most."""
    from workbench.embedding import VectorStore, embed_texts, load_encoder
    from workbench.progress import Bar

    files = sorted([*folder.glob("**/*.tsv"), *folder.glob("**/*.tsv.gz")])
    texts: list[str] = []
    for file in files:
        table = pd.read_csv(file, sep="\t", quoting=3, dtype=str, keep_default_na=False)
        if "text" in table:
            texts += [one for one in table["text"].drop_duplicates() if one.strip()][:rows]
    with VectorStore() as store:
        distinct = list(dict.fromkeys(texts))[: 2 * rows]
        return embed_texts(distinct, load_encoder(), store=store, progress=Bar()).vectors
