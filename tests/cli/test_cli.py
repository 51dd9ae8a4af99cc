"""The command line: what it finds, what it says when something is wrong, what it leaves behind.

Tests of cli/analyses.py, cli/answer.py, cli/comparing.py, cli/from_options.py, cli/matching.py,
cli/options/, cli/outputs.py, cli/parser.py, cli/two_tables.py and cli/upkeep.py.
"""

import io
import json
import shutil
import subprocess
import sys

import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from tests.servers import serving
from workbench import cli
from workbench.cli import main
from workbench.cli.answer import note_lines
from workbench.cli.parser import COMMANDS
from workbench.errors import WorkbenchError


@pytest.fixture(autouse=True)
def fake_model(monkeypatch):
    """Let the command load the fake encoder in place of a model."""
    encoder = FakeEncoder()
    monkeypatch.setattr(
        "workbench.embedding.encoders.custom.load_encoder", lambda *_, **__: encoder
    )
    monkeypatch.setattr("workbench.cli.upkeep.load_encoder", lambda *_, **__: encoder)
    return encoder


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["parcel", "refund", "login", "invoice", "crash", "update", "battery", "color"]
    texts = [f"my {a} and the {b} do not work" for a in words for b in words if a != b]
    texts += [texts[0], texts[0].upper(), ""]
    pd.DataFrame({"id": range(len(texts)), "body": texts, "n": 1}).to_csv("t.csv", index=False)
    return tmp_path


def run(*words):
    return cli.run([str(w) for w in words])


def test_dedupe_writes_the_table_with_what_to_keep(table, capsys):
    assert run("dedupe", "t.csv", "--text", "body", "--id", "id", "--output", "out.csv") == 0
    out = pd.read_csv("out.csv")
    assert len(out) == 59
    assert {"group", "kind", "verdict", "compared_to", "reason", "similarity"} <= set(out.columns)
    assert out.loc[[0, 56, 57], "group"].nunique() == 1
    said = capsys.readouterr().out
    assert "59 rows, 57 distinct texts: 1 row repeats another row's text exactly. 1 row" in said
    assert "57 texts encoded by fake" in said
    assert "out.csv" in said


def test_a_second_run_says_that_all_vectors_came_from_the_cache(table, capsys):
    run("embed", "t.csv", "--text", "body")
    capsys.readouterr()
    assert run("embed", "t.csv", "--text", "body") == 0
    assert "All 57 vectors came from the cache" in capsys.readouterr().out


def test_the_smallest_topic_can_be_chosen(table):
    texts = [f"{a} {b}" for a in ("card", "login") for b in "abcdefghijklmn"]
    pd.DataFrame({"body": texts}).to_csv("many.csv", index=False)
    for size, topics in (("10", 2), ("20", 0)):
        run("topics", "many.csv", "--text", "body", "--min-cluster-size", size, "--output", "o.csv")
        found = pd.read_csv("o.csv")["topic"]
        assert found[found >= 0].nunique() == topics


def test_notes_advise_options_of_the_command_line(table, capsys):
    pd.DataFrame({"body": [f"w{k} x{k}" for k in range(30)]}).to_csv("few.csv", index=False)
    run("topics", "few.csv", "--text", "body", "--min-cluster-size", "12")
    said = capsys.readouterr().out
    assert "at --min-cluster-size 12. Try --min-cluster-size 6." in said
    assert "min_cluster_size" not in said
    told = note_lines(["Try detail='fine'", "long_text='chunk' reads them to the end"])
    assert told == [
        "Note: Try --detail fine.",
        "Note: --long-text chunk reads them to the end.",
    ]


def test_search_prints_similarity_id_and_text(table, capsys):
    assert run("search", "t.csv", "parcel refund", "--text", "body", "--k", 2) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "parcel" in lines[0].lower()


