"""One line per group: which cell survives, where it came from, and that nothing is lost.

Tests of duplicates/merged_rows.py, duplicates/survivorship.py and cli/merging.py.
"""

import json

import numpy as np
import pandas as pd
import polars as pl
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.cli.merging import merge as merge_command
from workbench.cli.parser import parser
from workbench.duplicates import find_duplicates
from workbench.duplicates.survivorship import joined_parts, parts_of, separator_of
from workbench.errors import ColumnError, InputError
from workbench.ledger import Ledger
from workbench.similarity import pairs
from workbench.tables import rows_of

SHOES = "How do I return my shoes to the shop"


def table():
    return pd.DataFrame(
        {
            "id": ["a", "b", "c", "d", "e", "f"],
            "question": [
                SHOES,
                SHOES.lower(),
                f"{SHOES}?",
                "Where is my invoice",
                "Return my shoes to the shop within 30 days",
                "Return my shoes to the shop within 14 days",
            ],
            "answer": ["Send them.", "Send them back to us.", None, "Orders.", "Yes", "No"],
            "tags": ["shop, shoes", "Shoes, post", "", "bills", "x", "y"],
            "views": [1, 2, 3, 4, 5, 6],
            "changed": ["2024-01-05", "2024-03-01", "2024-02-01", None, "", "2024-01-01"],
            "state": ["open", "closed", "open", "open", "new", "new"],
        }
    )


def duplicates_of(frame, threshold=0.8, **settings):
    corpus = wb.embed(
        frame, text="question", id="id", model=FakeEncoder(), ledger=False, progress=False
    )
    return corpus.duplicates(threshold, **settings)


RULES = {
    "answer": "longest",
    "tags": "union",
    "views": "sum",
    "changed": "newest",
    "state": ["closed", "open"],
}


def test_each_rule_chooses_and_says_from_which_row():
    merged, cells = duplicates_of(table()).merge(RULES)
    line = merged.set_index("id").loc["c"]
    assert line["question"] == f"{SHOES}?"
    assert line["answer"] == "Send them back to us."
    assert line["tags"] == "shop, shoes, post"
    assert line["views"] == 6
    assert line["changed"] == "2024-03-01"
    assert line["state"] == "closed"
    assert (line["merged_rows"], line["merged_ids"]) == (3, ["c", "a", "b"])
    taken = cells[cells["taken"]].groupby("column")["row"].agg(list).to_dict()
    assert taken["answer"] == taken["changed"] == taken["state"] == ["b"]
    assert taken["tags"] == ["a", "b"]
    assert taken["views"] == ["c", "a", "b"]
    left = cells[cells["left_behind"]].groupby("column")["row"].agg(list).to_dict()
    assert left == {
        "question": ["a", "b"],
        "answer": ["a"],
        "changed": ["c", "a"],
        "state": ["c", "a"],
    }


def test_rows_to_review_stay_apart_unless_whole_groups_are_asked_for():
    duplicates = duplicates_of(table(), 0.7)
    assert duplicates.n_review > 0
    merged, cells = duplicates.merge()
    assert {"e", "f"} <= set(merged["id"])
    assert any("to review" in note for note in cells.attrs["notes"])
    whole, _ = duplicates.merge(whole_groups=True)
    assert not whole["group"].dropna().duplicated().any()
    assert whole["merged_rows"].sum() == len(table())


