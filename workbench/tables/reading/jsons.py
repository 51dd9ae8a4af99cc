"""JSON in any shape, and JSON lines -> a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import FileError
from workbench.tables.reading.base import Settings, Source, TableFile, listed, rows_named
from workbench.tables.reading.encoding import find_encoding, open_text
from workbench.tables.reading.excel import typed_table
from workbench.tables.reading.grid import make_grid, typed_column

DEPTH = 4
"""How deep lists of records are looked for inside an object."""


def read_json(source: Source, settings: Settings) -> TableFile:
    """Read JSON lines, an array, or an object that holds a list; numbers keep all their digits."""
    encoding = find_encoding(source, settings)
    with open_text(source, encoding, newline="\n") as stream:
        text = stream.read().lstrip("\ufeff")
    if not text.strip():
        raise FileError(f"{source.name} is empty: records are needed.")
    records, numbers, notes = _records(source, text, settings)
    notes_of_all = [*source.notes, *([encoding.note] if encoding.note else []), *notes]
    if not records:
        raise FileError(f"{source.name}: the table has no rows.")
    records = _without_nulls(source, records, numbers, notes_of_all)
    if all(isinstance(record, list) for record in records):
        table = typed_table(source.name, make_grid(source.name, records, numbers, settings), ())
        return TableFile(
            table.frame, (*notes_of_all, *table.notes), table.row_numbers, source.name, table.header
        )
    if not all(isinstance(record, dict) for record in records):
        return _of_values(source, records, numbers, notes_of_all)
    return _of_objects(source, records, numbers, notes_of_all)


def _of_objects(
    source: Source, records: Sequence[dict[str, Any]], numbers: Sequence[int], notes: list[str]
) -> TableFile:
    """Make a table of objects; a field that an object lacks is missing."""
    names = list(dict.fromkeys(name for record in records for name in record))
    columns = {}
    for name in names:
        cells = [record.get(name) for record in records]
        if any(isinstance(cell, LongNumber) for cell in cells):
            notes.append(
                f"{source.name}: column {name} holds numbers with more digits than a "
                "number can store; they are kept as text"
            )
            cells = [str(c) if isinstance(c, (LongNumber, int, float)) else c for c in cells]
        columns[name] = typed_column(cells)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(records)))
    return TableFile(
        frame, tuple(notes), np.asarray(numbers, dtype=np.int64), source.name, tuple(names)
    )


def _without_nulls(
    source: Source, records: list[Any], numbers: Sequence[int], notes: list[str]
) -> list[Any]:
    """Read a null between objects as an object without fields."""
    nulls = [number for number, record in zip(numbers, records, strict=True) if record is None]
    if not nulls or not any(isinstance(record, dict) for record in records):
        return records
    named = "is null, so its row is empty" if len(nulls) == 1 else "are null, so they are empty"
    notes.append(f"{source.name}: {rows_named(nulls)} {named}")
    return [{} if record is None else record for record in records]


def _of_values(
    source: Source, records: Sequence[Any], numbers: Sequence[int], notes: list[str]
) -> TableFile:
    """Make a table of one column out of texts or numbers."""
    odd = [n for n, r in zip(numbers, records, strict=True) if isinstance(r, (dict, list))]
    if odd:
        raise FileError(
            f"{source.name}: objects, lists and plain values are mixed "
            f"({rows_named(odd)} of them hold several values). Each record must be an object."
        )
    notes.append(f"{source.name}: it holds plain values; the column is called column_1")
    return TableFile(
        pd.DataFrame({"column_1": typed_column(records)}),
        tuple(notes),
        np.asarray(numbers, dtype=np.int64),
        source.name,
        ("",),
    )


def _records(
    source: Source, text: str, settings: Settings
) -> tuple[list[Any], list[int], list[str]]:
    """Return the records of a file, their numbers in it, and what to tell."""
    try:
        whole = _DECODER.decode(text.strip())
    except json.JSONDecodeError as error:
        return _lines(source, text, error)
    if isinstance(whole, list):
        return whole, list(range(1, len(whole) + 1)), []
    if not isinstance(whole, dict):
        return [whole], [1], []
    if source.ending in (".jsonl", ".ndjson") and settings.table is None:
        return [whole], [1], []
    path, records = _held_list(source, whole, settings)
    records = _with_names(whole, path, records)
    if not path:
        return records, list(range(1, len(records) + 1)), []
    note = f"{source.name}: the list {path!r} was read"
    return records, list(range(1, len(records) + 1)), [note]


def _lines(
    source: Source, text: str, first_error: json.JSONDecodeError
) -> tuple[list[Any], list[int], list[str]]:
    """Read one record per line; a record may also run over several lines."""
    records: list[Any] = []
    numbers: list[int] = []
    position, line, counted_to = 0, 1, 0
    end = len(text)
    while True:
        while position < end and text[position] in " \t\r\n\x1e":
            position += 1
        if position >= end:
            return records, numbers, []
        line += text.count("\n", counted_to, position)
        counted_to = position
        try:
            record, position = _DECODER.raw_decode(text, position)
        except json.JSONDecodeError as error:
            where = error if records else first_error
            raise FileError(
                f"{source.name} could not be read as JSON: {where.msg} in line {where.lineno}, "
                f"character {where.colno}."
            ) from error
        records.append(record)
        numbers.append(line)


def _held_list(source: Source, whole: dict[str, Any], settings: Settings) -> tuple[str, list[Any]]:
    """Return the list of records that an object holds, with the path to it."""
    lists = dict(_lists(whole))
    if settings.table is not None:
        if settings.table in lists:
            return settings.table, lists[settings.table]
        raise FileError(
            f"{source.name} has no list {settings.table!r}. Lists: {listed(list(lists))}."
        )
    wanted = {str(name).split(".")[0] for name in settings.wanted}
    fitting = [p for p, records in lists.items() if wanted and wanted <= _fields(records)]
    outer = [p for p in lists if not any(p.startswith(f"{q}.") for q in lists if q != p)]
    for paths in (fitting, outer):
        if len(paths) == 1:
            return paths[0], lists[paths[0]]
    if lists:
        raise FileError(
            f"{source.name} holds {len(lists)} lists: {listed(list(lists))}. Name one: "
            f"{settings.say('table', (fitting or outer)[0])}."
        )
    return "", _of_columns(whole) or _of_keys(whole) or [whole]


def _with_names(whole: dict[str, Any], path: str, records: list[Any]) -> list[Any]:
    """Give rows the names of columns that stand beside them, as pandas' orient="split" does."""
    beside: Any = whole
    for name in path.split(".")[:-1]:
        beside = beside.get(name) if isinstance(beside, dict) else None
    names = beside.get("columns") if isinstance(beside, dict) else None
    if not isinstance(names, list) or len(set(map(str, names))) != len(names):
        return records
    if not all(isinstance(row, list) and len(row) == len(names) for row in records):
        return records
    return [dict(zip(map(str, names), row, strict=True)) for row in records]


