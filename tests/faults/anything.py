"""Tables of any kind through every stage: each works, or is refused in Workbench's words."""

from __future__ import annotations

import contextlib
import decimal
import random
import traceback
import warnings
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import workbench as wb
from tests.faults.harness import QuickEncoder, Tally
from workbench.embedding import VectorStore, embed_texts

ODD = [
    "",
    " ",
    "\x00",
    "\ud800",
    "\udfff\ud800",
    "e\u0301" * 3,
    "\u202eabc\u2069",
    "\ufeff",
    "=1+1",
    "<b>&",
    "a\x00b",
    "\u200b",
    "\U0001f469\u200d\U0001f4bb",
    "nan",
    "None",
    "-1",
]

cells = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.text(st.characters(categories=None), max_size=8),
    st.sampled_from(ODD),
    st.sampled_from(["same text", "Same text!", "other words", "it is 5", "it is 6"]),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.binary(max_size=3),
    st.sampled_from([pd.NA, pd.NaT, np.nan, decimal.Decimal("NaN"), 1 + 2j, (), [], {}, {"a": 1}]),
    st.sampled_from([pd.Timestamp(0), np.str_("np"), np.int8(3), b"\xff", type, object(), 10**400]),
)
tables = st.tuples(st.lists(cells, max_size=7), st.integers(0, 2**32 - 1))


def kinds(values: list[Any], chance: random.Random) -> pd.Series:
    """Return the cells as a column of some dtype that takes them."""
    dtype = chance.choice([object, object, "str", "string", "category", "arrow", "infer"])
    series = pd.Series(values, dtype=object)
    with contextlib.suppress(Exception):  # pandas' own refusals are not what is tested
        if dtype == "infer":
            return pd.Series(values)
        if dtype == "arrow":
            return series.astype("string[pyarrow]")
        if dtype == "category":
            return series.astype("category")
        if dtype is not object:
            return series.map(lambda cell: cell if isinstance(cell, str) else None).astype(dtype)
    return series


def frame_of(values: list[Any], chance: random.Random) -> tuple[Any, Any, Any]:
    """Return a table of odd shape, the name of its column of texts, and that of its ids."""
    how = chance.random()
    if how < 0.03:
        values = values * 40
    elif how < 0.031:
        values = [*values, chance.choice(ODD) * 1_000_000 + "end"]
    elif how < 0.10:
        values = ["one text"] * len(values)
    elif how < 0.14:
        values = [chance.choice(["", " ", None, "\u200b"]) for _ in values]
    column = kinds(values, chance)
    n = len(column)
    index = {
        0: lambda: pd.Index([chance.randrange(2) for _ in range(n)]),
        1: lambda: pd.MultiIndex.from_arrays([[k % 2 for k in range(n)], [*("ab" * n)][:n]]),
        2: lambda: pd.date_range("2025-01-01", periods=n),
        3: lambda: pd.Index([None, "a", 5.0, (1, 2), "a", True, pd.NaT] * n, dtype=object)[:n],
    }.get(chance.randrange(9), lambda: None)()
    frame = pd.DataFrame({"t": column, "n": np.arange(n), "u": column})
    if index is not None:
        frame = frame.set_axis(index, axis=0)
    names = [
        ["t", "t", "u"],
        [0, 1, 2],
        [None, "n", "u"],
        [np.nan, "n", "u"],
        [("a", 1), "n", "u"],
        [("a", "b"), ("a", "c"), ("d", "")],
        ["similarity", "row", "query"],
        ["topic", "group", "keep"],
        ["../x", "<b>", "\ud800"],
        [True, 1.5, "u"],
    ]
    if chance.random() < 0.4:
        chosen = chance.choice(names)
        axis = pd.Index(chosen, dtype=object, tupleize_cols=False)
        if chosen[0] == ("a", "b"):
            axis = pd.MultiIndex.from_tuples(chosen)
        frame = frame.set_axis(axis, axis=1)
    text: Any = frame.columns[0]
    if chance.random() < 0.1:
        text = chance.choice([[text, frame.columns[2]], "missing", [], None, [[]], 5, {}, slice(2)])
    id = frame.columns[1] if chance.random() < 0.2 else chance.choice([None] * 20 + ["zz", [], {}])
    given_: Any = frame
    if chance.random() < 0.02:
        given_ = chance.choice([None, 5, [], values, column, {"t": values}, np.array(["a"]), b""])
    return given_, text, id


