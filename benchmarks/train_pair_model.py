"""Train the pair model on texts of this project and write its weights.

    python benchmarks/train_pair_model.py          # prints weights and scores
    python benchmarks/train_pair_model.py --write  # also writes them to workbench/duplicates

Nine domains: the sample tables (tickets, FAQs, headlines) and the six subjects of
``pair_domains.toml``, all written for this project. No other data is used. Pairs: all texts of a
domain with a cosine of at least 0.5; same if the gold says exact, normalized or paraphrase.

Logistic regression (L2, C=1), bounded so that a higher cosine never lowers the probability. Each
domain of 800 pairs or more weighs the same, a smaller one less. Each has an intercept of its own,
because how many of its pairs say the same is a matter of how it was written; the shipped intercept
fits the three tables, which hold as many unlike texts as tables do. One domain after the other is
left out: what the others teach must rank its pairs no worse than the cosine does.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import average_precision_score, brier_score_loss

from workbench.duplicates import find_duplicates
from workbench.duplicates.threshold.pair_model import COUNTS_FROM, FEATURES, PairModel
from workbench.embedding import Encoder, embed_texts, load_encoder
from workbench.similarity import pairs
from workbench.tables import Rows, rows_of

ROOT = Path(__file__).resolve().parents[1]
TABLES = (
    ("support_tickets", "body", "ticket_id"),
    ("faqs", "question", "faq_id"),
    ("headlines", "headline", "headline_id"),
)
WHOLE = 800
"""Pairs from which on a domain weighs as much as any other; a smaller one weighs less."""

Domain = tuple[NDArray[np.float64], NDArray[np.bool_]]
"""Features of the pairs of a domain, and which of them say the same."""


def read_table(name: str, text: str, key: str) -> tuple[Rows, set[tuple[int, int]]]:
    """Return the rows of a sample table, and pairs of distinct texts that say the same."""
    frame = pd.read_csv(
        ROOT / f"sample_data/{name}.csv", dtype=str, keep_default_na=False, na_values=[""]
    )
    gold = pd.read_csv(ROOT / f"sample_data/gold/{name}_pairs.csv", dtype=str)
    rows = rows_of(frame, text, key)
    place = dict(zip(rows.ids, rows.distinct_of.tolist(), strict=True))
    gold = gold[gold["kind"] != "differs"]
    ends = zip(gold["left_id"].map(place), gold["right_id"].map(place), strict=True)
    return rows, {(min(pair), max(pair)) for pair in ends}


def read_subjects() -> dict[str, tuple[Rows, set[tuple[int, int]]]]:
    """Return the texts of each subject, and pairs of them that say the same."""
    subjects = {}
    stored = tomllib.loads((ROOT / "benchmarks/pair_domains.toml").read_text("utf-8"))
    for name, texts in stored.items():
        every = [text for group in (*texts["same"], *texts["differs"]) for text in group]
        rows = rows_of(pd.DataFrame({"text": every}), "text")
        place = {text: k for k, text in enumerate(rows.distinct)}
        same = {
            (min(place[one], place[other]), max(place[one], place[other]))
            for group in texts["same"]
            for one in group
            for other in group
            if one != other
        }
        subjects[name] = (rows, same)
    return subjects


def labeled(rows: Rows, same: set[tuple[int, int]], encoder: Encoder) -> Domain:
    """Return features and labels of the pairs of one domain."""
    embedding = embed_texts(rows.distinct, encoder, store=None)
    found = find_duplicates(
        rows, embedding.vectors, pairs(embedding.vectors, 0.5), cut=embedding.cut
    )
    links = found._case.links
    labels = [ends in same for ends in zip(links.left.tolist(), links.right.tolist(), strict=True)]
    seen = ~(embedding.cut[links.left] | embedding.cut[links.right])
    seen &= links.similarity >= 0.5
    return found._case.features[seen], np.array(labels)[seen]


def fitted(domains: dict[str, Domain], tables: list[str]) -> PairModel:
    """Return weights that fit these domains, each with an intercept of its own."""
    names = list(domains)
    features = np.vstack([domains[name][0] for name in names])
    labels = np.concatenate([domains[name][1] for name in names])
    sizes = [len(domains[name][1]) for name in names]
    own = np.eye(len(names))[np.repeat(np.arange(len(names)), sizes)]
    share = np.repeat([min(1, WHOLE / size) for size in sizes], sizes)
    share *= len(labels) / share.sum()
    steepest = 1 - COUNTS_FROM  # a difference may lower the odds by so much of the cosine's weight
    count = len(FEATURES)

    def loss(free: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return the penalized log loss and its gradient."""
        weight = np.append(free[0], free[1:count] - steepest * free[0])
        odds = features @ weight + own @ free[count:]
        error = share * (1 / (1 + np.exp(-odds)) - labels)
        value = share @ (np.logaddexp(0, odds) - labels * odds) + weight @ weight / 2
        slope = features.T @ error + weight
        cosine = slope[0] - steepest * slope[1:].sum()
        return float(value), np.concatenate([[cosine], slope[1:], own.T @ error])

    bounds = [(0, None)] * count + [(None, None)] * len(names)
    free = minimize(loss, np.ones(len(bounds)), jac=True, bounds=bounds).x
    weight = np.append(free[0], free[1:count] - steepest * free[0])
    told = [free[count + names.index(name)] for name in tables if name in names]
    # Rounded towards zero, so that rounding breaks no bound.
    weight[1:] = np.ceil(weight[1:] * 100) / 100
    return PairModel(tuple(weight.round(3).tolist()), round(float(np.mean(told)), 3), "")


def main() -> None:
    """Train, print, and write where asked."""
    encoder = load_encoder(device="cpu", precision="float32")
    read = {name: read_table(name, *columns) for name, *columns in TABLES} | read_subjects()
    domains = {name: labeled(rows, same, encoder) for name, (rows, same) in read.items()}
    tables = [name for name, *_ in TABLES]
    model = fitted(domains, tables)
    print("| left out | pairs | same | cosine | model | Brier | " + " | ".join(FEATURES) + " |")
    print("|---" * (6 + len(FEATURES)) + "|")
    for name, (x, y) in domains.items():
        rest = fitted({other: domains[other] for other in domains if other != name}, tables)
        chance = rest.probability(x)
        scores = [
            average_precision_score(y, x[:, 0]),
            average_precision_score(y, chance),
            brier_score_loss(y, chance),
        ]
        cells = [f"{value:.3f}" for value in scores] + [f"{value:.1f}" for value in rest.weights]
        print(f"| {name} | {len(y):,} | {int(y.sum()):,} | " + " | ".join(cells) + " |")
    told = {
        "weights": dict(zip(FEATURES, model.weights, strict=True)),
        "intercept": model.intercept,
        "source": "nine domains of texts of this project, by benchmarks/train_pair_model.py",
    }
    print(json.dumps(told, indent=2))
    if "--write" in sys.argv:
        target = ROOT / "workbench/duplicates/threshold/pair_model.json"
        target.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
