"""The command that follows topics through time."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pandas as pd

from workbench.cli.answer import SHOWN, Answer, answer_about, note_lines, short
from workbench.cli.from_options import corpus_of, dates_of, topics_of
from workbench.cli.outputs import TABLES, output, written


def trends(options: argparse.Namespace) -> Answer:
    """Write each topic's share of each period's rows; say what rises, fades and bursts."""
    path = output(options, ".trends.csv", TABLES)
    corpus = corpus_of(options)
    topics, dates = topics_of(corpus, options), dates_of(options, corpus.frame)
    table = pd.DataFrame(topics.over_time(dates, freq=options.freq))
    rising, bursts = topics.emerging(dates), topics.bursts(dates)
    notes = note_lines(rising.attrs["notes"])
    table["period"] = table["period"].astype(str)
    lines = [*notes, *written(options, table, path, [], topics.manifest)]
    facts = {
        "table": str(path),
        "trends": rising[["topic", "name", "trend", "z", "p"]].to_dict("records"),
        "bursts": [
            {"topic": line["topic"], "day": str(line["day"])[:10], "rows": line["rows"]}
            for line in bursts.to_dict("records")
        ],
    }
    shown = [*_moving(rising), *_bursting(bursts)]
    return answer_about(corpus, facts, lines, topics=topics, shown=shown)


def _moving(table: pd.DataFrame) -> Iterator[str]:
    """Name the topics whose share surely grows or shrinks."""
    for trend in ("emerging", "fading"):
        names = table.loc[table["trend"] == trend, "name"].tolist()
        if names:
            more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
            yield f"{trend.capitalize()}: {'; '.join(map(short, names[:SHOWN]))}{more}."
    if not table["trend"].astype(bool).any():
        yield "No topic surely grows or shrinks."


def _bursting(table: pd.DataFrame) -> Iterator[str]:
    """Name the days on which a topic had more rows than chance explains."""
    for line in table.head(SHOWN).to_dict("records"):
        day = str(line["day"])[:10]
        yield (
            f"  {day}: {line['rows']:,} rows of {short(line['name'])}, "
            f"{line['expected']:.1f} expected"
        )
