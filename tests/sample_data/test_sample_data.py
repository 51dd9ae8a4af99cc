"""The sample tables hold what their gold says, and can be made again to the byte."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
TABLES = {
    "support_tickets": ("ticket_id", "body"),
    "faqs": ("faq_id", "question"),
    "headlines": ("headline_id", "headline"),
}
COLUMNS = {
    "support_tickets": ["ticket_id", "created_at", "channel", "product", "priority", "body"],
    "faqs": ["faq_id", "question", "answer", "product"],
    "headlines": ["headline_id", "published_at", "outlet", "headline"],
}
Table = list[dict[str, str]]


def read(name: str) -> Table:
    """The rows of a CSV file in the folder of the sample data."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(name: str) -> dict[str, str]:
    """The texts of a table by id."""
    id_column, text_column = TABLES[name]
    return {row[id_column]: row[text_column] for row in read(name)}


def gold_rows(name: str) -> dict[str, dict[str, str]]:
    """The gold of the rows of a table by id."""
    return {row[TABLES[name][0]]: row for row in read(f"gold/{name}_rows")}


def plain(text: str) -> str:
    """Letters and digits alone: coarser than the generator's own normal form."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", folded)))


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The tables made anew, and what the script printed."""
    folder = tmp_path_factory.mktemp("made_again")
    script = [sys.executable, str(FOLDER / "make_sample_data.py"), "--output", str(folder)]
    done = subprocess.run(script, capture_output=True, check=True, encoding="utf-8")
    return folder, done.stdout


def test_the_script_makes_the_same_bytes_again(made_again: tuple[Path, str]) -> None:
    folder, _ = made_again
    made = sorted(path.relative_to(folder) for path in folder.rglob("*.csv"))
    committed = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*.csv"))
    committed.remove(Path("categories.csv"))  # written by hand
    assert made == committed
    for path in made:
        assert (folder / path).read_bytes() == (FOLDER / path).read_bytes(), path


def test_the_readme_tells_the_counts_of_the_script(made_again: tuple[Path, str]) -> None:
    _, printed = made_again
    assert printed.strip() in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "least"), [("support_tickets", 2400), ("faqs", 320), ("headlines", 1100)]
)
def test_tables_have_their_columns_unique_ids_and_enough_rows(name: str, least: int) -> None:
    rows = read(name)
    assert len(rows) >= least
    assert list(rows[0]) == COLUMNS[name]
    assert len({row[TABLES[name][0]] for row in rows}) == len(rows)


@pytest.mark.parametrize("name", TABLES)
def test_gold_has_a_line_for_each_row(name: str) -> None:
    assert list(gold_rows(name)) == list(texts(name))


@pytest.mark.parametrize("name", TABLES)
def test_pairs_point_at_rows_and_have_one_kind(name: str) -> None:
    known = texts(name)
    pairs = read(f"gold/{name}_pairs")
    assert all(pair["left_id"] in known and pair["right_id"] in known for pair in pairs)
    assert all(pair["left_id"] < pair["right_id"] for pair in pairs)
    assert len({(pair["left_id"], pair["right_id"]) for pair in pairs}) == len(pairs)
    assert {pair["kind"] for pair in pairs} == {"exact", "normalised", "paraphrase", "differs"}


@pytest.mark.parametrize("name", TABLES)
def test_kinds_of_pairs_agree_with_the_texts(name: str) -> None:
    known = texts(name)
    for pair in read(f"gold/{name}_pairs"):
        left, right = known[pair["left_id"]], known[pair["right_id"]]
        assert (left == right) == (pair["kind"] == "exact"), pair
        if pair["kind"] == "normalised":
            assert plain(left) == plain(right), pair
        if pair["kind"] == "differs":
            assert plain(left) != plain(right), pair


@pytest.mark.parametrize("name", TABLES)
def test_groups_are_exactly_the_pairs_that_are_the_same(name: str) -> None:
    members = defaultdict(list)
    for identifier, row in gold_rows(name).items():
        if row["group"]:
            members[row["group"]].append(identifier)
    within = {pair for found in members.values() for pair in combinations(sorted(found), 2)}
    same: set[tuple[str, str]] = set()
    differing: set[tuple[str, str]] = set()
    for pair in read(f"gold/{name}_pairs"):
        kind = differing if pair["kind"] == "differs" else same
        kind.add((pair["left_id"], pair["right_id"]))
    assert within == same
    assert not within & differing


@pytest.mark.parametrize("name", TABLES)
def test_texts_that_were_not_planted_as_copies_differ(name: str) -> None:
    gold = gold_rows(name)
    owner: dict[str, str] = {}
    for identifier, text in texts(name).items():
        if gold[identifier]["kind"] == "blank":
            continue
        mine = gold[identifier]["group"] or identifier
        assert owner.setdefault(plain(text), mine) == mine, text


