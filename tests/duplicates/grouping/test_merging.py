"""The compiled merging against a plain one that compares everything with everything.

Tests of duplicates/grouping/components.py, duplicates/grouping/links.py and duplicates/kernels.py.
"""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.duplicates.grouping.components import Linked, merge
from workbench.duplicates.grouping.merging import (
    FADE_FROM,
    FADE_TO,
    MOST_LIFT,
    MUST,
    NEVER,
    SLACK,
    agglomerate,
)
from workbench.engines import LocalEngine
from workbench.similarity import pairs


def plain(left, right, similarity, flag, sums, crowding, split, floor):
    """Merge the two clusters of the highest level, again and again."""
    clusters = {k: [k] for k in range(len(sums))}
    links = dict(
        zip(zip(left.tolist(), right.tolist(), strict=True), range(len(left)), strict=True)
    )
    ends, levels, lowest = [], [], MUST
    total = sums.copy()

    def level(a, b):
        found = [
            links[min(i, j), max(i, j)]
            for i in clusters[a]
            for j in clusters[b]
            if (min(i, j), max(i, j)) in links
        ]
        if not found:
            return None
        best = min(found, key=lambda e: (-similarity[e], left[e], right[e]))
        flags = np.bitwise_or.reduce(flag[found])
        both = total[a].astype(float) * total[b] / (len(clusters[a]) * len(clusters[b]))
        mean = both[:split].sum()
        lift = both[split:].sum() + SLACK
        lift -= (crowding[clusters[a]].mean() + crowding[clusters[b]].mean()) / 2
        if lift < 0:
            lift *= 1 - np.clip((mean - FADE_FROM) / (FADE_TO - FADE_FROM), 0, 1)
        value = min(similarity[best], np.round(mean + min(lift, MOST_LIFT), 9))
        value = NEVER if flags & 2 else MUST if flags & 1 else value
        return -value, left[best], right[best], a, b

    while True:
        names = sorted(clusters)
        options = [level(a, b) for k, a in enumerate(names) for b in names[k + 1 :]]
        options = [one for one in options if one is not None]
        if not options or -min(options)[0] < floor:
            return np.array(ends).reshape(-1, 2), np.array(levels)
        value, i, j, a, b = min(options)
        lowest = min(lowest, -value)
        ends.append((i, j))
        levels.append(lowest)
        clusters[a] += clusters.pop(b)
        total[a] += total[b]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 14),
    st.integers(2, 9),
    st.integers(0, 10_000),
    st.sampled_from([0.2, 0.5, 0.8]),
)
def test_merging_equals_the_plain_one(count, dimensions, seed, floor):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, dimensions)) + 1
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    mined = pairs(vectors, floor)
    flag = random.choice([0, 0, 0, 0, 1, 2], len(mined)).astype(np.uint8)
    words = random.uniform(0, 0.3, size=(count, 3))
    sums = np.hstack([vectors, words]).astype(np.float32)
    crowding = random.normal(scale=0.1, size=count)
    args = (mined.left, mined.right, mined.similarity, flag)
    ends, levels = agglomerate(*args, sums.copy(), crowding.copy(), dimensions, floor)
    wanted_ends, wanted_levels = plain(*args, sums, crowding, dimensions, floor)
    np.testing.assert_array_equal(ends, wanted_ends)
    np.testing.assert_allclose(levels, wanted_levels, atol=1e-6)
    assert (np.diff(levels) <= 0).all()


def test_what_is_forbidden_stays_apart_even_through_others():
    similarity = np.array([0.99, 0.98, 0.97])
    left, right = np.array([0, 0, 1], np.int32), np.array([1, 2, 2], np.int32)
    vectors = np.tile(np.float32([1.0, 0.0]), (3, 1))
    flag = np.array([0, 0, 2], np.uint8)
    ends, _ = agglomerate(left, right, similarity, flag, vectors, np.zeros(3), 2, 0.5)
    assert ends.tolist() == [[0, 1]], "1 and 2 are not the same, so 2 cannot join 0 and 1"


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 60), st.integers(0, 10_000), st.sampled_from([1, 5, 20]))
def test_components_merge_apart_as_they_do_together(count, seed, bundle):
    random = np.random.default_rng(seed)
    middles = random.normal(size=(6, 8))
    vectors = middles[random.integers(0, 6, count)] + random.normal(scale=0.3, size=(count, 8))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    mined = pairs(vectors, 0.8)
    nodes = np.unique(np.concatenate([mined.left, mined.right])).astype(np.int64)
    linked = Linked(
        nodes,
        np.searchsorted(nodes, mined.left),
        np.searchsorted(nodes, mined.right),
        mined.similarity,
        random.choice([0, 0, 0, 0, 1, 2], len(mined)).astype(np.uint8),
        random.normal(scale=0.1, size=len(nodes)),
    )
    words = random.uniform(0, 0.3, size=(len(nodes), 3)).astype(np.float32)
    if not len(mined):
        return
    together = merge(linked, vectors, words, 0.8, LocalEngine(1))
    apart = merge(linked, vectors, words, 0.8, LocalEngine(2), bundle=bundle)
    np.testing.assert_array_equal(apart[1], together[1])
    order = [np.lexsort((*ends.T, -levels)) for ends, levels in (together, apart)]
    np.testing.assert_array_equal(apart[0][order[1]], together[0][order[0]])
