#!/usr/bin/env python3
"""Make the sample tables and their gold: ``python sample_data/make_sample_data.py``.

Needs Python 3.11 and nothing else. The output is the same to the byte on every machine. The words
stand in ``content/``, what is done with them in ``maker/``.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from maker import faqs, headlines, tickets
from maker.files import write_csv, write_gold, write_table
from maker.rows import Difference, Row, check_distinct, count_by, pairs_gold, rename_groups

HERE = Path(__file__).resolve().parent
MOST_ALIKE = 0.8
# name, id column, text column, prefix of the duplicate groups, builder
TABLES = (
    ("support_tickets", "ticket_id", "body", "TG", tickets.build),
    ("faqs", "faq_id", "question", "FG", faqs.build),
    ("headlines", "headline_id", "headline", "HG", headlines.build),
)


def make(folder: Path) -> dict[str, dict[str, dict[str, int]]]:
    """Write all tables and all gold.

    Parameters
    ----------
    folder
        Where the tables go; the gold goes into ``gold`` below it.

    Returns
    -------
    dict
        For each table how many rows and pairs there are of each kind.
    """
    counts = {}
    for name, id_column, text_column, prefix, build in TABLES:
        rows, differences = build()
        rename_groups(rows, prefix)
        check_distinct(rows, differences, MOST_ALIKE)
        write_table(folder, name, id_column, text_column, rows)
        write_gold(folder, name, id_column, rows, differences)
        counts[name] = table_counts(rows, differences)
        if name == "support_tickets":
            header = ["topic", "kind", "title", "rows", "first_seen", "begins_mid_year"]
            write_csv(folder / "gold" / "topics.csv", header, topic_table(rows))
        if name == "faqs":
            header = ["topic", "answered", "faq_id"]
            write_csv(folder / "gold" / "ticket_faq.csv", header, faqs.ticket_links(rows))
    return counts


def topic_table(rows: list[Row]) -> list[list[str]]:
    """Return the topics of the tickets with their sizes, largest first; copies count as rows."""
    members: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        members[row.topic].append(row)
    result = []
    for key, found in sorted(members.items(), key=lambda item: (-len(item[1]), item[0])):
        kind = "topic" if key in tickets.TOPICS else key.split("_")[0]
        title = tickets.TOPICS[key].title if key in tickets.TOPICS else key.replace("_", " ")
        first = min(row.fields["created_at"] for row in found)[:10]
        late = "yes" if key == tickets.NEW_TOPIC else "no"
        result.append([key, kind, title, str(len(found)), first, late])
    return result


def table_counts(rows: list[Row], differences: list[Difference]) -> dict[str, dict[str, int]]:
    """Return what is planted in a table, and how many of each."""
    pairs = pairs_gold(rows, differences)
    return {
        "rows": {"all": len(rows)},
        "rows by kind": count_by(row.kind for row in rows),
        "pairs by kind": count_by(pair[2] for pair in pairs),
        "differing in": count_by(pair[3] for pair in pairs if pair[2] == "differs"),
        "groups": {"all": len({row.group for row in rows if row.group})},
        "flags": count_by(flag for row in rows for flag in row.flags()),
        "languages": count_by(row.language for row in rows),
        "topics": {"all": len({row.topic for row in rows} - {"blank", "one-off", "odd", "world"})},
    }


def counts_as_markdown(counts: dict[str, dict[str, dict[str, int]]]) -> str:
    """Return the counts as the table of the README."""
    lines = ["| what | " + " | ".join(counts) + " |", "|---" * (len(counts) + 1) + "|"]
    for what in next(iter(counts.values())):
        cells = [
            ", ".join(
                f"{count:,} {name}" if name != "all" else f"{count:,}"
                for name, count in table[what].items()
            )
            for table in counts.values()
        ]
        lines.append(f"| {what} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--output", type=Path, default=HERE, help="folder (default: this one)")
    print(counts_as_markdown(make(parser.parse_args().output)))


if __name__ == "__main__":
    main()
