"""No command replaces an input, a ledger or a file of somebody else, in any combination."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.fakes import FakeEncoder
from tests.faults.outputs import BEFORE, LINKS, lay_out, unchanged
from workbench import cli
from workbench.cli import outputs
from workbench.config import LEDGER


@pytest.fixture(autouse=True)
def fake_model(monkeypatch):
    monkeypatch.setattr(
        "workbench.embedding.encoders.custom.load_encoder", lambda *_, **__: FakeEncoder()
    )


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path)
    (tmp_path / "vectors.npz").write_text("mine")
    return tmp_path


def run(*words):
    return cli.run([*words, "--quiet"] if words[0] != "cache" else list(words))


TAKEN = ["a.csv", "./a.csv", "link.csv", "hard.csv", "notes.csv", LEDGER, "own.jsonl"]


@pytest.mark.parametrize("output", TAKEN)
def test_match_replaces_nothing_by_either_of_its_outputs(folder, output):
    words = ["match", "a.csv", "b.csv", "--text", "t", "--ledger", "own.jsonl"]
    for gaps in ("new.csv", "b.csv", LEDGER):
        assert run(*words, "--output", output, "--gaps", gaps) == 1
        assert run(*words, "--output", gaps, "--gaps", output) == 1
    assert unchanged(folder)
    assert not (folder / "new.csv").exists()


@pytest.mark.parametrize("command", ["dedupe", "topics", "report"])
@pytest.mark.parametrize("output", TAKEN)
@pytest.mark.parametrize("more", [["--no-ledger"], ["--ledger", "own.jsonl"]])
def test_no_command_replaces_what_it_did_not_write(folder, capsys, command, output, more):
    assert run(command, "a.csv", "--text", "t", "--output", output, *more) == 1
    assert unchanged(folder)
    said = capsys.readouterr().err
    assert "itself. Name another file" in said or "--overwrite" in said or "must end in" in said


@pytest.mark.parametrize("output", ["a.csv", "link.csv", LEDGER])
def test_not_even_by_overwrite_is_an_input_or_the_ledger_replaced(folder, output):
    words = ["dedupe", "a.csv", "--text", "t", "--no-ledger", "--overwrite"]
    assert run(*words, "--output", output) == 1
    assert unchanged(folder)


def test_a_file_in_a_folder_that_is_read_is_an_input(folder):
    (folder / "data").mkdir()
    path = folder / "data" / "part.parquet"
    pd.DataFrame({"t": ["one text", "other words"]}).to_parquet(path)
    before = path.read_bytes()
    for table in ("data", "data/*.parquet"):
        words = ["dedupe", table, "--text", "t", "--overwrite", "--output", str(path)]
        assert run(*words) == 1
    assert path.read_bytes() == before


def test_a_map_and_an_export_replace_nothing_of_others(folder, capsys):
    assert run("map", "a.csv", "--text", "t", "--output", "page.html") == 1
    run("embed", "a.csv", "--text", "t", "--json")
    run("cache", "--json")
    key = json.loads(capsys.readouterr().out.splitlines()[-1])["models"][0]["key"]
    assert run("cache", "--export", key, "vectors.npz") == 1
    assert run("cache", "--export", key, "vectors") == 1
    assert unchanged(folder)
    assert (folder / "vectors.npz").read_text() == "mine"
    assert run("cache", "--export", key, "vectors.npz", "--overwrite") == 0
    assert not (folder / "vectors").exists()
    assert (folder / "vectors.npz").read_bytes()[:2] == b"PK"


def test_one_file_is_not_written_twice(folder, capsys):
    words = ["match", "a.csv", "b.csv", "--text", "t", "--output", "m.csv", "--gaps", "./m.csv"]
    assert run(*words) == 1
    assert "--gaps m.csv is written already" in capsys.readouterr().err


def test_what_a_command_wrote_is_replaced_until_somebody_changes_it(folder, capsys):
    words = ["dedupe", "a.csv", "--text", "t", "--output", "out.csv"]
    assert [run(*words), run(*words)] == [0, 0]
    (folder / "out.csv").write_text("my work of three days\n")
    assert run(*words) == 1
    assert "Workbench did not write it as it is now" in capsys.readouterr().err
    assert (folder / "out.csv").read_text() == "my work of three days\n"
    assert run(*words, "--overwrite") == 0


def test_the_cache_holds_no_names_of_files(folder, own_cache):
    assert run("dedupe", "a.csv", "--text", "t", "--output", "secret-name.csv") == 0
    assert "secret" not in (own_cache / outputs.WRITTEN).read_text()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_ended_leaves_nothing_behind(folder, number):
    program = (
        "import os\n"
        "import workbench.cli, workbench.tables\n"
        "from workbench.cli.parser import COMMANDS\n"
        "def stage(options):\n"
        "    with workbench.tables.atomic('out.csv') as temporary:\n"
        "        temporary.write_text('private texts')\n"
        f"        os.kill(os.getpid(), {int(number)})\n"
        "COMMANDS['embed'] = COMMANDS['embed']._replace(run=stage)\n"
        "workbench.cli.main(['embed', 'a.csv', '--text', 't'])\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, check=False
    )
    assert ended.returncode == 128 + number
    assert sorted(p.name for p in folder.iterdir()) == sorted([*BEFORE, *LINKS, "vectors.npz"])
