"""Rows with a proposed label, as Label Studio and Argilla read them.

Formats: Label Studio, "Import pre-annotated data"; Argilla 2, `Record.to_dict`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pandas as pd

from workbench.errors import FileError
from workbench.provenance import workbench_version
from workbench.tables import Rows, atomic
from workbench.tables.writing.manifests import write_beside
from workbench.tables.writing.written_cells import whole_characters

TOOLS = ("label-studio", "argilla")

ENDINGS = (".jsonl", ".json")
"""JSON lines, or one list of all."""


def write_tasks(
    path: Path, rows: Rows, proposed: pd.DataFrame, tool: str, made: Mapping[str, Any]
) -> Path:
    """Write each row with text as a task, with the label that is proposed for it.

    `proposed` has a label per row of the table, missing for none, and a score: shape (n, 2).
    """
    if path.suffix.lower() not in ENDINGS:
        raise FileError(f"{path}: tasks are written to a file that ends in {' or '.join(ENDINGS)}.")
    make = _label_studio if tool == "label-studio" else _argilla
    tasks = list(_tasks(rows, proposed, make))
    lines = [json.dumps(task, ensure_ascii=False, default=str) for task in tasks]
    whole = "\n".join(lines) if path.suffix.lower() == ".jsonl" else f"[{','.join(lines)}]"
    with atomic(path) as temporary:
        temporary.write_text(f"{whole}\n", encoding="utf-8")
    write_beside(path, made)
    return path


def labeling_config(labels: Iterable[str]) -> str:
    """Return the labeling interface of Label Studio: one choice per label."""
    choices = "".join(f"    <Choice value={quoteattr(label)}/>\n" for label in labels)
    return (
        '<View>\n  <Text name="text" value="$text"/>\n'
        f'  <Choices name="label" toName="text">\n{choices}  </Choices>\n</View>\n'
    )


def _tasks(rows: Rows, proposed: pd.DataFrame, make: Any) -> Iterator[dict[str, Any]]:
    """Yield the tasks of the rows with text."""
    labels, scores = (proposed.iloc[:, k].tolist() for k in (0, 1))
    for row in range(len(rows)):
        text = rows.texts[row]
        if not rows.has_text[row] or text is None:
            continue
        label = None if pd.isna(labels[row]) else str(labels[row])
        yield make(str(rows.ids[row]), whole_characters(text), label, float(scores[row]))


def _label_studio(row: str, text: str, label: str | None, score: float) -> dict[str, Any]:
    task: dict[str, Any] = {"data": {"id": row, "text": text}}
    if label is not None:
        choice = {
            "from_name": "label",
            "to_name": "text",
            "type": "choices",
            "value": {"choices": [label]},
        }
        version = f"workbench {workbench_version()}"
        task["predictions"] = [{"model_version": version, "score": score, "result": [choice]}]
    return task


def _argilla(row: str, text: str, label: str | None, score: float) -> dict[str, Any]:
    agent = f"workbench {workbench_version()}"
    proposal = {"label": {"value": label, "score": score, "agent": agent}}
    return {
        "id": row,
        "fields": {"text": text},
        "metadata": {},
        "suggestions": {} if label is None else proposal,
        "responses": {},
        "vectors": {},
    }
