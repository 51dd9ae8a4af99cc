"""Two tables side by side: topics that grew, texts that are new, words that moved."""

from workbench.comparison.compare import Table, compare_tables, topics_of_both
from workbench.comparison.parts import two_parts
from workbench.comparison.result import Comparison

__all__ = ["Comparison", "Table", "compare_tables", "topics_of_both", "two_parts"]
