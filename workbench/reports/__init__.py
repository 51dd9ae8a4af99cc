"""Results -> files that people open with no kernel and no network."""

from workbench.reports.excel import decisions_in_workbook
from workbench.reports.html import write_figure, write_html
from workbench.reports.sections import sections_of
from workbench.reports.sorted_rows import lacking, overlapping
from workbench.reports.table_differences import table_differences
from workbench.reports.tables import duplicates_output, duplicates_table, write_duplicates
from workbench.reports.verify import (
    StoredReport,
    Verification,
    compare_manifests,
    read_report,
    rounded_only,
    verify_report,
)

__all__ = [
    "StoredReport",
    "Verification",
    "compare_manifests",
    "decisions_in_workbook",
    "duplicates_output",
    "duplicates_table",
    "lacking",
    "overlapping",
    "read_report",
    "rounded_only",
    "sections_of",
    "table_differences",
    "verify_report",
    "write_duplicates",
    "write_figure",
    "write_html",
]
