"""How well the pair model ranks pairs, and what thirty answers make of it.

    python -m benchmarks.evidence --data FOLDER [--vectors FOLDER]

FOLDER holds ``sts_headlines`` (same: a human score of 4 or more), ``covid_q``, ``banking77`` and
``clinc150`` (same: one label, which is a question in covid_q and a subject in the others).
``--vectors`` names a folder of NAME.npz (keys ``texts``, ``vectors``); without it texts are
embedded here. The pair model was trained on texts of this project alone (``train_pair_model.py``).

First table: average precision of the cosine and of the model, over headlines as they are paired,
by year and set, and over all pairs of the others from 0.65 upward (6,000 of a sample of the large
ones). Their labels are intents: "put in for leave on 1 March" and "on 11 March" count as the same
there. So a line more leaves out pairs that name other values. Second: every set before and after
thirty answers, drawn as ``duplicates.questions()`` does: spread evenly over similarities, of pairs
that no guard holds back; the mean of a hundred draws, on the pairs that were not drawn.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, brier_score_loss

from benchmarks.labeled import read_table, vectors_of
from workbench.duplicates.guards.differences import guard_pairs
from workbench.duplicates.guards.mild import mark_mild
from workbench.duplicates.pair_evidence import gram_cosines
from workbench.duplicates.threshold.pair_model import default_pair_model, pair_features, refit
from workbench.similarity import cosine, pairs

LABELED = (("covid_q", "cluster_id"), ("banking77", "label"), ("clinc150", "label"))
MOST_TEXTS, MOST_PAIRS = 2_500, 6_000
ANSWERS, DRAWS, BANDS = 30, 100, 6
Ends = NDArray[np.int64]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path)
    options = parser.parse_args()
    print("| pairs | number | same | cosine | model | Brier |\n|---|---|---|---|---|---|")
    table = read_table(options.data / "sts_headlines" / "headlines.tsv")
    features, same = headlines(options, table)
    line("headlines", features, same)
    for name, part in table.groupby(["year", "set"]):
        line(" ".join(name), features[part.index], same[part.index])
    sets = {"headlines": (features, same)}
    for name, gold in LABELED:
        sets[name] = of_labels(options, name, gold)
        line(name, *sets[name])
        plain = sets[name][0][:, 1] == 0
        line(f"{name}, no other values", *(column[plain] for column in sets[name]))
    shares = " | ".join(f"expected {k / 5:.1f} to {k / 5 + 0.2:.1f}" for k in range(5))
    print(f"\n| set | answers | Brier | draws that got worse | {shares} |\n{'|---' * 9}|")
    for name, labeled in sets.items():
        answered(name, *labeled)


def line(name: str, features: NDArray[np.float64], same: NDArray[np.bool_]) -> None:
    """Print how well one set is ranked."""
    chance = default_pair_model().probability(features)
    scores = [average_precision_score(same, value) for value in (features[:, 0], chance)]
    cells = [f"{value:.3f}" for value in (*scores, brier_score_loss(same, chance))]
    print(f"| {name} | {len(same):,} | {same.mean():.1%} | {' | '.join(cells)} |", flush=True)


def answered(name: str, features: NDArray[np.float64], same: NDArray[np.bool_]) -> None:
    """Print Brier score and reliability of a set before and after thirty answers."""
    random = np.random.default_rng(0)
    edges = np.linspace(max(features[:, 0].min(), 0.65), 1, BANDS + 1)[1:-1]
    band = np.searchsorted(edges, features[:, 0], side="right")
    free = (features[:, 1:] == 0).all(axis=1)
    before, after = [], []
    for _ in range(DRAWS):
        queues = (np.flatnonzero(free & (band == k)) for k in range(BANDS))
        drawn = np.concatenate([random.permutation(q)[: ANSWERS // BANDS] for q in queues])
        rest = np.setdiff1d(np.arange(len(same)), drawn)
        model = refit(features[drawn], same[drawn])
        for scores, used in ((before, default_pair_model()), (after, model)):
            scores.append(_reliability(same[rest], used.probability(features[rest])))
    worse = np.mean(np.array(after)[:, 0] > np.array(before)[:, 0] + 0.0001)
    for answers, scores, share in ((0, before, "-"), (ANSWERS, after, f"{worse:.0%}")):
        mean = pd.DataFrame(scores).mean()  # bands without a pair do not count
        cells = " | ".join(f"{value:.2f}" for value in mean[1:])
        print(f"| {name} | {answers} | {mean[0]:.4f} | {share} | {cells} |", flush=True)


def _reliability(same: NDArray[np.bool_], chance: NDArray[np.float64]) -> list[float]:
    """Return the Brier score, and the share of same pairs in five bands of probability."""
    band = np.minimum((chance * 5).astype(int), 4)
    shares = [float(same[band == k].mean()) if (band == k).any() else np.nan for k in range(5)]
    return [float(brier_score_loss(same, chance)), *shares]


def headlines(
    options: argparse.Namespace, table: pd.DataFrame
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return features and labels of the pairs of headlines."""
    texts = sorted({*table["s1"], *table["s2"]})
    place = {text: k for k, text in enumerate(texts)}
    vectors = vectors_of(options.vectors, "headlines", texts)
    left, right = (table[name].map(place).to_numpy(dtype=np.int64) for name in ("s1", "s2"))
    features = _features(texts, left, right, cosine(vectors[left], vectors[right]))
    return features, (table["score"].astype(float) >= 4).to_numpy()


def of_labels(
    options: argparse.Namespace, name: str, gold: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return features and labels of pairs of texts that have a label each."""
    table = read_table(options.data / name / f"{name}.tsv").drop_duplicates("text")
    table = table[(table["text"].str.len() > 4) & (table[gold] != "oos")]
    if len(table) > MOST_TEXTS:
        table = table.sample(MOST_TEXTS, random_state=0)
    table = table.sort_values("text")
    texts, label = table["text"].tolist(), table[gold].to_numpy()
    vectors = vectors_of(options.vectors, name, texts)
    mined = pairs(vectors, 0.65)
    chosen = np.random.default_rng(0).permutation(len(mined))
    chosen = np.sort(chosen if name == "covid_q" else chosen[:MOST_PAIRS])
    left, right = mined.left[chosen].astype(np.int64), mined.right[chosen].astype(np.int64)
    return _features(texts, left, right, mined.similarity[chosen]), label[left] == label[right]


def _features(
    texts: list[str], left: Ends, right: Ends, similarity: NDArray[np.float64]
) -> NDArray[np.float64]:
    guards = mark_mild(texts, left, right, guard_pairs(texts, left, right), similarity)
    return pair_features(similarity, lexical=gram_cosines(texts, left, right), guards=guards)


if __name__ == "__main__":
    main()
