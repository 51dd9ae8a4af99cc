import numpy as np
import pytest

from tests.fakes import FakeEncoder
from workbench.embedding import CustomEncoder, as_encoder
from workbench.errors import InputError, ModelError


class Plain:
    """An object with ``.encode`` and nothing else, as a user would write it."""

    def encode(self, texts):
        return [[float(len(text)), 1.0, 0.0] for text in texts]


class Named(Plain):
    fingerprint = "lengths, version 1"


def test_any_object_with_encode_becomes_an_encoder():
    encoder = as_encoder(Plain())
    vectors = encoder.encode(["a", "four"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert encoder.info.dimensions == 3
    assert encoder.info.model == "Plain"
    assert encoder.count_tokens(["a b c"]).tolist() == [0]


def test_without_a_fingerprint_nothing_may_be_stored():
    encoder = as_encoder(Plain())
    assert not encoder.cacheable
    assert "not kept on disk" in encoder.notes[0]


def test_a_fingerprint_names_the_vectors():
    encoder = as_encoder(Named())
    assert encoder.cacheable
    assert not encoder.notes
    other = Named()
    other.fingerprint = "lengths, version 2"
    assert as_encoder(other).info.key() != encoder.info.key()


def test_an_encoder_of_ours_passes_through():
    encoder = FakeEncoder()
    assert as_encoder(encoder) is encoder


class Wrong(Plain):
    def __init__(self, answer):
        self.answer = answer

    def encode(self, texts):
        return self.answer


@pytest.mark.parametrize("answer", [[1.0, 2.0], [[1.0], [2.0, 3.0]], [["x"]], [[1.0], [2.0]]])
def test_what_is_not_one_vector_per_text_is_refused(answer):
    with pytest.raises(ModelError, match=r"Wrong\.encode returned"):
        CustomEncoder(Wrong(answer))


def test_an_object_without_encode():
    with pytest.raises(InputError, match="a method encode"):
        as_encoder(3)


@pytest.mark.model
def test_a_sentence_transformer_gives_the_vectors_of_its_model():
    from sentence_transformers import SentenceTransformer

    from workbench.embedding import load_encoder, locate_model

    transformer = SentenceTransformer(str(locate_model("all-MiniLM-L6-v2").folder), device="cpu")
    encoder = as_encoder(transformer)
    texts = ["The parcel never arrived.", "word " * 400]
    exact = load_encoder(precision="float32").encode(texts)
    assert (encoder.encode(texts) * exact).sum(axis=1).min() > 0.99999
    assert encoder.cacheable
    assert encoder.info.max_tokens == 256
    assert encoder.count_tokens(texts).tolist() == load_encoder().count_tokens(texts).tolist()
