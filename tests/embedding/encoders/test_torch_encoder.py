"""The torch encoder against sentence-transformers and plain transformers.

Tests of embedding/encoders/load.py, embedding/encoders/local_encoder.py and
embedding/encoders/packed_bert.py.
"""

import json
from dataclasses import replace

import numpy as np
import pytest

from workbench.embedding import VectorStore, embed_texts, load_encoder, locate_model
from workbench.embedding.encoders import torch_encoder
from workbench.embedding.encoders.torch_encoder import TorchEncoder
from workbench.errors import InputError, ModelError

pytestmark = pytest.mark.model

TEXTS = [
    "Where is my card?",
    "",
    " ",
    "refund " * 400,
    "Où est ma carte ?",
    "🙂🙂",
    "=SUM(A1)",
    "\0\n\t",
    "<script>alert(1)</script>",
    "x" * 2000,
    "a",
    "The app crashes when I open it. " * 20,
    "カードが届かない",
]


@pytest.fixture(scope="module")
def exact():
    return load_encoder(precision="float32", device="cpu")


@pytest.fixture(scope="module")
def reference():
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(locate_model().folder), device="cpu", local_files_only=True)


@pytest.fixture
def real_texts(real_data):
    lines = (real_data / "covid_q" / "covid_q.tsv").read_text("utf-8").splitlines()[1:]
    return list(dict.fromkeys(line.split("\t")[0] for line in lines))[:1500:10]


