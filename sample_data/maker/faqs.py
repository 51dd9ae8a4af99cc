"""The table of questions and answers."""

from __future__ import annotations

from content.faqs import BLOCKS
from content.shapes import lines

from maker.draw import Draw
from maker.rows import Difference, Row, exact_copies, normalised_copy
from maker.text import both_sides, fill
from maker.tickets import TOPICS

CLOSINGS = (
    "",
    " See the manual for pictures.",
    " Still stuck? Write to help@example.com.",
    " Our line 555-0100 helps too.",
)
EXACT_COPIES = 9
NORMALISED_COPIES = 16
BLANK_QUESTIONS = ("", "  ", "")


def build() -> tuple[list[Row], list[Difference]]:
    """All rows of the table, and the pairs that look alike and differ."""
    draw = Draw("faqs")
    rows: list[Row] = []
    differences: list[Difference] = []
    topic = product = ""
    for number, line in enumerate(lines(BLOCKS)):
        if line.startswith("# "):
            topic, product = line.removeprefix("# ").split(" ~ ")
        elif line.startswith("~"):
            what, text = line.removeprefix("~").split("~ ", 1)
            differences.append(lookalike(text, topic, product, what))
            rows += differences[-1][:2]
        else:
            rows += entries(line, topic, product, f"paraphrase {number}", draw)
    rows += copies(rows, draw) + blank_rows()
    rows = draw.shuffled(rows)
    for number, row in enumerate(rows, start=1):
        row.id = row.fields["faq_id"] = f"F-{number:04d}"
    return rows, differences


def entry(question: str, answer: str, topic: str, product: str) -> Row:
    """One question with its answer."""
    fields = {"faq_id": "", "question": question, "answer": answer, "product": product}
    return Row(question, topic, fields=fields)


def entries(line: str, topic: str, product: str, group: str, draw: Draw) -> list[Row]:
    """Return a question, or several that ask the same, the answers written by several hands."""
    questions, answer = line.split(" >> ")
    asked = questions.split(" || ")
    rows = []
    for place, question in enumerate(asked):
        short = answer.split(". ")[0].rstrip(".") + "."
        text = fill(answer if not place else short + draw.pick(CLOSINGS), {})
        row = entry(question, text, topic, product)
        row.group = group if len(asked) > 1 else ""
        if place:
            row.kind, row.how = "paraphrase", "reworded"
        rows.append(row)
    return rows


def lookalike(line: str, topic: str, product: str, what: str) -> Difference:
    """Two questions that look alike and ask for something else."""
    asked = [side.split(" >> ") for side in both_sides(line)]
    left, right = (entry(question, answer, topic, product) for question, answer in asked)
    left.kind = right.kind = "lookalike"
    return left, right, what


def copies(rows: list[Row], draw: Draw) -> list[Row]:
    """Questions that stand in the table twice, as they are or but for case and punctuation."""
    free = [row for row in rows if row.kind == "original"]
    chosen = draw.sample(free, EXACT_COPIES + NORMALISED_COPIES)
    result: list[Row] = []
    for number, row in enumerate(chosen[:EXACT_COPIES]):
        result += exact_copies(row, 1 + (number % 4 == 0), f"exact {number}")
    for number, row in enumerate(chosen[EXACT_COPIES:]):
        result.append(normalised_copy(row, f"normalised {number}", draw))
    return result


def blank_rows() -> list[Row]:
    """Answers whose question is missing."""
    rows = [entry(text, "To be written.", "blank", "Tarnwell") for text in BLANK_QUESTIONS]
    for row in rows:
        row.kind = "blank"
        row.how = "missing" if not row.text else "white space"
    return rows


def ticket_links(rows: list[Row]) -> list[list[str]]:
    """For each topic of tickets the questions that answer it, or one line that says none does."""
    result = []
    for topic in TOPICS:
        found = [row.id for row in rows if row.topic == topic]
        result += [[topic, "yes", faq] for faq in found] or [[topic, "no", ""]]
    return result
