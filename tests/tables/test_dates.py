"""Texts that are dates are read as such, whatever their form, and nothing else is."""

import datetime
import re
from pathlib import Path

import pandas as pd
import pytest

import workbench
from workbench.errors import ColumnError
from workbench.tables import guess_dates, read_dates, unclear_dates


def read(cells, **options):
    return read_dates(pd.DataFrame({"ts": cells}), "ts", **options)


def written(values):
    return [None if pd.isna(one) else one.isoformat() for one in values]


def test_iso_texts_and_gaps_become_dates():
    dates = guess_dates(pd.Series(["2025-03-01", None, "2025-03-01T10:00:00+02:00"])).values
    assert written(dates) == ["2025-03-01T00:00:00+00:00", None, "2025-03-01T08:00:00+00:00"]


def test_dates_are_handed_back_as_they_are():
    column = pd.Series(pd.to_datetime(["2025-03-01", None]))
    assert guess_dates(column).values is column


@pytest.mark.parametrize(
    "cells",
    [
        ["2025-03-01", "soon"],
        ["2025-13-41"],
        [None, None],
        [20250301, 20250302],
        [""],
        [5.0],
        ["12"],
        ["3.10"],
        ["May"],
        ["1.2.3.4"],
        ["00123"],
        [["2025-03-01"]],
        ["24/7"],
        ["10:30"],
        ["31/02/2024"],
        ["2025-03-01 25:00"],
        ["05/03/2024", "06/03/2024"],
    ],
)
def test_a_column_that_holds_anything_else_is_none(cells):
    assert guess_dates(pd.Series(cells)) is None


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("13/03/2024", "2024-03-13T00:00:00"),
        ("03/13/2024 1:30 PM", "2024-03-13T13:30:00"),
        ("12/13/24 12:05 am", "2024-12-13T00:05:00"),
        ("5.3.2024, 14:05 Uhr", "2024-03-05T14:05:00"),
        ("12/Mar/24 9:40 AM", "2024-03-12T09:40:00"),
        ("10/Oct/2000:13:55:36 -0700", "2000-10-10T13:55:36-07:00"),
        ("3 March 2024", "2024-03-03T00:00:00"),
        ("March 3rd, 2024 at 6:00 pm", "2024-03-03T18:00:00"),
        ("3. März 2024", "2024-03-03T00:00:00"),
        ("15 juin 2024", "2024-06-15T00:00:00"),
        ("15 juillet 2024", "2024-07-15T00:00:00"),
        ("2 de mayo de 2024", "2024-05-02T00:00:00"),
        ("01-Dec-99", "1999-12-01T00:00:00"),
        ("Sun, 03 Mar 2024 10:00:00 +0000", "2024-03-03T10:00:00+00:00"),
        ("Sun, 3 Mar 2024 10:00:00 PST", "2024-03-03T10:00:00-08:00"),
        ("Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19:24+00:00"),
        (
            "Sun Mar 03 2024 10:00:00 GMT+0100 (Central European Standard Time)",
            "2024-03-03T10:00:00+01:00",
        ),
        ("2015-02-24 11:35:52 -0800", "2015-02-24T11:35:52-08:00"),
        ("2024/5/3 7:08", "2024-05-03T07:08:00"),
        ("2024-05", "2024-05-01T00:00:00"),
        (datetime.date(2024, 5, 3), "2024-05-03T00:00:00"),
    ],
)
def test_common_forms_are_read(cell, date):
    assert written(guess_dates(pd.Series([cell, None], dtype=object)).values) == [date, None]


def test_the_whole_column_decides_whether_the_day_comes_first():
    found = read(["05/03/2024", "13/03/2024"])
    assert written(found.values) == ["2024-03-05T00:00:00", "2024-03-13T00:00:00"]
    assert found.notes == ("dates of column 'ts' read as day/month/year",)
    found = read(["05/03/2024", "03/13/2024"])
    assert written(found.values)[0] == "2024-05-03T00:00:00"


@pytest.mark.parametrize("cells", [["05/03/2024", "06/03/2024"], ["13/01/2024", "01/13/2024"]])
def test_a_column_that_cannot_decide_is_refused_with_what_to_type(cells):
    with pytest.raises(ColumnError, match=r"day .*month.*--date-format \"%d/%m/%Y\".*%m/%d/%Y"):
        read(cells, option="--date-format ")
    with pytest.raises(ColumnError, match=r"pd.to_datetime\(frame\['ts'\], format=\"%d/%m/%Y\"\)"):
        read(cells)
    assert (
        written(read(cells, format="%d/%m/%Y").values)[0][:7] == cells[0][6:] + "-" + cells[0][3:5]
    )


def test_a_month_equal_to_the_day_leaves_nothing_to_decide():
    assert written(read(["03/03/2024"]).values) == ["2024-03-03T00:00:00"]


def test_cells_that_are_no_dates_are_counted():
    found = read(["2024-05-01", "soon", "2024-05-02", None, "31/02/2024"])
    assert found.values.notna().tolist() == [True, False, True, False, False]
    assert any("2 cells of column 'ts' are no dates" in note for note in found.notes)


def test_a_column_of_mostly_other_things_holds_no_dates():
    with pytest.raises(ColumnError, match=r"holds no dates.*1 of 3 cells; first: 'soon'"):
        read(["soon", "later", "2024-05-01"])
    with pytest.raises(ColumnError, match="every cell is empty"):
        read([None, None])


def test_a_format_of_ones_own():
    assert written(read(["2024|05|01"], format="%Y|%m|%d").values) == ["2024-05-01T00:00:00"]
    assert written(read(["1714521600.25"], format="s").values)[0].startswith(
        "2024-05-01T00:00:00.25"
    )
    assert written(read([20240501]).values) == ["2024-05-01T00:00:00"]
    with pytest.raises(ColumnError, match="is not a format of dates"):
        read(["2024-05-01"], format="%Q")


def test_several_time_zones_are_read_in_utc():
    cells = ["Sun, 03 Mar 2024 10:00:00 +0000", "Sun, 03 Mar 2024 10:00:00 +0200"]
    assert written(read(cells).values)[1] == "2024-03-03T08:00:00+00:00"


def test_a_column_of_mostly_dates_is_one_and_the_rest_is_counted():
    cells = ["unknown", "2025-03-01", "1 May 2025", None, "2025-03-04", "soon"]
    found = guess_dates(pd.Series(cells, name="ts"))
    assert written(found.values)[1:4] == ["2025-03-01T00:00:00", "2025-05-01T00:00:00", None]
    assert found.notes == (
        "2 cells of column 'ts' are no dates that can be read (first: 'unknown'); counted as empty",
    )
    assert guess_dates(pd.Series(["2025-03-01", "soon", "never"])) is None


def test_why_a_column_is_not_read_is_told_with_what_to_type():
    said = unclear_dates(pd.Series(["05/03/2024", "06/03/2024"], name="ts"))
    assert said.startswith("column 'ts' is not read as dates: it is not clear whether")
    assert 'format="%d/%m/%Y"' in said
    for cells in (["13/03/2024"], ["prose"], [1, 2], [], [None]):
        assert unclear_dates(pd.Series(cells, name="ts")) == ""


def test_nothing_else_reads_dates():
    others = {"ledger/entries.py"}  # times that the ledger itself wrote
    package = Path(workbench.__file__).parent
    for path in package.rglob("*.py"):
        place = path.relative_to(package).as_posix()
        if place != "tables/dates.py" and place not in others:
            found = re.search(
                r"to_datetime|strptime|fromisoformat|DatetimeIndex\(", path.read_text()
            )
            assert not found, f"{place} reads dates by itself"
