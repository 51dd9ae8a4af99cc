"""The table of headlines."""

from __future__ import annotations

from datetime import datetime, timedelta

from content.headlines import BANKS, BLOCKS, EXTRA, ODD, OUTLETS
from content.shapes import lines

from maker.draw import Draw
from maker.rows import Difference, Row, exact_copies, normalised_copy
from maker.text import both_sides, choose, fill, overlap, words

START = datetime(2025, 1, 1, 5)  # noqa: DTZ001 - feeds give local time without a zone
PATTERN_STORIES = 15
MOST_OVERLAP = 0.36
EXACT_GROUPS = (1,) * 22 + (2,) * 8 + (3,) * 4 + (5, 7)
NORMALISED_COPIES = 34
BLANKS = ("", "", "", "  ", "\u00a0")


def build() -> tuple[list[Row], list[Difference]]:
    """All rows of the table, oldest first, and the pairs that look alike and differ."""
    draw = Draw("headlines")
    rows: list[Row] = []
    differences: list[Difference] = []
    desk = ""
    for number, line in enumerate(lines(BLOCKS)):
        if line.startswith("# "):
            desk = line.removeprefix("# ")
        elif line.startswith("~"):
            what, text = line.removeprefix("~").split("~ ", 1)
            differences.append(lookalike(text, desk, what, draw))
            rows += differences[-1][:2]
        elif line.startswith("* "):
            rows += pattern_rows(line.removeprefix("* "), desk, rows, draw)
        else:
            rows += story(line, desk, f"story {number}", draw)
    rows += odd_rows(draw) + copies(rows, draw)
    rows.sort(key=lambda row: (row.fields["published_at"], row.text))
    for number, row in enumerate(rows, start=1):
        row.id = row.fields["headline_id"] = f"H-{number:05d}"
    return rows, differences


def headline(text: str, desk: str, when: datetime, draw: Draw) -> Row:
    """One headline with its outlet."""
    fields = {"headline_id": "", "published_at": when.isoformat(), "outlet": draw.pick(OUTLETS)}
    return Row(text, desk, fields=fields)


def moment(draw: Draw) -> datetime:
    """Return some time in the year, between five in the morning and midnight."""
    return START + timedelta(days=draw.below(364), minutes=draw.below(19 * 60))


def story(line: str, desk: str, group: str, draw: Draw) -> list[Row]:
    """One story, told by one outlet or by several within a day."""
    told = line.split(" || ")
    start = moment(draw)
    rows = []
    for place, text in enumerate(told):
        row = headline(text, desk, start + timedelta(minutes=place * draw.between(9, 600)), draw)
        row.group = group if len(told) > 1 else ""
        if place:
            row.kind, row.how = "paraphrase", "reworded"
        rows.append(row)
    return rows


def lookalike(line: str, desk: str, what: str, draw: Draw) -> Difference:
    """Two headlines that look alike and tell of something else."""
    start = moment(draw)
    days = timedelta(days=draw.between(0, 1))
    left, right = both_sides(line)
    pair = headline(left, desk, start, draw), headline(right, desk, start + days, draw)
    pair[0].kind = pair[1].kind = "lookalike"
    return pair[0], pair[1], what


def pattern_rows(pattern: str, desk: str, others: list[Row], draw: Draw) -> list[Row]:
    """Stories from one pattern that share few words with any other of the desk."""
    bags = [words(row.text) for row in others if row.topic == desk]
    rows = []
    for _ in range(60 * PATTERN_STORIES):
        found = {name: draw.pick(bank) for name, bank in BANKS.items()}
        found["town2"] = draw.pick([town for town in BANKS["town"] if town != found["town"]])
        text = fill(choose(pattern, draw), found)
        text = text[0].upper() + text[1:]
        bag = words(text)
        if max((overlap(bag, other) for other in bags), default=0.0) < MOST_OVERLAP:
            rows.append(headline(text, desk, moment(draw), draw))
            bags.append(bag)
        if len(rows) == PATTERN_STORIES:
            break
    return rows


def odd_rows(draw: Draw) -> list[Row]:
    """Other languages, markup, cells that look like formulas, emoji, and blanks."""
    rows = []
    for language, text in EXTRA:
        rows.append(headline(text, "world", moment(draw), draw))
        rows[-1].language = language
    for text in ODD:
        rows.append(headline(text, "odd", moment(draw), draw))
        if "<script" in text or "onerror" in text:
            rows[-1].marks.add("script")
        elif "<b>" in text or "&amp;" in text:
            rows[-1].marks.add("html")
    for text in BLANKS:
        row = headline(text, "blank", moment(draw), draw)
        row.kind, row.how = "blank", "white space" if text else "missing"
        rows.append(row)
    return rows


def copies(rows: list[Row], draw: Draw) -> list[Row]:
    """Headlines that several outlets took over, as they were or but for case and punctuation."""
    free = [row for row in rows if row.kind == "original" and row.language == "en"]
    chosen = draw.sample(free, len(EXACT_GROUPS) + NORMALISED_COPIES)
    result: list[Row] = []
    for number, row in enumerate(chosen):
        if number < len(EXACT_GROUPS):
            made = exact_copies(row, EXACT_GROUPS[number], f"exact {number}")
        else:
            made = [normalised_copy(row, f"normalised {number}", draw)]
        for copy in made:
            later = datetime.fromisoformat(row.fields["published_at"])
            later += timedelta(minutes=draw.between(5, 900))
            copy.fields |= {"published_at": later.isoformat(), "outlet": draw.pick(OUTLETS)}
        result += made
    return result
