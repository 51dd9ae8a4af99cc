"""How a long stage tells how far it is: one small protocol, three ways to show it.

A stage takes a `Progress` and calls ``start``, ``advance`` and ``finish``; it never prints. The
caller chooses how that is shown: a widget bar in a notebook, a line in a terminal, nothing in a
pipe.
"""

from __future__ import annotations

import sys
import time
from typing import Any, Protocol, TextIO

from workbench.errors import InputError


class Progress(Protocol):
    """Where a stage tells how far it is.

    An exception raised by any of the three (a pressed stop button, say) ends the stage, which
    leaves everything it had finished in place.
    """

    def start(self, stage: str, total: int, *, done: int = 0, note: str = "") -> None:
        """Begin `stage` with `total` steps, of which `done` need no work (cached)."""

    def advance(self, steps: int) -> None:
        """Tell that `steps` more steps are done."""

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


class _Clock:
    """Counts steps and seconds of the stage at hand and words them."""

    def __init__(self) -> None:
        self.stage = ""
        self.total = self.done = self.cached = 0
        self.began = 0.0
        self.note = ""

    def start(self, stage: str, total: int, done: int, note: str) -> None:
        self.stage = stage[:1].upper() + stage[1:]
        self.total, self.done, self.cached = total, done, done
        self.began, self.note = time.monotonic(), note

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def line(self) -> str:
        """Word the state: steps done, rate, time left, and how many came from the cache."""
        worked, seconds = self.done - self.cached, self.seconds()
        parts = [f"{self.done:,} of {self.total:,}"]
        if worked > 0 and seconds > 0.5:
            rate = worked / seconds
            parts.append(f"{rate:,.0f}/s")
            parts.append(f"{_duration((self.total - self.done) / rate)} left")
        if self.note:
            parts.append(self.note)
        return f"{self.stage}: " + " · ".join(parts)

    def closing(self, note: str) -> str:
        return f"{self.stage}: {note or f'{self.done:,} done'} · {_duration(self.seconds())}"


class TerminalProgress:
    """One line a stage, rewritten in place at most ten times a second.

    Parameters
    ----------
    stream : text stream, default ``sys.stderr``
        Where to write. Where it is no terminal only the closing line of each stage is written.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._live = bool(getattr(self._stream, "isatty", lambda: False)())
        self._clock = _Clock()
        self._drawn = 0.0

    def start(self, stage: str, total: int, *, done: int = 0, note: str = "") -> None:
        """Begin a stage."""
        self._clock.start(stage, total, done, note)
        self._drawn = 0.0
        self._draw()

    def advance(self, steps: int) -> None:
        """Tell that `steps` more steps are done."""
        self._clock.done += steps
        self._draw()

    def finish(self, note: str = "") -> None:
        """Write the closing line of the stage."""
        start, end = ("\r\x1b[2K", "\n") if self._live else ("", "\n")
        self._write(start + self._clock.closing(note) + end)

    def _draw(self) -> None:
        now = time.monotonic()
        if self._live and now - self._drawn >= 0.1:
            self._drawn = now
            self._write("\r\x1b[2K" + self._clock.line())

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


class NotebookProgress:
    """A widget bar with a line of text, for Jupyter."""

    def __init__(self) -> None:
        import ipywidgets
        from IPython.display import display

        self._clock = _Clock()
        self._drawn = 0.0
        self._bar = ipywidgets.IntProgress(min=0, max=1, layout={"width": "240px"})
        self._text = ipywidgets.Label("")
        self._shown = False
        self._box = ipywidgets.HBox([self._bar, self._text])
        self._display: Any = display

    def start(self, stage: str, total: int, *, done: int = 0, note: str = "") -> None:
        """Begin a stage; the bar appears with the first one."""
        self._clock.start(stage, total, done, note)
        self._bar.max, self._bar.value, self._bar.bar_style = max(total, 1), done, ""
        self._draw(force=True)
        if not self._shown:
            self._shown = True
            self._display(self._box)

    def advance(self, steps: int) -> None:
        """Tell that `steps` more steps are done."""
        self._clock.done += steps
        self._draw()

    def finish(self, note: str = "") -> None:
        """Leave the closing line of the stage under a full bar."""
        self._bar.value, self._bar.bar_style = self._bar.max, "success"
        self._text.value = self._clock.closing(note)

    def _draw(self, *, force: bool = False) -> None:
        now = time.monotonic()
        if force or now - self._drawn >= 0.2:
            self._drawn = now
            self._bar.value = min(self._clock.done, self._bar.max)
            self._text.value = self._clock.line()


def choose(progress: bool | Progress | None) -> Progress:
    """Return where progress goes.

    Parameters
    ----------
    progress : bool, None or Progress
        True shows it as fits the place (a bar in Jupyter, a line in a terminal, nothing in a
        pipe); False or None shows nothing; an object of your own gets the calls.

    Raises
    ------
    InputError
        Where it is none of these.
    """
    if progress is None or progress is False:
        return Quiet()
    if progress is True:
        if _in_notebook():
            return NotebookProgress()
        return TerminalProgress() if sys.stderr.isatty() else Quiet()
    if all(callable(getattr(progress, name, None)) for name in ("start", "advance", "finish")):
        return progress
    raise InputError(
        "progress must be True, False or an object with start, advance and finish, "
        f"got {progress!r}."
    )


def _in_notebook() -> bool:
    """Tell whether a Jupyter kernel runs this, without importing IPython where it is not."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and getattr(shell, "kernel", None) is not None


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
