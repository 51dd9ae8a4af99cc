"""Files and frames in and out; which rows hold which text."""

from workbench.tables.cells import as_numbers, as_truths, comparable, floats, numbers_in
from workbench.tables.cleaning import Cleaning, cleaning_of, find_boilerplate, prefix_rank
from workbench.tables.cleaning.clean import reading_parts, restore_rows
from workbench.tables.dates import (
    Dates,
    dates_in,
    days_written,
    guess_dates,
    in_utc,
    read_dates,
    seconds_of,
    unclear_dates,
)
from workbench.tables.emoji import complains, emoji_differ, read_emoji
from workbench.tables.files import (
    atomic,
    check_columns,
    check_writable,
    reserve,
    writable_copy,
)
from workbench.tables.guesses import guess_date, guess_id, text_columns
from workbench.tables.ids import Ids, ids_of, written_id
from workbench.tables.interchange import as_kind, is_texts, pandas_frame, read_frame
from workbench.tables.normalized_texts import normalize
from workbench.tables.parquet import ParquetTable, is_parquet, scan_parquet
from workbench.tables.reading import COMMAND_LINE, TableFile, Wording, read_table
from workbench.tables.row_masks import free_label, free_name, row_positions
from workbench.tables.rows import Rows, rows_of
from workbench.tables.source import Source, named_column, source_of
from workbench.tables.writing import Output, beside, check_table, prepare, write, write_table
from workbench.tables.writing.manifests import manifest_beside, read_manifest

__all__ = [
    "COMMAND_LINE",
    "Cleaning",
    "Dates",
    "Ids",
    "Output",
    "ParquetTable",
    "Rows",
    "Source",
    "TableFile",
    "Wording",
    "as_kind",
    "as_numbers",
    "as_truths",
    "atomic",
    "beside",
    "check_columns",
    "check_table",
    "check_writable",
    "cleaning_of",
    "comparable",
    "complains",
    "dates_in",
    "days_written",
    "emoji_differ",
    "find_boilerplate",
    "floats",
    "free_label",
    "free_name",
    "guess_date",
    "guess_dates",
    "guess_id",
    "ids_of",
    "in_utc",
    "is_parquet",
    "is_texts",
    "manifest_beside",
    "named_column",
    "normalize",
    "numbers_in",
    "pandas_frame",
    "prefix_rank",
    "prepare",
    "read_dates",
    "read_emoji",
    "read_frame",
    "read_manifest",
    "read_table",
    "reading_parts",
    "reserve",
    "restore_rows",
    "row_positions",
    "rows_of",
    "scan_parquet",
    "seconds_of",
    "source_of",
    "text_columns",
    "unclear_dates",
    "writable_copy",
    "write",
    "write_table",
    "written_id",
]
