"""Topics of the user: labels of rows, or a clusterer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from workbench.errors import ColumnError, InputError, check_method, counted
from workbench.provenance import digest_array
from workbench.tables import Rows
from workbench.topics.corrections import State, text_digest
from workbench.topics.inputs import Basis, Settings
from workbench.topics.names.asking import Namer
from workbench.topics.result import Topics

MOST_LABELS = 5_000
"""Different labels that can be topics: each is compared with every text."""

SPARE_NUMBERS = 100
"""Numbers stay as they were given if no more than so many, or one in two, would be vacant."""


LONGEST = 80
"""Letters of a clusterer's options that are told."""


class Clusterer(Protocol):
    """What clusters vectors: one of scikit-learn's or hdbscan's, or an object of your own."""

    def fit_predict(self, vectors: NDArray[np.float32], /) -> ArrayLike:
        """Return one label for each of m vectors, -1 for noise."""


@dataclass(frozen=True, eq=False)
class GivenLabels:
    """Labels as topics.

    labels: topics, -1 for noise.
    names: names of the topics whose labels were words.
    method: what gave them, in words.
    notes: what was changed on the way.
    """

    labels: NDArray[np.int64]
    names: dict[int, str]
    method: str
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What tells these labels from others."""
        named = json.dumps([sorted(self.names.items()), self.method, self.notes])
        return digest_array(self.labels) + text_digest(named)


def check_alone(labels: Any, clusterer: Any, others: Mapping[str, Any]) -> None:
    """Refuse settings that would do nothing."""
    if labels is not None and clusterer is not None:
        raise InputError("labels and clusterer are two ways to topics. Give one of them.")
    own = "labels" if labels is not None else "clusterer"
    for name in others:
        if name not in {"assign_noise", "namer"}:
            raise InputError(f"{name} has no effect beside {own}. Leave it out.")


def labels_from(labels: Any, clusterer: Any, frame: pd.DataFrame, basis: Basis) -> GivenLabels:
    """Return one label per distinct vector, of the rows' labels or of a clusterer."""
    if clusterer is not None:
        return clustered_labels(clusterer, basis)
    rows = basis.merged_rows
    return labels_of_texts(row_labels(labels, frame, rows), rows)


def row_labels(labels: Any, frame: pd.DataFrame, rows: Rows) -> pd.Series:
    """Return the labels that were given, one per row."""
    if isinstance(labels, (str, int)) or (isinstance(labels, tuple) and labels in frame.columns):
        if labels not in frame.columns:
            raise ColumnError.missing(labels, list(frame.columns))
        labels = frame[labels]
    shape = _shape(labels)
    if isinstance(labels, (Mapping, set, frozenset)) or len(shape) != 1:
        what = f"{type(labels).__name__}" + (f" of shape {shape}" if len(shape) > 1 else "")
        raise InputError(
            f"labels must be the name of a column, or one label per row: {len(rows):,}, got {what}."
        )
    if len(labels) != len(rows):
        texts = len(rows.distinct)
        hint = " That is one per distinct text: repeat each for its rows" * (len(labels) == texts)
        raise InputError(
            f"labels must hold one label per row: {len(rows):,}, got {len(labels):,}.{hint}"
        )
    if isinstance(labels, pd.Series) and not labels.index.equals(rows.index):
        raise InputError(
            "labels is a Series whose index is not that of the table, so its rows may not match. "
            "If they are in the order of the table, give its values: labels=labels.to_numpy()"
        )
    return pd.Series(list(labels), dtype=object)


def labels_of_texts(cells: pd.Series, rows: Rows) -> GivenLabels:
    """Return the topic of each of m texts by the labels of its rows; the most frequent counts."""
    ignored = int(sum(_label(one) is not None for one in cells[~rows.has_text]))
    codes, names, notes = _numbered(cells[rows.has_text])
    owner = rows.distinct_of[rows.has_text]
    votes = pd.DataFrame({"text": owner, "topic": codes}).value_counts().reset_index()
    # Of as many rows with each, the topic with the smaller number counts, and noise last.
    votes["last"] = votes["topic"].where(votes["topic"] >= 0, len(cells) + codes.max(initial=0) + 1)
    first = votes.sort_values(["count", "last"], ascending=[False, True]).drop_duplicates("text")
    labels = np.full(len(rows.distinct), -1, dtype=np.int64)
    labels[first["text"].to_numpy()] = first["topic"].to_numpy()
    alive = set(labels.tolist())
    if ignored:
        notes.append(f"{counted(ignored, 'label')} of rows without text: not used")
    differ = int((labels[owner] != codes).sum())
    if differ:
        split = int(votes["text"].value_counts().gt(1).sum())
        verb = "has" if split == 1 else "have"
        notes.append(
            f"{counted(split, 'text')} {verb} rows with different labels: the most frequent label "
            f"counts for all copies, which changes {counted(differ, 'row')}"
        )
    named = {topic: name for topic, name in names.items() if topic in alive}
    return GivenLabels(labels, named, "given labels", tuple(notes))


