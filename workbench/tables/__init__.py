"""Files and frames in and out; which rows hold which text."""

from workbench.tables.choose import dates_of, free_name, read_dates, row_positions
from workbench.tables.files import (
    atomic,
    check_columns,
    check_writable,
    formula_cells,
    read_table,
    write_table,
)
from workbench.tables.normalise import normalise
from workbench.tables.parquet import ParquetTable, is_parquet, scan_parquet
from workbench.tables.rows import Rows, rows_of

__all__ = [
    "ParquetTable",
    "Rows",
    "atomic",
    "check_columns",
    "check_writable",
    "dates_of",
    "formula_cells",
    "free_name",
    "is_parquet",
    "normalise",
    "read_dates",
    "read_table",
    "row_positions",
    "rows_of",
    "scan_parquet",
    "write_table",
]
