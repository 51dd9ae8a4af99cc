"""Near-duplicate groups beside SemHash, community_detection and connected components.

    python benchmarks/duplicates.py --data FOLDER [--vectors FOLDER] [--output FILE.md]

FOLDER holds ``covid_q/covid_q.tsv`` and ``banking77/banking77.tsv``. Every tool gets the same
vectors (all-MiniLM-L6-v2, float32) of the same distinct texts. ``--vectors`` names a folder of
``covid_q.npz`` and ``banking77.npz`` (keys ``texts``, ``vectors``); without it texts are embedded
here. SemHash is left out where it is not installed: ``pip install semhash==0.5.0 pyversity orjson
numkong``.

Columns: adjusted Rand index against the gold groups; groups; the largest group; texts removed;
of those removed, the share that is directly paired with a kept text at the threshold, and the
share whose kept text is in the same gold group (precision); seconds, pairs and grouping together.
The intents of banking77 are topics, not duplicates: its index only shows chaining, its precision
an upper bound.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates import Duplicates, find_duplicates
from workbench.similarity import cosine, pairs
from workbench.tables import Rows, rows_of

Labels = NDArray[np.int64]
Found = tuple[Labels, Labels]
"""Group of each text, and the text it was removed for (-1 where it stays)."""

THRESHOLDS = (0.70, 0.75, 0.80, 0.85, 0.90)
FLOOR = 0.6


def main() -> None:
    """Run every tool on every data set and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    lines = []
    for name, gold in (("covid_q", "cluster_id"), ("banking77", "label")):
        rows, vectors, labels = load(options, name, gold)
        warm(rows, vectors)
        for threshold in THRESHOLDS:
            for tool, run in TOOLS.items():
                if tool == "SemHash 0.5" and importlib.util.find_spec("semhash") is None:
                    continue
                lines.append(
                    {"data": name, "threshold": f"{threshold:.2f}", "tool": tool}
                    | measure(run, rows, vectors, threshold, labels)
                )
                print(lines[-1], flush=True)
        lines.append(
            {"data": name, "tool": "Workbench, suggested"} | suggested(rows, vectors, labels)
        )
        print(lines[-1], flush=True)
    table = markdown(pd.DataFrame(lines))
    print(table)
    if options.output:
        options.output.write_text(table + "\n", encoding="utf-8")


def load(
    options: argparse.Namespace, name: str, gold: str
) -> tuple[Rows, NDArray[np.float32], NDArray[Any]]:
    """Return distinct texts, their vectors, and the gold group of each."""
    table = pd.read_csv(
        options.data / name / f"{name}.tsv", sep="\t", quoting=3, dtype=str, keep_default_na=False
    ).drop_duplicates("text")
    table = table.reset_index(drop=True)
    rows = rows_of(table, "text")
    if options.vectors:
        stored = np.load(options.vectors / f"{name}.npz")
        place = {text: k for k, text in enumerate(stored["texts"])}
        vectors = stored["vectors"][[place[text] for text in rows.distinct]]
    else:
        from workbench.embedding import embed_texts, load_encoder

        encoder = load_encoder(device="cpu", precision="float32")
        vectors = embed_texts(rows.distinct, encoder, store=None).vectors
    has = np.flatnonzero(rows.has_text)
    order = has[np.argsort(rows.distinct_of[has])]
    return rows, np.ascontiguousarray(vectors), table[gold].to_numpy()[order]


def warm(rows: Rows, vectors: NDArray[np.float32]) -> None:
    """Let compiled loops compile before anything is timed."""
    few, kept = rows.take(np.arange(200))
    find_duplicates(few, vectors[kept], pairs(vectors[kept], 0.5), threshold=0.5).to_frame()


def measure(
    run: Callable[..., Found],
    rows: Rows,
    vectors: NDArray[np.float32],
    threshold: float,
    labels: NDArray[Any],
) -> dict[str, Any]:
    """Time one tool once and score what it found."""
    begin = time.perf_counter()
    group, kept = run(rows, vectors, threshold)
    seconds = time.perf_counter() - begin
    return score(group, kept, vectors, threshold, labels) | {"seconds": f"{seconds:.2f}"}


