"""Tests of ledger/entries.py."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.duplicates.cases import assert_no_chains, found, texts_of_words, toy, vectors_of
from workbench.duplicates import find_duplicates
from workbench.duplicates.decisions import read_decisions, row_key, row_keys
from workbench.errors import ColumnError, FileError, InputError, command_line
from workbench.ledger import Ledger, TableName
from workbench.ledger.entries import read_entry
from workbench.similarity import pairs
from workbench.tables import rows_of

RENAMED = '{"kind":"rename","name":"Parcels","subjects":[["ab"]]}'
CLOSE = [[1, 0.95], [0.95, 1]]


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "decisions.jsonl", author="ada")


def read(ledger, here):
    """Return what is decided on each row: 1 keep, -1 drop, 0 nothing."""
    return read_decisions(here, ledger.decisions()).rows


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
    assert result.n_removed == 1
    assert result.to_frame()["reason"].tolist() == ["kept", "decided the same as index 0"]


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
    assert (frame["verdict"] != "drop").tolist() == [False, True]
    assert frame["reason"].tolist() == ["dropped by hand", "kept"]
    ledger.decide_row("keep", here, 0)
    ledger.decide_row("keep", here, 1)
    frame = toy(CLOSE, table["text"], table=table, id="id", decisions=ledger.decisions()).to_frame()
    assert (frame["verdict"] != "drop").all()


def test_a_decision_for_one_copy_does_not_fall_on_the_others(ledger):
    here = rows(["a", "a", "a"])
    ledger.decide_row("drop", here, 0)
    ledger.decide_row("keep", here, 2)
    frame = toy([[1]], ["a", "a", "a"], decisions=ledger.decisions()).to_frame()
    assert (frame["verdict"] != "drop").tolist() == [False, False, True]
    assert frame["decision"].tolist() == ["drop", "", "keep"]


def test_all_copies_dropped_by_hand_leave_the_rest_of_the_group(ledger):
    here = rows(["aa", "b"])
    ledger.decide_row("drop", here, 0)
    frame = toy(CLOSE, ["aa", "b"], decisions=ledger.decisions()).to_frame()
    assert (frame["verdict"] != "drop").tolist() == [False, True], (
        "the group must not lose its last row"
    )


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
    assert frame.loc[f"o{row}", "verdict"] == decision
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
        group = result._verdict.node_group
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
    assert len(one.current()) == 3, "a file without a last line feed is not torn"


def test_texts_are_not_written(ledger):
    ledger.decide_pair("same", "my secret", "our secret", note="asked")
    ledger.decide_row("keep", rows(["my secret"]), 0)
    text = ledger.path.read_text(encoding="utf-8")
    assert "secret" not in text
    assert "asked" in text
    assert '"author": "ada"' in text


def test_decisions_about_what_is_not_here_are_silent_and_the_others_told(ledger):
    ledger.decide_pair("same", "gone", "lost")
    ledger.decide_row("keep", rows(["gone"]), 0)
    result = toy(CLOSE, ["aa", "b"], decisions=ledger.decisions())
    assert result.notes == ()
    ledger.decide_pair("same", "aa", "b")
    (note,) = toy(CLOSE, ["aa", "b"], decisions=ledger.decisions()).notes
    assert note == (
        "1 decision from decisions.jsonl applied; to apply none: wb.embed(..., ledger=False)"
    )
    with command_line():
        (note,) = toy(CLOSE, ["aa", "b"], decisions=ledger.decisions()).notes
    assert note.endswith("to apply none: --no-ledger")


def test_what_is_no_decision_is_refused(ledger):
    with pytest.raises(InputError, match="decision must be one of 'same'"):
        ledger.decide_pair("sme", "a", "b")
    with pytest.raises(InputError, match="identical"):
        ledger.decide_pair("same", "a", "a")
    with pytest.raises(InputError, match="no row with text at position 5"):
        ledger.decide_row("keep", rows(["a"]), 5)
    with pytest.raises(InputError, match="no row with text at position 1"):
        ledger.decide_row("keep", rows(["a", None]), 1)
    ledger.path.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(FileError, match="line 1 is not a decision.*keep both sides"):
        ledger.entries()
    ledger.path.write_text('{"decision": "perhaps"}\n', encoding="utf-8")
    with pytest.raises(FileError, match="unknown decision 'perhaps'"):
        ledger.entries()


def test_answers_become_decisions_by_text(ledger):
    answers = pd.DataFrame(
        {"left_text": ["b", "c", "e"], "right_text": ["aa", "d", "f"], "same": [False, True, None]}
    )
    assert ledger.add_labels(answers) == 2
    assert sorted(ledger.decisions()["decision"]) == ["not the same", "same"]
    assert len(toy(CLOSE, ["aa", "b"], decisions=ledger.decisions())) == 0
    assert ledger.add_labels(answers.assign(same=True)) == 2, "a changed mind, and a new answer"
    assert set(ledger.decisions()["decision"]) == {"same"}
    assert len(ledger.decisions()) == 3
    with pytest.raises(ColumnError, match="no column 'same'"):
        ledger.add_labels(answers.drop(columns="same"))
    with pytest.raises(InputError, match="True, False or missing, got 'yes'"):
        ledger.add_labels(answers.assign(same="yes"))


def test_an_empty_ledger_decides_nothing(ledger):
    assert ledger.entries() == ()
    assert repr(ledger) == "Ledger('decisions.jsonl': 0 decisions)"
    assert toy(CLOSE, ["aa", "b"], decisions=ledger.decisions()).n_removed == 1
    assert np.array_equal(ledger.decisions().columns[:2], ["decision", "left"])


def test_letters_that_end_a_line_elsewhere_do_not_tear_the_file(ledger):
    strange = "a\u2028b\u0085c\x0bd\r\ne\u2029"
    here = rows(["aa", "b"], [strange, "k2"])
    ledger.decide_row("drop", here, 0, note=strange)
    ledger.decide_pair("same", "x", "y", note="caf\u00e9")
    assert [(e.id, e.note) for e in ledger.entries()] == [(strange, strange), ("", "caf\u00e9")]
    assert ledger.path.read_bytes().isascii()
    assert ledger.path.read_bytes().count(b"\n") == 2
    assert read(ledger, here)[0] == -1


def test_lines_of_earlier_versions_are_read_as_they_stand(ledger):
    told = '{"decision": "drop", "id": "k\u2028", "note": "caf\u00e9", "time": "2026-01-31"}'
    ledger.path.write_bytes(f"{told}\r\n".encode())
    (entry,) = ledger.entries()
    assert (entry.id, entry.note) == ("k\u2028", "caf\u00e9")
    assert entry.key == hashlib.blake2b(told.encode(), digest_size=8).hexdigest()
    assert read(ledger, rows(["a", "b"], ["k1", "k\u2028"])).tolist() == [0, -1]


def test_many_decisions_are_one_reading_and_one_write(ledger, monkeypatch):
    lines = [("keep", "", "", f"k{k}", "t", 0) for k in range(600)]
    frame = pd.DataFrame(lines, columns=ledger.decisions().columns[:6])
    read_text, calls = Path.read_text, []
    monkeypatch.setattr(Path, "read_text", lambda *a, **k: calls.append(a) or read_text(*a, **k))
    ledger.decide_pair("same", "a", "b")
    calls.clear()
    assert ledger.add(pd.concat([frame, frame]), note="bulk") == 600
    assert len(calls) <= 2
    assert ledger.add(frame) == 0
    assert [e.id for e in ledger.entries()][1:] == [f"k{k}" for k in range(600)]
    assert len({e.time for e in ledger.entries()}) == 601


def test_decisions_do_not_leak_into_another_table_with_the_same_ids(ledger):
    here, there = rows(["aa", "b"], [1, 2]), rows(["other", "things"], [1, 2])
    ledger.decide_row("drop", here, 0)
    assert read(ledger, here).tolist() == [-1, 0]
    told = read_decisions(there, ledger.decisions())
    assert told.rows.tolist() == [0, 0]
    assert told.notes == (), "an earlier version did not write which table it was made in"
    named = ledger.about(TableName.of(["text"], "id"))
    named.decide_row("drop", here, 1)
    (note,) = read_decisions(there, named.decisions()).notes
    assert note.startswith("1 decision was made on a row with an id of this table but another")
    named.undo()
    ledger.decide_row("keep", there, 0)
    assert read(ledger, here).tolist() == [-1, 0], "one table does not take the other's back"
    assert read(ledger, there).tolist() == [1, 0]
    assert read(ledger, rows(["aa", "b"])).tolist() == [0, 0], "nor into a table without ids"


def test_an_id_alone_is_still_understood_and_can_be_taken_back(ledger):
    here = rows(["aa", "b"], ["k1", "k2"])
    old = '{"decision": "drop", "id": "k1", "time": "2020-01-01T00:00:00+00:00"}\n'
    ledger.path.write_text(old, encoding="utf-8")
    assert read(ledger, here).tolist() == [-1, 0]
    ledger.decide_row("open", here, 0)
    assert read(ledger, here).tolist() == [0, 0]
    ledger.decide_row("drop", here, 0)
    with ledger.path.open("a", encoding="utf-8") as file:
        file.write('{"decision": "keep", "id": "k1", "time": "2999-01-01T00:00:00+00:00"}\n')
    assert read(ledger, here).tolist() == [1, 0]
    ledger.decide_row("drop", here, 0)
    assert read(ledger, here).tolist() == [-1, 0]


@pytest.mark.parametrize("ids", [None, [3, 1, 2, 0]])
def test_the_key_of_one_row_is_that_among_all(ids):
    here = rows(["a", "b", "a", None], ids)
    assert [row_key(here, k) for k in range(4)] == row_keys(here)


def test_a_decision_in_a_subset_falls_on_its_row(ledger):
    here = rows(["a", "b", "a", "a"])
    subset, _ = here.take(np.array([1, 3]))
    ledger.decide_row("drop", subset, 1)
    assert read(ledger, here).tolist() == [0, 0, 0, -1]
    assert read(ledger, subset).tolist() == [0, -1]
    assert read(ledger, here.take(np.array([2, 0]))[0]).tolist() == [0, 0]


def test_a_row_dropped_by_hand_without_a_partner_is_told(ledger):
    ledger.decide_row("drop", rows(["a", "b"]), 0)
    table = pd.DataFrame({"text": ["a", "b"]})
    result = toy(np.eye(2), table["text"], decisions=ledger.decisions(), frame=table)
    removed = result.apply()[1]
    assert removed["reason"].tolist() == ["dropped by hand"]
    assert removed["compared_to"].isna().all()


def test_rows_that_share_an_id_are_decided_on_one_by_one(tmp_path):
    ids = ["0101", 101, "0101", None, "0101"]
    frame = pd.DataFrame({"text": ["late", "late", "late", "late", "lost"], "id": ids})
    rows = rows_of(frame, "text", "id")
    ledger = Ledger(tmp_path / "d.jsonl")
    ledger.decide_row("drop", rows, 2)
    ledger.decide_row("keep", rows, 3)
    assert read_decisions(rows, ledger.decisions()).rows.tolist() == [0, 0, -1, 1, 0]
    turned = rows_of(frame.iloc[[4, 3, 0, 1, 2]], "text", "id")
    assert read_decisions(turned, ledger.decisions()).rows.tolist() == [0, 1, 0, 0, -1]
    ledger.decide_row("keep", rows, 0)
    assert read_decisions(rows, ledger.decisions()).rows.tolist() == [1, 0, -1, 1, 0]


def test_ids_of_several_kinds_that_look_the_same_are_decided_on_one_by_one(tmp_path):
    frame = pd.DataFrame({"text": ["late", "lost", "late"], "id": [1, "1", True]})
    rows = rows_of(frame, "text", "id")
    ledger = Ledger(tmp_path / "d.jsonl")
    ledger.decide_row("drop", rows, 1)
    assert read_decisions(rows, ledger.decisions()).rows.tolist() == [0, -1, 0]


def test_a_number_is_the_same_id_with_and_without_empty_cells_beside_it(tmp_path):
    whole = rows_of(pd.DataFrame({"text": ["late", "lost"], "id": [7, 8]}), "text", "id")
    empty = pd.DataFrame({"text": ["late", "lost", "x"], "id": [7, 8, None]})
    ledger = Ledger(tmp_path / "d.jsonl")
    ledger.decide_row("drop", whole, 0)
    assert read_decisions(rows_of(empty, "text", "id"), ledger.decisions()).rows[0] == -1
    earlier = ledger.decisions().assign(id="7.0")
    assert read_decisions(whole, earlier).rows[0] == -1


def test_a_ledger_about_one_table_leaves_the_others_alone(tmp_path):
    path = tmp_path / "d.jsonl"
    tickets = Ledger(path, author="ada").about(TableName.of(["body"], "nr", "may.csv"))
    faqs = Ledger(path, author="ada").about(TableName.of(["question"]))
    tickets.decide_pair("same", "a", "b")
    faqs.decide_pair("not the same", "a", "b")
    faqs.add_corrections([RENAMED])
    june = Ledger(path).about(TableName.of(["body"], "nr", "june.csv"))
    assert june.decisions()["decision"].tolist() == ["same"]
    assert june.corrections() == ()
    assert faqs.decisions()["decision"].tolist() == ["not the same"]
    assert tickets.undo().decision == "same", "the last decision about this table"
    assert tickets.undo() is None
    assert len(faqs.current()) == len(Ledger(path).current()) == 2
    assert {(e.columns, e.file) for e in Ledger(path).lines()} == {
        ("body", "may.csv"),
        ("question", ""),
    }


def test_decisions_about_rows_need_the_id_column_and_those_about_texts_do_not(ledger):
    by_id = ledger.about(TableName.of(["text"], "id"))
    by_id.decide_row("drop", rows(["aa", "b"], ["k1", "k2"]), 0)
    by_id.decide_pair("same", "aa", "b")
    assert ledger.about(TableName.of(["text"])).decisions()["decision"].tolist() == ["same"]
    other = ledger.about(TableName.of(["text"], "number"))
    assert other.decisions()["decision"].tolist() == ["same"]
    assert len(by_id.decisions()) == 2


def test_lines_of_earlier_versions_hold_in_any_table_and_can_be_replaced_there(ledger):
    ledger.decide_pair("same", "a", "b")
    here = ledger.about(TableName.of(["text"]))
    assert here.decisions()["decision"].tolist() == ["same"]
    here.decide_pair("not the same", "a", "b")
    assert here.decisions()["decision"].tolist() == ["not the same"]
    other = ledger.about(TableName.of(["body"]))
    assert other.decisions()["decision"].tolist() == ["same"]
    here.undo()
    assert here.undo().decision == "same"
    assert len(other.decisions()) == 0


def test_a_ledger_stays_the_same_file_if_the_folder_changes(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    ledger = Ledger("d.jsonl")
    ledger.decide_pair("same", "a", "b")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert len(ledger.decisions()) == 1
    ledger.decide_pair("same", "a", "c")
    assert not (tmp_path / "elsewhere" / "d.jsonl").exists()


def test_a_ledger_without_a_file_writes_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ledger = Ledger(None)
    ledger.decide_pair("same", "a", "b")
    here = ledger.about(TableName.of(["text"]))
    here.add_corrections([RENAMED])
    assert len(here.current()) == 2
    assert repr(here) == "Ledger(in memory: 2 decisions)"
    assert list(tmp_path.iterdir()) == []


def line(**told):
    return json.dumps({"decision": "drop", "id": "k1", "time": "2026-01-31T12:00:00+00:00"} | told)


def test_a_mark_that_an_editor_put_in_front_is_no_damage(ledger):
    ledger.path.write_bytes(b"\xef\xbb\xbf" + line().encode() + b"\n")
    assert len(ledger.entries()) == 1


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (line(color="red"), "does not know. A newer one wrote it: upgrade"),
        (line(time="2027-13-45"), "is no time such as .*from git or a backup"),
        (line(time="9999-12-31T23:59:59.999999+00:00"), "is no time such as"),
        (line(copy=-1), "copy is -1"),
        (line(decision="topics"), "a correction of topics is in it, or missing"),
        (line(decision="topics", correction="{}"), "this is not a correction of topics"),
        (
            line(decision="topics", correction='{"kind":"move","name":"","subjects":[["a"]]}'),
            "a move has texts and the topic they go to",
        ),
        ('{"decision": "drop", "i', "If the program was stopped while it wrote this line, delete"),
        ('{"decision": drop}', "from git or a backup"),
        ("||||||| base", "Merge conflict markers"),
        ("[" * 100_000, "is not a decision"),
        ("5", "is not a decision"),
    ],
)
def test_a_line_that_cannot_be_says_how_to_mend_it_without_losing_others(ledger, text, advice):
    ledger.path.write_text(f"{line()}\n{text}\n")
    with pytest.raises(FileError, match=f"line 2.*{advice}"):
        ledger.entries()


def test_times_are_compared_as_moments_whatever_their_zone(ledger):
    later = line(decision="keep", time="2026-01-31T13:30:00+00:00")
    ledger.path.write_text(f"{line(time='2026-01-31T15:00:00+02:00')}\n{later}\n")
    assert ledger.decisions()["decision"].tolist() == ["keep"]
    ledger.path.write_text(line(time="2999-01-31") + "\n")  # no zone, no time of day
    ledger.decide_row("keep", rows(["a"], ["k1"]), 0)
    assert ledger.entries()[-1].decision == "keep"


def test_half_a_character_in_a_note_is_no_obstacle(ledger):
    ledger.path.write_text(line(note="\ud800") + "\n")
    assert ledger.decisions()["note"].tolist() == ["\ufffd"]


def test_a_line_is_parsed_once_however_often_is_decided(ledger, monkeypatch):
    ledger.path.write_text("".join(f"{line(id=f'k{k}')}\n" for k in range(300)))
    ledger.entries()
    parsed = []
    monkeypatch.setattr(
        "workbench.ledger.book.read_entry", lambda *a: parsed.append(a) or read_entry(*a)
    )
    for k in range(5):
        ledger.decide_pair("same", "a", f"b{k}")
    assert len(ledger.entries()) == 305
    assert len(parsed) == 5
