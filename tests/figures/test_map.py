"""The map figure: honest data, no upload, nothing unescaped.

Tests of figures/base.py and figures/raster.py.
"""

import dataclasses
import io
import struct
import xml.etree.ElementTree as ET
import zlib

import numpy as np
import pandas as pd
import pytest

from tests.figures.makers import small_corpus
from workbench import figures
from workbench.errors import ColumnError, InputError
from workbench.figures.map import figure_of
from workbench.figures.plan import cut, plan_map, still_of, stratified

HOSTILE = "<script>alert(1)</script> <a href='https://x.example'>&amp;"


@pytest.fixture
def corpus():
    return small_corpus()


def test_no_figure_can_be_sent_to_a_cloud(corpus):
    assert figures.CONFIG["showSendToCloud"] is False
    assert figures.CONFIG["plotlyServerURL"] == ""
    page = figures.map_figure(corpus.projection).to_html(
        include_plotlyjs=False, config=figures.CONFIG
    )
    assert '"showSendToCloud": false' in page
    assert '"plotlyServerURL": ""' in page
    assert figures.CONFIG["plotlyServerURL"] == "", "writing one page must not open the next one"


def test_every_row_with_text_has_one_point_where_the_projection_put_it(corpus):
    figure = figure_of(plan_map(corpus.projection, color=corpus.topics))
    place = corpus.projection.to_frame().dropna()
    assert figure.data[0].x.dtype == np.float32
    np.testing.assert_array_equal(figure.data[0].x, place["x"].to_numpy(np.float32))
    np.testing.assert_array_equal(figure.data[0].y, place["y"].to_numpy(np.float32))


def test_the_line_of_each_name_leads_to_its_region(corpus):
    figure = figures.map_figure(corpus.projection, color=corpus.topics)
    place = corpus.projection.to_frame()
    topic = corpus.topics.to_frame()["topic"]
    by_name = {note.text: note for note in figure.layout.annotations}
    for number, name in zip(corpus.topics.table["topic"], corpus.topics.table["name"], strict=True):
        away = np.hypot(place["x"] - by_name[name].x, place["y"] - by_name[name].y)
        assert topic[away.idxmin()] == number


def test_a_template_of_the_user_changes_every_color_that_is_not_data(corpus, monkeypatch):
    import plotly.io

    plain = figures.map_figure(corpus.projection, color=corpus.topics)
    assert plain.layout.template.layout.paper_bgcolor == "#ffffff"
    assert plain.layout.paper_bgcolor is None
    assert all(note.font.color is None for note in plain.layout.annotations if note.name)
    monkeypatch.setattr(plotly.io.templates, "default", "plotly_dark")
    dark = figures.map_figure(corpus.projection, color=corpus.topics)
    assert dark.layout.template == plain.update_layout(template="plotly_dark").layout.template
    assert dark.layout.template.layout.paper_bgcolor == "rgb(17,17,17)"


def test_the_legend_isolates_and_noise_lies_below(corpus):
    figure = figures.map_figure(corpus.projection, color=corpus.topics)
    assert figure.layout.legend.itemclick == "toggleothers"
    assert figure.data[0].name == "no topic (10)"
    assert len(figure.data) == 7


def test_texts_travel_only_when_asked_and_escaped(corpus):
    corpus.frame["body"] = HOSTILE
    hostile = corpus.topics.rename(dict.fromkeys(range(6), HOSTILE))
    bare = figures.map_figure(corpus.projection, frame=corpus.frame).to_json()
    assert "alert" not in bare
    asked = figures.map_figure(
        corpus.projection, color=hostile, frame=corpus.frame, hover=["body"], title=HOSTILE
    )
    for text in (*asked.data[0].text, asked.layout.title.text, asked.data[1].name):
        assert "<script" not in text
        assert "<a " not in text
    assert all("<script" not in note.text for note in asked.layout.annotations)


def test_above_the_limit_a_density_lies_under_a_sample_and_this_is_told(corpus):
    plan = plan_map(corpus.projection, color=corpus.topics, most=100)
    assert len(plan.drawn) == 100
    assert plan.density
    assert any("100 of 251 points" in note for note in plan.notes)
    figure = figure_of(plan)
    assert figure.layout.images[0].source.startswith("data:image/png;base64,")
    assert set(plan.scheme.values[plan.drawn]) == set(range(7)), "every group stays visible"


def test_few_points_need_no_webgl():
    assert figures.map_figure(small_corpus(2, 5).projection).data[0].type == "scatter"
    assert figures.map_figure(small_corpus(6, 600).projection).data[0].type == "scattergl"


