"""What the stages take that run on the workers of a cluster: estimates, from rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.config import thread_count
from workbench.embedding.partitions import PART_TEXTS
from workbench.similarity import plan_join
from workbench.similarity.forecast import SECONDS_PER_PAIR
from workbench.similarity.nearest_blocks import QUERY_ROWS

SEARCH_SECONDS = (9.2e-9, 3.4e-5)
"""Of the neighbour search on a cluster, of one thread, for each comparison and each
text: from 5,000 and 20,000 texts."""

WORKER_BYTES = {"embedding": 600 * 2**20, "pairs": 160 * 2**20, "neighbors": 220 * 2**20}
"""Peak memory of a worker in each stage beside that of a bare one: the model, compiled code."""


@dataclass(frozen=True)
class Cluster:
    """Workers of one thread, taken to be as fast as the threads of this machine.

    Attributes
    ----------
    workers : int
        How many.
    dimensions : int
        Numbers in a vector.
    pace : float
        How many times slower one thread is than one of the machine of the rates.
    """

    workers: int
    dimensions: int
    pace: float

    def seconds(self, count: int, found: int, embedding: float) -> dict[str, float]:
        """Return what the stages take that run on workers.

        Whole tasks are handed out, so more workers than tasks are of no use.
        """
        join = plan_join(max(count, 1), self.workers, dimensions=self.dimensions).seconds
        search = (SEARCH_SECONDS[0] * count + SEARCH_SECONDS[1]) * count
        return {
            "embedding": embedding * thread_count() * self._share(count, PART_TEXTS),
            "pairs": self.pace * (join + found * SECONDS_PER_PAIR),
            "neighbors": self.pace * search * self._share(count, QUERY_ROWS),
        }

    def memory(self, stages: pd.Series, count: int, held: int, done: frozenset[str]) -> Any:
        """Return the MiB that each stage takes in a worker."""
        plan = plan_join(max(count, 1), self.workers, dimensions=self.dimensions)
        taken = dict(WORKER_BYTES)
        taken["pairs"] += plan.worker_memory + held // min(plan.tiles, self.workers)
        mebibytes = {one: 0.0 if one in done else taken[one] / 2**20 for one in taken}
        return pd.array([mebibytes.get(one, pd.NA) for one in stages], "Float64")

    def _share(self, count: int, size: int) -> float:
        """Return the share of all texts that falls to the worker that has most tasks."""
        tasks = max(1, -(-count // size))
        return -(-tasks // self.workers) / tasks
