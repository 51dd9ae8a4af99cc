"""Progress: what an analyst reads while waiting."""

import io
import re

import pytest

from workbench import progress
from workbench.errors import InputError


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_one_line_a_stage_with_what_came_from_the_cache():
    screen = Terminal()
    line = progress.TerminalProgress(screen)
    line.start("Embedding", 1000, done=400, note="400 from the cache")
    line.advance(600)
    line.finish("600 encoded, 400 from the cache")
    shown = screen.getvalue()
    assert "Embedding: 400 of 1,000 · 400 from the cache" in shown
    assert re.search(r"Embedding: 600 encoded, 400 from the cache · [\d.]+ s\n$", shown)


def test_a_pipe_gets_only_the_closing_line():
    pipe = io.StringIO()
    line = progress.TerminalProgress(pipe)
    line.start("Pairs", 10)
    line.advance(10)
    line.finish()
    assert re.fullmatch(r"Pairs: 10 done · [\d.]+ s\n", pipe.getvalue())


def test_rate_and_time_left_are_told(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    clock = progress._Clock()
    clock.start("Embedding", 1000, 0, "")
    now[0], clock.done = 110.0, 250
    assert clock.line() == "Embedding: 250 of 1,000 · 25/s · 30 s left"


@pytest.mark.parametrize(
    ("seconds", "words"), [(3.21, "3.2 s"), (75, "75 s"), (600, "10 min"), (9000, "2 h 30 min")]
)
def test_durations_read_well(seconds, words):
    assert progress._duration(seconds) == words


def test_a_notebook_gets_a_bar():
    bar = progress.NotebookProgress()
    bar.start("Topics", 4, done=1)
    bar.advance(3)
    bar.finish("12 topics")
    assert bar._bar.value == 4
    assert bar._text.value.startswith("Topics: 12 topics")


def test_a_pressed_stop_ends_the_stage_at_its_next_step():
    bar = progress.NotebookProgress()
    bar.start("Embedding", 10)
    bar.advance(4)
    bar._stop.click()
    assert bar._stop.description == "Stopping"
    with pytest.raises(progress.Stopped, match="Embedding: 6 of 10 done. Run the cell again"):
        bar.advance(2)
    assert bar._text.value == "Stopped. Embedding: 6 of 10 done"
    assert bar._bar.bar_style == "warning"
    assert bar._stop.layout.display == "none"
    bar.start("Embedding", 10, done=6)
    bar.advance(4)
    bar.finish()
    assert bar._bar.bar_style == "success"


def test_a_stop_pressed_as_a_stage_ends_ends_the_next_stage():
    bar = progress.NotebookProgress()
    bar.start("Neighbors", 10)
    bar.advance(10)
    bar._stop.click()
    bar.finish()
    with pytest.raises(progress.Stopped, match="Pairs: 0 of 20 done. Run the cell again"):
        bar.start("Pairs", 20)
    assert bar._text.value == "Stopped. Pairs: 0 of 20 done"
    bar.start("Pairs", 20)
    bar.advance(20)
    bar.finish()
    assert bar._bar.bar_style == "success"
    assert bar._stop.description == "Stop"


def test_a_stop_pressed_as_the_last_stage_ends_leaves_the_next_cell_alone(monkeypatch):
    ended = []
    monkeypatch.setattr(progress, "_on_cell_end", lambda act, watch: watch and ended.append(act))
    bar = progress.NotebookProgress()
    bar.start("Pairs", 10)
    bar.advance(10)
    bar._stop.click()
    bar.finish("3 pairs")
    ended[0]()
    assert bar._text.value.startswith("Pairs: 3 pairs")
    bar.start("Pairs", 10)
    bar.advance(10)


def test_a_stop_is_an_interrupt_and_shows_as_one_line():
    assert not issubclass(progress.Stopped, Exception)
    assert progress.Stopped("Pairs: 1 of 2 done.")._render_traceback_() == [
        "Stopped: Pairs: 1 of 2 done."
    ]


def test_a_stage_left_by_an_interrupt_says_so_when_the_cell_ends(monkeypatch):
    ended = []
    monkeypatch.setattr(progress, "_on_cell_end", lambda act, watch: watch and ended.append(act))
    bar = progress.NotebookProgress()
    bar.start("Embedding", 10)
    bar.advance(3)
    ended[0]()
    assert bar._text.value == "Interrupted. Embedding: 3 of 10 done"
    bar.start("Pairs", 1)
    bar.finish()
    ended[1]()
    assert bar._bar.bar_style == "success"


def test_where_progress_goes(monkeypatch):
    own = progress.Quiet()
    assert progress.choose(own) is own
    assert isinstance(progress.choose(False), progress.Quiet)
    assert isinstance(progress.choose(None), progress.Quiet)
    monkeypatch.setattr(progress.sys, "stderr", Terminal())
    assert isinstance(progress.choose(True), progress.TerminalProgress)
    with pytest.raises(InputError, match="progress must be True, False or an object"):
        progress.choose("yes")
