"""The names in saved files: every class that a saved corpus can reach has one, and keeps it."""

import json
import re
import typing
import zipfile
from dataclasses import dataclass, fields, is_dataclass

import pytest

from tests.faults.old.make_corpus import build
from workbench.archive import save_archive
from workbench.archive.classes import CLASSES, FORMAT_1_NAMES, RENAMED_FIELDS, class_name, class_of
from workbench.categories import Categories
from workbench.categories.classifier import Classifier
from workbench.embedding import Embedding
from workbench.errors import FileError
from workbench.ledger import Entry
from workbench.projection import Projection
from workbench.similarity import Neighbors, Pairs
from workbench.tables import Rows
from workbench.topics import Topics

ROOTS = (Categories, Classifier, Embedding, Entry, Pairs, Neighbors, Projection, Topics)
"""What `Corpus.save` writes; stability is measured of topics and lies in them."""


def reached(kind, found):
    """Collect the dataclasses that the fields of a class can hold."""
    if is_dataclass(kind) and kind not in found and kind is not Rows:
        found.add(kind)
        hints = typing.get_type_hints(kind)
        for field in fields(kind):
            if field.init:
                reached(hints[field.name], found)
    for part in typing.get_args(kind):
        reached(part, found)
    return found


def test_every_class_that_can_be_reached_from_a_saved_corpus_has_a_name():
    found = set()
    for root in ROOTS:
        reached(root, found)
    assert {class_name(kind) for kind in found} == set(CLASSES)


@pytest.mark.parametrize("name", CLASSES)
def test_a_name_leads_to_its_class_and_back(name):
    current, kind = class_of(name)
    assert is_dataclass(kind)
    assert (current, class_name(kind)) == (name, name)


def test_the_names_of_format_1_are_those_that_it_wrote():
    assert all(re.fullmatch(r"workbench(\.\w+)+:\w+", old) for old in FORMAT_1_NAMES)
    assert sorted(FORMAT_1_NAMES.values()) == sorted(set(FORMAT_1_NAMES.values()))
    assert set(FORMAT_1_NAMES.values()) <= set(CLASSES)


@pytest.mark.parametrize("name", RENAMED_FIELDS)
def test_a_renamed_field_has_its_new_name_and_not_its_old_one(name):
    known = {field.name for field in fields(class_of(name)[1])}
    for old, current in RENAMED_FIELDS[name].items():
        assert old not in known
        assert current is None or current in known


def test_a_full_corpus_is_saved_under_these_names_and_under_no_other(tmp_path):
    corpus, topics = build(tmp_path)
    path = corpus.save(tmp_path / "c.wb", topics=topics)
    with zipfile.ZipFile(path) as file:
        head = file.read("corpus.json").decode()
    # Tests of categories, embedding/drafts and topics/text_parts.
    elsewhere = {"Fidelity", "KnownVectors", "TopicTextParts"}
    elsewhere |= {"Categories", "Category", "CategoryRest", "CategoryScale", "Classifier"}
    assert set(re.findall(r'"class": "([^"]*)"', head)) == set(CLASSES) - elsewhere
    assert "workbench." not in json.dumps(json.loads(head)["content"])


def test_a_class_without_a_name_cannot_be_saved(tmp_path):
    @dataclass
    class Own:
        number: int = 5

    with pytest.raises(FileError, match="a Own cannot be saved"):
        save_archive(tmp_path / "x.wb", {"own": Own()})
    assert list(tmp_path.iterdir()) == []
