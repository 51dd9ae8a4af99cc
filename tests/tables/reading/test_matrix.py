"""Twelve encodings and separators by eight shapes: the right columns, or an error with the option.

Nothing is said about the file but the name of the text column, and in one column not even that.
"""

import codecs
import csv
import gzip
import io
import zipfile

import pytest

from workbench.errors import FileError
from workbench.tables import COMMAND_LINE, read_table

HEADER = ["id", "body", "agent"]
ROWS = [
    ["001", "Ich kann mich nicht anmelden, bitte helfen", "Ann"],
    ["002", "Die Rechnung ist falsch; bitte prüfen", "Jörg"],
    ["003", 'Der Knopf "Weiter" fehlt | seit gestern', "Zoë"],
    ["004", "Zwei Zeilen\nin einer Zelle, große Überraschung", "Bob"],
    ["005", "Wo bleibt mein Päckchen?", ""],
    ["006", "Bitte meine Adresse ändern", "Émile"],
]
MISSING_AS_EMPTY = [[cell or None for cell in row] for row in ROWS]

WAYS = {
    "utf-8 comma": ("utf-8", b"", ","),
    "utf-8 semicolon": ("utf-8", b"", ";"),
    "utf-8 tab": ("utf-8", b"", "\t"),
    "utf-8 pipe": ("utf-8", b"", "|"),
    "utf-8 mark comma": ("utf-8", codecs.BOM_UTF8, ","),
    "utf-8 mark semicolon": ("utf-8", codecs.BOM_UTF8, ";"),
    "utf-16-le mark tab": ("utf-16-le", codecs.BOM_UTF16_LE, "\t"),
    "utf-16-be mark comma": ("utf-16-be", codecs.BOM_UTF16_BE, ","),
    "utf-16-le semicolon": ("utf-16-le", b"", ";"),
    "utf-16-be tab": ("utf-16-be", b"", "\t"),
    "cp1252 comma": ("cp1252", b"", ","),
    "latin-1 semicolon": ("latin-1", b"", ";"),
}


def written(rows, separator, *, line_end="\r\n"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def plain(separator):
    return written([HEADER, *ROWS], separator), 2


def title_lines(separator):
    return f"Export of tickets\r\n\r\n{written([HEADER, *ROWS], separator)}", 4


def separator_line(separator):
    return f"sep={separator}\r\n{written([HEADER, *ROWS], separator)}", 3


def trailing_separators(separator):
    return written([HEADER, *([*row, ""] for row in ROWS)], separator), 2


def short_rows(separator):
    rows = [row if row[2] else row[:2] for row in ROWS]
    return written([HEADER, *rows], separator), 2


def no_header(separator):
    return written(ROWS, separator), 1


def surplus_cells(separator):
    rows = [*ROWS[:3], [*ROWS[3], "too much"], *ROWS[4:]]
    return written([HEADER, *rows], separator), 2


def packed(separator):
    return written([HEADER, *ROWS], separator, line_end="\n"), 2


SHAPES = [
    plain,
    title_lines,
    separator_line,
    trailing_separators,
    short_rows,
    no_header,
    surplus_cells,
    packed,
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", ["body", None])
def test_any_shape_in_any_way(tmp_path, way, shape, text):
    encoding, mark, separator = WAYS[way]
    content, first = shape(separator)
    data = mark + content.encode(encoding)
    path = tmp_path / "t.csv"
    if shape is packed:
        path = tmp_path / ("t.zip" if separator == "," else "t.csv.gz")
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("t.csv", data)
        else:
            path.write_bytes(gzip.compress(data))
    else:
        path.write_bytes(data)
    if shape is surplus_cells:
        with pytest.raises(FileError, match=r"row 5 holds more cells.*--bad-rows join"):
            read_table(path, text=text, say=COMMAND_LINE)
        skipped = read_table(path, text=text, bad_rows="skip").frame
        assert skipped["id"].tolist() == ["001", "002", "003", "005", "006"]
        return
    if shape is no_header:
        text = None
    table = read_table(path, text=text)
    frame = table.frame
    names = HEADER if shape is not no_header else ["column_1", "column_2", "column_3"]
    assert list(frame.columns) == names
    cells = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    assert cells == MISSING_AS_EMPTY
    assert table.row_numbers.tolist() == list(range(first, first + len(ROWS)))
    if shape is plain:
        assert bool(table.notes) == (way not in QUIET)


QUIET = ("utf-8 comma", "utf-8 mark comma")
"""What a .csv file is expected to be is not worth a note."""
