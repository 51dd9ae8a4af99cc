import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.similarity.makers import all_pairs, clustered, random_unit
from tests.similarity.test_join import cut, vector_sets
from workbench.errors import InputError
from workbench.progress import Quiet
from workbench.similarity import neighbors, search
from workbench.similarity.exact_pairs.neighbor_graph import graph
from workbench.similarity.exact_search import MANY_ROWS, _select, _select_compiled
from workbench.similarity.unit_vectors import dot_error


def matrix(left, right):
    return all_pairs(left, right)[2].reshape(len(left), len(right))


def ranked(values, k, own=None):
    key = values.copy()
    if own is not None:
        key[own] = np.inf
    return np.lexsort((np.arange(len(values)), -key))[:k]


@given(vector_sets(least=1), st.integers(1, 45))
@settings(deadline=None, max_examples=150)
def test_neighbors_are_those_of_the_definition(vectors, k):
    found, values = neighbors(vectors, k), matrix(vectors, vectors)
    k = min(k, len(vectors))
    expected = np.stack([ranked(row, k, own=i) for i, row in enumerate(values)])
    np.testing.assert_array_equal(found.indices, expected)
    np.testing.assert_array_equal(
        found.similarity, np.take_along_axis(values, expected, 1).astype(np.float32)
    )


def test_the_first_neighbor_is_the_row_itself_even_among_copies():
    vectors = np.repeat(random_unit(3, 20), 40, axis=0)
    found = neighbors(vectors, 5)
    np.testing.assert_array_equal(found.indices[:, 0], np.arange(120))
    np.testing.assert_array_equal(found.indices[50], [50, 40, 41, 42, 43])
    assert found.indices.dtype == np.int32
    assert found.similarity.dtype == np.float32


def test_neighbors_of_many_dimensions():
    vectors = clustered(600, 384)
    values = matrix(vectors, vectors)
    found = neighbors(vectors, 15)
    expected = np.stack([ranked(row, 15, own=i) for i, row in enumerate(values)])
    np.testing.assert_array_equal(found.indices, expected)
    assert repr(found) == "Neighbors(600 vectors, 15 each, exact)"


