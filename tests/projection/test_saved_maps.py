"""Maps kept by content: found again, never stale, never trusted when damaged.

Tests of corpus/maps.py.
"""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.projection import SavedMaps, projection_of
from workbench.projection.saved_maps import MOST
from workbench.similarity import neighbors
from workbench.tables import rows_of


@pytest.fixture(scope="module")
def texts():
    return [f"text {k} of {k % 7} and {k % 5}" for k in range(60)]


@pytest.fixture
def made(texts):
    """Rows, vectors, and a maker of their map that counts how often it is asked."""
    rows = rows_of(pd.DataFrame({"body": texts}), "body")
    vectors = np.random.default_rng(0).normal(size=(len(rows.distinct), 8))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    asked = []

    def make():
        asked.append(1)
        return projection_of(rows, vectors, neighbors(vectors, 15))

    return rows, vectors, make, asked


def test_the_same_vectors_and_settings_are_laid_out_once(made, tmp_path):
    rows, vectors, make, asked = made
    first = SavedMaps(tmp_path / "maps").get(rows, vectors, {"seed": 0}, make)
    again = SavedMaps(tmp_path / "maps").get(rows, vectors, {"seed": 0}, make)
    assert len(asked) == 1
    assert first.coordinates.tobytes() == again.coordinates.tobytes()
    assert first.manifest == again.manifest
    assert again.notes == ()


def test_other_settings_and_other_vectors_are_other_maps(made, tmp_path):
    rows, vectors, make, asked = made
    maps = SavedMaps(tmp_path)
    maps.get(rows, vectors, {"seed": 0}, make)
    maps.get(rows, vectors, {"seed": 1}, make)
    maps.get(rows, -vectors, {"seed": 0}, make)
    assert len(asked) == 3
    assert len(list(tmp_path.glob("*.map.npz"))) == 3


@pytest.mark.parametrize("harm", ["cut", "text", "number", "empty"])
def test_a_damaged_file_counts_as_missing_is_told_and_replaced(made, tmp_path, harm):
    rows, vectors, make, asked = made
    maps = SavedMaps(tmp_path)
    first = maps.get(rows, vectors, {}, make)
    (file,) = tmp_path.glob("*.map.npz")
    data = file.read_bytes()
    if harm == "number":
        coordinates = first.coordinates.copy()
        coordinates[0, 0] += 1
        with np.load(file) as held:
            np.savez(file, coordinates=coordinates, about=held["about"])
    else:
        file.write_bytes({"cut": data[: len(data) // 2], "text": b"hello", "empty": b""}[harm])
    second = maps.get(rows, vectors, {}, make)
    assert len(asked) == 2
    assert any("damaged" in note for note in second.notes)
    assert second.coordinates.tobytes() == first.coordinates.tobytes()
    assert maps.get(rows, vectors, {}, make).notes == ()
    assert len(asked) == 2


def test_a_folder_that_cannot_be_made_is_told_and_the_map_is_there(made, tmp_path):
    rows, vectors, make, _ = made
    (tmp_path / "file").write_text("in the way")
    found = SavedMaps(tmp_path / "file" / "maps").get(rows, vectors, {}, make)
    assert any("could not be kept" in note for note in found.notes)


def test_the_maps_used_longest_ago_go_first(made, tmp_path):
    rows, vectors, make, _ = made
    maps = SavedMaps(tmp_path)
    kept = make()
    for seed in range(MOST + 3):
        maps.get(rows, vectors, {"seed": seed}, lambda: kept)
    assert len(list(tmp_path.glob("*.map.npz"))) == MOST
    assert not list(tmp_path.glob(".*"))


def test_a_corpus_keeps_its_map_beside_its_vectors_and_not_without_a_cache(texts, tmp_path):
    frame = pd.DataFrame({"body": texts})
    asked = {"text": "body", "model": FakeEncoder(), "progress": False}
    first = wb.embed(frame, cache=tmp_path / "store", **asked).projection()
    (file,) = (tmp_path / "store" / "maps").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    later = wb.embed(frame, cache=tmp_path / "store", **asked)
    assert later.projection().coordinates.tobytes() == first.coordinates.tobytes()
    assert ("neighbors", 30) not in later._kept  # not even the neighbors were looked for
    without = wb.embed(frame, cache=False, **asked)
    assert without.projection().coordinates.tobytes() == first.coordinates.tobytes()
    assert ("neighbors", 30) in without._kept  # nothing was kept that it could have found


def test_a_stopped_layout_leaves_nothing_behind(texts, tmp_path):
    class Stops:
        def start(self, *given, **more): ...
        def finish(self, note=""): ...

        def advance(self, steps):
            raise KeyboardInterrupt

    frame = pd.DataFrame({"body": texts})
    asked = {"text": "body", "model": FakeEncoder(), "cache": tmp_path / "store"}
    corpus = wb.embed(frame, progress=False, **asked)
    object.__setattr__(corpus, "_progress", Stops())
    with pytest.raises(KeyboardInterrupt):
        corpus.projection()
    assert not (tmp_path / "store" / "maps").exists()
    object.__setattr__(corpus, "_progress", False)
    assert len(corpus.projection().coordinates) == len(texts)
