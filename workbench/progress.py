"""How a long stage tells how far it is: one small protocol, three ways to show it.

A stage takes a `Progress` and calls ``start``, ``advance`` and ``finish``; it never prints. The
caller chooses how that is shown: a widget bar in a notebook, a line in a terminal, nothing in a
pipe.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
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

    def so_far(self) -> str:
        return f"{self.stage}: {self.done:,} of {self.total:,} done"

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


class Stopped(KeyboardInterrupt):
    """The stop button of a stage was pressed; what the stage had finished is kept.

    An interrupt, as by the kernel's own button, so that nothing takes it for a failure to mend.
    """

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: one line, for nothing went wrong."""
        return [f"Stopped: {self}"]


class NotebookProgress:
    """A widget bar with a line of text and a stop button, for Jupyter.

    The button ends the stage at its next step, by `Stopped`; pressed as a stage ends, it ends the
    next stage of the same cell. A stage that ends early, by the button or by an interrupt of the
    kernel, leaves a bar that says so.
    """

    def __init__(self) -> None:
        import ipywidgets
        from IPython.display import display

        self._clock = _Clock()
        self._drawn = 0.0
        self._pressed = self._running = False
        self._bar = ipywidgets.IntProgress(min=0, max=1, layout={"width": "240px"})
        self._text = ipywidgets.Label("")
        self._stop = ipywidgets.Button(
            description="Stop",
            icon="stop",
            layout={"width": "80px", "display": "none"},
            tooltip="Stop after the step at hand; what is finished is kept",
        )
        self._stop.on_click(self._press)
        _hear_aside(self._stop)
        self._shown = False
        self._box = ipywidgets.HBox([self._bar, self._stop, self._text])
        self._display: Any = display

    def start(self, stage: str, total: int, *, done: int = 0, note: str = "") -> None:
        """Begin a stage; the bar appears with the first one.

        Raises
        ------
        Stopped
            If the stop button was pressed as the stage before this one ended.
        """
        self._clock.start(stage, total, done, note)
        self._running = True
        _on_cell_end(self._left, watch=True)
        self._stop_if_pressed()
        self._bar.max, self._bar.value, self._bar.bar_style = max(total, 1), done, ""
        self._stop.description, self._stop.disabled = "Stop", False
        self._stop.layout.display = None if _hears_while_busy() else "none"
        self._draw(force=True)
        if not self._shown:
            self._shown = True
            self._display(self._box)

    def advance(self, steps: int) -> None:
        """Tell that `steps` more steps are done.

        Raises
        ------
        Stopped
            If the stop button was pressed.
        """
        self._clock.done += steps
        self._stop_if_pressed()
        self._draw()

    def finish(self, note: str = "") -> None:
        """Leave the closing line of the stage under a full bar."""
        self._close("success", self._clock.closing(note))
        self._bar.value = self._bar.max

    def _press(self, _: Any) -> None:
        self._pressed = True
        self._stop.description, self._stop.disabled = "Stopping", True

    def _stop_if_pressed(self) -> None:
        if self._pressed:
            self._pressed = False
            self._end("Stopped")
            raise Stopped(f"{self._clock.so_far()}. Run the cell again to go on.")

    def _left(self, *_: Any) -> None:
        """Say that the stage was left unfinished, at the end of the cell."""
        _on_cell_end(self._left, watch=False)
        self._pressed = False  # too late for this cell, and not meant for the next
        if self._running:
            self._end("Interrupted")

    def _end(self, how: str) -> None:
        self._close("warning", f"{how}. {self._clock.so_far()}")

    def _close(self, style: str, text: str) -> None:
        self._running = False
        self._stop.layout.display = "none"
        self._bar.bar_style, self._text.value = style, text

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


def _hears_while_busy() -> bool:
    """Tell whether the kernel takes a click while a cell runs: that needs ipykernel 7."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return bool(getattr(getattr(shell, "kernel", None), "_supports_kernel_subshells", False))


def _hear_aside(button: Any) -> None:
    """Have a button's clicks heard while a cell runs.

    ipykernel 7.4 sends what comes from the page to the thread that last told the page something
    about the widget: to that of the cell, which is busy. The page's own choice is left to stand.
    """
    if hasattr(button.comm, "_reply_subshell_for"):
        button.comm._reply_subshell_for = lambda _, chosen: chosen  # noqa: SLF001


def _on_cell_end(act: Callable[..., None], *, watch: bool) -> None:
    """Call `act` when the cell at hand ends, or no longer; nothing happens outside of IPython."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return
    if watch:
        shell.events.register("post_run_cell", act)
    elif act in shell.events.callbacks["post_run_cell"]:
        shell.events.unregister("post_run_cell", act)


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
