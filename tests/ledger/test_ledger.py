import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.duplicates.cases import assert_no_chains, found, texts_of_words, toy, vectors_of
from workbench.duplicates import find_duplicates
from workbench.errors import ColumnError, FileError, InputError
from workbench.ledger import Ledger
from workbench.similarity import pairs
from workbench.tables import rows_of

CLOSE = [[1, 0.95], [0.95, 1]]


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "decisions.jsonl", author="ada")


def rows(texts, ids=None):
    frame = pd.DataFrame({"text": texts} | ({} if ids is None else {"id": ids}))
    return rows_of(frame, "text", None if ids is None else "id")


def test_not_the_same_keeps_two_texts_apart_at_every_threshold(ledger):
    ledger.decide_pair("not the same", "aa", "b", note="other product")
    result = toy(CLOSE, ["aa", "b"], decisions=ledger.decisions())
    assert len(result) == len(result.at(0.5)) == 0
    assert result.to_frame()["decision"].tolist() == ["not the same", "not the same"]
    assert result.pairs["decision"].tolist() == ["not the same"]


def test_same_overrules_guard_and_cosine(ledger):
    ledger.decide_pair("same", "it is 5", "it is 6")
    result = toy([[1, 0.1], [0.1, 1]], ["it is 5", "it is 6"], decisions=ledger.decisions())
    assert result.removed == 1
    assert result.to_frame()["reason"].tolist() == ["kept", "decided the same as 0"]


def test_a_later_decision_takes_the_place_of_an_earlier_one(ledger):
    ledger.decide_pair("same", "a", "b")
    ledger.decide_pair("not the same", "b", "a")
    assert ledger.decisions()["decision"].tolist() == ["not the same"]
    ledger.decide_pair("open", "a", "b")
    assert len(ledger.decisions()) == 0


def test_undo_takes_back_the_authors_last_decision(ledger):
    ledger.decide_pair("same", "a", "b")
    Ledger(ledger.path, author="bob").decide_pair("same", "a", "c")
    ledger.decide_pair("not the same", "a", "b")
    assert ledger.undo().decision == "not the same"
    assert sorted(ledger.decisions()["decision"]) == ["same", "same"]
    assert ledger.undo().decision == "same"
    assert ledger.undo() is None
    assert ledger.decisions()["author"].tolist() == ["bob"]


def test_keep_and_drop_by_id(ledger):
    here = rows(["aa", "b"], ["k1", "k2"])
    ledger.decide_row("drop", here, 0)
    table = pd.DataFrame({"text": ["aa", "b"], "id": ["k1", "k2"]})
    frame = toy(CLOSE, table["text"], table=table, id="id", decisions=ledger.decisions()).to_frame()
    assert frame["keep"].tolist() == [False, True]
    assert frame["reason"].tolist() == ["dropped by hand", "kept"]
    ledger.decide_row("keep", here, 0)
    ledger.decide_row("keep", here, 1)
    frame = toy(CLOSE, table["text"], table=table, id="id", decisions=ledger.decisions()).to_frame()
    assert frame["keep"].all()


def test_a_decision_for_one_copy_does_not_fall_on_the_others(ledger):
    here = rows(["a", "a", "a"])
    ledger.decide_row("drop", here, 0)
    ledger.decide_row("keep", here, 2)
    frame = toy([[1]], ["a", "a", "a"], decisions=ledger.decisions()).to_frame()
    assert frame["keep"].tolist() == [False, False, True]
    assert frame["decision"].tolist() == ["drop", "", "keep"]


def test_all_copies_dropped_by_hand_leave_the_rest_of_the_group(ledger):
    here = rows(["aa", "b"])
    ledger.decide_row("drop", here, 0)
    frame = toy(CLOSE, ["aa", "b"], decisions=ledger.decisions()).to_frame()
    assert frame["keep"].tolist() == [False, True], "the group must not lose its last row"


@settings(max_examples=40, deadline=None)
@given(texts_of_words, texts_of_words, st.floats(0.5, 1), st.data())
def test_decisions_survive_appended_rows_and_a_new_threshold(tmp_path_factory, old, new, t, data):
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "d.jsonl")
    here = rows(old, [f"o{k}" for k in range(len(old))])
    row = data.draw(st.integers(0, len(old) - 1))
    decision = data.draw(st.sampled_from(["keep", "drop"]))
    ledger.decide_row(decision, here, row)
    if len(here.distinct) > 1:
        ledger.decide_pair("not the same", here.distinct[0], here.distinct[1])
    ids = [f"n{k}" for k in range(len(new))] + [f"o{k}" for k in range(len(old))]
    result = found([*new, *old], ids=ids, threshold=t, decisions=ledger.decisions())
    frame = result.to_frame().set_axis(ids)
    assert frame.loc[f"o{row}", "keep"] == (decision == "keep")
    assert frame.loc[f"o{row}", "decision"] == decision
    assert (frame["decision"].isin(["keep", "drop"])).sum() == 1
    assert_no_chains(result)
    if len(here.distinct) > 1:
        groups = frame.assign(text=[*new, *old]).groupby("text")["group"].first()
        first, second = groups[here.distinct[0]], groups[here.distinct[1]]
        assert pd.isna(first) or pd.isna(second) or first != second


