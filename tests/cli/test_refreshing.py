"""Every Monday: `workbench refresh`, its limits, and the report that it writes.

Tests of cli/refreshing.py, cli/limits.py, summary/changes.py, corpus/next_table.py and
embedding/vector_store/known.py.
"""

import json
import re
import shlex
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import workbench as wb
from tests.cli.test_cli import fake_model, run
from tests.fakes import FakeEncoder
from workbench.cli.limits import MEASURES, limits_of
from workbench.cli.parser import parser
from workbench.embedding import KnownVectors, VectorStore, embed_texts
from workbench.errors import InputError
from workbench.reports import read_report

__all__ = ["fake_model"]

SUBJECTS = (
    "parcel late courier door neighbor street depot",
    "refund card money bank statement charge fee",
    "login password code account locked email phone",
    "router offline red light cable reset signal",
)
NEW = "firmware update battery drained overnight version charger"


def tickets(subject, count, start=0):
    """Return texts of one subject, no two of them alike."""
    words = subject.split()
    texts = []
    for k in range(start, start + count):
        left_out = words[k % len(words)]
        texts.append(" ".join([*(word for word in words if word != left_out), f"x{k}{words[0]}"]))
    return texts


@pytest.fixture
def weeks(tmp_path, monkeypatch):
    """Five cuts of one table: each holds ten new texts or more; a new subject comes in week 3."""
    monkeypatch.chdir(tmp_path)
    texts = [text for subject in SUBJECTS for text in tickets(subject, 30)]
    for week in range(5):
        if week:
            texts += tickets(SUBJECTS[week % 4], 10, 100 * week)
        if week == 3:
            texts += tickets(NEW, 25)
        ids = [f"T{k}" for k in range(len(texts))]
        pd.DataFrame({"id": ids, "body": texts}).to_csv(f"w{week}.csv", index=False)
    return tmp_path


def first_week():
    words = "report w0.csv --text body --id id --output r0.html --save w0.wb"
    return run(*words.split())


def names_in(path):
    """Return the names of the topics of a saved corpus by number, without the file of decisions."""
    table = wb.open(path, ledger=False).topics().table
    return dict(zip(table["topic"], table["name"], strict=True))


def test_a_saved_classifier_labels_each_next_table(weeks, fake_model, capsys):
    first = wb.embed("w0.csv", text="body", id="id", progress=False)
    subject = pd.Series(np.arange(len(first)) // 30, first.frame.index).map(str)
    first.save("w0.wb", classifier=first.classifier(subject))
    for week in (1, 2):
        words = f"refresh w{week - 1}.wb w{week}.csv --save w{week}.wb --no-ledger --json"
        assert run(*words.split()) == 0
        predicted = json.loads(capsys.readouterr().out)["predicted"]
        assert predicted == {k: 30 + 10 * (k == "1" or k == str(week)) for k in "0123"}


@pytest.mark.slow
def test_four_mondays(weeks, fake_model, capsys):
    first_week()
    corpus = wb.open("w0.wb")
    corpus.save("w0.wb", topics=corpus.topics().rename({0: "My own name"}))
    left, right = corpus.frame["body"][:2]
    wb.open("w0.wb").ledger.decide_pair("not the same", left, right)
    known, names, codes = set(corpus.frame["body"]), names_in("w0.wb"), []
    for week in range(1, 5):
        fake_model.encoded.clear()
        capsys.readouterr()
        last, now, page = f"w{week - 1}.wb", f"w{week}.wb", f"r{week}.html"
        words = f"refresh {last} w{week}.csv --report {page} --save {now} --fail-if new-topic 5"
        codes.append(run(*words.split(), "--json"))
        said = json.loads(capsys.readouterr().out)
        texts = set(pd.read_csv(f"w{week}.csv")["body"])
        assert set(fake_model.encoded) & texts == texts - known
        assert said["vectors_encoded"] == said["new_texts"] == len(texts - known) > 0
        before, names, known = names, names_in(now), texts
        assert before.items() <= names.items()
        assert names[0] == "My own name"
        assert len(wb.open(now, ledger=False).ledger.decisions()) == 1
        verified = run("verify", page, "--table", f"w{week}.csv", "--last", last)
        assert (verified, capsys.readouterr().out.splitlines()[0]) == (0, "identical")
    assert codes == [0, 0, 3, 0]
    assert [len(names_in(f"w{week}.wb")) for week in range(5)] == [4, 4, 4, 5, 5]


def test_the_first_page_says_what_has_changed(weeks, capsys):
    run(*["embed", "w2.csv", "--text", "body", "--id", "id", "--save", "w2.wb"])
    capsys.readouterr()
    limits = [word for name in MEASURES for word in ("--fail-if", name, "0%")]
    words = "refresh w2.wb w3.csv --report monday.html"
    assert run(*words.split(), *limits) == 3
    said = capsys.readouterr().out
    assert said.startswith("Since the last table: 35 new texts, 0 gone. Of the texts in both")
    assert "1 new topic: " in said
    assert "(25 rows, 14.3%)." in said
    assert "Above the limit: new-topic 14.29 % (limit 0 %)." in said
    assert "Above the limit: new-texts 20.00 % (limit 0 %)." in said
    assert "without-text" not in said  # equal to the limit is not above it
    stored = read_report("monday.html")
    assert [topic[1] for topic in stored.summary["changes"]["topics"]].count("new") == 1
    assert "Topics that changed" in stored.page
    assert "1 new topic: " in stored.page.split('id="explore"')[0]
    assert run("verify", "monday.html", "--table", "w3.csv") == 1
    assert "--last LAST.wb" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "name what is to be written: --report PAGE.html, --save NEXT.wb, or both"),
        ("--save w0.wb", "--save w0.wb is the last corpus itself"),
        ("--save next.zip", "must end in one of .wb"),
        ("--report r.html --fail-if new-topics 2", "--fail-if new-topics: it must be one of"),
        ("--report r.html --fail-if noise 102", "a percentage from 0 to 100"),
        ("--report r.html --fail-if noise two", "a percentage from 0 to 100"),
    ],
)
def test_slips_are_told_before_anything_is_encoded(weeks, fake_model, capsys, words, message):
    run(*["embed", "w0.csv", "--text", "body", "--id", "id", "--save", "w0.wb"])
    fake_model.encoded.clear()
    assert run("refresh", "w0.wb", "w1.csv", *words.split()) == 1
    assert message in capsys.readouterr().err
    pd.read_csv("w1.csv").rename(columns={"body": "message"}).to_csv("renamed.csv", index=False)
    assert run("refresh", "w0.wb", "renamed.csv", "--report", "r.html") == 1
    assert "w0.wb was made from that column" in capsys.readouterr().err
    assert fake_model.encoded == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("dedupe w0.csv --output o.csv --fail-if new-topic 2", "needs workbench refresh"),
        ("dedupe w0.csv --output o.csv --fail-if noise 2", "a page (.html) without --no-topics"),
        ("report w0.csv --output o.html --no-topics --fail-if noise 2", "it needs topics"),
        ("topics w0.csv --output o.csv --fail-if review 2", "it needs duplicates"),
    ],
)
def test_a_limit_that_is_not_measured_is_refused_before_the_work(
    weeks, fake_model, capsys, words, message
):
    assert run(*words.split(), "--text", "body") == 1
    assert message in capsys.readouterr().err
    assert fake_model.encoded == []
    assert not list(Path().glob("o.*"))


