"""Title, notes and settings of a run as a masked report says them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from workbench.masking import Mask
from workbench.summary import Summary

LEFT_OUT = "[left out]"
"""Stands for a value of a column that is left out."""

_PATH = re.compile(
    r"(?:(?<![\w.:/\\~])~?/(?!\s)|(?<!\w)[A-Za-z]:[\\/]|(?<![\\\w])\\\\)"
    r"(?:[^/\\\n;:()]{1,80}[/\\])*"
)
"""The folders of a path; the name of the file follows."""

_DIGEST = re.compile(r"[0-9a-f]{32,128}")
_SHORTEST = 3
"""Letters of a value that is looked for outside quotes: shorter ones stand in ordinary words."""


def values_left_out(frame: pd.DataFrame, left_out: frozenset[str]) -> frozenset[str]:
    """Return what stands in the columns that are left out."""
    places = [k for k, name in enumerate(frame.columns) if str(name) in left_out]
    cells = (str(cell).strip() for k in places for cell in frame.iloc[:, k].dropna())
    return frozenset(cell for cell in cells if cell)


def masked_name(mask: Mask, values: frozenset[str]) -> Mask:
    """Return what masks the name of a topic, which may be a value of the table."""
    return lambda name: LEFT_OUT if name.strip() in values else mask(name)


def masked_summary(
    summary: Summary, mask: Mask, left_out: frozenset[str], values: frozenset[str]
) -> Summary:
    """Return the summary without private data, folders and values of columns left out."""
    hide = _hiding(mask, values, (*summary.notes, *_strings(summary.manifest)))
    topics, named = summary.topics, masked_name(mask, values)
    if topics is not None:
        largest = tuple((named(name), rows, share) for name, rows, share in topics.largest)
        topics = dataclasses.replace(topics, largest=largest)
    changes = summary.changes
    if changes is not None:
        topic_lines, category_lines = (
            tuple((named(one[0]), *one[1:]) for one in lines)
            for lines in (changes.topics, changes.categories)
        )
        changes = dataclasses.replace(changes, topics=topic_lines, categories=category_lines)
    return dataclasses.replace(
        summary,
        title=mask(summary.title),
        topics=topics,
        changes=changes,
        notes=tuple(map(hide, summary.notes)),
        options=masked_options(summary.options, mask),
        manifest=_masked_manifest(summary.manifest, hide, left_out),
    )


def masked_manifest(
    manifest: dict[str, Any], mask: Mask, left_out: frozenset[str], values: frozenset[str]
) -> dict[str, Any]:
    """Return a manifest without private data, folders and values of columns left out."""
    return _masked_manifest(manifest, _hiding(mask, values, _strings(manifest)), left_out)


def masked_options(options: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """Return what was typed without private data."""
    hidden: dict[str, Any] = _hidden(dict(options), mask)
    return hidden


def _masked_manifest(
    manifest: dict[str, Any], hide: Mask, left_out: frozenset[str]
) -> dict[str, Any]:
    stages = [
        stage
        | {
            "parameters": _hidden(_policy_hidden(stage["parameters"], left_out), hide),
            "notes": [hide(note) for note in stage["notes"]],
        }
        for stage in manifest["stages"]
    ]
    return {**manifest, "stages": stages}


def _policy_hidden(parameters: dict[str, Any], left_out: frozenset[str]) -> dict[str, Any]:
    """Name the column, not the values, by which ``keep={column: values}`` chooses."""
    keep = str(parameters.get("keep", ""))
    named = [one for one in sorted(left_out) if re.search(rf"(?:^|; ){re.escape(one)}: ", keep)]
    return parameters | {"keep": f"by values of {', '.join(named)}"} if named else parameters


def _hiding(mask: Mask, values: frozenset[str], said: Iterable[str]) -> Mask:
    """Return what masks a note or setting; `said` are all that it will be asked about."""
    whole = "\n".join(said)
    present = sorted((one for one in values if one in whole), key=lambda one: (-len(one), one))
    pattern = re.compile("|".join(map(_as_value, present))) if present else None

    def hide(text: str) -> str:
        if _DIGEST.fullmatch(text):
            return text
        text = text if pattern is None else pattern.sub(LEFT_OUT, text)
        return mask(_PATH.sub("…/", text))

    return hide


def _as_value(value: str) -> str:
    """Return a pattern of a value; a number or a short word counts only in quotes."""
    common = len(value) < _SHORTEST or re.fullmatch(r"[\d.,+-]+", value)
    return f"'{re.escape(value)}'" if common else rf"(?<!\w){re.escape(value)}(?!\w)"


def _hidden(value: Any, hide: Mask) -> Any:
    """Return a setting with all texts in it masked."""
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {name: _hidden(one, hide) for name, one in value.items()}
    return [_hidden(one, hide) for one in value] if isinstance(value, (list, tuple)) else value


def _strings(value: Any) -> Iterator[str]:
    """Yield all texts of a setting."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)
