"""Texts that are held apart without a look at their pair: duplicates/guards/held_apart.py."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.duplicates import GUARDS
from workbench.duplicates.guards.differences import guard_pairs, holds_back
from workbench.duplicates.guards.held_apart import held_apart
from workbench.duplicates.guards.mild import mark_mild

VALUES = ("srv-17", "srv-18", "5", "7", "12:30", "12:31", "3 May", "4 May", "two", "90 %", "$4")
TEXTS = st.lists(
    st.lists(st.sampled_from(("disk of", "at", "twice", *VALUES)), min_size=1, max_size=5),
    min_size=2,
    max_size=12,
).map(lambda texts: [" ".join(words) for words in texts])
GUARD_SETS = st.sampled_from([GUARDS, ("number",), ("date", "id"), ("negation",)])


@settings(deadline=None)
@given(TEXTS, GUARD_SETS, st.booleans())
def test_what_is_sure_to_be_held_apart_is_held_back_as_a_pair(texts, guards, strict):
    everything = np.arange(len(texts))
    apart = held_apart(texts, guards, strict=strict)
    undecided = apart.undecided(everything[:, None], everything)
    assert undecided.diagonal().all()
    assert (undecided == undecided.T).all()
    every = np.repeat(everything, len(texts)), np.tile(everything, len(texts))
    conflict = apart.values_conflict(*every).reshape(undecided.shape)
    left, right = np.nonzero(~undecided | conflict)
    bits = guard_pairs(texts, left, right, guards=guards)
    if not strict:
        bits = mark_mild(texts, left, right, bits, np.ones(len(left)))
    assert holds_back(bits).all()


def test_lines_of_one_machine_are_held_apart_beside_lines_of_another():
    """Tables of alerts mix templates: some lines name two numbers, others a time."""
    texts = ["backup 7 of 9", "backup 8 of 9", "full since 12:30", "full since 12:31"]
    ends = np.arange(4)
    apart = held_apart(texts, GUARDS, strict=False)
    assert not apart.undecided(ends[:1], ends[1:2]).any()
    assert not apart.undecided(ends[2:3], ends[3:]).any()
    assert apart.undecided(ends[:1, None], ends[2:]).all()  # only a look at the pair tells


def test_texts_that_name_no_number_and_texts_that_are_alone():
    texts = ["nothing here", "nothing there", "nothing here"]
    alone = np.array([False, False, True])
    apart = held_apart(texts, GUARDS, alone=alone, strict=False)
    everything = np.arange(3)
    assert apart.undecided(everything[:, None], everything).tolist() == [
        [True, True, False],
        [True, True, False],
        [False, False, True],
    ]
