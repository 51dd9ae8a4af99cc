"""Near-duplicates, topics and maps of a table of texts, in JupyterLab.

>>> import workbench as wb
>>> tickets = wb.embed(frame, text="body", id="ticket_id")  # doctest: +SKIP
>>> tickets.duplicates(threshold=0.9)  # doctest: +SKIP
>>> topics = tickets.topics()  # doctest: +SKIP
>>> tickets.map(color=topics)  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.categories import Categories
    from workbench.categories.classifier import Classifier
    from workbench.comparison import Comparison
    from workbench.corpus import Corpus
    from workbench.duplicates import Duplicates, Matches
    from workbench.embedding import load_endpoint, models
    from workbench.errors import WorkbenchError
    from workbench.estimators import TextEmbedder, TopicClusterer
    from workbench.opening import embed, open
    from workbench.projection import Projection
    from workbench.samples import sample
    from workbench.tables import read_table
    from workbench.topics import Topics

    __version__: str

__all__ = [
    "Categories",
    "Classifier",
    "Comparison",
    "Corpus",
    "Duplicates",
    "Matches",
    "Projection",
    "TextEmbedder",
    "TopicClusterer",
    "Topics",
    "WorkbenchError",
    "__version__",
    "embed",
    "load_endpoint",
    "models",
    "open",
    "read_table",
    "sample",
]

_HOME = {
    "Categories": "workbench.categories",
    "Classifier": "workbench.categories.classifier",
    "Comparison": "workbench.comparison",
    "Corpus": "workbench.corpus",
    "Duplicates": "workbench.duplicates",
    "Matches": "workbench.duplicates",
    "Projection": "workbench.projection",
    "TextEmbedder": "workbench.estimators",
    "TopicClusterer": "workbench.estimators",
    "Topics": "workbench.topics",
    "WorkbenchError": "workbench.errors",
    "embed": "workbench.opening",
    "load_endpoint": "workbench.embedding",
    "models": "workbench.embedding",
    "open": "workbench.opening",
    "read_table": "workbench.tables",
    "sample": "workbench.samples",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing Workbench is quick."""
    if name == "__version__":
        from workbench.provenance import workbench_version

        return workbench_version()
    if name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value
    from workbench.calls import MEMBERS, meant

    hint = "" if name.startswith("_") else meant(name, __all__, MEMBERS)
    raise AttributeError(f"module 'workbench' has no attribute {name!r}.{hint}")


def __dir__() -> list[str]:
    """Return the public names."""
    return list(__all__)
