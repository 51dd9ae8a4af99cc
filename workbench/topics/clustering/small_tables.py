"""Topics of small tables: Ward linkage of the vectors, cut where the silhouette is best.

Among a few hundred texts hardly any place is dense, so that density finds too few topics. Sources:
J. H. Ward, "Hierarchical Grouping to Optimize an Objective Function", JASA 58, 1963;
P. J. Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20, 1987.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.topics.assign import centroids
from workbench.topics.clustering.automatic_size import FEWEST, NEARLY

LARGEST = 500
"""Distinct texts up to which a table is small."""

SLACK = 0.02
"""Silhouettes that differ by less count as equal in the largest of small tables, and the fewest
topics win: they are easier to read, and the curve is flat there. Less in smaller tables, by the
cube of their size. Chosen on draws of questions to a bank and to an assistant."""

NEAR_DUPLICATES = 0.055
"""Mean distance up to which texts count as one while topics are found, as a share of that of two
texts of the table: a model may find any two texts alike. Else the best silhouette is that of pairs
which say the same, of which a table of FAQs has many. Chosen on the sample FAQs, where it is a
similarity of .95 (adjusted mutual information .44 -> .51); draws of questions lose nothing there,
but at .9."""

CHANCE = 1.6
"""Silhouette of topics of such texts from which on they are topics, as a multiple of that of the
same vectors with each column shuffled. Draws of 20 to 500 questions have 2.2 times and more, points
drawn by lot 1."""

LOPSIDED = 0.75
"""Share of the texts from which on the largest part of a cut is nearly the whole table."""

VALLEY, RISE = 0.125, 1.5
"""Silhouette below which a cut parts nothing, and how many times as good a later cut must be, for a
lopsided cut before them to give way: it only takes a few odd texts from all the others. Half of
covid_q and draws of clinc150: valleys of lopsided cuts are .05 to .13 in tables about many matters,
.13 and more where nine of ten texts are about one."""

WEAK = 0.25
"""Silhouette below which L. Kaufman and P. J. Rousseeuw ("Finding Groups in Data", 1990) see no
substantial structure. Draws of 60 to 200 questions about 150 intents lie below it, those about
two to twenty intents above."""

STEPS = 60
"""Numbers of topics that are tried, evenly spaced by their ratios."""

SPAN = {"broad": (0.25, 0.5), "medium": (1.0, 1.0), "fine": (1.25, 2.0)}
"""Numbers of topics of each level, as shares of the number with the best silhouette."""


def ward_labels(
    vectors: NDArray[np.float32],
    apart: NDArray[np.float64],
    detail: str,
    about: int | None = None,
) -> tuple[NDArray[np.int64], float]:
    """Return the cut with the best silhouette, and that silhouette; single texts are noise.

    `apart` are the distances of the vectors. Shapes: vectors (m, d), apart (m, m), returns (m,).
    """
    every = np.arange(len(vectors))
    groups = near_duplicates(apart) if about is None else every
    centers = centroids(vectors, groups)
    between = distances(centers)
    parts = _ward(centers, between, detail, about)
    if about is None and len(parts) < len(vectors) and not _better_than_chance(centers, parts):
        parts[:] = -1  # what is said in several ways is all that there is to find
    labels = parts[groups]
    # Near-duplicates that are like nothing else are a topic of their own.
    alone = (labels < 0) & (np.bincount(groups)[groups] > 1)
    labels[alone] = labels.max(initial=-1) + 1 + np.unique(groups[alone], return_inverse=True)[1]
    return labels, silhouette(apart, _single(labels, groups))


def _better_than_chance(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> bool:
    """Tell whether topics are clearly better separated than those of shuffled columns.

    Shapes: vectors (m, d), labels (m,).
    """
    shuffled = np.random.default_rng(0).permuted(vectors, axis=0)
    shuffled /= np.maximum(np.linalg.norm(shuffled, axis=1, keepdims=True), 1e-12)
    by_chance = _separation(shuffled, _ward(shuffled, distances(shuffled), "medium", None))
    return _separation(vectors, labels) >= CHANCE * by_chance


def _separation(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the silhouette, each text of noise apart. Shapes: vectors (m, d), labels (m,)."""
    return silhouette(distances(vectors), _single(labels, np.arange(len(labels))))