def test_progress_goes_to_standard_error_unless_it_is_not_wanted(table, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run("embed", "t.csv", "--text", "body", "--json") == 0
    said = capsys.readouterr()
    assert "Embedding: 57 encoded, 0 from the cache" in said.err
    assert json.loads(said.out)["vectors_encoded"] == 57
    assert run("embed", "t.csv", "--text", "body", "--quiet") == 0
    assert capsys.readouterr().err == ""


def test_a_pipe_gets_no_progress(table, capsys):
    assert run("embed", "t.csv", "--text", "body", "--json") == 0
    assert capsys.readouterr().err == ""


def test_json_is_one_object(table, capsys):
    assert run("embed", "t.csv", "--text", "body", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == 59
    assert told["rows_without_text"] == 1


def test_topics_writes_a_name_for_each_row(table):
    words = ("topics", "t.csv", "--text", "body", "--unit", "sentence")
    assert run(*words, "--output", "topics.csv") == 0
    out = pd.read_csv("topics.csv")
    assert {"topic", "assigned", "name"} <= set(out.columns)
    topics, shares, evidence = (
        out[name].dropna().map(json.loads) for name in ("topics", "shares", "evidence")
    )
    assert (topics.str.len() == shares.str.len()).all()
    assert (topics.str.len() == evidence.str.len()).all()


def test_a_column_of_the_table_is_never_overwritten(table):
    frame = pd.read_csv("t.csv").rename(columns={"n": "group"})
    frame.to_csv("t.csv", index=False)
    run("dedupe", "t.csv", "--text", "body", "--output", "out.csv")
    out = pd.read_csv("out.csv")
    assert out["group"].eq(1).all()
    assert "workbench_group" in out.columns


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["dedupe", "t.csv", "--text", "bdy"], "no column 'bdy'.*Did you mean 'body'"),
        (["dedupe", "t.csv", "--text", "n"], "column 'n' holds"),
        (["dedupe", "no.csv", "--text", "body"], "no.csv does not exist"),
        (["dedupe", "t.csv", "--text", "body", "--threshold", "92"], "Did you mean 0.92"),
        (["dedupe", "t.csv", "--text", "body", "--threshold", "0"], "must be in .0, 1"),
        (["dedupe", "blank.csv", "--text", "body"], "no cell of 'body' holds a text"),
        (["dedupe", "header.csv", "--text", "body"], "the table has no rows"),
        (["dedupe", "empty.csv", "--text", "body"], "is empty: a header line"),
        (["dedupe", "broken.parquet", "--text", "body"], "could not be read as .parquet"),
        (
            ["dedupe", "t.csv", "--text", "body", "--output", "x.docx"],
            "x.docx: the name must end in one of .csv",
        ),
        (["dedupe", "t.csv", "--text", "body", "--output", "no/x.csv"], "mkdir -p no"),
        (["search", "t.csv", " ", "--text", "body"], "search needs words"),
        (["dedupe", "t.csv", "--text", "body", "--output", "t.csv"], "is the table itself"),
        (["dedupe", "t.csv", "--text", "body", "--keep", "newest"], "--date COLUMN"),
        (["dedupe", "t.csv", "--text", "body", "--max-days", "7"], "--max-days needs .*--date COL"),
        (["dedupe", "t.csv", "--text", "body", "--max-days", "-1"], "--max-days must be a whole"),
        (["dedupe", "t.csv", "--text", "body", "--block-on", "nope"], "no column 'nope'"),
        (
            ["dedupe", "t.csv", "--text", "body", "--review-if-different", "nope"],
            "no column 'nope'",
        ),
        (
            ["dedupe", "t.csv", "--text", "body", "--min-similarity", "0.95"],
            "--min-similarity 0.95 must not be above --threshold 0.9",
        ),
        (["dedupe", "t.csv", "--text", "body", "--keep", "newest", "--date", "body"], "no dates"),
        (["topics", "t.csv", "--text", "body", "--min-cluster-size", "1"], "at least 2, got 1"),
        (["map", "t.csv", "--text", "body", "--min-cluster-size", "few"], "auto or a whole number"),
        (["cache", "--prune", "-1"], "megabytes must be 0 or more"),
        (["search", "t.csv", "words", "--text", "body", "--k", "0"], "--k must be a whole number"),
        (["dedupe", "t.csv", "--text", "body", "--id", "key"], "no column 'key'"),
        (["dedupe", "t.csv", "--text", "body", "--keep", "longst"], "Did you mean 'longest'"),
        (["dedupe", "t.csv", "--text", "body", "--ledger", "no.jsonl"], "no.jsonl does not exist"),
        (["match", "t.csv", "no.csv", "--text", "body"], "no.csv does not exist"),
        (["match", "t.csv", "blank.csv", "--text", "body", "--other-id", "x"], "no column 'x'"),
        (["verify", "no.html", "--table", "t.csv", "--text", "body"], "read: No such file"),
        (["conflicts", "t.csv", "--text", "body", "--column", "nn"], "no column 'nn'"),
        (["classify", "t.csv", "--text", "body", "--labels", "nn"], "no column 'nn'"),
        (["report", "t.csv", "--text", "body", "--conflicts", "nn"], "no column 'nn'"),
        (["report", "t.csv", "--text", "body", "--metric", "nn"], "no column 'nn'"),
        (["topics", "t.csv", "--text", "body", "--by", "nn"], "no column 'nn'"),
        (["compare", "t.csv", "--text", "body", "--by", "nn"], "no column 'nn'"),
        (["trends", "t.csv", "--text", "body", "--date", "body"], "written: --date-format"),
        (["dedupe", "t.csv", "--text", "body", "--date-format", "%d"], "name it, --date COLUMN"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_encoded_or_written(
    table, capsys, fake_model, words, message
):
    (table / "blank.csv").write_text("id,body\n1,\n2, \n")
    (table / "header.csv").write_text("id,body\n")
    (table / "empty.csv").write_text("")
    (table / "broken.parquet").write_bytes(b"PAR1 no")
    before = sorted(p.name for p in table.iterdir())
    assert run(*words) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("workbench: ")
    assert len(said.err) < 1500
    assert pd.Series([said.err]).str.contains(message).all(), said.err
    assert fake_model.encoded == []
    assert sorted(p.name for p in table.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("dedup t.csv", "invalid choice: 'dedup'"),
        ("", "workbench: error: the following arguments are required: COMMAND. All options: "),
        ("dedupe t.csv --treshold .9", "--treshold .9. Did you mean '--threshold'? All options: "),
        ("dedupe t.csv --threshold 0,9", "--threshold takes a number, such as 0.9, got '0,9'"),
        ("search t.csv lost parcel", "parcel. Words with blanks between them go into quotes."),
        ("dedupe t.csv --memory much", "--memory takes a whole number, got 'much'."),
        ("dedupe", "workbench dedupe: error: the following arguments are required: table."),
    ],
)
def test_what_is_mistyped_is_told_in_one_line(words, told, capsys):
    with pytest.raises(SystemExit) as exit_:
        run(*words.split())
    assert exit_.value.code == 2
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
    assert said.endswith("--help\n")


def test_a_reader_that_has_seen_enough_is_no_failure(table):
    """As with `workbench completion bash | head -1`."""
    code = "import sys; from workbench.cli import main; main(sys.argv[1:])"
    words = [sys.executable, "-c", code, "completion", "bash"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("duplicates", "Did you mean 'dedupe'?"),
        ("Dedup", "Did you mean 'dedupe'?"),
        ("nothere.csv", "A command comes first: workbench report nothere.csv"),
        ("t\x1b[31m.csv", "workbench report t\\x1b[31m.csv"),
    ],
)
def test_a_command_that_there_is_not_names_the_one_that_was_meant(given, meant, capsys):
    with pytest.raises(SystemExit):
        run(given, "t.csv")
    told = capsys.readouterr().err
    assert meant in told
    assert "\x1b" not in told


