"""Train the pair model on the project's own sample data and write its weights.

    python benchmarks/train_pair_model.py          # prints weights and scores
    python benchmarks/train_pair_model.py --write  # also writes them to workbench/duplicates

Logistic regression (L2, C=1), each table weighing the same. Pairs: all with a cosine of at least
0.5 among the texts of one table; same where the gold says exact, normalized or paraphrase. No
other data is used.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from workbench.duplicates import find_duplicates
from workbench.duplicates.threshold.pair_model import FEATURES
from workbench.embedding import Encoder, embed_texts, load_encoder
from workbench.similarity import pairs
from workbench.tables import rows_of

ROOT = Path(__file__).resolve().parents[1]
TABLES = (
    ("support_tickets", "body", "ticket_id"),
    ("faqs", "question", "faq_id"),
    ("headlines", "headline", "headline_id"),
)


def labeled(
    name: str, text: str, key: str, encoder: Encoder
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the features and labels of one table's pairs."""
    frame = pd.read_csv(
        ROOT / f"sample_data/{name}.csv", dtype=str, keep_default_na=False, na_values=[""]
    )
    gold = pd.read_csv(ROOT / f"sample_data/gold/{name}_pairs.csv", dtype=str)
    rows = rows_of(frame, text, key)
    embedding = embed_texts(rows.distinct, encoder, store=None)
    found = find_duplicates(
        rows, embedding.vectors, pairs(embedding.vectors, 0.5), cut=embedding.cut
    )
    place = dict(zip(rows.ids, rows.distinct_of.tolist(), strict=True))
    same = {}
    for line in gold.itertuples():
        ends = sorted((place[line.left_id], place[line.right_id]))
        same[ends[0], ends[1]] = line.kind != "differs"
    links = found._case.links
    labels = [
        same.get(ends, False)
        for ends in zip(links.left.tolist(), links.right.tolist(), strict=True)
    ]
    seen = ~(embedding.cut[links.left] | embedding.cut[links.right])
    seen &= links.similarity >= 0.5
    return found._case.features[seen], np.array(labels)[seen]


def main() -> None:
    """Train, print, and write where asked."""
    encoder = load_encoder(device="cpu", precision="float32")
    tables = [labeled(*table, encoder) for table in TABLES]
    features = np.vstack([x for x, _ in tables])
    labels = np.concatenate([y for _, y in tables])
    weights = np.concatenate([np.full(len(y), 1 / len(y)) for _, y in tables])
    model = LogisticRegression(C=1.0, max_iter=10_000)
    model.fit(features, labels, sample_weight=weights / weights.mean())
    for (name, *_), (x, y) in zip(TABLES, tables, strict=True):
        score = average_precision_score(y, model.decision_function(x))
        print(f"{name}: {len(y):,} pairs, {int(y.sum()):,} same, average precision {score:.3f}")
    told = {
        "weights": dict(zip(FEATURES, model.coef_[0].round(3).tolist(), strict=True)),
        "intercept": round(float(model.intercept_[0]), 3),
        "source": "the project's sample data, by benchmarks/train_pair_model.py",
    }
    print(json.dumps(told, indent=2))
    if "--write" in sys.argv:
        target = ROOT / "workbench/duplicates/threshold/pair_model.json"
        target.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
