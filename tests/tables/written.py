"""Tables of any cells, and what every reader must find after they were written."""

import csv
import datetime
import decimal
import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
from hypothesis import strategies as st

from workbench.tables import read_table, write_table
from workbench.tables.cells import is_blank, is_nested
from workbench.tables.writing.written_cells import column_texts, plain_cells, text_of

CASES = 300
"""In the tests; the soak runs 100,000."""

ODD = [
    "",
    " ",
    "\r",
    "a\rb",
    "\n",
    "\r\n",
    '"',
    '""',
    'a"b',
    ",",
    ";",
    "\t",
    "|",
    "\x00",
    "a\x00b",
    " x ",
    "NA",
    "null",
    "None",
    "nan",
    "#N/A",
    "00123",
    "1E5",
    "3.10",
    "TRUE",
    "+49301234567",
    "570301031407624196",
    "1" * 30,
    "2025-03-01",
    "05/03/2024",
    "_x000D_",
    "\ufeff",
    "\u2028",
    "\x85",
    "\x0b",
    "\x1c",
    "\xa0",
    "'",
    "'=1",
    "=1+1",
    "- x",
    "\\",
    "\\n",
    "#x",
    "sep=,",
    "\U0001f44d",
    "e\u0301",
    "\ufffd",
    "<b>&amp;",
    "%",
]
texts = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.text(st.sampled_from("a,;\t\r\n\"' \x00=+-@1."), max_size=6),
)
integers = st.one_of(st.integers(-9, 9), st.integers(-(2**63), 2**63 - 1))
moments = st.datetimes(datetime.datetime(1700, 1, 1), datetime.datetime(2200, 1, 1))
columns = st.sampled_from(
    [
        "texts",
        "str",
        "category",
        "int",
        "float",
        "bool",
        "Int64",
        "moments",
        "zoned",
        "nested",
        "mixed",
        "decimal",
    ]
)
nested = st.recursive(
    st.one_of(st.none(), st.booleans(), integers, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(texts, inner, max_size=2)),
    max_leaves=4,
).filter(lambda cell: isinstance(cell, (list, dict)))
floats = st.floats(allow_nan=False)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-9, max_value=9)


@st.composite
def column(draw, rows: int) -> pd.Series:
    """Return a column of some kind, some of its cells missing."""
    kind = draw(columns)
    cells = {
        "int": integers,
        "Int64": integers,
        "float": floats,
        "bool": st.booleans(),
        "moments": moments,
        "zoned": moments,
        "nested": nested,
        "decimal": decimals,
        "mixed": st.one_of(texts, integers, floats, st.booleans(), nested, moments),
    }.get(kind, texts)
    gaps = kind not in ("int", "bool")
    values = draw(st.lists(cells | st.none() if gaps else cells, min_size=rows, max_size=rows))
    if kind in ("moments", "zoned"):
        return pd.Series(pd.to_datetime(pd.Series(values), utc=kind == "zoned"))
    dtype = {"int": "int64", "bool": "bool", "float": "float64"}.get(kind, kind)
    return pd.Series(
        values,
        dtype=dtype if kind in ("int", "bool", "float", "str", "category", "Int64") else object,
    )


@st.composite
def whole(draw) -> pd.DataFrame:
    """Return a table of one to four columns and up to five rows."""
    # Readers leave nameless columns out, and Excel's line "sep=," names the separator.
    named = texts.filter(lambda text: not is_blank(text) and not text.startswith("sep="))
    names = draw(st.lists(named, min_size=1, max_size=4, unique=True))
    rows = draw(st.integers(1, 5))
    made = [draw(column(rows)) for _ in names]
    return pd.concat(made, axis=1).set_axis(names, axis=1)


tables = whole()


ENDINGS = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")
endings = st.sampled_from(ENDINGS)


