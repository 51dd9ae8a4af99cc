"""Two periods, or two groups, of one table."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.comparison import two_parts
from workbench.errors import ColumnError, InputError

FRAME = pd.DataFrame(
    {
        "body": [f"parcel late word{k}" for k in range(6)]
        + [f"app crash word{k}" for k in range(6)],
        "day": ["2025-01-03", "2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01", None]
        + [f"2025-1{k % 3}-0{k + 1}" for k in range(6)],
        "channel": ["web", "web chat", "mail"] * 4,
        "stars": range(12),
    }
)


@pytest.fixture(scope="module")
def corpus():
    return wb.embed(FRAME, text="body", model=FakeEncoder(), cache=False, progress=False)


@pytest.mark.parametrize(
    ("column", "now", "before", "rows", "others"),
    [
        ("day", None, None, [6, 7, 8, 9, 10, 11], [0, 1, 2, 3, 4]),
        ("day", "2025-10 .. 2025-10", "2025-01 .. 2025-02", [6, 9], [0, 1]),
        ("channel", "web", None, [0, 3, 6, 9], [1, 2, 4, 5, 7, 8, 10, 11]),
        ("channel", "web", "mail", [0, 3, 6, 9], [2, 5, 8, 11]),
        ("stars", ">= 10", "0 .. 1", [10, 11], [0, 1]),
    ],
)
def test_a_column_parts_the_table(column, now, before, rows, others):
    parts = two_parts(FRAME[column], now, before)
    assert [np.flatnonzero(part).tolist() for part in parts] == [rows, others]


def test_what_parts_nothing_is_refused(corpus):
    with pytest.raises(InputError, match="share 4 rows"):
        two_parts(FRAME["channel"], "web", "web")
    with pytest.raises(InputError, match="no row has 'fax' in 'channel'"):
        two_parts(FRAME["channel"], "fax", None)
    with pytest.raises(InputError, match="'channel' holds no dates"):
        two_parts(FRAME["channel"], None, None)
    with pytest.raises(ColumnError, match="nowhere"):
        corpus.compare(by="nowhere")
    for call in ({}, {"other": corpus, "by": "day"}, {"other": corpus, "now": "web"}):
        with pytest.raises(InputError, match="takes another corpus, or a column"):
            corpus.compare(**call)


def test_two_periods_in_one_call_are_those_of_two_filters(corpus, tmp_path):
    labels = np.repeat(["parcel", "app"], 6)
    topics = corpus.topics(labels=labels)
    changes = corpus.compare(by="day", topics=topics)
    late = np.arange(12) >= 6
    dated = FRAME["day"].notna().to_numpy()
    twice = corpus.filter(late).compare(corpus.filter(~late & dated), topics=topics)
    pd.testing.assert_frame_equal(changes.topics, twice.topics)
    assert set(changes.topics["change"]) == {"new", "gone"}
    page = corpus.report(tmp_path / "r.html", topics=topics, comparison=changes)
    assert page.read_text(encoding="utf-8").count("What changed") >= 1
    with pytest.raises(InputError, match="another table"):
        corpus.report(tmp_path / "s.html", topics=topics, comparison=twice)
