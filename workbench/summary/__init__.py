"""Results -> findings in words and numbers: computed once, then drawn by all who show them.

A `Summary` holds counts, never texts of single rows, and turns into plain JSON. Reports, widgets
and the command line word their findings from it, so that all three say the same.
"""

from workbench.duplicates.guards.differences import in_words
from workbench.duplicates.pair_evidence import KIND_WORDS
from workbench.summary.changes import change_facts
from workbench.summary.counts import Summary, summarize
from workbench.summary.words import findings, percent, sentence

__all__ = [
    "KIND_WORDS",
    "Summary",
    "change_facts",
    "findings",
    "in_words",
    "percent",
    "sentence",
    "summarize",
]
