"""Topics through time on the command line."""

import json

import pandas as pd

from tests.cli.test_cli import fake_model, run, table

__all__ = ["fake_model", "table"]


def test_trends_writes_a_line_per_topic_and_month(table, capsys):
    texts = [f"{a} {b}" for a in ("card", "login") for b in "abcdefghijklmn"]
    days = pd.date_range("2026-01-01", periods=28, freq="5D").strftime("%Y-%m-%d")
    pd.DataFrame({"body": texts, "when": days}).to_csv("many.csv", index=False)
    words = "trends many.csv --text body --date when --output out.csv"
    assert run(*words.split()) == 0
    said = capsys.readouterr().out
    assert "Emerging: login" in said
    assert "Fading: card" in said
    out = pd.read_csv("out.csv")
    assert out["rows"].sum() == 28
    assert sorted(set(out["period"])) == [f"2026-0{k}" for k in range(1, 6)]
    assert run(*words.split(), "--json", "--freq", "Q") == 0
    facts = json.loads(capsys.readouterr().out)
    assert [one["trend"] for one in facts["trends"]] == ["emerging", "fading"]
    swapped = pd.read_csv("many.csv")
    swapped["when"] = pd.to_datetime(swapped["when"]).dt.strftime("%d/%m/%y")
    swapped.to_csv("many.csv", index=False)
    assert run(*words.split(), "--date-format", "%d/%m/%y", "--overwrite") == 0
    assert pd.read_csv("out.csv")["period"].tolist() == out["period"].tolist()
    capsys.readouterr()
    assert run(*["trends", "many.csv", "--text", "body", "--date", "whn", "--output", "o.csv"]) == 1
    assert "Did you mean 'when'?" in capsys.readouterr().err
