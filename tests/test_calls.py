"""Calls that do not fit are answered with what there is and what was meant."""

import inspect

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import workbench as wb
from tests.fakes import FakeEncoder
from workbench import errors
from workbench.calls import answers_calls


@pytest.fixture(scope="module")
def corpus():
    texts = [f"my {a} and the {b} fail" for a in ("parcel", "card", "app") for b in "abcdefgh"]
    frame = pd.DataFrame({"text": texts, "n": range(len(texts))})
    return wb.embed(frame, text="text", model=FakeEncoder(), cache=False)


def refused(call, *values, **named):
    with pytest.raises(errors.CallError) as caught:
        call(*values, **named)
    assert isinstance(caught.value, (TypeError, ValueError))
    return str(caught.value)


def test_slips_are_answered_with_what_was_meant(corpus):
    said = refused(corpus.map, colour="n")
    assert said.startswith("map: there is no keyword 'colour'. Did you mean 'color'? Keywords: ")
    assert "min_cluster_size" in refused(corpus.topics, n_topics=10)
    assert "there is no keyword 'nr_topics'" in refused(corpus.topics, nr_topics=10)
    said = refused(corpus.duplicates, 0.85, min_size=3)
    assert "there is no keyword 'min_size'." in said
    assert "min_similarity" in said
    assert "Did you mean 'threshold'?" in refused(corpus.duplicates, treshold=0.9)
    said = refused(wb.embed, corpus.frame, "text")
    assert (
        "embed: it takes only frame without a keyword. For example: embed(frame, text='text')."
        in said
    )
    assert "Needed: query." in refused(corpus.search)
    assert "it takes no value" in refused(wb.models, 3)


def test_topics_by_name_say_how_to_color_by_them(corpus):
    with pytest.raises(errors.ColumnError, match=r"color=topics, with topics = corpus.topics\(\)"):
        corpus.map_figure(color="topics")


def test_a_type_error_from_inside_is_left_alone():
    @answers_calls
    def broken(*, value=1):
        return value + "1"

    with pytest.raises(TypeError) as caught:
        broken(value=2)
    assert not isinstance(caught.value, errors.WorkbenchError)


PUBLIC = [wb.Corpus, wb.Duplicates, wb.Matches, wb.Projection, wb.Topics]


@pytest.mark.parametrize("owner", PUBLIC)
def test_every_public_method_answers_and_keeps_its_signature(owner):
    for name, member in inspect.getmembers(owner, inspect.isfunction):
        if not name.startswith("_"):
            assert hasattr(member, "__wrapped__"), name
            kinds = [p.kind for p in inspect.signature(member).parameters.values()]
            assert inspect.Parameter.VAR_KEYWORD not in kinds, name
            assert member.__doc__, name


def test_every_error_is_one_line_in_a_notebook(capsys):
    shell = InteractiveShell()
    classes = [c for c in vars(errors).values() if isinstance(c, type)]
    ours = [c for c in classes if issubclass(c, errors.WorkbenchError)]
    assert errors.CallError in ours
    for error in ours:
        try:
            raise error("what was given, what to type next")
        except error:
            shell.showtraceback()
        said = capsys.readouterr()
        lines = [line for line in (said.out + said.err).splitlines() if line.strip()]
        assert lines == [f"{error.__name__}: what was given, what to type next"]


def test_a_slip_in_a_notebook_is_one_line(corpus, capsys):
    shell = InteractiveShell()
    shell.user_ns["corpus"] = corpus
    shell.run_cell("corpus.map(colour='n')")
    lines = capsys.readouterr().out.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("CallError: map: there is no keyword 'colour'.")
