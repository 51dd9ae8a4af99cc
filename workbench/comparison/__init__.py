"""Two tables side by side: topics that grew, texts that are new, words that moved."""

from workbench.comparison.compare import compare_tables
from workbench.comparison.result import Comparison

__all__ = ["Comparison", "compare_tables"]
