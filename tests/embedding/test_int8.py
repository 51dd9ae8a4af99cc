"""int8: drafts, told as drafts."""

import numpy as np
import pytest

from workbench.embedding import embed_texts, load_encoder, locate_model
from workbench.errors import InputError

TEXTS = [
    f"{verb} my {thing} {when}"
    for verb in ("I lost", "Where is", "Please cancel", "Can I replace", "They stole")
    for thing in ("card", "refund", "order", "new phone", "bank transfer")
    for when in ("yesterday", "", "since last week when the app crashed")
]


def test_products_are_those_of_the_rounded_operands():
    import torch

    from workbench.embedding.encoders.int8 import int8_linear, quantize

    generator = torch.Generator().manual_seed(0)
    states = torch.randn(40, 64, generator=generator)
    weight, bias = torch.randn(32, 64, generator=generator), torch.randn(32, generator=generator)
    exact = states @ weight.T + bias
    found = int8_linear(states, quantize(weight, bias))
    # Each of 64 products is off by at most a half step of either operand.
    steps = states.abs().amax(1, keepdim=True) / 254, weight.abs().amax(1) / 254
    bound = 64 * (steps[0] * weight.abs().amax(1) + steps[1] * states.abs().amax(1, keepdim=True))
    assert ((found - exact).abs() <= bound).all()
    assert (found - exact).abs().mean() < 0.1


def test_rows_of_zeros_stay_the_bias():
    import torch

    from workbench.embedding.encoders.int8 import int8_linear, quantize

    found = int8_linear(torch.zeros(3, 8), quantize(torch.zeros(4, 8), torch.arange(4.0)))
    assert found.tolist() == [[0.0, 1.0, 2.0, 3.0]] * 3


@pytest.mark.model
def test_drafts_are_near_and_told():
    exact = load_encoder(precision="float32", device="cpu")
    draft = load_encoder(precision="int8")
    assert (draft.info.precision, draft.info.device) == ("int8", "cpu")
    vectors = draft.encode(TEXTS)
    cosines = (vectors.astype(np.float64) * exact.encode(TEXTS)).sum(axis=1)
    assert cosines.mean() >= 0.99
    assert cosines.min() >= 0.97
    assert draft.info.key() != exact.info.key()
    result = embed_texts(TEXTS, draft)
    assert "draft" in repr(result)
    assert any(note.startswith("draft") for note in result.notes)


@pytest.mark.model
def test_a_texts_draft_depends_on_its_neighbors_by_rounding_alone():
    draft = load_encoder(precision="int8")
    together = draft.encode(TEXTS)
    alone = np.vstack([draft.encode([text]) for text in TEXTS])
    cosines = (together.astype(np.float64) * alone).sum(axis=1)
    assert np.median(cosines) > 0.99999
    assert cosines.min() > 0.99  # a sum's last bit can move a number to the next integer


@pytest.mark.model
def test_any_model_has_a_draft():
    """The padded pass, which serves models that are no plain BERT."""
    from workbench.embedding.encoders.padded_model import PaddedModel

    ids = [[101, 2073, 2003, 2026, 4003, 102], [101, 25416, 8630, 102]]
    exact = PaddedModel(locate_model(), "cpu", "float32").forward(ids).astype(np.float64)
    draft = PaddedModel(locate_model(), "cpu", "int8").forward(ids).astype(np.float64)
    cosines = (exact * draft).sum(1) / np.linalg.norm(exact, axis=1) / np.linalg.norm(draft, axis=1)
    assert 0.97 <= cosines.min() < 0.999999


def test_drafts_are_for_the_cpu():
    from workbench.embedding.encoders.devices import choose_precision

    with pytest.raises(InputError, match="computed on the CPU, not on 'cuda'"):
        choose_precision("int8", "cuda")
