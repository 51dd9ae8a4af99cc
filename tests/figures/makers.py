"""A small corpus with the answers known: blobs, identical texts, rows without text."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd

from workbench.projection import Projection
from workbench.provenance import Manifest
from workbench.tables import rows_of


@dataclass
class FakeTopics:
    """What the drawing rooms read of topics."""

    frame: pd.DataFrame
    table: pd.DataFrame
    notes: tuple[str, ...] = ()

    def _row_frame(self):
        return self.frame


def small_corpus(blobs=6, each=40, seed=0, names=None):
    """Return frame, projection, topics: `blobs` round groups, ten noise rows, two without text."""
    rng = np.random.default_rng(seed)
    texts = [f"question {k} about thing {b}" for b in range(blobs) for k in range(each)]
    noise = [f"stray remark {k}" for k in range(10)]
    cells = [*texts, *noise, None, "  ", texts[0]]
    when = pd.date_range("2026-01-01", periods=len(cells), freq="h")
    frame = pd.DataFrame({"body": cells, "amount": np.arange(len(cells)) * 1.5, "when": when})
    frame["channel"] = np.where(np.arange(len(cells)) % 3 == 0, "mail", "chat")
    frame.index = [f"r{k}" for k in range(len(cells))]
    rows = rows_of(frame, "body")
    middle = {b: 10 * np.array([b % 3, b // 3]) for b in range(blobs)}
    place = np.array(
        [
            rng.normal(size=2) + middle[int(t.split()[-1])]
            if t in set(texts)
            else rng.uniform(-5, 25, 2)
            for t in rows.distinct
        ]
    ).astype(np.float32)
    of_distinct = np.array([int(t.split()[-1]) if t.startswith("q") else -1 for t in rows.distinct])
    topic = pd.array(rows.spread(of_distinct, -1), dtype="Int64")
    topic[~rows.has_text] = pd.NA
    names = names or [f"thing number {b}" for b in range(blobs)]
    table = pd.DataFrame({"topic": range(blobs), "name": names})
    table["rows"] = [int((topic == b).sum()) for b in range(blobs)]
    topics = FakeTopics(pd.DataFrame({"topic": topic}, index=frame.index), table)
    return SimpleNamespace(
        frame=frame,
        rows=rows,
        projection=Projection(rows, place, Manifest("projection", {"method": "given"}, "0")),
        topics=topics,
    )
