"""How a report lays out what it holds for programs, and whether a file is laid out so."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.errors import FileError
from workbench.provenance import versions

LAYOUT = 2
"""Number of the layout; a report of another one cannot be compared with a fresh run."""

_STAGE = {"stage": str, "parameters": dict, "digest": str}
_PER_ROW = {"groups": ("verdict", "of"), "topics": ("of",)}


def check_layout(path: Path, summary: Any, data: Any) -> None:
    """Raise if a page was written by a version that lays its data out otherwise, or is damaged."""
    wrong = FileError(f"{path} is damaged: parts of it are missing. Write the report again.")
    manifest = summary.get("manifest") if isinstance(summary, dict) else None
    if not isinstance(manifest, dict) or not isinstance(data, dict):
        raise wrong
    if data.get("layout") != LAYOUT:
        raise FileError(_other_version(path, manifest))
    if not (_is_manifest(manifest) and _is_data(data)):
        raise wrong


def _other_version(path: Path, manifest: Mapping[str, Any]) -> str:
    told = manifest.get("versions")
    then = str(told.get("workbench", "")) if isinstance(told, dict) else ""
    now = versions().get("workbench", "")
    by = f"Workbench {then}" if then and then != now else "another version of Workbench"
    return (
        f"{path} was written by {by}, which lays a report out otherwise, so it cannot be compared "
        "row by row. Write the report again with this version, and verify that one from now on; or "
        "verify this one with the version that wrote it."
    )


def _is_manifest(manifest: Mapping[str, Any]) -> bool:
    stages = manifest.get("stages")
    return (
        isinstance(manifest.get("versions"), dict)
        and isinstance(stages, list)
        and all(isinstance(stage, dict) for stage in stages)
        and all(isinstance(stage.get(k), kind) for stage in stages for k, kind in _STAGE.items())
    )


def _is_data(data: Mapping[str, Any]) -> bool:
    """Tell whether all is there that a fresh run is compared with, one number per row."""
    rows = data.get("textOf")
    if not _are_numbers(rows):
        return False
    for part, names in _PER_ROW.items():
        held = data.get(part)
        if held and not (isinstance(held, dict) and all(_fits(held.get(n), rows) for n in names)):
            return False
    drawn, probe = data.get("map"), data.get("probe")
    on_map = not drawn or (
        isinstance(drawn, dict)
        and _are_numbers(drawn.get("x"))
        and _fits(drawn.get("y"), drawn["x"])
    )
    return on_map and (not probe or _is_probe(probe))


def _fits(values: Any, rows: Any) -> bool:
    return _are_numbers(values) and len(values) == len(rows)


def _are_numbers(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(one, (int, float)) for one in values)


def _is_probe(probe: Any) -> bool:
    if not isinstance(probe, dict) or not _are_numbers(probe.get("places")):
        return False
    try:
        held = base64.b64decode(probe["vectors"], validate=True)
        return bool(len(held) == 4 * probe["dimensions"] * len(probe["places"]))
    except (KeyError, TypeError, ValueError):
        return False
