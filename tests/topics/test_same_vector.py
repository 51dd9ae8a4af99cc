"""Rows with equal vectors share topic, confidence and place, whatever their texts look like."""

from dataclasses import replace
from itertools import chain

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder
from tests.topics.conftest import embed, make_texts
from workbench.projection import placed_projection, projection_of
from workbench.projection.result import text_positions
from workbench.similarity import neighbors
from workbench.tables import rows_of
from workbench.topics import assign_new, find_topics, refresh

SHARED = ["topic", "assigned", "confidence", "margin", "name", "reason"]


def vectors_of(rows, texts):
    """One vector per row with text, and which rows those are."""
    vectors = FakeEncoder().encode(list(rows.distinct))
    return [
        None if text is None else vectors[rows.distinct.index(text)].tobytes() for text in texts
    ]


def check_shared(frame, keys):
    """Rows with equal keys must agree in every column."""
    counts = frame.groupby(np.array(keys, dtype=object)).nunique(dropna=False)
    assert (counts == 1).all(axis=None), counts[(counts > 1).any(axis=1)]


def twins(texts, every=3):
    """The texts, and of every third one two spellings that the fake encoder cannot tell apart."""
    return [
        *texts,
        *(t.upper() for t in texts[::every]),
        *(t.title() + "!" for t in texts[::every]),
    ]


@pytest.fixture(scope="module")
def doubled():
    texts, _ = make_texts()
    frame = pd.DataFrame({"text": twins(texts)}).sample(frac=1, random_state=0)
    rows, vectors, near = embed(frame)
    return frame, rows, vectors, near, find_topics(rows, vectors, near, min_cluster_size=20)


