"""The number of topics found: agreement with gold at each level and seed.

``python benchmarks/level.py DATA [SET ...]``: DATA holds banking77, clinc150 and covid_q; a set is
one of these, or ``banking77:2000`` for so many rows drawn from it. Prints the smallest size, the
number of topics and the adjusted mutual information of the assigned topics, for `broad`, `medium`,
`fine` and `about=40`, at seeds 0 to 2.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

import workbench as wb

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
                print(asked, level, f"seed {seed}: size {size}, {len(topics)} topics, {ami:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
