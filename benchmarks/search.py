"""Search by meaning, by words and by both: python benchmarks/search.py [DATA] [--queries 300].

Without DATA, the sample tables: questions, headlines and tickets are looked for by their
paraphrases (gold/*_pairs.csv; other copies of the query are left out), tickets by the titles of
their topics, and by the order numbers and rare words that stand in them. With DATA, texts of
banking77, clinc150 and covid_q are looked for by others of their label (a row each), and all texts
of a label by its name.

recall@1: the first row is a right one. recall@10: share of the right rows, ten at most, among the
first ten. The parameters in corpus/hybrid_search.py were chosen on covid_q and the tickets.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import workbench as wb
from workbench.corpus.queries import MODES

SAMPLE = Path(__file__).parents[1] / "sample_data"
GOLD = SAMPLE / "gold"
COLUMNS = {
    "faqs": ("question", "faq_id"),
    "headlines": ("headline", "headline_id"),
    "support_tickets": ("body", "ticket_id"),
}
FIRST = 10


@dataclass(frozen=True)
class Task:
    """Queries over a corpus; `right` and `hidden` hold row positions, a set per query."""

    name: str
    corpus: wb.Corpus
    queries: list[str]
    right: list[set[int]]
    hidden: list[set[int]]


def scores(task: Task, mode: str) -> tuple[float, float]:
    """Return recall@1 and recall@10."""
    spare = max(map(len, task.hidden))
    found = task.corpus.search([f" {q} " for q in task.queries], FIRST + spare, mode=mode)
    firsts, shares = [], []
    rows_of = dict(iter(found.groupby("query")["row"]))
    for number, (right, hidden) in enumerate(zip(task.right, task.hidden, strict=True)):
        rows = [row for row in rows_of.get(number, ()) if row not in hidden][:FIRST]
        firsts.append(bool(rows) and rows[0] in right)
        shares.append(len(right.intersection(rows)) / min(FIRST, len(right)))
    return float(np.mean(firsts)), float(np.mean(shares))


def plain(text: str) -> str:
    """Return a text whose quotes and colons are no syntax."""
    return re.sub('[":]', " ", text)


def paraphrases(name: str) -> Task:
    """Look for each text that has a paraphrase."""
    text, id_ = COLUMNS[name]
    frame = wb.read_table(SAMPLE / f"{name}.csv").frame
    frame = frame[frame[text].str.strip() != ""].drop_duplicates(text).reset_index(drop=True)
    corpus = wb.embed(frame, text=text, id=id_, progress=False, clean=False, non_answers=False)
    row_of = {key: row for row, key in enumerate(frame[id_])}
    right: dict[int, set[int]] = {row: set() for row in range(len(frame))}
    hidden = {row: {row} for row in range(len(frame))}
    for line in pd.read_csv(GOLD / f"{name}_pairs.csv").itertuples():
        left, other = row_of.get(line.left_id), row_of.get(line.right_id)
        into = right if line.kind == "paraphrase" else hidden  # the other copies
        if left is not None and other is not None and line.kind != "differs":
            into[left].add(other)
            into[other].add(left)
    asked = [row for row in right if right[row]]
    return Task(
        f"{name}: paraphrases",
        corpus,
        [plain(frame[text][row]) for row in asked],
        [right[row] for row in asked],
        [hidden[row] for row in asked],
    )


def of_words(tickets: wb.Corpus, name: str, pattern: str, most: int) -> Task:
    """Look for words that few rows hold."""
    rows_of: dict[str, set[int]] = {}
    for row, text in enumerate(tickets.rows.texts):
        for word in set(re.findall(pattern, (text or "").lower())):
            rows_of.setdefault(word, set()).add(row)
    words = [word for word in sorted(rows_of) if len(rows_of[word]) <= most][:200]
    return Task(name, tickets, words, [rows_of[word] for word in words], [set() for _ in words])


def titles(tickets: wb.Corpus) -> Task:
    """Look for the tickets of a topic by its title."""
    gold = pd.read_csv(GOLD / "support_tickets_rows.csv", index_col=0)
    topic = gold.loc[tickets.frame["ticket_id"], "topic"].to_numpy()
    table = pd.read_csv(GOLD / "topics.csv").query("kind == 'topic'")
    right = [set(np.flatnonzero(topic == one).tolist()) for one in table["topic"]]
    return Task(
        "tickets: titles of topics", tickets, table["title"].tolist(), right, [set()] * len(right)
    )


def labeled(folder: Path, name: str, queries: int) -> Iterator[Task]:
    """Look for texts by others of their label, and by its name."""
    column = "cluster_id" if name == "covid_q" else "label"
    path = folder / name / f"{name}.tsv"
    frame = pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False)
    frame = frame.drop_duplicates("text").reset_index(drop=True)
    corpus = wb.embed(frame, text="text", progress=False, clean=False, non_answers=False)
    labels = frame[column].where(~frame[column].isin(["oos", "-1", ""]))
    rows_of = {label: set(rows) for label, rows in labels.groupby(labels).groups.items()}
    several = labels[labels.map(lambda one: len(rows_of.get(one, ())) > 1)]
    asked = several.sample(min(queries, len(several)), random_state=0).index.tolist()
    yield Task(
        f"{name}: texts of one label",
        corpus,
        [plain(frame["text"][row]) for row in asked],
        [rows_of[labels[row]] - {row} for row in asked],
        [{row} for row in asked],
    )
    if name != "covid_q":
        names = [plain(label.replace("_", " ")) for label in rows_of]
        yield Task(
            f"{name}: names of labels", corpus, names, [*rows_of.values()], [set()] * len(names)
        )


def tasks(data: Path | None, queries: int) -> Iterator[Task]:
    """Yield all tasks."""
    yield paraphrases("faqs")
    yield paraphrases("headlines")
    tickets = paraphrases("support_tickets")
    yield tickets
    yield titles(tickets.corpus)
    yield of_words(tickets.corpus, "tickets: codes", r"\b[a-z]*-?\d[\w-]{4,}\b", 3)
    yield of_words(tickets.corpus, "tickets: rare words", r"\b[a-z]{6,}\b", 6)
    for name in ("covid_q", "banking77", "clinc150") if data else ():
        yield from labeled(data, name, queries)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--queries", type=int, default=300)
    options = parser.parse_args()
    for task in tasks(options.data, options.queries):
        line: dict[str, object] = {"task": task.name, "queries": len(task.queries)}
        for mode in MODES:
            line |= dict(zip((f"{mode} @1", f"{mode} @10"), scores(task, mode), strict=True))
        print(pd.Series(line).to_frame().T.round(3).to_string(index=False), flush=True)


if __name__ == "__main__":
    main()
