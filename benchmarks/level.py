"""The number of topics found: agreement with gold at each level and seed.

``python benchmarks/level.py DATA [SET ...]``: DATA holds banking77, clinc150 and covid_q; a set is
one of these, or ``banking77:2000`` for so many rows drawn from it. Prints the smallest size, the
number of topics and the adjusted mutual information of the assigned topics, for `broad`, `medium`,
`fine` and `about=40`, at seeds 0 to 2. If the rows have domains too (clinc150: ten), the agreement
of the topics, and of as many themes as there are domains, with these. PLSCAN (of fast_hdbscan, on
the layouts of our topics) and EVoC (on the vectors) take part if they are installed, noise given
the nearest topic as in ours.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

import workbench as wb
from workbench.topics.assign import assign, centroids
from workbench.topics.clustering.layouts import joined

COLUMNS = {"banking77": "label", "clinc150": "label", "covid_q": "cluster_id"}
LEVELS = ({"detail": "broad"}, {"detail": "medium"}, {"detail": "fine"}, {"about": 40})


def read(folder: Path, asked: str) -> pd.DataFrame:
    """Return the distinct texts of a set, or some of them, with their gold label."""
    name, _, rows = asked.partition(":")
    path = folder / name / f"{name}.tsv"
    frame = pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False)
    frame = frame.rename(columns={COLUMNS[name]: "gold"})
    frame = frame[frame["gold"] != "oos"].drop_duplicates("text")
    return frame.sample(int(rows), random_state=0) if rows else frame


def domains(frame: pd.DataFrame, topics: wb.Topics) -> tuple[str, ...]:
    """Return the agreement with domains, of topics and of as many themes."""
    if "domain" not in frame:
        return ()
    themes = topics.themes(frame["domain"].nunique()).fillna("")
    found = (topics.assigned.fillna(-1), themes)
    scores = [adjusted_mutual_info_score(frame["domain"], one) for one in found]
    return (f"domains {scores[0]:.3f}, by themes {scores[1]:.3f}",)


def peers(topics: wb.Topics, seed: int) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the labels of each distinct text by the peers that are installed."""
    if find_spec("fast_hdbscan"):
        from fast_hdbscan import PLSCAN

        yield "PLSCAN", PLSCAN().fit_predict(joined(topics._space).astype(np.float64))
    if find_spec("evoc"):
        from evoc import EVoC

        yield "EVoC", EVoC(random_state=seed).fit_predict(topics._basis.vectors)


def compared(gold: pd.Series, topics: wb.Topics, seed: int) -> Iterator[str]:
    """Yield topics found and agreement of each peer."""
    basis = topics._basis
    for name, labels in peers(topics, seed):
        raw = np.asarray(labels, dtype=np.int64)
        own = assign(basis.vectors, basis.neighbors, raw, centroids(basis.vectors, raw)).nearest
        ami = adjusted_mutual_info_score(gold, topics.rows.spread(own, -1))
        yield f"{name} seed {seed}: {raw.max() + 1} topics, {ami:.3f}"


def main(folder: Path, sets: list[str]) -> None:
    """Print a line per set, level and seed."""
    for asked in sets or list(COLUMNS):
        frame = read(folder, asked).reset_index(drop=True)
        corpus = wb.embed(frame, text="text", ledger=False, progress=False)
        for level in LEVELS:
            for seed in range(3):
                topics = corpus.topics(**level, random_state=seed)
                ami = adjusted_mutual_info_score(frame["gold"], topics.assigned.fillna(-1))
                size = topics.settings.min_cluster_size
                line = f"seed {seed}: size {size}, {len(topics)} topics, {ami:.3f}"
                print(asked, level, line, *domains(frame, topics), flush=True)
                if level == {"detail": "medium"}:
                    print(*(f"{asked} {one}\n" for one in compared(frame["gold"], topics, seed)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
