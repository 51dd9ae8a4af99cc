"""From vectors to named topics: the one entrance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError, check_choice, check_count, counted
from workbench.progress import Progress, Quiet
from workbench.provenance import Manifest
from workbench.similarity import Neighbors
from workbench.tables import Rows
from workbench.topics.clustering.automatic_size import LEVELS, Detail
from workbench.topics.clustering.find_labels import find_labels
from workbench.topics.clustering.layouts import SCALES, topic_space
from workbench.topics.corrections import State
from workbench.topics.inputs import Basis, Settings
from workbench.topics.names.asking import Namer
from workbench.topics.names.phrases import Encode
from workbench.topics.result import Topics


def find_topics(  # noqa: PLR0913 - the one entrance: all but the parts are keywords
    rows: Rows,
    vectors: NDArray[np.float32],
    neighbors: Neighbors,
    *,
    min_cluster_size: int | str = "auto",
    detail: Detail = "medium",
    about: int | None = None,
    random_state: int = 0,
    assign_noise: bool = True,
    embedding_cut: NDArray[np.bool_] | None = None,
    foreign: NDArray[np.bool_] | None = None,
    namer: Namer | None = None,
    progress: Progress | None = None,
    embedded: Manifest | None = None,
    encode: Encode | None = None,
) -> Topics:
    """Find what a table's texts are about.

    Texts with equal vectors, such as "Inner" and "inner" for a model that ignores case, are one
    text here: they share everything, and count together as copies of one.

    Shapes: vectors (m, d), embedding_cut (m,), foreign (m,).
    """
    basis = Basis.build(
        rows,
        vectors,
        neighbors,
        cut=embedding_cut,
        foreign=foreign,
        embedded=embedded,
        encode=encode,
    )
    asked = check_settings(detail, min_cluster_size, random_state, about)
    show = progress or Quiet()
    found = find_clusters(basis, asked, assign_noise=assign_noise, progress=show)
    topics = Topics._build(
        basis,
        State(found.labels),
        found.settings,
        space=found.space,
        namer=namer,
        notes=(*basis.notes, *found.notes, *getattr(namer, "notes", ())),
    )
    show.advance(1)
    show.finish(counted(len(topics), "topic"))
    return topics


@dataclass(frozen=True, eq=False)
class Found:
    """Clusters that have no names yet.

    space (layouts, m, d): the layouts that were clustered. labels (m,): a number per text, -1 is
    noise.
    """

    space: NDArray[np.float32]
    labels: NDArray[np.int64]
    settings: Settings
    notes: tuple[str, ...]


def find_clusters(
    basis: Basis,
    asked: Mapping[str, Any],
    *,
    assign_noise: bool,
    progress: Progress,
    layouts: int = len(SCALES),
) -> Found:
    """Lay texts out and cluster them by checked settings; two of three steps of progress."""
    progress.start("topics", 3)
    seed = asked["random_state"]
    space = topic_space(basis.vectors, basis.neighbors, seed=seed, runs=layouts)
    progress.advance(1)
    own = basis.merged_rows
    clusters = find_labels(
        basis.vectors,
        basis.neighbors,
        space,
        own.counts,
        own.distinct,
        min_cluster_size=asked["min_cluster_size"],
        detail=asked["detail"],
        about=asked["about"],
    )
    settings = Settings(
        clusters.size,
        asked["min_cluster_size"],
        asked["detail"],
        asked["random_state"],
        assign_noise,
        clusters.method,
        asked["about"],
    )
    progress.advance(1)
    notes = (*basis.neighbors.caveats, *clusters.notes)
    return Found(space, clusters.labels, settings, notes)


def check_settings(
    detail: str, min_cluster_size: object, random_state: object, about: object = None
) -> dict[str, Any]:
    """Return the settings as plain values, by their names; refuse what is out of range."""
    if not (isinstance(min_cluster_size, str) and min_cluster_size == "auto"):
        if isinstance(min_cluster_size, str):
            raise InputError(
                "min_cluster_size must be a whole number of at least 2, or 'auto', "
                f"got {min_cluster_size!r}."
            )
        min_cluster_size = check_count("min_cluster_size", min_cluster_size, least=2)
    if about is not None:
        about = check_count("about", about, least=2)
        if min_cluster_size != "auto" or detail != "medium":
            other = "detail" if detail != "medium" else "min_cluster_size"
            raise InputError(
                f"about and {other} both say how many topics there are. Leave one of them out."
            )
    return {
        "detail": check_choice("detail", detail, tuple(LEVELS)),
        "about": about,
        "min_cluster_size": min_cluster_size,
        "random_state": check_count("random_state", random_state, least=0),
    }