class Wrong(QuickEncoder):
    """Returns what no encoder should."""

    def __init__(self, fault: str) -> None:
        super().__init__(8)
        self.fault = fault

    def encode(self, texts):
        vectors = super().encode(texts).copy()
        if self.fault == "nan":
            vectors[-1] = np.nan
        elif self.fault == "infinite":
            vectors[0, 0] = np.inf
        elif self.fault == "zero":
            vectors[0] = 0
        elif self.fault == "short":
            return vectors[:-1]
        elif self.fault == "wide":
            return np.hstack([vectors, vectors])
        elif self.fault == "none":
            return None
        return vectors


def walk(given_: Any, text: Any, id: Any, folder: Path, chance: random.Random) -> None:
    """Take a table through the stages, as far as chance says."""
    fault = chance.choice(["nan", "infinite", "zero", "short", "wide", "none"])
    encoder = Wrong(fault if chance.random() < 0.03 else "")
    corpus = wb.embed(
        given_,
        text=text,
        id=id,
        model=encoder,
        cache=False,
        progress=False,
        ledger=folder / "ledger.jsonl",
    )
    depth = chance.random()
    assert len(corpus.to_frame()) == len(given_)
    if depth < 0.10:
        duplicates = corpus.duplicates(chance.choice([0.5, 0.8, 0.9, 1.0]))
        assert duplicates.to_frame().index.equals(given_.index)
        kept, removed = duplicates.apply(given_)
        assert len(kept) + len(removed) == len(given_)
    if depth < 0.05:
        found = corpus.search(chance.choice(["same text", "x", *ODD]), k=chance.choice([1, 3, 50]))
        assert len(found) <= max(len(given_), 50)
    if depth < 0.02:
        assert corpus.topics().to_frame().index.equals(given_.index)
    if depth < 0.015:
        again = wb.open(corpus.save(folder / "c.wb"), ledger=folder / "ledger.jsonl")
        assert again.rows.texts == corpus.rows.texts
        assert again.vectors.tobytes() == corpus.vectors.tobytes()
    if depth < 0.01:
        ending = chance.choice([".csv", ".jsonl", ".parquet", ".tsv", ".xlsx"])
        corpus.report(folder / f"r{ending}")
        repr(corpus), corpus._repr_html_(), duplicates._repr_html_()
    if depth < 0.0005:
        corpus.report(folder / "r.html")


def any_table(times: int, folder: Path, chance: random.Random) -> Tally:
    """Draw tables and take each through; a failure is counted, not raised, so all are tried."""
    tally = Tally()
    folder.mkdir(exist_ok=True)

    @seed(chance.randrange(2**32))
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(tables)
    def one(table: tuple[list[Any], int]) -> None:
        source = random.Random(table[1])
        given_, text, id = frame_of(table[0], source)
        _count(tally, table, partial(walk, given_, text, id, folder, source))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        one()
        while tally.injected < times:  # hypothesis stops where it has tried all it knows
            one()
    return tally


def _count(tally: Tally, table: Any, action: Any) -> None:
    try:
        action()
    except wb.WorkbenchError:
        tally.tell()
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-3:]
        at = " < ".join(f"{one.name} ({Path(one.filename).name}:{one.lineno})" for one in where)
        tally.lose(f"{type(error).__name__}: {error!s:.200} at {at} from {table!r:.300}")
    else:
        tally.unhurt()


def wrong_encoder(times: int, folder: Path, chance: random.Random) -> Tally:
    """Embed by an encoder whose answer cannot be used: nothing of it may be stored."""
    tally = Tally()
    faults = ["nan", "infinite", "zero", "short", "wide", "none"]
    for time in range(times):
        fault = faults[time % len(faults)]
        texts = [f"text {time} {k}" for k in range(chance.randrange(1, 9))]
        with VectorStore(folder / "store") as store:
            try:
                embed_texts(texts, Wrong(fault), store=store)
                tally.lose(f"{fault} was taken")
            except wb.WorkbenchError:
                tally.tell()
            except Exception as error:
                tally.lose(f"{fault}: {type(error).__name__}: {error}")
            if store.get(Wrong("").info.key(), texts, 8).found.any():
                tally.lose(f"{fault} was stored")
    return tally
