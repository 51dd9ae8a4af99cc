"""What each stage will take, told before it runs: estimates, from rates and two short trials."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.config import thread_count
from workbench.corpus.workers import Cluster
from workbench.embedding import Encoder
from workbench.errors import check_count
from workbench.similarity import forecast
from workbench.similarity.collect import BYTES_PER_PAIR, DEFAULT_MEMORY
from workbench.similarity.forecast import join_seconds

RATES_FROM = "rates"
"""Estimated from rates measured on one machine, scaled by a trial on this one."""

TIMED = "timed here"
"""Estimated from a part of the very work, timed on this machine."""

AT_HAND = "at hand"
"""Computed before, or nothing to compute."""

TRIAL_SIDE, TRIAL_RUNS = 2_048, 5
"""Rows of the matrix that the trial multiplies with itself, and how often."""

TRIAL_SECONDS = 0.025
"""What one such product took on the machine of the rates, by two threads."""

RATE_THREADS = 2
"""Threads of the machine of the rates; the trial tells how much faster more of them are."""

TRIAL_TEXTS = 48
"""Texts that are embedded to time embedding."""

GRAPH_SECONDS = (2.4e-9, 1.0e-4)
"""Of the exact neighbour graph, for each comparison and each text: from 20,000 and 60,000 texts."""

PLANE_SECONDS, TOPIC_SECONDS = (2.0, 2.0e-4), (2.5, 5.5e-4)
"""Of the projection and of topics, once and for each text: from 5,000 and 20,000 texts."""

FIXED_BYTES = 80 * 2**20
"""Working memory of any stage, whatever the number of texts: buffers of threads, compiled code."""

JOIN_BYTES, GRAPH_BYTES, PLANE_BYTES, TOPIC_BYTES = 400, 2_000, 2_000, 8_000
"""Working memory a text of each stage, beside its vector."""


@dataclass(frozen=True, eq=False)
class StageForecast:
    """What each stage of a corpus will take, about.

    Attributes
    ----------
    rows : int
        Rows forecast.
    texts : int
        Distinct texts among them.
    threshold : float
        Cosine similarity from which pairs are listed.
    stages : DataFrame
        One row a stage: ``stage``, ``texts``, ``pairs`` (expected, <NA> where there are none),
        ``memory`` (MiB of working memory at the peak), ``minutes`` and ``basis`` (what the
        estimate stands on); for a cluster ``worker_memory`` too (MiB in each worker, <NA> of
        stages that run here).
    notes : tuple of str
        What a reader must be told.
    """

    rows: int
    texts: int
    threshold: float
    stages: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def minutes(self) -> float:
        """Minutes of all stages together."""
        return float(self.stages["minutes"].sum())

    @property
    def memory(self) -> float:
        """MiB of working memory of the stage that needs most: they run one after another."""
        return float(self.stages["memory"].max())

    def to_frame(self) -> pd.DataFrame:
        """Return the stages, one a row."""
        return self.stages.copy()

    def __repr__(self) -> str:
        """Return one line: each stage's time, the most memory, and that these are estimates."""
        parts = [
            f"{stage} {_minutes(minutes)}"
            for stage, minutes in zip(self.stages["stage"], self.stages["minutes"], strict=True)
        ]
        return (
            f"StageForecast({self.rows:,} rows, {self.texts:,} distinct texts, estimated: "
            f"{', '.join(parts)}; {self.memory:,.0f} MiB at the peak)"
        )

    def _repr_html_(self) -> str:
        """Return the table of the stages and the notes."""
        shown = self.stages.round({"memory": 0, "minutes": 2}).to_html(index=False)
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return f"<p>{escape(repr(self))}</p>{shown}<ul>{notes}</ul>"


@dataclass(frozen=True)
class Known:
    """What is known before a forecast.

    Attributes
    ----------
    rows : int
        Rows of the table.
    wanted : int
        Rows to forecast.
    done : frozenset of str
        Stages that were computed before.
    workers : int or None
        Workers of one thread of a cluster; None for this machine alone.
    """

    rows: int
    wanted: int
    done: frozenset[str] = frozenset()
    workers: int | None = None


