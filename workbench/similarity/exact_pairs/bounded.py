"""The fast exact join: heads bound nearly all pairs out, the few left are checked in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engines import LocalEngine
from workbench.progress import Progress
from workbench.similarity.exact_pairs.collector import Collector
from workbench.similarity.exact_pairs.heads import (
    SAMPLE,
    Basis,
    Heads,
    choose_basis,
    make_heads,
    slack,
)
from workbench.similarity.unit_vectors import LANES

BLOCK_BYTES = 2**17
"""Row heads that one scan goes over again and again: they have to stay in the cache."""

MOST_ROWS = 256
"""Rows of a task at most: one panel of all of them has to fit into `ROOM`."""

COLUMNS = 2**17
"""Columns of a task, so that a few rows against many columns still share out."""

ROOM = 2**18
"""Survivors that a task holds before it checks them."""

NEVER = 1e30
"""Cut of a row or column that is only padding."""


@dataclass(frozen=True, eq=False)
class Side:
    """One set, laid out for the scan: as rows, and as panels of columns.

    vectors (m, d)
    order (m,): which vector stands at each place of the arrays below: those near the same leader
        side by side, so that the survivors of a task share vectors and these stay in the cache.
    rest (m, 32): numbers beyond whole chunks of 32.
    rows: heads, padded by zeros to whole tiles.
    panels (panels, steps, columns, numbers of a step): heads again; int8 ones shifted by 128, as
        the instruction wants one side unsigned.
    start: what takes that shift back: -128 times the sum of each row.
    tail, slack: as in `heads`, in units of the int8 step.
    """

    vectors: NDArray[np.float32]
    order: NDArray[np.int32]
    rest: NDArray[np.float32]
    rows: NDArray[np.generic]
    panels: NDArray[np.generic]
    start: NDArray[np.int32]
    tail: NDArray[np.float32]
    slack: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Made:
    """A basis, and the heads of one set or two in it."""

    basis: Basis
    heads: tuple[Heads, ...]


@dataclass(frozen=True, eq=False)
class Job:
    """What the tasks of one join share.

    left, right
    collector
    steps: groups of numbers in a head.
    unit: square of the int8 step, 1 for float32 heads.
    own: whether one set is joined with itself.
    room: candidates that a task holds at a time.
    """

    left: Side
    right: Side
    collector: Collector
    steps: int
    unit: float
    own: bool
    room: int


@dataclass(frozen=True)
class Task:
    """Some rows against some panels."""

    top: int
    bottom: int
    panel: int
    stop: int


def join_heads(
    left: NDArray[np.float32],
    right: NDArray[np.float32] | None,
    collector: Collector,
    *,
    threads: int | None = None,
    integer: bool | None = None,
    made: Made | None = None,
    room: int = ROOM,
    progress: Progress,
) -> None:
    """Put every pair at or above the collector's floor into it, as `tiles.join_tiles` does."""
    from workbench.similarity.exact_pairs import kernels

    own, columns = right is None, len(left if right is None else right)
    if not len(left) or not columns:
        return
    sets = (left,) if right is None else (left, right)
    # Heads that came from another machine may be int8 where this processor lacks the instruction.
    # Any basis gives the same pairs, so new heads change nothing but the time.
    if made is None or (made.basis.step > 0 and integer is None and not kernels.integer_heads()):
        basis = basis_for(sample_rows(left), collector.floor, integer=integer)
        made = Made(basis, tuple(make_heads(one, basis) for one in sets))
    first, second = _lay_out(sets, made)
    panel = first.panels.shape[2]
    job = Job(first, second, collector, first.panels.shape[1], made.basis.step**2 or 1.0, own, room)

    def run(task: Task) -> int:
        _run(task, job)
        return _pairs_of(task, columns, panel, own=own)

    # The rows of a task are read again for each panel, so their heads must stay in the second-level
    # cache. Whole tiles, so that only the last rows of all need padding.
    height = BLOCK_BYTES // (4 * job.steps) // kernels.ROWS * kernels.ROWS
    height = min(max(height, kernels.ROWS), MOST_ROWS)
    tasks = _tasks(len(left), columns, height, panel, own=own)
    for done in LocalEngine(threads).map(run, tasks):
        progress.advance(done)


def basis_for(
    sample: NDArray[np.float32], threshold: float, *, integer: bool | None = None
) -> Basis:
    """Choose the basis of a join by a sample of its vectors; `integer` as for `join_heads`."""
    from workbench.similarity.exact_pairs import kernels

    kinds = (integer,) if integer is not None else (True, False)[not kernels.integer_heads() :]
    return choose_basis(sample, threshold, kinds=kinds)


def _lay_out(sets: tuple[NDArray[np.float32], ...], made: Made) -> tuple[Side, Side]:
    """Lay heads out, with what the bound has to allow for between these sets."""
    longest = max(one.longest for one in made.heads)
    sides = [
        make_side(vectors, heads, slack(heads, longest, made.basis), made.basis)
        for vectors, heads in zip(sets, made.heads, strict=True)
    ]
    return sides[0], sides[-1]


