"""A report opened in a headless Chromium that can reach nothing."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.browser.drive import CHROMIUM, FLAGS

HOME = ("file:", "data:", "blob:")
READY = "html[data-ready]"


@dataclass
class Watch:
    """What must stay empty while a page is open."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start a browser, or skip where there is none."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("playwright is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def open_page(browser: Any, **context: Any) -> tuple[Any, Watch]:
    """Return a page with all network cut, and what it asked for or complained of."""
    page = browser.new_page(**({"viewport": {"width": 1280, "height": 900}} | context))
    watch = Watch()

    def cut(route: Any) -> None:
        if route.request.url.startswith(HOME):
            route.continue_()
        else:
            watch.foreign.append(route.request.url)
            route.abort()

    page.route("**/*", cut)
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on("dialog", lambda dialog: (watch.ran.append(dialog.message), dialog.dismiss()))
    page.on(
        "console", lambda said: watch.errors.append(said.text) if said.type == "error" else None
    )
    return page, watch


def show(page: Any, path: Any) -> None:
    """Open a report and wait until all of it stands."""
    page.goto(f"file://{path}")
    page.wait_for_selector(READY, timeout=60_000)