def clustered_labels(clusterer: Any, basis: Basis) -> GivenLabels:
    """Return the labels that a clusterer gives the distinct vectors."""
    examples = "sklearn.cluster.KMeans(8) or hdbscan.HDBSCAN(...)"
    check_method("clusterer", clusterer, "fit_predict", examples)
    who, vectors = type(clusterer).__name__, basis.vectors
    try:
        made = clusterer.fit_predict(vectors.copy())
    except Exception as error:
        raise InputError(
            f"the clusterer {who} failed on vectors of shape {vectors.shape}: "
            f"{type(error).__name__}: {error}"
        ) from error
    shape = _shape(made)
    if shape != (len(vectors),):
        raise InputError(
            f"the clusterer {who} must return one label per distinct vector, shape "
            f"({len(vectors)},), got {type(made).__name__} of shape {shape}."
        )
    cells = np.asarray(made).tolist()
    # scikit-learn marks infinite and missing points, too, by numbers below 0.
    kept = [None if isinstance(one, (int, float, np.number)) and one < 0 else one for one in cells]
    codes, names, notes = _numbered(pd.Series(kept, dtype=object))
    return GivenLabels(codes, names, f"clustered by {_described(clusterer)}", tuple(notes))


def _described(clusterer: Any) -> str:
    """Return a clusterer in words: with its options, if it tells them."""
    words = " ".join(repr(clusterer).split())
    return type(clusterer).__name__ if " at 0x" in words or len(words) > LONGEST else words


def given_topics(
    basis: Basis, given: GivenLabels, *, assign_noise: bool, namer: Namer | None
) -> Topics:
    """Name labels that were given, one per distinct vector, and put the result together."""
    settings = Settings(1, assign_noise=assign_noise, method=given.method)
    layouts = np.zeros((0, len(basis.vectors), 2), dtype=np.float32)  # nothing was laid out
    return Topics._build(
        basis,
        State(given.labels, given.names),
        settings,
        space=layouts,
        namer=namer,
        notes=(*basis.notes, *basis.neighbors.caveats, *given.notes),
    )


def _shape(values: Any) -> tuple[int, ...]:
    """Return the shape of what should be an array; lists of different lengths have a length."""
    try:
        return np.shape(values)
    except ValueError:
        return (len(values), -1)


def _label(cell: Any) -> int | str | None:
    """Return a label as a whole number or as words, None for noise."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return None
    if isinstance(cell, str):
        words = cell.strip()
        return None if words in {"", "-1"} else words
    if isinstance(cell, (bool, np.bool_)):
        return str(cell)
    if isinstance(cell, (int, np.integer)):
        return None if cell == -1 else int(cell)
    if isinstance(cell, (float, np.floating)):
        if np.isnan(cell):
            return None
        if np.isfinite(cell) and cell == int(cell):
            return None if cell == -1 else int(cell)
    elif not hasattr(cell, "__len__"):
        return str(cell)  # a date, say
    raise InputError(
        f"labels must be words or whole numbers, got {cell!r:.60}. -1, '' and missing are noise."
    )


def _numbered(cells: pd.Series) -> tuple[NDArray[np.int64], dict[int, str], list[str]]:
    """Return a number for each cell, names of the numbers that were words, and notes."""
    labels = [_label(cell) for cell in cells]
    known = sorted({one for one in labels if one is not None}, key=str)
    if len(known) > MOST_LABELS:
        raise InputError(
            f"labels holds {len(known):,} different labels, at most {MOST_LABELS:,} can be topics. "
            "Choose a column with repeated values, such as a category."
        )
    numbers = {int(one) for one in known if _is_number(one)}
    whole = all(_is_number(one) for one in known)
    vacant = max(numbers, default=-1) + 1 - len(numbers)
    if whole and min(numbers, default=0) >= 0 and vacant <= max(SPARE_NUMBERS, len(numbers)):
        codes = [-1 if one is None else int(one) for one in labels]
        return np.array(codes, dtype=np.int64), {}, []
    counts = pd.Series([one for one in labels if one is not None], dtype=object).value_counts()
    order = sorted(known, key=lambda one: (-int(counts[one]), str(one)))
    code = {one: number for number, one in enumerate(order)}
    codes = [-1 if one is None else code[one] for one in labels]
    names = {number: " ".join(str(one).split()) for one, number in code.items()}
    notes = ["labels were renumbered by size; topics have the old labels as names"] * whole
    return np.array(codes, dtype=np.int64), names, notes


def _is_number(label: int | str) -> bool:
    """Tell a whole number, also one that was read from a text file, from words."""
    if isinstance(label, int):
        return True
    return label.isascii() and label.isdecimal() and str(int(label)) == label