@pytest.mark.parametrize("command", ["report", "dedupe", "embed", "search"])
def test_without_the_option_for_texts_the_columns_are_listed(command, table, capsys):
    frame = pd.DataFrame({"name": ["a", "b"], "body": ["one text here", "another text"], "n": 1})
    frame.to_csv("f.csv", index=False)
    words = ["text"] if command == "search" else []
    assert run(command, "f.csv", *words) == 1
    told = capsys.readouterr().err
    assert "which column holds the texts? Name it: --text body." in told
    frame.rename(columns={"body": "What was good?"}).to_csv("q.csv", index=False)
    assert run(command, "q.csv", *words) == 1
    assert 'Name it: --text "What was good?".' in capsys.readouterr().err
    assert "usage" not in told
    frame[["body"]].to_csv("f.csv", index=False)
    assert run("embed", "f.csv") == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_that_has_no_emoji_gets_the_whole_answer(encoding, table, monkeypatch):
    pd.DataFrame({"text": ["my parcel \U0001f600 is late \x9b31m", "other"]}).to_csv("e.csv")
    for words in ((), ("--json",)):
        out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        monkeypatch.setattr("sys.stdout", out)
        with pytest.raises(SystemExit) as exit_:
            main(["search", "e.csv", "parcel", "--text", "text", "--quiet", *words])
        assert exit_.value.code == 0
        said = out.buffer.getvalue().decode(encoding)
        assert ("\\ud83d\\ude00" if words else "\\U0001f600") in said
        if words:
            assert json.loads(said)["rows"][0]["text"].startswith("my parcel \U0001f600")


