import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.similarity.makers import clustered
from workbench.duplicates.grouping import reach
from workbench.duplicates.grouping.links import APART, SAME, Links
from workbench.duplicates.grouping.merging import FADE_TO
from workbench.duplicates.grouping.reach import NEIGHBORS, crowding
from workbench.similarity import neighbors, pairs

VECTORS = clustered(400, 24)
PLACES = np.array([399, 7, 8, 250])


def test_it_is_the_same_whoever_finds_the_neighbors():
    graph, asked = neighbors(VECTORS, NEIGHBORS), []

    def find(places):
        asked.append(places)
        return graph.take(places)

    wanted = crowding(VECTORS, None, PLACES)
    assert np.array_equal(crowding(VECTORS, graph, PLACES), wanted)
    assert np.array_equal(crowding(VECTORS, find, PLACES), wanted)
    assert np.array_equal(crowding(VECTORS, neighbors(VECTORS, 3), PLACES), wanted)
    assert np.array_equal(np.concatenate(asked), np.arange(400))
    assert np.std(wanted) > 0


def test_of_a_large_table_only_the_needed_neighbors_are_found():
    graph, asked = neighbors(VECTORS, NEIGHBORS), []

    def find(places):
        asked.append(places)
        return graph.take(places)

    found = crowding(VECTORS, find, PLACES, sample=100)
    assert len(asked[0]) <= 104
    assert np.array_equal(crowding(VECTORS, graph, PLACES, sample=100), found)
    mean = graph.similarity[:, 1:].astype(np.float64).mean(axis=1)
    usual = mean[np.linspace(0, 399, 100).astype(int)].mean()
    assert found[PLACES] == pytest.approx(mean[PLACES] - usual, abs=1e-8)
    assert not found[np.setdiff1d(np.arange(400), asked[0])].any()


def test_one_vector_is_not_crowded():
    assert crowding(VECTORS[:1], None, np.array([0])).tolist() == [0.0]


@given(st.lists(st.text(alphabet="aB é._-1\u00df\n", max_size=12), min_size=1, max_size=20))
def test_each_text_counts_once_for_each_of_its_words_and_pairs_of_words(texts):
    def terms_of(text):
        words = re.findall(r"\w+", text.lower())
        return {*words, *map(" ".join, pairwise(words))}

    terms = {}
    reach._counted(texts[::2], terms)
    assert set(terms) == set().union(*map(terms_of, texts[::2]))
    spread = reach._spread(texts, terms)
    assert spread.tolist() == [sum(term in terms_of(text) for text in texts) for term in terms]


@pytest.mark.parametrize("seed", range(6))
def test_two_texts_without_others_stay_together_however_crowded_they_lie(seed):
    draw = np.random.default_rng(seed)
    vectors = clustered(300, 24, clusters=150, seed=seed, spread=0.3)
    found = pairs(vectors, FADE_TO)
    same = draw.random(len(found)) < 0.1
    flag = np.where(same, SAME, np.where(draw.random(len(found)) < 0.1, APART, 0)).astype(np.uint8)
    left, right = found.left.astype(np.int64), found.right.astype(np.int64)
    links = Links(left, right, found.similarity, flag, len(vectors))
    some = reach.unsettled(links, FADE_TO)
    assert 0 < some.sum() < len(links.nodes)
    assert reach.unsettled(links, FADE_TO - 0.01).all()
    texts = [f"word{k % 7} of {k % 5}" for k in range(300)]
    words, less = (reach.word_sketch(texts, links.nodes, one) for one in (None, some))
    assert np.array_equal(words[some], less[some])
    crowded, fewer = draw.normal(scale=0.2, size=len(vectors)), np.zeros(len(vectors))
    fewer[links.nodes[some]] = crowded[links.nodes[some]]
    given_all = reach.merge_tree(vectors, words, crowded, links, FADE_TO)
    trees = given_all, reach.merge_tree(vectors, less, fewer, links, FADE_TO)
    assert len(trees[0][0])
    for one, other in zip(*trees, strict=True):
        assert np.array_equal(one, other)