CELLS = st.one_of(
    st.none(),
    st.sampled_from([f"{a} {b}" for a in ["red", "Red", "RED", "blue", "Blue"] for b in "uvwUVW"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=90).filter(any), st.sampled_from(["auto", 2, 4]))
def test_any_table(texts, min_size):
    frame = pd.DataFrame({"text": texts})
    rows, vectors, near = embed(frame)
    found = find_topics(rows, vectors, near, min_cluster_size=min_size)
    keys = vectors_of(rows, rows.texts)
    check_shared(found.to_frame()[SHARED], keys)
    check_shared(projection_of(rows, vectors, near).to_frame(), keys)
    assert len(found.to_frame()) == len(texts)


def test_spellings_do_not_move_topics(doubled):
    frame, *_, found = doubled
    plain = pd.DataFrame({"text": make_texts()[0]})
    alone = find_topics(*embed(plain), min_cluster_size=20)
    assert len(found) == len(alone) == 4
    theirs = alone.to_frame()["topic"].groupby(plain["text"]).first()
    ours = found.to_frame()["topic"].groupby(frame["text"]).first().loc[theirs.index]
    assert (pd.crosstab(ours, theirs) > 0).sum().tolist() == [1] * theirs.nunique()


def test_rows_count_in_full_and_a_note_tells_the_merged_texts(doubled):
    frame, rows, *_, found = doubled
    assert found.table["assigned_rows"].sum() == len(frame)
    assert found.table["n_distinct"].sum() < len(rows.distinct)
    (note,) = [one for one in found.notes if "same vector" in one]
    others = len(rows.distinct) - len(found._basis.vectors)
    assert note.startswith(f"{others} of {len(rows.distinct)} distinct texts have")
    assert [one for one in found.merge([0, 1]).notes if "same vector" in one] == [note]


def test_copies_of_all_spellings_make_a_topic_of_their_own():
    texts = [f"odd{k} word{k}" for k in range(60)] + ["North hill"] * 2 + ["north hill"] * 2
    frame = pd.DataFrame({"text": [*texts, "NORTH HILL"]})
    found = find_topics(*embed(frame), min_cluster_size=5)
    own = found.to_frame()["topic"].iloc[60:]
    assert own.nunique() == 1
    assert own.iloc[0] >= 0
    assert found.table.set_index("topic").loc[own.iloc[0], "rows"] >= 5
    assert (
        find_topics(*embed(frame), min_cluster_size=6).to_frame()["topic"].iloc[60:].nunique() == 1
    )


def test_new_rows_follow_their_vector(doubled):
    frame, *_, found = doubled
    known = frame["text"].iloc[:30].tolist()
    new = pd.DataFrame({"text": [*known, *(f"{t.lower()} ?" for t in known), "zebra", "Zebra"]})
    new_rows = rows_of(new, "text")
    vectors = FakeEncoder().encode(list(new_rows.distinct))
    told = assign_new(found, new_rows, vectors)
    check_shared(told, vectors_of(new_rows, new_rows.texts))
    before = found.to_frame()["assigned"].iloc[:30].to_numpy()
    assert (told["assigned"].iloc[:30].to_numpy() == before).all()


def test_a_text_that_is_known_by_its_words_keeps_its_topic_though_its_vector_moved(doubled):
    *_, found = doubled
    text = found.rows.distinct[0]
    new = rows_of(pd.DataFrame({"text": [text]}), "text")
    moved = found.centroids[-1:].copy()
    assert assign_new(found, new, moved)["assigned"].tolist() == [found._found.nearest[0]]


def test_refresh_keeps_equal_vectors_together(doubled):
    frame, *_, found = doubled
    grown = pd.concat([frame, frame["text"].str.swapcase().to_frame()], ignore_index=True)
    rows, vectors, near = embed(grown)
    again = refresh(found, rows, vectors, near)
    assert again.kept_share == 1
    check_shared(again.topics.to_frame()[SHARED], vectors_of(rows, rows.texts))


def test_stability_sees_each_vector_once(doubled):
    frame, rows, *_, found = doubled
    measured = found.measure_stability(n_seeds=1, n_subsamples=1, progress=False).to_frame()
    check_shared(measured[["agreement"]], vectors_of(rows, rows.texts))
    assert len(measured) == len(frame)


def test_moving_one_spelling_moves_all(doubled):
    frame, rows, *_, found = doubled
    texts = frame["text"].tolist()
    position = texts.index(next(t for t in texts if t.isupper()))
    to = next(t for t in found.table["topic"] if t != found.to_frame()["topic"].iloc[position])
    moved = found.move([position], int(to))
    check_shared(moved.to_frame()[SHARED], vectors_of(rows, rows.texts))
    assert moved.to_frame()["topic"].iloc[position] == to
    assert not [note for note in moved.notes if note.startswith("Not applied")]


def test_a_correction_finds_its_topic_though_other_spellings_stand_there(doubled):
    frame, *_, found = doubled
    renamed = found.rename({0: "First"})
    other = pd.DataFrame({"text": frame["text"].str.upper().tolist() + frame["text"].tolist()})
    again = find_topics(*embed(other), min_cluster_size=20)._corrected(renamed.corrections)
    assert "First" in again.names.tolist()


def test_a_map_of_a_sample_places_equal_vectors_together(doubled):
    _, rows, vectors, *_ = doubled
    part, kept = rows.take(np.arange(0, len(rows), 3))
    small = projection_of(part, vectors[kept], neighbors(vectors[kept], 20))
    whole = placed_projection(small, rows, vectors)
    check_shared(whole.to_frame(), vectors_of(rows, rows.texts))
    assert np.array_equal(text_positions(whole)[kept], text_positions(small))


def test_the_corpus_shares_one_graph_and_saves_it(tmp_path):
    frame = pd.DataFrame({"text": twins(make_texts()[0])})
    corpus = wb.embed(frame, text="text", model=FakeEncoder(), cache=False, progress=False)
    topics, plane = corpus.topics(), corpus.projection()
    keys = vectors_of(corpus.rows, corpus.rows.texts)
    check_shared(topics.to_frame()[SHARED], keys)
    check_shared(plane.to_frame(), keys)
    assert len(corpus._near.neighbors()) == len(corpus.rows.distinct)
    opened = wb.open(corpus.save(tmp_path / "t.workbench", topics=topics)).topics()
    pd.testing.assert_frame_equal(opened.to_frame(), topics.to_frame())


def test_spellings_stay_normalized_duplicates():
    frame = pd.DataFrame({"text": ["Inner coast", "inner coast", "INNER COAST", "outer hills"]})
    corpus = wb.embed(frame, text="text", model=FakeEncoder(), cache=False, progress=False)
    table = corpus.duplicates(0.9).to_frame()
    assert table["group"].iloc[:3].nunique() == 1
    assert set(table["kind"].iloc[:3]) & {"normalized"}
    assert not set(table["kind"]) & {"identical", "near-verbatim", "paraphrase"}


def test_the_estimator_gives_equal_vectors_one_topic():
    texts = twins(make_texts()[0])
    vectors = FakeEncoder().encode(texts)
    labels = wb.TopicClusterer().fit(vectors).labels_
    check_shared(pd.DataFrame({"topic": labels}), [one.tobytes() for one in vectors])


def test_flags_of_any_spelling_hold_for_all(doubled):
    _, rows, vectors, near, found = doubled
    cut = np.zeros(len(rows.distinct), dtype=bool)
    merged = found._basis
    place = int(np.flatnonzero(np.bincount(merged.of) > 1)[0])
    cut[np.flatnonzero(merged.of == place)[-1]] = True
    flagged = find_topics(rows, vectors, near, min_cluster_size=20, embedding_cut=cut)._basis.cut
    assert np.flatnonzero(flagged).tolist() == [place]
    assert replace(merged, cut=None).cut is None


@pytest.mark.model
def test_survey_answers_in_any_case_have_one_topic_per_answer():
    spelled = {
        "inner": ["Inner"] * 26 + ["inner"] * 17 + ["INNER"] * 3,
        "outer": ["Outer"] * 21 + ["outer"] * 14,
        "west shore": ["West Shore"] * 5 + ["West shore"] * 9 + ["west shore"] * 12,
        "east town": ["East Town"] * 8 + ["east town"] * 8,
    }
    fill = [f"{a} part of the {b}" for a in ("best", "cold", "flat") for b in ("hills", "river")]
    frame = pd.DataFrame({"answer": [*chain(*spelled.values()), *fill]})
    frame = frame.sample(frac=1, random_state=1)
    corpus = wb.embed(frame, text="answer", progress=False)
    told = corpus.topics().to_frame()
    answer = frame["answer"].str.lower()
    for one in spelled:
        own = told[(answer == one).to_numpy()]
        assert own[SHARED].nunique(dropna=False).tolist() == [1] * len(SHARED)
        assert own["topic"].iloc[0] >= 0
    names = corpus.topics().table["name"]
    assert names.is_unique
    assert (names == "inner").sum() == 1
    assert not names.str.contains(r"\(\d\)").any()
    assert (corpus.projection().to_frame().groupby(answer.to_numpy()).nunique() == 1).all(axis=None)