def test_names_cannot_drive_the_terminal(table, capsys):
    frame = pd.DataFrame({"text": ["same words", "same words"], "\x1b[31mcol": 1, "\u202eb\x9b": 2})
    frame.to_csv("c\x1b]0;x\x07.csv", index=False)
    path = "c\x1b]0;x\x07.csv"
    for words in (
        ["dedupe", path, "--text", "nope"],
        ["dedupe", "no\x1b.csv", "--text", "text"],
        ["dedupe", path, "--text", "text", "--keep", "\x1b[1m"],
        ["dedupe", path, "--text", "text", "--output", "o\x1b[2m.csv"],
        ["embed", path, "--text", "text", "--json"],
    ):
        run(*words)
        told = capsys.readouterr()
        said = told.out + told.err
        assert said
        assert not set("\x1b\x07\x9b\u202e") & set(said)
    with pytest.raises(SystemExit):
        run("dedupe", path, "--text", "text", "--\x1b[31m")
    assert "\x1b" not in capsys.readouterr().err
    with pytest.raises(WorkbenchError) as error:
        wb.embed(frame, text="nope")
    assert "\\x1b[31mcol" in str(error.value)
    assert "\x1b" not in str(error.value)


def test_an_interrupt_is_told_and_exits_with_130(table, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.cli.from_options.embed", interrupted)
    assert run("embed", "t.csv", "--text", "body") == 130
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_has_help_with_examples(command, capsys):
    with pytest.raises(SystemExit) as exit_:
        run(command, "--help")
    assert exit_.value.code == 0
    assert f"examples:\n  workbench {command}" in capsys.readouterr().out


def test_models_are_listed(capsys):
    assert run("models") == 0
    assert "all-MiniLM-L6-v2" in capsys.readouterr().out


def test_a_report_verifies_and_a_changed_table_does_not(table, capsys):
    words = ["t.csv", "--text", "body", "--id", "id", "--quiet"]
    assert run("report", *words, "--output", "t.html") == 0
    again = ["--table", "t.csv", *words[1:]]
    assert run("verify", "t.html", *again) == 0
    assert "identical" in capsys.readouterr().out
    assert run("verify", "t.html", *again, "--title", "T") == 0
    assert run("verify", "t.html", *again, "--title", "Approved by Ann") == 1
    assert "title: says 'T', expected 'Approved by Ann'" in capsys.readouterr().out
    assert run("verify", "t.html", *again, "--threshold", 0.8) == 1
    assert "differs from the stage 'duplicates' on" in capsys.readouterr().out
    assert run("verify", "t.html", *again, "--random-state", 1) == 1
    assert "differs from the stage 'topics' on" in capsys.readouterr().out
    assert run("verify", "t.html", *again, "--random-state", -1) == 1
    assert "--random-state must be a whole number of at least 0" in capsys.readouterr().err
    frame = pd.read_csv("t.csv")
    frame.loc[0, "body"] = "something else"
    frame.to_csv("t.csv", index=False)
    assert run("verify", "t.html", *again) == 1
    assert "differs from the stage 'rows' on" in capsys.readouterr().out


def test_a_report_leaves_columns_out_and_masks(table, capsys):
    frame = pd.read_csv("t.csv").assign(customer="Jo Doe", mail="jo@example.com")
    frame.to_csv("t.csv", index=False)
    words = ["t.csv", "--text", "body", "--output", "t.jsonl"]
    assert run("report", *words, "--leave-out", "customer") == 0
    said = (table / "t.jsonl").read_text(encoding="utf-8")
    assert "Jo Doe" not in said
    assert "customer" not in said
    assert "[email]" in said
    assert run("report", *words, "--leave-out", "custmer") == 1
    assert "Did you mean 'customer'" in capsys.readouterr().err


def test_a_report_measures_stability_and_finds_topics_if_asked(table, capsys):
    words = ["report", "t.csv", "--text", "body", "--output", "t.html"]
    silent = "How stable the topics are was not measured"
    assert run(*words) == 0
    assert silent in capsys.readouterr().out
    assert silent in (table / "t.html").read_text(encoding="utf-8")
    assert run(*words, "--stability") == 0
    assert "other seeds the topics agree" in capsys.readouterr().out
    assert silent not in (table / "t.html").read_text(encoding="utf-8")


def test_a_report_without_topics_verifies(table, capsys, monkeypatch):
    monkeypatch.setattr("workbench.corpus.Corpus.topics", None)
    words = ["--text", "body"]
    assert run("report", "t.csv", *words, "--output", "t.html", "--no-topics") == 0
    assert run("verify", "t.html", "--table", "t.csv", *words) == 0
    assert "identical" in capsys.readouterr().out


def test_a_workbook_of_decisions_is_written(table):
    pytest.importorskip("openpyxl")
    assert run("report", "t.csv", "--text", "body", "--output", "t.xlsx") == 0
    assert {"Groups", "Findings"} & set(pd.read_excel("t.xlsx", sheet_name=None))


def test_the_store_is_shown_checked_and_pruned(table, capsys, own_cache):
    assert run("cache") == 0
    assert "The store is empty." in capsys.readouterr().out
    run("embed", "t.csv", "--text", "body")
    capsys.readouterr()
    assert run("cache", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["folder"] == str(own_cache)
    assert told["models"][0]["entries"] == 57
    assert run("cache", "--check") == 0
    assert "57 entries read, 0 damaged" in capsys.readouterr().out
    assert run("cache", "--check", "--table", "t.csv", "--text", "body") == 0
    assert "texts encoded again, lowest cosine 1.000000" in capsys.readouterr().out
    assert run("cache", "--export", told["models"][0]["key"], "vectors.npz") == 0
    assert (table / "vectors.npz").is_file()
    assert run("cache", "--export", "nothing", "x.npz") == 1
    assert "Keys: " in capsys.readouterr().err
    (own_cache / "exported" / "a").mkdir(parents=True)
    (own_cache / "exported" / "a" / "model.onnx").write_bytes(b"0" * 2_000_000)
    assert run("cache") == 0
    assert "Models exported for onnx and openvino: 2.0 MB" in capsys.readouterr().out
    assert run("cache", "--prune", 1) == 0  # exports first: they are made again at any time
    assert "2.0 MB freed" in capsys.readouterr().out
    assert run("cache", "--json") == 0
    assert json.loads(capsys.readouterr().out)["models"][0]["entries"] == 57
    assert run("cache", "--prune", 0) == 0
    assert run("cache") == 0
    assert "The store is empty." in capsys.readouterr().out


def test_only_kept_rows_are_written_where_that_is_asked(table, capsys):
    assert run("dedupe", "t.csv", "--text", "body", "--only-kept", "--output", "k.csv") == 0
    out = pd.read_csv("k.csv")
    assert (out["verdict"] != "drop").all()
    assert len(out) < 59


def test_the_newest_row_is_kept_by_its_date(table):
    frame = pd.read_csv("t.csv")
    frame["day"] = pd.date_range("2025-01-01", periods=len(frame)).strftime("%Y-%m-%d")
    frame.to_csv("t.csv", index=False)
    words = ["--keep", "newest", "--date", "day", "--threshold", 0.99]
    assert run("dedupe", "t.csv", "--text", "body", *words, "--output", "k.csv") == 0
    keep = pd.read_csv("k.csv")["verdict"] != "drop"
    assert keep[57]
    assert not keep[0]


def test_a_table_may_be_deduplicated_again_and_again(table):
    run("dedupe", "t.csv", "--text", "body", "--output", "1.csv")
    run("dedupe", "1.csv", "--text", "body", "--output", "2.csv")
    assert run("dedupe", "2.csv", "--text", "body", "--output", "3.csv") == 0
    assert "workbench_group_2" in pd.read_csv("3.csv")


def test_cells_that_got_an_apostrophe_are_counted(table, capsys):
    texts = ["=1+1 is two", "-5", "- plain words here"]
    pd.DataFrame({"body": texts}).to_csv("f.csv", index=False)
    assert run("dedupe", "f.csv", "--text", "body", "--output", "o.csv") == 0
    assert "Note: 1 cell that" in capsys.readouterr().out
    assert pd.read_csv("o.csv")["body"].tolist() == [f"'{texts[0]}", *texts[1:]]
    assert run("dedupe", "f.csv", "--text", "body", "--output", "o.csv", "--plain") == 0
    assert "apostrophe" not in capsys.readouterr().out
    assert pd.read_csv("o.csv")["body"].tolist() == texts


def test_a_report_as_a_table_tells_what_it_holds_otherwise(table, capsys):
    frame = pd.DataFrame({"body": ["=1+1 is two", "words here"]})
    wide = frame.assign(**{f"c{k}": "x" for k in range(25)})
    wide.to_csv("f.csv", index=False)
    assert run("report", "f.csv", "--text", "body", "--output", "o.csv") == 0
    said = capsys.readouterr().out
    assert "Note: 1 cell that a spreadsheet would run" in said
    assert "the first 20 of 25 columns" in said
    assert run("report", "f.csv", "--text", "body", "--output", "o.csv", "--plain") == 0
    assert pd.read_csv("o.csv")["text"].tolist() == frame["body"].tolist()


def test_other_columns_stay_as_they_were_written(table):
    rows = ["00123,1E5,3.10,570301031407624196,TRUE,x,y", "7,2,3.0,8,no,,"]
    lines = ["id,code,version,reply,ok,Labels,Labels,body"]
    lines += [f"{row},words number {k} here" for k, row in enumerate(rows)]
    (table / "i.csv").write_text("\n".join(lines) + "\n")
    assert run("dedupe", "i.csv", "--text", "body", "--id", "id", "--output", "o.csv") == 0
    with (table / "o.csv").open(encoding="utf-8-sig") as file:
        written = [line.split(",")[:8] for line in file.read().splitlines()]
    assert written == [line.split(",") for line in lines]


def test_the_columns_that_are_told_are_those_that_were_written(table, capsys):
    frame = pd.read_csv("t.csv").rename(columns={"n": "name"}).assign(verdict="mine")
    frame.to_csv("n.csv", index=False)
    for command in ("dedupe", "topics"):
        assert run(command, "n.csv", "--text", "body", "--output", "o.csv") == 0
        said = capsys.readouterr().out
        added = [c for c in pd.read_csv("o.csv").columns if c not in frame.columns]
        assert f"with the columns {', '.join(added[:-1])} and {added[-1]}: o.csv" in said
        assert ("workbench_verdict" if command == "dedupe" else "workbench_name") in added


def test_a_date_that_can_be_read_two_ways_asks_for_the_option(table, capsys):
    frame = pd.read_csv("t.csv").assign(ts="05/03/2024")
    frame.loc[57, "ts"] = "06/03/2024"
    frame.to_csv("d.csv", index=False)
    words = ["dedupe", "d.csv", "--text", "body", "--keep", "newest", "--date", "ts"]
    assert run(*words) == 1
    said = capsys.readouterr().err
    assert '--date-format "%d/%m/%Y"' in said
    assert "frame[" not in said
    assert run(*words, "--date-format", "%d/%m/%Y", "--output", "k.csv") == 0
    assert pd.read_csv("k.csv")["verdict"][57] == "keep"
    assert pd.read_csv("k.csv")["ts"][57] == "06/03/2024"


def test_what_cannot_be_written_is_told_before_the_work(table, capsys, fake_model):
    pd.DataFrame({"body": ["words here", "x" * 40_000]}).to_csv("l.csv", index=False)
    assert run("dedupe", "l.csv", "--text", "body", "--output", "o.xlsx") == 1
    assert "o.csv" in capsys.readouterr().err
    assert not (table / "o.xlsx").exists()


@pytest.fixture
def faqs(table):
    questions = ["my parcel and the refund do not work", "how do I peel an apple", None]
    pd.DataFrame({"key": ["A", "B", "C"], "question": questions}).to_csv("q.csv", index=False)
    return ["t.csv", "q.csv", "--text", "body", "--other-text", "question", "--other-id", "key"]


def test_match_writes_the_nearest_row_of_the_other_table(faqs, capsys):
    assert run("match", *faqs, "--threshold", 0.99, "--output", "m.csv", "--gaps", "g.csv") == 0
    said = capsys.readouterr().out
    out = pd.read_csv("m.csv")
    assert len(out) == 59
    assert out.loc[0, ["match", "status"]].tolist() == ["A", "answered"]
    assert out["status"].iloc[-1] == "no text"
    assert "of 59 rows (" in said
    assert "1 of 3 other rows are nobody's answer." in said
    gaps = pd.read_csv("g.csv")
    assert gaps["rows"].sum() == out["status"].isin(["review", "unanswered"]).sum()


def test_match_tells_machines_the_counts(faqs, capsys):
    assert run("match", *faqs, "--json", "--output", "m.csv") == 0
    told = json.loads(capsys.readouterr().out)
    counts = told["matches"]
    statuses = ("answered", "review", "partial", "unanswered", "no_text")
    assert sum(counts[name] for name in statuses) == told["rows"] == 59
    assert told["other_rows"] == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--output", "q.csv"], "is the table itself"),
        (["--gaps", "g.docx"], "g.docx: the name must end in"),
        (["--partial-threshold", "0.9"], "must not be above threshold"),
        (["--other-text", "anser"], "no column 'anser'"),
    ],
)
def test_match_refuses_what_cannot_be_used(faqs, capsys, words, message):
    assert run("match", *faqs, *words) == 1
    assert message in capsys.readouterr().err


