"""Four Mondays with the real model: what `workbench refresh` keeps, announces and embeds again.

    python -m benchmarks.mondays [--first 2025-06-30] [--days 7]

The sample tickets up to a day are the first table; each Monday brings those of some days more.
Printed per Monday: new texts, texts embedded, topics that keep their name, decisions kept, what is
new, which topic of the gold that is, and what `workbench verify` says of the page. The model's
vectors come from no cache: the folder for them is new.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).resolve().parent.parent / "sample_data"


def main() -> None:
    """Run the Mondays and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--first", default="2025-06-30", help="last day of the first table")
    parser.add_argument("--days", type=int, default=7, help="days that each Monday brings")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WORKBENCH_CACHE"] = str(Path(folder) / "cache")
        os.chdir(folder)
        _mondays(pd.Timestamp(options.first), options.days)


def _mondays(first: pd.Timestamp, days: int) -> None:
    import workbench as wb

    frame = pd.read_csv(HERE / "support_tickets.csv", dtype=str, keep_default_na=False)
    gold = pd.read_csv(HERE / "gold/support_tickets_rows.csv").set_index("ticket_id")["topic"]
    day = pd.to_datetime(frame["created_at"]).dt.floor("D")
    ends = [first + pd.Timedelta(days=days * k) for k in range(5)]
    for week, end in enumerate(ends):
        frame[day <= end].to_csv(f"w{week}.csv", index=False)
    columns = ("--text", "body", "--id", "ticket_id")
    said = _run("report", "w0.csv", *columns, "--save", "w0.wb", "--output", "r0.html")
    print(f"first table: {said['rows']:,} rows, {said['topics']['topics']} topics", flush=True)
    corpus = wb.open("w0.wb")
    names = dict(corpus.topics().names)
    corpus.ledger.decide_pair("not the same", *corpus.rows.distinct[:2])
    for week in range(1, 5):
        last, now = f"w{week - 1}.wb", f"w{week}.wb"
        said = _run("refresh", last, f"w{week}.csv", "--report", f"r{week}.html", "--save", now)
        opened = wb.open(now, ledger=False)
        topics, before = opened.topics(), names
        names = dict(topics.names)
        new = [one[0] for one in said["changes"]["topics"] if one[1] == "new"]
        line = {
            "to": str(ends[week].date()),
            "new texts": said["new_texts"],
            "embedded": said["vectors_encoded"],
            "names kept": f"{sum(names.get(k) == name for k, name in before.items())}"
            f" of {len(before)}",
            "decisions": len(opened.ledger.decisions()),
            "announced": [f"{name}: {_gold_of(name, topics, gold)}" for name in new],
            "verify": _run("verify", f"r{week}.html", "--table", f"w{week}.csv", "--last", last)[
                "identical"
            ],
        }
        print(json.dumps(line, ensure_ascii=False), flush=True)
    begun = day[frame["ticket_id"].map(gold) == "app4_update"]
    counts = [int((begun <= end).sum()) for end in ends]
    print(f"tickets of the topic that begins in the year, up to each day: {counts}")


def _gold_of(name: str, topics: Any, gold: pd.Series) -> str:
    """Return which topic of the gold most rows of a topic have, and how many."""
    shown = topics.to_frame()
    own = gold.reindex(topics.rows.ids[(shown["name"] == name).to_numpy()])
    return f"{own.mode().iloc[0]} ({(own == own.mode().iloc[0]).sum()} of {len(own)})"


def _run(*words: str) -> dict[str, Any]:
    """Run a command and return what it tells programs."""
    from workbench.cli import run

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        run([*words, "--json", *(() if words[0] == "verify" else ("--quiet",))])
    answer: dict[str, Any] = json.loads(said.getvalue())
    return answer


if __name__ == "__main__":
    main()
