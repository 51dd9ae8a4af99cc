"""Topics of small tables beside Ward linkage with the number of clusters by silhouette.

``python benchmarks/small_tables.py DATA``: DATA holds banking77, clinc150 and covid_q. Draws of
each size are embedded and clustered by both; BERTopic takes part if it is installed. Figures are
adjusted mutual information with the gold labels over three draws, noise assigned, or each text
of it a group of its own.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_mutual_info_score, silhouette_score

import workbench as wb

SIZES, DRAWS = (20, 60, 100, 200, 300, 500), 3
COLUMNS = {"banking77": "label", "clinc150": "label", "covid_q": "cluster_id"}


def read(folder: Path, name: str) -> pd.DataFrame:
    """Return distinct texts with gold labels that occur more than once."""
    path = folder / name / f"{name}.tsv"
    frame = pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False)
    frame = frame.rename(columns={COLUMNS[name]: "gold"})
    frame = frame[~frame["gold"].isin(["", "oos"]) & frame["text"].str.strip().astype(bool)]
    frame = frame.drop_duplicates("text")
    return frame[frame.groupby("gold")["text"].transform("size") > 1]


def ward(vectors: np.ndarray) -> np.ndarray:
    """Return the Ward cut with the best silhouette of all."""
    merges = linkage(vectors.astype(np.float64), "ward")
    cuts = [fcluster(merges, count, "maxclust") for count in range(2, len(vectors) // 2 + 1)]
    cuts = [cut for cut in cuts if 1 < len(set(cut)) < len(cut)]
    return max(cuts, key=lambda cut: silhouette_score(vectors, cut, metric="cosine"))


def bertopic(texts: list[str], vectors: np.ndarray, size: int) -> np.ndarray:
    """Return BERTopic's topics; a table that it refuses is one topic."""
    from bertopic import BERTopic

    try:
        labels, _ = BERTopic(min_topic_size=size).fit_transform(texts, vectors)
    except (TypeError, ValueError):
        labels = [0] * len(texts)
    return np.array(labels)


def main(folder: Path) -> None:
    """Print a line per table and size."""
    for name in COLUMNS:
        frame = read(folder, name)
        for size in SIZES:
            lines = []
            for draw in range(DRAWS):
                part = frame.sample(size, random_state=draw).reset_index(drop=True)
                corpus = wb.embed(part, text="text", ledger=False, progress=False)
                topics = corpus.topics()
                table = topics.to_frame()
                own = table["topic"].fillna(-1).to_numpy()
                nearest = table["assigned"].fillna(-1)
                alone = np.where(own < 0, -1 - np.arange(size), own)
                found = {"ours": nearest, "noise apart": alone}
                found["ward"] = ward(corpus.vectors)
                if find_spec("bertopic"):
                    texts = part["text"].tolist()
                    found["bertopic 5"] = bertopic(texts, corpus.vectors, 5)
                    found["bertopic 10"] = bertopic(texts, corpus.vectors, 10)
                gold = part["gold"]
                line = {key: adjusted_mutual_info_score(gold, one) for key, one in found.items()}
                lines.append(line | {"topics": len(topics), "gold": gold.nunique()})
            mean = pd.DataFrame(lines).mean().round(3)
            print(name, size, *(f"{key} {value:g}" for key, value in mean.items()), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
