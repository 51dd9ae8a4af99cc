"""Pairs that are too many to be stored: the same groups and verdicts as with a list of them.

Tests of duplicates/grouping/steps.py, duplicates/grouping/representatives.py,
duplicates/guards/held_apart.py and similarity/exact_pairs/closest.py.
"""

import re
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.duplicates import GUARDS, find_duplicates
from workbench.duplicates.decisions import decision_key
from workbench.duplicates.grouping import steps
from workbench.errors import BudgetError
from workbench.progress import Quiet
from workbench.similarity import BYTES_PER_LINK, UnlistedPairs, closest_pairs, pairs
from workbench.tables import rows_of

WORDS = ("full", "ok", "not ok", "cleared")


def table(random, count, *, equal=False):
    """Alerts of several templates whose vectors lie near one another, some of them equal."""
    kinds = random.integers(0, 4, count)
    texts = [
        f"{'Disk' if kind < 2 else 'Backup'} of srv{random.integers(6)} {WORDS[kind]} "
        f"at {random.integers(24)}:{random.integers(10, 14)}{'!' * int(random.integers(2))}"
        for kind in kinds
    ]
    rows = rows_of(pd.DataFrame({"text": texts}), "text")
    centers = random.normal(size=(3, 12))
    noise = random.normal(size=(len(rows.distinct), 12)) * random.choice([0.05, 0.15, 0.3])
    if equal:
        noise[random.random(len(noise)) < 0.3] = 0
    vectors = centers[random.integers(0, 3, len(noise))] + noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return rows, vectors.astype(np.float32)


def decided(rows, random):
    """A few decisions by hand on texts and rows."""
    keys = [decision_key(text) for text in rows.distinct]
    lines = []
    for decision in ("same", "not the same", "keep", "drop"):
        for _ in range(int(random.integers(3))):
            one, other = random.choice(len(keys), 2, replace=False).tolist()
            text = keys[one] if decision in ("keep", "drop") else ""
            lines.append((decision, keys[one], keys[other], "", text, 0))
    return pd.DataFrame(lines, columns=["decision", "left", "right", "id", "text", "copy"])


def both_ways(rows, vectors, threshold, memory, **options):
    listed = find_duplicates(
        rows, vectors, pairs(vectors, threshold), threshold=threshold, **options
    )
    unlisted = UnlistedPairs(threshold, len(vectors), memory)
    return listed, find_duplicates(rows, vectors, unlisted, threshold=threshold, **options)


def assert_same(listed, found):
    mine, theirs = found.to_frame(), listed.to_frame()
    for column in ("group", "verdict", "decision"):
        pd.testing.assert_series_equal(mine[column], theirs[column])
    np.testing.assert_allclose(
        mine["similarity"].to_numpy(float), theirs["similarity"].to_numpy(float), atol=2e-6
    )
    assert (mine["compared_to"].isna() == theirs["compared_to"].isna()).all()
    # A group that was joined by hand may hold together by another of its links.
    free = ["weakest_link_left", "weakest_link_right"]
    pd.testing.assert_frame_equal(
        found.groups.drop(columns=free), listed.groups.drop(columns=free), rtol=1e-7
    )


OPTIONS = (None, ("negation", "opposite", "word", "name"), ("number",))


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 100_000),
    st.sampled_from([30, 80, 160]),
    st.sampled_from([0.6, 0.9]),
    st.sampled_from([10**9, BYTES_PER_LINK * 400]),
    st.sampled_from(OPTIONS),
    st.sampled_from(["most_common", "longest"]),
)
def test_groups_and_verdicts_are_those_of_all_pairs(seed, count, threshold, memory, guards, keep):
    random = np.random.default_rng(seed)
    # Of equal vectors that a decision keeps apart, either may take a third one in.
    equal = bool(random.integers(2))
    rows, vectors = table(random, count, equal=equal)
    options = {"keep": keep, "decisions": None if equal else decided(rows, random)}
    options |= {"guards": guards} if guards else {}
    listed, found = both_ways(rows, vectors, threshold, memory, **options)
    assert_same(listed, found)
    assert_same(listed.at(0.95), found.at(0.95))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from(["block_on", "max_days", "review_if_different"]))
def test_what_may_not_be_compared_stays_so(seed, name):
    random = np.random.default_rng(seed)
    rows, vectors = table(random, 80, equal=True)
    days = pd.Timestamp("2026-01-01") + pd.to_timedelta(random.integers(0, 9, len(rows)), unit="D")
    frame = pd.DataFrame({"team": random.integers(0, 3, len(rows)), "day": days})
    frame.loc[random.random(len(rows)) < 0.1, "day"] = pd.NaT
    options = {"max_days": 2, "date": "day"} if name == "max_days" else {name: "team"}
    listed, found = both_ways(rows, vectors, 0.9, 10**9, frame=frame, **options)
    assert_same(listed, found)