def test_vectors_of_a_strangers_corpus_stay_out_of_the_store(tmp_path):
    """Neither its own texts nor those that share a vector by equal tokens."""
    encoder, store = FakeEncoder(), VectorStore(tmp_path)
    own = embed_texts(["one", "two"], encoder)
    known = KnownVectors(store, ["one", "two"], own)
    again = embed_texts(["one", "three"], encoder, store=known)
    assert (again.cached, again.encoded) == (1, 1)
    key = own.info.key("truncate")
    known.put(key, ["ONE"], own.vectors[:1], own.tokens[:1])
    found = store.get(key, ["one", "two", "three", "ONE"], own.info.dimensions).found
    assert found.tolist() == [False, False, True, False]


def test_vectors_of_another_model_are_not_taken(tmp_path):
    other = embed_texts(["one"], FakeEncoder(name="other"))
    again = embed_texts(["one"], FakeEncoder(), store=KnownVectors(None, ["one"], other))
    assert again.encoded == 1


def test_another_table_needs_vectors_of_the_model(encoder):
    table = pd.DataFrame({"body": ["a b", "c d"]})
    given = wb.embed(table, text="body", vectors=np.eye(2), progress=False)
    with pytest.raises(InputError, match="Embed the new table as you embedded this one"):
        given.with_table(table)
    last = wb.embed(table, text="body", model=encoder, cache=False, progress=False)
    new = last.with_table(pd.DataFrame({"body": ["c d", "e f"]}), cache=False)
    assert (new.embedding.cached, new.embedding.encoded, len(new)) == (1, 1, 2)
    assert np.array_equal(new.vectors[0], last.vectors[1])


MANUAL = (Path(__file__).parents[2] / "docs" / "automation.md").read_text(encoding="utf-8")


def fence(language):
    return re.search(rf"```{language}\n(.*?)```", MANUAL, re.DOTALL)[1]


def check_commands(script):
    """Parse each line that calls Workbench; names of files stand for what a shell puts there."""
    words = [
        shlex.split(line)[1:] for line in re.findall(r"(?:^ *|\|\| )(workbench .*)", script, re.M)
    ]
    assert words
    for line in words:
        options = parser().parse_args(line)
        limits_of(getattr(options, "fail_if", None), "duplicates", "topics", "changes")


def test_the_script_and_the_line_for_cron_can_be_read():
    script = fence("sh")
    subprocess.run(["sh", "-n"], input=script, text=True, check=True)
    check_commands(script)
    when, shell, path = re.match(r"((?:[\d*,/-]+ ){5})(\S+) (\S+)\n", fence("text")).groups()
    assert (when.split(), shell) == (["30", "6", "*", "*", "1"], "/bin/sh")
    assert f"# {path}\n" in script
    assert "%" not in fence("text")  # which ends a line of a crontab


def test_the_workflow_can_be_read():
    workflow = yaml.safe_load(fence("yaml"))
    assert workflow[True]["schedule"] == [{"cron": "30 6 * * 1"}]  # YAML reads "on" as true
    steps = workflow["jobs"]["report"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    check_commands("\n".join(step.get("run", "") for step in steps))


def test_the_manual_lists_each_limit():
    assert set(re.findall(r"^\| `([a-z-]+)` \|", MANUAL, re.MULTILINE)) == set(MEASURES)
