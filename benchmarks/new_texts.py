"""How long a saved table of 100,000 rows takes to tell whether a text is new.

    python benchmarks/new_texts.py [--rows 100000]

Beside the product: the bare search, one product of a matrix and a vector in numpy, on the same
vectors in the same run. Vectors of the rows are random (their values do not change the time), the
query is embedded by all-MiniLM-L6-v2 on the CPU.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import workbench as wb
from workbench.embedding import load_encoder

WORDS = ("card", "refund", "late", "order", "phone", "lock", "alert", "robot", "filter", "map")


class RandomRows:
    """The real model for a few texts, random vectors for a table of them."""

    def __init__(self) -> None:
        self.model = load_encoder(device="cpu")
        self.info = self.model.info

    def count_tokens(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return how many tokens each text has."""
        return np.full(len(texts), 12, dtype=np.int32)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors."""
        if len(texts) <= 16:
            return self.model.encode(texts)
        vectors = np.random.default_rng(0).normal(size=(len(texts), self.info.dimensions))
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit.astype(np.float32)


def main() -> None:
    """Print the first call and the median of 30 others, with the peer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--rows", type=int, default=100_000)
    count = parser.parse_args().rows
    random = np.random.default_rng(0)
    texts = [f"{' '.join(random.choice(WORDS, 8))} {k}" for k in range(count)]
    encoder = RandomRows()
    frame = pd.DataFrame({"text": texts})
    corpus = wb.embed(frame, text="text", model=encoder, cache=False, ledger=False, progress=False)
    with tempfile.TemporaryDirectory() as folder:
        path = corpus.save(Path(folder) / "rows.wb")
        opened = wb.open(path, model=encoder)
    ask = "how do I get a refund for a late order"
    first = _seconds(lambda: opened.find_duplicates_of(ask))
    again = np.median([_seconds(lambda: opened.find_duplicates_of(ask)) for _ in range(30)])
    query = encoder.encode([ask])
    bare = np.median([_seconds(lambda: opened.embedding.vectors @ query[0]) for _ in range(30)])
    encoded = np.median([_seconds(lambda: encoder.encode([ask])) for _ in range(30)])
    print(f"{count:,} rows: first {1000 * first:.0f} ms, then {1000 * again:.1f} ms (median of 30)")
    print(f"of these the model {1000 * encoded:.1f} ms, a product in numpy {1000 * bare:.1f} ms")


def _seconds(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
