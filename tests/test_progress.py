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


def test_where_progress_goes(monkeypatch):
    own = progress.Quiet()
    assert progress.choose(own) is own
    assert isinstance(progress.choose(False), progress.Quiet)
    assert isinstance(progress.choose(None), progress.Quiet)
    monkeypatch.setattr(progress.sys, "stderr", Terminal())
    assert isinstance(progress.choose(True), progress.TerminalProgress)
    with pytest.raises(InputError, match="progress must be True, False or an object"):
        progress.choose("yes")
