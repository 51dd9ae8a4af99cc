"""From vectors and their neighbors to coordinates: principal components, then UMAP."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError, check_count, counted
from workbench.progress import Progress, Quiet
from workbench.projection.result import Projection, new_projection
from workbench.projection.umap_layout import UmapOptions, fuzzy_graph, layout
from workbench.provenance import Manifest, digest_array, draft_notes
from workbench.similarity import Neighbors, distinct_graph
from workbench.tables import Rows


def principal_components(vectors: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    """Return the scores of the first principal components.

    Shapes: vectors (m, d), returns (m, dimensions).
    """
    centered = vectors.astype(np.float64)
    centered -= centered.mean(axis=0)
    _, axes = np.linalg.eigh(centered.T @ centered)
    axes = axes[:, ::-1][:, :dimensions]
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    scores = centered @ (axes * np.where(largest < 0, -1.0, 1.0))
    missing = dimensions - scores.shape[1]
    return np.pad(scores, ((0, 0), (0, missing))).astype(np.float32)


COMPILES = "compiled for this machine first, once"
"""Said where the layout was never run here before: some seconds go by before the first pass."""

COMPILED = "UMAP, compiled layout"
"""Name of the method; see `workbench.projection.kernels`."""

SMALLEST = 21
"""Fewer vectors than this have too few neighbors for UMAP: principal components stand in."""


USUAL = UmapOptions()
"""The only options that the compiled layout takes, but for the seed."""


def project(
    vectors: NDArray[np.float32],
    neighbors: Neighbors,
    *,
    seed: int = 0,
    dimensions: int = 2,
    epochs: int | None = None,
    progress: Progress | None = None,
) -> NDArray[np.float32]:
    """Lay vectors out so that neighbors stay neighbors (UMAP), few ones by principal components.

    The layout begins at the principal components rather than at the spectral embedding: they are
    one and the same on each run, cost less, and keep the large-scale order.

    Shapes: vectors (m, d), returns (m, dimensions).
    """
    if len(neighbors.indices) != len(vectors):
        raise InputError(
            f"neighbors are those of {len(neighbors.indices):,} vectors, got {len(vectors):,} "
            "vectors. Make them from the same ones: workbench.similarity.neighbors(vectors, k)."
        )
    k = min(USUAL.n_neighbors, neighbors.k)
    check_count("seed", seed, least=0)
    start = principal_components(vectors, check_count("dimensions", dimensions))
    if why_no_layout(start, k):
        return start
    if epochs is None:
        epochs = 500 if len(vectors) <= 10_000 else 200
    from workbench.projection.kernels import is_compiled

    show = progress or Quiet()
    show.start("projection", epochs, note="" if is_compiled() else COMPILES)
    graph = fuzzy_graph(neighbors, k)
    made = layout(
        graph, start, seed=seed, min_dist=USUAL.min_dist, epochs=epochs, advance=show.advance
    )
    show.finish()
    return made


def projection_of(
    rows: Rows,
    vectors: NDArray[np.float32],
    neighbors: Neighbors,
    *,
    random_state: int = 0,
    progress: Progress | None = None,
    embedded: Manifest | None = None,
) -> Projection:
    """Project the distinct texts of a table onto a plane, by the compiled layout.

    Shapes: vectors (m, d).
    """
    options = UmapOptions(random_state=random_state)
    distinct, own, graph = distinct_graph(vectors, neighbors)
    laid_out = project(own, graph, seed=options.random_state, progress=progress)
    positions = laid_out[distinct.of]
    k = min(options.n_neighbors, graph.k)
    why = why_no_layout(laid_out, k)
    parameters = {
        "method": "principal components" if why else COMPILED,
        **options.to_dict(),
        "n_neighbors": k,
        "vectors": digest_array(vectors),
    }
    notes = (*draft_notes(embedded), *neighbors.caveats, *why)
    return new_projection(rows, positions, parameters, notes, embedded)


def why_no_layout(start: NDArray[np.float32], k: int) -> tuple[str, ...]:
    """Return a note that says why principal components replace UMAP, or nothing."""
    if len(start) < SMALLEST or k < 3:
        return (f"Only {counted(len(start), 'different vector')}: principal components, not UMAP.",)
    if not np.ptp(start, axis=0).all():
        return ("The vectors lie on a line or a point: principal components, not UMAP.",)
    return ()
