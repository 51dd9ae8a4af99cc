"""The report in a real browser: what it shows, how it answers, and what does not run in it."""

import csv
import io
import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.fakes import FakeEncoder
from tests.hostile import TEXTS as HOSTILE
from tests.reports.opened import chromium, open_page, show
from tests.reports.results import make_run
from workbench.duplicates import find_duplicates
from workbench.reports import write_html
from workbench.similarity import pairs

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def table():
    things = ["order", "parcel", "invoice", "password", "refund"]
    texts = [f"my {things[k % 5]} number {k} is late again" for k in range(60)]
    texts += ["my order is late", "my order is late", "My order is late!", None]
    n = len(texts)
    return pd.DataFrame(
        {
            "ticket": [f"T{k}" for k in range(n)],
            "text": texts,
            "channel": [["mail", "chat", "phone"][k % 3] for k in range(n)],
            "created": pd.date_range("2025-01-01", periods=n, freq="3D").strftime("%Y-%m-%d"),
        }
    )


@pytest.fixture(scope="module")
def run():
    made = make_run(table(), id="ticket", title="Week 3")
    vectors = FakeEncoder().encode(made.rows.distinct)
    found = find_duplicates(made.rows, vectors, pairs(vectors, 0.85), threshold=0.9)
    return replace(made, duplicates=found)


@pytest.fixture(scope="module")
def report(run, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    return write_html(path, run.summary, **run.parts())


@pytest.fixture
def page(browser, report):
    opened, watch = open_page(browser)
    show(opened, report)
    yield opened
    opened.close()
    assert watch.foreign == []
    assert watch.errors == []
    assert watch.ran == []


def answered(page, expected):
    page.wait_for_function(
        "text => document.querySelector('#count').textContent === text", arg=expected
    )


def test_first_screen_says_the_findings_and_the_map_is_drawn(page):
    assert page.locator("h1").inner_text() == "Week 3"
    first = page.locator("#findings").inner_text()
    assert "Two themes hold 100% of the texts." in first
    assert "What can go?" in first
    assert "64 rows, 62 distinct texts" in page.locator("#made").text_content()
    assert page.locator("#plot .scatterlayer .point").count() == 62
    assert page.locator("#charts [data-key=topic] .values button").count() == 2
    assert page.locator("#problem").is_hidden()


def test_no_button_uploads_anything(page):
    page.hover("#plot")
    titles = page.locator(".modebar-btn").evaluate_all(
        "buttons => buttons.map(b => b.dataset.title)"
    )
    assert titles
    assert not [t for t in titles if t and any(w in t.lower() for w in ("share", "cloud", "edit"))]


def test_search_finds_in_texts_and_marks_what_it_found(page):
    page.fill("#query", "PARCEL")
    answered(page, "12 of 64 rows")
    assert page.locator("#table mark").first.inner_text() == "parcel"
    page.fill("#query", '"number 6" parcel')
    answered(page, "1 of 64 rows")
    page.fill("#query", "no such thing")
    answered(page, "0 of 64 rows")
    assert "No row fits" in page.locator("#table").inner_text()
    page.click("#clear")
    answered(page, "64 rows")


def test_filters_are_told_and_undone_one_by_one(page):
    page.click("#more")
    page.select_option("#choices [data-key=column0]", label="chat")
    answered(page, "21 of 64 rows")
    page.fill("#query", "order")
    answered(page, "5 of 64 rows")
    page.locator("#chips button", has_text="channel: chat").click()
    answered(page, "15 of 64 rows")


def test_dates_and_numbers_are_limited_from_and_to(page):
    page.click("#more")
    page.locator("[aria-label='created: from']").fill("2025-01-31")
    answered(page, "54 of 64 rows")
    page.locator("[aria-label='created: to']").fill("2025-02-03")
    answered(page, "2 of 64 rows")  # both days count
    assert "created from 2025-01-31 to 2025-02-03" in page.locator("#chips").inner_text()
    page.select_option("#choices [data-key=column0]", label="mail")
    answered(page, "0 of 64 rows")
    page.locator("#chips button", has_text="created").click()
    answered(page, "22 of 64 rows")
    assert page.locator("[aria-label='created: from']").input_value() == ""
    page.click("#clear")
    answered(page, "64 rows")


def test_any_column_can_be_filtered(browser, tmp_path):
    n = 300
    frame = pd.DataFrame(
        {
            "text": [f"text {k} about things" for k in range(n)],
            "customer": [f"Ångström {k}" for k in range(n)],
            "minutes": [None, *np.arange(n - 1) / 2],
        }
    )
    run = make_run(frame)
    path = write_html(tmp_path / "r.html", run.summary, **run.parts(projection=None))
    page, watch = open_page(browser)
    show(page, path)
    page.click("#more")
    page.locator("[aria-label='customer: holds']").fill("ANGSTROM 29")
    answered(page, "11 of 300 rows")
    page.locator("[aria-label='minutes: from']").fill("145")
    page.locator("[aria-label='minutes: to']").fill("147.5")
    answered(page, "6 of 300 rows")
    page.click("#clear")
    answered(page, "300 rows")
    assert watch.errors == []
    page.close()


def test_a_bar_isolates_a_topic_and_frees_it_again(page):
    first = "#charts [data-key=topic] .values button:first-child"
    page.locator(first).click()
    page.wait_for_selector(f"{first}[aria-pressed=true]")
    page.wait_for_function(
        "() => document.querySelector('#count').textContent.endsWith(' of 64 rows')"
    )
    page.locator(first).click()
    answered(page, "64 rows")


def bar(page, chart, name):
    return page.locator(f"#charts [data-key={chart}] .values button", has_text=name)


def test_charts_filter_each_other_and_every_step_is_undone(page):
    bar(page, "column0", "chat").click()
    answered(page, "21 of 64 rows")
    assert bar(page, "column0", "mail").locator(".many").inner_text() == "22"
    bar(page, "column0", "mail").click(modifiers=["Control"])
    answered(page, "43 of 64 rows")
    assert "channel: chat, mail" in page.locator("#chips").inner_text()
    picture = page.locator("#charts [data-key=column1] svg")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20, steps=5)
    page.mouse.up()
    page.wait_for_function("document.querySelectorAll('#chips button').length === 2")
    few = page.locator("#count").inner_text()
    assert int(few.split()[0]) < 30
    page.click("#undo")
    answered(page, "43 of 64 rows")
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    answered(page, "21 of 64 rows")
    page.locator("#chips button").click()
    answered(page, "64 rows")


