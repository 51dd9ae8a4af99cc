"""How a report lays out what programs read in it: keys of rows, and a few vectors."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.decisions import decision_key, row_keys
from workbench.embedding.base import Embedding
from workbench.errors import FileError
from workbench.provenance import digest_texts, versions
from workbench.tables import Rows


def row_digests(rows: Rows) -> list[str]:
    """Return one key a row, the same wherever the row stands in the table."""
    return [f"r{digest_texts([own, text, str(copy)])}" for own, text, copy in row_keys(rows)]


def text_digests(rows: Rows, positions: Sequence[int]) -> list[str]:
    """Return a key of the text of each of these rows, "" for position -1 or without text."""
    digests = [f"t{decision_key(text)}" for text in rows.distinct]
    distinct = [int(rows.distinct_of[p]) if p >= 0 else -1 for p in positions]
    return [digests[k] if k >= 0 else "" for k in distinct]


def against_rows(rows: Rows, verdicts: pd.DataFrame) -> NDArray[np.int64]:
    """Return for each row of a group the row that it is compared with, -1 where there is none.

    That is what its verdict names; for a row that is kept beside others, the first kept row of
    its group with another text.
    """
    row_of = {id: k for k, id in enumerate(rows.ids.tolist())}
    named = verdicts["compared_to"].astype(object).tolist()
    against = np.array([row_of.get(id, -1) for id in named], dtype=np.int64)
    kept = (verdicts["verdict"] != "drop").to_numpy(dtype=bool) & (against < 0)
    staying = np.flatnonzero(verdicts["group"].notna().to_numpy() & kept)
    heads: dict[int, int] = {}
    for row, group in zip(staying.tolist(), verdicts["group"].iloc[staying].tolist(), strict=True):
        head = heads.setdefault(int(group), row)
        if rows.distinct_of[row] != rows.distinct_of[head]:
            against[row] = head
    return against


LAYOUT = 2
"""Number of the layout; a report of another one cannot be compared with a fresh run."""

MOST_NUMBER = 2**53
"""Whole numbers below it are exact in JSON."""

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
    recorded = manifest.get("versions")
    then = str(recorded.get("workbench", "")) if isinstance(recorded, dict) else ""
    now = versions().get("workbench", "")
    by = f"Workbench {then}" if then and then != now else "another version of Workbench"
    return (
        f"{path} was written by {by}, whose reports have another layout, so it cannot be compared "
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
        values = data.get(part)
        if values and not (
            isinstance(values, dict) and all(_fits(values.get(n), rows) for n in names)
        ):
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
    return isinstance(values, list) and all(map(_is_number, values))


def _is_number(value: Any) -> bool:
    """Tell whether a value is a number that arrays of 64 bits hold."""
    return type(value) in (int, float) and abs(value) < MOST_NUMBER


def _is_probe(probe: Any) -> bool:
    if not isinstance(probe, dict) or not _are_numbers(probe.get("places")):
        return False
    try:
        data = base64.b64decode(probe["vectors"], validate=True)
        size = 4 * probe["dimensions"] * len(probe["places"])
        return type(size) is int and len(data) == size and all(one >= 0 for one in probe["places"])
    except (KeyError, TypeError, ValueError):
        return False


MOST_VECTORS = 32
"""Vectors of a probe."""


def probe_of(embedding: Embedding) -> dict[str, Any]:
    """Return the vectors of a few texts, evenly drawn, for a later comparison."""
    total = len(embedding.vectors)
    chosen = np.unique(np.linspace(0, total - 1, min(MOST_VECTORS, total)).astype(np.int64))
    vectors = np.ascontiguousarray(embedding.vectors[chosen], dtype="<f4")
    return {
        "places": chosen.tolist(),
        "dimensions": int(vectors.shape[1]),
        "vectors": base64.b64encode(vectors.tobytes()).decode("ascii"),
    }


def vector_shift(probe: Mapping[str, Any] | None, vectors: NDArray[np.float32]) -> float | None:
    """Return the largest change of a cosine among the texts of a probe."""
    if not probe or probe["dimensions"] != vectors.shape[1]:
        return None
    chosen = np.array(probe["places"], dtype=np.int64)
    if len(chosen) == 0 or chosen.max() >= len(vectors):
        return None
    old = np.frombuffer(base64.b64decode(probe["vectors"]), dtype="<f4").reshape(len(chosen), -1)
    then, now = old.astype(np.float64), vectors[chosen].astype(np.float64)
    between = np.abs(then @ then.T - now @ now.T).max()
    own = np.abs(np.einsum("ij,ij->i", then, then - now)).max()
    return float(max(between, own))
