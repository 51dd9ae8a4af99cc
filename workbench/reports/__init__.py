"""Results -> files that people open with no kernel and no network."""

from workbench.reports.figure import write_figure
from workbench.reports.html import write_html
from workbench.reports.redact import mask

__all__ = ["mask", "write_figure", "write_html"]
