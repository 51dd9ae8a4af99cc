"""Limits for jobs that nobody watches: above one of them the command ends with an exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

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


def _of_rows(count: Callable[[Summary], int | None]) -> Callable[[Summary], float | None]:
    """Return what gives a count as a share of the rows, None if it was not counted."""

    def share(summary: Summary) -> float | None:
        number = count(summary)
        return None if number is None else number / max(summary.rows, 1)

    return share


def _new_topic(summary: Summary) -> int | None:
    """Return the rows of the largest new topic."""
    if summary.changes is None:
        return None
    return max((after for _, _, _, after in summary.changes.of_kind("new")), default=0)


def _new_texts(summary: Summary) -> float | None:
    """Return the share of distinct texts that are new."""
    changes = summary.changes
    return None if changes is None else changes.new_texts / max(summary.distinct, 1)


MEASURES: Mapping[str, Callable[[Summary], float | None]] = {
    "duplicates": _of_rows(lambda s: None if s.duplicates is None else s.duplicates.n_removed),
    "review": _of_rows(lambda s: None if s.duplicates is None else s.duplicates.n_review),
    "noise": _of_rows(lambda s: None if s.topics is None else s.topics.noise_rows),
    "without-text": _of_rows(lambda s: s.blank),
    "unreadable": _of_rows(lambda s: s.encoding.unreadable_rows),
    "new-topic": _of_rows(_new_topic),
    "new-texts": _new_texts,
}
"""What can have a limit, as a share; None if the command does not measure it."""


def limits_of(given: Sequence[Sequence[str]] | None) -> list[tuple[str, float]]:
    """Return the limits that were typed, checked before anything is computed."""
    return [(_measure(name), _percent(value)) for name, value in given or ()]


def _measure(name: str) -> str:
    if name in MEASURES:
        return name
    raise InputError(
        f"--fail-if {name}: it must be one of {', '.join(MEASURES)}.{did_you_mean(name, MEASURES)}"
    )


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
        share = MEASURES[name](summary)
        if share is None:
            raise InputError(
                f"--fail-if {name} is not measured by this command"
                + (": it needs workbench refresh." if name.startswith("new-") else ".")
            )
        if 100 * share > limit:
            yield Exceeded(name, round(100 * share, 4), limit)
