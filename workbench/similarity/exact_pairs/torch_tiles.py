"""The join by torch tiles, for a GPU: float32 products filter, the float64 definition decides.

The definition's products do not round and its sums have a fixed order, so it has the same bits
on every device. Nothing here depends on which one it is: the tests run it on the processor.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from workbench.progress import Progress
from workbench.similarity.exact_pairs.blas_tiles import tile_bounds, tile_size
from workbench.similarity.exact_pairs.collector import Collector, Found
from workbench.similarity.unit_vectors import LANES, LENGTH_TOLERANCE, dot_error

TILE = 8_192
"""Rows and columns of a tile: 256 MB of float32 on the device."""

STRIP = 2**21
"""Products looked through at a time, so that even a tile of nothing but pairs fits."""

CHECKED = 2**16
"""Candidates that are given their similarity at a time: some 200 MB on the device."""

COARSE = 2.0**-8
"""Unit roundoff of bfloat16, the coarsest numbers that torch may round a product's factors to."""


def join_torch(
    vectors: NDArray[np.float32],
    collector: Collector,
    *,
    device: str = "cuda",
    tile: int = TILE,
    strip: int = STRIP,
    checked: int = CHECKED,
    progress: Progress,
) -> None:
    """Put every pair at or above the collector's floor into it, as `tiles.join_tiles` does.

    Shapes: vectors (m, d).
    """
    error = product_error(vectors.shape[1])
    rows, loaded_top = torch.empty(0), -1
    for bounds in tile_bounds(len(vectors), None, tile):
        top, bottom, first, last = bounds
        if top != loaded_top:
            rows, loaded_top = _load(vectors[top:bottom], device), top
        columns = _load(vectors[first:last], device)
        least = float(collector.floor - error)
        for i, j in _candidates(rows, columns, least, top == first, strip, checked):
            a, b, similarity = _checked(rows, columns, i, j, collector.floor)
            collector.add((a + np.int32(top), b + np.int32(first), similarity))
        progress.advance(tile_size(bounds, own=True))


def product_error(dimensions: int) -> float:
    """Bound how far torch's float32 product of two unit vectors can be from the exact one."""
    error = dot_error(dimensions)
    return error if _full_precision() else error + 3 * COARSE * (1 + LENGTH_TOLERANCE) ** 2


def _full_precision() -> bool:
    """Tell whether torch multiplies float32 matrices as such; no where it will not say."""
    try:
        coarse = torch.get_float32_matmul_precision() != "highest"
        coarse |= torch.backends.cuda.matmul.allow_tf32
    except RuntimeError:  # settings of torch's older and newer ways, mixed
        return False
    return not coarse


def _load(rows: NDArray[np.float32], device: str) -> torch.Tensor:
    """Copy rows to the device; a read-only memory map is no torch tensor."""
    return torch.tensor(rows, dtype=torch.float32, device=device)


def _candidates(
    rows: torch.Tensor,
    columns: torch.Tensor,
    least: float,
    diagonal: bool,
    strip: int,
    checked: int,
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Yield places of products of at least `least`; on the diagonal of a set those with i < j."""
    products = rows @ columns.T
    height = max(1, strip // len(columns))
    for top in range(0, len(rows), height):
        near = products[top : top + height] >= float(
            np.nextafter(np.float32(least), np.float32(-2))
        )
        if diagonal:
            near = near.triu(top + 1)
        i, j = torch.nonzero(near, as_tuple=True)
        for start in range(0, len(i), checked):
            yield i[start : start + checked] + top, j[start : start + checked]


def _checked(
    rows: torch.Tensor, columns: torch.Tensor, i: torch.Tensor, j: torch.Tensor, floor: float
) -> Found:
    """Give candidates the similarity that `workbench.similarity.cosine` defines; keep the near."""
    a, b = rows[i], columns[j]
    sums = torch.zeros((len(i), LANES), dtype=torch.float64, device=rows.device)
    for start in range(0, a.shape[1], LANES):
        part = a[:, start : start + LANES].double() * b[:, start : start + LANES].double()
        sums[:, : part.shape[1]] += part
    while sums.shape[1] > 1:
        half = sums.shape[1] // 2
        sums = sums[:, :half] + sums[:, half:]
    similarity = sums[:, 0].clamp(-1.0, 1.0)
    kept = similarity >= floor
    places = (one[kept].to(torch.int32).cpu().numpy() for one in (i, j))
    left, right = places
    return left, right, similarity[kept].cpu().numpy()
