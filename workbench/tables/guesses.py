"""Which columns of a table hold the texts, the id and the dates: guessed, for people to correct."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from workbench.tables.cells import as_numbers, looks_like_text
from workbench.tables.dates import guess_dates

SAMPLE = 1_000
"""Rows that a guess looks at, where it need not see all."""

QUESTIONS = {"q", "question", "questions", "query", "frage", "pregunta", "domanda", "質問", "질문"}
ANSWERS = {"a", "answer", "answers", "reply", "response", "antwort", "respuesta", "risposta"} | {
    "réponse",
    "回答",
    "答え",
    "답변",
}
MARKUP = {"html", "url", "link", "xml", "json"}
"""Last words of names of columns: what is asked, what is answered, what nobody wrote as text."""

IDS = {"id", "ids", "uuid", "guid", "key", "nr", "no", "number", "nummer", "identifier", "ref"}
"""Last words of names of columns that hold ids."""

FIRST_DATES = {"created", "opened", "received", "published", "posted", "submitted", "sent"}
"""Words in names of columns that say when a text was written, not when it was last changed."""

LEAST_VARIED = 0.1
"""Share of cells that differ at least, if people wrote them: choices from a list repeat."""


def text_columns(frame: pd.DataFrame) -> list[Any]:
    """Return the columns that hold text, first the one that people probably wrote.

    Questions go before their answers, texts before choices from a list, codes and links, and of
    what is left the longer ones go first.
    """
    texts = [
        name
        for name in frame.columns
        if looks_like_text(frame, name) and as_numbers(frame[name].head(SAMPLE)) is None
    ]
    return sorted(texts, key=lambda name: _unlike_texts(name, frame[name]))


def _unlike_texts(name: Any, column: Any) -> tuple[int, float]:
    """Return how little a column is like texts that people wrote: a rank, and its length."""
    cells = column.dropna().head(SAMPLE).astype(str)
    lengths, last = cells.str.len(), _words(name)[-1:]
    same_length = len(cells) > 1 and lengths.nunique() == 1  # codes, days
    if same_length or cells.str.startswith(("http://", "https://")).mean() > 0.5:
        rank = 4
    elif cells.nunique() < LEAST_VARIED * len(cells):
        rank = 3
    elif last and last[0] in ANSWERS | MARKUP:
        rank = 2
    else:
        rank = int(not last or last[0] not in QUESTIONS)
    return rank, -float(lengths.mean())


def guess_id(frame: pd.DataFrame) -> str | None:
    """Return the column with an id of each row: called so, or made of codes or of row numbers."""
    unique = [str(name) for name in frame.columns if _all_differ(frame[name])]
    called = [name for name in unique if _words(name)[-1:] and _words(name)[-1] in IDS]
    coded = [name for name in unique if _is_coded(frame[name])]
    return next(iter([*called, *coded]), None)


def _all_differ(column: pd.Series) -> bool:
    """Tell whether no cell is missing and none is there twice; lists and objects are no ids."""
    try:
        return bool(column.notna().all() and column.is_unique)
    except TypeError:
        return False


def _is_coded(column: pd.Series) -> bool:
    """Tell whether all cells are codes, such as T-0001, or whole numbers that only rise."""
    cells = column.astype(str)
    if cells.str.fullmatch(r"\d{1,18}").all():
        return bool(cells.astype("int64").is_monotonic_increasing)
    codes = cells.str.fullmatch(r"(?=\S*\d)(?=\S*[A-Za-z])[\w.:/#-]{1,40}").all()
    return bool(codes) and guess_dates(column.head(SAMPLE)) is None


def guess_date(frame: pd.DataFrame) -> str | None:
    """Return the column with the dates: when a text was written, before any other."""
    dated = [str(k) for k in frame.columns if guess_dates(frame[k].head(SAMPLE)) is not None]
    first = [name for name in dated if not FIRST_DATES.isdisjoint(_words(name))]
    return next(iter([*first, *dated]), None)


def _words(name: Any) -> list[str]:
    """Return the words of a column's name: "RespondentID" is "respondent" and "id"."""
    parts = re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", str(name))
    return [part.lower() for part in parts if part]
