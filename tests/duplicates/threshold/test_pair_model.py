"""Tests of duplicates/threshold/calibration.py and duplicates/threshold/pair_model.py."""

import numpy as np
import pandas as pd
import pytest

from tests.duplicates.cases import found, toy
from workbench.duplicates.guards.differences import GUARDS, MILD, bit_of
from workbench.duplicates.threshold.pair_model import (
    FEATURES,
    default_pair_model,
    pair_features,
    refit,
)
from workbench.errors import ColumnError, InputError
from workbench.ledger import Ledger

RANDOM = np.random.default_rng(3)


def test_the_default_weights_point_where_they_should():
    told = default_pair_model()
    weights = dict(zip(FEATURES, told.weights, strict=True))
    assert weights["cosine"] > 5
    assert all(weights[name] < 0 for name in FEATURES[1:])
    assert "texts of this project" in told.source


def test_a_higher_cosine_never_lowers_the_probability():
    cosines = np.linspace(-1, 1, 401)
    for names in [(), *((name,) for name in GUARDS), GUARDS]:
        mask = sum((np.uint32(1) << bit_of(name) for name in names), np.uint32(0))
        masks = np.full(len(cosines), mask, dtype=np.uint32)
        seen = pair_features(cosines, lexical=np.ones(len(cosines)), guards=masks)
        assert (np.diff(default_pair_model().probability(seen)) >= 0).all(), names


def test_what_holds_nothing_back_is_no_evidence():
    number = np.uint32(1) << bit_of("number")
    masks = np.array([0, number | MILD, number], dtype=np.uint32)
    seen = pair_features(np.full(3, 0.9), lexical=np.ones(3), guards=masks)
    plain, mild, conflict = default_pair_model().probability(seen)
    assert plain == mild > conflict


def test_a_guard_lowers_the_probability():
    close = [[1, 0.95], [0.95, 1]]
    alike = toy(close, ["my red card is late", "my red card was late"]).pairs["probability"]
    differ = toy(close, ["my red card is late", "my red card is not late"]).pairs["probability"]
    number = toy(close, ["my 2 red cards are late", "my 3 red cards are late"]).pairs["probability"]
    assert alike.iloc[0] > 0.8
    assert number.iloc[0] < 0.3 < differ.iloc[0] < 0.6  # a value says more than a word


def test_pairs_are_listed_with_probabilities():
    pairs = found(["card", "card refund", "refund late", "Card"], threshold=0.5).pairs
    assert pairs["probability"].between(0, 1).all()
    assert pairs.loc[pairs["kind"] == "normalized", "probability"].eq(1).all()


def test_refitting_follows_the_answers():
    features = np.zeros((60, len(FEATURES)))
    features[:, 0] = np.linspace(0.5, 1, 60)
    same = features[:, 0] > 0.65
    before = default_pair_model().probability(features)
    after = refit(features, same).probability(features)
    assert ((after > 0.5) == same).mean() > 0.95 > ((before > 0.5) == same).mean()
    assert (np.diff(after) > 0).all()


def answered(shift, count=30, seed=0):
    """Features of pairs without a guard, and answers whose log odds are shifted."""
    random = np.random.default_rng(seed)
    features = np.zeros((count, len(FEATURES)))
    features[:, 0] = np.linspace(0.65, 1, count)
    chance = default_pair_model().probability(features)
    odds = np.log(chance / (1 - chance)) + shift
    return features, random.uniform(size=count) < 1 / (1 + np.exp(-odds))


def moved(shift, seed):
    features, same = answered(shift, seed=seed)
    at = np.array([[0.8, 0, 0, 0, 0]])
    odds = [
        np.log(p / (1 - p))
        for p in (
            refit(features, same).probability(at)[0],
            default_pair_model().probability(at)[0],
        )
    ]
    return odds[0] - odds[1]


def test_thirty_answers_move_only_what_they_prove():
    right = np.abs([moved(0, seed) for seed in range(20)])
    assert np.median(right) < 0.15  # a model that is right stays as it is
    wrong = np.array([moved(4, seed) for seed in range(20)])
    assert np.median(wrong) > 2.5  # one that is wrong is moved as far as it must


def test_no_answers_leave_the_prior():
    prior = default_pair_model()
    again = refit(np.zeros((0, len(FEATURES))), np.zeros(0, dtype=bool))
    np.testing.assert_allclose(again.weights, prior.weights)


