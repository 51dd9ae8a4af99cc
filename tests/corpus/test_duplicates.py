"""`Corpus.duplicates`: equal calls are computed once; what was found last can be reviewed.

Tests of corpus/duplicate_search.py.
"""

from inspect import signature

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.duplicates import GUARDS, find, find_duplicates
from workbench.errors import InputError

TEXTS = ["my parcel is late", "my parcel is late!", "reset my password", "my parcel is late", None]


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "body": TEXTS,
            "shop": ["a", "b", "a", "a", "b"],
            "day": ["2026-01-01", "2026-01-02", "2026-03-01", "2026-01-05", None],
        }
    )


@pytest.fixture
def corpus(frame, tmp_path):
    return wb.embed(
        frame,
        text="body",
        model=FakeEncoder(16),
        cache=False,
        ledger=tmp_path / "l.jsonl",
        progress=False,
    )


@pytest.fixture
def searches(monkeypatch):
    """Count the searches that are really made."""
    made = []

    def counting(*given, **settings):
        made.append(settings)
        return find.find_duplicates(*given, **settings)

    monkeypatch.setattr("workbench.duplicates.find_duplicates", counting)
    return made


def test_equal_calls_are_computed_once_however_they_are_written(corpus, searches):
    found = corpus.duplicates()
    assert (
        corpus.duplicates(
            0.9, keep="most_common", normalize=["case", "unicode", "spaces", "punctuation"]
        )
        is found
    )
    assert corpus.duplicates(np.float64(0.9), guards=reversed(GUARDS), min_similarity=0.7) is found
    blocked = corpus.duplicates(block_on="shop")
    assert corpus.duplicates(block_on=["shop"]) is blocked
    near = corpus.duplicates(max_days=7, date="day")
    assert corpus.duplicates(max_days=np.int64(7), date="day") is near
    assert len(searches) == 3


def test_what_is_not_given_is_as_the_search_itself_has_it():
    own, inner = (signature(one).parameters for one in (wb.Corpus.duplicates, find_duplicates))
    for_pairs = {"min_similarity", "memory", "search", "recall"}
    for name in own.keys() - {"self", *for_pairs}:
        assert own[name].default == inner[name].default, name


def test_another_threshold_is_read_off_the_same_search(corpus, searches):
    corpus.duplicates(0.9)
    low = corpus.duplicates(0.75)
    assert len(searches) == 1
    assert low.threshold == 0.75
    pd.testing.assert_frame_equal(low.to_frame(), corpus.duplicates(0.9).at(0.75).to_frame())
    assert corpus.duplicates(0.5).min_similarity == 0.5
    assert len(searches) == 2


def test_a_decision_made_since_counts(corpus):
    before = corpus.duplicates()
    assert before.to_frame()["verdict"].tolist().count("drop") == 2
    corpus.ledger.decide_pair("not the same", TEXTS[0], TEXTS[1])
    after = corpus.duplicates()
    assert after is not before
    assert after.to_frame()["verdict"].tolist().count("drop") == 1


def test_cells_changed_in_place_are_seen(corpus, frame):
    assert corpus.duplicates(block_on="shop").n_removed == 1
    corpus.frame["shop"] = "a"
    assert corpus.duplicates(block_on="shop").n_removed == 2
    first = corpus.duplicates(keep="newest", date="day").to_frame()["verdict"].tolist()
    corpus.frame.loc[0, "day"] = "2026-12-01"
    assert corpus.duplicates(keep="newest", date="day").to_frame()["verdict"].tolist() != first


def test_a_function_is_asked_every_time(corpus):
    scores = [[0, 0, 0, 1, 0], [1, 0, 0, 0, 0]]
    keep = iter(scores).__next__
    kept = [corpus.duplicates(keep=lambda table: keep()).to_frame() for _ in scores]
    assert [one["verdict"].tolist()[0] for one in kept] == ["drop", "keep"]


def test_few_searches_are_kept_and_none_is_saved(corpus, tmp_path):
    for threshold in (0.3, 0.4, 0.5, 0.6):
        for at in (0.7, 0.8, 0.9, 0.95):
            corpus.duplicates(at, min_similarity=threshold)
    kept = corpus._kept["duplicate searches"]
    assert len(kept) == 3
    assert {len(thresholds) for thresholds in kept.values()} == {3}
    opened = wb.open(corpus.save(tmp_path / "c.wb"), ledger=False)
    assert not [key for key in opened._kept if "duplicate" in str(key)]
    assert opened.duplicates().n_removed == 2


def test_review_without_arguments_takes_what_was_found_last(corpus, tmp_path):
    with pytest.raises(InputError, match=r"Find them first: duplicates = corpus.duplicates\(0.9\)"):
        corpus.review()
    corpus.duplicates(0.95)
    corpus.duplicates(block_on="shop")
    corpus.report(tmp_path / "r.csv")  # finds duplicates of its own
    assert corpus.review()._headline == repr(corpus.duplicates(block_on="shop"))
    assert corpus.review()._headline != repr(corpus.duplicates())
    with pytest.raises(InputError, match="no duplicates were found in this corpus yet"):
        corpus.filter(corpus.frame["shop"] == "a").review()


def test_a_lower_threshold_than_was_searched_says_what_to_type(corpus):
    with pytest.raises(wb.WorkbenchError, match=r"Search further down: corpus.duplicates\(0.5\)"):
        corpus.duplicates().at(0.5)
    assert corpus.duplicates(0.5).at(0.5).threshold == 0.5


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"guards": "numbr"}, "guards must be one of .*Did you mean 'number'"),
        ({"normalize": ["cases"]}, "normalize must be one of .*Did you mean 'case'"),
        ({"pair_model": 0.9}, "pair_model takes what duplicates.calibrate"),
        ({"max_days": 1.5}, "max_days must be a whole number"),
        ({"min_similarity": 2}, "min_similarity must be in"),
        ({"keep": np.ones(5)}, "keep takes a rule such as 'longest'.* got ndarray"),
        ({"block_on": "shp"}, "no column 'shp'"),
        ({"review_if_different": ["shp"]}, "no column 'shp'"),
    ],
)
def test_settings_that_cannot_be_are_answered(corpus, settings, message):
    with pytest.raises(wb.WorkbenchError, match=message):
        corpus.duplicates(**settings)


def test_rows_that_review_if_different_go_to_review_if_they_do_not(corpus):
    frame = corpus.duplicates(review_if_different="shop").to_frame()
    assert frame["verdict"].tolist() == ["keep", "review", "keep", "drop", "keep"]
    assert "column shop differs" in frame["reason"].iloc[1]
