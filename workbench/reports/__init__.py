"""Results -> files that people open with no kernel and no network."""

from workbench.reports.excel import read_decisions
from workbench.reports.html import write_html
from workbench.reports.redact import mask
from workbench.reports.tables import duplicates_table, write_duplicates

__all__ = ["duplicates_table", "mask", "read_decisions", "write_duplicates", "write_html"]
