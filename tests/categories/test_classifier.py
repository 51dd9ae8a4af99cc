"""Labels of a few rows, learned; copies stay in one fold; wrong labels are found."""

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import make_pipeline

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.errors import ColumnError, InputError


@pytest.fixture(scope="module")
def table(four):
    frame = four[0].copy()
    labeled = frame.groupby("label").head(12).index
    frame["queue"] = frame["label"].where(frame.index.isin(labeled))
    return frame


@pytest.fixture(scope="module")
def corpus(table):
    return wb.embed(
        table, text="text", model=FakeEncoder(), cache=False, ledger=False, progress=False
    )


@pytest.fixture(scope="module")
def classifier(corpus):
    return corpus.classifier("queue")


def test_a_few_labels_classify_the_rest(table, classifier):
    shown = classifier.to_frame()
    assert (shown["predicted"] == table["label"]).mean() > 0.95
    assert shown["label"].notna().sum() >= 40
    assert (shown["probability"].between(0, 1)).all()
    assert (shown["second"] != shown["predicted"]).all()


def test_quality_is_measured_on_texts_not_seen(classifier):
    lines = classifier.table
    assert lines["label"].tolist() == ["card", "login", "parcel", "refund"]
    assert (
        (lines["recall_low"] <= lines["recall"]) & (lines["recall"] <= lines["recall_high"])
    ).all()
    assert lines["predicted"].sum() == len(classifier.rows)
    assert classifier.macro_f1 == pytest.approx(lines["f1"].mean())
    assert classifier.macro_f1 > 0.9


