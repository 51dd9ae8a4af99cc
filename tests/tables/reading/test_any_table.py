"""Any table of any cells, written in any way, is read back cell by cell.

Tests of tables/reading/base.py, tables/reading/encoding.py, tables/reading/grid.py and
tables/reading/header.py.
"""

import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.tables import read_table

CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff\U0010fffe"), max_size=30
) | st.sampled_from(
    [
        "a, b",
        "x;y",
        'say "hi"',
        '"',
        "'",
        "'tis",
        "two\nlines",
        "two\r\nlines",
        "lone\rreturn",
        "\t",
        "|",
        "00123",
        "1E5",
        "NA",
        "null",
        "=1+1",
        "-",
        " spaced ",
        "sep=;",
        "#",
        "\\",
        '\\"',
        "{}",
        "ü",
        "한국어",
        "👍",
        "\u2028",
        "\x85",
    ]
)
WAYS = st.sampled_from(
    [
        ("utf-8", ","),
        ("utf-8", ";"),
        ("utf-8", "\t"),
        ("utf-8", "|"),
        ("utf-8-sig", ","),
        ("utf-16", "\t"),
        ("utf-16", ";"),
    ]
)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 5))
    rows = st.lists(CELLS, min_size=width, max_size=width)
    return draw(st.lists(rows, min_size=1, max_size=8))


@settings(
    max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=tables(),
    way=WAYS,
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_every_cell_comes_back(tmp_path, rows, way, line_end, quoting):
    encoding, separator = way
    header = ["body", *(f"column {k}" for k in range(1, len(rows[0])))]
    if any("\r" in cell for row in rows for cell in row):
        quoting = csv.QUOTE_ALL  # the csv module of old Pythons leaves it without quotes
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=quoting)
    writer.writerows([header, *rows])
    path = tmp_path / "t.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    before = path.read_bytes()
    table = read_table(path, text=None, id="body")
    frame = table.frame
    assert list(frame.columns) == header
    cells = frame.astype(object).where(frame.notna(), "").to_numpy().tolist()
    assert cells == rows
    assert path.read_bytes() == before