def score(
    group: Labels,
    kept: Labels,
    vectors: NDArray[np.float32],
    threshold: float,
    labels: NDArray[Any],
) -> dict[str, Any]:
    """Return the columns of the table."""
    from sklearn.metrics import adjusted_rand_score

    group = group.copy()
    alone = group < 0
    group[alone] = group.max(initial=-1) + 1 + np.arange(alone.sum())
    sizes = np.bincount(group)
    gone = np.flatnonzero(kept >= 0)
    direct = cosine(vectors[gone], vectors[kept[gone]]) >= threshold - 1e-6
    right = labels[gone] == labels[kept[gone]]
    return {
        "ARI": f"{adjusted_rand_score(labels, group):.3f}",
        "groups": int((sizes > 1).sum()),
        "largest": int(sizes.max()),
        "removed": len(gone),
        "direct": f"{direct.mean():.3f}" if len(gone) else "",
        "precision": f"{right.mean():.3f}" if len(gone) else "",
    }


def by_workbench(rows: Rows, vectors: NDArray[np.float32], threshold: float) -> Found:
    """Run Workbench from the vectors on."""
    mined = pairs(vectors, threshold)
    return of_result(find_duplicates(rows, vectors, mined, threshold=threshold))


def of_result(result: Duplicates) -> Found:
    """Return groups and kept texts, by text."""
    kept = np.full(len(result.rows.distinct), -1, dtype=np.int64)
    of = result.rows.distinct_of
    gone = result._verdict.kept_row >= 0
    kept[of[gone]] = of[result._verdict.kept_row[gone]]
    return result._verdict.node_group, kept


def suggested(rows: Rows, vectors: NDArray[np.float32], labels: NDArray[Any]) -> dict[str, Any]:
    """Score Workbench at the threshold it suggests without labels."""
    begin = time.perf_counter()
    result = find_duplicates(rows, vectors, pairs(vectors, FLOOR), threshold=FLOOR)
    chosen = result.at(result.suggest_threshold().threshold)
    group, kept = of_result(chosen)
    seconds = time.perf_counter() - begin
    return (
        {"threshold": f"{chosen.threshold:.2f}"}
        | score(group, kept, vectors, chosen.threshold, labels)
        | {"seconds": f"{seconds:.2f}"}
    )


def by_components(_: Rows, vectors: NDArray[np.float32], threshold: float) -> Found:
    """Join everything that is connected; keep the first of each component."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    mined = pairs(vectors, threshold)
    shape = (len(vectors), len(vectors))
    graph = coo_matrix((np.ones(len(mined), bool), (mined.left, mined.right)), shape=shape)
    group = connected_components(graph, directed=False)[1].astype(np.int64)
    return group, removed_for_first(group)


def by_communities(_: Rows, vectors: NDArray[np.float32], threshold: float) -> Found:
    """Run sentence-transformers' community_detection; its first member is the center."""
    from sentence_transformers.util import community_detection

    group = np.full(len(vectors), -1, dtype=np.int64)
    kept = np.full(len(vectors), -1, dtype=np.int64)
    found = community_detection(vectors, threshold=threshold, min_community_size=2)
    for number, members in enumerate(found):
        group[members] = number
        kept[members[1:]] = members[0]
    return group, kept


def by_semhash(rows: Rows, vectors: NDArray[np.float32], threshold: float) -> Found:
    """Run SemHash on the same vectors with its default index; it keeps what comes first."""
    from semhash import SemHash

    texts = list(rows.distinct)
    index = SemHash.from_embeddings(vectors, texts, model=None)
    result = index.self_deduplicate(threshold=threshold)
    place = {text: k for k, text in enumerate(texts)}
    group = np.arange(len(texts), dtype=np.int64)
    kept = np.full(len(texts), -1, dtype=np.int64)
    for record in result.filtered:
        if record.duplicates:
            best = max(record.duplicates, key=lambda pair: pair[1])[0]
            own, other = place[_text(record.record)], place[_text(best)]
            kept[own], group[own] = other, other
    return group, kept


def _text(record: Any) -> str:
    return record if isinstance(record, str) else str(record["text"])


def removed_for_first(group: Labels) -> Labels:
    """Return the first member of each group for all others, -1 for the first."""
    first = np.unique(group, return_index=True)[1]
    kept = first[group].astype(np.int64)
    kept[first] = -1
    return kept


def markdown(table: pd.DataFrame) -> str:
    """Return the table as Markdown."""
    head = "| " + " | ".join(table.columns) + " |\n|" + "---|" * len(table.columns)
    return head + "".join(
        "\n| " + " | ".join(map(str, line)) + " |" for line in table.itertuples(index=False)
    )


TOOLS: dict[str, Callable[..., Found]] = {
    "Workbench": by_workbench,
    "SemHash 0.5": by_semhash,
    "community_detection": by_communities,
    "connected components": by_components,
}


if __name__ == "__main__":
    main()
