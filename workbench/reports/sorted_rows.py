"""Parts of a report on categories of the user's own and on learned labels: sections and sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.cards import table_lines
from workbench.categories import Categories
from workbench.categories.card import label_lines
from workbench.errors import counted
from workbench.masking import Mask
from workbench.reports.excel import Sheet
from workbench.reports.section import SHOWN, Section, Table, filled, short
from workbench.summary import percent
from workbench.summary.changes import category_sentences
from workbench.topics import Topics

if TYPE_CHECKING:
    from workbench.categories.classifier import Classifier

OVERLAP = 0.25
"""Share of a category's rows from which another that claims them is named."""


def overlapping(categories: Categories) -> pd.DataFrame:
    """Return pairs of categories of which one claims many rows of the other, most first."""
    shares = categories.overlap()
    pairs = [
        (one, other, float(shares.loc[one, other]))
        for one in shares.index
        for other in shares.columns
        if one != other and shares.loc[one, other] >= OVERLAP
    ]
    table = pd.DataFrame(pairs, columns=["category", "also_fits", "share"])
    return table.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def lacking(categories: Categories) -> pd.DataFrame:
    """Return topics of the rows that fit no category, the largest first: name, rows, example."""
    names = ["name", "rows", "example"]
    table = categories.table
    found = table[table["found"]].rename(columns={"category": "name"})
    if len(found) or categories.rest == "cluster":
        return found[names].reset_index(drop=True)
    if not int(table["rows"].iloc[-1]):
        return pd.DataFrame(columns=names)
    topics: Topics = categories.uncovered()
    return topics.table.sort_values("rows", ascending=False, kind="stable")[names]


def what_fits(categories: Categories) -> Section:
    """Say how many rows each category has, what two claim, and what the list lacks."""
    table = categories.table
    own = table[~table["found"]][:-1]
    total, inside = int(table["rows"].sum()), int(own["rows"].sum())
    twice = int(own["contested"].sum())
    sentences = [
        (
            f"{inside:,} of {counted(total, 'row')} with text ({percent(inside, total)}) fit one "
            f"of {len(own):,} categories."
        ),
        *([f"{counted(twice, 'row')} are claimed by two about equally."] if twice else []),
        *(f"{note[0].upper()}{note[1:]}." for note in categories.notes),
        *category_sentences(categories),
    ]
    return Section("categories", "Your categories", tuple(sentences), _category_tables(categories))


def _category_tables(categories: Categories) -> tuple[Table, ...]:
    """Return rows per category, what two claim, and what the list lacks."""
    table = categories.table
    before = dict(categories.rows_before)
    listed = table[~table["found"]]
    listed = listed.assign(before=[before.get(name, 0) for name in listed["category"]])
    lines = table_lines(
        listed,
        category="",
        **({"before": ","} if before else {}),
        rows=",",
        share=".1%",
        contested=",",
        example=short,
    )
    then = ("#Rows before",) if before else ()
    heads = ("Category", *then, "#Rows", "#Share", "#Claimed by another", "Nearest text")
    overlap = overlapping(categories).head(SHOWN)
    pairs = table_lines(overlap, category="", also_fits="", share=".0%")
    claimed = table_lines(
        categories.contested().head(SHOWN),
        text=short,
        category="",
        score=".2f",
        second_category="",
        second_score=".2f",
    )
    lacks = table_lines(lacking(categories).head(SHOWN), name="", rows=",", example=short)
    return filled(
        Table("Rows per category", heads, lines),
        Table("Categories that claim the same rows", ("Of", "Also fit", "#Share"), pairs),
        Table(
            "Texts that two categories claim",
            ("Text", "Category", "#Score", "Second", "#Score"),
            claimed,
        ),
        Table("What the list lacks", ("Topic", "#Rows", "Example"), lacks),
    )


def what_is_learned(classifier: Classifier) -> Section:
    """Say how good learned labels are, which given ones look wrong, and what to label next."""
    table, errors, asked = classifier.table, classifier.label_errors(), classifier.suggest()
    score = classifier.macro_f1
    quality = (
        "too few texts have a label to measure how good it is"
        if np.isnan(score)
        else f"macro F1 {score:.2f} on texts that it had not seen, near-duplicates kept apart"
    )
    labeled = int(table["labeled"].sum())
    sentences = (
        f"Learned from {counted(labeled, 'labeled text')}: {quality}.",
        f"{counted(len(errors), 'given label')} to look at again.",
        *(f"{note[0].upper()}{note[1:]}." for note in classifier.notes),
    )
    lines = label_lines(table)
    sure = {"probability": ".2f"}
    doubted = table_lines(errors.head(SHOWN), text=short, label="", likely="", **sure)
    next_ones = table_lines(asked.head(SHOWN), text=short, predicted="", **sure, second="")
    heads = ("Label", "#Labeled texts", "#Precision, 95 %", "#Recall, 95 %", "#Rows predicted")
    return Section(
        "labels",
        "Learned labels",
        sentences,
        filled(
            Table("By label", heads, tuple(lines)),
            Table(
                "Labels that look wrong",
                ("Text", "Label", "Rather", "#Probability"),
                doubted,
            ),
            Table("Label next", ("Text", "Label", "#Probability", "Or"), next_ones),
        ),
    )


def sheets_of(
    categories: Categories | None, classifier: Classifier | None, mask: Mask
) -> Iterator[Sheet]:
    """Yield sheets on categories and learned labels, with their texts masked."""
    tables: dict[str, pd.DataFrame] = {}
    if categories is not None:
        overlap = categories.overlap().rename_axis("share of rows of").reset_index()
        tables |= {
            "Categories": categories.table,
            "Overlap": overlap,
            "Claimed by two": categories.contested(),
            "Not covered": lacking(categories),
        }
        if categories.rows_before:
            tables["Categories before"] = categories.changes()
    if classifier is not None:
        tables |= {
            "Labels": classifier.table,
            "Label errors": classifier.label_errors(),
            "Label next": classifier.suggest(),
        }
    for name, table in tables.items():
        words = table.map(lambda cell: mask(cell) if isinstance(cell, str) else cell)
        yield Sheet(name, words.rename(columns=mask))
