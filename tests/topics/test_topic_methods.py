import numpy as np
import pandas as pd
import pytest

from workbench.topics import bursts, find_topics


@pytest.fixture(scope="module")
def found(four):
    _, rows, vectors, near = four
    return find_topics(rows, vectors, near, min_cluster_size=20)


def test_a_burst_is_flagged_with_its_rows(four, found):
    day = pd.Series(np.arange(160) % 80)
    refund = np.flatnonzero(four[0]["label"] == "refund")
    day[refund[:25]] = 40
    times = pd.Timestamp("2025-01-01") + pd.to_timedelta(day, unit="D")
    table = bursts(found, times)
    assert len(table) == 1
    assert set(refund[:25]) <= set(table["positions"].iloc[0])
    quiet = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(160) % 80, unit="D")
    none = bursts(found, quiet)
    assert len(none) == 0
    assert "no topic had more rows" in none.attrs["notes"][0]
