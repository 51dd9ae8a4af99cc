"""Parts of a report that need more than its own table: what changed, what is answered, metrics."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.cards import table_lines
from workbench.categories import Categories
from workbench.comparison import Comparison
from workbench.duplicates import Matches
from workbench.errors import InputError, counted
from workbench.reports.section import SHOWN, Section, Table, filled, short
from workbench.reports.sorted_rows import what_fits, what_is_learned
from workbench.summary import percent
from workbench.tables import pandas_frame
from workbench.topics import Topics

METRIC_COLUMNS = ("topic", "name", "metric", "rows", "mean", "total", "excess", "p")
"""Columns by which a table of metrics is known."""


def sections_of(
    topics: Topics | None,
    comparison: Comparison | None = None,
    matches: Matches | None = None,
    metrics: pd.DataFrame | None = None,
    categories: Categories | None = None,
    classifier: Any = None,
) -> tuple[Section, ...]:
    """Return the sections of the results that are given."""
    made = []
    if categories is not None:
        made.append(what_fits(categories))
    if classifier is not None:
        made.append(what_is_learned(classifier))
    if comparison is not None:
        made.append(what_changed(comparison))
    if metrics is not None:
        made.append(what_costs(metrics))
    if matches is not None:
        made.append(what_is_answered(matches, topics))
    return tuple(made)


def what_changed(comparison: Comparison) -> Section:
    """Say what differs from another table."""
    changed = comparison.topics[comparison.topics["change"] != ""]
    ends = zip(changed["ci_low"], changed["ci_high"], strict=True)
    changed = changed.assign(between=[f"{low:+.1%} to {high:+.1%}" for low, high in ends])
    counts = {"rows_before": ",", "rows_now": ","}
    shares = {"share_before": ".1%", "share_now": ".1%"}
    topics = table_lines(
        changed.head(2 * SHOWN), name="", change="", **counts, **shares, between=""
    )
    groups = comparison.new_groups.head(SHOWN)
    texts = table_lines(groups, rows=",", text=short, name="", nearest=short, similarity=".2f")
    words = comparison.words
    grown, fallen = words[words["z"] > 0].head(SHOWN), words[words["z"] < 0].tail(SHOWN)[::-1]
    moved = table_lines(pd.concat([grown, fallen]), word="", **counts)
    change = (
        "Topic",
        "Change",
        "#Rows before",
        "#Now",
        "#Share before",
        "#Now",
        "#Difference, 95 %",
    )
    new = ("#Rows", "Example", "Topic", "Nearest before", "#Cosine")
    return Section(
        "changed",
        "What changed",
        comparison.findings,
        filled(
            Table("Topics that grew or shrank", change, topics),
            Table("New, alike texts together", new, texts),
            Table("Words said more and less often", ("Word", "#Before", "#Now"), moved),
        ),
    )


def what_is_answered(matches: Matches, topics: Topics | None) -> Section:
    """Say which rows have an answer in another table, and what is worth writing first."""
    status = pandas_frame(matches)["status"].astype(str).to_numpy()
    answered, nearly = (int((status == name).sum()) for name in ("answered", "partial"))
    rows = len(matches.rows)
    gaps, unused = matches.gaps(), matches.unused()
    missing = int(gaps["rows"].sum())
    sentences = (
        (
            f"{answered:,} of {counted(rows, 'row')} ({percent(answered, rows)}) have an answer "
            f"(cosine {matches.threshold:g} or more), {nearly:,} nearly."
        ),
        (
            f"{missing:,} ({percent(missing, rows)}) have none; alike ones together they are "
            f"{counted(len(gaps), 'question')}."
        ),
        (
            f"{len(unused):,} of {counted(len(matches.others), 'row')} of the other table answer "
            "nothing here."
        ),
    )
    names = None if topics is None else _name_of_ids(matches, topics)
    lines = [
        (
            f"{line['rows']:,}",
            short(line["text"]),
            *(() if names is None else (_most_common(names.loc[line["ids"]]),)),
            short(line["nearest"]),
            f"{line['similarity']:.2f}",
        )
        for line in gaps.head(SHOWN).to_dict("records")
    ]
    about = () if names is None else ("Topic",)
    heads = ("#Rows", "Example", *about, "Nearest there is", "#Cosine")
    idle = [(short(text),) for text in unused["text"].head(SHOWN)]
    tables = [Table("Worth writing first", heads, tuple(lines))]
    if topics is not None:
        tables.append(_by_topic(status, topics))
    return Section(
        "answered",
        "What is answered",
        sentences,
        filled(*tables, Table("Used by nobody", ("Text",), tuple(idle))),
    )


def _by_topic(status: NDArray[np.object_], topics: Topics) -> Table:
    """Return how many rows of each topic are answered, most unanswered rows first.

    Shapes: status (n,).
    """
    table = pd.crosstab(topics.assigned.to_numpy(dtype="float64", na_value=np.nan), status)
    table = table.reindex(columns=["answered", "review", "partial", "unanswered"], fill_value=0)
    table = table.sort_values(["unanswered", "answered"], ascending=[False, True]).head(SHOWN)
    lines = [
        (topics.names[int(topic)], *(f"{count:,}" for count in line))
        for topic, line in zip(table.index, table.to_numpy().tolist(), strict=True)
        if topic >= 0
    ]
    heads = ("Topic", "#Answered", "#To review", "#Nearly", "#Unanswered")
    return Table("By topic", heads, tuple(lines))


def check_metrics(metrics: pd.DataFrame) -> None:
    """Refuse a table that `Topics.metrics` has not made."""
    missing = [name for name in METRIC_COLUMNS if name not in metrics.columns]
    if missing:
        raise InputError(
            "metrics must be the table that topics.metrics([...]) returns; it lacks "
            f"{', '.join(missing)}."
        )


def what_costs(metrics: pd.DataFrame) -> Section:
    """Say which topics weigh most in each column of numbers."""
    check_metrics(metrics)
    tables, sentences = [], []
    ordered = metrics[metrics["rows"] > 0].sort_values(
        ["excess", "topic"], ascending=[False, True], kind="stable"
    )
    for metric in metrics["metric"].unique():
        part = ordered[ordered["metric"] == metric]
        grows = "growth" in part.columns
        lines = [_metric_line(line, grows) for line in part.head(SHOWN).to_dict("records")]
        growth = ("#Growth",) if grows else ()
        heads = ("Topic", "#Rows", "#Mean, 95 %", "#Rest", "#Total", "#Share", "#p", *growth)
        tables.append(Table(f"{metric}: above the rest, weighed by rows", heads, tuple(lines)))
        worst = part.iloc[:1].to_dict("records")
        sentences += [
            f"{metric}: “{line['name']}” weighs most, {line['mean']:,.3g} per row against "
            f"{line['rest_mean']:,.3g} in the rest, {line['share']:.0%} of the total."
            for line in worst
            if line["excess"] > 0
        ]
    return Section("metrics", "What weighs most", tuple(sentences), filled(*tables))


def _metric_line(line: dict[Any, Any], grows: bool) -> tuple[str, ...]:
    """Return one topic's figures as words."""
    mean = f"{line['mean']:,.3g} ({line['ci_low']:,.3g} to {line['ci_high']:,.3g})"
    cells = (
        str(line["name"]),
        f"{line['rows']:,}",
        mean,
        f"{line['rest_mean']:,.3g}",
        f"{line['total']:,.4g}",
        f"{line['share']:.1%}",
        "under .001" if line["p"] < 0.001 else f"{line['p']:.3f}",
    )
    return (*cells, f"{line['growth']:+,.4g}") if grows else cells


def _name_of_ids(matches: Matches, topics: Topics) -> pd.Series:
    """Return the name of each row's topic, by the row's id."""
    names = topics.names.reindex(topics.assigned.fillna(-1).astype(int), fill_value="")
    return pd.Series(names.to_numpy(), index=pd.Index(matches.rows.ids, dtype=object))


def _most_common(names: pd.Series) -> str:
    """Return the name that most rows have."""
    return str(names.mode().iloc[0])
