"""The live map without a browser: what messages do, what the selection holds.

Tests of widgets/map_state.py and widgets/panels.py.
"""

import base64
from dataclasses import replace

import numpy as np
import pytest

from tests.figures.makers import small_corpus
from workbench.errors import ColumnError, InputError
from workbench.figures.colors import NOISE
from workbench.widgets import map_widget
from workbench.widgets.map_state import SHORT, Lighting, legend_of

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def corpus():
    return small_corpus()


@pytest.fixture
def view(corpus):
    return map_widget(corpus.projection, color=corpus.topics, frame=corpus.frame, hover="amount")


def say(view, **message):
    """What the page would send."""
    view.panel.receive(message)


def numbers(data):
    return np.frombuffer(data, dtype=np.float32)


def lit(view):
    """Places of the points that are lit, as the page reads them."""
    count = len(view.plan.drawn)
    return np.flatnonzero(np.unpackbits(np.frombuffer(view.panel.lit["bits"], np.uint8))[:count])


def test_the_map_has_no_upload_button(view):
    assert view.panel.points["config"]["showSendToCloud"] is False
    assert view.panel.points["config"]["plotlyServerURL"] == ""
    assert not (view.panel.points["config"].keys() & {"showLink"})


def test_plotly_goes_to_the_page_when_it_asks_and_not_with_every_map(view):
    sent = []
    view.send = lambda content, buffers=None: sent.append((content, buffers))
    view._handle_custom_msg({"kind": "plotly"}, [])
    assert sent[0][0] == {"kind": "plotly"}
    assert len(sent[0][1][0]) > 1_000_000
    assert len(view._esm) < 100_000


def test_an_outline_selects_exactly_the_rows_inside(view, corpus):
    say(view, kind="selected", shape="box", x=[-5, 5], y=[-5, 5])
    place = corpus.projection.to_frame()
    inside = (place["x"].abs() <= 5) & (place["y"].abs() <= 5)
    assert view.selection.index.tolist() == corpus.frame.index[inside].tolist()
    assert view.panel.status == f"{inside.sum()} of 251 rows selected"


def test_a_lasso_on_a_sample_answers_on_all_rows(corpus):
    view = map_widget(corpus.projection, most=50)
    assert len(numbers(view.panel.points["x"])) == 50
    say(view, kind="selected", shape="lasso", x=[-99, 99, 99, -99], y=[-99, -99, 99, 99])
    assert len(view.selection) == 251
    assert list(view.selection.columns) == ["text", "x", "y"]


def test_shift_adds_and_alt_takes_away(view, corpus):
    left = {"shape": "box", "x": [-50, 5], "y": [-50, 50]}
    low = {"shape": "box", "x": [-50, 50], "y": [-50, 5]}
    say(view, kind="selected", **left)
    alone = set(view.selected)
    say(view, kind="selected", **low, add=True)
    both = set(view.selected)
    say(view, kind="selected", **low, cut=True)
    assert alone < both
    assert set(view.selected) < alone
    assert len(view.panel.lit["outlines"]) == 3
    say(view, kind="cleared")
    assert len(view.selected) == 0
    assert view.panel.lit == {"outlines": []}


def test_fifteen_outlines_are_fifteen_selections(view):
    heard = []
    view.on_light(lambda: heard.append(view.selected))
    for k in range(15):
        say(view, kind="selected", shape="box", x=[-5, 5 + k], y=[-50, 50])
    assert view.received == 15
    assert 1 <= len(heard) <= 15


def test_the_legend_isolates_and_lights_again(view):
    say(view, kind="isolate", groups=[2])
    assert view.panel.status == "40 of 251 rows highlighted"
    assert len(lit(view)) == 40
    say(view, kind="isolate", groups=[3], add=True)
    assert view.panel.status == "80 of 251 rows highlighted"
    say(view, kind="isolate", groups=[3], add=True)
    say(view, kind="isolate", groups=[2])
    assert view.panel.status == "251 rows"
    assert "bits" not in view.panel.lit


