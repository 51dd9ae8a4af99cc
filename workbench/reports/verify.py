"""Is it the same again? A report against a fresh run: what differs first, and by how much.

A report carries the manifest of its run, what was decided for each row, and the vectors of a few
texts. `verify_report` compares these with a fresh run stage by stage, in the order in which the
data walks.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates import Duplicates
from workbench.embedding.base import Embedding
from workbench.errors import FileError, counted
from workbench.projection import Projection, text_positions
from workbench.reports.html import unpacked
from workbench.reports.layout import check_layout, vector_shift
from workbench.reports.page_differences import (
    data_differences,
    finding_differences,
    page_differences,
)
from workbench.reports.payload import MAP_STEPS, duplicate_verdicts, places, topic_places
from workbench.summary import Summary
from workbench.tables import Rows
from workbench.topics import Topics

TOLERANCE = 1e-6
"""Difference of a cosine up to which two encodings count as the same.

The same text encoded in another batch differs by some 1e-7 (the order of sums in a matrix
product); that is not a difference of results unless a pair lies as near to the threshold.
"""

STAGES = ("rows", "embedding", "pairs", "neighbors", "projection", "duplicates", "topics")
"""Stages in the order in which they are compared; others follow."""


@dataclass(frozen=True)
class StoredReport:
    """What a report holds for programs.

    summary: the findings and the manifest, as `Summary.to_dict` gave them.
    data: what the page shows.
    page: the page itself.
    """

    summary: dict[str, Any]
    data: dict[str, Any]
    page: str = ""

    @property
    def title(self) -> str:
        """The heading, which whoever writes a report chooses."""
        return str(self.summary.get("title", ""))

    @property
    def measured(self) -> bool:
        """Whether it says how stable its topics are."""
        topics = self.summary.get("topics")
        return isinstance(topics, dict) and bool(topics.get("found"))


@dataclass(frozen=True)
class Verification:
    """Whether two runs say the same.

    identical: whether every stage put out the same.
    stage: the first stage that differs, "" where none does.
    differences: what differs, the first stage first.
    remarks: what differs without changing a result: versions, rounding within the tolerance.
    """

    identical: bool
    stage: str
    differences: tuple[str, ...]
    remarks: tuple[str, ...]

    def __str__(self) -> str:
        """Return the verdict and its reasons, one per line."""
        head = "identical" if self.identical else f"differs from the stage {self.stage!r} on"
        return "\n".join((head, *map(_shown, (*self.differences, *self.remarks))))


def _shown(line: str) -> str:
    """Return a line without signs that drive a terminal; a stranger's report may hold any."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)


def read_report(path: str | os.PathLike[str]) -> StoredReport:
    """Read what a report holds for programs."""
    path = Path(path)
    try:
        page = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"{path} could not be read: {reason}.") from error
    findings = re.search(r'<script type="application/json" id="summary">([^<]*)</script>', page)
    data = re.search(r'<script type="application/octet-stream" id="data">([^<]*)</script>', page)
    if findings is None or data is None:
        raise FileError(f"{path} is not a report of Workbench: it has no findings or no data.")
    try:
        stored = StoredReport(_loads(findings[1]), _loads(unpacked(data[1].strip())), page)
    except (ValueError, zlib.error, RecursionError) as error:
        raise FileError(f"{path} is damaged: {error}. Write the report again.") from error
    check_layout(path, stored.summary, stored.data)
    return stored


def _loads(text: str) -> Any:
    """Read JSON as it is defined: without NaN, which compares with nothing."""
    return json.loads(text, parse_constant=_no_number)


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def compare_manifests(then: Mapping[str, Any], now: Mapping[str, Any]) -> Verification:
    """Compare two manifests, as `Manifest.to_dict` gives them, stage by stage."""
    old, new = ({s["stage"]: s for s in m["stages"]} for m in (then, now))
    changes = [(stage, line) for stage in _ordered(old, new) for line in _changes(stage, old, new)]
    return Verification(
        identical=not changes,
        stage=changes[0][0] if changes else "",
        differences=tuple(line for _, line in changes),
        remarks=tuple(_version_remarks(then["versions"], now["versions"])),
    )


def verify_report(
    stored: StoredReport,
    summary: Summary,
    *,
    rows: Rows,
    embedding: Embedding,
    projection: Projection | None = None,
    duplicates: Duplicates | None = None,
    topics: Topics | None = None,
    fresh: StoredReport | None = None,
) -> Verification:
    """Compare a report with a fresh run, and measure what differs."""
    # The manifest of a masked report is masked as well.
    manifest = summary.manifest if fresh is None else fresh.summary["manifest"]
    then = stored.summary["manifest"]
    verdict = compare_manifests(then, manifest)
    shift = vector_shift(stored.data.get("probe"), embedding.vectors)
    measured = [
        *_moved_rows(stored.data, rows, duplicates, topics),
        *_moved_places(stored.data, projection),
    ]
    remarks = list(verdict.remarks)
    if shift:
        remarks.append(f"cosines of the texts compared differ by at most {shift:.1e}")
        remarks += _at_risk(duplicates, max(shift, TOLERANCE))
    only_rounding = shift is not None and shift <= TOLERANCE and not measured
    rounded = verdict.stage == "embedding" and only_rounding and rounded_only(then, manifest)
    if fresh is not None:
        differences, more = _differences(stored, fresh, probe=not rounded)
        remarks += more
        if differences:
            stage = "report" if rounded else verdict.stage or "report"
            known = () if rounded else (*verdict.differences, *measured)
            return Verification(False, stage, (*known, *differences), tuple(remarks))
    if rounded:
        remarks.append(f"that is rounding, within the tolerance of {TOLERANCE:g}")
        return Verification(identical=True, stage="", differences=(), remarks=tuple(remarks))
    stage = verdict.stage or ("report" if measured else "")
    return Verification(not stage, stage, (*verdict.differences, *measured), tuple(remarks))


