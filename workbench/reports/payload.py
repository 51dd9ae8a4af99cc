"""Results -> the data of a report: plain lists and numbers, each text once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates import VERDICTS, Duplicates
from workbench.embedding.base import Embedding
from workbench.figures.base import CONFIG
from workbench.figures.colors import JOINT, NOISE, PALETTE, PLAIN, SCALE, UNSTABLE, topic_colors
from workbench.figures.labels import (
    FEW,
    Label,
    View,
    anchors,
    extent,
    place_labels,
    themes_in,
    to_screen,
    view_of,
)
from workbench.masking import Mask
from workbench.projection import Projection, text_positions
from workbench.reports.columns import column_data
from workbench.reports.group_cards import group_cards
from workbench.reports.layout import LAYOUT
from workbench.similarity import neighbors
from workbench.summary import KIND_WORDS, Summary
from workbench.tables import Rows, pandas_frame, written_id
from workbench.topics import Topics
from workbench.topics.stability import STABLE

MAP_STEPS = 20_000
"""Steps of the grid on which places are stored: finer than any screen."""


def build_payload(  # noqa: PLR0913  a report joins all results
    rows: Rows,
    frame: pd.DataFrame,
    *,
    embedding: Embedding | None,
    projection: Projection | None,
    duplicates: Duplicates | None,
    topics: Topics | None,
    columns: Sequence[Any],
    mask: Mask,
    mask_name: Mask,
    summary: Summary,
) -> dict[str, Any]:
    """Put together what the page shows; `mask_name` masks names of topics."""
    data = {
        "layout": LAYOUT,
        "texts": [mask(text) for text in rows.distinct],
        "textOf": rows.distinct_of.tolist(),
        **_names(rows, mask),
        "nearest": None if embedding is None else _nearest(embedding, rows, duplicates),
        "cut": [] if embedding is None else np.flatnonzero(embedding.cut).tolist(),
        "columns": [column_data(frame[name], mask) for name in columns],
        "map": None if projection is None else _map(rows, projection, topics, mask, mask_name),
        "topics": None if topics is None else _topics(topics, summary, mask, mask_name),
        "groups": None if duplicates is None else _groups(rows, duplicates, mask),
        "look": {
            "palette": PALETTE,
            "noise": NOISE,
            "scale": SCALE,
            "plain": PLAIN,
            "config": CONFIG,
            "kinds": KIND_WORDS,
        },
    }
    if duplicates is not None:
        data["groups"]["cards"] = group_cards(data)
    return data


MOST_NEAREST = 5_000
"""Distinct texts up to which a report holds the nearest of each: more would swell the file."""

_NEAREST, _MORE = 5, 15


def _nearest(
    embedding: Embedding, rows: Rows, duplicates: Duplicates | None
) -> dict[str, Any] | None:
    """Return the nearest texts of each text, and how near they are.

    Those of its own group of duplicates are left out: they are listed as such.
    """
    count = len(embedding.vectors)
    if not 1 < count <= MOST_NEAREST:
        return None
    group, more = np.full(count, -1), 0
    if duplicates is not None:
        own = np.array(duplicate_verdicts(duplicates)[0])
        group[rows.distinct_of[own >= 0]] = own[own >= 0]
        more = min(_MORE, int(np.bincount(group[group >= 0], minlength=1).max()))
    found = neighbors(embedding.vectors, min(_NEAREST + more, count - 1) + 1)
    texts = found.indices[:, 1:]  # each text is the first of its own
    others = (group[texts] < 0) | (group[texts] != group[:, None])
    near = np.clip(found.similarity[:, 1:], 0, 1)
    return {
        "texts": [line[k][:_NEAREST].tolist() for line, k in zip(texts, others, strict=True)],
        "similarity": [
            [round(float(one), 2) for one in line[k][:_NEAREST]]
            for line, k in zip(near, others, strict=True)
        ],
    }


def _names(rows: Rows, mask: Mask) -> dict[str, Any]:
    """Return what rows are called: ids, or the number of the first row if they run on from it."""
    ids = rows.ids.tolist()
    first = ids[0] if len(ids) and type(ids[0]) is int and not rows.has_own_ids else None
    if first is not None and ids == list(range(first, first + len(ids))):
        return {"called": rows.names.heading, "ids": None, "first": first}
    return {"called": rows.names.heading, "ids": [mask(written_id(one)) for one in ids]}


LABEL_SIZES = (
    *((340, 380), (560, 440), (690, 460), (820, 500)),
    *((860, 640), (1080, 560), (1120, 680)),
)
"""Width and height of maps, in pixels, smallest first, for which labels are placed; a map takes the
last that fits, and 690 by 460 is that on paper."""

NEAR_SIZE, LEAST_LARGER = (1120, 680), 1.6
"""Width and height of the part of a map, in pixels, in which a few names stand with examples, and
how much larger than it the whole map is at least."""


def _map(
    rows: Rows, projection: Projection, topics: Topics | None, mask: Mask, mask_name: Mask
) -> dict[str, Any]:
    """Return where the texts lie and, for several sizes of the map, where names of topics stand."""
    grid = places(text_positions(projection))
    points = np.column_stack([grid["x"], grid["y"]]).astype(np.float32)
    table, examples, groups = [], [], np.full(len(points), -1, dtype=np.int32)
    if topics is not None:
        table = _named(topics, mask_name)
        examples = [mask(str(sentence)) for sentence in topics.table["example"]]
        index_of = {line["topic"]: k for k, line in enumerate(table)}
        of_row = zip(rows.distinct_of.tolist(), topic_places(topics), strict=True)
        for text, topic in of_row:
            if text >= 0:
                groups[text] = index_of.get(topic, -1)
    layouts = [_layout(points, groups, table, *size) for size in LABEL_SIZES]
    # So large that a few names stand in a box of the usual size.
    larger = max(math.sqrt(len(table) / FEW), LEAST_LARGER)
    near, halfway = ([round(side * by) for side in NEAR_SIZE] for by in (larger, math.sqrt(larger)))
    layouts.append(_layout(points, groups, table, *halfway))
    layouts.append(_layout(points, groups, table, *near, examples=examples))
    view = view_of(points)
    return grid | {"range": [view.x, view.y], "layouts": layouts}


def _layout(
    points: NDArray[np.float32],
    groups: NDArray[np.int32],
    table: list[dict[str, Any]],
    *size: int,
    examples: Sequence[str] = (),
) -> dict[str, Any]:
    """Return labels on a map of this size, as shares of it: of themes too, or of examples."""
    view = view_of(points, width=size[0], height=size[1])
    names, paths, colors = ([line[key] for line in table] for key in ("name", "path", "color"))
    spots, counts = anchors(points, groups, len(names), view)
    themes = () if examples else themes_in(paths, colors, spots, counts, view)
    labels = place_labels(names, spots, counts, view, points, examples=examples, themes=themes)
    return {
        "width": view.width,
        "height": view.height,
        "labels": [_label(label, view) for label in labels],
    }


def _label(label: Label, view: View) -> dict[str, Any]:
    """Return a label whose middle is a share of the map, so that it keeps clear of the others."""
    spot = to_screen(np.array([label.x, label.y]), view)
    wide, high = extent(label)
    return {
        "group": label.group,
        "x": round(label.x),
        "y": round(label.y),
        "across": round(float(spot[0] + label.dx) / view.width, 4),
        "down": round(float(spot[1] + label.dy) / view.height, 4),
        "wide": math.ceil(wide),
        "high": math.ceil(high),
        "lines": label.lines,
        "example": label.example,
        "size": label.size,
        "weight": label.weight,
        "color": label.color,
    }


def places(coordinates: NDArray[np.float32]) -> dict[str, Any]:
    """Return places on a square grid, which keeps the proportions and packs well."""
    low = coordinates.min(axis=0)
    span = float((coordinates.max(axis=0) - low).max()) or 1.0
    grid = np.rint((coordinates - low) / span * MAP_STEPS).astype(int)
    return {"x": grid[:, 0].tolist(), "y": grid[:, 1].tolist()}


def _topics(topics: Topics, summary: Summary, mask: Mask, mask_name: Mask) -> dict[str, Any]:
    """Return the topics and, for each row, where it belongs and how surely."""
    frame = pandas_frame(topics)
    counts = summary.topics.found if summary.topics is not None else ()
    unstable = {topic for topic, times, runs in counts if times < STABLE * runs}
    gray = {"color": UNSTABLE}
    return {
        "table": [
            line | gray if line["topic"] in unstable else line for line in _named(topics, mask_name)
        ],
        "of": topic_places(topics),
        "assigned": whole_numbers(frame["assigned"], -2),
        "confidence": rounded(frame["confidence"]),
        "reason": levels(frame["reason"], mask),
        "several": _several(frame, mask) if "topics" in frame else {},
    }


def _named(topics: Topics, mask_name: Mask) -> list[dict[str, Any]]:
    """Return number, name, path and color of each topic."""
    table, colors = topics.table, topic_colors(topics.table)
    return [
        {
            "topic": int(topic),
            "name": mask_name(str(name)),
            "path": JOINT.join(map(mask_name, str(path).split(JOINT))),
            "color": colors[int(topic)],
        }
        for topic, name, path in zip(table["topic"], table["name"], table["path"], strict=True)
    ]


def _several(frame: pd.DataFrame, mask: Mask) -> dict[str, list[list[Any]]]:
    """Return topic, share and evidence of the rows that have several topics, by row."""
    cells = zip(frame["topics"], frame["shares"], frame["evidence"], strict=True)
    return {
        str(row): [[k, share, mask(said)] for k, share, said in zip(*own, strict=True)]
        for row, own in enumerate(cells)
        if len(own[0]) > 1
    }


def _groups(rows: Rows, duplicates: Duplicates, mask: Mask) -> dict[str, Any]:
    """Return the groups and, for each row, its verdict and why."""
    frame, table = pandas_frame(duplicates), duplicates.groups
    group, verdict = duplicate_verdicts(duplicates)
    return {
        "threshold": float(duplicates.threshold),
        "of": group,
        "verdict": verdict,
        "comparedTo": _positions(rows, frame["compared_to"]),
        "kind": levels(frame["kind"], mask),
        "reason": levels(frame["reason"], mask),
        "decision": levels(frame["decision"], mask),
        "similarity": rounded(frame["similarity"]),
        "table": {
            "group": whole_numbers(table["group"], -1),
            "size": whole_numbers(table["size"], 0),
            "kind": table["kind"].astype(str).tolist(),
            "n_review": whole_numbers(table["n_review"], 0),
            "min_similarity": rounded(table["min_similarity"]),
            "mean_similarity": rounded(table["mean_similarity"]),
        },
    }


def duplicate_verdicts(duplicates: Duplicates) -> tuple[list[int], list[int]]:
    """Return each row's group (-1: none), and its verdict as a place in `VERDICTS`."""
    frame = pandas_frame(duplicates)
    verdict = [VERDICTS.index(word) for word in frame["verdict"]]
    return whole_numbers(frame["group"], -1), verdict


