"""The corpus: a table with its vectors, and all that can be asked of it."""

from workbench.corpus.checks import check_redact
from workbench.corpus.corpus import Corpus
from workbench.corpus.outputs import (
    export_tasks,
    export_vectors,
    hits_of,
    measured_topics,
    summary_of,
    write_report,
)
from workbench.corpus.queries import check_words

__all__ = [
    "Corpus",
    "check_redact",
    "check_words",
    "export_tasks",
    "export_vectors",
    "hits_of",
    "measured_topics",
    "summary_of",
    "write_report",
]
