"""Files and frames in and out; which rows hold which text."""

from workbench.tables.choose import row_positions
from workbench.tables.files import atomic, check_columns, read_table, write_table
from workbench.tables.normalise import normalise
from workbench.tables.rows import Rows, rows_of

__all__ = [
    "Rows",
    "atomic",
    "check_columns",
    "normalise",
    "read_table",
    "row_positions",
    "rows_of",
    "write_table",
]
