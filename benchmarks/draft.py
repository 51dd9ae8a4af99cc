"""Drafts: how near they come to the model's own vectors, and what a user gains and loses.

Usage: python benchmarks/draft.py [banking77 clinc150 covid_q tickets reddit] [--rows N]

Per table: seconds and fidelity of the draft; topics of draft and exact vectors, both against the
labels of the data set (AMI, noise assigned) and against each other. For covid_q the best adjusted
Rand index over all thresholds of groups (average linkage), on exact vectors and on drafts of a
small sample. Of reddit the first N titles, with the seconds until a labeled map; topics on exact
vectors only if they are wanted: --exact. The settings of drafts (penalty, pairs of tokens, growth
of the sample) were chosen on banking77 and on 20,000 reddit titles.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

import workbench as wb
from workbench.corpus import Corpus
from workbench.embedding.drafts import draft

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LABELED = {"banking77": "label", "clinc150": "label", "covid_q": "cluster_id"}


def main() -> None:
    """Measure the tables that were named."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("tables", nargs="*", default=["banking77", "clinc150", "covid_q", "tickets"])
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--exact", action="store_true")
    given = asked.parse_args()
    for name in given.tables:
        if name == "covid_q":
            measure_groups(read(name))
        elif name == "reddit":
            measure_first_look(read("reddit_titles/titles_1m", given.rows), exact=given.exact)
        elif name == "tickets":
            measure_topics(name, wb.sample("tickets").rename(columns={"body": "text"}), None)
        else:
            measure_topics(name, read(name), LABELED[name])


def read(name: str, rows: int | None = None) -> pd.DataFrame:
    """Return a table of the labeled data beside the project."""
    path = DATA / f"{name}.tsv.gz" if "/" in name else DATA / name / f"{name}.tsv"
    if not path.is_file():
        raise SystemExit(f"{path} is not on this machine: leave {name} out.")
    frame = pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False, nrows=rows)
    return frame[frame["label"] != "oos"] if name == "clinc150" else frame


def embedded(frame: pd.DataFrame, **settings: Any) -> Corpus:
    """Embed the column of texts; say how long it took."""
    start = time.perf_counter()
    corpus = wb.embed(frame, text="text", ledger=False, progress=False, **settings)
    kind = "draft" if corpus.embedding.draft else "exact"
    print(
        f"  {kind}: {time.perf_counter() - start:.1f} s, {corpus.embedding.encoded:,} encoded, "
        f"{corpus.embedding.cached:,} from the cache"
    )
    return corpus


def measure_topics(name: str, frame: pd.DataFrame, labels: str | None) -> None:
    """Compare the topics of drafts with those of exact vectors."""
    print(f"{name}, {len(frame):,} rows")
    rough, exact = embedded(frame, draft=True), embedded(frame)
    print_fidelity(rough, exact)
    found = {}
    for kind, corpus in (("draft", rough), ("exact", exact)):
        found[kind] = corpus.topics().to_frame()["assigned"].fillna(-1).to_numpy(int)
        gold = "" if labels is None else f", AMI {ami(frame[labels], found[kind]):.3f} with labels"
        print(f"  topics of {kind} vectors: {found[kind].max() + 1}{gold}")
    print(f"  AMI of both: {ami(found['draft'], found['exact']):.3f}")


def ami(one: Any, other: Any) -> float:
    """Return the adjusted mutual information of two labelings."""
    return float(adjusted_mutual_info_score(one, other))


def print_fidelity(rough: Corpus, exact: Corpus) -> None:
    """Print what the draft says of itself, and what is true of all texts outside of its sample."""
    made = rough.embedding
    if made.draft is None:
        print("  the table is small: no draft")
        return
    print(f"  told: {made.draft}")
    order = wb.embedding.sampled_texts(rough.rows.distinct)
    unseen = order[made.draft.sample + made.draft.held_back :]
    true = exact.embedding.vectors[unseen]
    cosine = np.einsum("ij,ij->i", made.vectors[unseen], true)
    print(f"  mean cosine on {len(unseen):,} other texts: {cosine.mean():.3f}")


def measure_first_look(frame: pd.DataFrame, *, exact: bool) -> None:
    """Time the way from a table to a labeled map."""
    print(f"reddit titles, {len(frame):,} rows")
    start = time.perf_counter()
    rough = embedded(frame, draft=True)
    print(f"  told: {rough.embedding.draft!r}")
    topics = rough.topics()
    print(f"  topics after {time.perf_counter() - start:.1f} s: {len(topics)}")
    rough.map_figure(topics)
    print(f"  labeled map after {time.perf_counter() - start:.1f} s")
    if exact:
        true = embedded(frame)
        print_fidelity(rough, true)
        labels = [
            t.to_frame()["assigned"].fillna(-1).to_numpy(int) for t in (topics, true.topics())
        ]
        print(f"  AMI of topics, draft and exact: {ami(*labels):.3f}")


def measure_groups(frame: pd.DataFrame) -> None:
    """Compare groups of questions that ask the same, by average linkage over all cuts."""
    print(f"covid_q, {len(frame):,} rows, a sample of 400 texts forced")
    kept = (draft.HELD_BACK, draft.FIRST_SAMPLE, draft.LARGEST_SAMPLE)
    draft.HELD_BACK, draft.FIRST_SAMPLE, draft.LARGEST_SAMPLE = 200, 400, 400
    try:
        rough = embedded(frame, draft=True)
    finally:
        draft.HELD_BACK, draft.FIRST_SAMPLE, draft.LARGEST_SAMPLE = kept
    exact = embedded(frame)
    print_fidelity(rough, exact)
    grouped = (frame["cluster_id"] != "").to_numpy() & rough.rows.has_text
    gold = frame["cluster_id"].to_numpy()[grouped]
    for kind, corpus in (("draft", rough), ("exact", exact)):
        vectors = corpus.embedding.vectors[corpus.rows.distinct_of[grouped]].astype(float)
        distance = np.clip(1 - vectors @ vectors.T, 0, 2)
        np.fill_diagonal(distance, 0)
        tree = linkage(squareform(distance, checks=False), "average")
        cuts = np.arange(0.1, 0.6, 0.01)
        best = max(adjusted_rand_score(gold, fcluster(tree, cut, "distance")) for cut in cuts)
        print(f"  best ARI of {kind} vectors: {best:.3f}")


if __name__ == "__main__":
    main()
