"""Vectors laid into a file and mapped, rather than held in memory."""

import stat

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.embedding import VectorStore, embed_texts
from workbench.errors import FileError, ModelError

TEXTS = [f"ticket {k} about {k % 7}" for k in range(40)]
FRAME = pd.DataFrame({"body": [*TEXTS, *TEXTS[:5], "late parcel", "Late parcel!", None]})


@given(st.lists(st.sampled_from(TEXTS), max_size=60), st.lists(st.sampled_from(TEXTS)))
@settings(max_examples=40, deadline=None)
def test_they_are_those_in_memory(tmp_path_factory, before, texts):
    folder = tmp_path_factory.mktemp("mapped")
    with VectorStore(folder / "store") as store:
        embed_texts(before, FakeEncoder(), store=store)
        mapped = embed_texts(texts, FakeEncoder(), store=store, file=folder / "vectors.npy")
    held = embed_texts(texts, FakeEncoder())
    assert isinstance(mapped.vectors, np.memmap)
    assert mapped.vectors.tobytes() == held.vectors.tobytes()
    assert mapped.tokens.tolist() == held.tokens.tolist()
    assert mapped.manifest.digest == held.manifest.digest


def test_a_second_run_leaves_the_vectors_of_the_first_alone(tmp_path):
    file = tmp_path / "vectors.npy"
    first = embed_texts(TEXTS, FakeEncoder(), file=file).vectors
    second = embed_texts(TEXTS[:3], FakeEncoder(), file=file).vectors
    assert first.tobytes() == FakeEncoder().encode(TEXTS).tobytes()
    assert second.tobytes() == first[:3].tobytes()
    assert not first.flags.writeable
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_run_that_fails_leaves_the_file_as_it_was(tmp_path):
    class Wrong(FakeEncoder):
        def encode(self, texts):
            return super().encode(texts) * np.float32(np.nan)

    file = tmp_path / "vectors.npy"
    embed_texts(TEXTS, FakeEncoder(), file=file)
    before = file.read_bytes()
    with pytest.raises(ModelError, match="not unit vectors"):
        embed_texts(["another"], Wrong(), file=file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_corpus_of_mapped_vectors_does_all_the_same(tmp_path):
    def made(**options):
        return wb.embed(
            FRAME,
            text="body",
            model=FakeEncoder(),
            cache=tmp_path / "store",
            progress=False,
            **options,
        )

    held, mapped = made(), made(vectors_file=tmp_path / "vectors.npy")
    assert isinstance(mapped.embedding.vectors, np.memmap)
    for one in ("duplicates", "topics", "projection"):
        here, there = getattr(mapped, one)(), getattr(held, one)()
        assert here.to_frame().equals(there.to_frame()), one
    assert mapped.search("late parcel").equals(held.search("late parcel"))
    back = wb.open(mapped.save(tmp_path / "c.wb"))
    assert back.vectors.tobytes() == held.vectors.tobytes()


def test_a_file_of_another_kind_is_refused_before_anything_is_embedded(tmp_path):
    encoder = FakeEncoder()
    for name, message in (("v.csv", "must end in one of .npy"), ("no/v.npy", "does not exist")):
        with pytest.raises(FileError, match=message):
            wb.embed(
                FRAME,
                text="body",
                model=encoder,
                cache=False,
                progress=False,
                vectors_file=tmp_path / name,
            )
    assert encoder.encoded == []