def test_decisions_hold_with_another_model(ledger):
    ledger.decide_pair("not the same", "card", "refund")
    here = rows(["card", "refund", "card refund"])
    for seed in range(4):
        vectors = vectors_of(here.distinct, seed=seed)
        result = find_duplicates(
            here, vectors, pairs(vectors, 0.1), threshold=0.1, decisions=ledger.decisions()
        )
        group = result.verdict.node_group
        first, second = here.distinct.index("card"), here.distinct.index("refund")
        assert group[first] != group[second] or group[first] == -1


def test_two_files_merge_in_any_order(tmp_path):
    one, two = Ledger(tmp_path / "1", author="ada"), Ledger(tmp_path / "2", author="bob")
    one.decide_pair("same", "a", "b")
    two.decide_pair("not the same", "a", "b")
    two.decide_pair("same", "c", "d")
    assert one.merge(two) == 2
    assert one.merge(two) == 0
    assert two.merge(one) == 1
    pd.testing.assert_frame_equal(one.decisions(), two.decisions())
    lines = one.path.read_text(encoding="utf-8").splitlines()
    one.path.write_text("\n".join(reversed(lines)), encoding="utf-8")
    pd.testing.assert_frame_equal(one.decisions(), two.decisions())
    one.decide_pair("same", "e", "f")
    assert len(one.standing()) == 3, "a file without a last line feed is not torn"


def test_texts_are_not_written(ledger):
    ledger.decide_pair("same", "my secret", "our secret", note="asked")
    ledger.decide_row("keep", rows(["my secret"]), 0)
    text = ledger.path.read_text(encoding="utf-8")
    assert "secret" not in text
    assert "asked" in text
    assert '"author": "ada"' in text


def test_decisions_about_what_is_not_here_are_told(ledger):
    ledger.decide_pair("same", "gone", "lost")
    ledger.decide_row("keep", rows(["gone"]), 0)
    result = toy(CLOSE, ["aa", "b"], decisions=ledger.decisions())
    assert result.notes == ("2 decisions are about texts or rows that are not here",)


def test_what_is_no_decision_is_refused(ledger):
    with pytest.raises(InputError, match="decision must be one of 'same'"):
        ledger.decide_pair("sme", "a", "b")
    with pytest.raises(InputError, match="identical"):
        ledger.decide_pair("same", "a", "a")
    with pytest.raises(InputError, match="row 5 does not exist"):
        ledger.decide_row("keep", rows(["a"]), 5)
    with pytest.raises(InputError, match="holds no text"):
        ledger.decide_row("keep", rows(["a", None]), 1)
    ledger.path.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(FileError, match="line 1 is no decision.*keep both sides"):
        ledger.entries()
    ledger.path.write_text('{"decision": "perhaps"}\n', encoding="utf-8")
    with pytest.raises(FileError, match="unknown decision 'perhaps'"):
        ledger.entries()


def test_answers_become_decisions_by_text(ledger):
    answers = pd.DataFrame(
        {"left_text": ["b", "c", "e"], "right_text": ["aa", "d", "f"], "same": [False, True, None]}
    )
    assert ledger.answer(answers) == 2
    assert sorted(ledger.decisions()["decision"]) == ["not the same", "same"]
    assert len(toy(CLOSE, ["aa", "b"], decisions=ledger.decisions())) == 0
    assert ledger.answer(answers.assign(same=True)) == 2, "a changed mind, and a new answer"
    assert set(ledger.decisions()["decision"]) == {"same"}
    assert len(ledger.decisions()) == 3
    with pytest.raises(ColumnError, match="no column 'same'"):
        ledger.answer(answers.drop(columns="same"))
    with pytest.raises(InputError, match="True, False or missing, got 'yes'"):
        ledger.answer(answers.assign(same="yes"))


def test_an_empty_ledger_decides_nothing(ledger):
    assert ledger.entries() == ()
    assert repr(ledger) == "Ledger('decisions.jsonl': 0 decisions)"
    assert toy(CLOSE, ["aa", "b"], decisions=ledger.decisions()).removed == 1
    assert np.array_equal(ledger.decisions().columns[:2], ["decision", "left"])
