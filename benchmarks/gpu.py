"""What a GPU does for a table: checked against the processor, then timed.

    python -m benchmarks.gpu [--rows 300000]

Needs no network and no data but the sample tables. Written to take less than five minutes on a
machine with one GPU; without one it runs at --rows 3000 to show that it works. Beside embedding
stands the figure that sentence-transformers publishes for all-MiniLM-L6-v2 on a V100: 14,200
sentences a second.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

import workbench as wb
from workbench.embedding import load_encoder
from workbench.progress import Quiet
from workbench.similarity import Pairs, neighbors
from workbench.similarity.exact_pairs.collector import Collector
from workbench.similarity.exact_pairs.torch_tiles import join_torch
from workbench.similarity.join import BYTES_PER_PAIR, DEFAULT_MEMORY, gathered, pairs

Result = TypeVar("Result")

V100 = 14_200
"""Published sentences a second."""

CHECKED = 256
"""Texts whose vectors are compared with those of the processor in float32."""

THRESHOLD = 0.9


def main() -> None:
    """Print a line per stage."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    there = torch.cuda.is_available()
    parser.add_argument("--rows", type=int, default=300_000 if there else 3_000)
    given = parser.parse_args()
    device = "cuda" if there else "cpu"
    print(
        torch.cuda.get_device_name() if there else "no GPU: on the processor, to show that it works"
    )
    frame = pd.DataFrame({"text": short_texts(given.rows)})
    vectors = embedded(frame, device)
    joined(vectors, device)
    timed(f"neighbors (processor), {len(vectors):,} vectors", lambda: neighbors(vectors, 30))
    cascade(frame)


def short_texts(rows: int) -> list[str]:
    """Return different texts of some twelve words: sample headlines with another's end."""
    headlines = wb.sample("headlines")["headline"].dropna().drop_duplicates().tolist()
    starts = [" ".join(one.split()[:6]) for one in headlines]
    ends = [" ".join(one.split()[-6:]) for one in headlines]
    both = (
        f"{start} {ends[(k + step) % len(ends)]}"
        for step in itertools.count()
        for k, start in enumerate(starts)
    )
    return list(itertools.islice(both, rows))


def embedded(frame: pd.DataFrame, device: str) -> NDArray[np.float32]:
    """Time embedding, and compare some vectors with float32 on the processor."""
    corpus_of(frame.head(CHECKED), device)  # the model is loaded and warm
    corpus, seconds = timed("embedding", lambda: corpus_of(frame, device))
    places = np.arange(min(CHECKED, len(corpus.rows.distinct)))
    texts = [corpus.rows.readings[place] for place in places.tolist()]  # as the model reads them
    exact = load_encoder(device="cpu", precision="float32").encode(texts)
    mine = corpus.embedding.vectors[places]
    least = float(np.einsum("ij,ij->i", exact, mine).min())
    assert least > 0.99, f"vectors differ from float32 on the processor: cosine {least}"
    rate = len(corpus.rows.distinct) / seconds
    print(
        f"  {corpus.embedding.info}: {rate:,.0f} texts a second, {rate / V100:.2f} of a V100; "
        f"least cosine to float32 on the processor {least:.4f}"
    )
    return corpus.embedding.vectors


def corpus_of(frame: pd.DataFrame, device: str, **options: object) -> wb.Corpus:
    """Embed without a cache."""
    return wb.embed(
        frame, text="text", device=device, cache=False, ledger=False, progress=False, **options
    )


def joined(vectors: NDArray[np.float32], device: str) -> None:
    """Time the join by tiles on the device beside the one on the processor: the same pairs."""

    def on_device() -> Pairs:
        collector = Collector(THRESHOLD, DEFAULT_MEMORY // BYTES_PER_PAIR)
        join_torch(vectors, collector, device=device, progress=Quiet())
        return gathered(collector, THRESHOLD, len(vectors), progress=Quiet())

    mine, seconds = timed(f"pairs at {THRESHOLD:g} by tiles on {device}", on_device)
    theirs, others = timed(
        "the same on the processor", lambda: pairs(vectors, THRESHOLD, device="cpu")
    )
    for name in ("left", "right", "similarity"):
        assert np.array_equal(getattr(mine, name), getattr(theirs, name)), f"{name} differs"
    print(f"  {len(mine):,} pairs, the same on both; {others / seconds:.1f} times as fast")


def cascade(frame: pd.DataFrame) -> None:
    """Time drafts and the search for pairs among them."""
    draft, _ = timed("draft", lambda: corpus_of(frame, "auto", draft=True))
    found, _ = timed("pairs by drafts", lambda: draft.duplicates(THRESHOLD, search="draft"))
    print(f"  {found!r}")


def timed(name: str, run: Callable[[], Result]) -> tuple[Result, float]:
    """Run a stage and print its seconds."""
    began = time.perf_counter()
    result = run()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    seconds = time.perf_counter() - began
    print(f"{name}: {seconds:.1f} s", flush=True)
    return result, seconds


if __name__ == "__main__":
    main()
