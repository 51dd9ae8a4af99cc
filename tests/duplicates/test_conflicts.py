"""One question, several answers: found, judged, the worst first, on page, sheet and command line.

Tests of duplicates/conflicts.py, duplicates/home.py and reports/conflicts.py.
"""

import openpyxl
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.cli.parser import parser
from workbench.corpus import summary_of
from workbench.duplicates import find_duplicates
from workbench.errors import ColumnError, FileError, InputError
from workbench.reports import write_html
from workbench.similarity import pairs
from workbench.tables import rows_of

QUESTIONS = [
    "How do I return my new shoes to the shop",
    "how do I return my new shoes to the shop please",
    "How do I return my new shoes to the shop?",
    "Where do I find my invoice in the account",
    "Where do I find my invoice in the account?",
    "Is the shop open on public holidays in May",
    "Is the shop open on public holidays in May?",
    "What does the blue light on the lock mean",
    "What does the blue light on the lock mean?",
    "Something else entirely",
]
ANSWERS = [
    "Send them back within 30 days of delivery.",
    "Send them back within 14 days of delivery.",
    "Send them back within 30 days of delivery.",
    "Under Orders.",
    "Under Orders. The paper symbol opens it as a file that you can print or send.",
    "Yes",
    None,
    "The battery is charging and should not be touched before evening.",
    "Somebody paired another phone with your account.",
    "",
]


def table():
    ids = [f"q{k}" for k in range(len(QUESTIONS))]
    return pd.DataFrame({"id": ids, "question": QUESTIONS, "answer": ANSWERS})


def corpus():
    return wb.embed(
        table(), text="question", id="id", model=FakeEncoder(), ledger=False, progress=False
    )


def page_of(faqs, path, **changes):
    """Write a page without a map, which takes its time."""
    duplicates = faqs.duplicates(0.85)
    summary = summary_of(faqs, duplicates=duplicates)
    shared = {"rows": faqs.rows, "frame": faqs.frame, "duplicates": duplicates}
    written = write_html(path, summary, conflicts="answer", **shared, **changes)
    return written.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def faqs():
    return corpus()


def test_the_worst_come_first_and_each_says_what_differs(faqs):
    found = faqs.duplicates(0.85).conflicts("answer")
    assert found["conflict"].tolist() == ["contradiction", "different", "addition", "missing"]
    first = found.iloc[0]
    assert {first["id"], first["compared_to"]} <= {"q0", "q1", "q2"}
    assert first["guards"] == "number"
    assert {first["only_here"], first["only_there"]} == {"30", "14"}
    assert found["value_similarity"].isna().tolist() == [False, False, False, True]
    assert found["rows"].tolist() == [1, 1, 1, 1]


def test_copies_of_one_conflict_are_one_line():
    frame = pd.DataFrame(
        {"question": ["Is it free"] * 4, "answer": ["yes", "yes", "no", "No."], "n": [1, 1, 2, 2]}
    )
    faqs = wb.embed(frame, text="question", model=FakeEncoder(), ledger=False, progress=False)
    found = faqs.duplicates(0.9).conflicts("answer")
    assert found[["value", "compared_value", "rows"]].to_numpy().tolist() == [["no", "yes", 2]]
    assert faqs.duplicates(0.9).conflicts("n")["rows"].tolist() == [2]


def test_rows_that_only_a_column_holds_back_are_conflicts_in_it():
    frame = pd.DataFrame({"question": ["Is it free"] * 2, "answer": ["yes", "no"]})
    faqs = wb.embed(frame, text="question", model=FakeEncoder(), ledger=False, progress=False)
    held = faqs.duplicates(0.9, review_if_different="answer")
    assert held.n_removed == 0
    assert held.conflicts("answer")["value"].tolist() in (["no"], ["yes"], ["yes", "no"])


def test_questions_that_a_guard_tells_apart_may_have_other_answers():
    frame = pd.DataFrame(
        {
            "question": [
                "Can I return the blue shoes today",
                "Can I not return the blue shoes today",
            ],
            "answer": ["yes", "no"],
        }
    )
    faqs = wb.embed(frame, text="question", model=FakeEncoder(), ledger=False, progress=False)
    duplicates = faqs.duplicates(0.8)
    assert len(duplicates) == 1
    assert duplicates.conflicts("answer").empty


def test_other_words_for_the_same_are_counted_not_listed():
    frame = pd.DataFrame(
        {
            "question": ["Is it free"] * 2,
            "answer": [
                "yes it is wholly free of any charge here",
                "yes it is wholly free of any charge",
            ],
        }
    )
    rows = rows_of(frame, "question")
    vectors = FakeEncoder().encode(rows.distinct)
    duplicates = find_duplicates(rows, vectors, pairs(vectors, 0.8), frame=frame)
    assert duplicates.conflicts("answer")["conflict"].tolist() == ["addition"]
    frame["answer"] = [
        "collor choosing everywhere possible",
        "color choosing everywhere is possible",
    ]
    found = find_duplicates(rows, vectors, pairs(vectors, 0.8), frame=frame).conflicts("answer")
    assert found["conflict"].tolist() in ([], ["addition"])
    assert "compared by letters" in found.attrs["notes"][-1]