def test_charts_are_used_with_keys_alone(page):
    bar(page, "column0", "mail").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    answered(page, "21 of 64 rows")
    focused = "document.activeElement.querySelector('.name').textContent"
    assert page.evaluate(focused) == "chat"
    page.locator("#charts [data-key=column1] [role=slider]").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelectorAll('#chips button').length === 2")
    assert "to" in page.evaluate("document.activeElement.getAttribute('aria-valuetext')")
    page.keyboard.press("Delete")
    answered(page, "21 of 64 rows")


def test_lasso_chooses_exactly_the_dots_inside(page):
    page.locator("#plot").scroll_into_view_if_needed()
    box = page.locator("#plot").bounding_box()
    left, top = box["x"] + 5, box["y"] + 40
    right, bottom = box["x"] + box["width"] / 2, box["y"] + box["height"] - 5
    inside = page.evaluate(
        """([left, top, right, bottom]) => {
          const plot = document.querySelector('#plot');
          const {left: x0, top: y0} = plot.getBoundingClientRect();
          const {xaxis, yaxis} = plot._fullLayout;
          return plot.data[0].x.filter((x, k) => {
            const px = x0 + xaxis._offset + xaxis.d2p(x);
            const py = y0 + yaxis._offset + yaxis.d2p(plot.data[0].y[k]);
            return px > left && px < right && py > top && py < bottom;
          }).length;
        }""",
        [left, top, right, bottom],
    )
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top + 2)):
        page.mouse.move(x, y, steps=6)
    page.mouse.up()
    page.wait_for_selector("#chips button")
    assert 0 < inside < 62
    assert f"chosen on the map: {inside} text" in page.locator("#chips").inner_text()
    page.click("#clear")
    answered(page, "64 rows")
    page.wait_for_function("!document.querySelector('#plot').data[0].selectedpoints")
    assert page.evaluate("document.querySelector('#plot').layout.selections?.length ?? 0") == 0


# Corner and size of the part to show, as shares of the whole map; ends once the names are there.
ZOOM = """([x, y, share]) => {
  const plot = document.querySelector('#plot');
  window.wholeMap ??= [[...plot.layout.xaxis.range], [...plot.layout.yaxis.range]];
  const part = ([low, high], from) => [from, from + share].map((one) => low + one * (high - low));
  const [across, up] = window.wholeMap;
  const named = new Promise((done) =>
    plot.on('plotly_update', () => setTimeout(done)));
  Plotly.relayout(plot, { 'xaxis.range': part(across, x), 'yaxis.range': part(up, y) });
  return named;
}"""

NAMES = """() => {
  const plot = document.querySelector('#plot').getBoundingClientRect();
  return [...document.querySelectorAll('#plot .annotation-text')].map((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const whole = left >= plot.left - 1 && right <= plot.right + 1 && top >= plot.top - 1 && bottom <= plot.bottom + 1;
    return [one.textContent, whole, left, top, right, bottom];
  });
}"""  # noqa: E501