@pytest.mark.parametrize(("count", "copies"), [(800, 1), (800, 40), (7, 1), (31, 1), (33, 3)])
def test_the_compiled_selection_finds_the_same(count, copies):
    vectors = np.repeat(clustered(-(-count // copies), 48), copies, axis=0)
    values, margin = vectors[:33] @ vectors.T, np.float32(2 * dot_error(48))
    compiled, plain = (select(values, 7, margin) for select in (_select_compiled, _select))
    assert sorted(zip(*compiled, strict=True)) == sorted(zip(*plain, strict=True))


@pytest.mark.parametrize(("dimensions", "copies"), [(48, 1), (384, 1), (45, 300), (2, 1)])
def test_the_graph_by_heads_is_the_same(dimensions, copies):
    vectors = np.repeat(clustered(1500 // copies, dimensions), copies, axis=0)
    plain = neighbors(vectors, 9)
    indices, similarity = graph(vectors, 9, progress=Quiet())
    np.testing.assert_array_equal(indices, plain.indices)
    np.testing.assert_array_equal(similarity, plain.similarity)


@pytest.mark.parametrize("count", [1_100, MANY_ROWS])
def test_the_neighbors_of_some_are_those_of_all(count):
    vectors = np.repeat(clustered(count, 48), [3, *[1] * (count - 1)], axis=0)
    places = np.random.default_rng(0).permutation(len(vectors))[:333]
    found, of_all = neighbors(vectors, 9, places=places), neighbors(vectors, 9)
    np.testing.assert_array_equal(found.indices, of_all.indices[places])
    np.testing.assert_array_equal(found.similarity, of_all.similarity[places])
    np.testing.assert_array_equal(found.indices[:, 0], places)
    assert len(neighbors(vectors, 9, places=places[:0])) == 0


def test_an_approximate_index_is_not_asked_for_places():
    with pytest.raises(InputError, match="leave approximate=False"):
        neighbors(clustered(50, 8), 3, places=np.arange(4), approximate=True)


def test_the_graph_by_heads_does_not_depend_on_the_order():
    vectors = clustered(MANY_ROWS, 32)
    order = np.random.default_rng(1).permutation(len(vectors))
    found, shuffled = neighbors(vectors, 6), neighbors(vectors[order], 6)
    np.testing.assert_array_equal(shuffled.similarity, found.similarity[order])
    np.testing.assert_array_equal(order[shuffled.indices], found.indices[order])


def test_more_neighbors_than_vectors_are_lowered_and_told():
    found = neighbors(random_unit(4, 8), 15)
    assert found.indices.shape == (4, 4)
    assert found.notes == ("k lowered from 15 to 4: there are 4 vectors",)
    assert found.manifest.notes == found.notes
    assert neighbors(random_unit(1, 8), 2).indices.tolist() == [[0]]
    assert neighbors(np.empty((0, 8)), 2).indices.shape == (0, 0)


@given(vector_sets(), vector_sets(least=1, most=5), st.integers(1, 45), st.data())
@settings(deadline=None, max_examples=150)
def test_search_finds_what_the_definition_ranks_first(vectors, queries, k, data):
    width = min(vectors.shape[1], queries.shape[1])
    vectors, queries = cut(vectors, width), cut(queries, width)
    mask = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(vectors), max_size=len(vectors)))
    )
    mask = mask.astype(bool)
    indices, similarity = search(vectors, queries, k, mask=mask)
    allowed = np.flatnonzero(mask)
    values = matrix(queries, vectors[allowed])
    k = min(k, len(allowed))
    expected = np.stack([allowed[ranked(row, k)] for row in values])
    np.testing.assert_array_equal(indices, expected)
    full = matrix(queries, vectors)
    np.testing.assert_array_equal(similarity, np.take_along_axis(full, expected, 1))


def test_search_for_one_vector():
    vectors = random_unit(50, 8)
    indices, similarity = search(vectors, vectors[7], 3)
    assert indices.shape == similarity.shape == (1, 3)
    assert indices[0, 0] == 7


def test_thousands_of_queries():
    vectors, queries = clustered(500, 24), clustered(3000, 24, seed=9)
    indices, similarity = search(vectors, queries, 4)
    values = matrix(queries, vectors)
    np.testing.assert_array_equal(similarity, -np.sort(-values, axis=1)[:, :4])
    np.testing.assert_array_equal(similarity, np.take_along_axis(values, indices, 1))


def test_refused():
    vectors = random_unit(5, 8)
    with pytest.raises(InputError, match="k must be a whole number of at least 1, got 0"):
        neighbors(vectors, 0)
    with pytest.raises(InputError, match="mask must be 5 truth values"):
        search(vectors, vectors, 2, mask=np.ones(4, bool))
    with pytest.raises(InputError, match="mask must be 5 truth values"):
        search(vectors, vectors, 2, mask=np.arange(5))
    with pytest.raises(InputError, match="as many dimensions each, got 8 and 3"):
        search(vectors, random_unit(1, 3), 2)
    with pytest.raises(InputError, match="queries must be finite"):
        search(vectors, np.full(8, np.nan), 2)


@pytest.mark.parametrize("k", [1, 2, 3, 10])
def test_vectors_of_half_precision_are_their_own_nearest(k):
    rng = np.random.default_rng(0)
    unit = rng.normal(size=(1_500, 32)).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    vectors = np.concatenate([unit * np.float32(0.992), unit * np.float32(1.008)])
    found = neighbors(vectors, k)
    assert found.indices[:, 0].tolist() == list(range(len(vectors)))
    if k > 1:
        twin = (np.arange(len(vectors)) + len(unit)) % len(vectors)
        assert (found.indices[:, 1] == twin).all()