@pytest.mark.parametrize(
    ("name", "paraphrases", "differing"),
    [("support_tickets", 150, 80), ("faqs", 60, 40), ("headlines", 120, 40)],
)
def test_enough_is_planted(name: str, paraphrases: int, differing: int) -> None:
    kinds = Counter(pair["kind"] for pair in read(f"gold/{name}_pairs"))
    assert kinds["paraphrase"] >= paraphrases
    assert kinds["differs"] >= differing
    assert kinds["exact"] >= 10
    assert kinds["normalised"] >= 10
    groups = {row["group"] for row in gold_rows(name).values() if row["kind"] == "paraphrase"}
    assert len(groups) >= min(paraphrases, 100 if name == "support_tickets" else paraphrases)


@pytest.mark.parametrize("name", ["support_tickets", "headlines"])
def test_what_looks_alike_differs_in_many_ways(name: str) -> None:
    found = {pair["what"] for pair in read(f"gold/{name}_pairs") if pair["kind"] == "differs"}
    assert found >= {"negation", "number", "amount", "date", "version", "opposite"}


@pytest.mark.parametrize("name", TABLES)
def test_blank_rows_are_those_without_text(name: str) -> None:
    gold = gold_rows(name)
    empty = {key for key, text in texts(name).items() if not text.replace("\u200b", "").strip()}
    assert empty == {key for key, row in gold.items() if row["kind"] == "blank"}
    assert {gold[key]["how"] for key in empty} == {"missing", "white space"}


def test_topics_are_many_of_unequal_size_and_the_rest_is_one_off() -> None:
    sizes = Counter(row["topic"] for row in gold_rows("support_tickets").values())
    listed = read("gold/topics")
    assert {row["topic"]: int(row["rows"]) for row in listed} == sizes
    topics = [row["topic"] for row in listed if row["kind"] == "topic"]
    assert len(topics) >= 28
    assert max(sizes[topic] for topic in topics) > 8 * min(sizes[topic] for topic in topics)
    assert sizes["one-off"] >= 120


def test_one_topic_begins_in_the_middle_of_the_year_and_grows() -> None:
    topic_of = {key: row["topic"] for key, row in gold_rows("support_tickets").items()}
    months: dict[str, Counter[int]] = defaultdict(Counter)
    for row in read("support_tickets"):
        months[topic_of[row["ticket_id"]]][int(row["created_at"][5:7])] += 1
    (late,) = [row["topic"] for row in read("gold/topics") if row["begins_mid_year"] == "yes"]
    assert min(months[late]) == 7
    third, fourth = (
        sum(months[late][month] for month in span) for span in ((7, 8, 9), (10, 11, 12))
    )
    assert fourth > 1.5 * third
    others = [
        row["topic"]
        for row in read("gold/topics")
        if row["kind"] == "topic" and row["topic"] != late
    ]
    assert all(min(months[topic]) <= 4 for topic in others)


def test_tickets_cover_one_year_in_order() -> None:
    dates = [row["created_at"] for row in read("support_tickets")]
    assert dates == sorted(dates)
    assert {date[:7] for date in dates} == {f"2025-{month:02d}" for month in range(1, 13)}


def test_every_awkward_kind_of_text_is_there() -> None:
    gold = gold_rows("support_tickets")
    flags = Counter(flag for row in gold.values() for flag in row["flags"].split())
    least = {
        "long": 25,
        "late_difference": 8,
        "emoji": 20,
        "html": 8,
        "script": 5,
        "formula": 10,
        "quoted": 20,
        "contact": 50,
        "typos": 100,
    }
    assert {flag: flags[flag] for flag, count in least.items() if flags[flag] < count} == {}
    languages = Counter(row["language"] for row in gold.values())
    assert len(languages) >= 8
    assert sum(languages.values()) - languages["en"] >= 25
    assert max(Counter(texts("support_tickets").values()).values()) >= 40


def test_long_texts_are_long_and_some_differ_only_at_their_end() -> None:
    known, gold = texts("support_tickets"), gold_rows("support_tickets")
    for key, row in gold.items():
        if "long" in row["flags"].split():
            assert len(re.findall(r"\w+|[^\w\s]", known[key])) > 290, key
    late = 0
    for pair in read("gold/support_tickets_pairs"):
        if "late_difference" in gold[pair["left_id"]]["flags"] and pair["kind"] == "differs":
            left, right = (known[pair[side]].split() for side in ("left_id", "right_id"))
            assert left[:260] == right[:260]
            late += 1
    assert late >= 4


def test_contacts_lead_to_nobody() -> None:
    everything = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.csv"))
    domains = set(re.findall(r"[\w.]+@([\w-]+\.[a-z]{2,})", everything, re.IGNORECASE))
    assert {domain.lower() for domain in domains} <= {"example.com", "example.org"}
    assert set(re.findall(r"\b555-(\d\d)\d\d\b", everything)) == {"01"}


def test_questions_answer_some_topics_and_leave_gaps() -> None:
    links = read("gold/ticket_faq")
    questions = gold_rows("faqs")
    topics = {row["topic"] for row in read("gold/topics") if row["kind"] == "topic"}
    answered = {link["topic"] for link in links if link["answered"] == "yes"}
    gaps = {link["topic"] for link in links if link["answered"] == "no"}
    assert answered | gaps == topics
    assert not answered & gaps
    assert len(gaps) >= 5
    for link in links:
        assert (link["answered"] == "no") == (link["faq_id"] == "")
        assert not link["faq_id"] or questions[link["faq_id"]]["topic"] == link["topic"]
