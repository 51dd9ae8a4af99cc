"""Topics within themes: a tree over the topics' centroids, cut at any level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

INDENT = "    "
"""What stands before the name of a topic within its theme."""


def topic_tree(centroids: NDArray[np.float32], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Join topics by the mean cosine distance of their centroids (average linkage).

    Shapes: centroids (t, d), sizes (t,), returns (t - 1, 4).
    """
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    mean = np.average(centroids, axis=0, weights=sizes)
    apart = centroids - mean  # what all topics share tells none apart
    apart /= np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-12)
    distance = np.clip(1 - apart.astype(np.float64) @ apart.T, 0, 2)
    np.fill_diagonal(distance, 0)
    tree: NDArray[np.float64] = linkage(squareform(distance, checks=False), method="average")
    return tree


def themes_of(
    centroids: NDArray[np.float32], sizes: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Return the theme of each topic, at most `count` themes, the largest first."""
    from scipy.cluster.hierarchy import cut_tree

    if len(centroids) < 2:
        return np.zeros(len(centroids), dtype=np.int64)
    # fcluster of scipy 1.14 may give fewer clusters than it is asked for.
    tree = topic_tree(centroids, sizes)
    clusters = cut_tree(tree, n_clusters=[min(count, len(centroids))])[:, 0]
    weight = np.bincount(clusters, sizes)
    first = np.array([int(np.flatnonzero(clusters == one)[0]) for one in range(len(weight))])
    new = np.empty(len(weight), dtype=np.int64)
    new[np.lexsort((first, -weight))] = np.arange(len(weight))
    themes: NDArray[np.int64] = new[clusters]
    return themes


def theme_table(
    topics: pd.DataFrame, themes: NDArray[np.int64], called: Sequence[str]
) -> pd.DataFrame:
    """Return topics in the order of an indented table, each with its theme and what it is called.

    Shapes: themes (len(topics),).
    """
    known = np.array(list(called) or [""], dtype=object)
    stable = ["stable"] if "stable" in topics else []
    shown = topics[["topic", "name", "rows", *stable]].copy()
    shown.insert(0, "theme", themes)
    shown.insert(1, "theme_name", known[themes])
    shown.insert(2, "theme_rows", shown.groupby("theme")["rows"].transform("sum"))
    order = ["theme_rows", "theme", "rows", "topic"]
    return shown.sort_values(order, ascending=[False, True, False, True]).reset_index(drop=True)


def outline(hierarchy: pd.DataFrame) -> pd.DataFrame:
    """Return themes and topics under each other, as an indented table."""
    lines = []
    for theme, group in hierarchy.groupby("theme", sort=False):
        first = group.iloc[0]
        lines.append([0, theme, first["theme_name"], first["theme_rows"]])
        lines += [
            [1, topic, f"{INDENT}{name}", rows]
            for topic, name, rows in zip(group["topic"], group["name"], group["rows"], strict=True)
        ]
    table = pd.DataFrame(lines, columns=["level", "number", "name", "rows"])
    return table.assign(share=table["rows"] / max(1, int(hierarchy["rows"].sum())))