def forecast_stages(
    vectors: NDArray[np.float32],
    texts: Sequence[str],
    known: Known,
    encoder: Callable[[], Encoder],
    *,
    threshold: float,
) -> StageForecast:
    """Tell what each stage will take.

    Parameters
    ----------
    vectors : ndarray of float32, shape (m, d)
        Unit vectors of the distinct texts at hand.
    texts : sequence of str, length m
        The texts.
    known : Known
        How many rows there are and are to be, and what is done.
    encoder : function
        Gives the encoder; called only where texts are missing.
    threshold : float
        Cosine similarity from which pairs are listed.

    Returns
    -------
    StageForecast
    """
    count = max(len(texts), round(len(texts) * known.wanted / max(known.rows, 1)))
    missing, share = count - len(texts), (count / max(len(texts), 1)) ** 2
    pace, width = _pace(), 4 * vectors.shape[1]
    join = forecast(vectors, threshold)
    found = round(join.pairs * share)
    each = _seconds_a_text(texts, encoder) if missing else 0.0
    held = min(found * BYTES_PER_PAIR, DEFAULT_MEMORY)
    seconds = {
        "embedding": each * missing,
        "pairs": pace * _join_seconds(count, found),
        "neighbors": pace * (GRAPH_SECONDS[0] * count + GRAPH_SECONDS[1]) * count,
        "projection": pace * (PLANE_SECONDS[0] + PLANE_SECONDS[1] * count),
        "topics": pace * (TOPIC_SECONDS[0] + TOPIC_SECONDS[1] * count),
    }
    if known.workers is not None:
        cluster = Cluster(known.workers, vectors.shape[1], pace * thread_count() / RATE_THREADS)
        seconds |= cluster.seconds(count, found, each * missing)
    memory = {
        "embedding": width * count,
        "pairs": JOIN_BYTES * count + held,
        "neighbors": GRAPH_BYTES * count,
        "projection": PLANE_BYTES * count,
        "topics": TOPIC_BYTES * count,
    }
    done = frozenset() if missing else known.done | {"embedding"}
    stages = pd.DataFrame(
        {
            "stage": list(seconds),
            "texts": [missing, *[count] * (len(seconds) - 1)],
            "pairs": pd.array([found if one == "pairs" else pd.NA for one in seconds], "Int64"),
            "memory": [
                0.0 if one in done else (FIXED_BYTES + memory[one]) / 2**20 for one in seconds
            ],
            "minutes": [0.0 if one in done else seconds[one] / 60 for one in seconds],
            "basis": [_basis(one, done) for one in seconds],
        }
    )
    if known.workers is not None:
        stages["worker_memory"] = cluster.memory(stages["stage"], count, held, done)
    notes = _notes(known, count, rough=join.rough, floor=found * BYTES_PER_PAIR > DEFAULT_MEMORY)
    return StageForecast(known.wanted, count, threshold, stages, notes)


def wanted_rows(rows: int | None, at_hand: int) -> int:
    """Return how many rows to forecast: those at hand, or as many more as were asked for.

    Raises
    ------
    InputError
        Where it is no whole number, or fewer than there are.
    """
    return at_hand if rows is None else check_count("rows", rows, least=at_hand)


def _join_seconds(count: int, found: int) -> float:
    """Return what the join takes on the machine of the rates."""
    return join_seconds(count, count * (count - 1) // 2, found, threads=RATE_THREADS)


def _pace() -> float:
    """Return how many times slower this machine multiplies than the one of the rates."""
    side = np.random.default_rng(0).normal(size=(TRIAL_SIDE, 384)).astype(np.float32)
    times = []
    for _ in range(TRIAL_RUNS):
        began = time.perf_counter()
        side @ side.T
        times.append(time.perf_counter() - began)
    return min(times) / TRIAL_SECONDS


def _seconds_a_text(texts: Sequence[str], encoder: Callable[[], Encoder]) -> float:
    """Time the embedding of some texts, after a few that warm the model up."""
    places = np.linspace(0, len(texts) - 1, min(TRIAL_TEXTS, len(texts))).astype(np.int64)
    sample = [texts[place] for place in places]
    made = encoder()
    made.encode(sample[:8])
    began = time.perf_counter()
    made.encode(sample)
    return (time.perf_counter() - began) / max(len(sample), 1)


def _basis(stage: str, done: frozenset[str]) -> str:
    if stage in done:
        return AT_HAND
    return TIMED if stage == "embedding" else RATES_FROM


def _notes(known: Known, count: int, *, rough: bool, floor: bool) -> tuple[str, ...]:
    told = (
        "estimates, within a factor of two or three: rates of a machine with 2 cores, scaled by a "
        "product of matrices timed here; memory is beside the table and the vectors"
    )
    notes = [told]
    if known.workers is not None:
        notes.append(
            f"embedding, pairs and neighbors on {known.workers:,} workers of one thread, each as "
            "fast as a thread of this machine, projection and topics here; worker_memory is "
            "beside a bare worker of some 130 MiB and the mapped vectors"
        )
    if known.wanted > known.rows:
        notes.append(
            f"{known.wanted:,} rows were taken to be like the {known.rows:,} at hand: as many "
            f"distinct texts a row ({count:,}), as often alike, as long"
        )
    if rough:
        notes.append("the number of pairs is only a rough idea: hardly any stood in the sample")
    if floor:
        notes.append("the pairs do not fit in the memory for them: their floor will be raised")
    return tuple(notes)


def _minutes(minutes: float) -> str:
    if minutes == 0:
        return AT_HAND
    return f"{60 * minutes:.0f} s" if minutes < 1.5 else f"{minutes:.0f} min"
