"""Products in bfloat16 choose candidates only: neighbors are those of float32, to the bit."""

import numpy as np
import pytest

from workbench.similarity import exact_search, search

pytest.importorskip("torch")

from workbench.similarity import bfloat16_tiles


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def by_bfloat16(monkeypatch):
    """Multiply in bfloat16, on processors that do not do it natively as well."""
    used = []
    monkeypatch.setattr(exact_search, "MANY_PRODUCTS", 0)
    monkeypatch.setattr(bfloat16_tiles, "has_native_bfloat16", lambda: True)
    kind = bfloat16_tiles.Bfloat16Rows

    class Watched(kind):
        def products(self, queries):
            used.append(len(queries))
            return super().products(queries)

    monkeypatch.setattr(bfloat16_tiles, "Bfloat16Rows", Watched)
    return used


@pytest.fixture(scope="module")
def vectors():
    random = np.random.default_rng(5)
    middles = random.normal(size=(30, 40))
    near = middles[random.integers(0, 30, 3_400)] + 0.001 * random.normal(size=(3_400, 40))
    made = unit(np.vstack([near, near[:200], random.normal(size=(400, 40))]))
    made.flags.writeable = False  # as vectors of a file are
    return made


def test_a_search_finds_the_same(vectors, by_bfloat16):
    found = search(vectors, vectors[:700], 12)
    assert sum(by_bfloat16) == 700
    similarity = vectors[:700].astype(float) @ vectors.T.astype(float)
    nearest = np.sort(similarity, axis=1)[:, ::-1][:, :12]
    np.testing.assert_allclose(found[1], nearest, atol=1e-12)
    assert np.array_equal(found[0], exact_order(vectors, 700, 12))


def exact_order(vectors, queries, k):
    similarity = exact_search.cosine_at(
        vectors,
        np.repeat(np.arange(queries), len(vectors)),
        vectors,
        np.tile(np.arange(len(vectors)), queries),
    ).reshape(queries, -1)
    return np.argsort(-similarity, axis=1, kind="stable")[:, :k]


def test_each_vector_is_its_own_nearest(vectors, by_bfloat16, monkeypatch):
    quick = list(exact_search.nearest_by_tiles(vectors, vectors, 9, own=True))
    assert by_bfloat16
    monkeypatch.setattr(exact_search, "MANY_PRODUCTS", 2**60)
    plain = list(exact_search.nearest_by_tiles(vectors, vectors, 9, own=True))
    for (top, bottom, one), (_, _, other) in zip(quick, plain, strict=True):
        assert one[0][:, 0].tolist() == list(range(top, bottom))
        assert np.array_equal(one[0], other[0])
        assert np.array_equal(one[1], other[1])


def test_products_lie_within_their_bound(vectors):
    rows = bfloat16_tiles.Bfloat16Rows(vectors)
    exact = vectors[:300].astype(float) @ vectors.T.astype(float)
    error = np.abs(rows.products(vectors[:300]) - exact).max()
    assert 1e-4 < error <= bfloat16_tiles.bfloat16_error(40)
