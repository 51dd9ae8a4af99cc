"""Topics within themes: a tree over the topics' centroids, cut at any level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.figures.colors import JOINT

INDENT = "    "
"""What stands before the name of a topic within its theme."""


def topic_tree(centroids: NDArray[np.float32], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Join topics by their centroids (Ward linkage).

    Ten themes of 150 intents agree with their ten domains by .64, those of average linkage by .57.

    Shapes: centroids (t, d), sizes (t,), returns (t - 1, 4).
    """
    from scipy.cluster.hierarchy import linkage

    mean = np.average(centroids, axis=0, weights=sizes)
    apart = (centroids - mean).astype(np.float64)  # what all topics share tells none apart
    apart /= np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-12)
    tree: NDArray[np.float64] = linkage(apart, "ward")
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


def with_fixed(
    themes: NDArray[np.int64],
    topics: Sequence[int],
    fixed: Mapping[int, str],
    parents: Mapping[int, tuple[str, ...]],
    sizes: NDArray[np.int64],
) -> tuple[NDArray[np.int64], dict[int, str]]:
    """Put topics into the themes that were fixed by hand; returns themes and the fixed names.

    A topic that was not put anywhere joins the fixed theme that has most topics of its cluster,
    and the parts of a topic stay together: in the theme of the largest.

    Shapes: themes, topics, sizes (t,).
    """
    called: list[str | None] = [fixed.get(topic) for topic in topics]
    joins = {theme: _most(called, themes == theme) for theme in np.unique(themes).tolist()}
    named = [
        own or joins[theme] or f"\0{theme}"
        for own, theme in zip(called, themes.tolist(), strict=True)
    ]
    order = np.argsort(-sizes, kind="stable").tolist()
    first: dict[str, str] = {}
    for index in order:
        path = parents.get(topics[index], ())
        if path:
            named[index] = first.setdefault(path[0], named[index])
    weight: dict[str, int] = {}
    for index in order:
        weight[named[index]] = weight.get(named[index], 0) + int(sizes[index])
    ranked = sorted(weight, key=lambda name: -weight[name])
    number = {name: rank for rank, name in enumerate(ranked)}
    kept = {rank: name for name, rank in number.items() if not name.startswith("\0")}
    return np.array([number[name] for name in named], dtype=np.int64), kept


def _most(called: Sequence[str | None], inside: NDArray[np.bool_]) -> str | None:
    """Return the name that more than half of the topics of a cluster have."""
    own = [called[member] for member in np.flatnonzero(inside).tolist()]
    name, count = Counter(own).most_common(1)[0]
    return name if 2 * count > len(own) else None


def path_of(theme: str, parents: Sequence[str], name: str) -> str:
    """Return theme, topic and subtopic in a line; what repeats the one before is left out."""
    return JOINT.join(name for name, _ in groupby((theme, *parents, name)))


def theme_table(
    topics: pd.DataFrame,
    themes: NDArray[np.int64],
    called: Sequence[str],
    parents: Mapping[int, tuple[str, ...]],
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
    shown.insert(
        5,
        "path",
        [
            path_of(theme, parents.get(topic, ()), name)
            for theme, topic, name in zip(
                shown["theme_name"], shown["topic"], shown["name"], strict=True
            )
        ],
    )
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
