"""Tests of summary/answers.py: what a report says first."""

from __future__ import annotations

import numpy as np
import pandas as pd

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.corpus import summary_of
from workbench.summary.answers import answers_of
from workbench.topics.growth import growth_of

N = 400


def corpus_with(dates):
    """Return a corpus of two topics; "refund" is found in the second half of the rows only."""
    late = np.arange(N) >= N // 2
    about = np.where(late & (np.arange(N) % 2 == 0), "refund", "login")
    frame = pd.DataFrame(
        {
            "text": [f"{word} question number {k}" for k, word in enumerate(about)],
            "day": dates,
            "kind": about,
        }
    )
    corpus = wb.embed(
        frame, text="text", model=FakeEncoder(16), cache=False, ledger=False, progress=False
    )
    return corpus, corpus.topics(labels="kind")


def said(corpus, topics, growth, **masks):
    summary = summary_of(corpus, topics=topics)
    answers = answers_of(
        summary, corpus.rows, duplicates=None, topics=topics, growth=growth, **masks
    )
    return {answer.question: " ".join(answer.sentences) for answer in answers}


def test_what_grew_is_named_with_its_shares():
    corpus, topics = corpus_with(pd.date_range("2026-01-01", periods=N, freq="D").astype(str))
    growth = growth_of(topics, corpus.frame)
    assert growth.column == "day"
    assert [(name, before) for _, name, before, _ in growth.grown] == [("refund", 0.0)]
    answers = said(corpus, topics, growth)
    assert "\u201crefund\u201d: 0.0% to 50.0% of the rows" in answers["What grew?"]
    assert "Less is said of \u201clogin\u201d" in answers["What grew?"]
    assert (
        "Two themes hold 100% of the texts. \u201clogin\u201d (75%)" in answers["What is it about?"]
    )
    assert (
        "What grew most, \u201crefund\u201d: \u201crefund question"
        in answers["What to read first?"]
    )


def test_what_is_said_most_is_said_so_often():
    alarms = [f"disk of host web-{k} is full today" for k in range(9)]
    texts = [*alarms, "the parcel is late", "The parcel is late!", "the parcel is late"]
    corpus = wb.embed(texts, model=FakeEncoder(), cache=False, ledger=False)
    duplicates = corpus.duplicates(0.8)
    assert duplicates.groups["size"].max() == len(alarms)
    answers = answers_of(
        summary_of(corpus, duplicates=duplicates),
        corpus.rows,
        duplicates=duplicates,
        topics=None,
        growth=None,
    )
    first = next(one for one in answers if one.question == "What to read first?")
    assert "Said most often, 3 times: \u201cthe parcel is late" in " ".join(first.sentences)


def test_chance_is_no_growth():
    days = np.random.default_rng(0).permutation(pd.date_range("2026-01-01", periods=N, freq="D"))
    corpus, topics = corpus_with(pd.Series(days).astype(str))
    growth = growth_of(topics, corpus.frame)
    assert growth.grown == growth.shrunk == ()
    assert "chance would not explain" in said(corpus, topics, growth)["What grew?"]


def test_without_dates_nothing_is_said_of_growth():
    corpus, topics = corpus_with([f"code {k}" for k in range(N)])
    assert growth_of(topics, corpus.frame) is None
    assert "What grew?" not in said(corpus, topics, None)


def test_a_column_that_is_left_out_is_not_used_and_names_are_masked():
    corpus, topics = corpus_with(pd.date_range("2026-01-01", periods=N, freq="D").astype(str))
    assert growth_of(topics, corpus.frame, frozenset({"day"})) is None
    growth = growth_of(topics, corpus.frame)
    answers = said(
        corpus,
        topics,
        growth,
        mask=lambda text: text.replace("refund", "X"),
        mask_name=lambda name: "[left out]" if name in ("refund", "login") else name,
    )
    assert "refund" not in " ".join(answers.values())
    assert "login" not in answers["What is it about?"] + answers["What grew?"]