def plain_transformers(texts):
    """Mean pooling and L2 normalization, spelt out."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = str(locate_model().folder)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    found = []
    for start in range(0, len(texts), 50):
        batch = tokenizer(
            texts[start : start + 50],
            padding=True,
            truncation=True,
            max_length=256,
            return_tensors="pt",
        )
        with torch.inference_mode():
            states = model(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1).float()
        mean = (states * mask).sum(1) / mask.sum(1)
        found.append(torch.nn.functional.normalize(mean, dim=1).numpy())
    return np.vstack(found)


def cosines(one, other):
    return (one.astype(np.float64) * other.astype(np.float64)).sum(axis=1)


def test_odd_texts_get_the_vectors_of_sentence_transformers(exact, reference):
    mine = exact.encode(TEXTS)
    theirs = reference.encode(TEXTS, show_progress_bar=False, normalize_embeddings=True)
    assert mine.dtype == np.float32
    assert cosines(mine, theirs).min() >= 0.99999


def test_real_texts_get_the_vectors_of_sentence_transformers(exact, reference, real_texts):
    theirs = reference.encode(real_texts, show_progress_bar=False, normalize_embeddings=True)
    assert cosines(exact.encode(real_texts), theirs).min() >= 0.99999


def test_real_texts_get_the_vectors_of_plain_transformers(exact, real_texts):
    assert cosines(exact.encode(real_texts), plain_transformers(real_texts)).min() >= 0.99999


def test_half_precision_stays_close(exact, real_texts):
    half = load_encoder(precision="bfloat16", device="cpu")
    assert cosines(half.encode(real_texts), exact.encode(real_texts)).min() >= 0.999
    assert half.info.key() != exact.info.key()
    assert "bfloat16" in repr(half)


def test_vectors_are_unit_vectors_in_the_order_of_the_texts(exact):
    vectors = exact.encode(TEXTS)
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-6
    one_by_one = np.vstack([exact.encode([text]) for text in TEXTS])
    assert cosines(vectors, one_by_one).min() > 1 - 1e-6


@pytest.mark.parametrize("precision", ["bfloat16", "float32"])
def test_a_text_gets_the_same_vector_whatever_it_is_computed_with(precision):
    """To the bit, in batches of any size and mixture of lengths."""
    encoder = load_encoder(precision=precision, device="cpu")
    random = np.random.default_rng(0)
    words = ["card", "refund", "order", "phone", "transfer", "app", "crashes", "open", "lost"]
    sizes = [*range(1, 30), 60, 120, 250, 300]
    texts = TEXTS + [" ".join(random.choice(words, size)) for size in sizes]
    together = encoder.encode(texts)
    for size in (1, 3, 13):
        order = random.permutation(len(texts))
        for start in range(0, min(len(texts), 6 * size), size):
            part = order[start : start + size]
            assert np.array_equal(encoder.encode([texts[k] for k in part]), together[part])


def test_a_store_that_grew_gives_the_vectors_of_a_new_one(exact, real_texts, tmp_path):
    with VectorStore(tmp_path / "old") as old, VectorStore(tmp_path / "new") as new:
        for texts in (real_texts[::7], real_texts[:100], real_texts):
            grown = embed_texts(texts, exact, store=old)
        assert grown.cached
        fresh = embed_texts(real_texts[::-1], exact, store=new)
    assert np.array_equal(grown.vectors, fresh.vectors[::-1])


def test_lone_surrogates_are_embedded_as_replacement_characters(exact):
    assert (
        cosines(exact.encode(["card \ud800 lost"]), exact.encode(["card \ufffd lost"]))[0]
        > 0.999999
    )


def test_no_texts_give_no_vectors(exact):
    assert exact.encode([]).shape == (0, 384)
    assert exact.count_tokens([]).shape == (0,)


def test_what_could_change_a_vector_is_in_the_info(exact):
    info = exact.info
    assert (info.backend, info.device, info.precision) == ("torch", "cpu", "float32")
    assert (info.dimensions, info.max_tokens, info.pooling) == (384, 256, "mean")
    assert info.weights_digest.startswith("53aa51172d142c89")
    assert len(info.settings_digest) == 32


def test_the_prefix_goes_before_each_text(exact):
    files = locate_model()
    files = replace(files, card=replace(files.card, prefix="query: "))
    prefixed = TorchEncoder(files, precision="float32", device="cpu")
    texts = ["lost card", "refund"]
    plain = exact.encode([f"query: {text}" for text in texts])
    assert cosines(prefixed.encode(texts), plain).min() > 1 - 1e-6
    assert prefixed.info.key() != exact.info.key()
    assert prefixed.count_tokens(texts).tolist() == [6, 6]


def test_cut_texts_are_those_beyond_the_limit(exact):
    result = embed_texts(["hello " * 254, "hello " * 255], exact)
    assert result.tokens.tolist() == [256, 257]
    assert result.cut.tolist() == [False, True]


def test_a_device_that_is_not_here_is_refused():
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    with pytest.raises(
        InputError, match=r"device='cuda' is not on this machine \(torch finds 'cpu'"
    ):
        load_encoder(device="cuda")


def test_words_that_mean_nothing_are_refused():
    with pytest.raises(InputError, match="device must be one of"):
        load_encoder(device="gpu")
    with pytest.raises(InputError, match="Did you mean 'bfloat16'"):
        load_encoder(precision="bfloat")


def test_code_in_a_models_folder_is_not_run(tmp_path):
    """A module of the folder's own would run with the rights of the user."""
    import shutil

    from workbench.errors import ModelError

    folder = tmp_path / "model"
    shutil.copytree(locate_model().folder, folder)
    modules = json.loads((folder / "modules.json").read_text())
    modules[0]["type"] = "own_code.Transformer"
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "own_code.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_encoder(folder, device="cpu")
    assert not (tmp_path / "ran").exists()


def test_weights_are_read_only_if_a_text_is_new(tmp_path, monkeypatch):
    store = VectorStore(tmp_path)
    known = embed_texts(["a late parcel"], load_encoder(device="cpu"), store=store)

    def unreadable(*_):
        raise OSError("no weights")

    monkeypatch.setattr(torch_encoder, "PackedBert", unreadable)
    encoder = load_encoder(device="cpu")
    again = embed_texts(["a late parcel"], encoder, store=store)
    np.testing.assert_array_equal(again.vectors, known.vectors)
    with pytest.raises(ModelError, match="cannot be loaded.*no weights"):
        embed_texts(["another parcel"], encoder, store=store)