def test_every_cell_of_the_table_is_in_a_line_or_in_the_cells():
    rng = np.random.default_rng(0)
    words = ["red", "blue", "shoes", "hat", "order", "late"]
    frame = pd.DataFrame(
        {
            "id": range(60),
            "question": [" ".join(rng.choice(words, 4)) for _ in range(60)],
            "one": rng.choice(["x", "y", "", None], 60),
            "two": rng.integers(0, 9, 60).astype(float),
        }
    )
    frame.loc[::7, "two"] = np.nan
    duplicates = duplicates_of(frame, 0.85)
    assert duplicates.n_removed > 5
    for rule in ("kept", "most_common", "shortest", "union"):
        merged, cells = duplicates.merge({"one": rule, "two": "max"})
        ids = [one for ids in merged["merged_ids"] for one in ids]
        assert sorted(ids) == frame["id"].tolist()
        alone = merged[merged["merged_rows"] == 1].set_index("id")
        by_row = cells.set_index(["row", "column"])["value"]
        for row in frame.to_dict("records"):
            for name in ("question", "one", "two"):
                kept = alone.at[row["id"], name] if row["id"] in alone.index else None
                value = by_row[row["id"], name] if row["id"] not in alone.index else kept
                assert value == row[name] or (pd.isna(value) and pd.isna(row[name]))


def test_a_blank_cell_is_taken_only_if_all_are_blank():
    frame = table()
    frame["note"] = [None, "call first", " ", None, None, None]
    merged, _ = duplicates_of(frame).merge({"tags": "shortest"})
    line = merged.set_index("id").loc["c"]
    assert line["note"] == "call first"
    assert line["tags"] == "shop, shoes"


def test_kinds_of_columns_stay_and_halves_are_not_cut():
    frame = table().assign(
        level=pd.Categorical(list("abcabc")),
        when=pd.to_datetime(["2024-01-01"] * 6),
        count=pd.array([1, None, 2, 3, 4, 5], dtype="Int64"),
    )
    merged, _ = duplicates_of(frame).merge({"count": "sum", "level": "most_common"})
    assert merged.dtypes["level"] == frame.dtypes["level"]
    assert merged.dtypes["count"] == frame.dtypes["count"]
    assert merged.dtypes["when"] == frame.dtypes["when"]
    assert merged.set_index("id").at["c", "count"] == 3
    mean, cells = duplicates_of(frame).merge({"views": lambda values: values.sum() / 4})
    assert mean.set_index("id").at["c", "views"] == 1.5
    assert (cells.loc[cells["column"] == "views", "rule"] == "function <lambda>").all()


def test_the_same_in_any_order_of_rows():
    frame = table()
    merged, _ = duplicates_of(frame).merge(RULES)
    turned, _ = duplicates_of(frame.iloc[::-1]).merge(RULES)
    drop = ["group"]
    pd.testing.assert_frame_equal(
        merged.drop(columns=drop).sort_values("id", ignore_index=True),
        turned.drop(columns=drop).sort_values("id", ignore_index=True),
    )


def test_repeated_labels_and_columns_of_one_name_stay_apart():
    frame = table().set_axis([0, 0, 1, 1, 2, 2])
    frame = pd.concat([frame, frame[["views"]] * 10], axis=1)
    merged, _ = duplicates_of(frame).merge({"answer": "longest"})
    views = merged.loc[merged["id"] == "c", ["views", "views.1"]].to_numpy().ravel().tolist()
    assert views == [3, 30]
    summed, _ = duplicates_of(frame).merge({"views.1": "sum"})
    assert summed.loc[summed["id"] == "c", "views.1"].tolist() == [60]


def test_polars_comes_back():
    merged, cells = duplicates_of(pl.from_pandas(table())).merge(RULES)
    assert isinstance(merged, pl.DataFrame)
    assert merged.filter(pl.col("id") == "c")["merged_ids"].to_list() == [["c", "a", "b"]]
    assert isinstance(cells, pd.DataFrame)


def test_decisions_by_hand_hold(tmp_path):
    frame = table()
    corpus = wb.embed(
        frame, text="question", id="id", model=FakeEncoder(), ledger=tmp_path / "l", progress=False
    )
    corpus.ledger.decide_row("keep", corpus.rows, 0)
    corpus.ledger.decide_row("drop", corpus.rows, 3)
    merged, cells = corpus.duplicates(0.7).merge(whole_groups=True)
    assert "a" in merged["id"].tolist()
    assert "d" not in merged["id"].tolist()
    lost = cells[cells["id"].isna()]
    assert set(lost["row"]) == {"d"}
    assert "Orders." in lost.loc[lost["left_behind"], "value"].tolist()
    assert any("dropped by hand" in note for note in merged.attrs["notes"])
    assert isinstance(corpus.ledger, Ledger)


