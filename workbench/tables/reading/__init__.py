"""Tables that others made, read as they are."""

from workbench.tables.reading.base import COMMAND_LINE, TableFile, Wording
from workbench.tables.reading.read import read_table

__all__ = ["COMMAND_LINE", "TableFile", "Wording", "read_table"]
