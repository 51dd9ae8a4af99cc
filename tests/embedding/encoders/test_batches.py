"""Batches by tokens, and what happens when one does not fit.

Tests of embedding/encoders/padded_model.py.
"""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.embedding import load_encoder, locate_model
from workbench.embedding.encoders.batches import by_tokens, filled
from workbench.embedding.encoders.packed_bert import read_shape


@given(st.lists(st.integers(1, 300), max_size=200), st.integers(1, 2000))
def test_every_text_is_in_one_batch_within_the_budget(lengths, budget):
    lengths = np.array(lengths, dtype=np.int32)
    batches = by_tokens(lengths, budget)
    places = np.concatenate([np.zeros(0, dtype=np.int64), *batches])
    assert sorted(places.tolist()) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or lengths[batch].max() * len(batch) <= budget
    firsts = [lengths[batch].max() for batch in batches]
    assert firsts == sorted(firsts, reverse=True)


@given(st.lists(st.integers(1, 300), max_size=200), st.integers(1, 2000))
def test_batches_without_padding_are_filled_as_far_as_they_can_be(lengths, budget):
    lengths = np.array(lengths, dtype=np.int32)
    batches = filled(lengths, budget)
    places = np.concatenate([np.zeros(0, dtype=np.int64), *batches])
    assert sorted(places.tolist()) == list(range(len(lengths)))
    for number, batch in enumerate(batches):
        used = lengths[batch].sum()
        assert len(batch) == 1 or used <= budget
        assert (np.diff(lengths[batch]) <= 0).all()  # texts of one length side by side
        later = np.concatenate([np.zeros(0, dtype=np.int64), *batches[number + 1 :]])
        assert not len(later) or used + lengths[later].min() > budget


@pytest.mark.model
def test_a_gpu_out_of_memory_gets_halves():
    """The GPU's path, walked on a CPU with a model that holds 40 texts."""
    import torch

    encoder = load_encoder(precision="float16", device="cpu")  # takes the padded model
    texts = [f"ticket {k} about cards" for k in range(100)]
    expected = encoder.encode(texts)
    whole = encoder._model.forward
    sizes = []

    def forward(ids):
        sizes.append(len(ids))
        if len(ids) > 40:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return whole(ids)

    encoder._model.forward = forward
    encoder._gpu, encoder._budget = True, 65_536
    vectors = encoder.encode(texts)
    assert (vectors * expected).sum(axis=1).min() > 0.9999
    assert sizes == [100, 50, 25, 25, 50, 25, 25]
    assert "memory ran out" in encoder.notes[0]


@pytest.mark.model
def test_a_gpu_out_of_memory_is_not_asked_for_as_much_again():
    import torch

    encoder = load_encoder(precision="float16", device="cpu")
    whole, sizes = encoder._model.forward, []

    def forward(ids):
        sizes.append(len(ids))
        if len(ids) * max(map(len, ids)) > 3_000:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return np.repeat(whole(ids[:1]), len(ids), axis=0)  # only the sizes are looked at

    encoder._model.forward = forward
    encoder._gpu, encoder._budget = True, 7_000
    encoder.encode([f"ticket {k} about cards" for k in range(2000)])  # 7 tokens at most
    assert sizes == [1000, 500, *8 * [250]]
    assert encoder._budget == 1_750
    assert "batches hold 1,750 tokens now" in encoder.notes[0]


@pytest.mark.model
@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("config.json", {"model_type": "roberta"}),
        ("config.json", {"hidden_act": "gelu_new"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("1_Pooling/config.json", {"pooling_mode_max_tokens": True}),
    ],
)
def test_only_plain_bert_is_packed(tmp_path, file, change):
    import shutil

    folder = tmp_path / "model"
    shutil.copytree(locate_model().folder, folder)
    assert read_shape(folder) is not None
    config = json.loads((folder / file).read_text())
    (folder / file).write_text(json.dumps(config | change))
    assert read_shape(folder) is None


@pytest.mark.model
def test_first_token_pooling_is_that_of_sentence_transformers(tmp_path):
    import shutil

    from workbench.embedding.encoders.padded_model import PaddedModel

    folder = tmp_path / "model"
    shutil.copytree(locate_model().folder, folder)
    pooling = folder / "1_Pooling" / "config.json"
    config = json.loads(pooling.read_text())
    config |= {"pooling_mode_mean_tokens": False, "pooling_mode_cls_token": True}
    pooling.write_text(json.dumps(config))
    encoder = load_encoder(folder, precision="float32", device="cpu")
    assert encoder.info.pooling == "cls"
    texts = ["Where is my card?", "refund"]
    padded = PaddedModel(locate_model(folder), "cpu", "float32")
    theirs = padded.forward([encoder._tokens.ids([text])[0] for text in texts])
    assert (encoder.encode(texts) * theirs).sum(axis=1).min() > 0.99999
