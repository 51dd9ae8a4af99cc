"""Files of a model that do not fit each other are refused in our own words, and never run."""

import json

import pytest

from tests.faults.fuzz import SETTINGS, tiny_model
from workbench.embedding import load_encoder
from workbench.errors import ModelError

DEEP = "[" * 100_000


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "sound"
    tiny_model(folder)
    return folder


def load(folder):
    return load_encoder(folder, device="cpu", precision="float32")


def test_the_model_that_they_are_made_of_is_sound(sound):
    assert load(sound).encode(["abc def"]).shape == (1, 16)


def settings(**changes):
    return json.dumps(SETTINGS["config.json"] | changes)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("modules.json", "5"),
        ("modules.json", '["x"]'),
        ("modules.json", DEEP),
        ("modules.json", '[{"path": "\\ud800", "type": "x", "idx": 0, "name": "0"}]'),
        ("config.json", DEEP),
        ("config.json", settings(hidden_size=-1)),
        ("config.json", settings(num_attention_heads=5)),
        ("config.json", settings(num_hidden_layers=10**9)),
        ("1_Pooling/config.json", "{}"),
        ("sentence_bert_config.json", '{"max_seq_length": -5}'),
        ("tokenizer.json", "{}"),
        ("tokenizer.json", "5"),
        ("tokenizer.json", '{"model": {"type": "WordPiece", "vocab": {"a": 2147483648}}}'),
        ("tokenizer.json", '{"added_tokens": [{"id": 4294967295, "content": "a"}]}'),
        ("model.safetensors", "\x00" * 16),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_malformed_files_give_our_own_error(sound, name, content):
    path = sound / name
    before = path.read_bytes()
    path.write_text(content, "utf-8")
    try:
        with pytest.raises(ModelError, match=r"cannot be|holds"):
            load(sound)
    finally:
        path.write_bytes(before)
