import numpy as np
import pandas as pd
import pytest

from workbench.errors import ColumnError
from workbench.topics import aggregate, bursts, find_topics


@pytest.fixture(scope="module")
def found(four):
    _, rows, vectors, near = four
    return find_topics(rows, vectors, near, min_cluster_size=20)


def test_what_topics_cost(four, found):
    values = np.where(four[0]["label"] == "refund", 10.0, 1.0)
    values[3] = np.nan
    table = aggregate(found, values)
    assert table["mean"].iloc[0] == pytest.approx(10, abs=0.5)
    assert table["share"].sum() == pytest.approx(1)
    assert table["missing"].sum() == 1
    assert ((table["ci_low"] <= table["mean"]) & (table["mean"] <= table["ci_high"])).all()
    with pytest.raises(ColumnError, match="no number"):
        aggregate(found, ["x"] * 160)


def test_a_burst_is_flagged_with_its_rows(four, found):
    day = pd.Series(np.arange(160) % 80)
    refund = np.flatnonzero(four[0]["label"] == "refund")
    day[refund[:25]] = 40
    times = pd.Timestamp("2025-01-01") + pd.to_timedelta(day, unit="D")
    table = bursts(found, times)
    assert len(table) == 1
    assert set(refund[:25]) <= set(table["positions"].iloc[0])
    quiet = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(160) % 80, unit="D")
    assert len(bursts(found, quiet)) == 0
