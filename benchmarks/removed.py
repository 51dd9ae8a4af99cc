"""Duplicates removed, beside SemHash on the same texts, in one run: seconds and rows.

    python -m benchmarks.removed TABLE.tsv --text text --rows 100000 --threshold 0.9

Three ways: Workbench; SemHash on the model's vectors as Workbench made them; SemHash with a static
model that Model2Vec distills of the same model. Needs `pip install semhash "model2vec[distill]"`.
A static model's similarities are not those of the model, so its rows at the same threshold only
show what a user gets who takes it for the other.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

import workbench as wb
from workbench.embedding import locate_model


def main() -> None:
    """Print a line per way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", help="tab-separated file with a header")
    parser.add_argument("--text", default="text")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--threshold", type=float, default=0.9)
    parser.add_argument("--static", help="folder of the static model; made there if it is not")
    given = parser.parse_args()
    frame = pd.read_csv(given.table, sep="\t", quoting=3, dtype=str, keep_default_na=False)
    frame = frame.head(given.rows)[[given.text]]
    texts = frame[given.text].tolist()
    print("| way | embedding, seconds | the rest, seconds | rows removed |")
    print("|---|---:|---:|---:|")
    corpus, embedding = timed(
        lambda: wb.embed(frame, text=given.text, cache=False, ledger=False, progress=False)
    )
    found, rest = timed(lambda: corpus.duplicates(given.threshold))
    line("Workbench", embedding, rest, found.n_removed, f"{found.n_review:,} more to review")
    line("SemHash, same vectors", None, *of_vectors(corpus, texts, given.threshold))
    line("SemHash, static model", *of_static_model(texts, given.threshold, given.static))


def of_vectors(corpus: wb.Corpus, texts: list[str], threshold: float) -> tuple[float, int]:
    """Let SemHash remove rows by vectors that are there."""
    from semhash import SemHash

    places = corpus.rows.distinct_of
    vectors = corpus.vectors if len(corpus.vectors) == len(texts) else corpus.vectors[places]

    def remove() -> Any:
        made = SemHash.from_embeddings(vectors, texts, model=None)
        return made.self_deduplicate(threshold)

    found, seconds = timed(remove)
    return seconds, len(texts) - len(found.selected)


def of_static_model(
    texts: list[str], threshold: float, folder: str | None
) -> tuple[float, float, int]:
    """Let SemHash embed by a static model and remove rows; making the model is not timed."""
    from model2vec import StaticModel
    from semhash import SemHash

    if folder and Path(folder).is_dir():
        model = StaticModel.from_pretrained(folder)
    else:
        from model2vec.distill import distill

        model = distill(str(locate_model().folder))
        if folder:
            model.save_pretrained(folder)
    made, embedding = timed(lambda: SemHash.from_records(texts, model=model))
    found, rest = timed(lambda: made.self_deduplicate(threshold))
    return embedding, rest, len(texts) - len(found.selected)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what work gives, and its seconds."""
    begin = time.perf_counter()
    return work(), time.perf_counter() - begin


def line(way: str, embedding: float | None, rest: float, rows: int, more: str = "") -> None:
    """Print a line of the table."""
    first = "as above" if embedding is None else f"{embedding:.1f}"
    print(f"| {way} | {first} | {rest:.1f} | {rows:,}{f'; {more}' if more else ''} |", flush=True)


if __name__ == "__main__":
    main()