def test_zooming_in_shows_a_sentence_of_each_topic_in_sight(page, run):
    examples = [f"\u201c{one}\u201d" for one in run.topics.table["example"]]
    assert not any("\u201c" in name for name, *_ in page.evaluate(NAMES))
    seen = set()
    for x, y in itertools.product((0, 0.3, 0.6), repeat=2):
        page.evaluate(ZOOM, [x, y, 0.4])
        names = page.evaluate(NAMES)
        assert all(whole for _, whole, *_ in names)
        for k, (_, _, *one) in enumerate(names):
            for _, _, *other in names[:k]:
                assert (
                    one[0] >= other[2]
                    or other[0] >= one[2]
                    or one[1] >= other[3]
                    or other[1] >= one[3]
                )
        seen |= {
            one
            for one in examples
            for name, *_ in names
            if one.replace(" ", "") in name.replace(" ", "")
        }
    assert seen == set(examples)
    page.evaluate(ZOOM, [0, 0, 1])
    assert not any("\u201c" in name for name, *_ in page.evaluate(NAMES))


def test_color_by_any_column(page):
    labels = page.locator("#color option").all_inner_texts()
    assert labels[:4] == ["Topic", "Duplicates", "channel", "created"]
    assert labels[-1] == "nothing"
    page.select_option("#color", label="channel")
    names = page.locator("#charts .chart:first-child .name").all_inner_texts()
    assert sorted(names) == ["chat", "mail", "phone"]
    page.select_option("#color", label="created")
    assert page.locator("#charts .chart:first-child .values button").count() >= 4


