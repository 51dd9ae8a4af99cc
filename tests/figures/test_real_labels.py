"""Test of figures/labels.py with the real model: names on the maps of real topics are readable."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.figures.test_labels import boxes
from workbench.figures.labels import View, to_screen
from workbench.figures.plan import labels_in, plan_map

pytestmark = pytest.mark.model

WIDE, REPORT, PAPER = (1199.0, 620.0), (1150.0, 690.0), (690.0, 460.0)
"""The map in a notebook without side bar and in a report, both in a window of 1,600 pixels; a printed page."""  # noqa: E501


def map_of(corpus):
    """Return the plan of the map of a corpus with the topics found by default."""
    return plan_map(corpus.projection(), color=corpus.topics(), frame=corpus.frame)


def read(path):
    return pd.read_csv(path, sep="\t", quoting=csv.QUOTE_NONE, dtype=str, keep_default_na=False)


def figures_of(plan, size):
    """Return the share of topics with a name, themes, share of dots below names, overlaps, cuts."""
    view = View(plan.home.x, plan.home.y, *size)
    labels = labels_in(plan, view)
    at = to_screen(plan.points[plan.shown].astype(np.float64), view)
    found = np.array(boxes(labels, view))
    x, y = at[:, :1], at[:, 1:]
    below = (x > found[:, 0]) & (x < found[:, 2]) & (y > found[:, 1]) & (y < found[:, 3])
    overlaps = sum(
        bool((a[:2] < b[2:] - 1e-6).all() and (b[:2] < a[2:] - 1e-6).all())
        for k, a in enumerate(found)
        for b in found[:k]
    )
    topics = sum(key >= 0 for key in plan.named.keys)
    cut = sum(label.lines[-1].endswith("\u2026") for label in labels)
    named = sum(label.group >= 0 for label in labels) / topics
    themes = sum(bool(label.color) for label in labels)
    return named, themes, below.any(axis=1).mean(), overlaps, cut


def check(plan, least):
    """Hold a map to the least shares of named topics on the three sizes, and to named themes."""
    for size, share in zip((WIDE, REPORT, PAPER), least, strict=True):
        named, themes, hidden, overlaps, cut = figures_of(plan, size)
        assert named >= share, f"{named:.0%} of the topics are named at {size}"
        assert themes >= (3 if size == PAPER else 4), f"{themes} themes are named at {size}"
        assert hidden <= 0.02, f"{hidden:.1%} of the dots are hidden at {size}"
        assert overlaps == 0
        assert cut == 0


def test_the_map_of_the_tickets(model_store):
    corpus = wb.embed(wb.sample("tickets"), text="body", id="ticket_id", cache=model_store)
    check(map_of(corpus), (0.9, 0.95, 0.65))


@pytest.mark.slow
def test_the_map_of_banking77(real_data):
    corpus = wb.embed(read(real_data / "banking77" / "banking77.tsv"), text="text")
    check(map_of(corpus), (0.9, 0.95, 0.45))


@pytest.mark.soak
def test_the_map_of_clinc150(real_data):
    corpus = wb.embed(read(real_data / "clinc150" / "clinc150.tsv"), text="text")
    check(map_of(corpus), (0.9, 0.9, 0.35))
