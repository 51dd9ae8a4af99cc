"""Numbers of orders and tickets that are not what a text is about."""

import numpy as np
import pytest

from tests.duplicates.cases import toy
from workbench.duplicates.guards.differences import GUARDS
from workbench.duplicates.guards.numbers_and_dates import read_values
from workbench.duplicates.guards.references import problem_reader


def verdicts(texts, **options):
    count = len(texts)
    close = np.full((count, count), 0.97) + 0.03 * np.eye(count)
    return toy(close.tolist(), texts, **options)


@pytest.mark.parametrize(
    ("texts", "dropped", "waiting"),
    [
        (["My order 88121 has not arrived", "My order 90233 has not arrived"], 1, 0),
        (["Where is order TW-418207 now?", "Where is order TW-418270 now?"], 0, 1),
        ([f"Where is order TW-4182{k} now, please?" for k in range(10, 15)], 4, 0),
        (["The lock beeps. My order number is TW-11.", "The lock beeps."], 1, 0),
        (["My booking code is QX7TRP.", "My booking code is ZK1AAB."], 0, 1),
        (
            ["I want to order 12 lamps", "I want to order 15 lamps", "I want to order 20 lamps"],
            0,
            2,
        ),
        (["Error F1203 at the dock", "Error F9877 at the dock", "Error F5565 at the dock"], 0, 2),
        (["Order 88121: 5 lamps are broken", "Order 90233: 7 lamps are broken"], 0, 1),
    ],
)
def test_another_reference_is_no_other_problem(texts, dropped, waiting):
    result = verdicts(texts)
    assert (result.n_removed, result.n_review) == (dropped, waiting)
    assert all("differs" in reason for reason in result.to_frame()["reason"][1:])
    strict = verdicts(texts, guards="strict")
    assert (strict.n_removed, strict.n_review) == (0, len(texts) - 1)


def test_other_order_numbers_are_one_problem_if_ids_are_ignored():
    texts = ["Where is order TW-418207 now?", "Where is order TW-418270 now?"]
    assert verdicts(texts, guards=[name for name in GUARDS if name != "id"]).n_removed == 1


@pytest.mark.parametrize("text", ["order " * 3000, "order number: " + "1-" * 4000, " " * 8000])
def test_what_is_left_out_takes_time_in_proportion(text):
    assert problem_reader([text], read_values)(text) == read_values(text)
