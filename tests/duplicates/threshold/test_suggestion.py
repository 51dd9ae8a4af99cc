"""A threshold without labels.

Tests of duplicates/threshold/suggestion.py, duplicates/threshold/signals.py,
duplicates/threshold/threshold_methods.py and
duplicates/threshold/sampled_groups.py.
"""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import silhouette_score

from tests.duplicates.cases import found
from workbench.duplicates import find_duplicates
from workbench.duplicates.kernels import components
from workbench.duplicates.threshold.sampled_groups import sample_groups
from workbench.duplicates.threshold.signals import measure_groups, stability
from workbench.ledger import Ledger
from workbench.similarity import pairs
from workbench.tables import rows_of

WORDS = [f"{a}{b}{c}" for a in "bdfgklm" for b in "aeiou" for c in "nrst"]


def grouped(spread, *, groups=40, size=4, dimensions=48, floor=0.7, **options):
    """Find duplicates among texts in groups; `spread` says how far texts lie from their group."""
    random = np.random.default_rng(5)
    centers = random.normal(size=(groups, dimensions))
    noise = random.normal(size=(groups * size, dimensions))
    vectors = np.repeat(centers, size, axis=0) + spread * noise
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    texts = [
        f"{WORDS[k]} {WORDS[k + 1]} {WORDS[-1 - j]}" for k in range(groups) for j in range(size)
    ]
    order = np.argsort(texts)
    frame = options.pop("frame", pd.DataFrame({"text": sorted(texts)}))
    rows = rows_of(frame, "text")
    vectors = np.ascontiguousarray(vectors[order])
    result = find_duplicates(
        rows, vectors, pairs(vectors, floor), threshold=0.9, frame=frame, **options
    )
    return result, np.array([text.split()[0] for text in rows.distinct])


def labels_at(result, threshold):
    groups = sample_groups(result._case)
    return components(groups.ends[groups.levels >= threshold], len(groups.nodes))


@pytest.mark.parametrize("spread", [0.3, 0.55, 0.8])
def test_the_suggestion_finds_groups_far_below_the_floor_too(spread):
    result, gold = grouped(spread)
    suggestion = result.suggest_threshold()
    label = labels_at(result, suggestion.threshold)
    right = (label[:, None] == label) == (gold[:, None] == gold)
    assert right.mean() > 0.99
    assert suggestion.sure or spread > 0.3  # the pair model would choose a higher threshold
    assert suggestion.low <= suggestion.threshold <= suggestion.high
    below = any("find them again with threshold=" in note for note in suggestion.notes)
    assert below == (suggestion.threshold < 0.7)


def test_a_table_without_groups_is_not_sure_and_asks_for_answers():
    random = np.random.default_rng(1)
    vectors = random.normal(size=(300, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    frame = pd.DataFrame(
        {"text": sorted(f"{WORDS[k % 140]} {WORDS[k // 3]}{k}" for k in range(300))}
    )
    rows = rows_of(frame, "text")
    result = find_duplicates(rows, vectors, pairs(vectors, 0.7))
    suggestion = result.suggest_threshold()
    assert not suggestion.sure
    assert "thirty questions" in repr(suggestion)
    assert any("no clear borders" in note for note in suggestion.notes)


def test_the_curve_holds_every_threshold_and_what_speaks_for_it():
    result, _ = grouped(0.55)
    suggestion = result.suggest_threshold()
    curve = suggestion.curve
    assert curve["threshold"].to_numpy() == pytest.approx(np.arange(50, 101) / 100)
    assert curve["score"].max() == 1
    assert curve.loc[curve["threshold"] == suggestion.threshold, "score"].item() == 1
    assert (curve["pairs"].diff().dropna() <= 0).all()
    at = curve["threshold"] == suggestion.threshold
    assert curve.loc[at, "closure"].item() == suggestion.closure
    for name in ("closure", "f1", "stability"):
        assert curve[name].between(0, 1).all()
    assert set(suggestion.signals) == {"silhouette", "stability", "pair model"}
    assert result.suggest_threshold() is suggestion
    figure = curve.plot()
    assert len(figure.data) == 5
    assert figure.layout.shapes[0].x0 == suggestion.threshold


def test_silhouettes_are_those_of_scikit_learn():
    result, _ = grouped(0.9, groups=12, size=3, dimensions=8)
    groups = sample_groups(result._case)
    measured = measure_groups(groups).set_index("threshold")
    distances = 1 - groups.vectors.astype(float) @ groups.vectors.T
    np.fill_diagonal(distances, 0)
    checked = 0
    for threshold in (0.6, 0.8, 0.9):
        label = components(groups.ends[groups.levels >= threshold], len(groups.nodes))
        if 1 < len(set(label)) < len(label):
            wanted = silhouette_score(np.maximum(distances, 0), label, metric="precomputed")
            assert measured.loc[threshold, "silhouette"] == pytest.approx(wanted, abs=1e-4)
            checked += 1
    assert checked


def test_stability_is_highest_in_a_gap():
    thresholds = pd.Series(np.arange(50, 101) / 100)
    counts = pd.Series(np.where(thresholds < 0.7, 5000 - 6000 * (thresholds - 0.5), 200))
    steady = stability(thresholds, counts)
    assert steady[thresholds.between(0.76, 0.95)].min() > steady[thresholds < 0.64].max()
    assert steady.max() == 1


def test_a_sample_is_told_and_suggests_about_the_same():
    result, _ = grouped(0.55)
    whole = sample_groups(result._case)
    part = sample_groups(result._case, most_links=60)
    assert len(whole.nodes) == whole.total == part.total == 160
    assert 40 <= len(part.nodes) < 160
    assert len(part.links) < 200
    assert part.links.similarity.min() >= 0.5


def test_copies_do_not_count_and_what_a_person_keeps_apart_stays_apart(tmp_path):
    frame = pd.DataFrame({"text": ["a card is late", "A card is late!", "a card is lost"]})
    texts = sorted(frame["text"])
    vectors = np.array([[1, 0], [1, 0], [0.9, 0.43589]], dtype=np.float32)
    rows = rows_of(frame.assign(text=texts), "text")
    plain = find_duplicates(rows, vectors, pairs(vectors, 0.7))
    assert len(sample_groups(plain._case).nodes) == 2
    suggestion = plain.suggest_threshold()
    assert suggestion.curve["pairs"].max() == 1
    assert not suggestion.sure
    assert "too few groups" in suggestion.notes[0]
    ledger = Ledger(tmp_path / "decisions.jsonl")
    pair = {"left_text": texts[1:2], "right_text": texts[2:], "same": False}
    ledger.add_labels(pd.DataFrame(pair))
    apart = find_duplicates(rows, vectors, pairs(vectors, 0.7), decisions=ledger.decisions())
    assert apart.suggest_threshold().curve["pairs"].max() == 0


def test_only_rows_of_one_block_are_compared():
    frame = pd.DataFrame({"text": ["card late", "card later"], "product": ["a", "b"]})
    rows = rows_of(frame, "text")
    vectors = np.array([[1, 0], [0.9, 0.43589]], dtype=np.float32)
    mined = pairs(vectors, 0.7)
    apart = find_duplicates(rows, vectors, mined, frame=frame, block_on="product")
    assert not len(sample_groups(apart._case).links)
    assert len(sample_groups(find_duplicates(rows, vectors, mined)._case).links) == 1


def test_without_similar_texts_nothing_is_chosen():
    suggestion = found(["card"], floor=0.7).suggest_threshold()
    assert (suggestion.threshold, suggestion.closure) == (0.9, 1.0)
    assert "no two texts have a similarity" in suggestion.notes[0]