def test_download_holds_the_rows_that_are_shown(page):
    page.fill("#query", "refund")
    answered(page, "12 of 64 rows")
    with page.expect_download() as download:
        page.click("#download")
    text = download.value.path().read_text("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == 12
    assert all("refund" in line["text"] for line in lines)
    assert {"id", "topic", "group", "verdict", "compared_to", "reason", "channel"} <= set(lines[0])


def test_groups_show_the_kept_row_and_the_words_that_differ(page):
    groups = page.locator("#groups").inner_text()
    assert "Keep" in groups
    assert "Drop" in groups
    assert page.locator("#group-list .group").count() >= 1


def test_table_goes_by_keys_and_opens_a_row(page):
    page.locator("#table tr.row").first.focus()
    for key in ("ArrowDown", "ArrowDown", "End", "Home", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.dataset.row") == "1"
    page.keyboard.press("Enter")
    assert page.locator("#detail").is_visible()
    assert "T1" in page.locator("#detail-title").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#detail").is_hidden()


def test_columns_are_chosen(page):
    page.get_by_text("Columns", exact=True).click()
    names = page.locator(".wb-columns label").all_inner_texts()
    last = page.get_by_role("checkbox", name=names[-1], exact=True)
    page.get_by_role("checkbox", name="Text", exact=True).uncheck()
    last.uncheck()
    assert page.locator("#table th").all_inner_texts() == [names[0], *names[2:-1]]
    last.check()
    assert page.locator("#table th").all_inner_texts()[-1] == names[-1]
    page.keyboard.press("Escape")
    assert not page.locator(".wb-columns .list").is_visible()
    page.locator(".wb-columns input").evaluate_all(
        "boxes => boxes.slice(0, -1).forEach((box) => box.checked && box.click())"
    )
    assert page.locator(".wb-columns input:checked").is_disabled()  # the last one stays
    assert page.locator("#table th").count() == 1


def test_the_nearest_texts_are_listed_and_open(page):
    page.locator("#table tr.row").first.click()
    near = page.locator("dialog h3", has_text="Nearest in meaning").locator("+ ul li")
    assert near.count() == 5
    first = near.first.locator("button").inner_text()
    near.first.locator("button").click()
    assert first in page.locator("dialog h2").inner_text()


def test_headings_sort(page):
    heading = page.locator("#table th button", has_text="Text")
    heading.click()
    heading.click()
    first = page.locator("#table tr.row td").nth(1).inner_text()
    assert first == "my refund number 9 is late again"
    assert page.locator("#table th").nth(1).get_attribute("aria-sort") == "descending"


def test_only_the_rows_in_sight_are_drawn(browser, tmp_path):
    many = make_run(pd.DataFrame({"text": [f"word{k} text" for k in range(600)]}))
    path = write_html(tmp_path / "r.html", many.summary, **many.parts(projection=None))
    page, watch = open_page(browser)
    show(page, path)
    assert page.locator("#table tr.row").count() < 60
    page.locator("#table").evaluate("box => (box.scrollTop = box.scrollHeight)")
    page.wait_for_selector('#table tr.row[data-row="599"]')
    assert watch.errors == []
    page.close()


def test_everything_has_a_name_for_screen_readers(page):
    page.click("#more")
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll(
            'button, select, input, a, [role=img], svg.spark, table')]
          .filter((e) => e.offsetParent !== null && !e.closest('.js-plotly-plot .plot-container'))
          .filter((e) => !(e.getAttribute('aria-label') || e.innerText?.trim() || e.labels?.length
                           || e.title || e.caption))
          .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert unnamed == []


CONTRAST = r"""() => {
  const rgb = (text) => text.match(/[\d.]+/g).map(Number);
  const linear = (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) =>
    0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const paper = (e) => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll('main *, header *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.offsetParent === null) continue;
    if (e.closest('.hidden, #plot, noscript, [disabled]')) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(paper(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${e.outerHTML.slice(0, 90)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_paper(browser, report, scheme):
    page, watch = open_page(browser, color_scheme=scheme)
    show(page, report)
    assert page.evaluate(CONTRAST) == []
    assert watch.errors == []
    page.close()


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_runs_off_the_side(browser, report, width):
    page, _ = open_page(browser, viewport={"width": width, "height": 800})
    show(page, report)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_theme_button_goes_round(page):
    assert page.evaluate("document.documentElement.dataset.theme ?? ''") == ""
    for theme in ("light", "dark", ""):
        page.click("#theme")
        assert page.evaluate("document.documentElement.dataset.theme ?? ''") == theme


# A picture that cannot be read runs its `onerror` later: one that is made last fails last.
A_PICTURE_FAILS = """() => new Promise((failed) => {
  const picture = new Image();
  picture.onerror = () => setTimeout(failed);
  picture.src = 'data:image/png,none';
})"""


def test_hostile_texts_run_nowhere_and_break_nothing(browser, tmp_path):
    frame = pd.DataFrame(
        {
            "key": [f"{k}{text}" for k, text in enumerate(HOSTILE)],
            "text": HOSTILE,
            "other": HOSTILE,
            HOSTILE[0]: HOSTILE[::-1],
            "many": HOSTILE,
            "number": np.arange(len(HOSTILE)),
        }
    )
    frame = pd.concat([frame, frame.assign(key=[f"again{k}" for k in range(len(frame))])])
    run = make_run(frame, id="key", title=HOSTILE[1])
    topics = run.topics.rename(dict(enumerate(HOSTILE[2:4])))
    path = write_html(tmp_path / "r.html", run.summary, **run.parts(topics=topics))
    page, watch = open_page(browser, viewport={"width": 390, "height": 800})
    show(page, path)
    page.click("#more")
    for label in page.locator("#color option").all_inner_texts():
        page.select_option("#color", label=label)
    page.fill("#query", "<script>")
    answered(page, "4 of 26 rows")
    page.click("#clear")
    answered(page, "26 rows")  # the rows are drawn anew, and a click on an old one is lost
    page.locator("#group-more").evaluate("button => button.click()")
    for k in range(0, 13, 3):
        page.locator("#table tr.row").nth(k).click()
        page.locator("#detail button", has_text="Close").click()
    page.evaluate(A_PICTURE_FAILS)
    assert watch.ran == []
    assert watch.errors == []
    assert watch.foreign == []
    assert page.locator("h1").is_visible()
    assert page.locator("h1").inner_text() == HOSTILE[1]
    strange = "main script, main img, main svg[onload], main a[href^=javascript], #explore style"
    assert page.locator(strange).count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_findings_stand_without_javascript(browser, report):
    page, _ = open_page(browser, java_script_enabled=False)
    page.goto(f"file://{report}")
    assert "Two themes hold" in page.locator("#findings").inner_text()
    assert page.locator("#explore").is_hidden()
    assert "need JavaScript" in page.locator("noscript").inner_text()
    page.close()


def test_printing_shows_findings_and_the_whole_map_without_controls_and_rows(page):
    wide = "document.querySelector('#plot')._fullLayout.width"
    before = page.evaluate(wide)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#findings").is_visible()
    for hidden in ("#filters", "nav", "#table", ".modebar-container"):
        assert page.locator(hidden).is_hidden()
    assert "not on paper" in page.evaluate(
        "getComputedStyle(document.querySelector('#rows'), '::before').content"
    )
    page.wait_for_function(f"{wide} === 690")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(f"{wide} === {before}")


def test_names_of_stages_and_digests_stand_on_one_line(page):
    page.locator("#made summary").last.click()
    heights = page.locator("#made tbody th, #made td code").evaluate_all(
        "all => all.map((one) => [...one.childNodes].map((text) => {"
        " const range = document.createRange(); range.selectNodeContents(text);"
        " return range.getClientRects().length; }))"
    )
    assert heights
    assert all(lines == [1] for lines in heights)
    made = page.locator("#made").inner_text()
    assert "threads: " in made
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