def test_a_sentence_more_is_no_contradiction_whatever_it_says():
    frame = pd.DataFrame(
        {"question": ["Is it free"] * 2, "answer": ["Four cells.", "Four cells. Not 2 of lithium."]}
    )
    faqs = wb.embed(frame, text="question", model=FakeEncoder(), ledger=False, progress=False)
    assert faqs.duplicates(0.9).conflicts("answer")["conflict"].tolist() == ["addition"]


def test_a_contradiction_is_about_one_thing():
    answers = ["Two screws. Our line 555-0100 helps too.", "Two screws. It takes 20 minutes."]
    other = ["Two screws. It takes 15 minutes.", "Two screws. It takes 20 minutes."]
    kinds = []
    for said in (answers, other):
        frame = pd.DataFrame({"question": ["How is the lock fixed"] * 2, "answer": said})
        faqs = wb.embed(frame, text="question", model=FakeEncoder(), ledger=False, progress=False)
        kinds += faqs.duplicates(0.9).conflicts("answer")["conflict"].tolist()
    assert kinds[0] != "contradiction"
    assert kinds[1:] == ["contradiction"]


def test_an_address_is_no_number_and_stays_whole():
    frame = pd.DataFrame(
        {
            "question": ["How is the lock fixed", "How is the lock fixed?"],
            "answer": [
                "Two screws and twenty minutes. A film is linked in the app.",
                "Two screws and twenty minutes. Still stuck? Write to help@example.com.",
            ],
        }
    )
    duplicates = wb.embed(
        frame, text="question", model=FakeEncoder(), ledger=False, progress=False
    ).duplicates(0.85)
    (line,) = duplicates.conflicts("answer").to_dict("records")
    assert line["conflict"] != "contradiction"
    assert "help@example.com" in line["only_here"] + line["only_there"]


def test_a_column_that_is_not_there_and_no_table(faqs):
    duplicates = faqs.duplicates(0.85)
    with pytest.raises(ColumnError, match="anwser"):
        duplicates.conflicts("anwser")
    with pytest.raises(ColumnError, match="anwser"):
        faqs.report("x.html", duplicates=duplicates, conflicts="anwser")
    rows = rows_of(table(), "question")
    vectors = FakeEncoder().encode(rows.distinct)
    with pytest.raises(InputError, match="have no table"):
        find_duplicates(rows, vectors, pairs(vectors, 0.8)).conflicts("answer")


def test_page_and_workbook_show_them(faqs, tmp_path):
    duplicates = faqs.duplicates(0.85)
    page = page_of(faqs, tmp_path / "faq.html")
    assert "Same text, different answer" in page
    assert "<mark>30</mark>" in page
    assert "<mark>14</mark>" in page
    book = openpyxl.load_workbook(
        faqs.report(tmp_path / "faq.xlsx", duplicates=duplicates, conflicts="answer")
    )
    lines = list(book["Conflicts"].iter_rows(values_only=True))
    assert lines[0][:4] == ("group", "conflict", "id", "compared_to")
    assert lines[1][1] == "contradiction"
    with pytest.raises(FileError, match=r"duplicates.conflicts\('answer'\)"):
        faqs.report(tmp_path / "faq.csv", duplicates=duplicates, conflicts="answer")


def test_what_is_masked_or_left_out_stays_so(tmp_path):
    frame = table()
    frame.loc[1, "answer"] = "Write to anna@example.com within 14 days."
    faqs = wb.embed(frame, text="question", id="id", model=FakeEncoder(), ledger=False)
    page = page_of(faqs, tmp_path / "faq.html", redact=True)
    assert "anna@example.com" not in page
    assert "[email]" in page
    with pytest.raises(InputError, match="'answer' is left out"):
        page_of(faqs, tmp_path / "faq.html", redact=["answer"])


def test_hostile_answers_are_escaped(tmp_path):
    frame = table()
    frame.loc[1, "answer"] = "<img src=x onerror=alert(1)> 14"
    faqs = wb.embed(frame, text="question", id="id", model=FakeEncoder(), ledger=False)
    page = page_of(faqs, tmp_path / "faq.html")
    assert "<img src=x" not in page


def test_the_command_line_knows_it():
    options = parser().parse_args(["conflicts", "faqs.csv", "--text", "q", "--column", "answer"])
    assert (options.agree, options.threshold) == ("answer", 0.9)
