"""Names of classes in saved files. They stay when a class is moved or renamed.

- A class is moved or renamed: change the right side of `CLASSES`, nothing else.
- A field is added: give it a default, with which files saved before will open.
- A field is renamed or removed: add it to `RENAMED_FIELDS`.
- Words or columns inside of a field are renamed: add it to `CHANGED_VALUES`.
- A new class can be reached from a saved corpus: add it to `CLASSES` (a test asks for it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, fields
from importlib import import_module
from typing import Any

CLASSES = {
    "Categories": "workbench.categories.result:Categories",
    "Category": "workbench.categories.definitions:Category",
    "CategoryRest": "workbench.categories.rest:Found",
    "CategoryScale": "workbench.categories.scores:Scale",
    "Classifier": "workbench.categories.classifier:Classifier",
    "Embedding": "workbench.embedding.base:Embedding",
    "EncoderInfo": "workbench.embedding.base:EncoderInfo",
    "Fidelity": "workbench.embedding.drafts.fidelity:Fidelity",
    "KnownVectors": "workbench.embedding.base:Known",
    "LedgerEntry": "workbench.ledger.entries:Entry",
    "Manifest": "workbench.provenance:Manifest",
    "Neighbors": "workbench.similarity.results:Neighbors",
    "Pairs": "workbench.similarity.results:Pairs",
    "Passages": "workbench.embedding.passages:Passages",
    "Projection": "workbench.projection.result:Projection",
    "TopicAssignment": "workbench.topics.assign:Assignment",
    "TopicBasis": "workbench.topics.inputs:Basis",
    "TopicCorrection": "workbench.topics.corrections:Correction",
    "TopicParts": "workbench.topics.description:Parts",
    "TopicSettings": "workbench.topics.inputs:Settings",
    "TopicStability": "workbench.topics.stability:Stability",
    "TopicTextParts": "workbench.topics.text_parts:TextParts",
    "TopicState": "workbench.topics.corrections:State",
    "Topics": "workbench.topics.result:Topics",
}
"""Each class by its name in files, and the module and class that hold it now."""

FORMAT_1_NAMES = {
    "workbench.embedding.base:Embedding": "Embedding",
    "workbench.embedding.base:EncoderInfo": "EncoderInfo",
    "workbench.embedding.passages:Passages": "Passages",
    "workbench.ledger:Entry": "LedgerEntry",
    "workbench.projection.result:Projection": "Projection",
    "workbench.provenance:Manifest": "Manifest",
    "workbench.similarity.base:Neighbors": "Neighbors",
    "workbench.similarity.base:Pairs": "Pairs",
    "workbench.topics.assign:Assignment": "TopicAssignment",
    "workbench.topics.basis:Basis": "TopicBasis",
    "workbench.topics.basis:Settings": "TopicSettings",
    "workbench.topics.correct:Correction": "TopicCorrection",
    "workbench.topics.correct:State": "TopicState",
    "workbench.topics.parts:Parts": "TopicParts",
    "workbench.topics.result:Topics": "Topics",
    "workbench.topics.stability:Stability": "TopicStability",
}
"""Names in files of format 1, which wrote where a class lay at that time. Never changes."""

RENAMED_FIELDS: dict[str, dict[str, str | None]] = {
    "Pairs": {"right_count": None},
    "Projection": {"coordinates": "_positions"},
    "TopicAssignment": {"second": None},
    "TopicParts": {"titles": "sentences"},
    "TopicSettings": {"min_size": "min_cluster_size", "seed": "random_state"},
    "TopicStability": {
        "agreement": "_agreement",
        "between_seeds_raw": None,
        "seeds": "n_seeds",
        "subsamples": "n_subsamples",
    },
    "Topics": {
        "basis": "_basis",
        "space": "_space",
        "fitted": "_fitted",
        "state": "_state",
        "parts": "_parts",
        "measured": "stability",
    },
}
"""Per name of a class: fields of earlier versions and their names now, None if removed."""


def _with_counts(table: Any) -> Any:
    return table.rename(columns={"found": "n_found", "runs": "n_runs", "steady": "stable"})


def _current_reasons(reasons: Any) -> Any:
    names = {"lonely": "isolated", "at the edge": "low density", "cut": "truncated"}
    for position, reason in enumerate(reasons):
        reasons[position] = names.get(reason, reason)
    return reasons


CHANGED_VALUES: dict[str, dict[str, Callable[[Any], Any]]] = {
    "TopicParts": {"reasons": _current_reasons},
    "TopicStability": {"topics": _with_counts},
}
"""Per name of a class and current field: what makes a value of today of one saved before."""


class UnknownContentError(ValueError):
    """A class or field that this version does not know: the file is newer, or made by hand."""


def class_name(kind: type) -> str | None:
    """Return the name of a class in files, or None if it cannot be saved."""
    path = f"{kind.__module__}:{kind.__qualname__}"
    return next((name for name, path_of in CLASSES.items() if path_of == path), None)


def class_of(name: str) -> tuple[str, type]:
    """Return the current name and the class of a name in a file; nothing else is imported."""
    name = FORMAT_1_NAMES.get(name, name)
    if name not in CLASSES:
        raise UnknownContentError(f"a result of the kind {name!r}")
    module, _, simple = CLASSES[name].partition(":")
    kind: type = getattr(import_module(module), simple)
    return name, kind


def saved_fields(kind: Any) -> list[Field[Any]]:
    """Return the fields of a class, or object, that are saved with it: what it is made of."""
    return [f for f in fields(kind) if f.init and f.metadata.get("saved", True)]


def field_values(name: str, kind: Any, stored: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield current names and nodes of stored fields; refuse a field that is not known."""
    known, renamed = {one.name for one in saved_fields(kind)}, RENAMED_FIELDS.get(name, {})
    for old, node in stored.items():
        current = renamed.get(old, old)
        if current is None:
            continue
        if current not in known:
            raise UnknownContentError(f"the field {old!r} of {name!r}")
        yield current, node