def test_results_are_told_to_machines_as_numbers(table, capsys):
    assert run("dedupe", "t.csv", "--text", "body", "--json", "--output", "o.csv") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["duplicates"]["threshold"] == 0.9
    assert told["duplicates"]["n_removed"] == (pd.read_csv("o.csv")["verdict"] == "drop").sum()
    assert any("can go" in sentence for sentence in told["findings"])


def test_a_finished_run_says_what_it_found_in_about_ten_lines(table, capsys):
    assert run("report", "t.csv", "--text", "body", "--output", "t.html") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 12
    assert lines[-1].startswith("Report: t.html (")


def test_texts_cannot_drive_the_terminal(table, capsys):
    evil = "\x1b]0;owned\x07\x1b[2J my parcel \u202eis late"
    pd.DataFrame({"body": [evil, evil + "!", "my parcel"]}).to_csv("e.csv", index=False)
    assert run("search", "e.csv", "parcel", "--text", "body") == 0
    assert run("dedupe", "e.csv", "--text", "body", "--output", "o.csv") == 0
    said = capsys.readouterr().out
    assert "my parcel" in said
    assert all(sign.isprintable() or sign == "\n" for sign in said)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_a_script_that_it_can_read(shell, capsys):
    assert run("completion", shell) == 0
    script = capsys.readouterr().out
    assert all(word in script for word in (*COMMANDS, "other-text", "bfloat16", "longest"))
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True)


