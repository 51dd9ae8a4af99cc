"""Limits for jobs that nobody watches: above one of them the command ends with an exit code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from workbench.errors import InputError, did_you_mean
from workbench.summary import Summary

ABOVE_LIMIT = 3
"""Exit code of a command that did all its work and found more than a limit allows."""


class Exceeded(NamedTuple):
    """A measure above its limit, both in percent."""

    measure: str
    percent: float
    limit: float

    def __str__(self) -> str:
        """Return a line for people."""
        return f"Above the limit: {self.measure} {self.percent:.2f} % (limit {self.limit:g} %)."


def _new_topic(summary: Any) -> int:
    """Return the rows of the largest new topic."""
    return max((rows for _, _, _, rows in summary.changes.of_kind("new")), default=0)


MEASURES: Mapping[str, tuple[str, Callable[[Any], float], str]] = {
    "duplicates": ("duplicates", lambda s: s.duplicates.n_removed, "rows"),
    "review": ("duplicates", lambda s: s.duplicates.n_review, "rows"),
    "noise": ("topics", lambda s: s.topics.noise_rows, "rows"),
    "without-text": ("", lambda s: s.blank, "rows"),
    "unreadable": ("", lambda s: s.encoding.unreadable_rows, "rows"),
    "new-topic": ("changes", _new_topic, "rows"),
    "new-texts": ("changes", lambda s: s.changes.new_texts, "distinct"),
}
"""What can have a limit: the result that it needs, its count, and what it is a share of."""

_NEEDS = {
    "duplicates": "it needs duplicates: workbench dedupe, report or refresh.",
    "topics": "it needs topics: workbench topics, or a page (.html) without --no-topics.",
    "changes": "it needs workbench refresh.",
}


def limits_of(given: Sequence[Sequence[str]] | None, *found: str) -> list[tuple[str, float]]:
    """Return the limits that were typed, checked before anything is computed.

    `found` names the results that the command will have: duplicates, topics, changes.
    """
    return [(_measure(name, found), _percent(value)) for name, value in given or ()]


def _measure(name: str, found: Collection[str]) -> str:
    if name not in MEASURES:
        known = ", ".join(MEASURES)
        hint = did_you_mean(name, MEASURES)
        raise InputError(f"--fail-if {name}: it must be one of {known}.{hint}")
    needed = MEASURES[name][0]
    if needed and needed not in found:
        raise InputError(f"--fail-if {name} is not measured by this command: {_NEEDS[needed]}")
    return name


def _percent(value: str) -> float:
    try:
        percent = float(value.removesuffix("%"))
    except ValueError:
        percent = -1.0
    if 0 <= percent <= 100:
        return percent
    raise InputError(f"--fail-if takes a percentage from 0 to 100, such as 10, got {value!r}.")


def exceeded(summary: Summary, limits: Sequence[tuple[str, float]]) -> Iterator[Exceeded]:
    """Yield the limits that are exceeded; equal to the limit is not above it."""
    for name, limit in limits:
        _, count, whole = MEASURES[name]
        share = count(summary) / max(getattr(summary, whole), 1)
        if 100 * share > limit:
            yield Exceeded(name, round(100 * share, 4), limit)
