"""Calls that do not fit are answered with what there is and what was meant."""

import copy
import inspect
import pickle

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


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda c: c.topics(n_topics=10), r"clusterer=sklearn.cluster.KMeans\(10\) exactly ten"),
        (lambda c: c.topics(10), "Workbench finds the number of topics"),
        (lambda c: c.duplicates(by="stars"), "Did you mean 'block_on'"),
        (lambda c: c.duplicates(similarity=0.8), "Did you mean 'threshold'"),
        (lambda c: c.search("parcel", where=[True]), "Did you mean 'filter'"),
        (lambda c: c.search("parcel", top_k=3), "Did you mean 'k'"),
        (lambda c: c.projection(3), r"projection\(n_components=3\)"),
        (lambda c: c.topics(seed=3), "Did you mean 'random_state'"),
        (lambda c: c.map(hue="stars"), "Did you mean 'color'"),
        (lambda c: c.duplicates(keep="latest"), "Did you mean 'newest'"),
        (lambda c: c.report("r.html", redact=["body"]), "'body' holds the texts"),
        (lambda c: c.report("r.html", redact="key"), "'key' is what the rows are called"),
        (lambda c: c.report("r.html", redact=3), "redact must be True, False or names"),
        (lambda c: c.search(["parcel", None]), "query 2 of 2 is missing"),
        (lambda c: c.search(["parcel", " "]), "query 2 of 2 is blank"),
    ],
)
def test_first_guesses_are_answered_by_meaning(call, words):
    frame = pd.DataFrame(
        {"key": ["a", "b"], "body": ["my parcel is late", "no refund"], "stars": [1, 2]}
    )
    corpus = wb.embed(
        frame, text="body", id="key", model=FakeEncoder(), cache=False, progress=False
    )
    with pytest.raises(errors.InputError, match=words):
        call(corpus)


@pytest.mark.parametrize(
    ("owner", "name", "ours"),
    [
        ("corpus", "umap", "projection"),
        ("corpus", "cluster", "topics"),
        ("corpus", "drop_duplicates", "duplicates"),
        ("duplicates", "kept", "apply"),
        ("topics", "trend", "over_time"),
        ("matches", "unmatched", "unused"),
        ("corpus", "serch", "search"),
    ],
)
def test_attributes_that_there_are_not_are_answered_by_meaning(owner, name, ours):
    corpus = wb.embed(["my parcel", "no refund"], model=FakeEncoder(), cache=False, progress=False)
    results = {
        "corpus": corpus,
        "duplicates": corpus.duplicates(),
        "topics": corpus.topics(labels=["x", "y"]),
        "matches": corpus.match(corpus),
    }
    with pytest.raises(AttributeError, match=f"no attribute '{name}'. Did you mean '{ours}'"):
        getattr(results[owner], name)
    assert not hasattr(results[owner], "_nothing")


def test_a_name_of_the_package_is_answered_by_meaning():
    with pytest.raises(AttributeError, match="Did you mean 'open'"):
        wb.load  # noqa: B018


def test_results_are_copied_and_pickled_as_ever():
    corpus = wb.embed(["my parcel", "no refund"], model=FakeEncoder(), cache=False, progress=False)
    assert copy.copy(corpus.projection()).to_frame().equals(corpus.projection().to_frame())
    back = pickle.loads(pickle.dumps(corpus.projection()))
    assert back.to_frame().equals(corpus.projection().to_frame())