def _single(labels: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return labels with a number of its own for each group that is noise."""
    return np.where(labels < 0, len(labels) + groups, labels)


def near_duplicates(apart: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return a number per text, equal for texts that say nearly the same. Shapes: apart (m, m)."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(apart) < 2:
        return np.zeros(len(apart), dtype=np.int64)
    merges = linkage(squareform(apart, checks=False), "average")
    groups = fcluster(merges, NEAR_DUPLICATES * _mean(apart), "distance")
    return np.unique(groups, return_inverse=True)[1].astype(np.int64)


def _mean(apart: NDArray[np.float64]) -> float:
    """Return the mean distance of two texts. Shapes: apart (m, m)."""
    return float(apart.sum() / max(1, len(apart) * (len(apart) - 1)))


def _ward(
    vectors: NDArray[np.float32],
    apart: NDArray[np.float64],
    detail: str,
    about: int | None,
) -> NDArray[np.int64]:
    """Return the cut with the best silhouette; single texts are noise."""
    from scipy.cluster.hierarchy import fcluster, linkage

    most = len(vectors) // 2
    if most < 2:
        return np.full(len(vectors), -1, dtype=np.int64)
    merges = linkage(vectors.astype(np.float64), "ward")

    def cut(count: int) -> NDArray[np.int64]:
        return np.asarray(fcluster(merges, count, "maxclust"), dtype=np.int64) - 1

    def best(counts: NDArray[np.int64]) -> int:
        scores = np.array([silhouette(apart, cut(int(count))) for count in counts])
        slack = SLACK * (len(vectors) / LARGEST) ** 3
        first = int(np.flatnonzero(scores >= scores.max() - slack)[0])
        valley = first + _valley(scores[first:])
        if valley > first and lopsided(cut(int(counts[first]))):
            return best(counts[valley:])
        return int(counts[first])

    def topics(count: int) -> int:
        # Texts alone are no topics, so there are fewer of them than parts.
        return int(without_single_texts(cut(count)).max(initial=-1)) + 1

    if about is not None:
        off = np.abs(np.array([topics(one) for one in range(1, most + 1)]) - about)
        chosen = best(1 + np.flatnonzero(off <= max(off.min(), NEARLY * about)))
    else:
        chosen = best(_counts(2, most, most))
        if detail != "medium":
            low, high = (share * chosen for share in SPAN[detail])
            counts = _counts(max(low, min(FEWEST, chosen // 2)), high, most)
            if detail == "fine":  # more parts can be fewer topics
                counts = counts[[topics(int(one)) >= topics(chosen) for one in counts]]
            chosen = best(counts) if len(counts) else chosen
    return without_single_texts(cut(chosen))


def _valley(scores: NDArray[np.float64]) -> int:
    """Return where silhouettes are lowest before they rise again; 0 if they do not."""
    low = np.minimum.accumulate(scores)
    again = np.flatnonzero((low < VALLEY) & (scores >= np.maximum(VALLEY, RISE * low)))
    return int(scores[: again[-1]].argmin()) if len(again) else 0


def lopsided(labels: NDArray[np.int64]) -> bool:
    """Tell whether one part is nearly the whole table."""
    return bool(np.bincount(labels[labels >= 0]).max(initial=0) >= LOPSIDED * len(labels))


def trust(count: int, separation: float) -> tuple[str, ...]:
    """Say that a table is too small for its topics to be trusted."""
    note = (
        f"The table is too small to trust its topics: they hardly stand apart in {count:,} "
        f"different texts (silhouette {max(0, separation):.2f}, under {WEAK}). More rows are "
        "likely to give other topics"
    )
    return (note,) if separation < WEAK else ()


def _counts(low: float, high: float, most: int) -> NDArray[np.int64]:
    """Return numbers of topics between two, evenly spaced by their ratios, each once."""
    counts = np.geomspace(max(2, low), max(2, low, min(high, most)), STEPS).round()
    return np.unique(counts).astype(np.int64)


def distances(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the cosine distance of every two texts, shape (m, m)."""
    similarity = vectors.astype(np.float64) @ vectors.astype(np.float64).T
    apart = np.clip(1 - similarity, 0, 2)
    np.fill_diagonal(apart, 0)
    return apart


def silhouette(apart: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the mean silhouette, 0 if there are fewer than two topics or no two texts in any.

    Shapes: apart (m, m), labels (m,).
    """
    from sklearn.metrics import silhouette_score

    if not 1 < len(np.unique(labels)) < len(labels):
        return 0.0
    return float(silhouette_score(apart, labels, metric="precomputed"))


def without_single_texts(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Make topics of one text noise, and number the others anew."""
    alone = np.bincount(labels)[labels] == 1
    kept = np.full(len(labels), -1, dtype=np.int64)
    kept[~alone] = np.unique(labels[~alone], return_inverse=True)[1]
    return kept
