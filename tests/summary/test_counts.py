"""Counts and sentences.

Tests of summary/words.py.
"""

import json

import numpy as np
import pandas as pd
import pytest

from tests.fakes import FakeEncoder
from tests.reports.results import make_duplicates, make_embedding, make_run
from workbench.duplicates import find_duplicates
from workbench.errors import counted
from workbench.similarity import pairs
from workbench.summary import findings, percent, sentence, summarize
from workbench.tables import rows_of
from workbench.topics.stability import Stability


def table():
    return pd.DataFrame(
        {"text": ["refund now", "refund now", "Refund it please", "other thing", None, "w " * 80]}
    )


@pytest.fixture
def summary():
    return make_run(table(), title="Week 3").summary


def test_counts_are_those_of_the_table(summary):
    assert (summary.rows, summary.with_text, summary.blank, summary.distinct) == (6, 5, 1, 4)
    assert summary.duplicates.groups == 1
    assert summary.duplicates.rows == 3
    assert summary.duplicates.n_removed == 2
    assert summary.duplicates.n_kept == 4
    assert summary.duplicates.by_kind == (("identical", 0, 1), ("paraphrase", 1, 1))
    assert summary.topics.noise_rows == 1
    assert summary.encoding.cut_rows == 1


def test_is_plain_json(summary):
    assert json.loads(json.dumps(summary.to_dict())) == summary.to_dict()


def test_holds_the_stages_and_versions_of_all_results(summary):
    stages = [stage["stage"] for stage in summary.manifest["stages"]]
    assert stages == [
        "rows",
        "embedding",
        "pairs",
        "duplicates",
        "topics",
        "projection",
        "summary",
    ]
    assert "numpy" in summary.manifest["versions"]


def test_tells_every_note_once(summary):
    assert summary.notes == ("one text was cut",)


def test_says_the_findings_in_words(summary):
    said = " ".join(findings(summary))
    assert "6 rows, 4 distinct texts: 1 row repeats another row's text exactly." in said
    assert "1 row holds no text." in said
    assert "2 rows (33%) can go" in said
    assert (
        "1 topic. The largest: Short & <b>sweet</b> (80%)." in said
    )  # the share that the chart shows


def test_notes_become_sentences():
    assert sentence("computed in bfloat16") == "Computed in bfloat16."
    assert sentence("'created_at' holds no dates.") == "'created_at' holds no dates."
    assert sentence("created_at= is left out") == "created_at= is left out."


def test_one_row_is_told_as_one():
    rows = rows_of(pd.DataFrame({"text": ["a thing", "a thing"]}), "text")
    vectors = FakeEncoder().encode(rows.distinct)
    found = find_duplicates(rows, vectors, pairs(vectors, 0.9))
    said = " ".join(findings(summarize(rows, make_embedding(rows), duplicates=found)))
    assert "1 row (50%) can go" in said
    assert "(1 exact copy)" in said
    assert "They belong to 1 group; 1 row stays." in said


def test_parts_that_were_not_run_are_none():
    rows = rows_of(table(), "text")
    bare = summarize(rows, make_embedding(rows))
    assert bare.duplicates is None
    assert bare.topics is None
    assert repr(bare) == "Summary(6 rows, 4 distinct texts)"


def test_stability_is_told_where_it_was_measured():
    run = make_run(table())
    topics = pd.DataFrame({"topic": [0, 1], "n_found": [9, 3], "n_runs": [9, 9]})
    measured = Stability(5, 4, 0.9312, 0.8, topics, np.ones(4, np.float32))
    made = summarize(run.rows, run.embedding, topics=run.topics, stability=measured)
    assert made.topics.stability == 0.9312
    assert made.topics.found == ((0, 9, 9), (1, 3, 9))
    assert any("the topics agree at 0.93" in sentence for sentence in findings(made))


def test_no_duplicates_is_said():
    rows = rows_of(pd.DataFrame({"text": ["one thing", "another"]}), "text")
    embedding = make_embedding(rows)
    bare = summarize(rows, embedding, duplicates=make_duplicates(rows, embedding))
    assert "No two rows say the same at a similarity of 0.9 or more." in findings(bare)


def test_does_not_depend_on_row_order():
    again = make_run(table().iloc[::-1], title="Week 3").summary
    first = make_run(table(), title="Week 3").summary
    assert again.duplicates == first.duplicates
    assert again.topics == first.topics


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 10, "0%"),
        (1, 10_000, "under 0.1%"),
        (9_999, 10_000, "over 99.9%"),
        (10, 10, "100%"),
        (1, 3, "33%"),
        (1, 30, "3.3%"),
        (0, 0, "0%"),
        (998, 1000, "99%"),
    ],
)
def test_percent_never_rounds_to_none_or_all(part, whole, said):
    assert percent(part, whole) == said


def test_count_agrees_with_its_noun():
    assert counted(1, "row") == "1 row"
    assert counted(1204, "row") == "1,204 rows"
