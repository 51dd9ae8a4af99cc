"""Manifests that travel with table files: what a table was made of, so that it can be made again.

Parquet and Excel files hold theirs as metadata: the key ``workbench`` of the schema, and document
properties. A CSV, TSV or JSON lines file has no room for any: a file beside it holds it.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.errors import FileError
from workbench.tables.files import atomic

BESIDE = ".manifest.json"
"""What is put behind the name of a table, for the file that holds its manifest."""

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson")
"""Kinds of files without room for metadata."""

FORMAT = 1
"""Raised whenever the form of a manifest changes."""

_KEY = b"workbench"
_PROPERTY = "workbench_manifest_"
_LONGEST = 255
"""Letters of a document property."""


def manifest_beside(path: Path) -> Path | None:
    """Return the file that holds the manifest of a table, None if the table itself does."""
    ending = path.suffix.lower()
    return path.with_name(path.name + BESIDE) if ending in TEXT_ENDINGS else None


def write_beside(path: Path, made: Mapping[str, Any]) -> None:
    """Write the manifest of a table that has no room for it."""
    beside = manifest_beside(path)
    if beside is not None:
        with atomic(beside) as temporary:
            text = json.dumps({"format": FORMAT, **made}, indent=1, ensure_ascii=False, default=str)
            temporary.write_text(f"{text}\n", encoding="utf-8", errors="backslashreplace")


def with_manifest(table: Any, made: Mapping[str, Any]) -> Any:
    """Return an Arrow table whose metadata hold a manifest."""
    said = json.dumps({"format": FORMAT, **made}, default=str).encode()
    return table.replace_schema_metadata({**(table.schema.metadata or {}), _KEY: said})


def add_to_workbook(book: Any, made: Mapping[str, Any]) -> None:
    """Put a manifest into the properties of a workbook, in parts, for each holds few letters."""
    from openpyxl.packaging.custom import StringProperty

    said = json.dumps({"format": FORMAT, **made}, default=str).encode()
    packed = base64.b64encode(zlib.compress(said, 9)).decode("ascii")
    for part, start in enumerate(range(0, len(packed), _LONGEST)):
        value = packed[start : start + _LONGEST]
        book.custom_doc_props.append(StringProperty(name=f"{_PROPERTY}{part:04d}", value=value))


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest of a table file."""
    beside = manifest_beside(path)
    try:
        text = _text_of(path) if beside is None else beside.read_text(encoding="utf-8")
        made = json.loads(text) if text else None
    except FileNotFoundError as error:
        missing = path if not path.exists() else beside
        raise FileError(f"{missing} is not there. {_HOW}") from error
    except Exception as error:  # a damaged file can make its reader fail in any way
        raise FileError(f"the manifest of {path} cannot be read: {error}. {_HOW}") from error
    if not isinstance(made, dict) or not _is_whole(made):
        raise FileError(f"{path} holds no manifest of Workbench. {_HOW}")
    if made["format"] > FORMAT:
        raise FileError(f"{path} was written by a later version of Workbench: update this one.")
    return made


_HOW = "To verify a table, write it again with the command that made it."


def _is_whole(made: dict[str, Any]) -> bool:
    """Tell whether a manifest has the parts that are compared."""
    stages = made.get("stages")
    return (
        isinstance(made.get("format"), int)
        and isinstance(made.get("versions"), dict)
        and isinstance(made.get("options", {}), dict)
        and isinstance(stages, list)
        and all(
            isinstance(one, dict)
            and isinstance(one.get("parameters"), dict)
            and {"stage", "digest"} <= {*one}
            for one in stages
        )
    )


def _text_of(path: Path) -> str:
    """Return the manifest that a Parquet file or a workbook holds, "" if there is none."""
    if path.suffix.lower() == ".parquet":
        from pyarrow.parquet import read_schema

        return ((read_schema(path).metadata or {}).get(_KEY) or b"").decode()
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    try:
        parts = {one.name: one.value for one in book.custom_doc_props.props}
    finally:
        book.close()
    packed = "".join(parts[name] for name in sorted(parts) if name.startswith(_PROPERTY))
    return zlib.decompress(base64.b64decode(packed)).decode() if packed else ""
