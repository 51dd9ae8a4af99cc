"""How far a long stage is: one small protocol, shown by tqdm.

A stage takes a `Progress` and calls ``start``, ``advance`` and ``finish``; it never prints. The
caller chooses how that is shown: a bar in a notebook or a terminal, nothing in a pipe.
"""

from __future__ import annotations

import html
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
        self._stage = self._verb = ""
        self._bar: Any = None
        self._done = self._total = 0
        self._begun = 0.0
        self._output: Any = None

    def begin(self, verb: str) -> None:
        """Begin a call of several stages: they take turns on one line."""
        self._verb, self._begun = verb, time.time()

    def end(self, note: str) -> None:
        """Leave one line about the whole call, if it had a stage."""
        verb, self._verb = self._verb, ""
        if self in _open:
            self.start(verb, 1, done=1)
            self._bar.start_t = self._begun
            self._close(note)

    def say(self, note: str) -> None:
        """Show `note` behind the bar."""
        if self in _open:
            self._bar.set_postfix_str(note)

    def start(self, stage: str, total: int, *, done: int = 0, note: str = "") -> None:
        """Begin a stage with a bar of its own."""
        self._stage = stage[:1].upper() + stage[1:]
        if self._verb not in ("", self._stage):
            self._stage = f"{self._verb}, {stage[:1].lower() + stage[1:]}"
        self._done, self._total = done, total
        if self in _open:  # the stage begins anew, or the next one of a call
            if self._output is not None:
                self._begin_again(note)
                return
            self._bar.close()
        self._bar = self._new_bar(note)
        _open.add(self)

    def _new_bar(self, note: str) -> Any:
        from tqdm.auto import tqdm

        notebook = sys.modules.get("tqdm.notebook")  # imported by tqdm.auto if this is one
        own_output = notebook is not None and issubclass(tqdm, notebook.tqdm_notebook)
        bar = tqdm(
            leave=not self._verb,
            total=self._total,
            initial=self._done,
            desc=self._stage,
            postfix=note,
            file=self._file,
            bar_format=UNDER_WAY,
            dynamic_ncols=True,
            disable=None,
            **({"display": False} if own_output else {}),
        )
        if own_output:
            self._show(bar.container)
        return bar

    def _begin_again(self, note: str) -> None:
        """Let the widget show the next stage: JupyterLab hides an output whose widget is closed."""
        self._bar.initial = self._done
        self._bar.set_description_str(self._stage, refresh=False)
        self._bar.set_postfix_str(note, refresh=False)
        self._bar.reset(total=self._total)
        self._bar.n = self._bar.last_print_n = self._done
        self._bar.refresh()

    def advance(self, steps: int) -> None:
        """Say that `steps` more steps are done."""
        steps = min(steps, self._total - self._done)
        self._done += steps
        self._bar.update(steps)

    def finish(self, note: str = "") -> None:
        """Leave one line: what the stage found, and how long it took."""
        self._bar.update(self._total - self._done)
        if self._verb:  # the next stage takes the line over
            self.say(note)
        else:
            self._close(note or f"{self._total:,} done")

    def stop(self) -> str:
        """Leave the bar where it is; return how far the stage got."""
        so_far = f"{self._done:,} of {self._total:,} done"
        self._close(so_far)
        return f"{self._stage}: {so_far}."

    def _close(self, note: str) -> None:
        self._verb = ""
        self._bar.leave = True
        self._bar.set_description_str(f"{self._stage}: {note}", refresh=False)
        self._bar.bar_format = FINISHED
        self._bar.close()
        _open.discard(self)
        if self._output is not None:
            line = f"{self._stage}: {note} \u00b7 {self._bar.format_interval(self._elapsed())}"
            gray = f'<div style="opacity:0.7">{html.escape(line)}</div>'
            self._show({"text/html": gray, "text/plain": line}, raw=True)
            self._bar.container.close()
            self._output = None

    def _elapsed(self) -> float:
        return float(self._bar.format_dict["elapsed"])

    def _show(self, shown: Any, **how: Any) -> None:
        """Show a bar or a line in the one output of this call.

        A saved notebook holds the line, not a widget whose model went with the kernel.
        """
        from IPython.display import display

        if self._output is None:
            self._output = display(shown, display_id=True, **how)
        else:
            self._output.update(shown, **how)


_open: WeakSet[Bar] = WeakSet()
"""Bars of stages that have not ended."""


class Stopped(KeyboardInterrupt):
    """A call was interrupted; what it had finished is kept."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: one line, for nothing went wrong."""
        return [f"Stopped. {self}"]


@contextmanager
def one_line(progress: Progress, verb: str) -> Iterator[list[str]]:
    """Let the stages of a call take turns on one line; append to the list what it found."""
    outcome: list[str] = []
    if isinstance(progress, Bar):
        progress.begin(verb)
    yield outcome
    if isinstance(progress, Bar):
        progress.end(" ".join(outcome))


COMPILING = "compiling for this machine, once"


def tell_compiling() -> None:
    """Let open bars say when numba compiles; each file of compiled loops calls it first."""
    from numba.core import event

    class Teller(event.Listener):  # type: ignore[misc, unused-ignore]
        def on_start(self, event: Any) -> None:  # noqa: ARG002
            for bar in list(_open):
                bar.say(COMPILING)

        def on_end(self, event: Any) -> None:  # noqa: ARG002
            for bar in list(_open):
                bar.say("")

    if not _tellers:
        _tellers.append(Teller())
        event.register("numba:compile", _tellers[0])


_tellers: list[Any] = []
"""What listens to numba, once it is imported."""


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
