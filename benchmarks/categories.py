"""Categories and labels on public data: python benchmarks/categories.py DATA [--seeds 3].

DATA holds banking77/banking77.tsv and clinc150/clinc150.tsv. Categories get the label's name and
three examples; classifiers ten labels per class. Peers on the same vectors in the same run: nearest
centroid by cosine similarity, and scikit-learn's logistic regression without the rule that
near-duplicates stay in one fold.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score
from sklearn.model_selection import cross_val_score

import workbench as wb

OUTSIDE = "oos"


def corpus_of(folder: Path, name: str) -> wb.Corpus:
    """Embed a data set, each text once."""
    path = folder / name / f"{name}.tsv"
    frame = pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False)
    frame = frame.drop_duplicates("text").reset_index(drop=True)
    return wb.embed(frame, text="text", non_answers=False, progress=False)


def drawn(labels: pd.Series, each: int, seed: int) -> pd.Index:
    """Draw as many rows of each label."""
    inside = labels[labels != OUTSIDE]
    return inside.groupby(inside).sample(each, random_state=seed).index


def categories(name: str, corpus: wb.Corpus, seed: int) -> dict[str, object]:
    """Sort the rest by names and three examples."""
    labels = corpus.frame["label"]
    chosen = drawn(labels, 3, seed)
    given = {
        label: corpus.frame["text"][rows].tolist()
        for label, rows in chosen.to_series().groupby(labels[chosen]).groups.items()
    }
    found = corpus.categorize(given)
    rest = labels.index.difference(chosen)
    shown, truth = found.to_frame().loc[rest], labels[rest]
    inside = truth != OUTSIDE
    # Whether "Other" is right is another question: here each row goes to its best category.
    best = np.array(found.names, dtype=object)[found._best][corpus.rows.distinct_of[rest]]
    figures = {
        "data": name,
        "seed": seed,
        "macro_f1": f1_score(truth[inside], best[inside], average="macro"),
        "kept_at_default": (shown["category"][inside] != "Other").mean(),
    }
    if not inside.all():
        raw = found._scores.max(axis=1)[corpus.rows.distinct_of[rest]]
        figures["auroc_other"] = roc_auc_score(inside, raw)
        figures["other_kept_out"] = (shown["category"][~inside] == "Other").mean()
    return figures


def classifier(name: str, corpus: wb.Corpus, seed: int) -> dict[str, object]:
    """Learn ten labels per class, beside scikit-learn without our folds."""
    labels = corpus.frame["label"].where(corpus.frame["label"] != OUTSIDE)
    chosen = drawn(corpus.frame["label"], 10, seed)
    found = corpus.classifier(labels[chosen], random_state=seed)
    rest = labels.index.difference(chosen)[labels[labels.index.difference(chosen)].notna()]
    said = found.to_frame().loc[rest, "predicted"]
    plain = LogisticRegression(C=10, max_iter=1_000)
    drawn_vectors = corpus.vectors[chosen.to_numpy()]  # every row has text
    claimed = cross_val_score(plain, drawn_vectors, labels[chosen], cv=5, scoring="f1_macro").mean()
    right = (said == labels[rest]).to_numpy()
    sure = found.to_frame().loc[rest, "probability"].to_numpy()
    return {
        "data": name,
        "seed": seed,
        "macro_f1": f1_score(labels[rest], said, average="macro"),
        "claimed_by_us": found.macro_f1,
        "claimed_without_fold_rule": claimed,
        "mean_probability": sure.mean(),
        "accuracy": right.mean(),
    }


def swapped(corpus: wb.Corpus, seed: int, rows: int = 5_000) -> dict[str, object]:
    """Swap one label in twenty and look how early they are listed."""
    rng = np.random.default_rng(seed)
    labels = corpus.frame["label"].sample(rows, random_state=seed)
    wrong = rng.random(rows) < 0.05
    names = labels.unique()
    labels[wrong] = [rng.choice(names[names != label]) for label in labels[wrong]]
    order = corpus.classifier(labels, random_state=seed).label_errors(rows)
    doubt = order["doubt"].reindex(labels.index).fillna(-1)
    return {"seed": seed, "rows": rows, "average_precision": average_precision_score(wrong, doubt)}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    corpora = {name: corpus_of(options.data, name) for name in ("banking77", "clinc150")}
    seeds = range(options.seeds)
    tables = {
        "categories": [categories(n, c, s) for n, c in corpora.items() for s in seeds],
        "classifier": [classifier("banking77", corpora["banking77"], s) for s in seeds],
        "swapped labels": [swapped(corpora["banking77"], 0)],
    }
    for title, lines in tables.items():
        print(f"\n{title}")
        print(pd.DataFrame(lines).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