@pytest.mark.parametrize(
    ("cells", "separator", "parts"),
    [
        (["a;b", "c"], ";", ["a", "b"]),
        (["a | b", "x, y"], "|", ["a", "b"]),
        (["Send it back to us within thirty days, but not the bill, please"], "", None),
        (["a, b", "c"], ",", ["a", "b"]),
        (['["a", "b"]', "[]"], ",", ["a", "b"]),
    ],
)
def test_how_values_are_parted(cells, separator, parts):
    assert separator_of(cells) == separator
    assert parts_of(cells[0], separator) == (parts or cells)


@pytest.mark.parametrize(
    ("like", "separator", "joined"),
    [
        ("a", "", "x; y"),
        ("a|b", "|", "x|y"),
        ('["a"]', ",", '["x", "y"]'),
        (("a",), "", ("x", "y")),
        (["a"], "", ["x", "y"]),
        (4, "", "x; y"),
    ],
)
def test_values_are_joined_as_the_cells_are_written(like, separator, joined):
    assert joined_parts(["x", "y"], like, separator) == joined


def test_what_does_not_fit_is_refused_with_what_to_type():
    duplicates = duplicates_of(table())
    with pytest.raises(ColumnError, match="anwser"):
        duplicates.merge({"anwser": "longest"})
    with pytest.raises(InputError, match="the rule of column 'answer'"):
        duplicates.merge({"answer": "latest"})
    with pytest.raises(InputError, match="has no max: it holds words"):
        duplicates.merge({"answer": "max"})
    with pytest.raises(ColumnError, match="holds no number"):
        duplicates.merge({"answer": "sum"})
    with pytest.raises(InputError, match="columns takes a rule per column"):
        duplicates.merge(["answer"])
    rows = rows_of(table(), "question")
    vectors = FakeEncoder().encode(rows.readings)
    with pytest.raises(InputError, match="have no table"):
        find_duplicates(rows, vectors, pairs(vectors, 0.9)).merge()


def test_no_duplicates_give_the_table_back():
    frame = pd.DataFrame({"id": [1, 2], "question": ["one thing", "else entirely"]})
    merged, cells = duplicates_of(frame).merge()
    assert merged["merged_rows"].tolist() == [1, 1]
    assert cells.empty


def test_the_command_writes_lines_and_cells(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("workbench.cli.from_options.model_of", lambda options: FakeEncoder())
    table().to_csv(tmp_path / "faq.csv", index=False)
    given = [str(tmp_path / "faq.csv"), "--text", "question", "--id", "id", "--threshold", "0.8"]
    paths = ["--output", str(tmp_path / "m.csv"), "--cells", str(tmp_path / "c.csv")]
    rules = ["--column", "answer=longest", "--column", "state=closed,open", "--no-ledger"]
    options = parser().parse_args(["merge", *given, *paths, *rules])
    options.remembered = {}  # what the command line keeps for the manifest
    answer = merge_command(options)
    merged = pd.read_csv(tmp_path / "m.csv").set_index("id")
    assert merged.at["c", "merged_ids"] == "c a b"
    assert merged.at["c", "state"] == "closed"
    cells = pd.read_csv(tmp_path / "c.csv")
    assert answer.facts["left_behind"] == int(cells["left_behind"].sum()) > 0
    assert json.dumps(answer.facts, default=str)
    for wrong in ("answer", "answer=latest", "changed=newest"):
        options = parser().parse_args(["merge", *given, "--column", wrong])
        with pytest.raises(InputError, match="--column"):
            merge_command(options)
