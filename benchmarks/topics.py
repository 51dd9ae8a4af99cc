"""Topics beside BERTopic on the same vectors: agreement with gold intents, stability, noise, speed.

    python benchmarks/topics.py quality banking77 --data DATA --vectors VECTORS [--peer PYTHON]
    python benchmarks/topics.py speed clinc150 --data DATA --vectors VECTORS [--peer PYTHON]
    python benchmarks/topics.py sweep clinc150 --data DATA --vectors VECTORS
    python benchmarks/topics.py names banking77 --data DATA

DATA holds `<set>/<set>.tsv` (columns text, label); VECTORS holds `<set>.npz` (texts, vectors).
PYTHON is an interpreter that has BERTopic; this file runs itself there as `peer` or `cold-peer`.
Gold labels are read here and nowhere else.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

SEEDS = range(5)
SIZES = (10, 20, 50, 100)


def load(name: str, data: Path, vectors: Path) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the rows of a set and one vector a row; `<set>-no-oos` leaves true noise out."""
    base = name.removesuffix("-no-oos")
    frame = pd.read_csv(
        data / base / f"{base}.tsv", sep="\t", quoting=3, dtype=str, keep_default_na=False
    )
    if name != base:
        frame = frame[frame["label"] != "oos"].reset_index(drop=True)
    stored = np.load(vectors / f"{base}.npz")
    place = {text: k for k, text in enumerate(stored["texts"].tolist())}
    return frame, stored["vectors"][[place[text] for text in frame["text"]]]


def scores(gold: np.ndarray, raw: np.ndarray, assigned: np.ndarray) -> dict[str, float]:
    """Return agreement with gold, noise share and number of topics."""
    from sklearn.metrics import adjusted_mutual_info_score as ami

    return {
        "topics": len(set(raw) - {-1}),
        "noise": round(float(np.mean(np.asarray(raw) == -1)), 3),
        "ami_raw": round(float(ami(gold, raw)), 4),
        "ami_assigned": round(float(ami(gold, assigned)), 4),
    }


def separation(is_noise: np.ndarray, confidence: np.ndarray) -> dict[str, float]:
    """Return how well low confidence finds true noise: AUROC and best F1."""
    from sklearn.metrics import precision_recall_curve, roc_auc_score

    precision, recall, _ = precision_recall_curve(is_noise, -confidence)
    best = np.max(2 * precision * recall / np.maximum(precision + recall, 1e-9))
    return {
        "oos_auroc": round(float(roc_auc_score(is_noise, -confidence)), 4),
        "oos_best_f1": round(float(best), 4),
    }


def stability(runs: list[np.ndarray]) -> float:
    """Return the mean agreement of all pairs of runs."""
    from sklearn.metrics import adjusted_mutual_info_score as ami

    return round(float(np.mean([ami(a, b) for a, b in combinations(runs, 2)])), 4)


def ours(frame: pd.DataFrame, vectors: np.ndarray, seeds: Iterable[int]) -> Iterator[pd.DataFrame]:
    """Yield the frames of our topics at defaults, one a seed."""
    from workbench.similarity import neighbors
    from workbench.tables import rows_of
    from workbench.topics import find_topics

    rows = rows_of(frame, "text")
    first = pd.Series(range(len(frame)), index=frame["text"]).groupby(level=0).first()
    own = vectors[first[list(rows.distinct)].to_numpy()]
    near = neighbors(own, 31)
    for seed in seeds:
        found = find_topics(rows, own, near, random_state=seed)
        print("  ", found, file=sys.stderr)
        yield found.to_frame()


class Plane:
    """BERTopic's own UMAP, seeded, computed once for all sizes: a seed gives one plane."""

    def __init__(self, vectors: np.ndarray, seed: int) -> None:
        from umap import UMAP

        reducer = UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed
        )
        self.places = reducer.fit_transform(vectors)

    def fit(self, vectors: np.ndarray, y: object = None) -> Plane:  # noqa: ARG002
        """Do nothing: the plane is there."""
        return self

    def transform(self, vectors: np.ndarray) -> np.ndarray:  # noqa: ARG002
        """Return the plane."""
        return self.places


