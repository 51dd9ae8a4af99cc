"""A saved corpus names a model; whoever made the file must not choose what is fetched."""

from dataclasses import replace

import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.embedding.model_files import locate
from workbench.errors import ModelError


def saved(path, model):
    texts = [f"ticket {k}" for k in range(30)]
    corpus = wb.embed(texts, model=FakeEncoder(8), cache=False, progress=False, ledger=False)
    info = replace(corpus.embedding.info, model=model, backend="torch", precision="float32")
    replace(corpus, embedding=replace(corpus.embedding, info=info)).save(path)
    return path


@pytest.fixture
def asked(monkeypatch):
    """Tell which models the hub is asked for, without asking it."""
    names = []
    monkeypatch.setattr(locate, "_on_hub", lambda search: names.append(search.hub_id()))
    monkeypatch.setattr(locate, "_in_packages", lambda search: None)
    monkeypatch.setattr(locate, "_in_hub_cache", lambda search: None)
    return names


@pytest.mark.parametrize(
    "model", ["attacker/tracker-of-victim-42", "my-private-model", "/etc/model", "\\\\host\\share"]
)
def test_the_hub_is_not_asked_for_a_name_that_only_the_file_gives(tmp_path, asked, model):
    corpus = wb.open(saved(tmp_path / "x.wb", model), ledger=False)
    corpus.duplicates(0.9)
    with pytest.raises(ModelError, match=r"nothing is fetched for it.*wb\.open\(path, model="):
        corpus.search("refund never arrived")
    assert asked == []


def test_the_hub_is_asked_for_a_known_name_and_for_one_that_the_user_gives(tmp_path, asked):
    known = wb.open(saved(tmp_path / "x.wb", "all-MiniLM-L6-v2"), ledger=False)
    with pytest.raises(ModelError, match="no weights"):
        known.search("refund never arrived")
    assert asked == ["sentence-transformers/all-MiniLM-L6-v2"]
    path = saved(tmp_path / "y.wb", "me/mine")
    with pytest.raises(ModelError, match="no weights"):
        wb.open(path, model="me/mine", ledger=False).search("refund never arrived")
    assert asked[1:] == ["me/mine"]
