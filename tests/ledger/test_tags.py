"""Tags of texts: in the ledger, taken back, merged."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench as wb
from workbench.duplicates.decisions import decision_key
from workbench.errors import FileError, InputError
from workbench.ledger import Ledger, RowTags, TableName
from workbench.ledger.entries import read_entry
from workbench.tables import rows_of

TEXTS = ["late parcel", "no refund", "late parcel", None, "app crashes"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "undo"]),
        st.sampled_from(["cost", "mood"]),
        st.sets(st.integers(0, 4), min_size=1),
        st.integers(0, 1),
    ),
    max_size=8,
)


def rows(texts=TEXTS):
    return rows_of(pd.DataFrame({"text": texts}), "text")


def tagged(masks):
    return {name: np.flatnonzero(mask).tolist() for name, mask in masks.items()}


@pytest.fixture
def corpus(encoder, tmp_path):
    frame = pd.DataFrame({"text": TEXTS}, index=[*"abcde"])
    path = tmp_path / "ledger.jsonl"
    return wb.embed(frame, text="text", model=encoder, cache=False, progress=False, ledger=path)


def test_rows_of_one_text_share_their_tags_and_blank_rows_have_none():
    tags = RowTags(Ledger(None), rows())
    assert tags.add(" cost  more ", np.array([0, 3])) == 1
    assert tagged(tags.masks()) == {"cost more": [0, 2]}
    assert tags.add("cost more", np.array([2])) == 0
    assert tags.remove("cost more", np.array([2, 1])) == 1
    assert tags.masks() == {}
    with pytest.raises(InputError, match="a tag needs a name"):
        tags.add("  ", np.array([0]))


def test_a_step_is_taken_back_whole_and_what_stood_before_stands_again():
    ledger = Ledger(None, author="ada")
    tags = RowTags(ledger, rows())
    tags.add("cost", np.array([0]))
    tags.add("cost", np.array([0, 1, 4]))
    assert tags.undo() == "cost"
    assert tagged(tags.masks()) == {"cost": [0, 2]}
    assert tags.undo() == "cost"
    assert tags.undo() == ""
    tags.add("mood", np.array([1, 4]))
    ledger.undo()
    assert tags.masks() == {}


@given(STEPS)
def test_two_ledgers_merge_to_what_was_said_last_in_any_order(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("tags")
    ledgers = [Ledger(folder / f"{k}.jsonl", author=str(k)) for k in range(2)]
    here = rows()
    keys = {text: decision_key(text) for text in here.distinct}
    books = [RowTags(ledger, here) for ledger in ledgers]
    for verb, name, chosen, who in steps:
        ledgers[who].merge(ledgers[1 - who])  # each sees all, as after a pull
        before = ledgers[who].tags()
        if verb == "undo":
            books[who].undo()
            continue
        getattr(books[who], verb)(name, np.array(sorted(chosen)))
        texts = {keys[TEXTS[row]] for row in chosen if TEXTS[row]}
        had = before.get(name, frozenset())
        now = had | texts if verb == "add" else had - texts
        assert ledgers[who].tags().get(name, frozenset()) == now
    both, other = Ledger(folder / "both.jsonl"), Ledger(folder / "other.jsonl")
    for one in ledgers:
        both.merge(one)
    for one in reversed(ledgers):
        other.merge(one)
    assert both.tags() == other.tags()
    assert both.decisions().empty


def test_a_tag_is_about_texts_whatever_the_id_column(tmp_path):
    ledger = Ledger(tmp_path / "l.jsonl", table=TableName("text", "id"))
    RowTags(ledger, rows()).add("cost", np.array([0]))
    next_week = Ledger(tmp_path / "l.jsonl", table=TableName("text", "ticket"))
    more = rows(["new one", "late parcel"])
    assert tagged(RowTags(next_week, more).masks()) == {"cost": [1]}
    elsewhere = Ledger(tmp_path / "l.jsonl", table=TableName("title"))
    assert RowTags(elsewhere, more).masks() == {}


@pytest.mark.parametrize(
    "line",
    [
        '{"decision":"tag","left":"ab"}',
        '{"decision":"tag","tag":"x"}',
        '{"decision":"same","left":"a","right":"b","tag":"x"}',
    ],
)
def test_half_a_tag_is_refused(line, tmp_path):
    with pytest.raises(FileError, match="a tag and its text"):
        read_entry(line, 1, tmp_path)


def test_tags_outlive_saving_opening_and_the_next_table(corpus, encoder, tmp_path):
    late = corpus.frame["text"].str.contains("late", na=False)
    assert corpus.tag("cost", late) == 1
    assert corpus.tag("mood", corpus.frame["text"].notna()) == 3
    assert corpus.untag("mood", late) == 1
    table = corpus.tags()
    assert table.index.tolist() == [*"abcde"]
    assert table["cost"].tolist() == [True, False, True, False, False]
    assert table["mood"].tolist() == [False, True, False, False, True]
    path = corpus.save(tmp_path / "c.wb")
    opened = wb.open(path, model=encoder, ledger=False)
    pd.testing.assert_frame_equal(opened.tags(), table)
    later = opened.with_table(pd.DataFrame({"text": ["new", "late parcel"]}))
    assert later.tags()["cost"].tolist() == [False, True]
    assert len(corpus.filter(corpus.tags()["cost"])) == 2
