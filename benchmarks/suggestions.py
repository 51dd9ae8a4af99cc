"""Thresholds suggested without labels beside the best ones.

    python -m benchmarks.suggestions --data FOLDER [--vectors FOLDER]

FOLDER holds ``covid_q``, ``banking77`` and ``clinc150`` (a folder each with a file NAME.tsv). The
project's sample data needs no folder. ``--vectors`` names a folder of NAME.npz (keys ``texts``,
``vectors``); without it texts are embedded here.

Per set: the adjusted Rand index against the gold groups at the suggested threshold and at the best
one from 0.5 to 1 in steps of 0.01, whether the suggestion was sure, and seconds, beside those of
the search for duplicates. Parts are random labels and rows of banking77 and clinc150, drawn with
seeds that were not looked at while the suggestion was written: even groups, a few large and many
small ones, and groups among rows that stand alone.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from benchmarks.labeled import read_table, vectors_of
from workbench.duplicates import find_duplicates
from workbench.duplicates.kernels import components
from workbench.similarity import pairs
from workbench.tables import rows_of

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
TABLES = (
    ("faqs", "question", "faq_id"),
    ("headlines", "headline", "headline_id"),
    ("support_tickets", "body", "ticket_id"),
)
PUBLIC = (("covid_q", "cluster_id"), ("banking77", "label"), ("clinc150", "label"))
SEEDS = (101, 102, 103)
Labeled = tuple[str, list[str], NDArray[Any], NDArray[np.float32]]


def main() -> None:
    """Print a line per set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--data", type=Path)
    parser.add_argument("--vectors", type=Path)
    options = parser.parse_args()
    print("| set | texts | suggested | index there | best | index there | less | sure | seconds |")
    print("|---|---|---|---|---|---|---|---|---|")
    for labeled in _sets(options):
        print(measure(*labeled), flush=True)


def measure(name: str, texts: list[str], labels: NDArray[Any], vectors: NDArray[np.float32]) -> str:
    """Return the line of one set; its texts are distinct and sorted."""
    rows = rows_of(pd.DataFrame({"text": texts}), "text")
    begin = time.perf_counter()
    found = find_duplicates(rows, vectors, pairs(vectors, 0.7))
    middle = time.perf_counter()
    suggestion = found.suggest_threshold()
    end = time.perf_counter()
    wide = find_duplicates(rows, vectors, pairs(vectors, 0.5), guards="off")._case
    lowest = max(0.5, np.ceil(wide.floor * 100) / 100)
    grid = np.round(np.arange(lowest, 1.0001, 0.01), 2)
    scores = np.array(
        [
            adjusted_rand_score(labels, components(wide.ends[wide.levels >= at], len(texts)))
            for at in grid
        ]
    )
    here = scores[np.abs(grid - suggestion.threshold).argmin()]
    return (
        f"| {name} | {len(texts):,} | {suggestion.threshold:.2f} | {here:.3f} | "
        f"{grid[scores.argmax()]:.2f} | {scores.max():.3f} | {scores.max() - here:.3f} | "
        f"{'yes' if suggestion.sure else 'no'} | {end - middle:.1f} of {end - begin:.1f} |"
    )


def _sets(options: argparse.Namespace) -> Iterator[Labeled]:
    """Yield the sample data, the public sets and parts of them."""
    for name, text, key in TABLES:
        rows = pd.read_csv(SAMPLE / f"{name}.csv", dtype=str, keep_default_na=False)
        gold = pd.read_csv(SAMPLE / "gold" / f"{name}_rows.csv", dtype=str, keep_default_na=False)
        group = gold.set_index(key)["group"].loc[rows[key]].to_numpy()
        alone = [f"alone {k}" for k in range(len(rows))]
        yield _labeled(options, f"sample {name}", rows[text], np.where(group == "", alone, group))
    for name, gold in PUBLIC if options.data else ():
        rows = read_table(options.data / name / f"{name}.tsv")
        alone = [f"alone {k}" for k in range(len(rows))]
        labels = np.where(rows[gold] == "oos", alone, rows[gold])
        labeled = _labeled(options, name, rows["text"], labels)
        yield from _parts(labeled) if name != "covid_q" else ()
        yield labeled


def _parts(labeled: Labeled) -> Iterator[Labeled]:
    """Yield random parts of a set."""
    name, texts, labels, vectors = labeled
    single = np.array([str(label).startswith("alone") for label in labels])
    names = np.unique(labels[~single].astype(str))
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        order = random.permutation(names)
        sizes = {
            "even": np.full(len(names), 11),
            "skewed": np.maximum(1, 60 // np.arange(1, len(names) + 1)),
            "sparse": np.where(random.random(len(names)) < 0.3, 5, 1),
        }
        for kind, counts in sizes.items():
            chosen = [
                random.permutation(np.flatnonzero(labels == label))[:count]
                for label, count in zip(order, counts, strict=True)
            ]
            if kind != "even":
                chosen.append(random.permutation(np.flatnonzero(single))[:200])
            rows = np.sort(np.concatenate(chosen))
            part = [texts[row] for row in rows]
            yield f"{name}, {kind}, seed {seed}", part, labels[rows], vectors[rows].copy()


def _labeled(
    options: argparse.Namespace, name: str, texts: pd.Series, labels: NDArray[Any]
) -> Labeled:
    """Return distinct texts with their labels and vectors, sorted."""
    table = pd.DataFrame({"text": texts.to_numpy(), "label": labels}).drop_duplicates("text")
    read = rows_of(table, "text")
    distinct = list(read.distinct)
    label = table.set_index("text")["label"].loc[distinct].to_numpy()
    vectors = vectors_of(options.vectors, name, distinct)
    return name, distinct, label, vectors


if __name__ == "__main__":
    main()
