"""What sets rows apart."""

import numpy as np
import pandas as pd

from workbench.tables import rows_of
from workbench.widgets.selection_contrast import time_line, words_apart


def test_words_of_the_chosen_rows_come_first():
    texts = [f"my refund number {k}" for k in range(10)] + [
        f"my card number {k}" for k in range(40)
    ]
    rows = rows_of(pd.DataFrame({"body": texts}), "body")
    mask = np.arange(50) < 10
    words = words_apart(rows, mask)
    assert words[0] == ("refund", 10, 0)
    assert "card" not in [word for word, _, _ in words]


def test_copies_count_as_rows_and_nothing_chosen_has_no_words():
    rows = rows_of(pd.DataFrame({"body": ["alpha beta"] * 5 + ["gamma beta"] * 5}), "body")
    assert words_apart(rows, np.arange(10) < 5)[0] == ("alpha", 5, 0)
    assert words_apart(rows, np.zeros(10, bool)) == []


def test_the_time_line_counts_every_dated_row_once():
    when = pd.Series(pd.to_datetime(["2026-01-01", "2026-01-02", None, "2026-02-01"]))
    line = time_line(when, np.array([True, True, True, False]))
    assert sum(part for _, part, _ in line) == 2
    assert sum(whole for _, _, whole in line) == 3
    assert line[0][0] == "2026-01-01"
    assert time_line(pd.Series([pd.NaT, pd.NaT]), np.ones(2, bool)) == []


def test_stop_words_never_set_rows_apart():
    texts = [f"not the refund {k}" for k in range(10)] + [f"card {k}" for k in range(10)]
    rows = rows_of(pd.DataFrame({"body": texts}), "body")
    assert [word for word, _, _ in words_apart(rows, np.arange(20) < 10)] == ["refund"]