@pytest.mark.parametrize("color", [None, "amount", "when", "channel", "body"])
def test_any_column_can_color(corpus, color):
    figure = figures.map_figure(corpus.projection, color=color, frame=corpus.frame)
    assert sum(len(trace.x) for trace in figure.data) == 251


def test_a_table_of_another_length_or_a_missing_column_is_refused(corpus):
    with pytest.raises(InputError, match="frame has 3 rows, the map has 253"):
        figures.map_figure(corpus.projection, frame=corpus.frame.head(3))
    with pytest.raises(ColumnError, match="no column 'bodi'"):
        figures.map_figure(corpus.projection, frame=corpus.frame, hover=["bodi"])
    with pytest.raises(InputError, match="give it too, with frame="):
        figures.map_figure(corpus.projection, hover=["body"])
    with pytest.raises(InputError, match="most must be a whole number"):
        figures.map_figure(corpus.projection, most=0)


def test_shuffling_the_table_draws_the_same_texts():
    corpus = small_corpus()
    order = np.random.default_rng(1).permutation(len(corpus.rows))
    rows, _ = corpus.rows.take(order)
    shuffled = dataclasses.replace(corpus.projection, rows=rows)
    plain, mixed = (plan_map(p, most=60) for p in (corpus.projection, shuffled))
    one = {corpus.rows.texts[k] for k in plain.drawn}
    two = {rows.texts[k] for k in mixed.drawn}
    assert one == two


def test_a_sample_keeps_shares_and_never_exceeds_its_limit():
    groups = np.repeat([0, 1, 2], [9000, 900, 12]).astype(np.int32)
    chosen = stratified(groups, np.arange(len(groups)), 1000)
    counts = np.bincount(groups[chosen])
    assert len(chosen) <= 1000
    assert counts[2] == 12
    assert 800 < counts[0] < 950


def pixels(data):
    """Read a palette or RGBA PNG back by the book."""
    stream, found = io.BytesIO(data), {}
    assert stream.read(8) == b"\x89PNG\r\n\x1a\n"
    while True:
        size, kind = struct.unpack(">I4s", stream.read(8))
        body = stream.read(size)
        assert struct.unpack(">I", stream.read(4))[0] == zlib.crc32(kind + body)
        found[kind] = body
        if kind == b"IEND":
            break
    width, height = struct.unpack(">II", found[b"IHDR"][:8])
    raw = np.frombuffer(zlib.decompress(found[b"IDAT"]), np.uint8).reshape(height, -1)
    return raw[:, 1:].reshape(height, width, -1)


def test_the_still_shows_every_group_and_its_names_escaped(corpus):
    hostile = corpus.topics.rename({k: f"{HOSTILE[:12]}{k}" for k in range(6)})
    plan = plan_map(corpus.projection, color=hostile)
    image, picture = still_of(plan, HOSTILE)
    assert set(np.unique(pixels(image))) == set(range(8))
    tree = ET.fromstring(picture)
    tags = {element.tag.split("}")[1] for element in tree.iter()}
    assert tags == {"svg", "title", "rect", "image", "text", "line"}
    assert tree[0].text == HOSTILE


def test_the_density_holds_a_pixel_for_the_loneliest_row(corpus):
    from workbench.figures.colors import levels
    from workbench.figures.raster import density

    plan = plan_map(corpus.projection, color=corpus.topics)
    places, colors = levels(plan.scheme)
    points = plan.points[plan.shown]
    image = pixels(density(points, places[plan.shown], colors, plan.home))
    assert 200 < (image[..., 3] > 60).sum() <= 251


@pytest.mark.parametrize("cell", [None, float("nan"), pd.NaT])
def test_a_missing_cell_is_shown_as_nothing(cell):
    assert cut(cell) == ""


def test_a_long_cell_is_cut_with_an_ellipsis():
    assert cut("a\n" * 500, 10) == "a a a a a\u2026"


def test_the_scale_of_dates_has_ticks_at_months(corpus):
    days = pd.Series(pd.date_range("2025-01-10", "2025-09-20", periods=len(corpus.rows)))
    bar = figures.map_figure(corpus.projection, color=days).data[0].marker.colorbar
    assert bar.ticktext[0] == "2025-02"
    assert bar.ticktext[-1] == "2025-09"
    short = pd.Series(pd.date_range("2025-01-10", periods=len(corpus.rows), freq="30min"))
    bar = figures.map_figure(corpus.projection, color=short).data[0].marker.colorbar
    assert bar.ticktext == tuple(f"2025-01-{day}" for day in range(11, 16))
