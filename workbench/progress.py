"""How far a long stage is: one small protocol, shown by tqdm.

A stage takes a `Progress` and calls ``start``, ``advance`` and ``finish``; it never prints. The
caller chooses how that is shown: a bar in a notebook or a terminal, nothing in a pipe.
"""

from __future__ import annotations

from typing import Any, Protocol, TextIO
from weakref import WeakSet

from workbench.errors import InputError


class Progress(Protocol):
    """Where a stage says how far it is.

    An exception raised by any of the three ends the stage, which leaves everything it had finished
    in place.
    """

    def start(self, stage: str, total: int, *, done: int = 0, note: str = "") -> None:
        """Begin `stage` with `total` steps, of which `done` need no work (cached)."""

    def advance(self, steps: int) -> None:
        """Say that `steps` more steps are done."""

    def finish(self, note: str = "") -> None:
        """End the stage; `note` is what it found."""


class Quiet:
    """Shows nothing."""

    def start(self, stage: str, total: int, *, done: int = 0, note: str = "") -> None:
        """Ignore the beginning of a stage."""

    def advance(self, steps: int) -> None:
        """Ignore a step."""

    def finish(self, note: str = "") -> None:
        """Ignore the end of a stage."""


UNDER_WAY = "{desc}: {n:,} of {total:,} |{bar}| {remaining} left{postfix}"
FINISHED = "{desc} |{bar}| {elapsed}"


class Bar:
    """A bar of tqdm per stage: a widget in a notebook, a line in a terminal, nothing in a pipe.

    file: where to draw outside of notebooks. Default: ``sys.stderr``.
    """

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = file
        self._stage = ""
        self._bar: Any = None
        self._done = self._total = 0

    def start(self, stage: str, total: int, *, done: int = 0, note: str = "") -> None:
        """Begin a stage with a bar of its own."""
        from tqdm.auto import tqdm

        if self in _open:  # the stage begins anew
            self._bar.close()
        self._stage = stage[:1].upper() + stage[1:]
        self._done, self._total = done, total
        self._bar = tqdm(
            total=total,
            initial=done,
            desc=self._stage,
            postfix=note,
            file=self._file,
            bar_format=UNDER_WAY,
            dynamic_ncols=True,
            disable=None,
        )
        _open.add(self)

    def advance(self, steps: int) -> None:
        """Say that `steps` more steps are done."""
        steps = min(steps, self._total - self._done)
        self._done += steps
        self._bar.update(steps)

    def finish(self, note: str = "") -> None:
        """Leave one line: what the stage found, and how long it took."""
        self._bar.update(self._total - self._done)
        self._close(note or f"{self._total:,} done")

    def stop(self) -> str:
        """Leave the bar where it is; return how far the stage got."""
        so_far = f"{self._done:,} of {self._total:,} done"
        self._close(so_far)
        return f"{self._stage}: {so_far}."

    def _close(self, note: str) -> None:
        self._bar.set_description_str(f"{self._stage}: {note}", refresh=False)
        self._bar.bar_format = FINISHED
        self._bar.close()
        _open.discard(self)


_open: WeakSet[Bar] = WeakSet()
"""Bars of stages that have not ended."""


class Stopped(KeyboardInterrupt):
    """A call was interrupted; what it had finished is kept."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: one line, for nothing went wrong."""
        return [f"Stopped. {self}"]


def close_bars() -> list[str]:
    """Close the bars of stages that did not end; return how far each stage got."""
    return [bar.stop() for bar in list(_open)]


def stopped(interrupt: KeyboardInterrupt) -> Stopped:
    """Return the line to raise in place of an interrupt."""
    if isinstance(interrupt, Stopped):  # by a public call within a public call
        return interrupt
    return Stopped(" ".join([*close_bars(), "What is finished is kept: run it again to go on."]))


def choose(progress: bool | Progress | None) -> Progress:
    """Return where progress goes."""
    if progress is None or progress is False:
        return Quiet()
    if progress is True:
        return Bar()
    if all(callable(getattr(progress, name, None)) for name in ("start", "advance", "finish")):
        return progress
    raise InputError(
        "progress must be True, False or an object with start, advance and finish, "
        f"got {progress!r}."
    )
