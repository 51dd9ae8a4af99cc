"""Writing of tables: the same bytes on every machine."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from maker.rows import Difference, Row, pairs_gold


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV file in UTF-8 with plain line feeds.

    Parameters
    ----------
    path
        The file.
    header
        Names of the columns.
    rows
        The cells.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_table(folder: Path, name: str, id_column: str, text_column: str, rows: list[Row]) -> None:
    """Write one table, its columns in the order of the rows' fields."""
    for row in rows:
        row.fields[text_column] = row.text
    header = [id_column, *(name for name in rows[0].fields if name != id_column)]
    write_csv(
        folder / f"{name}.csv", header, [[row.fields[name] for name in header] for row in rows]
    )


def write_gold(
    folder: Path, name: str, id_column: str, rows: list[Row], differences: list[Difference]
) -> None:
    """Write what is known about the rows and the pairs of one table."""
    header = [id_column, "topic", "group", "kind", "how", "language", "flags"]
    cells = [
        [row.id, row.topic, row.group, row.kind, row.how, row.language, " ".join(row.flags())]
        for row in rows
    ]
    write_csv(folder / "gold" / f"{name}_rows.csv", header, cells)
    pairs = pairs_gold(rows, differences)
    write_csv(folder / "gold" / f"{name}_pairs.csv", ["left_id", "right_id", "kind", "what"], pairs)
