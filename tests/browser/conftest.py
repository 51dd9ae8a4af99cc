"""One JupyterLab for all browser tests; each test has a folder, kernels and a page of its own."""

from __future__ import annotations

import importlib.util

import pytest

from tests.browser import drive


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    if not drive.CHROMIUM:
        pytest.skip("no Chromium on this machine")
    for package in ("jupyterlab", "playwright", "nbformat"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    with drive.jupyterlab(tmp_path_factory.mktemp("notebooks")) as running:
        yield running


@pytest.fixture
def lab(server):
    """JupyterLab on a folder in which no other test has left anything."""
    with server.own_folder() as own:
        yield own


@pytest.fixture
def page(lab):
    """A page that must ask for nothing off this machine and raise no error."""
    with drive.browser() as opened:
        yield opened
        assert opened.watch.foreign == [], "a view asked for the network"
        assert opened.watch.errors == [], "the page raised an error"
