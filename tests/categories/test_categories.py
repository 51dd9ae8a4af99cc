"""Tests of categories/result.py, categories/answers.py, categories/card.py and
categories/scores.py."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.categories.scores import Scale, described_texts, similarities
from workbench.errors import InputError, ThresholdError
from workbench.figures import themes_figure

GIVEN = {
    "Cards": ["card lost stolen replacement", "replacement card lost"],
    "Refunds": {"description": "refund money returned purchase", "parent": "Money"},
    "Violins": ["violin orchestra concert"],
}


@pytest.fixture(scope="module")
def corpus(four):
    frame = four[0]
    return wb.embed(frame, text="text", model=FakeEncoder(), cache=False, progress=False)


@pytest.fixture(scope="module")
def sorted_rows(corpus):
    return corpus.categorize(GIVEN, threshold=0.25)


def test_rows_go_where_their_examples_are_and_the_rest_is_other(four, sorted_rows):
    label, shown = four[0]["label"], sorted_rows.to_frame()
    assert (shown.loc[label == "card", "category"] == "Cards").mean() > 0.9
    assert (shown.loc[label == "refund", "category"] == "Refunds").mean() > 0.95
    assert (shown.loc[label.isin(["login", "parcel"]), "category"] == "Other").mean() > 0.9
    assert set(shown.loc[label == "refund", "parent"]) >= {"Money"}
    refunds = shown[shown["category"] == "Refunds"]
    assert set(refunds["evidence"]) <= {"Refunds", "refund money returned purchase"}
    assert shown["score"].between(0, 1).all()
    assert (shown["second_score"] <= 1).all()


def test_counts_add_up_and_an_empty_category_is_named(corpus, sorted_rows):
    table = sorted_rows.table
    assert table["category"].tolist() == ["Cards", "Refunds", "Violins", "Other"]
    assert table["rows"].sum() == len(corpus)
    assert table["share"].sum() == pytest.approx(1)
    assert "1 of 3 categories have no row: 'Violins'" in sorted_rows.notes
    assert f"{table['rows'].iloc[-1]} other" in repr(sorted_rows)


def test_the_rest_gives_topics_and_the_labels_serve_as_topics(four, corpus, sorted_rows):
    rest = sorted_rows.uncovered()
    assert set(four[0]["label"][rest.rows.index]) >= {"login", "parcel"}
    named = corpus.topics(labels=sorted_rows.labels)
    assert set(named.table["name"]) == {"Cards", "Refunds"}
    with pytest.raises(InputError, match="nothing is left to cover"):
        corpus.categorize([*four[0]["text"]], threshold=0.5).uncovered()


def test_two_names_for_one_thing_overlap_and_contest_each_row(corpus):
    twice = {"Cards": GIVEN["Cards"], "Lost cards": GIVEN["Cards"], "Refunds": GIVEN["Refunds"]}
    found = corpus.categorize(twice, threshold=0.25, multiple=True)
    assert found.overlap().loc["Cards", "Lost cards"] > 0.9
    assert found.overlap().loc["Cards", "Refunds"] < 0.1
    contested = found.contested()
    assert len(contested) == found.table["contested"].sum() > 10
    gaps = (contested["score"] - contested["second_score"]).abs()
    assert gaps.is_monotonic_increasing
    assert "Cards; Lost cards" in set(found.to_frame()["categories"])


def test_answers_set_the_threshold(four, corpus):
    strict = corpus.categorize(GIVEN, threshold=0.99)
    assert (strict.to_frame()["category"] == "Other").mean() > 0.9
    asked = strict.questions(30)
    assert len(asked) == 30
    assert asked["answer"].isna().all()
    truth = {"card": "Cards", "refund": "Refunds"}
    asked["answer"] = four[0]["label"][asked.index].map(truth).fillna("Other")
    taught = strict.learn(asked)
    right = four[0]["label"].map(truth).fillna("Other")
    before = (strict.to_frame()["category"] == right).mean()
    after = (taught.to_frame()["category"] == right).mean()
    assert after > max(0.9, before)
    with pytest.raises(InputError, match="'Kards' is no category"):
        strict.learn(asked.assign(answer="Kards"))
    with pytest.raises(InputError, match="there is no answer"):
        strict.learn(asked.assign(answer=None))


def test_learned_thresholds_can_be_written_down(corpus, tmp_path):
    near = corpus.categorize({"Cards": [*corpus.frame["text"][:40]]}, threshold=0.9)
    asked = near.questions(30)
    above = asked.assign(answer=np.where(asked["score"] < 1, "Other", "Cards"))
    taught = near.learn(above)
    assert 0 < taught.categories[0].threshold <= 1
    again = corpus.categorize(taught.save(tmp_path / "mine.csv"))
    assert again.to_frame().equals(taught.to_frame())


def test_thresholds_are_saved_and_used_again(corpus, sorted_rows, tmp_path):
    path = sorted_rows.save(tmp_path / "mine.csv")
    again = corpus.categorize(path, threshold=0.25)
    assert again.categories == sorted_rows.categories
    pd.testing.assert_frame_equal(again.to_frame(), sorted_rows.to_frame())


def test_a_corpus_is_saved_after_its_rows_were_sorted(corpus, sorted_rows, tmp_path):
    opened = wb.open(corpus.save(tmp_path / "c.wb"), model=FakeEncoder(), ledger=False)
    again = opened.categorize(GIVEN, threshold=0.25)
    pd.testing.assert_frame_equal(again.to_frame(), sorted_rows.to_frame())


def test_rows_without_text_have_no_category_and_copies_share_theirs():
    frame = pd.DataFrame(
        {"text": ["card lost", None, "card lost", "parcel late", " "]}, index=[*"abcde"]
    )
    corpus = wb.embed(frame, text="text", model=FakeEncoder(), cache=False, progress=False)
    shown = corpus.categorize({"Cards": ["card lost"]}).to_frame()
    assert shown.index.tolist() == [*"abcde"]
    assert shown["category"].isna().tolist() == [False, True, False, False, True]
    assert shown.loc["a"].equals(shown.loc["c"])


@pytest.mark.parametrize("wrong", [0, -0.1, 1.5, "x", True])
def test_a_threshold_is_a_score(corpus, wrong):
    with pytest.raises(ThresholdError, match=r"\(0, 1\]"):
        corpus.categorize(GIVEN, threshold=wrong)


def test_a_card_runs_nothing(corpus):
    evil = "<img src=x onerror=alert(1)>"
    html = corpus.categorize({evil: ["card"]})._repr_html_()
    assert evil not in html
    assert "&lt;img" in html


def unit_vectors(seed):
    drawn = np.random.default_rng(seed).normal(size=(12, 8)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@given(st.integers(0, 2**32 - 1).map(unit_vectors), st.floats(0, 0.4), st.floats(0.5, 1))
@settings(max_examples=50, deadline=None)
def test_scores_rise_with_similarity_and_the_nearest_description_is_the_nearest(
    vectors, apart, near
):
    texts, owner = described_texts([["a", "b"], ["c"], ["d", "e", "f"]])
    described = vectors[: len(texts)]
    similarity, nearest = similarities(vectors, described, owner)
    exact = vectors @ described.T
    assert (owner[nearest] == np.arange(3)).all()
    for category in range(3):
        mine = np.flatnonzero(owner == category)
        best = exact[:, mine].max(axis=1)
        assert np.allclose(exact[np.arange(12), nearest[:, category]], best, atol=1e-6)
    scores = Scale(apart, near).scores(similarity)
    order = np.argsort(similarity[:, 0])
    assert scores.shape == similarity.shape
    assert (np.diff(scores[order, 0]) >= 0).all()


def test_categories_stand_under_their_parents(corpus, sorted_rows):
    given = {**GIVEN, "Transfers": {"description": "refund", "parent": "Money"}}
    found = corpus.categorize(given, threshold=0.25)
    levels = found.hierarchy()
    assert levels["name"].tolist() == [*given, "Other"]
    assert levels["theme_name"].tolist() == ["Cards", "Money", "Violins", "Money", "Other"]
    money = levels[levels["theme_name"] == "Money"]
    assert money["theme"].nunique() == 1
    assert set(money["theme_rows"]) == {money["rows"].sum()}
    assert levels.drop_duplicates("theme")["theme_share"].sum() == pytest.approx(1)
    tree = themes_figure(levels).data[0]
    assert tree.parents.count("") == 4
    assert sum(tree.values[:4]) == sum(tree.values[4:]) == found.rows.counts.sum()


def test_the_explorer_has_a_chart_of_the_upper_level_that_filters(corpus):
    given = {**GIVEN, "Transfers": {"description": "refund", "parent": "Money"}}
    found = corpus.categorize(given, threshold=0.25)
    places = np.random.default_rng(0).normal(size=(len(corpus), 2))
    view = corpus.explore(categories=found, projection=corpus.projection(coordinates=places))
    chart = next(one for one in view.charts.state["charts"] if one["label"] == "Upper category")
    rows = found.hierarchy().groupby("theme_name")["rows"].sum()
    assert {bar["name"]: bar["all"] for bar in chart["bars"]} == rows[rows > 0].to_dict()
    money = next(bar["code"] for bar in chart["bars"] if bar["name"] == "Money")
    view.charts.receive({"kind": "chart", "key": "parent", "codes": [money]})
    assert len(view.selection) == rows["Money"]


def test_the_explorer_colors_charts_and_filters_by_categories(corpus, sorted_rows):
    places = np.random.default_rng(0).normal(size=(len(corpus), 2))
    projection = corpus.projection(coordinates=places)
    view = corpus.explore(categories=sorted_rows, projection=projection)
    legend = {name: count for name, _, count, *_ in view.map.panel.state["groups"]}
    table = sorted_rows.table.set_index("category")["rows"]
    assert legend == table[table > 0].to_dict()
    chart = view.charts.state["charts"][0]
    assert chart["label"] == "Category"
    assert chart["bars"][-1]["name"] == "Other"
    assert {bar["name"]: bar["all"] for bar in chart["bars"]} == legend
    assert {bar["color"] for bar in chart["bars"]} == {
        color for _, color, *_ in view.map.panel.state["groups"]
    }
    assert view.panel.state["columns"][-2:] == ["category", "score"]
    view.filter(only="fits no category")
    assert len(view.selection) == table["Other"]
    view.filter(only="claimed by two categories")
    assert len(view.selection) == sorted_rows.table["contested"].sum()
    by_score = corpus.explore(
        categories=sorted_rows, color=sorted_rows.to_frame()["score"], projection=projection
    )
    assert by_score.map.plan.scheme.kind == "number"
    with pytest.raises(InputError, match="these categories were found in another table"):
        corpus.filter(np.arange(len(corpus)) < 20).explore(categories=sorted_rows)