def planted(count=60, **options):
    """Pairs of which those above 0.8 say the same, each pair far from all others."""
    cosines = np.linspace(0.62, 0.99, count)
    similarities = np.eye(2 * count)
    for k, cosine in enumerate(cosines):
        similarities[2 * k, 2 * k + 1] = similarities[2 * k + 1, 2 * k] = cosine
    letters = "abcdefghij"
    names = ["".join(letters[int(d)] for d in f"{k:03d}") for k in range(2 * count)]
    return toy(
        similarities, [f"{name} words {name}" for name in names], floor=0.6, **options
    ), cosines


def test_calibration_finds_the_cut_and_says_how_sure_it_is():
    result, _ = planted()
    questions = result.questions(30)
    assert len(questions) == 30
    assert questions["band"].nunique() == 6
    pd.testing.assert_frame_equal(questions, result.questions(30))
    answers = questions.assign(same=questions["similarity"] > 0.8)
    told = result.calibrate(answers, precision=0.9)
    assert 0.74 <= told.threshold <= 0.86
    assert told.ci_low <= told.precision <= told.ci_high
    assert told.answers == 30
    assert repr(told).startswith(f"Calibration(threshold={told.threshold:g}")


@pytest.mark.parametrize("seed", range(8))
def test_the_precision_reached_lies_in_the_interval_told(seed):
    result, cosines = planted(100)
    random = np.random.default_rng(seed)
    truth = random.uniform(size=len(cosines)) < (cosines - 0.6) / 0.4
    by_similarity = dict(zip(cosines.round(6), truth, strict=True))
    questions = result.questions(60)
    answers = questions.assign(
        same=[
            by_similarity[min(by_similarity, key=lambda c: abs(c - s))]
            for s in questions["similarity"]
        ]
    )
    told = result.calibrate(answers, precision=0.75)
    reached = truth[cosines >= told.threshold].mean()
    assert told.ci_low - 0.05 <= reached <= told.ci_high + 0.05


def test_answers_that_fit_nothing_are_refused():
    result, _ = planted(10)
    with pytest.raises(ColumnError, match="no column 'same'"):
        result.calibrate(result.questions(5))
    with pytest.raises(InputError, match="none of the answers"):
        result.calibrate(pd.DataFrame({"left_text": ["x"], "right_text": ["y"], "same": [True]}))
    all_no = result.questions(10).assign(same=False)
    assert "no threshold reaches" in result.calibrate(all_no).notes[0]


def test_earlier_decisions_count_as_answers_and_are_not_asked_again(tmp_path):
    result, _ = planted()
    questions = result.questions(30)
    answers = questions.assign(same=(questions["similarity"] > 0.8).astype(object))
    answers.loc[::3, "same"] = None
    told = result.calibrate(answers)
    ledger = Ledger(tmp_path / "decisions.jsonl")
    assert ledger.add_labels(answers) == told.answers == 20
    assert ledger.add_labels(answers) == 0
    assert set(ledger.decisions()["note"]) == {"calibration"}
    later, _ = planted(decisions=ledger.decisions())
    again = later.calibrate()
    assert (again.threshold, again.answers) == (told.threshold, 20)
    assert (again.ci_low, again.precision) == pytest.approx((told.ci_low, told.precision), abs=0.02)
    assert again.notes == ("20 of 20 answers are decisions taken earlier",)
    answered = set(answers.dropna()["left_text"])
    assert answered.isdisjoint(later.questions(40)["left_text"])
    changed = later.calibrate(answers.dropna().assign(same=False))
    assert changed.notes[0].startswith("no threshold reaches"), "an answer wins over a decision"


def test_answers_do_not_count_twice_in_a_refitted_model():
    result, _ = planted()
    answers = result.questions(30).assign(same=lambda q: q["similarity"] > 0.8)
    told = result.calibrate(answers)
    later, _ = planted(pair_model=told.pair_model)
    assert later.calibrate(answers).pair_model.weights == pytest.approx(told.pair_model.weights)
    assert told.pair_model.source == "30 answers"


def test_answers_about_guarded_pairs_say_nothing_of_thresholds():
    close = np.eye(4)
    close[0, 1] = close[1, 0] = close[2, 3] = close[3, 2] = 0.95
    result = toy(close, ["card 1 is late", "card 2 is late", "my dog", "my hound"])
    alone = pd.DataFrame({"left_text": ["my dog"], "right_text": ["my hound"], "same": [True]})
    guarded = {"left_text": "card 2 is late", "right_text": "card 1 is late", "same": False}
    both = pd.concat([alone, pd.DataFrame([guarded])])
    told = result.calibrate(both)
    assert told.answers == 2
    assert told.notes[0] == "1 answers are about pairs that go to review anyway"
    assert told.precision == pytest.approx(result.calibrate(alone).precision, abs=0.05)