def test_bash_completes_commands_options_and_values(tmp_path, capsys):
    if not shutil.which("bash"):
        pytest.skip("no bash on this machine")
    run("completion", "bash")
    (tmp_path / "script").write_text(capsys.readouterr().out)
    ask = """source ./script
    ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
            COMPREPLY=(); _shtab_workbench; echo "${COMPREPLY[*]}"; }
    ask workbench ded; ask workbench match --oth; ask workbench dedupe --precision b"""
    done = subprocess.run(
        ["bash", "-c", ask], check=False, cwd=tmp_path, capture_output=True, text=True
    )
    found = sorted(done.stdout.split())
    assert {"--other-id", "--other-text", "--other-sheet", "bfloat16", "dedupe"} <= set(found), (
        done.stderr
    )


def test_an_endpoint_embeds_with_the_key_of_the_environment(table, capsys, monkeypatch):
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    with serving("ollama") as server:
        words = ["dedupe", "t.csv", "--text", "body", "--output", "out.csv"]
        assert run(*words, "--endpoint", server.address, "--model", "all-minilm") == 0
        assert server.keys == {"Bearer sk-of-the-environment"}
        assert len(server.texts) >= 57
    captured = capsys.readouterr()
    assert "texts were sent to a server on this machine (127.0.0.1" in captured.out
    assert "sk-of" not in captured.out + captured.err
    assert len(pd.read_csv("out.csv")) == 59


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "--endpoint needs the model's name on that server: --model NAME"),
        (["--model", "m", "--backend", "onnx"], "--backend and --precision are for models on this"),
        (["--model", "m", "--precision", "float16"], "--backend and --precision are for models on"),
    ],
)
def test_an_endpoint_needs_a_model_and_no_backend(table, capsys, words, message):
    said = ["dedupe", "t.csv", "--text", "body", "--endpoint", "http://127.0.0.1:9", *words]
    assert run(*said) != 0
    assert message in capsys.readouterr().err


