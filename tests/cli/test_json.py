"""What `--json` prints is what the manual says, for every command.

Tests of cli/answer.py and of the manual's page on JSON.
"""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from tests.cli.test_cli import fake_model, run
from workbench.cli.answer import Answer
from workbench.cli.parser import COMMANDS
from workbench.duplicates.opinions import judges

__all__ = ["fake_model"]

PAGE = Path(__file__).parents[2] / "docs" / "json.md"

KINDS = {
    "text": str,
    "integer": int,
    "number": (int, float),
    "truth": bool,
    "list": list,
    "object": dict,
    "null": type(None),
}

TABLE = "t.csv --text body"
LINES = {
    "init": "t.csv",
    "report": f"{TABLE} --output t.html --fail-if noise 90 --save t.wb --categories k.csv "
    "--labels label",
    "refresh": "t.wb t.csv --report n.html",
    "dedupe": f"{TABLE} --output d.csv",
    "merge": f"{TABLE} --column day=longest --output x.csv",
    "conflicts": f"{TABLE} --column day --threshold 0.6 --output c.csv",
    "topics": f"{TABLE} --output p.csv",
    "trends": f"{TABLE} --date day --output r.csv",
    "categorize": f"{TABLE} --categories k.csv --output g.csv",
    "classify": f"{TABLE} --labels label --output y.csv",
    "map": f"{TABLE} --output m.html",
    "match": f"{TABLE.replace(' ', ' o.csv ', 1)} --output h.csv",
    "compare": f"{TABLE.replace(' ', ' o.csv ', 1)} --output e.csv",
    "new": "t.csv parcel --text body",
    "search": "t.csv parcel --text body",
    "decide": f"{TABLE} --decisions d.xlsx",
    "embed": TABLE,
    "export": f"{TABLE} --output v.parquet",
    "verify": "d.csv --table t.csv",
    "opinions": f"{TABLE} --threshold 0.6 --judge-model any --output j.csv",
    "models": "",
    "cache": "",
    "doctor": "",
    "completion": "bash",
}
"""A line for every command but the server, in an order in which each finds its files."""

ALONE = ("init", "search", "verify", "models", "cache", "doctor", "completion")
"""Commands that say nothing of the rows of a table."""


def documented():
    """Return the kinds of each key by section of the page."""
    sections = {}
    for part in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, body = part.partition("\n")
        for one in name.replace("`", "").split(", "):
            sections[one] = dict(re.findall(r"^\| `(\w+)` \| ([\w ]+?) \|", body, re.M))
    return sections


def test_every_command_prints_what_the_manual_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    judge = SimpleNamespace(predict=lambda pairs, **_: [0.9] * len(pairs))
    monkeypatch.setattr(judges, "_cross_encoder", lambda model: judge)
    words = ["parcel", "refund", "login", "invoice", "crash", "update"]
    texts = [f"my {a} and the {b} do not work" for a in words for b in words if a != b]
    texts += [texts[0], texts[0].upper(), ""]
    days = pd.date_range("2026-01-01", periods=len(texts), freq="3D").strftime("%Y-%m-%d")
    labels = ["a" if "parcel" in text else "b" for text in texts]
    frame = pd.DataFrame({"no": range(len(texts)), "body": texts, "day": days, "label": labels})
    frame.to_csv("t.csv", index=False)
    pd.DataFrame({"body": texts[::3]}).to_csv("o.csv", index=False)
    pd.DataFrame({"name": ["parcels"], "examples": ["my parcel"]}).to_csv("k.csv", index=False)
    assert run("report", *TABLE.split(), "--output", "d.xlsx") == 0
    capsys.readouterr()
    sections = documented()
    assert {*LINES} | {"mcp"} == {*COMMANDS}
    assert {*LINES} == {*sections} - {"Every command over a table"}
    for command, line in LINES.items():
        assert run(command, *line.split(), "--json") == 0, command
        facts = json.loads(capsys.readouterr().out)
        expected = dict(sections[command])
        if command not in ALONE:
            expected |= sections["Every command over a table"]
        assert sorted(facts) == sorted(expected), command
        for key, kinds in expected.items():
            allowed = tuple(KINDS[kind] for kind in kinds.split(" or "))
            assert any(isinstance(facts[key], kind) for kind in allowed), (command, key)


def test_notes_name_options_of_the_command_line():
    notes = ["computed in bfloat16; precision='float32' is the exact model", "a draft (draft=True)"]
    answer = Answer({"notes": notes, "rows": 1}, [])
    assert answer.json_facts == {
        "notes": [
            "computed in bfloat16; --precision float32 is the exact model",
            "a draft (--draft)",
        ],
        "rows": 1,
    }
