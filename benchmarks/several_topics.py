"""How often both matters of a text that holds two are found: sentences against whole texts.

``python benchmarks/several_topics.py [DATA]``: each row of the sample tickets has one matter in the
gold, so pairs of tickets of different topics are joined into one ("And another thing."). DATA holds
banking77, on which the settings were chosen. A topic stands for the gold label of most texts with
it. Prints recall (share of the matters found), the share of rows of which all are found, precision
(share of a row's topics that are right) and topics per row, for rows with two matters and with one.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd

import workbench as wb

JOINTS = ("Also: ", "On top of that: ", "And another thing. ", "Apart from that: ", "")
GOLD = Path(__file__).parents[1] / "sample_data/gold/support_tickets_rows.csv"


def tickets() -> pd.DataFrame:
    """Return the English tickets that have a topic."""
    table = wb.sample("tickets").merge(pd.read_csv(GOLD), on="ticket_id")
    known = ~table["topic"].str.match("one-off|blank|automatic") & (table["language"] == "en")
    return table[known].rename(columns={"body": "text", "topic": "gold"})[["text", "gold"]]


def banking(folder: Path) -> pd.DataFrame:
    """Return a draw of banking77."""
    path = folder / "banking77" / "banking77.tsv"
    table = pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False)
    drawn = table.drop_duplicates("text").sample(2400, random_state=1)
    return drawn.rename(columns={"label": "gold"})[["text", "gold"]]


def with_doubles(table: pd.DataFrame, pairs: int, seed: int) -> pd.DataFrame:
    """Join some rows two by two; gold becomes a set."""
    drawn = table.sample(2 * pairs, random_state=seed)
    rest = table.drop(drawn.index)
    lines = [(text, {gold}) for text, gold in zip(rest["text"], rest["gold"], strict=True)]
    first, second = drawn.iloc[:pairs], drawn.iloc[pairs:]
    for k, (one, other) in enumerate(zip(first.values, second.values, strict=True)):
        if one[1] != other[1]:
            text = one[0].rstrip()
            end = "" if text[-1] in ".?!" else "."
            joined = f"{text}{end} {JOINTS[k % len(JOINTS)]}{other[0]}"
            lines.append((joined, {one[1], other[1]}))
    return pd.DataFrame(lines, columns=["text", "gold"])


def scores(gold: pd.Series, topics: list[list[int]]) -> str:
    """Return the figures of rows with two matters, then of those with one."""
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for labels, own in zip(gold, topics, strict=True):
        for topic in own:
            votes[topic].update({label: 1 / len(labels) / len(own) for label in labels})
    label_of = {topic: max(counts, key=counts.__getitem__) for topic, counts in votes.items()}
    said = []
    for size in (2, 1):
        rows = [
            (labels, {label_of[topic] for topic in own}, len(own))
            for labels, own in zip(gold, topics, strict=True)
            if len(labels) == size
        ]
        right = sum(len(labels & found) for labels, found, _ in rows)
        recall = right / (size * len(rows))
        every = sum(labels <= found for labels, found, _ in rows) / len(rows)
        precision = right / sum(len(found) for _, found, _ in rows)
        per_row = sum(count for *_, count in rows) / len(rows)
        said.append(f"{recall:.3f} {every:.3f} {precision:.3f} {per_row:.2f}")
    return " | ".join(said)


def main(data: Path | None) -> None:
    """Print a line per set, draw and unit."""
    sets = {"tickets": tickets()} | ({"banking77": banking(data)} if data else {})
    for name, table in sets.items():
        for seed in range(3):
            doubled = with_doubles(table, 300 if name == "tickets" else 500, seed)
            corpus = wb.embed(doubled, text="text", ledger=False, progress=False)
            frame = corpus.topics(unit="sentence").to_frame()
            whole = [[topic] if topic >= 0 else [] for topic in frame["assigned"]]
            units = {"text": whole, "sentence": list(frame["topics"])}
            for unit, topics in units.items():
                print(f"{name} seed {seed} {unit}: {scores(doubled['gold'], topics)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