def _differences(
    stored: StoredReport, fresh: StoredReport, *, probe: bool
) -> tuple[list[str], list[str]]:
    """Return all that a report says otherwise than the report of a fresh run, and remarks."""
    then, now = (one.summary["manifest"]["versions"] for one in (stored, fresh))
    shown, remarks = page_differences(stored.page, fresh.page, same_versions=then == now)
    differences = [
        *finding_differences(stored.summary, fresh.summary),
        *data_differences(stored.data, fresh.data, probe=probe),
        *shown,
    ]
    if differences and "probe" in fresh.data and "probe" not in stored.data:
        remarks.append(
            "the report holds no vectors, so it was masked: verify it with the --redact or "
            "--leave-out that it was written with"
        )
    return differences, remarks


def _ordered(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    named = dict.fromkeys([*STAGES, *old, *new])
    return [stage for stage in named if (stage in old or stage in new) and stage != "summary"]


def _changes(stage: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Say what changed in one stage."""
    if stage not in old or stage not in new:
        yield f"{stage}: only in the {'report' if stage in old else 'fresh run'}"
        return
    then, now = old[stage]["parameters"], new[stage]["parameters"]
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield f"{stage}: {name} was {then.get(name)!r}, is {now.get(name)!r}"
    if old[stage]["digest"] != new[stage]["digest"]:
        was, is_now = old[stage]["digest"][:12], new[stage]["digest"][:12]
        yield f"{stage}: another result ({was} was, {is_now} is)"


def _version_remarks(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield f"version of {name}: {then.get(name, 'none')} then, {now.get(name, 'none')} now"


def rounded_only(stored: Mapping[str, Any], manifest: Mapping[str, Any]) -> bool:
    """Tell whether every stage but the vectors has the digest it had, and those their settings."""
    then, now = (
        {s["stage"]: s["digest"] for s in m["stages"] if s["stage"] not in ("embedding", "summary")}
        for m in (stored, manifest)
    )
    parameters = [
        [s["parameters"] for s in m["stages"] if s["stage"] == "embedding"]
        for m in (stored, manifest)
    ]
    return then == now and parameters[0] == parameters[1]


def _moved_rows(
    data: Mapping[str, Any],
    rows: Rows,
    duplicates: Duplicates | None,
    topics: Topics | None,
) -> Iterator[str]:
    """Count the rows that are decided differently."""
    if len(data["textOf"]) != len(rows):
        return
    if duplicates is not None and data.get("groups"):
        group, verdict = duplicate_verdicts(duplicates)
        kept = int((np.array(data["groups"]["verdict"]) != np.array(verdict)).sum())
        moved = _with_others(np.array(data["groups"]["of"]), np.array(group))
        if kept or moved:
            kept_words = f"{counted(kept, 'row')} decided differently"
            yield f"duplicates: {kept_words}, {moved:,} grouped with other rows"
    if topics is not None and data.get("topics"):
        moved = _elsewhere(np.array(data["topics"]["of"]), np.array(topic_places(topics)))
        if moved:
            yield f"topics: {counted(moved, 'row')} in another topic"


def _with_others(then: NDArray[np.int64], now: NDArray[np.int64]) -> int:
    """Count the rows whose group holds other rows than it did, whatever its number; -1 is none."""
    sizes = [pd.Series(one).groupby(one).transform("size").to_numpy() for one in (then, now)]
    both = pd.Series(then).groupby([then, now]).transform("size").to_numpy()
    same = (then < 0) & (now < 0) | (then >= 0) & (now >= 0) & (both == sizes[0]) & (
        both == sizes[1]
    )
    return int((~same).sum())


def _elsewhere(then: NDArray[np.int64], now: NDArray[np.int64]) -> int:
    """Count the rows that did not go with their topic; topics that share most rows are the same."""
    shared = pd.Series(then).groupby([then, now]).size().sort_values(ascending=False, kind="stable")
    went: dict[int, int] = {-1: -1}
    for old, new in shared.index:
        if old not in went and new not in went.values():
            went[int(old)] = int(new)
    return int((np.array([went.get(int(one), -3) for one in then]) != now).sum())


def _moved_places(data: Mapping[str, Any], projection: Projection | None) -> Iterator[str]:
    """Count the texts that stand elsewhere on the map."""
    if projection is None or not data.get("map"):
        return
    now = places(text_positions(projection))
    if len(now["x"]) != len(data["map"]["x"]):
        return
    moved = np.hypot(*(np.array(data["map"][k]) - np.array(now[k]) for k in ("x", "y")))
    if moved.max() > 0:
        share = moved.max() / MAP_STEPS
        texts = counted(int((moved > 0).sum()), "text")
        yield f"projection: {texts} moved, by up to {share:.1%} of the map"


def _at_risk(duplicates: Duplicates | None, shift: float) -> Iterator[str]:
    """Count the pairs that such a shift could carry over the threshold."""
    if duplicates is None:
        return
    similarity = duplicates.pairs["similarity"].to_numpy(dtype=float)
    near = np.abs(similarity - duplicates.threshold) <= shift
    verb = "lies" if int(near.sum()) == 1 else "lie"
    yield (
        f"{counted(int(near.sum()), 'pair')} {verb} within {shift:.1e} of the threshold of "
        f"{duplicates.threshold:g}, so rounding could flip a decision"
    )
