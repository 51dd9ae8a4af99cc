"""Makes a saved corpus that holds every kind of result, and the facts that it must keep telling.

    python -m tests.faults.old.make_corpus tests/faults/old/corpus_2.wb

Each format of the file has one such corpus in this folder. They are never made again: the tests
open what an earlier version wrote. The facts stand beside it, in JSON, in words of no class.
"""

from __future__ import annotations

import json
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.corpus import measured_topics

SUBJECTS = {
    "parcel": ("late", "lost", "broken", "wet"),
    "refund": ("missing", "slow", "wrong", "partial"),
    "login": ("locked", "expired", "forgotten", "refused"),
}
ENDINGS = ("please help", "since monday", "what now")
LONG = "the lamp flickers in the hall and in the kitchen and nobody knows why it does so at night"


def table() -> pd.DataFrame:
    """Return texts of three subjects, with repeats, near-repeats, blanks and one long text."""
    texts = [
        f"my {subject} {subject} is {state} {ending}"
        for subject, states in SUBJECTS.items()
        for state, ending in product(states, ENDINGS)
    ]
    texts += [texts[0], texts[0].upper(), None, " ", LONG]
    ids = [f"t{number}" for number in range(len(texts))]
    return pd.DataFrame({"id": ids, "body": texts})


def build(folder: Path) -> tuple[wb.Corpus, wb.Topics]:
    """Return the corpus with everything computed, and its corrected topics."""
    corpus = wb.embed(
        table(),
        text="body",
        id="id",
        model=FakeEncoder(8, max_tokens=12),
        long_text="chunk",
        cache=folder / "cache",
        ledger=folder / "ledger.jsonl",
        progress=False,
    )
    texts = corpus.frame["body"]
    corpus.ledger.decide_pair("not the same", texts[0], texts[1], note="other days")
    corpus.ledger.decide_row("keep", corpus.rows, len(texts) - 4)
    corpus._near.pairs()
    corpus.projection()
    topics = corpus.topics(min_cluster_size=4)
    topics = topics.merge([0, 1]).rename({0: "Parcels and more"})
    topics.save_corrections()
    return corpus, measured_topics(corpus, topics, stability=True)


def facts(corpus: wb.Corpus) -> dict[str, object]:
    """Return what the corpus must tell, whatever its classes are called."""
    # The guards of that time: every difference holds a pair back.
    topics, found = corpus.topics(), corpus.duplicates(0.9, guards="strict").to_frame()
    shown = topics.to_frame()
    return {
        "vectors": np.asarray(corpus.vectors, dtype=float).round(5).tolist(),
        "x": _numbers(corpus.projection().to_frame()["x"]),
        "topic": [None if pd.isna(one) else int(one) for one in shown["topic"]],
        "name": [None if pd.isna(one) else str(one) for one in shown["name"]],
        "agreement": _numbers(shown["agreement"]),
        "corrections": len(topics.corrections),
        "keep": [bool(one) for one in found["verdict"] != "drop"],
        "decisions": sorted(corpus.ledger.decisions()["decision"]),
        "passage": corpus.search(np.asarray(corpus.vectors[-1]), k=1)["passage"].tolist(),
    }


def _numbers(column: pd.Series) -> list[float | None]:
    return [None if pd.isna(one) else round(float(one), 4) for one in column]


def main(path: Path) -> None:
    """Write the corpus and its facts."""
    with TemporaryDirectory() as folder:
        corpus, topics = build(Path(folder))
        corpus.save(path, topics=topics)
        opened = wb.open(path, ledger=Path(folder) / "other.jsonl")
        told = json.dumps(facts(opened), indent=None, ensure_ascii=False)
    path.with_suffix(".json").write_text(told + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
