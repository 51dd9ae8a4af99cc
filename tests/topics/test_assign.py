import numpy as np

from workbench.similarity import Neighbors
from workbench.topics.assign import Assignment, noise_reasons

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