def check_written(frame: pd.DataFrame, folder: Path, ending: str) -> None:
    """Write a table to a file, and compare what each of its readers finds."""
    before = frame.copy(deep=True)
    path = write_table(frame, folder / f"t{ending}", plain=True)
    said = [column_texts(frame.iloc[:, k]) for k in range(frame.shape[1])]
    if ending in (".csv", ".tsv"):
        names = [str(name) for name in frame.columns]
        check_separated(path, "," if ending == ".csv" else "\t", names, said)
    elif ending == ".xlsx":
        check_excel(path, frame)
    elif ending == ".jsonl":
        check_json(path, frame)
    else:
        check_parquet(path, frame)
    pd.testing.assert_frame_equal(frame, before)


def check_separated(path: Path, separator: str, names: list[str], said: list[list[str]]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=separator))
    assert lines == [names, *map(list, zip(*said, strict=True))]
    if pd.__version__ >= "3":  # earlier ones lose a quoted "\r" and a cell that is only a space
        back = pd.read_csv(
            path, sep=separator, dtype=str, keep_default_na=False, encoding="utf-8-sig"
        )
        assert list(back.columns) == names
        assert [back[name].tolist() for name in names] == said
    ours(path, separator, said)


def ours(path: Path, separator: str, said: list[list[str]]) -> None:
    """Compare with what Workbench itself reads; an empty cell is missing.

    Of tables like these, nobody could find out separator and header.
    """
    found = read_table(path, separator=separator, header=1, encoding="utf-8-sig", quote='"')
    cells = [[cell or None for cell in column] for column in said]
    assert [plain_cells(found.frame.iloc[:, k]) for k in range(found.frame.shape[1])] == cells


def unescaped(text: object) -> object:
    """Return a text as Excel shows it."""
    if not isinstance(text, str):
        return text
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)


def same_value(given: object, back: object) -> bool:
    """Tell whether a sheet holds the cell: numbers by value, all others as text if need be."""
    if given is None or given == "":
        return back is None
    if isinstance(given, bool) or isinstance(back, bool):
        return given is back
    if isinstance(back, str):
        return back == column_texts(pd.Series([given], dtype=object))[0] or (
            isinstance(given, datetime.datetime) and back == given.isoformat(sep=" ")
        )
    if isinstance(given, decimal.Decimal):
        return given == decimal.Decimal(repr(back))
    return given == back


def check_excel(path: Path, frame: pd.DataFrame) -> None:
    page = openpyxl.load_workbook(path).active
    lines = [[unescaped(cell.value) for cell in row] for row in page.iter_rows()]
    assert lines[0] == list(frame.columns)
    for k in range(frame.shape[1]):
        for row, given in enumerate(plain_cells(frame.iloc[:, k]), 1):
            back = lines[row][k] if row < len(lines) else None
            assert same_value(given, back), (given, back)


def check_json(path: Path, frame: pd.DataFrame) -> None:
    lines = [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]
    assert len(lines) == len(frame)
    for k, name in enumerate(frame.columns):
        for line, given in zip(lines, plain_cells(frame.iloc[:, k]), strict=True):
            back = line[name]
            if isinstance(given, datetime.datetime):
                assert back == given.isoformat()
            elif isinstance(given, decimal.Decimal):
                assert float(given) == back
            else:
                assert given == back
                assert type(given) is type(back)


def check_parquet(path: Path, frame: pd.DataFrame) -> None:
    back = pd.read_parquet(path)
    for k, name in enumerate(frame.columns):
        cells, given = plain_cells(back[name]), plain_cells(frame.iloc[:, k])
        texts_only = all(cell is None or isinstance(cell, str) for cell in given)
        if not texts_only and any(isinstance(cell, str) for cell in cells):
            assert [cell or "" for cell in cells] == [text_of(cell) for cell in given]
            continue
        for cell, one in zip(cells, given, strict=True):
            same = text_of(cell) == text_of(one) if is_nested(one) else cell == one
            assert same, (cell, one)
