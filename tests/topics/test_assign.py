import numpy as np
import pytest

from workbench.similarity import Neighbors
from workbench.topics.assign import (
    Assignment,
    assign,
    centroids,
    nearest_topics,
    noise_reasons,
)

TEXTS = (
    "in a topic, one of ten texts that are so",
    "a text of which the model saw the first half only",
    "ok then",
    "ein Text, den das Modell nicht kennt",
    "\u043f\u0438\u0441\u044c\u043c\u043e \u043d\u0430 \u043f\u0440\u0438\u0432\u0435\u0442",
    "a text with nothing like it anywhere",
    "a text halfway from one topic to the next",
    "a text that stands beside a topic, not within it",
)
LIKENESS = (0.8, 0.8, 0.8, 0.8, 0.8, 0.1, 0.8, 0.8)
MARGIN = (0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.0, 0.3)
CUT = np.arange(8) == 1
FOREIGN = np.arange(8) == 3


def reasons(*, labels=(0, -1, -1, -1, -1, -1, -1, -1), nearest=0, **flags):
    """The reasons of eight texts, each of which is noise for one of its own."""
    found = Assignment(
        np.full(8, nearest),
        np.full(8, 0.5, dtype=np.float32),
        np.array(MARGIN, dtype=np.float32),
        np.full(8, 0.5, dtype=np.float32),
    )
    other = np.array(LIKENESS, dtype=np.float32)
    near = Neighbors(
        np.stack([np.arange(8), (np.arange(8) + 1) % 8], axis=1).astype(np.int32),
        np.stack([np.ones(8, dtype=np.float32), other], axis=1),
    )
    return noise_reasons(TEXTS, np.array(labels), found, near, **flags).tolist()


def test_each_noise_text_has_its_reason():
    assert reasons(cut=CUT, foreign=FOREIGN) == [
        "",
        "truncated",
        "too short",
        "other language",
        "low density",
        "isolated",
        "between two topics",
        "low density",
    ]


def test_without_flags_another_script_tells_the_language():
    assert reasons()[3:5] == ["low density", "other language"]
    assert reasons()[1] == "low density"


def test_where_there_are_no_topics_that_is_the_reason():
    assert set(reasons(labels=np.full(8, -1), nearest=-1)) == {"no topics"}


@pytest.mark.parametrize("by_places", [False, True])
def test_texts_compared_block_by_block_are_assigned_as_all_at_once(monkeypatch, by_places):
    random = np.random.default_rng(0)
    vectors = unit(random.standard_normal((300, 16)))
    labels = random.integers(-1, 9, 300)
    labels[labels == 4] = -1  # a vacant number
    graph = Neighbors(
        random.integers(0, 300, (300, 12)).astype(np.int32),
        random.random((300, 12)).astype(np.float32),
    )
    places = random.standard_normal((300, 3)).astype(np.float32) if by_places else None
    at_once = assign(vectors, graph, labels, centroids(vectors, labels), places)
    nearest = nearest_topics(vectors, centroids(vectors, labels))
    monkeypatch.setattr("workbench.topics.assign.BLOCK", 7)
    by_blocks = assign(vectors, graph, labels, centroids(vectors, labels), places)
    for name in ("nearest", "similarity", "margin", "confidence"):
        np.testing.assert_allclose(getattr(by_blocks, name), getattr(at_once, name), atol=1e-6)
    for own, other in zip(
        nearest_topics(vectors, centroids(vectors, labels)), nearest, strict=True
    ):
        np.testing.assert_allclose(own, other, atol=1e-6)
    assert 4 not in by_blocks.nearest


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
