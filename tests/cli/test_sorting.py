"""Categories on the command line."""

import json

import pandas as pd
import pytest

from tests.cli.test_cli import fake_model, run, table

__all__ = ["fake_model", "table"]


@pytest.fixture
def given(table):
    examples = ["my parcel and the crash do not work", "my refund and the login do not work"]
    categories = {"name": ["parcel", "refund"], "examples": examples}
    pd.DataFrame(categories).to_csv("c.csv", index=False)
    return ["categorize", "t.csv", "--text", "body", "--categories", "c.csv", "--threshold", 0.05]


def test_categorize_writes_a_category_per_row_and_says_how_many_fit(given, capsys):
    assert run(*given, "--output", "out.csv") == 0
    out, said = pd.read_csv("out.csv"), capsys.readouterr().out
    assert len(out) == 59
    assert set(out["category"].dropna()) == {"parcel", "refund", "Other"}
    assert out["category"].isna().sum() == 1
    fit = int(out["category"].isin(["parcel", "refund"]).sum())
    assert f"{fit} of 58 rows with text" in said
    assert f"parcel: {(out['category'] == 'parcel').sum()} rows" in said


def test_categorize_tells_machines_the_counts(given, capsys):
    assert run(*given, "--json", "--multiple", "--output", "out.csv") == 0
    counts = json.loads(capsys.readouterr().out)["categories"]
    assert [one["category"] for one in counts] == ["parcel", "refund", "Other"]
    assert sum(one["rows"] for one in counts) == 58
    assert "categories" in pd.read_csv("out.csv").columns


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--categories", "no.csv"], "no.csv"),
        (["--categories", "t.csv"], "needs a column name"),
        (["--threshold", "1.5"], r"--threshold must be in \(0, 1\]"),
    ],
)
def test_what_is_no_category_is_told_before_anything_is_encoded(
    given, fake_model, capsys, words, message
):
    assert run(*given, *words) == 1
    assert pd.Series([capsys.readouterr().err]).str.contains(message).all()
    assert fake_model.encoded == []