def topic_places(topics: Topics) -> list[int]:
    """Return each row's topic, -1 for noise, -2 for rows without text."""
    return whole_numbers(pandas_frame(topics)["topic"], -2)


def _positions(rows: Rows, ids: pd.Series) -> list[int]:
    """Return where the rows with these ids stand, -1 where there is none."""
    row_of = {id: k for k, id in enumerate(rows.ids.tolist())}
    return [row_of.get(id, -1) for id in ids.astype(object).tolist()]


def whole_numbers(values: pd.Series, missing: int) -> list[int]:
    """Return a column of whole numbers, with `missing` where there is none."""
    numbers = pd.to_numeric(values, errors="coerce")
    return numbers.fillna(missing).astype("int64").tolist()


def rounded(values: pd.Series) -> list[float | None]:
    """Return a column of numbers with four digits, None where there is none."""
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    return [None if math.isnan(x) else round(x, 4) for x in numbers.tolist()]


def levels(values: pd.Series, mask: Mask) -> dict[str, Any]:
    """Return a column of words as codes into a list of words, -1 where there is none."""
    words = values.astype(object).where(values.notna(), None)
    texts = [None if w is None or str(w) == "" else mask(str(w)) for w in words]
    codes, distinct = pd.factorize(np.array(texts, dtype=object), sort=True)
    return {"levels": distinct.tolist(), "codes": codes.tolist()}