def test_labels_that_say_nothing_are_not_called_good():
    """Near-duplicates with labels drawn by lot: known copies would make them look learned."""
    rng = np.random.default_rng(0)
    words = [f"w{k}" for k in range(400)]
    texts = [" ".join(rng.choice(words, 12)) for _ in range(40)]
    frame = pd.DataFrame(
        {"text": [f"{text} copy{k % 2}" for k in range(80) for text in [texts[k // 2]]]}
    )
    frame["label"] = np.repeat(rng.choice(["a", "b"], 40), 2)
    corpus = wb.embed(frame, text="text", model=FakeEncoder(), cache=False, progress=False)
    assert corpus.duplicates().to_frame()["group"].nunique() == 40
    assert corpus.classifier("label").macro_f1 < 0.7


def test_what_to_label_next_is_unlabeled_and_unsure(table, classifier):
    asked = classifier.suggest(8)
    assert len(asked) == 8
    assert table.loc[asked.index, "queue"].isna().all()
    assert asked["label"].isna().all()
    assert asked["probability"].mean() < classifier.to_frame()["probability"].mean()


def test_swapped_labels_come_first(table, corpus):
    labels = table["queue"].copy()
    swapped = labels.dropna().index[[0, 13, 25]]
    labels[swapped] = labels[swapped].map(
        {"card": "refund", "refund": "login", "login": "parcel", "parcel": "card"}
    )
    suspects = corpus.classifier(labels).label_errors(3)
    assert set(suspects.index) == set(swapped)
    assert (suspects["label"] != suspects["likely"]).all()


def test_next_week_and_a_pipeline(table, classifier):
    later = wb.embed(
        pd.DataFrame({"text": [*table["text"][:5], None]}),
        text="text",
        model=FakeEncoder(),
        cache=False,
        progress=False,
    )
    found = classifier.predict(later)
    assert found["predicted"].tolist()[:5] == classifier.to_frame()["predicted"].tolist()[:5]
    assert found["predicted"].isna().tolist() == [False] * 5 + [True]
    pipeline = make_pipeline(
        wb.TextEmbedder(model=FakeEncoder(), cache=False), classifier.estimator
    )
    assert list(pipeline.predict(list(table["text"][:5]))) == found["predicted"].tolist()[:5]
    with pytest.raises(InputError, match=r"shape \(q, 64\)"):
        classifier.predict(np.zeros((2, 3)))


def test_the_same_labels_give_the_same_whatever_the_order(table, classifier):
    shuffled = table.sample(frac=1, random_state=3)
    corpus = wb.embed(shuffled, text="text", model=FakeEncoder(), cache=False, progress=False)
    again = corpus.classifier("queue")
    pd.testing.assert_frame_equal(again.table, classifier.table)


def test_what_cannot_be_learned_is_told(corpus, table):
    with pytest.raises(ColumnError, match="no column 'queu'"):
        corpus.classifier("queu")
    with pytest.raises(InputError, match="tells two labels or more apart"):
        corpus.classifier(pd.Series(["a"], index=table.index[:1]))
    with pytest.raises(InputError, match="different values: choose a column with repeated"):
        corpus.classifier(table["text"])
    one_each = table["text"].drop_duplicates().head(24)
    assert len(corpus.classifier(one_each).labels) == 24
    few = pd.Series(["a", "b"], index=table.index[[0, -1]])
    alone = corpus.classifier(few)
    assert "learned, but not measured: 'a', 'b'" in alone.notes[0]
    assert np.isnan(alone.macro_f1)
    assert alone.to_frame()["predicted"].notna().all()


def test_tags_are_learned_and_texts_with_two_are_left_out(corpus, table):
    own = wb.embed(
        table, text="text", model=FakeEncoder(), cache=False, ledger=False, progress=False
    )
    with pytest.raises(InputError, match="no row has a tag"):
        own.classifier("tags")
    for name in ("card", "login", "refund"):
        own.tag(name, table["queue"] == name)
    own.tag("other", table["queue"] == "parcel")
    own.tag("other", table.index == table.index[table["queue"] == "card"][0])
    learned = own.classifier("tags")
    assert learned.labels == ("card", "login", "other", "refund")
    assert learned.notes == ("1 text with more than one tag left out",)
    expected = table["label"].replace("parcel", "other")
    assert (learned.to_frame()["predicted"] == expected).mean() > 0.95


def test_a_classifier_is_saved_and_classifies_the_next_table(corpus, classifier, table, tmp_path):
    with pytest.raises(InputError, match="saved without a classifier"):
        corpus.classifier()
    path = corpus.save(tmp_path / "c.wb", classifier=classifier)
    opened = wb.open(path, model=FakeEncoder(), ledger=False)
    again = opened.classifier()
    pd.testing.assert_frame_equal(again.to_frame(), classifier.to_frame())
    pd.testing.assert_frame_equal(again.table, classifier.table)
    pd.testing.assert_frame_equal(again.label_errors(3), classifier.label_errors(3))
    assert again.manifest.digest == classifier.manifest.digest
    part = table.iloc[::2].reset_index(drop=True)
    later = opened.with_table(part)
    carried = later.classifier()
    assert len(carried.to_frame()) == len(part)
    assert (carried.to_frame()["predicted"] == part["label"]).mean() > 0.95
    pd.testing.assert_frame_equal(
        carried.to_frame()[["predicted", "probability"]], again.predict(later)
    )
    assert carried.table["recall"].equals(classifier.table["recall"])
    third = wb.open(later.save(tmp_path / "d.wb"), model=FakeEncoder(), ledger=False)
    whole = third.with_table(table).classifier()
    assert whole.to_frame()["label"].equals(classifier.to_frame()["label"])
    with pytest.raises(InputError, match="another table"):
        later.save(tmp_path / "e.wb", classifier=classifier)


def test_the_explorer_shows_what_to_label_next_and_what_looks_wrong(corpus, classifier):
    coordinates = np.random.default_rng(0).normal(size=(len(corpus), 2))
    view = corpus.explore(
        classifier=classifier, projection=corpus.projection(coordinates=coordinates)
    )
    state = view.panel.state
    assert state["columns"][-2:] == ["predicted", "probability"]
    view.filter(only="label next")
    assert len(view.selection) == len(classifier.suggest())
    assert set(view.selection["text"]) == set(classifier.suggest()["text"])
    view.tag("refund")
    assert corpus.tags()["refund"].sum() == len(view.selection)
    view.undo()
    assert corpus.tags().empty