def test_machine_made_lines_wait_for_review_and_the_way_on_is_told(capsys):
    lines = [f"disk nearly full on host web-{k:04d} at 12:{k:02d}" for k in range(40)]
    pd.DataFrame({"body": lines}).to_csv("a.csv", index=False)
    words = ["dedupe", "a.csv", "--text", "body", "--output", "o.csv", "--threshold", "0.5"]
    assert run(*words) == 0
    told = next(one for one in capsys.readouterr().out.splitlines() if "type: " in one)
    options = told.split("type: ")[1].rstrip(".").split()
    assert options == ["--ignore-difference", "id", "--ignore-difference", "date"]
    assert run(*words, *options, "--overwrite", "--memory", "1") == 0
    assert "type: " not in capsys.readouterr().out
    assert (pd.read_csv("o.csv")["verdict"] == "drop").sum() > 20
    assert run(*words, "--memory", "0", "--overwrite") == 1
    assert "--memory must be a whole number of at least 1" in capsys.readouterr().err


def test_the_search_for_duplicates_is_set_by_options(capsys):
    frame = pd.DataFrame(
        {
            "body": ["my parcel is late"] * 4,
            "shop": ["north", "north", "south", "south"],
            "plan": ["a", "b", "a", "a"],
            "day": ["2026-01-01", "2026-01-02", "2026-01-01", "2026-03-01"],
        }
    )
    frame.to_csv("s.csv", index=False)

    def verdicts(*words):
        words = ["dedupe", "s.csv", "--text", "body", "--output", "o.csv", *words]
        assert run(*words) == 0, capsys.readouterr().err
        return pd.read_csv("o.csv")["verdict"].tolist()

    assert verdicts() == ["keep", "drop", "drop", "drop"]
    assert verdicts("--block-on", "shop") == ["keep", "drop", "keep", "drop"]
    assert verdicts("--review-if-different", "plan") == ["keep", "review", "drop", "drop"]
    assert (
        verdicts("--review-if-different", "plan", "--review-if-different", "shop").count("drop")
        == 1
    )
    assert verdicts("--max-days", "7", "--date", "day") == ["keep", "drop", "drop", "keep"]
    assert verdicts("--min-similarity", "0.8", "--block-on", "shop").count("drop") == 2