def test_a_long_legend_folds_topics_into_themes(corpus):
    plan = map_widget(corpus.projection, color=corpus.topics).plan
    many = SHORT + 4
    names = (*(f"topic {k}" for k in range(many)), "no topic")
    themes = ["one"] * 5 + ["two"] * (many - 6)
    paths = (
        *(f"{theme} > {name}" for theme, name in zip(themes, names, strict=False)),
        *names[-2:],
    )
    look = (*(f"#0000{k:02x}" for k in range(many)), NOISE)
    counts = (*range(40, 40 - many, -1), 99)
    scheme = replace(plan.scheme, names=names, paths=paths, counts=counts, colors=look)
    plan = replace(plan, scheme=scheme)
    groups = legend_of(plan)["groups"]
    assert [one[0] for one in groups] == ["two", "one", "topic 15", "no topic"]
    assert groups[1][:4] == ["one", "#000000", sum(range(36, 41)), [0, 1, 2, 3, 4]]
    assert [one[0] for one in groups[1][4]] == [f"topic {k}" for k in range(5)]
    assert groups[3][4] == []
    lighting = Lighting(plan).isolate([0, 1, 2], add=False)
    assert lighting.isolate([1, 2], add=True).groups == (0,)
    assert lighting.isolate([2, 3], add=True).groups == (0, 1, 2, 3)
    assert lighting.isolate([0, 1, 2], add=False).groups == ()


def test_a_selection_and_a_group_meet(view):
    say(view, kind="selected", shape="box", x=[-50, 50], y=[-50, 50])
    say(view, kind="isolate", groups=[1])
    assert len(view.selection) == 40


def test_hover_is_fetched_by_row_and_no_text_is_shipped(view, corpus):
    sent = []
    view.panel.send = lambda content, buffers=None: sent.append(content)
    say(view, kind="hover", point=0)
    assert sent[0]["title"].endswith("thing number 0")
    assert sent[0]["lines"][0] == ["", "question #0 about thing 0"]
    assert ["amount", "0.0"] in sent[0]["lines"]
    assert ["", "2 rows have this text"] in sent[0]["lines"]
    shipped = {key: value for key, value in view.get_state().items() if key not in ("_esm", "_css")}
    assert "question" not in str(shipped)


def test_zooming_places_the_names_anew(view):
    say(view, kind="view", x=[8, 12], y=[-2, 2], width=700, height=500)
    assert [one["lines"] for one in view.panel.names] == [["thing number 1"]]


def test_zooming_in_until_few_topics_fill_the_map_shows_a_sentence_of_each(view, corpus):
    assert all(one["example"] == [] for one in view.panel.names)
    say(view, kind="view", x=[-3, 14], y=[-3, 4], width=700, height=500)
    shown = {one["lines"][0]: " ".join(one["example"]) for one in view.panel.names}
    table = corpus.topics.table.set_index("name")
    for name in ("thing number 0", "thing number 1"):
        assert shown[name] == f"\u201c{table.loc[name, 'example']}\u201d"
    home = view.plan.home
    say(view, kind="view", x=home.x, y=home.y, width=700, height=500)
    assert all(one["example"] == [] for one in view.panel.names)


def test_zooming_into_a_large_map_draws_more_of_its_points(corpus):
    view = map_widget(corpus.projection, color=corpus.topics, most=60)
    say(view, kind="selected", shape="box", x=[-50, 50], y=[-50, 5])
    say(view, kind="view", x=[8, 12], y=[-2, 2], width=700, height=500)
    place = corpus.projection.to_frame()
    seen = place["x"].between(8, 12) & place["y"].between(-2, 2)
    assert view.plan.drawn.tolist() == np.flatnonzero(seen).tolist()
    drawn = numbers(view.panel.points["x"])
    np.testing.assert_array_equal(drawn, view.plan.points[view.plan.drawn, 0])
    assert len(lit(view)) == len(drawn)
    assert len(view.selection) > len(view.plan.drawn), "the selection is of all rows"


def test_an_error_is_shown_under_the_widget_and_goes_again(view):
    say(view, kind="selected", shape="lasso", x=[1], y=[])
    assert view.panel.error.startswith("InputError: an outline needs")
    say(view, kind="cleared")
    assert view.panel.error == ""


def test_unknown_and_malformed_messages_change_nothing(view):
    for message in ({}, {"kind": "nonsense"}, {"kind": "hover", "point": 10**9}):
        view.panel.receive(message)
    assert view.panel.status == "251 rows"


