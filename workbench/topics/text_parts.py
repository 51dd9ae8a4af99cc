"""Several topics per text: its sentences or passages, each placed on the topic that it fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embedding.passages import Passages
from workbench.errors import InputError, counted
from workbench.tables import Rows
from workbench.topics.names.phrases import Encode
from workbench.topics.names.sentences import found_everywhere, own_sentences

Unit = Literal["text", "sentence", "passage"]
UNITS: tuple[Unit, ...] = get_args(Unit)

SWITCH = 0.2
"""Similarity that a change of topic from one part to the next must gain."""

OWN = 0.05
"""Similarity that the topic of the whole text is given beforehand."""

FLOOR = 0.3
"""Similarity below which a part is on no topic."""

BLOCK = 4_000_000
"""Scores held at once."""

COLUMNS = ["row", "id", "part", "text", "topic", "name", "similarity", "share"]


@dataclass(frozen=True, eq=False)
class TextParts:
    """The parts of m texts, those of a text side by side, in its order.

    unit: what a part is: "sentence" or "passage".
    texts, vectors (u, d): the different parts and their unit vectors; each is embedded once.
    owner, which (p,): the text that each part is of, and which of the u it is.
    """

    unit: str
    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    owner: NDArray[np.int64]
    which: NDArray[np.int64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of its text's words that each part has, shape (p,)."""
        words = np.array([max(1, len(text.split())) for text in self.texts], dtype=np.float64)
        own = words[self.which]
        shares: NDArray[np.float64] = own / np.bincount(self.owner, own)[self.owner]
        return shares


@dataclass(frozen=True, eq=False)
class PlacedParts:
    """Where the parts of m texts are.

    topic, similarity (p,): the topic of each part, -1 if it fits none, and how similar it is to
        the topic's centroid.
    table: text, topic, share, evidence: one line per text and topic, the larger share first.
    """

    topic: NDArray[np.int64]
    similarity: NDArray[np.float32]
    table: pd.DataFrame


def sentence_parts(
    readings: Sequence[str], labels: NDArray[np.int64], encode: Encode | None
) -> TextParts:
    """Part texts into sentences, without those that stand in texts of three topics or more.

    Shapes: labels (m,).
    """
    everywhere = found_everywhere(readings, labels)
    parts = [own_sentences(text, everywhere) or (text,) for text in readings]
    every = [one for own in parts for one in own]
    texts = tuple(dict.fromkeys(every))
    vectors = None if encode is None else encode(texts)
    if vectors is None:
        raise InputError(
            "unit='sentence' embeds each sentence, and no model is at hand that made the vectors. "
            "Embed with a model: wb.embed(frame, text=..., model=...), or leave unit out."
        )
    index_of = {text: position for position, text in enumerate(texts)}
    return TextParts(
        "sentence",
        texts,
        vectors,
        np.repeat(np.arange(len(parts)), [len(own) for own in parts]),
        np.array([index_of[one] for one in every], dtype=np.int64),
    )


def passage_parts(
    readings: Sequence[str], passages: Passages | None, first: NDArray[np.int64] | None
) -> TextParts:
    """Take the passages in which long texts were read. Shapes: first (m,), places of the texts."""
    if passages is None:
        raise InputError(
            "unit='passage' needs texts that were read in passages: "
            "wb.embed(frame, text=..., long_text='chunk'). For sentences: unit='sentence'"
        )
    own = passages if first is None else passages.take(first)
    spans = zip(own.owner.tolist(), own.start.tolist(), own.stop.tolist(), strict=True)
    texts = tuple(readings[text][start:stop].strip() for text, start, stop in spans)
    return TextParts("passage", texts, own.vectors, own.owner, np.arange(len(texts)))


def place_parts(
    parts: TextParts, centers: NDArray[np.float32], own: NDArray[np.int64]
) -> PlacedParts:
    """Place parts on topics: the best path through each text, where a change of topic costs.

    A sentence says little alone, so it stays with its neighbors unless another topic is clearly
    nearer (Viterbi's algorithm). A text of one part keeps its own topic.

    Shapes: centers (t, d), own (m,), the topic of each text, -1 for none.
    """
    topic = np.full(len(parts.owner), -1, dtype=np.int64)
    similarity = np.zeros(len(parts.owner), dtype=np.float32)
    vacant: NDArray[np.bool_] = np.logical_not(centers.any(axis=1))
    for places in _blocks(parts, len(centers)):
        near = parts.vectors[parts.which[places]] @ centers.T
        text_topic = own[parts.owner[places[:, 0]]]
        chosen = _paths(near, text_topic, vacant) if places.shape[1] > 1 else text_topic[:, None]
        topic[places] = chosen
        kept = np.take_along_axis(near, np.maximum(chosen, 0)[:, :, None], axis=2)[:, :, 0]
        similarity[places] = np.where(chosen < 0, near.max(axis=2), kept)
    return PlacedParts(topic, similarity, _by_text(parts, topic, similarity))