@pytest.mark.parametrize("memory", [10**9, BYTES_PER_LINK * 60])
def test_of_each_two_clusters_the_most_similar_pair_is_found(memory):
    random = np.random.default_rng(0)
    vectors = random.normal(size=(120, 8)) + 1
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    cluster = random.integers(0, 20, len(vectors))
    most = memory // BYTES_PER_LINK
    found = closest_pairs(vectors, 0.5, cluster, most=most, progress=Quiet())
    best = {}
    listed = pairs(vectors, 0.5)
    for one, other, similarity in zip(
        listed.left.tolist(), listed.right.tolist(), listed.similarity.tolist(), strict=True
    ):
        names = tuple(sorted((int(cluster[one]), int(cluster[other]))))
        if names[0] != names[1] and similarity >= found.floor:
            best[names] = min(best.get(names, (0,)), (-similarity, one, other))
    assert sorted(best.values(), key=lambda one: one[1:]) == [
        (-similarity, one, other)
        for one, other, similarity in zip(
            found.left.tolist(), found.right.tolist(), found.similarity.tolist(), strict=True
        )
    ]
    assert len(found) <= most
    assert (found.floor > 0.5) == (most < 100)


class Alerts(FakeEncoder):
    """Vectors that hardly depend on host and time; those of one template are nearly the same."""

    def _vector(self, text):
        template = super()._vector(re.sub(r"\S*\d\S*", "", text))
        found = template + 0.05 * super()._vector(text)
        return (found / np.linalg.norm(found)).astype(np.float32)


TEMPLATES = (
    "ALERT: disk usage on host {} at 97 percent at {}",
    "Disk of server {} is full since {}",
    "Disk of server {} is ok since {}",
)


@pytest.fixture
def alerts():
    texts = [
        TEMPLATES[k % 3].format(f"web-{k:04d}", f"{k % 24:02d}:{k % 60:02d}:{k % 59:02d}")
        for k in range(450)
    ]
    frame = pd.DataFrame({"text": texts, "template": np.arange(450) % 3})
    return wb.embed(frame, text="text", model=Alerts(), cache=False, progress=False, ledger=False)


ROOM = 300 * BYTES_PER_LINK


def test_alerts_are_deduplicated_within_the_memory_allowed(alerts):
    guards = [name for name in GUARDS if name not in ("id", "date", "number")]
    duplicates = alerts.duplicates(0.9, memory=ROOM, guards=guards)
    rows = duplicates.to_frame()
    assert any("not listed one by one" in note for note in duplicates.notes)
    assert rows.groupby("group")["verdict"].apply(lambda v: (v == "keep").sum()).eq(1).all()
    gone = rows[rows["verdict"] == "drop"]
    assert len(gone) == 450 - 3
    kept = gone["compared_to"].astype(int)
    template = alerts.frame["template"].to_numpy()
    assert (template[gone.index] == template[kept]).all()
    assert (gone["similarity"] >= 0.9).all()


def test_alerts_of_other_hosts_and_times_wait_for_review(alerts):
    rows = alerts.duplicates(0.9, memory=ROOM).to_frame()
    assert rows["verdict"].value_counts().to_dict() == {"review": 447, "keep": 3, "drop": 0}
    told = rows["reason"][rows["verdict"] == "review"]
    assert told.str.contains("an identifier differs$").all()


def test_any_threshold_from_that_of_the_search_upward_is_answered(alerts):
    duplicates = alerts.duplicates(0.9, memory=ROOM)
    assert duplicates.min_similarity == 0.9
    assert duplicates.at(0.9999).n_review < duplicates.n_review
    assert duplicates.curve(step=0.05)["threshold"].tolist() == [0.9, 0.95, 1.0]
    assert len(duplicates.pairs) < 3 * 450


def test_texts_with_one_vector_need_no_list_of_their_pairs():
    texts = [f"form {k}" for k in range(60)]
    rows = rows_of(pd.DataFrame({"text": texts}), "text")
    vectors = np.zeros((60, 8), np.float32)
    vectors[:, 0] = 1
    found = find_duplicates(
        rows, vectors, UnlistedPairs(0.9, 60, BYTES_PER_LINK * 5), cut=np.ones(60, bool)
    )
    assert found.n_removed == 0
    assert len(found) == 1
    told = found.to_frame()["reason"]
    assert told.str.startswith("review: same beginning as").sum() == 59


def test_clusters_that_cannot_be_joined_say_what_memory_would_do():
    texts = [f"form {k}" for k in range(40)]
    rows = rows_of(pd.DataFrame({"text": texts}), "text")
    vectors = np.eye(40, 40, dtype=np.float32) * 0.2
    vectors[:, 0] += 1
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    keys = [decision_key(text) for text in texts]
    lines = [
        ("not the same", one, other, "", "", 0)
        for place, one in enumerate(keys)
        for other in keys[place + 1 :]
    ]
    apart = pd.DataFrame(lines, columns=["decision", "left", "right", "id", "text", "copy"])
    with (
        mock.patch.object(steps, "ENOUGH", 1),
        mock.patch.object(steps, "LINKS_PER_NODE", 1),
        pytest.raises(BudgetError, match=r"duplicates\(0.9, memory="),
    ):
        find_duplicates(rows, vectors, UnlistedPairs(0.9, 40, BYTES_PER_LINK), decisions=apart)