def test_the_map_sleeps_and_wakes(view):
    say(view, kind="sleep")
    assert view.panel.asleep.startswith("data:image/svg+xml;base64,")
    say(view, kind="wake")
    assert view.panel.asleep == ""


def test_the_twin_is_true_without_a_kernel_and_escaped(corpus):
    hostile = corpus.topics.rename({0: HOSTILE})
    still = map_widget(corpus.projection, color=hostile).still()
    assert HOSTILE not in still["text/html"]
    assert "&lt;script&gt;" in still["text/html"]
    assert 'src="data:image/svg+xml;base64,' in still["text/html"]
    assert still["image/png"].startswith("iVBORw0KGgo")
    assert len(still["text/html"]) < 100_000


def test_a_selection_shows_its_first_texts_and_can_be_taken_away(view, corpus):
    sent = []
    view.panel.send = lambda content, buffers=None: sent.append((content, buffers))
    say(view, kind="selected", shape="box", x=[-50, 50], y=[-50, 50])
    texts = [text for text in corpus.rows.texts if text is not None]
    assert view.panel.chosen == {"some": True, "first": texts[:5]}
    say(view, kind="ids")
    ids = next(one["text"] for one, _ in sent if one["kind"] == "ids")
    assert len(ids.split("\n")) == len(view.selected)
    say(view, kind="download")
    file, (content,) = next(one for one in sent if one[0]["kind"] == "file")
    assert file["name"] == "rows.csv"
    assert content.count(b"\n") > len(view.selected)
    say(view, kind="cleared")
    assert view.panel.chosen == {"some": False, "first": []}


def test_numbers_that_color_a_map_have_a_histogram_that_lights(corpus):
    view = map_widget(corpus.projection, color="amount", frame=corpus.frame)
    assert len(view.panel.points["colors"]) == 65  # the last is that of rows without a number
    assert numbers(view.panel.points["color"]).max() < 65
    [chart] = view.panel.state["charts"]
    assert (chart["label"], chart["rows"], chart["bars"]) == ("amount", 251, [])
    assert len(chart["bins"]["colors"]) == len(chart["bins"]["all"])
    say(view, kind="within", **{"from": 0, "to": 1})
    [chart] = view.panel.state["charts"]
    few = sum(chart["bins"]["all"][:2])
    assert (chart["bins"]["from"], chart["bins"]["to"], chart["shown"]) == (0, 1, 251)
    assert view.panel.status == f"{few} of 251 rows highlighted"
    say(view, kind="within", **{"from": None, "to": None})
    assert view.panel.status == "251 rows"
    assert map_widget(corpus.projection).panel.state.get("charts") is None


def test_the_still_says_what_its_colors_mean(corpus):
    groups = map_widget(corpus.projection, color=corpus.topics).still()["text/html"]
    assert groups.count('<span style="color:#') == 7
    numbers = map_widget(corpus.projection, color="amount", frame=corpus.frame).still()
    picture = base64.b64decode(numbers["text/html"].split("svg+xml;base64,")[1].split('"')[0])
    assert b">amount</text>" in picture
    assert picture.count(b"<rect") == 41


def test_select_and_mark_from_python(view, corpus):
    view.select([3, 1, 2])
    assert view.selected.tolist() == [1, 2, 3]
    view.mark([5, 6])
    assert view.panel.marks[0] == view.plan.points[[5, 6], 0].tolist()
    view.select(None)
    assert view.selection.empty


def test_a_click_marks_the_row_and_tells(view):
    clicked = []
    view.on_click(clicked.append)
    say(view, kind="click", point=7)
    assert clicked == [view.plan.drawn[7]]
    assert len(view.panel.marks[0]) == 1


def test_wrong_arguments_are_refused(corpus):
    with pytest.raises(InputError, match="give it too, with frame="):
        map_widget(corpus.projection, hover=["body"])
    with pytest.raises(ColumnError, match="no column 'nope'"):
        map_widget(corpus.projection, frame=corpus.frame, hover=["nope"])


def test_a_handful_of_rows_can_be_mapped():
    lone = small_corpus(blobs=1, each=1)
    assert map_widget(lone.projection, color=lone.topics).panel.status == "12 rows"
