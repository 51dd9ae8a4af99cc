"""Pairs by cascade: candidates among drafts, real vectors of the candidates alone."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

import workbench as wb
from tests.fakes import FakeEncoder
from workbench import cli
from workbench.duplicates import cascade
from workbench.embedding.drafts import draft
from workbench.errors import InputError

ENDS = ["left_text", "right_text"]


@pytest.fixture
def small(monkeypatch):
    """Samples of hundreds rather than of thousands."""
    monkeypatch.setattr(draft, "HELD_BACK", 200)
    monkeypatch.setattr(draft, "FIRST_SAMPLE", 400)
    monkeypatch.setattr(draft, "LARGEST_SAMPLE", 800)
    monkeypatch.setattr(cascade, "LEAST_PAIRS", 20)


@pytest.fixture
def table(small):
    """Texts of eight words of 120, of which a third come again with a word more."""
    draw = np.random.default_rng(0)
    texts = [" ".join(f"w{n}" for n in draw.integers(0, 120, 8)) for _ in range(1_800)]
    return pd.DataFrame(
        {"body": [*texts, *(f"{text} w{k % 120}" for k, text in enumerate(texts[::3]))]}
    )


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


def test_the_cut_leaves_as_many_pairs_as_the_recall_allows():
    similarities = np.linspace(0.5, 1.0, 1_000)
    cut = cascade._cut(similarities, 0.9, 0.99)
    assert (similarities >= cut.similarity + cascade.MARGIN).sum() == 990
    assert (cut.recall, cut.pairs) == (0.99, 1_000)
    assert cut.low < 0.99 < cut.high
    assert (similarities >= cascade._cut(similarities, 0.9, 1.0).similarity).all()
    assert cascade._cut(similarities[:0], 0.9, 0.99).pairs == 0


def test_the_interval_is_that_of_wilson():
    assert_allclose(cascade.wilson(0.5, 10), (0.2366, 0.7634), atol=1e-4)
    low, high = cascade.wilson(1.0, 100)
    assert_allclose((low, high), (0.9630, 1), atol=1e-4)


def test_without_a_pair_in_the_sample_all_texts_are_embedded(small, encoder, monkeypatch):
    monkeypatch.setattr(cascade, "LOWEST", 0.9)
    words = np.random.default_rng(0).permutation(9_000).reshape(1_500, 6)
    table = pd.DataFrame({"body": [" ".join(f"w{n}" for n in row) for row in words.tolist()]})
    found = embedded(table, encoder, draft=True).duplicates(0.95, search="draft")
    assert len(found) == 0
    assert len(set(encoder.encoded)) == 1_500
    assert any("has none to measure the recall" in note for note in found.notes)


def test_the_command_line_searches_among_drafts(small, table, encoder, monkeypatch, capsys):
    monkeypatch.setattr("workbench.opening.as_encoder", lambda *_, **__: encoder)
    table.to_csv("t.csv", index=False)
    words = ["dedupe", "t.csv", "--draft", "--search", "draft", "--output", "o.csv"]
    assert cli.run(words) == 0
    assert "searched among draft vectors" in capsys.readouterr().out