def _lists(node: Mapping[str, Any], path: str = "", depth: int = DEPTH) -> Iterator[Any]:
    """Yield every list of objects or rows inside an object, with its path."""
    for name, value in node.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, list) and value and len(set(map(type, value))) == 1:
            if isinstance(value[0], (dict, list)):
                yield here, value
        elif isinstance(value, dict) and depth:
            yield from _lists(value, here, depth - 1)


def _fields(records: Sequence[Any]) -> set[str]:
    head = records[:100]
    return {
        str(n)
        for record in head
        for n in (record if isinstance(record, (dict, list)) else ())
        if not isinstance(n, (dict, list))
    }


def _of_columns(whole: dict[str, Any]) -> list[Any]:
    """Read an object of columns: lists of one length, or objects with the same keys."""
    columns = list(whole.values())
    if all(isinstance(c, list) for c in columns) and len({len(c) for c in columns}) == 1:
        return [dict(zip(whole, row, strict=True)) for row in zip(*columns, strict=True)]
    if len(columns) > 1 and all(isinstance(c, dict) for c in columns):
        keys = list(columns[0])
        if keys == [str(k) for k in range(len(keys))] and all(list(c) == keys for c in columns):
            return [{name: whole[name][key] for name in whole} for key in keys]
    return []


def _of_keys(whole: dict[str, Any]) -> list[Any]:
    """Read an object of objects, one per key; the key becomes a column."""
    if len(whole) > 1 and all(isinstance(record, dict) for record in whole.values()):
        return [{"key": key, **record} for key, record in whole.items()]
    return []


def nested_cells(frame: pd.DataFrame, path: str) -> list[Any] | None:
    """Return what lies at a path such as ``ticket.body`` inside nested cells, or None if nothing.

    A number in the path is a place in a list, counted from 0.
    """
    parts = path.split(".")
    for count in range(len(parts) - 1, 0, -1):
        name = ".".join(parts[:count])
        if name in frame.columns:
            cells = [_at(cell, parts[count:]) for cell in frame[name].tolist()]
            return cells if any(cell is not None for cell in cells) else None
    return None


def nested_paths(frame: pd.DataFrame) -> list[str]:
    """Return the paths of texts and numbers inside nested cells, from the first hundred rows."""
    paths: dict[str, None] = {}
    for name in frame.columns:
        if frame[name].dtype == object:
            for cell in frame[name].head(100):
                paths.update(dict.fromkeys(_paths(cell, str(name))))
    return list(paths)


def _at(cell: Any, parts: Sequence[str]) -> Any:
    for part in parts:
        if isinstance(cell, dict):
            cell = cell.get(part)
        elif isinstance(cell, (list, np.ndarray)) and part.isdecimal() and int(part) < len(cell):
            cell = cell[int(part)]
        else:
            return None
    return cell


def _paths(cell: Any, path: str, depth: int = DEPTH) -> Iterator[str]:
    if not isinstance(cell, dict) or not depth:
        return
    for name, value in cell.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{path}.{name}", depth - 1)
        elif not isinstance(value, list):
            yield f"{path}.{name}"


class LongNumber(str):
    """A number with more digits than a floating-point number holds, as it is written."""

    __slots__ = ()


def _number(token: str) -> Any:
    """Return a number that says the same as the token, with all its digits."""
    number = float(token)
    exact = number in (inf, -inf) or Decimal(repr(number)) != Decimal(token)
    return LongNumber(token) if exact else number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Keep every field of an object, those that repeat a name too."""
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    kept: dict[str, Any] = {}
    for name, value in pairs:
        one, number = name, 0
        while one in kept:
            number += 1
            one = f"{name}.{number}"
        kept[one] = value
    return kept


_DECODER = json.JSONDecoder(parse_float=_number, object_pairs_hook=_object, strict=False)
