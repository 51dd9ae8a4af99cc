"""A second opinion on the command line.

Tests of cli/opinions.py.
"""

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from tests.cli.test_cli import fake_model, run
from workbench.duplicates.opinions import judges

__all__ = ["fake_model"]

PAIRS = 35


@pytest.fixture
def line(tmp_path, monkeypatch, fake_model):
    """Questions that differ in a number, and a cross-encoder that takes all for the same."""
    monkeypatch.chdir(tmp_path)
    judge = SimpleNamespace(predict=lambda pairs, **_: [0.9] * len(pairs))
    monkeypatch.setattr(judges, "_cross_encoder", lambda model: judge)
    texts = [
        f"word{k} other{k} third{k} fourth{k} fifth{k} takes {n} days"
        for k in range(PAIRS)
        for n in (3, 5)
    ]
    pd.DataFrame({"body": texts}).to_csv("t.csv", index=False)
    return ["opinions", "t.csv", "--text", "body", "--threshold", 0.6, "--judge-model", "judge"]


def test_a_model_is_asked_measured_and_accepted(line, capsys):
    assert run(*line, "--output", "o.csv", "--questions", "q.csv") == 0
    said = capsys.readouterr().out
    assert f"Opinions('judge' on {PAIRS} pairs: {PAIRS} same" in said
    assert "nothing goes by them until --answers FILE --accept" in said
    assert set(pd.read_csv("o.csv")["opinion"]) == {"same"}
    questions = pd.read_csv("q.csv")
    assert len(questions) == 30
    assert questions["same"].isna().all()
    assert run(*line, "--answers", "q.csv", "--accept") == 1
    assert "people have answered 0 of the pairs" in capsys.readouterr().err
    questions.assign(same=["no"] * 10 + ["yes"] * 20).to_csv("q.csv", index=False)
    assert run(*line, "--answers", "q.csv", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["agreement"]["agreed"], facts["agreement"]["wrongly_same"]) == (20, 10)
    removed = facts["duplicates"]["n_removed"]
    questions.assign(same="yes").to_csv("q.csv", index=False)
    assert run(*line, "--answers", "q.csv", "--accept", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["accepted"]
    assert facts["duplicates"]["n_removed"] > removed


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--no-ledger"], "leave out --no-ledger"),
        (["--bounds", "0.8", "0.2"], "bounds are two probabilities"),
        (["--judge", "nowhere"], "--judge must be an address"),
        (["--answers", "t.csv"], "no column 'left_text'"),
        (["--answers", "a.csv"], "the column same says yes or no, got 'perhaps'"),
        (["--answers", "b.csv"], "Ask it first: the same command without --answers"),
    ],
)
def test_what_cannot_be_used_is_told(line, capsys, words, message):
    answers = pd.DataFrame({"left_text": ["x"], "right_text": ["y"], "same": ["perhaps"]})
    answers.to_csv("a.csv", index=False)
    answers.assign(same="").to_csv("b.csv", index=False)
    assert run(*line, *words) == 1
    assert message in capsys.readouterr().err
