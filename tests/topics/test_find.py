"""Tests of topics/inputs.py, topics/result.py and topics/tables.py."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score as agreement

from tests.fakes import FakeEncoder
from tests.topics.conftest import embed, make_texts
from workbench.errors import InputError
from workbench.similarity import neighbors
from workbench.tables import rows_of
from workbench.topics import Topics, description, find_topics


@pytest.fixture(scope="module")
def found(four):
    _, rows, vectors, near = four
    return find_topics(rows, vectors, near, min_cluster_size=20)


def test_clear_topics_are_found(four, found):
    frame = four[0]
    assert isinstance(found, Topics)
    assert len(found) == 4
    assert agreement(frame["label"], found.to_frame()["assigned"]) > 0.95


def test_names_come_from_the_topics_own_words(four, found):
    frame = four[0].assign(name=found.to_frame()["name"].to_numpy())
    for label, group in frame.groupby("label"):
        name = group["name"].mode()[0]
        assert set(name.replace(",", "").split()) & set(group["text"].str.split().explode())
        assert label in name or len(name) > 0
    assert found.table["name"].is_unique


def test_frame_lines_up_with_any_index(four):
    frame, _, _, _ = four
    odd = pd.concat(
        [
            frame,
            pd.DataFrame({"text": [None, " "]}),
        ]
    )
    odd.index = np.arange(len(odd)) % 3
    rows, vectors, near = embed(odd)
    shown = find_topics(rows, vectors, near, min_cluster_size=20).to_frame()
    assert shown.index.equals(odd.index)
    assert list(shown.columns[:2]) == ["topic", "assigned"]
    assert shown["topic"].dtype == "Int64"
    assert shown["topic"].isna().tolist() == [False] * 160 + [True, True]
    assert (shown["reason"].iloc[-2:] == "").all()


def test_same_again_and_in_any_order_of_rows(four, found):
    frame = four[0]
    shuffled = frame.sample(frac=1, random_state=3)
    rows, vectors, near = embed(shuffled)
    again = find_topics(rows, vectors, near, min_cluster_size=20)
    assert again.manifest.digest == found.manifest.digest
    assert again.names.equals(found.names)
    shown = again.to_frame().loc[frame.index]
    assert shown["topic"].equals(found.to_frame()["topic"])


def test_topics_are_numbered_by_rows(four):
    frame = four[0]
    more = pd.concat([frame, frame[frame.label == "login"]], ignore_index=True)
    rows, vectors, near = embed(more)
    found = find_topics(rows, vectors, near, min_cluster_size=20)
    assert found.table["rows"].is_monotonic_decreasing
    first = more.loc[(found.to_frame()["topic"] == 0).to_numpy(), "label"]
    assert set(first) == {"login"}


def test_table_counts_rows(found):
    table, frame = found.table, found.to_frame()
    assert table["rows"].sum() == (frame["topic"] >= 0).sum()
    assert table["assigned_rows"].sum() == (frame["assigned"] >= 0).sum() == 160
    for row in table.itertuples():
        assert 1 <= len(row.examples) <= 5
        assert len(set(row.examples)) == len(row.examples)


def test_noise_is_kept_and_explained():
    texts, _ = make_texts()
    odd = [
        "zebra quantum violin",
        "\u0434\u043e\u0431\u0440\u044b\u0439 \u0434\u0435\u043d\u044c",
        "ok",
    ]
    frame = pd.DataFrame({"text": texts + odd})
    rows, vectors, near = embed(frame)
    found = find_topics(rows, vectors, near, min_cluster_size=20)
    shown = found.to_frame()
    noise = shown["topic"] == -1
    assert (shown.loc[noise, "reason"] != "").all()
    assert (shown.loc[~noise, "reason"] == "").all()
    assert (shown["assigned"] >= 0).all()
    assert (shown.loc[~noise, "assigned"] == shown.loc[~noise, "topic"]).all()
    assert shown["confidence"].between(0, 1).all()
    assert shown["confidence"].iloc[160:].max() < shown["confidence"].iloc[:160].median()


def test_assignment_can_be_switched_off(four):
    _, rows, vectors, near = four
    shown = find_topics(rows, vectors, near, min_cluster_size=10, assign_noise=False).to_frame()
    assert (shown["assigned"] == shown["topic"]).all()


def test_500_identical_texts_among_5000():
    rng = np.random.default_rng(0)
    words = [f"w{k}" for k in range(3000)]
    texts = [" ".join(rng.choice(words, 6)) for _ in range(4500)] + ["please call me back"] * 500
    frame = pd.DataFrame({"text": rng.permutation(texts)})
    rows, vectors, near = embed(frame)
    found = find_topics(rows, vectors, near)
    same = found.to_frame()[frame["text"] == "please call me back"]
    assert same["topic"].nunique() == 1
    assert same["topic"].iloc[0] >= 0


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from([f"{a} {b}" for a in "abcdef" for b in "uvwxyz"]), min_size=1),
    st.integers(2, 6),
)
def test_identical_texts_share_everything_and_frequent_ones_are_never_noise(texts, min_size):
    frame = pd.DataFrame({"text": texts})
    rows, vectors, near = embed(frame)
    found = find_topics(rows, vectors, near, min_cluster_size=min_size)
    shown = found.to_frame().assign(text=texts)
    columns = ["topic", "assigned", "confidence", "margin", "name", "reason"]
    assert (shown.groupby("text")[columns].nunique(dropna=False) == 1).all(axis=None)
    often = shown.groupby("text")["topic"].transform("size") >= min_size
    assert (shown.loc[often, "topic"] >= 0).all()
    assert sorted(set(shown["topic"]) - {-1}) == list(range(len(found)))


@pytest.mark.parametrize("size", range(1, 21))
def test_small_tables_work(size):
    frame = pd.DataFrame({"text": [f"text number {k}" for k in range(size)]})
    found = find_topics(*embed(frame))
    assert len(found.to_frame()) == size
    assert repr(found)
    assert found._repr_html_()
    if len(found) == 0:
        assert "No topics" in found.notes[0]


def test_rename(found):
    renamed = found.rename({0: "  Refunds "})
    assert renamed.names[0] == "Refunds"
    assert found.names[0] != "Refunds"
    assert "Refunds" in set(renamed.to_frame()["name"])
    with pytest.raises(InputError, match="no topic 9"):
        found.rename({9: "x"})
    with pytest.raises(InputError, match="not blank"):
        found.rename({0: " "})


def test_card_escapes_text(four):
    texts, _ = make_texts()
    hostile = [f"<script>alert({k})</script> {text}" for k, text in enumerate(texts)]
    rows = rows_of(pd.DataFrame({"text": hostile}), "text")
    vectors = FakeEncoder().encode(list(rows.distinct))
    card = find_topics(rows, vectors, neighbors(vectors, 15), min_cluster_size=20)._repr_html_()
    assert "<script" not in card


def test_namer_gives_titles(four):
    _, rows, vectors, near = four
    asked = []

    def namer(keywords, shown):
        asked.append((list(keywords), list(shown)))
        return f"About {keywords[0]}"

    found = find_topics(rows, vectors, near, min_cluster_size=10, namer=namer)
    assert len(asked) == len(found)
    assert found.names[0] == f"About {asked[0][0][0]}"


def test_refusals(four):
    _, rows, vectors, near = four
    with pytest.raises(InputError, match="vectors must have one entry per distinct text"):
        find_topics(rows, vectors[:5], near)
    with pytest.raises(InputError, match="'auto'"):
        find_topics(rows, vectors, near, min_cluster_size="large")
    with pytest.raises(InputError, match="at least 2"):
        find_topics(rows, vectors, near, min_cluster_size=1)
    with pytest.raises(InputError, match="detail must be one of"):
        find_topics(rows, vectors, near, detail="mid")
    with pytest.raises(InputError, match="embedding_cut"):
        find_topics(rows, vectors, near, embedding_cut=np.zeros(3, bool))


def test_a_cell_of_a_million_letters_is_read_in_part(monkeypatch):
    read = []
    monkeypatch.setattr(description, "mask", lambda text: read.append(len(text)) or text)
    texts = [f"my parcel number {k} is late" for k in range(40)]
    topics = find_topics(*embed(pd.DataFrame({"text": [*texts, "parcel late " * 90_000]})))
    assert max(read) == description.LONGEST
    assert len(topics.rows) == 41
