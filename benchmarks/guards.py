"""What each guard holds back: true duplicates (its cost) and look-alikes (what it is for).

    python -m benchmarks.guards --data FOLDER [--vectors FOLDER]

FOLDER holds ``covid_q/covid_q.tsv`` (questions; true: one cluster) and
``sts_headlines/headlines.tsv`` (pairs of headlines; true: a score of 4 or more). The project's
sample data (true: planted paraphrases; false: planted look-alikes) needs no folder. ``--vectors``
names a folder of NAME.npz (keys ``texts``, ``vectors``); without it texts are embedded here.

Lines: pairs with a cosine of at least 0.8 and 0.9; how many of the true and of the false ones
``guards="balanced"`` holds back, then ``"strict"``; then guard by guard at 0.8. Forms of names and
the cosine from which another word holds nothing back were set by reading pairs of covid_q and of
the headlines: figures on these two are in-sample, those on the sample data are not.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.labeled import read_table, vectors_of
from workbench.duplicates.guards.differences import (
    GUARDS,
    bit_of,
    guard_pairs,
    holds_back,
)
from workbench.duplicates.guards.mild import mark_mild
from workbench.similarity import cosine, pairs

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
TABLES = (
    ("faqs", "question", "faq_id"),
    ("headlines", "headline", "headline_id"),
    ("support_tickets", "body", "ticket_id"),
)

Labeled = tuple[
    str, list[str], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]
]
"""Name, texts, both ends of pairs, their cosine, and whether they say the same."""


def main() -> None:
    """Print a line per set and threshold, then a line per guard."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--data", type=Path)
    parser.add_argument("--vectors", type=Path)
    options = parser.parse_args()
    print("| set | from | true | held | false | held |\n|---|---|---|---|---|---|")
    for name, texts, *columns in _sets(options):
        left, right, similarity, same = (column[columns[2] >= 0.8] for column in columns)
        masks = guard_pairs(texts, left, right)
        marked = mark_mild(texts, left, right, masks, similarity)
        for level, held in (("balanced", holds_back(marked)), ("strict", masks > 0)):
            for threshold in (0.8, 0.9):
                seen = similarity >= threshold
                _line(f"{name}, {level}", threshold, seen & same, seen & ~same, held)
        for guard in GUARDS:
            fired = (masks >> bit_of(guard) & 1) > 0
            if fired.any():
                _line(f"{name}, {guard}", 0.8, same, ~same, fired & holds_back(marked))


def _line(
    name: str, threshold: float, true: NDArray[np.bool_], false: NDArray[np.bool_], held: object
) -> None:
    """Print how many of the true and of the false pairs are held back."""
    cells = []
    for pairs_of in (true, false):
        count = int(pairs_of.sum())
        number = int((pairs_of & held).sum())
        cells += [f"{count:,}", f"{number:,} ({number / max(count, 1):.1%})"]
    print(f"| {name} | {threshold} | {' | '.join(cells)} |", flush=True)


def _sets(options: argparse.Namespace) -> Iterator[Labeled]:
    """Yield the labeled pairs of every set."""
    if options.data:
        table = read_table(options.data / "covid_q" / "covid_q.tsv").drop_duplicates("text")
        table = table[table["text"] != ""]
        texts = sorted(table["text"])
        cluster = table.set_index("text")["cluster_id"].loc[texts].to_numpy()
        vectors = vectors_of(options.vectors, "covid_q", texts)
        found = pairs(vectors, 0.8)
        left, right = found.left.astype(np.int64), found.right.astype(np.int64)
        yield "covid_q", texts, left, right, found.similarity, cluster[left] == cluster[right]
        table = read_table(options.data / "sts_headlines" / "headlines.tsv")
        same = (table["score"].astype(float) >= 4).to_numpy()
        yield _pairs(options, "headlines", table["s1"], table["s2"], same)
    for name, text, key in TABLES:
        rows = pd.read_csv(SAMPLE / f"{name}.csv", dtype=str, keep_default_na=False)
        gold = pd.read_csv(SAMPLE / "gold" / f"{name}_pairs.csv", dtype=str)
        body = rows.set_index(key)[text]
        one, other = gold["left_id"].map(body), gold["right_id"].map(body)
        unlike = ((one != other) & (one != "") & (other != "")).to_numpy()
        same = (gold["kind"] != "differs").to_numpy()[unlike]
        yield _pairs(options, f"sample {name}", one[unlike], other[unlike], same)


def _pairs(
    options: argparse.Namespace,
    name: str,
    one: pd.Series,
    other: pd.Series,
    same: NDArray[np.bool_],
) -> Labeled:
    """Return pairs of texts that are given one by one."""
    texts = sorted({*one, *other})
    place = {text: k for k, text in enumerate(texts)}
    left, right = (side.map(place).to_numpy(dtype=np.int64) for side in (one, other))
    vectors = vectors_of(options.vectors, name, texts)
    return name, texts, left, right, cosine(vectors[left], vectors[right]), same


if __name__ == "__main__":
    main()
