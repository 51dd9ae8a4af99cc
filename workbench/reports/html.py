"""One self-contained page of findings, map, topics, duplicates and rows; or of one figure."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import os
import zlib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.duplicates import Duplicates
from workbench.embedding.base import Embedding
from workbench.figures import CONFIG
from workbench.figures.base import SCRIPTS as SHARED
from workbench.figures.base import STYLES, plotly_source
from workbench.masking import LIMITS, masking_note, masking_of
from workbench.projection import Projection, check_flat
from workbench.reports.columns import column_notes, shown_columns
from workbench.reports.conflicts import conflict_section, found_conflicts
from workbench.reports.layout import probe_of
from workbench.reports.masked_run import masked_name, masked_summary, values_left_out
from workbench.reports.payload import build_payload
from workbench.reports.section import Section
from workbench.reports.topic_cards import Trends, topic_cards
from workbench.summary import KIND_WORDS, Summary, findings, in_words, percent, sentence
from workbench.summary.answers import Answer, answers_of
from workbench.tables import Rows, atomic
from workbench.topics import Topics
from workbench.topics.growth import growth_of

MOST_UNPACKED = 2**30
"""Bytes of data in a page, unfolded. A million tickets take some 500 MB."""

SCRIPTS = (
    *("page", "store", "crossfilter", "filters", "table"),
    *("map", "topics", "groups", "main"),
)
"""Script files in the order in which they are put together into one."""


def write_html(  # noqa: PLR0913  a report joins all results
    path: str | os.PathLike[str],
    summary: Summary,
    *,
    rows: Rows,
    frame: pd.DataFrame,
    embedding: Embedding | None = None,
    projection: Projection | None = None,
    duplicates: Duplicates | None = None,
    topics: Topics | None = None,
    sections: Sequence[Section] = (),
    title: str = "",
    redact: bool | Sequence[str] = False,
    columns: Sequence[Any] | None = None,
    conflicts: Any = None,
) -> Path:
    """Write a report that opens in any browser, with no network and no kernel.

    The same results give the same file, byte for byte.
    """
    if projection is not None:
        check_flat(projection, "the map of a report")
    path = Path(path)
    mask, left_out = masking_of(redact, list(frame.columns))
    shown, notes = shown_columns(frame, rows, columns, left_out)
    values = values_left_out(frame, left_out)
    hide = masked_name(mask, values)
    if redact is not False:
        summary = masked_summary(summary, mask, left_out, values)
    payload = build_payload(
        rows,
        frame,
        embedding=embedding,
        projection=projection,
        duplicates=duplicates,
        topics=topics,
        columns=shown,
        mask=mask,
        mask_name=hide,
        summary=summary,
    )
    growth = None if topics is None or not len(topics) else growth_of(topics, frame, left_out)
    answers = answers_of(
        summary,
        rows,
        duplicates=duplicates,
        topics=topics,
        growth=growth,
        mask=mask,
        mask_name=hide,
    )
    notes = (*notes, *(mask(note) for name in shown for note in column_notes(frame[name])))
    if redact is not False:
        notes = (*notes, masking_note(left_out), LIMITS)
    elif embedding is not None:
        # Vectors say something about their texts: a masked report holds none.
        payload["probe"] = probe_of(embedding)
    full_summary = dataclasses.replace(
        summary, title=mask(title) or summary.title, notes=(*summary.notes, *notes)
    )
    differing = conflict_section(found_conflicts(duplicates, conflicts, mask, left_out))
    more = [section.masked(hide) for section in sections]
    cards = None if topics is None else topic_cards(topics, summary, payload, mask)
    page = render(full_summary, payload, differing, more, answers, cards)
    with atomic(path) as temporary:
        temporary.write_bytes(page.encode("utf-8", "replace"))
    return path


def render(
    summary: Summary,
    payload: dict[str, Any],
    conflicts: dict[str, Any] | None = None,
    sections: Sequence[Section] = (),
    answers: Sequence[Answer] = (),
    cards: tuple[Sequence[Mapping[str, Any]], Trends | None] | None = None,
) -> str:
    """Return the page as text."""
    import jinja2

    plotly = plotly_source() if payload["map"] else ""
    script = page_script()
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"in_words": in_words, "percent": percent, "sentence": sentence}
    return environment.from_string(template("report.html")).render(
        summary=summary,
        conflicts=conflicts,
        sections=sections,
        answers=answers,
        cards=cards and cards[0],
        trends=cards and cards[1],
        has_groups=payload["groups"] is not None,
        findings=findings(summary),
        kind_words=KIND_WORDS,
        policy=content_policy(script, plotly),
        style=_safe(
            "".join([own.read_text(encoding="utf-8") for own in STYLES] + [template("report.css")])
        ),
        script=_safe(script),
        summary_json=_safe(script_json(summary.to_dict())),
        data=packed(script_json(payload)),
        plotly=packed(plotly) if plotly else "",
    )


def content_policy(*scripts: str) -> str:
    """Return a Content-Security-Policy under which only `scripts` run and nothing is fetched.

    ``unsafe-eval`` is there because Plotly's WebGL traces compile their drawing commands; it lets
    no text of the page run. Styles are inline because Plotly writes them so.
    """
    digests = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts if script)
    return (
        f"default-src 'none'; script-src 'unsafe-eval' {digests}; style-src 'unsafe-inline'; "
        "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def script_json(value: Any) -> str:
    """Return JSON that may stand inside a script tag: nothing in it can end the tag."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def packed(text: str) -> str:
    """Return text deflated (zlib, RFC 1950) and in base64."""
    data = zlib.compress(text.encode("utf-8", "replace"), 9)
    return base64.b64encode(data).decode("ascii")


def unpacked(data: str, most: int = MOST_UNPACKED) -> str:
    """Return what was `packed`; ValueError if it is longer than any report of ours."""
    opened = zlib.decompressobj()
    text = opened.decompress(base64.b64decode(data, validate=True), most)
    if opened.unconsumed_tail or not opened.eof:
        raise ValueError(f"its data is cut off, or unfolds to more than {most:,} bytes")
    return text.decode("utf-8")


def template(name: str) -> str:
    """Return a file of this package."""
    return resources.files("workbench.reports").joinpath(name).read_text(encoding="utf-8")


def page_script() -> str:
    """Return the page's own script: its files, one after the other, in one function."""
    shared = [path.read_text(encoding="utf-8") for path in SHARED]
    parts = "\n".join([*shared, *(template(f"{name}.js") for name in SCRIPTS)])
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'


def _safe(text: str) -> Any:
    """Mark text as part of the page itself, for files of this package and escaped JSON alone."""
    import markupsafe

    return markupsafe.Markup(text)  # noqa: S704  own files, or JSON in which < is escaped


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


FIGURE_MANIFEST = '<script type="application/json" id="workbench-manifest">'
"""What stands before the manifest of a page of one figure."""


def write_figure(path: str | os.PathLike[str], figure: Any, made: Mapping[str, Any]) -> Path:
    """Write a figure to one HTML file that opens without a network, with its manifest."""
    path = Path(path)
    page = figure.to_html(
        include_plotlyjs=True, include_mathjax=False, config=CONFIG, div_id="workbench-figure"
    )
    manifest = f"{FIGURE_MANIFEST}{_safe(script_json({'format': 1, **made}))}</script>\n</body>"
    page = manifest.join(page.rsplit("</body>", 1))
    with atomic(path) as temporary:
        temporary.write_text(page, encoding="utf-8")
    return path
