import numpy as np
import pandas as pd
import pytest

from tests.fakes import FakeEncoder
from workbench.embedding import given_embedding, no_encoder
from workbench.errors import ColumnError, InputError, ModelError
from workbench.tables import rows_of

FRAME = pd.DataFrame({"text": ["b", None, "a", "b"]})
VECTORS = np.array([[3.0, 4.0], [0, 0], [0, 2], [3, 4]])


def given(vectors, encoder=None, frame=FRAME):
    return given_embedding(rows_of(frame, "text"), frame, vectors, encoder)


def test_each_distinct_text_gets_the_vector_of_its_rows_at_unit_length():
    embedding = given(VECTORS)
    np.testing.assert_allclose(embedding.vectors, [[0, 1], [0.6, 0.8]], atol=1e-7)
    assert embedding.vectors.dtype == np.float32
    assert "given" in embedding.notes[0]
    assert not embedding.cut.any()


def test_vectors_of_the_rows_with_text_alone_will_do():
    np.testing.assert_array_equal(given(VECTORS[[0, 2, 3]]).vectors, given(VECTORS).vectors)


def test_a_column_of_lists():
    frame = FRAME.assign(vector=[[3, 4], None, np.array([0, 2.0]), (3, 4)])
    np.testing.assert_array_equal(given("vector", frame=frame).vectors, given(VECTORS).vectors)


@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        (np.ones(4), r"got shape \(4,\)"),
        (np.ones((4, 0)), r"got shape \(4, 0\)"),
        (np.ones((5, 2)), "got 5 rows"),
        ([["a", "b"]] * 4, "not a table of numbers"),
        ([[1.0], [1.0, 2.0], [1.0], [1.0]], "not a table of numbers"),
        (VECTORS * [[1], [1], [np.nan], [1]], r"zero or not finite \(first: index 2\)"),
        (VECTORS * [[0], [1], [1], [0]], "of 2 rows are zero"),
        (VECTORS[[0, 1, 2, 2]], "index 0 and index 3 have the same text"),
    ],
)
def test_what_cannot_be_used_is_refused(vectors, message):
    with pytest.raises(InputError, match=message):
        given(vectors)


def test_a_missing_column():
    with pytest.raises(ColumnError, match="no column 'vectors'"):
        given("vectors")


def test_the_model_that_made_them_has_their_width():
    with pytest.raises(InputError, match="2 dimensions, those of fake have 64"):
        given(VECTORS, FakeEncoder())


def test_a_query_needs_the_model_to_be_named():
    with pytest.raises(ModelError, match="model="):
        no_encoder()
