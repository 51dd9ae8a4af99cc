"""Every fault a few times; ``make soak`` injects each many times."""

import random
from pathlib import Path

import pytest

from tests.faults import soak
from tests.faults.suite import FAULTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_nothing_is_lost(fault, tmp_path):
    if why := fault.needs():
        pytest.skip(why)
    tally = fault.inject(fault.brief, tmp_path, random.Random(0))
    assert tally.lost == []
    assert tally.injected >= fault.brief * 0.5
    assert tally.unharmed + tally.told == tally.injected


def test_the_table_of_the_manual_is_that_of_the_suite():
    rows = soak.rows_of(PAGE.read_text(encoding="utf-8"))
    assert [row[0] for row in rows] == [fault.name for fault in FAULTS]
    for name, injected, unharmed, told, lost in rows:
        assert lost == "0", name
        assert int(injected.replace(",", "")) >= 20, name
        together = int(unharmed.replace(",", "")) + int(told.replace(",", ""))
        assert together == int(injected.replace(",", "")), name


def test_a_loss_is_counted_and_shown():
    tally = soak.Tally(3, 1, 1, ["a wrong vector"])
    assert soak.rows_of(f"{soak.BEGIN}{soak.table([('x', tally)])}{soak.END}") == [
        ["x", "3", "1", "1", "1"]
    ]