PLANES: dict[int, Plane] = {}


def bertopic(
    frame: pd.DataFrame, vectors: np.ndarray, size: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return BERTopic's raw topics, its topics with outliers reduced, and its probabilities."""
    from bertopic import BERTopic

    if seed not in PLANES:
        PLANES[seed] = Plane(vectors, seed)
    model = BERTopic(min_topic_size=size, umap_model=PLANES[seed], embedding_model=None)
    texts = frame["text"].tolist()
    raw, probability = model.fit_transform(texts, vectors)
    reduced = model.reduce_outliers(texts, raw, strategy="embeddings", embeddings=vectors)
    return np.array(raw), np.array(reduced), np.asarray(probability, dtype=float)


def peer(frame: pd.DataFrame, vectors: np.ndarray, name: str) -> None:
    """Run BERTopic over its sizes, and over the seeds at its best size."""
    gold = frame["label"].to_numpy()
    runs = {}
    for size in SIZES:
        raw, reduced, probability = bertopic(frame, vectors, size, 0)
        line = scores(gold, raw, reduced)
        if (gold == "oos").any():
            line |= separation(gold == "oos", np.where(raw == -1, 0.0, probability))
        runs[size] = (line, raw, reduced)
        print(json.dumps({"set": name, "bertopic": size} | line), flush=True)
    if (gold == "oos").any():
        return
    best = max(runs, key=lambda size: runs[size][0]["ami_assigned"])
    all_raw, all_reduced = [runs[best][1]], [runs[best][2]]
    for seed in list(SEEDS)[1:]:
        raw, reduced, _ = bertopic(frame, vectors, best, seed)
        all_raw.append(raw)
        all_reduced.append(reduced)
    line = {
        "stability_raw": stability(all_raw),
        "stability_assigned": stability(all_reduced),
    }
    print(json.dumps({"set": name, "bertopic": best, "seeds": len(SEEDS)} | line), flush=True)


def quality(frame: pd.DataFrame, vectors: np.ndarray, name: str) -> None:
    """Print our figures at defaults, over the seeds."""
    gold = frame["label"].to_numpy()
    oos = gold == "oos"
    found = []
    for seed, one in enumerate(ours(frame, vectors, [0] if oos.any() else SEEDS)):
        found.append(one)
        line = scores(gold, one["topic"].to_numpy(), one["assigned"].to_numpy())
        if oos.any():
            line |= separation(oos, one["confidence"].to_numpy())
        print(json.dumps({"set": name, "workbench": "defaults", "seed": seed} | line), flush=True)
    if len(found) > 1:
        line = {
            "stability_raw": stability([one["topic"].to_numpy() for one in found]),
            "stability_assigned": stability([one["assigned"].to_numpy() for one in found]),
        }
        print(json.dumps({"set": name, "workbench": "defaults"} | line), flush=True)
    split = pd.concat([frame["text"], found[0]], axis=1).groupby("text")["topic"].nunique().max()
    print(json.dumps({"set": name, "most topics of one text": int(split)}), flush=True)


def sweep(frame: pd.DataFrame, vectors: np.ndarray) -> None:
    """Print what the map of settings takes once the layouts are there."""
    from workbench.similarity import neighbors
    from workbench.tables import rows_of
    from workbench.topics import find_topics

    rows = rows_of(frame, "text")
    first = pd.Series(range(len(frame)), index=frame["text"]).groupby(level=0).first()
    own = vectors[first[list(rows.distinct)].to_numpy()]
    topics = find_topics(rows, own, neighbors(own, 31))
    began = time.perf_counter()
    cells = topics.parameter_sweep()
    took = round(time.perf_counter() - began, 1)
    print(cells.to_frame().to_string(), file=sys.stderr)
    print(json.dumps({"rows": len(frame), "cells": len(cells), "sweep s": took}), flush=True)


def name_test(
    names: list[str],
    majority: list[str],
    gold: list[str],
    encode: Callable[[list[str]], np.ndarray],
) -> dict[str, float]:
    """Look names up among the gold labels: share found first, cosine to the right one, words."""
    labels = encode([label.replace("_", " ") for label in gold])
    likeness = encode(names) @ labels.T
    right = np.array([gold.index(label) for label in majority])
    return {
        "top-1": round(float((likeness.argmax(axis=1) == right).mean()), 3),
        "cosine": round(float(likeness[np.arange(len(right)), right].mean()), 3),
        "words": round(float(np.mean([len(name.split()) for name in names])), 2),
    }


def named(name: str, data: Path) -> None:
    """Print the name test for the names of topics at defaults, and for their keywords.

    The gold of a topic is the label of most of its texts. Weights were chosen on clinc150 alone.
    """
    import workbench as wb
    from workbench.embedding import load_encoder
    from workbench.topics.names.naming import names

    base = name.removesuffix("-no-oos")
    frame = pd.read_csv(
        data / base / f"{base}.tsv", sep="\t", quoting=3, dtype=str, keep_default_na=False
    )
    frame = frame[frame["label"] != "oos"].reset_index(drop=True)
    corpus = wb.embed(frame, text="text", ledger=False, progress=False)
    topics, encode = corpus.topics(), load_encoder("all-MiniLM-L6-v2").encode
    majority = frame["label"].groupby(topics.labels.to_numpy()).agg(lambda one: one.mode()[0])
    wanted = topics.table["topic"].tolist()
    asked = [majority[topic] for topic in wanted], sorted(frame["label"].unique()), encode
    words = names(topics._parts.words, topics._parts.sentences)
    shown = {"names": topics._names, "keywords": words}
    for kind, all_names in shown.items():
        line = name_test([all_names[topic] for topic in wanted], *asked)
        if kind == "names":
            line["retrieval"] = round(topics.name_retrieval, 3)
        print(json.dumps({"set": name, "by": kind, "topics": len(wanted)} | line), flush=True)


def timed(command: list[str]) -> float:
    """Return the seconds that a whole new process takes."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    """Read the command line and run one part."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument(
        "part", choices=["quality", "speed", "sweep", "names", "peer", "cold", "cold-peer"]
    )
    reader.add_argument("set")
    reader.add_argument("--data", type=Path, required=True)
    reader.add_argument("--vectors", type=Path, help="not needed for names")
    reader.add_argument("--peer", help="a Python that has BERTopic")
    given = reader.parse_args()
    rest = [given.set, "--data", str(given.data), "--vectors", str(given.vectors)]
    here = str(Path(__file__).resolve())
    if given.part == "speed":
        for _ in range(2):
            print(json.dumps({"workbench cold s": timed([sys.executable, here, "cold", *rest])}))
        if given.peer:
            print(json.dumps({"bertopic cold s": timed([given.peer, here, "cold-peer", *rest])}))
        return
    sys.path.insert(0, str(Path(here).parents[1]))
    if given.part == "names":
        named(given.set, given.data)
        return
    frame, vectors = load(given.set, given.data, given.vectors)
    if given.part == "quality":
        quality(frame, vectors, given.set)
        if given.peer:
            subprocess.run([given.peer, here, "peer", *rest], check=True)
    elif given.part == "cold":
        list(ours(frame, vectors, [0]))
    elif given.part == "sweep":
        sweep(frame.head(20_000), vectors[:20_000])
    else:
        warnings.simplefilter("ignore")  # the peer's own, of no use here
        if given.part == "peer":
            peer(frame, vectors, given.set)
        else:
            from bertopic import BERTopic

            BERTopic(embedding_model=None).fit_transform(frame["text"].tolist(), vectors)


if __name__ == "__main__":
    main()