def test_a_namer_needs_its_server_and_its_model(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text("text\none\ntwo\n")
    for options, told in (
        (["--namer", "http://localhost:1/v1"], "--namer-model NAME is missing"),
        (["--namer-model", "m"], "--namer URL is missing"),
        (["--namer", "nowhere", "--namer-model", "m"], "--namer must be an address"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(["topics", str(path), "--text", "text", *options])
        assert ended.value.code
        said = capsys.readouterr().err
        assert told in said
        assert "base_url" not in said


def test_compare_writes_what_is_new_and_says_what_changed(table, capsys):
    before = pd.read_csv("t.csv")
    new = pd.DataFrame({"body": [f"version four of the app crashes, case {k}" for k in range(12)]})
    pd.concat([before, new]).to_csv("now.csv", index=False)
    assert run("compare", "now.csv", "t.csv", "--text", "body", "--output", "c.csv") == 0
    printed = capsys.readouterr().out
    assert "are unlike everything in the other table" in printed
    assert "12 new rows such as: version four" in printed
    written = pd.read_csv("c.csv")
    assert (written["status"].tail(12) == "new").all()
    assert (written["status"].head(len(before)) != "new").all()


def test_a_report_has_the_sections_that_are_asked_for(table, capsys):
    asked = ("--compare-with", "t.csv", "--answers", "t.csv", "--metric", "length")
    frame = pd.read_csv("t.csv")
    frame.assign(length=frame["body"].str.len()).to_csv("n.csv", index=False)
    assert run("report", "n.csv", "--text", "body", "--output", "n.html", *asked) == 0
    page = (table / "n.html").read_text(encoding="utf-8")
    assert all(f'<section class="more" id="{name}"' in page for name in ("changed", "answered"))
    assert '<section class="more" id="metrics"' in page
    capsys.readouterr()
    assert run("report", "n.csv", "--text", "body", "--output", "n.xlsx", *asked) == 1
    assert "--compare-with is for a page: --output n.html" in capsys.readouterr().err


def test_a_report_with_sections_verifies(table, capsys):
    asked = ("--compare-with", "t.csv", "--metric", "n")
    assert run("report", "t.csv", "--text", "body", "--output", "n.html", *asked) == 0
    capsys.readouterr()
    assert run("verify", "n.html", "--table", "t.csv", "--text", "body") == 0
    printed = capsys.readouterr().out
    assert "identical" in printed
    assert "the section 'changed' was not verified: name --compare-with TABLE" in printed
    assert run("verify", "n.html", "--table", "t.csv", "--text", "body", *asked[:2]) == 0
    assert "not verified" not in capsys.readouterr().out
