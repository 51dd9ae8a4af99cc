"""Progress: what an analyst reads while waiting."""

import io
import re

import pytest

from workbench import progress
from workbench.calls import answers_calls
from workbench.errors import InputError


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal():
    return Terminal()


def test_a_terminal_gets_one_line_a_stage_with_what_came_from_the_cache(terminal):
    bar = progress.Bar(terminal)
    bar.start("embedding", 1000, done=400, note="400 from the cache")
    bar.advance(600)
    bar.finish("600 encoded, 400 from the cache")
    shown = terminal.getvalue()
    assert re.search(r"\rEmbedding: 400 of 1,000 \|.*\| \? left, 400 from the cache", shown)
    assert re.search(r"\rEmbedding: 600 encoded, 400 from the cache \|.*\| \d\d:\d\d *\n$", shown)


def test_the_time_left_is_shown(terminal):
    bar = progress.Bar(terminal)
    bar.start("Pairs", 4_000)
    bar._bar.start_t -= 30
    bar.advance(1_000)
    bar._bar.refresh()
    assert re.search(r"Pairs: 1,000 of 4,000 \|.*\| 01:\d\d left", terminal.getvalue())
    bar.finish()
    assert re.search(r"Pairs: 4,000 done \|.*\| 00:3\d *\n$", terminal.getvalue())


def test_a_pipe_gets_nothing(capsys):
    bar = progress.Bar()
    bar.start("Pairs", 10)
    bar.advance(10)
    bar.finish()
    assert capsys.readouterr() == ("", "")


def test_more_steps_than_were_expected_are_no_error(terminal):
    bar = progress.Bar(terminal)
    bar.start("Pairs", 10)
    bar.advance(12)
    bar.start("Topics", 0)
    bar.finish()
    assert "Topics: 0 done" in terminal.getvalue()


class Output:
    """What a notebook shows in one output: the last that was displayed there."""

    def __init__(self):
        self.shown = []

    def update(self, shown, **how):
        self.shown.append((shown, how))

    def display(self, shown, *, display_id, **how):
        assert display_id
        self.update(shown, **how)
        return self


@pytest.fixture
def output(monkeypatch):
    notebook = pytest.importorskip("tqdm.notebook")
    monkeypatch.setattr("tqdm.auto.tqdm", notebook.tqdm)
    output = Output()
    monkeypatch.setattr("IPython.display.display", output.display)
    return output


def test_what_a_notebook_keeps_of_a_call_is_one_line_and_no_widget(output):
    bar = progress.Bar()
    with progress.one_line(bar, "Duplicates") as outcome:
        bar.start("pairs", 4)
        bar.finish()
        (widget, _), *_ = output.shown
        bar.start("grouping", 8, done=3)
        assert widget.children[0].value.split() == ["Duplicates,", "grouping:", "3", "of", "8"]
        assert len(output.shown) == 1
        outcome.append("<3> groups")
    shown, how = output.shown[-1]
    assert how == {"raw": True}
    assert shown["text/plain"].startswith("Duplicates: <3> groups \u00b7 00:0")
    assert "&lt;3&gt; groups" in shown["text/html"]
    bar.start("topics", 2)
    bar.advance(1)
    bar.stop()
    assert output.shown[-1][0]["text/plain"].startswith("Topics: 1 of 2 done")


@pytest.mark.usefixtures("output")
def test_a_notebook_gets_a_widget():
    bar = progress.Bar()
    bar.start("Topics", 4, done=1, note="from before")
    name, drawn, rest = bar._bar.container.children
    bar.advance(3)
    bar._bar.refresh()
    assert (drawn.value, drawn.max) == (4, 4)
    assert name.value.split() == ["Topics:", "4", "of", "4"]
    assert rest.value.split()[1:] == ["left,", "from", "before"]
    bar.finish("12 topics")
    assert name.value.split() == ["Topics:", "12", "topics"]
    assert rest.value.strip() == "00:00"
    assert drawn.bar_style == "success"


@answers_calls
def embed(shown, error):
    shown.start("Embedding", 10)
    shown.advance(6)
    raise error


def test_an_interrupted_call_says_in_one_line_how_far_it_got(terminal):
    with pytest.raises(KeyboardInterrupt) as caught:
        embed(progress.Bar(terminal), KeyboardInterrupt())
    line = "Stopped. Embedding: 6 of 10 done. What is finished is kept: run it again to go on."
    assert caught.value._render_traceback_() == [line]
    assert re.search(r"Embedding: 6 of 10 done \|.*\| \d\d:\d\d *\n$", terminal.getvalue())


def test_a_call_within_a_call_is_stopped_once():
    outer = answers_calls(lambda: embed(progress.Bar(), KeyboardInterrupt()))
    with pytest.raises(progress.Stopped, match=r"^Embedding: 6 of 10 done\. What is finished"):
        outer()


def test_a_call_that_failed_is_not_told_of_when_the_next_one_is_stopped(terminal):
    bar = progress.Bar(terminal)
    with pytest.raises(InputError, match="no such model"):
        embed(bar, InputError("no such model"))
    assert terminal.getvalue().endswith("\n")
    with pytest.raises(progress.Stopped, match=r"^What is finished is kept"):
        embed(progress.Quiet(), KeyboardInterrupt())


def test_where_progress_goes():
    own = progress.Quiet()
    assert progress.choose(own) is own
    assert isinstance(progress.choose(False), progress.Quiet)
    assert isinstance(progress.choose(None), progress.Quiet)
    assert isinstance(progress.choose(True), progress.Bar)
    with pytest.raises(InputError, match="progress must be True, False or an object"):
        progress.choose("yes")


def test_stages_of_a_call_take_turns_on_one_line(terminal):
    bar = progress.Bar(terminal)
    with progress.one_line(bar, "Duplicates") as told:
        bar.start("Pairs", 10)
        bar.finish("3 pairs")
        bar.start("Grouping", 3)
        bar.finish()
        told.append("2 groups")
    shown = terminal.getvalue()
    assert re.search(r"\rDuplicates, pairs: 0 of 10 \|", shown)
    assert re.search(r"\rDuplicates, grouping: 0 of 3 \|", shown)
    assert re.search(r"\rDuplicates: 2 groups \|.*\| 00:00 *\n$", shown)
    assert shown.count("\n") == 1


def test_a_call_that_had_nothing_to_do_says_nothing(terminal):
    with progress.one_line(progress.Bar(terminal), "Duplicates") as told:
        told.append("2 groups")
    assert not terminal.getvalue()


def test_a_line_left_by_an_interrupt_says_how_far_its_stage_got(terminal):
    bar = progress.Bar(terminal)
    with pytest.raises(KeyboardInterrupt), progress.one_line(bar, "Duplicates"):
        bar.start("Pairs", 10)
        bar.advance(4)
        raise KeyboardInterrupt
    assert "Duplicates, pairs: 4 of 10 done" in " ".join(progress.close_bars())
    assert terminal.getvalue().endswith("\n")


def test_compiling_is_said_while_it_lasts(terminal):
    numba = pytest.importorskip("numba")
    bar = progress.Bar(terminal)
    bar.start("Pairs", 10)
    progress.tell_compiling()
    assert numba.njit(lambda number: number + 1)(1) == 2
    assert progress.COMPILING in terminal.getvalue()
    assert progress.COMPILING not in bar._bar.postfix
    bar.finish()