def sample_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take rows at even distances."""
    places = np.linspace(0, len(vectors) - 1, min(SAMPLE, len(vectors))).astype(np.int64)
    return vectors[places]


def make_side(
    vectors: NDArray[np.float32],
    heads: Heads,
    slack: NDArray[np.float64],
    basis: Basis,
) -> Side:
    """Pad to whole tiles and store columns panel by panel."""
    from workbench.similarity.exact_pairs import kernels

    panel = kernels.INTEGER_PANEL if basis.step > 0 else kernels.FLOAT_PANEL
    integer, unit = basis.step > 0, basis.step or 1.0
    count, width = heads.numbers.shape
    # 32 is a multiple of the rows of a tile and of the columns of both kinds of panel.
    padded = -(-max(count, 1) // 32) * 32
    rows = np.zeros((padded, width), dtype=heads.numbers.dtype)
    order = np.argsort(heads.leader, kind="stable").astype(np.int32)
    rows[:count] = heads.numbers[order]
    group = 4 if integer else 1
    columns = (rows.view(np.uint8) ^ 128) if integer else rows  # x ^ 128 is x + 128, unsigned
    # The innermost loop multiplies one group of numbers (4 bytes) of a row with that group of 16
    # columns: these 64 bytes have to lie side by side, to be one load.
    panels = columns.reshape(padded // panel, panel, width // group, group).transpose(0, 2, 1, 3)
    # Padding gets a cut that no bound reaches, so the loops need no test for the edge.
    tail, allowed = np.zeros(padded, np.float32), np.full(padded, -NEVER, np.float32)
    # Sums of int8 products count squared steps. Everything that is added to them or compared with
    # them is divided by the step accordingly, once here instead of once per pair.
    tail[:count], allowed[:count] = heads.tail[order] / unit, slack[order] / unit**2
    # The columns' shift by 128 adds 128 times the sum of the row to each product of heads. Sums
    # that begin at minus that come out right, and it costs nothing in the loop.
    start = -128 * rows.sum(axis=1, dtype=np.int32) if integer else np.zeros(padded, np.int32)
    panels = np.ascontiguousarray(panels)
    return Side(vectors, order, _rest(vectors), rows, panels, start, tail, allowed)


def _rest(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the numbers beyond whole chunks, zeros behind; no rows where there are none."""
    over = vectors.shape[1] % LANES
    rest = np.zeros((len(vectors) if over else 0, LANES), dtype=np.float32)
    if over:
        rest[:, :over] = vectors[:, -over:]
    return rest


def addresses(arrays: tuple[NDArray[Any], ...]) -> tuple[int, ...]:
    """Return where arrays begin, for the compiled kernels."""
    return tuple(array.ctypes.data for array in arrays)


def _tasks(rows: int, columns: int, height: int, panel: int, *, own: bool) -> Iterator[Task]:
    """Cut the join into tasks; of a set's own join only what reaches above the diagonal."""
    panels = -(-columns // panel)
    step = COLUMNS // panel
    for top in range(0, rows, height):
        # Of a set joined with itself, panels left of the diagonal hold only pairs that the mirrored
        # task finds.
        for first in range(top // panel if own else 0, panels, step):
            yield Task(top, min(top + height, rows), first, min(first + step, panels))


def _pairs_of(task: Task, columns: int, panel: int, *, own: bool) -> int:
    """Count the pairs of a task; of a set's own join those with i <= j."""
    first, last = task.panel * panel, min(task.stop * panel, columns)
    if not own:
        return (task.bottom - task.top) * (last - first)
    return sum(max(0, last - max(first, row)) for row in range(task.top, task.bottom))


def _run(task: Task, job: Job) -> None:
    """Scan, check what survives, and hand it over, as often as the room fills up."""
    from workbench.similarity.exact_pairs import kernels

    left, right = job.left, job.right
    kind = left.rows.dtype.type(0)
    dimensions = left.vectors.shape[1]
    i, j = np.empty(job.room, np.int32), np.empty(job.room, np.int32)
    similarity = np.empty(job.room)
    panel = task.panel
    while panel < task.stop:
        # Read again each time: another thread may have raised it, and a higher floor lets fewer
        # pairs through. An older one costs time only, since the collector tests again.
        floor = job.collector.floor
        cut = (floor / job.unit - left.slack[task.top : task.bottom + 8]).astype(np.float32)
        rows = (left.rows, right.panels, left.start, cut, right.slack, left.tail, right.tail)
        at = list(addresses(rows))
        at[3] -= task.top * cut.itemsize  # as if the cuts of all rows were there
        span = (task.top, task.bottom, panel, task.stop)
        found, panel = kernels.scan(kind, tuple(at), job.steps, span, job.own, i, j)
        a, b = job.collector.wanted(left.order[i[:found]], right.order[j[:found]])
        vectors = addresses((left.vectors, right.vectors, left.rest, right.rest))
        kept = kernels.confirm(vectors, dimensions, floor, a, b, similarity)
        a, b = a[:kept], b[:kept]
        # The scan took i < j in the order of the layout. Vectors have another order.
        if job.own:
            a, b = np.minimum(a, b), np.maximum(a, b)
        job.collector.add((a, b, similarity[:kept].copy()))
