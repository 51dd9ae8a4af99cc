"""Tests of exports/vector_file.py and exports/labeling.py."""

import json
import xml.etree.ElementTree as ET

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest

import workbench as wb
from tests.cli.test_cli import fake_model, run
from tests.fakes import FakeEncoder
from workbench.errors import FileError, InputError
from workbench.exports import labeling_config
from workbench.tables import read_manifest

__all__ = ["fake_model"]

LABEL = 'refund <&> "card"'


@pytest.fixture
def corpus():
    texts = [f"{a} {b}" for a in ("card", "login") for b in "abcdefghijklmn"]
    texts[5:5] = ["", "a smile \U0001f600 here"]
    frame = pd.DataFrame({"id": range(100, 130), "body": texts})
    return wb.embed(frame, text="body", id="id", model=FakeEncoder(), cache=False, progress=False)


def test_vectors_stand_beside_ids_texts_and_results(corpus, tmp_path):
    path = tmp_path / "v.parquet"
    duplicates, topics = corpus.duplicates(), corpus.topics()
    points = corpus.projection(coordinates=np.arange(60.0).reshape(30, 2))
    corpus.export_vectors(path, duplicates, topics, points)
    table = pyarrow.parquet.read_table(path)
    dimensions = corpus.vectors.shape[1]
    assert (
        str(table.schema.field("vector").type) == f"fixed_size_list<element: float>[{dimensions}]"
    )
    vectors = np.array(table["vector"].to_pylist(), dtype=np.float32)
    np.testing.assert_array_equal(vectors, corpus.vectors)
    assert table["id"].to_pylist() == [100, 101, 102, 103, 104, *range(106, 130)]
    assert table["text"][5].as_py() == "a smile \U0001f600 here"
    with_text = corpus.frame["body"] != ""
    assert table["topic"].to_pylist() == topics.to_frame()["topic"][with_text].tolist()
    groups = duplicates.to_frame()["group"][with_text]
    assert table["group"].to_pylist() == [None if pd.isna(one) else one for one in groups]
    assert table["x"].to_pylist() == [2.0 * k for k in range(30) if k != 5]
    stages = [one["stage"] for one in read_manifest(path)["stages"]]
    assert {"rows", "embedding", "duplicates", "topics", "projection"} <= {*stages}


def test_a_database_finds_the_nearest_row_as_search_does(corpus, tmp_path):
    path = tmp_path / "v.parquet"
    corpus.export_vectors(path)
    vector = f"vector::float[{corpus.vectors.shape[1]}]"
    nearest = duckdb.sql(
        f"select id from '{path}' order by array_cosine_distance({vector}, (select {vector} from "
        f"'{path}' where id = 110)), id limit 1"
    ).fetchall()
    assert nearest == [(110,)]


def test_vectors_are_refused_in_other_files_and_for_other_rows(corpus, tmp_path):
    with pytest.raises(FileError, match=r"vectors are written to a \.parquet file: v\.parquet"):
        corpus.export_vectors(tmp_path / "v.csv")
    with pytest.raises(InputError, match="a result has 2 rows, this corpus 30"):
        corpus.export_vectors(tmp_path / "v.parquet", pd.DataFrame({"a": [1, 2]}))


@pytest.mark.parametrize("ending", [".jsonl", ".json"])
@pytest.mark.parametrize("tool", ["label-studio", "argilla"])
def test_tasks_propose_the_topic(corpus, tmp_path, tool, ending):
    path = tmp_path / f"tasks{ending}"
    topics = corpus.topics().rename({0: LABEL})
    corpus.export_tasks(path, topics, tool=tool)
    said = path.read_text(encoding="utf-8")
    tasks = json.loads(said) if ending == ".json" else [*map(json.loads, said.splitlines())]
    lines = topics.to_frame()[(corpus.frame["body"] != "").to_numpy()]
    assert len(tasks) == len(lines) == 29
    proposed = [label_of(task) for task in tasks]
    expected = [line.name if line.topic >= 0 else None for line in lines.itertuples(index=False)]
    assert proposed == expected
    assert LABEL in proposed


def label_of(task):
    """Return the label that a task proposes, of either tool."""
    if "fields" in task:
        return task["suggestions"].get("label", {}).get("value")
    predictions = task.get("predictions")
    return predictions[0]["result"][0]["value"]["choices"][0] if predictions else None


def test_categories_and_nothing_can_be_proposed(corpus, tmp_path):
    path = tmp_path / "tasks.jsonl"
    corpus.export_tasks(path, corpus.categorize({"Card": ["card a"], "Login": ["login b"]}))
    tasks = [*map(json.loads, path.read_text(encoding="utf-8").splitlines())]
    assert {"Card", "Login"} <= {label_of(task) for task in tasks}
    corpus.export_tasks(path)
    assert "predictions" not in path.read_text(encoding="utf-8")


def test_the_labeling_interface_has_one_choice_per_label():
    view = ET.fromstring(labeling_config([LABEL, "plain"]))
    assert [choice.get("value") for choice in view.iter("Choice")] == [LABEL, "plain"]


def test_the_command_writes_vectors_and_tasks(corpus, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    corpus.frame.to_csv("t.csv", index=False)
    assert run("export", "t.csv", "--text", "body", "--id", "id") == 0
    names = pyarrow.parquet.read_schema("t.vectors.parquet").names
    assert {"id", "text", "vector", "group", "topic", "x", "y"} <= {*names}
    words = "export t.csv --text body --id id --to label-studio --output t.json --json"
    capsys.readouterr()
    assert run(*words.split()) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["to"], "<Choice value=" in facts["labeling_config"]) == ("label-studio", True)
    assert len(json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))) == 29
