"""Excel workbooks out: cells that an .xlsx file can hold, and one that runs none of them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import MAXYEAR, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbench.errors import DependencyError
from workbench.tables.writing.manifests import add_to_workbook
from workbench.tables.writing.written_cells import text_of, whole_characters

MOST_ROWS = 1_048_576
"""Rows that a sheet holds, the header among them."""

MOST_COLUMNS = 16_384
"""Columns that a sheet holds."""

MOST_LETTERS = 32_767
"""Letters that a cell holds, those beyond U+FFFF counted as two."""

MOST_DIGITS = 15
"""Digits of a number that Excel keeps."""

_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def need_openpyxl() -> Any:
    """Return openpyxl, or say how to install it."""
    try:
        import openpyxl
    except ImportError as error:
        raise DependencyError.for_extra("an Excel file", "openpyxl", "excel") from error
    return openpyxl


def escaped(text: str) -> str:
    """Return a text as an .xlsx file holds it: control characters as ``_x0007_``.

    A text that already looks so is escaped too, as the standard asks (ECMA-376, ST_Xstring).
    """
    from openpyxl import LXML

    text = _ESCAPE.sub("_x005F_", whole_characters(text))
    text = _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    # Without lxml a carriage return would be written as it is, and read as a line feed.
    return text if LXML else text.replace("\r", "_x000D_")


def is_too_long(text: str) -> bool:
    """Tell texts that a cell cannot hold."""
    if len(text) * 8 <= MOST_LETTERS:
        return False
    written = escaped(text)
    return len(written) + sum(character > "\uffff" for character in written) > MOST_LETTERS


def excel_value(cell: Any) -> Any:
    """Return a cell as Excel can hold it to the last digit: a number, a truth, a date or a text."""
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, (int, float, Decimal)):
        return cell if _fits(cell) else text_of(cell)
    if isinstance(cell, datetime):
        return _moment(cell)
    if isinstance(cell, date):
        return cell if cell.year >= 1901 else cell.isoformat()
    return text_of(cell)


def _fits(number: float | Decimal) -> bool:
    """Tell numbers that Excel gives back as they are. Floats do so to the last bit."""
    if isinstance(number, int):
        return bool(abs(number) < 10**MOST_DIGITS)
    if not isinstance(number, Decimal):
        return math.isfinite(number)
    if not number.is_finite() or len(number.normalize().as_tuple().digits) > MOST_DIGITS:
        return False
    return Decimal(repr(float(number))) == number


def _moment(moment: datetime) -> Any:
    """Return a moment as a date that Excel holds exactly, or as a text."""
    from openpyxl.utils.datetime import from_excel, to_excel

    exact = not getattr(moment, "nanosecond", 0) and moment.tzinfo is None
    if not exact or not 1901 <= moment.year <= MAXYEAR:
        return moment.isoformat(sep=" ")
    plain = moment.to_pydatetime(warn=False) if hasattr(moment, "to_pydatetime") else moment
    if from_excel(float(f"{to_excel(plain):.16g}")) == plain:
        return plain
    return moment.isoformat(sep=" ")


def text_cell(page: Any, value: Any) -> Any:
    """Return a cell of a sheet; a text is one whatever it begins with, also once it is edited."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, float):  # openpyxl itself would write 16 digits of 17
        number = WriteOnlyCell(page, value=repr(value))
        number.data_type = "n"
        return number
    if not isinstance(value, str):
        return WriteOnlyCell(page, value=value)
    cell = WriteOnlyCell(page, value=escaped(value))
    cell.data_type = "s"
    if value[:1] in tuple("=+-@"):
        cell.quotePrefix = True
    return cell


def write_excel(
    path: Path,
    header: Sequence[str],
    columns: Sequence[Iterable[Any]],
    made: Mapping[str, Any] | None = None,
) -> None:
    """Write columns of cells that `excel_value` made to the first sheet."""
    book = need_openpyxl().Workbook(write_only=True)
    if made is not None:
        add_to_workbook(book, made)
    page = book.create_sheet("Sheet1")
    page.append([text_cell(page, name) for name in header])
    for row in zip(*columns, strict=True):
        page.append([_light(page, value) for value in row])
    book.save(path)


def _light(page: Any, value: Any) -> Any:
    """Return a value itself if it needs no cell of its own."""
    return text_cell(page, value) if isinstance(value, (str, float)) and value != "" else value
