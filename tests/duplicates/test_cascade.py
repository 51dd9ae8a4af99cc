"""Pairs by cascade: candidates among drafts, real vectors of the candidates alone."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

import workbench as wb
from tests.fakes import FakeEncoder
from workbench import cli
from workbench.corpus import base, nearness
from workbench.corpus.nearness import Nearness
from workbench.duplicates import cascade
from workbench.embedding.drafts import draft
from workbench.errors import InputError
from workbench.similarity import Cells, pairs

ENDS = ["left_text", "right_text"]


@pytest.fixture
def small(monkeypatch):
    """Samples of hundreds rather than of thousands."""
    monkeypatch.setattr(draft, "HELD_BACK", 200)
    monkeypatch.setattr(draft, "FIRST_SAMPLE", 400)
    monkeypatch.setattr(draft, "LARGEST_SAMPLE", 800)


@pytest.fixture
def table(small):
    """Texts of eight words of 120, of which a third come again with a word more."""
    draw = np.random.default_rng(0)
    texts = [" ".join(f"w{n}" for n in draw.integers(0, 120, 8)) for _ in range(1_800)]
    return pd.DataFrame(
        {"body": [*texts, *(f"{text} w{k % 120}" for k, text in enumerate(texts[::3]))]}
    )


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def embedded(table, encoder, **settings):
    return wb.embed(table, text="body", model=encoder, progress=False, ledger=False, **settings)


def test_candidates_alone_are_embedded_and_nearly_all_pairs_found(table, encoder):
    rough = embedded(table, encoder, draft=True)
    sample = len(encoder.encoded)
    found = rough.duplicates(0.9, search="draft")
    exact = embedded(table, FakeEncoder(), cache=False).duplicates(0.9, min_similarity=0.9)
    true, ours = (set(map(tuple, one.pairs[ENDS].to_numpy().tolist())) for one in (exact, found))
    assert len(true) > 500
    assert ours <= true
    assert len(ours) >= 0.97 * len(true)
    assert sample < len(encoder.encoded) < len(table)
    assert len(set(encoder.encoded)) == len(encoder.encoded)


def test_drafts_of_a_large_table_are_compared_in_cells(table, encoder, monkeypatch):
    exact = embedded(table, FakeEncoder(), cache=False).duplicates(0.9, min_similarity=0.9)
    monkeypatch.setattr(base, "Nearness", partial(Nearness, full_texts=1_000))
    found = embedded(table, encoder, draft=True).duplicates(0.9, search="draft")
    true, ours = (set(map(tuple, one.pairs[ENDS].to_numpy().tolist())) for one in (exact, found))
    assert ours <= true
    assert len(ours) >= 0.97 * len(true)
    (note,) = [one for one in found.notes if "searched among draft vectors" in one]
    parameters = found.manifest.stages()["candidates"].parameters["candidates"]
    assert 0.995 <= parameters["in_cells"] <= 1
    assert f"which hold {parameters['in_cells']:.1%} of the pairs of a sample" in note


def test_cells_that_lose_too_much_are_left(table, encoder, monkeypatch):
    monkeypatch.setattr(base, "Nearness", partial(Nearness, full_texts=1_000))
    monkeypatch.setattr(Cells, "found_of_sample", lambda cells, floor, progress: (900, 1_000))
    monkeypatch.setattr(Cells, "pairs", None)
    monkeypatch.setattr(Cells, "neighbors", None)
    found = embedded(table, encoder, draft=True).duplicates(0.9, search="draft")
    assert found.manifest.stages()["candidates"].parameters["candidates"]["in_cells"] is None


def test_an_exact_search_of_a_large_table_estimates_crowding_alone(table, monkeypatch):
    exact = embedded(table, FakeEncoder(), cache=False).duplicates(0.9, min_similarity=0.9)
    monkeypatch.setattr(base, "Nearness", partial(Nearness, full_texts=1_000))
    found = embedded(table, FakeEncoder(), cache=False).duplicates(0.9, min_similarity=0.9)
    told = [one for one in found.notes if one.startswith("how crowded a region is was estimated")]
    assert len(told) == 1
    assert "Pairs and similarities are exact" in told[0]
    what = [*ENDS, "similarity"]
    pd.testing.assert_frame_equal(found.pairs[what], exact.pairs[what])
    monkeypatch.setattr(nearness, "MOST_OFF", -1.0)  # then all neighbors tell it
    whole = embedded(table, FakeEncoder(), cache=False).duplicates(0.9, min_similarity=0.9)
    pd.testing.assert_frame_equal(whole.to_frame(), exact.to_frame())
    assert whole.notes == exact.notes


@pytest.mark.parametrize(
    ("held", "total", "suffices"), [(998, 1_000, True), (994, 1_000, False), (99, 99, False)]
)
def test_half_of_what_may_be_lost_may_be_lost_by_cells(held, total, suffices):
    assert cascade.Share(held, total).suffices(0.99) is suffices


def test_what_cells_lose_lowers_the_recall_that_is_told():
    counts = [1024, 512, 256, 128, 64, 32, 16, 8]
    alone, in_cells = cascade._cut(0.8, counts), cascade._cut(0.8, counts, 20.0)
    found = sum(counts)
    assert in_cells.recall == pytest.approx(1 / (1 / alone.recall + 20 / found), abs=2e-4)
    assert in_cells.low < 1 / (1 / alone.low + 28 / found)
    assert in_cells.high > in_cells.recall


@pytest.mark.parametrize("alone", [0.2, 1.0])
def test_pairs_that_cells_lose_are_estimated_from_those_found_all_the_same(alone):
    """Threes of similar texts, and twins: a pair of twins is lost if cells do not hold it."""
    draw = np.random.default_rng(2)
    centers = draw.normal(size=(4_000, 24))
    size = np.where(draw.random(4_000) < alone, 2, 3)
    cluster = np.repeat(np.arange(4_000), size)
    vectors = unit(centers[cluster] + 0.05 * draw.normal(size=(len(cluster), 24)))
    near = pairs(vectors, 0.9)
    hidden = draw.random(len(near)) < 0.1
    listed = cascade._part(near, ~hidden)
    known = np.zeros(len(vectors), dtype=bool)
    known[np.concatenate([listed.left, listed.right])] = True
    chosen = known[near.left] & known[near.right]
    ends = zip(near.left.tolist(), near.right.tolist(), strict=True)
    held = dict(zip(ends, (~hidden).tolist(), strict=True))
    cells = SimpleNamespace(
        vectors=vectors,
        hold=lambda left, right: np.array([held[pair] for pair in zip(left, right, strict=True)]),
    )
    lost = cascade.lost_by_cells(
        cells, cascade.Share(900, 1_000), listed, cascade._part(near, chosen)
    )
    assert lost == pytest.approx(np.count_nonzero(~chosen), rel=0.15)
    assert lost > 10


@pytest.mark.parametrize("in_file", [False, True])
def test_drafts_stay_what_they_are(in_file, tmp_path):
    drafts = unit(np.random.default_rng(0).normal(size=(50, 8)))
    if in_file:
        np.save(tmp_path / "v.npy", drafts)
        drafts = np.load(tmp_path / "v.npy", mmap_mode="r")
    search, true = search_of(drafts, -drafts), drafts.copy()
    search.take(np.array([3, 4, 3]), np.array([2, 1, 1]))
    assert search.step[[3, 4]].tolist() == [1, 1]
    assert_allclose(search.vectors[[3, 4]], -true[[3, 4]])
    assert_allclose(np.delete(search.vectors, [3, 4], 0), np.delete(true, [3, 4], 0))
    assert_allclose(drafts, true)
    assert isinstance(search.vectors, np.memmap) is in_file
    assert [file.name for file in tmp_path.iterdir()] == ["v.npy"] * in_file


def test_the_recall_is_told_and_no_verdict_stands_on_drafts(table, encoder):
    rough = embedded(table, encoder, draft=True)
    found = rough.duplicates(0.9, search="draft", recall=0.95)
    assert rough.embedding.draft.note not in found.notes
    (note,) = [one for one in found.notes if "searched among draft vectors" in one]
    assert "95% interval" in note
    parameters = found.manifest.stages()["candidates"].parameters["candidates"]
    assert 0.95 <= parameters["recall"] <= parameters["high"]
    assert parameters["asked_recall"] == 0.95
    pairs = found.pairs
    one, other = (encoder.encode(pairs[name].tolist()) for name in ENDS)
    assert_allclose(pairs["similarity"], np.einsum("ij,ij->i", one, other), atol=1e-6)


def test_an_equal_search_is_not_made_again(table, encoder):
    rough = embedded(table, encoder, draft=True)
    found = rough.duplicates(0.9, search="draft")
    before = len(encoder.encoded)
    assert rough.duplicates(0.9, search="draft") is found
    assert len(encoder.encoded) == before
    assert rough.duplicates(0.9) is not found


def test_a_saved_corpus_leaves_such_searches_out(table, encoder, tmp_path):
    rough = embedded(table, encoder, draft=True)
    rough.duplicates(0.9, search="draft")
    back = wb.open(rough.save(tmp_path / "c.wb"), model=encoder)
    assert back.embedding.draft == rough.embedding.draft


def test_exact_vectors_need_no_candidates(encoder):
    found = embedded(pd.DataFrame({"body": ["a b", "a b c"]}), encoder).duplicates(
        0.9, search="draft"
    )
    assert any("all vectors are the model's own" in note for note in found.notes)


@pytest.mark.parametrize("recall", [0, 1.5, True, "all"])
def test_a_recall_that_is_none_is_refused(encoder, recall):
    corpus = embedded(pd.DataFrame({"body": ["a b", "a b c"]}), encoder)
    with pytest.raises(InputError, match="recall must be a number above 0 and up to 1"):
        corpus.duplicates(0.9, search="draft", recall=recall)


def test_pairs_that_become_fewer_tell_how_many_are_missing():
    halves = [1024, 512, 256, 128, 64, 32]
    assert cascade.missing(halves) == pytest.approx(32, rel=0.05)
    assert cascade.missing([0] * 6) == pytest.approx(0.25)
    assert cascade.missing([0, 0, 0, 0, 5, 9]) == np.inf
    cut = cascade._cut(0.8, halves)
    assert cut.found == sum(halves)
    assert cut.recall == pytest.approx(0.985, abs=0.002)
    assert cut.low < cut.recall < cut.high < 1
    assert cascade._cut(0.8, [0] * 6).recall is None


def search_of(drafts, true):
    """Texts whose vectors by the model are known."""
    return cascade.Search(
        tuple(map(str, range(len(drafts)))),
        drafts,
        np.full(len(drafts), cascade.NEVER, dtype=np.int16),
        np.empty(0, dtype=np.int64),
        lambda texts: SimpleNamespace(vectors=true[[int(text) for text in texts]]),
    )


@pytest.mark.parametrize("asked", [0.9, 0.99])
def test_no_more_is_promised_than_is_found(asked):
    """Pairs of these drafts end sooner than by equal shares: the estimate is on the safe side."""
    draw = np.random.default_rng(3)
    true = draw.normal(size=(3_000, 48))
    true[1_500:] = true[:1_500] + 0.35 * draw.normal(size=(1_500, 48)) * draw.random((1_500, 1))
    true = unit(true)
    drafts = unit(true + 0.09 * draw.normal(size=true.shape))
    search = search_of(drafts, true)
    cut, listed = cascade._descend(search, 0.95, asked, partial(pairs, drafts), pairs)
    near = pairs(true, 0.95)
    known = search.step < cascade.NEVER
    found = float((known[near.left] & known[near.right]).mean())
    assert found >= cut.low
    assert found >= asked - 0.01
    assert cut.found == len(listed) == round(found * len(near))


def test_drafts_that_tell_nothing_leave_no_text_out():
    draw = np.random.default_rng(0)
    true = unit(draw.normal(size=(600, 16)))
    true[300:] = true[:300]
    drafts = unit(true + 0.2 * draw.normal(size=true.shape))
    search = search_of(drafts, true)
    cut, _ = cascade._descend(search, 0.9, 0.99, partial(pairs, drafts), pairs)
    assert cut.similarity is None
    assert (search.step < cascade.NEVER).all()
    assert "all 600 texts were embedded" in cut.note(600, 600)


@pytest.mark.parametrize(("raised", "ends"), [(0.83, None), (0.705, 0.72), (0.62, 0.72)])
def test_pairs_too_many_for_the_memory_end_a_search_only_if_it_needs_them(raised, ends):
    """The join can raise its floor: the steps above it are looked at all the same."""
    draw = np.random.default_rng(5)
    true = draw.normal(size=(2_000, 48))
    true[1_000:] = true[:1_000] + 0.3 * draw.normal(size=(1_000, 48)) * draw.random((1_000, 1))
    true = unit(true)
    drafts = unit(true + 0.07 * draw.normal(size=true.shape))
    floors = []

    def join(floor):
        floors.append(floor)
        return pairs(drafts, max(floor, raised))

    search = search_of(drafts, true)
    cut, _ = cascade._descend(search, 0.9, 0.9, join, pairs)
    assert cut.similarity == ends
    assert floors == [0.7]
    assert (search.step < cascade.NEVER).all() == (ends is None)


def test_steps_are_of_one_width():
    """A narrow last step would hold fewer pairs, as if these were coming to an end."""
    assert cascade._steps(0.7, 0.63, first=False) == [0.68, 0.66, 0.64]
    assert cascade._steps(0.9, 0.7, first=True) == [0.8, 0.78, 0.76, 0.74, 0.72, 0.7]
    assert cascade._steps(0.9, 0.83, first=True) == []
    assert cascade._steps(0.55, 0.4, first=False)[-1] == 0.41


def test_a_table_without_pairs_ends_early(table, encoder):
    rough = embedded(table.iloc[:1_800], encoder, draft=True)
    before = len(encoder.encoded)
    found = rough.duplicates(0.97, search="draft")
    assert len(found) == 0
    assert len(encoder.encoded) - before < 200
    assert any("how many were missed is not known" in note for note in found.notes)


def test_the_command_line_searches_among_drafts(small, table, encoder, monkeypatch, capsys):
    monkeypatch.setattr("workbench.opening.as_encoder", lambda *_, **__: encoder)
    table.to_csv("t.csv", index=False)
    words = ["dedupe", "t.csv", "--draft", "--search", "draft", "--output", "o.csv"]
    assert cli.run(words) == 0
    assert "searched among draft vectors" in capsys.readouterr().out