def _blocks(parts: TextParts, topics: int) -> Iterator[NDArray[np.int64]]:
    """Yield places of parts, (b, c): texts of equally many parts together, as many as fit."""
    if not topics:
        return
    counts = np.bincount(parts.owner)
    first = np.cumsum(counts) - counts
    order = np.argsort(counts, kind="stable")
    for count, group in groupby(order.tolist(), key=lambda text: int(counts[text])):
        texts = np.array(list(group))
        size = max(1, BLOCK // (count * (topics + 1)))
        for begin in range(0, len(texts), size):
            yield first[texts[begin : begin + size]][:, None] + np.arange(count)


def _paths(
    near: NDArray[np.float32], own: NDArray[np.int64], vacant: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the best topic of each part. Shapes: near (b, c, t), own (b,), returns (b, c)."""
    none = np.full((*near.shape[:2], 1), FLOOR, dtype=near.dtype)
    scores = np.concatenate([np.where(vacant, -np.inf, near), none], axis=2)
    texts, states = np.arange(len(scores)), np.arange(scores.shape[2])
    known = own >= 0
    scores[texts[known], :, own[known]] += OWN
    total, came = scores[:, 0], []
    for part in range(1, scores.shape[1]):
        best = total.argmax(axis=1)
        jump = total[texts, best][:, None] - np.float32(SWITCH)
        stays = total >= jump
        came.append(np.where(stays, states, best[:, None]))
        total = np.where(stays, total, jump) + scores[:, part]
    path = [total.argmax(axis=1)]
    for before in reversed(came):
        path.append(before[texts, path[-1]])
    chosen = np.stack(path[::-1], axis=1)
    return np.where(chosen == len(states) - 1, -1, chosen)


def _by_text(
    parts: TextParts, topic: NDArray[np.int64], similarity: NDArray[np.float32]
) -> pd.DataFrame:
    """Return the topics of each text with shares and the part that is nearest to each."""
    lines = pd.DataFrame(
        {
            "text": parts.owner,
            "topic": topic,
            "share": parts.shares,
            "near": similarity,
            "which": parts.which,
        }
    )[topic >= 0]
    keys = ["text", "topic"]
    best = lines.sort_values([*keys, "near"], ascending=[True, True, False], kind="stable")
    table = best.drop_duplicates(keys)[[*keys, "which"]].reset_index(drop=True)
    table["share"] = lines.groupby(keys)["share"].sum().to_numpy()
    table["evidence"] = pd.Series([parts.texts[k] for k in table["which"]], dtype=object)
    ordered = table.sort_values(["text", "share", "topic"], ascending=[True, False, True])
    return ordered.drop(columns="which").reset_index(drop=True)


def row_lists(placed: PlacedParts, rows: Rows) -> dict[str, list[list[object]]]:
    """Return the topics, shares and evidence of each row, as lists; [] if it has none."""
    table = placed.table
    bounds = np.searchsorted(table["text"].to_numpy(), np.arange(len(rows.distinct) + 1))
    columns = {
        "topics": table["topic"].tolist(),
        "shares": table["share"].round(4).tolist(),
        "evidence": table["evidence"].tolist(),
    }
    of = rows.distinct_of.tolist()
    return {
        name: [values[bounds[text] : bounds[text + 1]] if text >= 0 else [] for text in of]
        for name, values in columns.items()
    }


def parts_table(
    parts: TextParts, placed: PlacedParts, rows: Rows, names: Sequence[str]
) -> pd.DataFrame:
    """Return one line per row and part; columns as `Topics.parts` tells."""
    counts = np.bincount(parts.owner, minlength=len(rows.distinct))
    first = np.cumsum(counts) - counts
    row = np.flatnonzero(rows.has_text)
    own = rows.distinct_of[row]
    repeated = counts[own]
    number = np.arange(repeated.sum()) - np.repeat(np.cumsum(repeated) - repeated, repeated)
    part, row = np.repeat(first[own], repeated) + number, np.repeat(row, repeated)
    topic = placed.topic[part]
    known = np.array([*names, ""], dtype=object)
    return pd.DataFrame(
        {
            "row": row,
            "id": rows.ids[row],
            "part": number + 1,
            "text": np.array(parts.texts, dtype=object)[parts.which[part]],
            "topic": topic,
            "name": known[topic],
            "similarity": placed.similarity[part],
            "share": parts.shares[part],
        },
        columns=COLUMNS,
    )


def part_counts(
    parts: TextParts, placed: PlacedParts, rows: Rows, topics: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return per topic the rows that speak of it, and their parts, (t,) each."""
    table, weight = placed.table, rows.counts
    mentioned = np.bincount(table["topic"], weight[table["text"]], minlength=topics)
    on = placed.topic >= 0
    counts = np.bincount(placed.topic[on], weight[parts.owner[on]], minlength=topics)
    return mentioned.astype(np.int64), counts.astype(np.int64)


def several(placed: PlacedParts, rows: Rows) -> int:
    """Return how many rows have more than one topic."""
    topics = np.bincount(placed.table["text"], minlength=len(rows.counts))
    return int(rows.counts[topics > 1].sum())


def said(placed: PlacedParts, rows: Rows, unit: str) -> str:
    """Say how many rows have several topics."""
    return f"by {unit}: {counted(several(placed, rows), 'row')} with several topics"
