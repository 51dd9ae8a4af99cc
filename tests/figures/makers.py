"""A small corpus with the answers known: blobs, identical texts, rows without text."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.projection import Projection
from workbench.provenance import Manifest


def labeled_topics(frame, text, labels):
    """Return topics with the names that the rows' labels say; None is noise."""
    corpus = wb.embed(
        frame, text=text, model=FakeEncoder(16), cache=False, ledger=False, progress=False
    )
    return corpus.topics(labels=labels)


def small_corpus(blobs=6, each=40, seed=0):
    """Return frame, projection, topics: `blobs` round groups, ten noise rows, two without text."""
    rng = np.random.default_rng(seed)
    texts = [f"question #{k} about thing {b}" for b in range(blobs) for k in range(each)]
    noise = [f"stray remark {k}" for k in range(10)]
    cells = [*texts, *noise, None, "  ", texts[0]]
    when = pd.date_range("2026-01-01", periods=len(cells), freq="h")
    frame = pd.DataFrame({"body": cells, "amount": np.arange(len(cells)) * 1.5, "when": when})
    frame["channel"] = np.where(np.arange(len(cells)) % 3 == 0, "mail", "chat")
    frame.index = [f"r{k}" for k in range(len(cells))]
    labels = [f"thing number {k // each}" if k < blobs * each else None for k in range(len(cells))]
    topics = labeled_topics(frame, "body", [*labels[:-1], labels[0]])
    rows = topics.rows
    middle = {b: 10 * np.array([b % 3, b // 3]) for b in range(blobs)}
    place = np.array(
        [
            rng.normal(size=2) + middle[int(t.split()[-1])]
            if t.startswith("question")
            else rng.uniform(-5, 25, 2)
            for t in rows.distinct
        ]
    ).astype(np.float32)
    return SimpleNamespace(
        frame=frame,
        rows=rows,
        projection=Projection(rows, place, Manifest("projection", {"method": "given"}, "0")),
        topics=topics,
    )
