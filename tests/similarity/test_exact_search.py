import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.similarity.makers import clustered, random_unit
from tests.similarity.test_join import cut, vector_sets
from workbench.errors import InputError
from workbench.similarity import cosine, search, search_passages
from workbench.similarity.exact_search import TILE_NUMBERS


def slow(vectors, owners, queries, k, mask):
    """Text by text, passage by passage."""
    for query in queries:
        best = {}
        for place, owner in enumerate(owners.tolist()):
            if mask is None or mask[owner]:
                value = float(cosine(vectors[place][None], query[None])[0])
                if owner not in best or value > best[owner][0]:
                    best[owner] = value, place
        ranked = sorted(best.items(), key=lambda one: (-one[1][0], one[0]))[:k]
        yield [(owner, place, value) for owner, (value, place) in ranked]


@given(vector_sets(least=1), vector_sets(least=1, most=4), st.integers(1, 9), st.data())
@settings(deadline=None, max_examples=120)
def test_passages_are_those_of_the_definition(vectors, queries, k, data):
    width = min(vectors.shape[1], queries.shape[1])
    vectors, queries = cut(vectors, width), cut(queries, width)
    count = len(vectors)
    owners = np.array(data.draw(st.lists(st.integers(0, 6), min_size=count, max_size=count)))
    mask = data.draw(st.none() | st.lists(st.booleans(), min_size=7, max_size=7).map(np.array))
    found = search_passages(vectors, owners, queries, k, mask=mask)
    expected = list(slow(vectors, owners, queries, k, mask))
    for query, hits in enumerate(expected):
        rows = zip(
            found.owners[query].tolist(),
            found.passages[query].tolist(),
            found.similarities[query].tolist(),
            strict=True,
        )
        assert list(rows) == hits


def test_one_passage_a_text_is_a_search_also_by_tiles():
    vectors, queries = clustered(3_000, 16), clustered(3_000, 16, seed=3)
    assert len(vectors) * len(queries) > TILE_NUMBERS
    found = search_passages(vectors, np.arange(3_000), queries, 12)
    indices, similarities = search(vectors, queries, 12)
    np.testing.assert_array_equal(found.owners, indices)
    np.testing.assert_array_equal(found.passages, indices)
    np.testing.assert_array_equal(found.similarities, similarities)
    assert found.owners.dtype == found.passages.dtype == np.int32


def test_a_long_text_is_found_by_its_best_passage():
    vectors = random_unit(6, 384)
    found = search_passages(vectors, [0, 0, 0, 1, 2, 2], vectors[4], 2)
    assert found.owners[0, 0] == 2
    assert found.passages[0, 0] == 4
    assert found.owners.shape == (1, 2)


def test_refused():
    vectors = random_unit(4, 8)
    for owners in ([0, 1], [0, 1, -1, 2], [0.0, 1.0, 2.0, 3.0]):
        with pytest.raises(InputError, match="owners must be 4 whole numbers from 0"):
            search_passages(vectors, owners, vectors, 1)
    with pytest.raises(InputError, match="mask must be at least 3 truth values"):
        search_passages(vectors, [0, 1, 2, 2], vectors, 1, mask=np.ones(2, bool))
    with pytest.raises(InputError, match="as many dimensions each"):
        search_passages(vectors, [0, 1, 2, 3], random_unit(1, 5), 1)
