"""Columns of every kind through every format of a report, and through a saved corpus."""

import datetime
import decimal
import fractions
import json
import uuid
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.errors import WorkbenchError
from workbench.reports.columns import column_data
from workbench.tables import write_table

TEXTS = ["my parcel is late", "my parcel is late!", "how do I log in", "where is the refund"]
COUNT = len(TEXTS)
HALF = "\ud800"


def objects(*cells):
    return pd.Series(cells, dtype=object)


COLUMNS = {
    "complex": np.arange(COUNT) + 1j,
    "durations": pd.to_timedelta(np.arange(COUNT), "h"),
    "periods": pd.period_range("2025-01", periods=COUNT, freq="M"),
    "intervals": pd.interval_range(0, COUNT),
    "truths": pd.array([True, None, False, True], dtype="boolean"),
    "large": pd.array([2**63 - 1, None, 0, 1], dtype="Int64"),
    "larger": np.full(COUNT, 2**64 - 1, dtype=np.uint64),
    "largest": objects(10**30, 10**400, 1, 2),
    "infinite": [np.inf, -np.inf, np.nan, 1e308],
    "decimals": objects(decimal.Decimal("1.10"), decimal.Decimal("NaN"), None, 1),
    "fractions": objects(*[fractions.Fraction(1, 3)] * COUNT),
    "uuids": objects(*[uuid.UUID(int=2**127 + k) for k in range(COUNT)]),
    "days": objects(*[datetime.date(2025, 1, 1)] * COUNT),
    "times": objects(*[datetime.time(1, 2)] * COUNT),
    "lists": objects([1, [2]], [], None, "a"),
    "dicts": objects({"a": {1, 2}}, {HALF: HALF}, {}, 1),
    "bytes": objects(b"\xff\x00", b"", None, b"a"),
    "arrays": objects(*[np.arange(3)] * COUNT),
    "tables": objects(*[pd.DataFrame({"a": [1]})] * COUNT),
    "series": objects(*[pd.Series([1, 2])] * COUNT),
    "far": np.array(["300000-01-01T01:02:03"] * COUNT, dtype="datetime64[s]"),
    "long ago": np.array(["-5000-01-01"] * COUNT, dtype="datetime64[s]"),
    "zones": pd.date_range("2025-03-30", periods=COUNT, freq="h", tz="Europe/Berlin"),
    "mixed zones": objects(pd.Timestamp("2025-01-01"), pd.Timestamp("2025", tz="UTC"), None, 1),
    "mixed": objects(1, "A2", None, 2.5),
    "paths": objects(*[Path("a")] * COUNT),
    "classes": objects(int, ..., ValueError("x"), range(3)),
    "Arrow lists": pd.Series([[1]] * COUNT, dtype=pd.ArrowDtype(pyarrow.list_(pyarrow.int64()))),
    "halves": objects("x", f"y{HALF}", "\udc00", None),
    HALF: objects("x", "y", None, "z"),
    "a\x00b\x1b": objects("x", "y", None, "z"),
}


def corpus_of(column, **settings):
    frame = pd.DataFrame({"text": TEXTS, "other": column})
    frame.columns = pd.Index(["text", settings.pop("name", "other")], dtype=object)
    return wb.embed(
        frame, text="text", model=FakeEncoder(16), cache=False, progress=False, **settings
    )


@pytest.mark.parametrize("kind", COLUMNS, ids=ascii)
def test_a_column_of_any_kind_is_written_or_refused_in_our_words(kind, tmp_path):
    name = kind if not kind.isprintable() else "other"
    corpus = corpus_of(COLUMNS[kind], name=name)
    duplicates = corpus.duplicates(0.9)
    for ending in (".csv", ".tsv", ".parquet", ".jsonl", ".xlsx"):
        path = corpus.report(tmp_path / f"report{ending}", duplicates=duplicates)
        assert path.stat().st_size
        assert write_table(corpus.frame, tmp_path / f"table{ending}").stat().st_size
    assert corpus.report(tmp_path / "r.html", duplicates=duplicates, stability=False).exists()
    assert len(pd.read_csv(tmp_path / "table.csv", engine="python")) == COUNT
    for ask in (
        lambda: wb.open(corpus.save(tmp_path / "c.wb")),
        lambda: corpus.map_figure(color=name, hover=[name]),
        lambda: corpus.duplicates(0.9, block_on=name),
        lambda: corpus.duplicates(0.9, review_if_different=name),
        lambda: corpus.duplicates(0.9, keep=name),
        lambda: corpus.duplicates(0.9, keep="newest", date=name),
        lambda: corpus_of(COLUMNS[kind], name=name, id=name),
    ):
        with suppress(WorkbenchError):
            assert ask() is not None


def test_a_corpus_with_half_a_character_in_a_name_is_opened_again(tmp_path):
    opened = wb.open(corpus_of(COLUMNS["halves"], name=HALF).save(tmp_path / "c.wb"))
    assert list(opened.frame.columns) == ["text", HALF]


def test_blocks_of_lists_are_compared_within():
    pairs = objects([1], [1], [2], [2])
    assert corpus_of(pairs).duplicates(0.9, block_on="other").n_removed == 1
    apart = objects([1], [2], [2], [2])
    assert corpus_of(apart).duplicates(0.9, block_on="other").n_removed == 0


def test_a_ledger_line_with_half_a_character_is_read(tmp_path):
    line = {"author": "x", "decision": "same", "left": "aa", "right": "bb", "note": HALF}
    line["time"] = "2026-01-01T00:00:00.000000+00:00"
    path = tmp_path / "ledger.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="ascii")
    assert corpus_of(COLUMNS["mixed"], ledger=path).duplicates(0.9).n_removed == 1


def test_dates_far_away_stand_as_written():
    far = column_data(pd.Series(COLUMNS["far"]), str)
    assert (far["kind"], far["written"][0]) == ("date", "300000-01-01 01:02:03")
    ago = column_data(pd.Series(COLUMNS["long ago"]), str)
    assert (ago["kind"], ago["written"][0]) == ("date", "-5000-01-01")
