"""The corpus: every verb through the same door, with a small fake encoder.

Tests of opening.py, corpus/base.py, corpus/result_methods.py, corpus/file_methods.py,
corpus/outputs.py, corpus/card.py, corpus/checks.py and corpus/queries.py.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.errors import ColumnError, FileError, InputError, ThresholdError

TEXTS = [
    "the parcel never arrived",
    "The parcel never arrived!",
    "the parcel never arrived",
    None,
    "please refund my last order",
    "please refund my last order now",
    "the app crashes at start",
    "  ",
]


@pytest.fixture
def frame():
    ids = [f"T{k}" for k in range(len(TEXTS))]
    return pd.DataFrame({"id": ids, "body": TEXTS, "n": range(len(TEXTS))}, index=list("hgfedcba"))


@pytest.fixture
def corpus(frame, encoder):
    return wb.embed(frame, text="body", id="id", model=encoder, progress=False)


def test_rows_without_text_stay_in_the_table_and_out_of_the_vectors(corpus, frame):
    assert len(corpus) == len(frame)
    assert corpus.vectors.shape == (6, 64)
    assert corpus.vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(corpus.vectors, axis=1), 1, atol=1e-6)
    told = corpus.to_frame()
    assert told.index.equals(frame.index)
    assert told["has_text"].tolist() == [True, True, True, False, True, True, True, False]
    assert told["tokens"].isna().tolist() == (~told["has_text"]).tolist()


def test_identical_texts_are_encoded_once_and_share_a_vector(corpus, encoder):
    assert len(encoder.encoded) == len(set(encoder.encoded)) == 5
    assert corpus.vectors[0].tobytes() == corpus.vectors[2].tobytes()


def test_the_repr_tells_rows_texts_blanks_model_and_cache(corpus):
    assert repr(corpus) == (
        "Corpus(8 rows, 5 distinct texts, 2 without text, "
        "fake (64 numbers, float32 on cpu), 0 vectors from the cache)"
    )


def test_a_second_run_takes_every_vector_from_the_store_bit_for_bit(corpus, frame):
    again = FakeEncoder()
    second = wb.embed(frame, text="body", model=again, progress=False)
    assert again.encoded == []
    assert second.embedding.cached == 5
    assert second.vectors.tobytes() == corpus.vectors.tobytes()


def test_without_a_cache_everything_is_encoded_again(corpus, frame):
    again = FakeEncoder()
    wb.embed(frame, text="body", model=again, cache=False, progress=False)
    assert len(again.encoded) == 5


def test_a_cut_text_is_told(frame):
    short = FakeEncoder(max_tokens=5, name="short")
    corpus = wb.embed(frame, text="body", model=short, progress=False)
    told = corpus.to_frame()
    assert told["truncated"].tolist() == [True, True, True, False, True, True, True, False]
    assert told["fraction_read"].iloc[0] == pytest.approx(5 / 6)
    assert "6 truncated at 5 tokens" in repr(corpus)


def test_search_gives_rows_of_the_table_with_their_similarity(corpus, frame):
    found = corpus.search("refund order", k=3)
    assert list(found.columns) == ["query", "row", "similarity", "words", "id", "body", "n"]
    assert found["id"].tolist()[:2] in (["T4", "T5"], ["T5", "T4"])
    assert found["similarity"].is_monotonic_decreasing
    assert found.index.tolist() == [frame.index[r] for r in found["row"]]


def test_search_gives_every_copy_and_stops_at_k(corpus):
    assert corpus.search("the app crashes at start", k=1)["row"].tolist() == [6]
    nearest = corpus.search("the parcel never arrived", k=4)
    assert sorted(nearest["row"][:3]) == [0, 1, 2]
    assert nearest["similarity"].iloc[3] < 0.9
    assert len(corpus.search("the parcel never arrived", k=2)) == 2


def test_search_takes_several_texts_a_vector_and_a_filter(corpus, frame):
    found = corpus.search(["refund", "crashes"], k=1)
    assert found["query"].tolist() == [0, 1]
    own = corpus.search(corpus.vectors[5], k=1)
    assert own["row"].tolist() == [6]
    assert own["similarity"].iloc[0] == pytest.approx(1, abs=1e-6)
    assert corpus.search("parcel", k=9, filter=frame["n"] > 3)["row"].min() > 3


@pytest.mark.parametrize("query", ["", " ", [], ["a", ""], np.ones(3), np.zeros(64), 7, [1, "a"]])
def test_search_refuses_what_is_no_query(corpus, query):
    with pytest.raises(InputError, match="search"):
        corpus.search(query)


def test_where_gives_a_smaller_corpus_and_computes_nothing_again(corpus, frame, encoder):
    corpus._near.pairs(0.5)
    before = len(encoder.encoded)
    smaller = corpus.filter(frame["n"] >= 2)
    assert smaller.frame["id"].tolist() == ["T2", "T3", "T4", "T5", "T6", "T7"]
    assert len(encoder.encoded) == before
    assert smaller.vectors.tobytes() == corpus.vectors[2:].tobytes()
    fresh = wb.embed(frame[frame["n"] >= 2], text="body", model=encoder, progress=False)
    kept, mined = smaller._near.pairs(0.5), fresh._near.pairs(0.5)
    assert kept.left.tolist() == mined.left.tolist()
    assert kept.similarity.tobytes() == mined.similarity.tobytes()


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        ([True, False], "mask has 2 values, the table 8 rows"),
        (pd.Series([True] * 8), "mask's index is not the table's"),
        ([1] * 8, "a mask of True and False is needed, got values of type int64"),
        ("n > 3", "a mask of True and False is needed, got 'n > 3'"),
        ([False] * 8, "none of the 0 chosen rows holds text"),
    ],
)
def test_a_mask_that_does_not_fit_is_refused(corpus, mask, message):
    with pytest.raises(InputError, match=message):
        corpus.filter(mask)


def test_pairs_are_mined_once_and_serve_every_higher_threshold(corpus, monkeypatch):
    low = corpus._near.pairs(0.6)
    monkeypatch.setattr("workbench.similarity.pairs", None)
    high = corpus._near.pairs(0.95)
    assert len(high) == int((low.similarity >= 0.95).sum())
    assert high.floor == 0.95


@pytest.mark.parametrize("threshold", [0, 1.5, 92, "0.9", float("nan")])
def test_a_threshold_is_a_cosine_similarity(corpus, threshold):
    with pytest.raises(ThresholdError, match="threshold must be"):
        corpus.duplicates(threshold)


def test_duplicates_line_up_with_the_table_and_lose_nothing(corpus, frame):
    duplicates = corpus.duplicates(0.9)
    told = duplicates.to_frame()
    assert told.index.equals(frame.index)
    assert told["group"].iloc[0] == told["group"].iloc[1] == told["group"].iloc[2]
    kept, removed = duplicates.apply(frame)
    assert len(kept) + len(removed) == len(frame)


def test_pairs_below_the_threshold_are_found_on_demand_in_a_large_table(corpus):
    usual = corpus.duplicates(0.9)
    assert usual.at(0.7).threshold == 0.7
    large = replace(corpus._near, full_texts=3, kept={}).pairs_for(0.9, None)
    assert [note for note in large.notes if "only from 0.9 upward" in note]
    assert large.floor == 0.9
    fewer = replace(corpus, _kept={}).duplicates(0.9, min_similarity=0.9)
    pd.testing.assert_frame_equal(fewer.to_frame(), usual.to_frame())
    with pytest.raises(ThresholdError, match=r"searched from a similarity of 0.9 upward"):
        fewer.at(0.7)
    asked = corpus.duplicates(0.9, min_similarity=0.5)
    assert not [note for note in asked.notes if "only from" in note]
    assert asked.at(0.5).threshold == 0.5


def test_a_threshold_below_the_floor_is_refused(corpus):
    with pytest.raises(ThresholdError, match="min_similarity=0.95 must not be above"):
        corpus.duplicates(0.9, min_similarity=0.95)


def test_results_come_back_from_a_saved_corpus(corpus, frame, tmp_path):
    pairs = corpus._near.pairs(0.5)
    topics = corpus.topics().to_frame()
    places = corpus.projection().to_frame()
    path = corpus.save(tmp_path / "tickets.wb")
    back = wb.open(path)
    pd.testing.assert_frame_equal(back.frame, frame)
    assert back.vectors.tobytes() == corpus.vectors.tobytes()
    assert back._near.pairs(0.5).similarity.tobytes() == pairs.similarity.tobytes()
    pd.testing.assert_frame_equal(back.projection().to_frame(), places)
    pd.testing.assert_frame_equal(back.topics().to_frame(), topics)
    assert back.embedding.info == corpus.embedding.info
    assert back.embedding.manifest == corpus.embedding.manifest


def test_decisions_are_remembered_and_travel_with_a_saved_corpus(corpus, frame, encoder, tmp_path):
    assert not corpus.ledger.path.exists()
    before = corpus.duplicates(0.9).to_frame()
    dropped = int((before["verdict"] == "drop").to_numpy().argmax())
    corpus.ledger.decide_row("keep", corpus.rows, dropped, note="needed")
    assert (corpus.duplicates(0.9).to_frame()["verdict"] != "drop").iloc[dropped]
    more = pd.concat([frame, frame.iloc[:1].assign(id="T99")])
    again = wb.embed(more, text="body", id="id", model=encoder, progress=False)
    assert (again.duplicates(0.85).to_frame()["verdict"] != "drop").iloc[dropped]
    path = corpus.save(tmp_path / "x.wb")
    corpus.ledger.path.unlink()
    assert (wb.open(path).duplicates(0.9).to_frame()["verdict"] != "drop").iloc[dropped]


def test_decisions_filled_into_a_workbook_come_back(corpus, frame, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    before = corpus.duplicates(0.9)
    path = corpus.report(tmp_path / "d.xlsx", duplicates=before)
    book = openpyxl.load_workbook(path)
    sheet = book["Groups"]
    head = next(r for r in sheet.iter_rows() if any(c.value == "decision" for c in r))
    columns = {cell.value: cell.column for cell in head if cell.value}
    ids = {sheet.cell(r, columns["id"]).value: r for r in range(head[0].row + 1, sheet.max_row + 1)}
    dropped = before.to_frame().loc[lambda t: t["verdict"] == "drop"].index[0]
    own = frame.loc[dropped, "id"]
    sheet.cell(ids[own], columns["decision"]).value = "keep"
    book.save(path)
    assert corpus.import_decisions(path) == 1
    assert corpus.import_decisions(path) == 0, "a decision that stands is not written twice"
    assert corpus.duplicates(0.9).to_frame().loc[dropped, "verdict"] == "keep"


def test_opening_something_else_is_refused(tmp_path):
    with pytest.raises(FileError, match="does not exist"):
        wb.open(tmp_path / "nothing.wb")


def test_a_missing_column_is_named(frame, encoder):
    with pytest.raises(ColumnError, match="no column 'bdy'.*Did you mean 'body'"):
        wb.embed(frame, text="bdy", model=encoder)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.permutations(range(len(TEXTS))))
def test_shuffling_the_table_changes_nothing(order):
    texts = pd.DataFrame({"id": range(len(TEXTS)), "body": TEXTS})
    first = wb.embed(texts, text="body", id="id", model=FakeEncoder(), cache=False, progress=False)
    second = wb.embed(
        texts.iloc[list(order)],
        text="body",
        id="id",
        model=FakeEncoder(),
        cache=False,
        progress=False,
    )
    assert first.embedding.vectors.tobytes() == second.embedding.vectors.tobytes()
    a = first.duplicates(0.8).to_frame()
    b = second.duplicates(0.8).to_frame().loc[a.index]
    pd.testing.assert_frame_equal(a, b)


def test_the_drawing_verbs_show_the_corpus(corpus, frame):
    topics, duplicates = corpus.topics(), corpus.duplicates(0.9)
    assert "6 texts" in repr(corpus.map(color=topics))
    explorer = corpus.explore(topics=topics, duplicates=duplicates)
    explorer.map.select([0, 4])
    assert explorer.selection.index.tolist() == ["h", "d"]
    assert len(duplicates.tune_threshold().duplicates.groups) == len(duplicates.groups)
    assert corpus.review(duplicates).decisions.empty
    assert topics.board() is not None
    with pytest.raises(ColumnError, match="no column 'when'"):
        topics.board(date="when")
    figure = corpus.map_figure("n", title="Six texts")
    assert figure.layout.title.text == "Six texts"


def test_a_board_tells_which_cells_of_a_column_are_no_dates(frame, encoder):
    days = [f"2026-01-{k + 1:02d}" for k in range(len(frame) - 1)]
    dated = frame.assign(when=[*days, "soon"])
    column = next(name for name in ("text", "body") if name in dated)
    board = wb.embed(dated, text=column, model=encoder, cache=False).topics().board(date="when")
    assert "1 cell of column 'when' is no date that can be read" in board.panel.notes[-1]


def test_tickets_are_matched_against_faqs(corpus, frame, encoder):
    faqs = pd.DataFrame({"q": ["how do I refund my order", "the app crashes at start", "violins"]})
    other = wb.embed(faqs, text="q", model=encoder, progress=False)
    found = corpus.match(other, 0.9).to_frame()
    assert found.index.equals(frame.index)
    assert found["status"].iloc[6] == "answered"
    assert found["status"].iloc[0] == "unanswered"
    with pytest.raises(InputError, match="match compares with another corpus, got DataFrame"):
        corpus.match(faqs)
    strange = wb.embed(faqs, text="q", model=FakeEncoder(name="other"), progress=False)
    with pytest.raises(InputError, match="embedded in different ways"):
        corpus.match(strange)


def test_boilerplate_is_shown_and_left_out_of_the_embedding_only(encoder):
    texts = [f"{word} is broken\nKind regards, the team" for word in ("lamp", "door", "roof")]
    frame = pd.DataFrame({"t": [*texts, "lamp is broken"]})
    corpus = wb.embed(frame, text="t", model=encoder, progress=False)
    lines = corpus.repeated_lines(min_count=2)["line"].tolist()
    assert lines == ["Kind regards, the team"]
    without = wb.embed(frame, text="t", model=encoder, exclude_lines=lines, progress=False)
    assert without.rows.texts == corpus.rows.texts
    assert without.vectors[0].tobytes() == without.vectors[3].tobytes()
    assert corpus.vectors[0].tobytes() != corpus.vectors[3].tobytes()


def test_duplicates_that_name_rows_by_other_ids_are_refused(encoder, tmp_path):
    settings = {"text": "t", "model": encoder, "progress": False, "ledger": False}
    frame = pd.DataFrame({"t": ["my parcel", "my parcel!", "log in"], "id": ["a", "b", "c"]})
    mine = wb.embed(frame, id="id", **settings)
    theirs = wb.embed(frame.assign(id=["x", "y", "z"]), id="id", **settings).duplicates(0.9)
    with pytest.raises(InputError, match="name rows by other ids than this corpus has"):
        mine.report(tmp_path / "r.csv", duplicates=theirs)
    assert list(tmp_path.iterdir()) == []


def test_a_parameter_sweep_of_one_text_is_refused(encoder):
    corpus = wb.embed(["one text"], model=encoder, progress=False, ledger=False)
    with pytest.raises(InputError, match="needs at least 2 distinct texts, got 1"):
        corpus.topics().parameter_sweep()


def test_a_result_of_another_table_or_kind_is_refused(corpus, frame, tmp_path):
    part = corpus.filter(frame["n"] > 1)
    duplicates, topics = corpus.duplicates(0.9), corpus.topics()
    with pytest.raises(
        InputError, match=r"these duplicates were found in another table \(8 rows\)"
    ):
        part.report(tmp_path / "r.html", duplicates=duplicates)
    with pytest.raises(InputError, match="these topics were found in another table"):
        part.explore(topics=topics)
    with pytest.raises(
        InputError, match="duplicates must be what corpus.duplicates.. returned, got T"
    ):
        corpus.review(topics)
    assert list(tmp_path.iterdir()) == []


def test_what_happens_to_the_table_later_does_not_reach_the_corpus(frame, encoder):
    corpus = wb.embed(frame, text="body", model=encoder, progress=False)
    before = corpus.search("refund order", k=1)["body"].tolist()
    frame.loc[:, "body"] = "gone"
    frame.index = range(len(frame))
    assert corpus.search("refund order", k=1)["body"].tolist() == before


def test_corrected_topics_are_saved_where_they_are_given(encoder, tmp_path):
    words = ["parcel", "refund", "login", "crash"]
    texts = [f"{word} {k} {word} trouble" for word in words for k in range(12)]
    frame = pd.DataFrame({"t": texts})
    corpus = wb.embed(frame, text="t", model=encoder, progress=False)
    topics = corpus.topics(namer=lambda keywords, examples: "named")
    renamed = topics.rename({0: "Parcels"})
    back = wb.open(corpus.save(tmp_path / "x.wb", topics=renamed)).topics()
    assert back.names[0] == "Parcels"


def test_a_corpus_says_where_it_came_from(corpus, frame, tmp_path):
    assert "taken from 8 rows" in repr(corpus.filter(frame["n"] > 1))
    assert "read from x.wb" in repr(wb.open(corpus.save(tmp_path / "x.wb")))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: c.topics(min_cluster_size="all"), "whole number of at least 2, or 'auto'"),
        (lambda c: c.topics(detail=["fine"]), "detail must be one of"),
        (lambda c: c.duplicates(guards=["numbr"]), "guards must be one of .*number.*got 'numbr'"),
        (lambda c: c.duplicates(normalize="cases"), "normalize must be one of"),
        (lambda c: c.duplicates(pair_model=0.9), "pair_model takes what"),
        (lambda c: c.duplicates(0.9).at(0.5), r"Search further down: corpus.duplicates\(0.5\)"),
        (lambda c: c.search(None), "search takes a text"),
        (lambda c: c.search(np.zeros(64)), "got one that is zero or not finite"),
        (lambda c: c.map_figure(hover="nope"), "no column 'nope'"),
        (lambda c: c.topics().board(date="body"), "column 'body' holds no dates"),
    ],
)
def test_a_mistyped_call_is_answered_in_its_own_words(corpus, call, message):
    with pytest.raises(InputError, match=message):
        call(corpus)


@pytest.mark.parametrize("name", ["r.docx", "no/r.html", "r"])
def test_where_to_write_is_checked_before_anything_is_computed(corpus, tmp_path, name):
    with pytest.raises(FileError, match="must end in one of .html|does not exist. Make it first"):
        corpus.report(tmp_path / name)
    assert not corpus._kept


@pytest.mark.parametrize("given", [3, "", None, b"corpus.wb"])
def test_what_is_no_path_is_refused_in_our_words(given):
    with pytest.raises(wb.WorkbenchError, match="path must be a path, such as .*, got"):
        wb.open(given)


@pytest.mark.parametrize("name", ["cache", "ledger"])
def test_a_number_is_no_folder(name, encoder):
    frame = pd.DataFrame({"text": ["one", "two"]})
    with pytest.raises(wb.WorkbenchError, match=f"{name} must be a path"):
        wb.embed(frame, text="text", model=encoder, **{name: 3})


def test_the_card_tells_of_the_corpus_and_runs_no_text(encoder):
    texts = ["<script>alert(1)</script>", None, *(f"text {k}" for k in range(9))]
    corpus = wb.embed(pd.DataFrame({"t": texts}), text="t", model=encoder, cache=False)
    card = corpus._repr_html_()
    assert "<script" not in card
    assert "&lt;script&gt;" in card
    assert "11 rows" in card
    assert "and 6 more rows" in card


def test_columns_of_one_name_get_names_of_their_own(tmp_path, encoder):
    frame = pd.DataFrame([["a b", "x", "y"], ["c d", "z", "y"]], columns=["t", "tag", "tag"])
    corpus = wb.embed(frame, text="t", model=encoder, cache=False, ledger=False)
    assert list(corpus.frame.columns) == ["t", "tag", "tag.1"]
    assert "2 columns are called tag; read as tag, tag.1" in corpus.notes[0]
    assert len(corpus.duplicates().apply(frame)[0]) == 2
    assert corpus.explore().selection.empty
    assert corpus.report(tmp_path / "r.html", columns=["tag.1"]).exists()
    with pytest.raises(wb.WorkbenchError, match="2 columns named 'tag'"):
        wb.embed(frame, text="tag", model=encoder, cache=False, ledger=False)


@pytest.mark.parametrize(
    "cells",
    [
        pd.arrays.SparseArray([0, 1]),
        pd.array([[1, 2], [3]], dtype=pd.ArrowDtype(pa.list_(pa.int64()))),
        [[1, 2], None],
        pd.Series(["\ud800", "x"], dtype=object),
    ],
)
def test_odd_cells_are_shown(encoder, cells):
    frame = pd.DataFrame({"t": ["a b", "c d"], "n": cells})
    corpus = wb.embed(frame, text="t", model=encoder, cache=False, ledger=False)
    assert corpus.explore().selection.empty


@pytest.mark.parametrize("texts", [["!!!", "???", "..."], ["👍", "👎", "🙂"]])
@pytest.mark.parametrize("mode", ["words", "meaning", "hybrid"])
def test_a_table_without_a_word_can_be_searched(encoder, texts, mode):
    corpus = wb.embed(texts, model=encoder, cache=False, ledger=False, non_answers=False)
    found = corpus.search("parcel", mode=mode)
    assert (len(found) == 0) == (mode == "words")


def test_a_column_without_a_name_is_no_filter(encoder):
    frame = pd.DataFrame({"t": ["my parcel", "c d"], "": [1, 2]})
    corpus = wb.embed(frame, text="t", model=encoder, cache=False, ledger=False)
    assert corpus.search("parcel", k=1)["t"].tolist() == ["my parcel"]


def test_a_group_of_mails_is_called_by_what_is_read_of_them(encoder):
    mails = [
        f"<html><body><div>Where is\n\n my parcel?</div><p>{k}</p></body></html>" for k in "ab"
    ]
    corpus = wb.embed(pd.DataFrame({"t": mails}), text="t", model=encoder, cache=False)
    listed = corpus.review(corpus.duplicates(0.5)).panel.state["listed"]
    assert listed[0][-1].startswith("Where is my parcel?")


def test_one_is_told_as_one():
    one = wb.embed(pd.DataFrame({"t": ["hello"]}), text="t", model=FakeEncoder(), cache=False)
    told = [repr(one), repr(one.topics()), repr(one.projection()), repr(one.embedding)]
    assert [line for line in told if " 1 rows" in line or "(1 texts" in line] == []
    assert told[0].startswith("Corpus(1 row, 1 distinct text, ")


@pytest.mark.parametrize("seed", ["a", -1, 0.5])
def test_a_seed_that_is_none_is_refused(corpus, seed):
    with pytest.raises(InputError, match="random_state must be a whole number of at least 0"):
        corpus.topics(random_state=seed)
    with pytest.raises(InputError, match="random_state must be a whole number of at least 0"):
        corpus.projection(random_state=seed)


def test_what_is_wrong_is_named(corpus, tmp_path):
    with pytest.raises(FileError, match="Make the folder first: mkdir -p"):
        corpus.save(tmp_path / "none" / "c.wb")
    topics = corpus.topics()
    with pytest.raises(InputError, match="rename takes names by topic"):
        topics.rename("Refunds")
    with pytest.raises(ColumnError, match="'id' holds no number"):
        topics.metrics("id")
