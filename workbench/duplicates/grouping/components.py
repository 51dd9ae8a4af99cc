"""Connected texts merged apart from all others, some components at a time, on an engine.

Clusters merge along links alone, so components never meet, and what one of them merges into does
not depend on the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.engines import Engine, Shared

BUNDLE = 16_384
"""Nodes from which on a bundle is full: their summed evidence takes some 40 MB."""


@dataclass(frozen=True, eq=False)
class Linked:
    """Nodes that have a link, and what decides which of them merge.

    nodes (k,): places in the vectors, ascending.
    left, right (p,): links, as places in `nodes`, sorted.
    similarity (p,)
    flag (p,): 1: merge whatever the evidence; 2: never merge.
    crowded (k,)
    """

    nodes: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    similarity: NDArray[np.float64]
    flag: NDArray[np.uint8]
    crowded: NDArray[np.float64]

    def take(self, places: NDArray[np.int64], links: NDArray[np.int64]) -> Linked:
        """Return some components: their nodes, ascending, and their links."""
        return Linked(
            self.nodes[places],
            np.searchsorted(places, self.left[links]),
            np.searchsorted(places, self.right[links]),
            self.similarity[links],
            self.flag[links],
            self.crowded[places],
        )


@dataclass(frozen=True, eq=False)
class Bundle:
    """Some components, and where their evidence lies.

    linked
    places: their nodes' places among all linked nodes: lines of `words`.
    vectors, words: unit vectors of all nodes; evidence from words of the linked ones, weighted.
    floor: smallest level of interest.
    """

    linked: Linked
    places: NDArray[np.int64]
    vectors: Shared
    words: Shared
    floor: float


def merge(
    linked: Linked,
    vectors: NDArray[np.float32],
    words: NDArray[np.float32],
    floor: float,
    engine: Engine,
    *,
    bundle: int | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Merge the clusters of every component, the highest level first.

    Shapes: vectors (m, d), words (k, w), returned ends (n, 2), returned levels (n,).
    """
    shared = engine.share(vectors), engine.share(words)
    bundles = (
        Bundle(linked.take(places, links), places, *shared, floor)
        for places, links in _bundles(linked, bundle or BUNDLE)
    )
    # The engine returns bundles in their order, however many workers it has. With the stable sort
    # below, the result is the same on all of them.
    merged = list(engine.map(merge_bundle, bundles))
    ends = np.concatenate([one for one, _ in merged])
    levels = np.concatenate([one for _, one in merged])
    # Levels fall within a bundle; bundles are only interleaved here.
    order = np.argsort(-levels, kind="stable")
    return ends[order], levels[order]


def merge_bundle(bundle: Bundle) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Merge the clusters of some components; runs on a worker."""
    from workbench.duplicates.grouping.merging import agglomerate

    one, vectors = bundle.linked, bundle.vectors.read()
    # A copy of these nodes' lines alone, and one of their crowding: merging overwrites both, and
    # other bundles read the originals at the same time.
    sums = np.hstack([vectors[one.nodes], bundle.words.read()[bundle.places]])
    ends, levels = agglomerate(  # type: ignore[no-untyped-call]
        one.left,
        one.right,
        one.similarity,
        one.flag,
        sums,
        one.crowded.copy(),
        vectors.shape[1],
        bundle.floor,
    )
    return one.nodes[ends], levels


def _bundles(linked: Linked, bundle: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield nodes and links of bundles of whole components, in the order of their first nodes."""
    from workbench.duplicates.kernels import components

    count = len(linked.nodes)
    # The root of a component is its smallest node, so sizes stand at roots, 0 elsewhere.
    root = components(np.column_stack([linked.left, linked.right]), count)
    sizes = np.bincount(root, minlength=count)
    # Components one behind the other, in the order of their roots: how many nodes come before one
    # decides its bundle. A component is never cut, since its clusters may all merge, so one large
    # component makes one large bundle.
    bundle_of = ((np.cumsum(sizes) - sizes) // bundle)[root]
    # Stable: nodes stay ascending within a bundle, which `Linked.take` needs for its search.
    places = np.argsort(bundle_of, kind="stable")
    links = np.argsort(bundle_of[linked.left], kind="stable")
    numbers = np.unique(bundle_of)
    node_ends = np.searchsorted(bundle_of[places], numbers, side="right")
    link_ends = np.searchsorted(bundle_of[linked.left][links], numbers, side="right")
    yield from zip(np.split(places, node_ends[:-1]), np.split(links, link_ends[:-1]), strict=True)
