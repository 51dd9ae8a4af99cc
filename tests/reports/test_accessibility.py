"""The report is checked by axe-core (WCAG 2.2, levels A and AA) in both color schemes."""

from importlib import resources

import pytest

from tests.reports.opened import chromium, open_page, show
from tests.reports.test_browser import report, run

pytestmark = pytest.mark.browser

__all__ = ["report", "run"]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = """async (rules) => {
  const found = await axe.run(document, {runOnly: rules});
  return found.violations.map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 160))]);
}"""


@pytest.fixture(scope="module")
def axe():
    pytest.importorskip("axe_playwright_python")
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_breaks_no_rule(axe, report, scheme):
    with chromium() as browser:
        page, watch = open_page(browser, color_scheme=scheme)
        show(page, report)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        page.locator("#charts [data-key=column0] .values button").first.click()
        page.evaluate(axe)
        assert page.evaluate(CHECK, RULES) == []
        page.get_by_text("Columns", exact=True).click()
        assert page.locator(".wb-columns input").count() > 5
        assert page.evaluate(CHECK, RULES) == []
        page.locator("#table tr.row").first.click()
        page.wait_for_selector("dialog[open]")
        assert page.evaluate(CHECK, RULES) == []
        assert watch.errors == []
