"""The explorer without a browser.

Tests of widgets/explorer_state.py.
"""

import numpy as np
import pandas as pd
import pytest

from tests.figures.makers import small_corpus
from workbench.duplicates import find_duplicates
from workbench.errors import ColumnError, InputError
from workbench.similarity import pairs
from workbench.widgets import ExplorerWidget, panels

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def corpus():
    return small_corpus()


def search(query, k, mode, among=None):
    rows = np.arange(200, 170, -1)
    hits = pd.DataFrame({"row": rows, "similarity": np.linspace(0.9, 0.3, len(rows))})
    return hits if among is None else hits[among[rows]]


def duplicates(corpus):
    """Rows 0 and 252 hold the same text."""
    vectors = np.eye(len(corpus.rows.distinct), dtype=np.float32)
    return find_duplicates(corpus.rows, vectors, pairs(vectors, 0.9))


@pytest.fixture
def view(corpus):
    return ExplorerWidget(
        corpus.projection,
        frame=corpus.frame,
        topics=corpus.topics,
        search=search,
        duplicates=duplicates(corpus),
        masks={"cut": np.arange(253) < 5},
    )


def say(view, **message):
    view.panel.receive(message)
    return view.panel.state


def test_all_rows_are_listed_in_table_order_and_nothing_is_selected(view):
    state = view.panel.state
    assert state["total"] == 253
    assert [line[0] for line in state["rows"]] == list(range(50))
    assert view.selection.empty
    assert state["columns"] == ["body", "amount", "when", "channel", "topic", "group", "verdict"]


def test_columns_are_shown_and_hidden_and_keep_what_they_sort_by(corpus):
    view = ExplorerWidget(corpus.projection, frame=corpus.frame, columns=["body", "channel"])
    state = view.panel.state
    assert state["columns"] == ["body", "channel", "amount", "when"]
    assert (state["shown"], len(state["rows"][0])) == ([0, 1], 4)
    state = say(view, kind="columns", shown=[2, 0])
    assert state["rows"][1][2:] == [corpus.frame["body"].iloc[1], "1.5"]
    say(view, kind="sort", column=2)
    state = say(view, kind="sort", column=2)
    assert state["rows"][0][0] == 252
    assert say(view, kind="columns", shown=[1])["sort"] == [2, True]
    assert say(view, kind="columns", shown=[])["shown"] == [1]
    assert say(view, kind="columns", shown=[99])["shown"] == [1]
    say(view, kind="filter", column="channel", value="mail")
    assert say(view, kind="tag", name="mine")["shown"] == [1, 4]  # a tag is seen at once


def test_the_detail_pane_lists_the_nearest_texts(corpus):
    near = pd.DataFrame({"row": [7, 3], "similarity": [0.914, 0.5]})
    view = ExplorerWidget(corpus.projection, frame=corpus.frame, nearest=lambda row, k: near)
    sent = []
    view.panel.send = lambda content, buffers=None: sent.append(content)
    say(view, kind="row", row=1)
    (detail,) = [one for one in sent if one["kind"] == "detail"]
    assert detail["lists"][1] == {
        "title": "Nearest in meaning",
        "rows": [
            [7, corpus.rows.labels[7], corpus.frame["body"].iloc[7], "0.91"],
            [3, corpus.rows.labels[3], corpus.frame["body"].iloc[3], "0.50"],
        ],
    }


def test_the_nearest_texts_are_those_of_other_groups(corpus):
    group = pd.Series([pd.NA] * 253, dtype="Int64")
    group[[1, 3, 7]] = 0
    asked = []

    def near(row, k):
        asked.append((row, k))
        return pd.DataFrame({"row": [7, 3, 5], "similarity": [0.9, 0.8, 0.5]})

    view = ExplorerWidget(corpus.projection, frame=corpus.frame, nearest=near)
    view._groups = pd.DataFrame({"group": group, "verdict": "keep", "reason": "kept"})
    sent = []
    view.panel.send = lambda content, buffers=None: sent.append(content)
    say(view, kind="row", row=1)
    twins, nearest = sent[0]["lists"]
    assert [line[0] for line in twins["rows"]] == [3, 7]
    assert [line[0] for line in nearest["rows"]] == [5]
    assert asked == [(1, 7)]


def test_an_outline_on_the_map_fills_the_table(view, corpus):
    view.map.panel.receive({"kind": "selected", "shape": "box", "x": [-5, 5], "y": [-5, 5]})
    place = corpus.projection.to_frame()
    inside = (place["x"].abs() <= 5) & (place["y"].abs() <= 5)
    assert view.panel.state["total"] == inside.sum()
    assert view.selection.index.tolist() == corpus.frame.index[inside].tolist()


def test_a_search_ranks_lights_and_marks(view):
    state = say(view, kind="find", text="refund")
    assert [line[0] for line in state["rows"]] == list(range(200, 170, -1))
    assert state["rows"][0][1] == "0.90"
    assert len(view.map.lighting.lit_points) == 30
    assert len(view.map.panel.marks[0]) == 10
    assert len(view.selection) == 30
    assert say(view, kind="find", text="")["total"] == 253


def test_filters_dim_and_meet_the_search(view):
    assert say(view, kind="filter", column="channel", value="mail")["total"] == 85
    state = say(view, kind="find", text="refund")
    assert {view.panel.state["rows"][k][0] % 3 for k in range(len(state["rows"]))} == {0}
    assert len(view.selection) == state["total"] == 10


def test_named_sets_of_rows_can_be_asked_for(view):
    assert view.panel.state["only"] == ["duplicates", "would be removed", "without text", "cut"]
    assert say(view, kind="filter", only="duplicates")["total"] == 2
    assert say(view, kind="filter", only="would be removed")["rows"][0][0] == 252
    assert say(view, kind="filter", only="cut")["total"] == 5


def test_a_column_sorts_both_ways_and_back(view):
    up = say(view, kind="sort", column=1)["rows"]
    down = say(view, kind="sort", column=1)["rows"]
    assert up[0][0] == 0
    assert down[0][0] == 252
    assert say(view, kind="sort", column=1)["sort"] == [-1, False]


def test_rows_come_fifty_at_a_time_and_those_of_an_older_order_not_at_all(view):
    sent = []
    view.panel.send = lambda content, buffers=None: sent.append(content)
    version = say(view, kind="sort", column=1)["version"]
    say(view, kind="rows", first=250, version=version)
    say(view, kind="rows", first=0, version=version - 1)
    told = [one for one in sent if one["kind"] == "rows"]
    assert [(one["first"], len(one["rows"])) for one in told] == [(250, 3)]


def test_steps_are_taken_back_one_by_one(view):
    say(view, kind="filter", column="channel", value="mail")
    view.map.panel.receive({"kind": "isolate", "groups": [2]})
    view.map.panel.receive({"kind": "selected", "shape": "box", "x": [-50, 50], "y": [-50, 50]})
    press(view, "topic", [1])
    totals = [view.panel.state["total"]]
    while view.panel.state["undoable"]:
        totals.append(say(view, kind="undo")["total"])
    assert totals == [0, 13, 13, 85, 253]
    assert view.map.lighting.outlines == ()
    assert say(view, kind="undo")["total"] == 253


def test_a_tag_is_a_filter_and_a_column(view, corpus):
    say(view, kind="filter", only="cut")
    state = say(view, kind="tag", name=" my  find ")
    assert "tag: my find" in state["only"]
    tags = view.to_frame()["tags"]
    same = view.rows.distinct_of[0] == view.rows.distinct_of
    assert ((tags == "my find") == (same | (np.arange(253) < 5))).all()
    assert state["columns"][-1] == "tags"
    assert tags.index.equals(corpus.frame.index)
    say(view, kind="filter", only="duplicates")
    say(view, kind="tag", name="twins")
    assert view.to_frame()["tags"].iloc[0] == "my find; twins"
    assert say(view, kind="filter", only="tag: twins")["total"] == 2
    assert say(view, kind="untag", name="twins")["total"] == 253  # what was asked for is gone
    assert "tag: twins" not in view.panel.state["only"]
    assert say(view, kind="undo")["tags"] == ["my find", "twins"]
    assert view.panel.status.startswith("taken back")
    assert say(view, kind="undo")["total"] == 2
    while view.panel.state["undoable"]:
        state = say(view, kind="undo")
    assert (state["tags"], state["total"]) == ([], 253)


def test_a_query_says_how_it_was_read_and_rows_without_similarity_show_none(corpus):
    def finds(query, k, mode, among):
        hits = pd.DataFrame({"row": [3, 1], "similarity": [0.5, np.nan]})
        hits.attrs["notes"] = [f"{mode}: {query}"]
        return hits

    view = ExplorerWidget(corpus.projection, frame=corpus.frame, search=finds)
    state = say(view, kind="find", text="x", mode="words")
    assert [line[:2] for line in state["rows"]] == [[3, "0.50"], [1, None]]
    assert "words: x" in view.panel.notes
    say(view, kind="find", text="")
    assert not view.panel.notes


def test_a_tag_without_name_or_selection_is_refused(view):
    say(view, kind="tag", name="x")
    assert "a tag needs a name and a selection" in view.panel.error
    with pytest.raises(InputError, match="a tag needs a name"):
        view.tag("  ")


def test_a_row_clicked_lights_its_point_and_a_point_shows_its_row(view):
    sent = []
    view.panel.send = lambda content, buffers=None: sent.append(content)
    say(view, kind="row", row=7)
    assert view.map.panel.marks[0] == [view.map.plan.points[7, 0]]
    view.map.panel.receive({"kind": "click", "point": 180})
    row = int(view.map.plan.drawn[180])
    assert next(one for one in sent if one["kind"] == "focus") == {
        "kind": "focus",
        "row": row,
        "place": [row],
    }


def test_the_summary_tells_words_and_times(view):
    sent = []
    view.panel.send = lambda content, buffers=None: sent.append(content)
    view.map.panel.receive({"kind": "isolate", "groups": [2]})
    say(view, kind="summary")
    assert sent[0]["rows"] == 40
    assert sum(part for _, part, _ in sent[0]["time"]) == 40


def test_clear_lights_everything_again(view):
    say(view, kind="filter", words="thing", only="duplicates")
    view.map.panel.receive({"kind": "isolate", "groups": [2]})
    state = say(view, kind="clear")
    assert state["total"] == 253
    assert state["filters"]["words"] == ""
    assert view.map.lighting.lit_points is None


def test_what_narrows_the_table_is_named_and_can_be_dropped_alone(view):
    view.map.panel.receive({"kind": "isolate", "groups": [2]})
    view.map.panel.receive({"kind": "selected", "shape": "box", "x": [-50, 50], "y": [-50, 50]})
    say(view, kind="filter", words="thing", only="cut")
    state = say(view, kind="find", text="refund")
    assert [what for what, _ in state["chips"]] == ["outline", "groups", "query", "words", "only"]
    assert state["chips"][1][1] == "thing number 2"
    for what in ("groups", "only", "query", "outline"):
        state = say(view, kind="drop", what=what)
        assert what not in [key for key, _ in state["chips"]]
    assert state["chips"] == [["words", "has \u201cthing\u201d"]]
    assert say(view, kind="drop", what="words")["total"] == 253


def test_no_row_left_says_which_choices_do_not_meet(view):
    view.map.panel.receive({"kind": "isolate", "groups": [2]})
    say(view, kind="filter", only="cut")
    assert view.panel.status == (
        "No row fits all of these together: thing number 2; cut. Remove one."
    )


def test_columns_are_filtered_by_choice_number_or_date(view):
    kinds = {name: (kind, values) for name, kind, values in view.panel.state["filterable"]}
    assert {name: kind for name, (kind, _) in kinds.items()} == {
        "body": "text",
        "amount": "number",
        "when": "date",
        "channel": "choice",
    }
    assert sum(rows for _, rows in kinds["channel"][1]) == 253
    mail = dict(kinds["channel"][1])["mail"]
    state = say(view, kind="filter", column="channel", value="mail", whole="yes")
    assert state["total"] == mail
    assert say(view, kind="filter", column="channel", value="ail", whole="yes")["total"] == 0


def test_a_clicked_row_is_shown_whole_with_its_duplicates(view, corpus):
    sent = []
    view.panel.send = lambda content, buffers=None: sent.append(content)
    say(view, kind="row", row=0)
    detail = next(one for one in sent if one["kind"] == "detail")
    assert detail["text"] == corpus.frame["body"].iloc[0]
    assert dict(detail["facts"])["topic"] == "thing number 0"
    [(twin, _, _, verdict)] = detail["lists"][0]["rows"]
    assert (twin, verdict.split(":")[0]) == (252, "drop")


def test_colored_by_a_number_the_first_chart_has_its_colors(corpus):
    view = ExplorerWidget(
        corpus.projection, frame=corpus.frame, topics=corpus.topics, color="amount"
    )
    assert "charts" not in view.map.panel.state
    labels = [chart["label"] for chart in view.charts.state["charts"]]
    assert labels[0] == "amount"
    assert labels.count("amount") == 1
    assert view.charts.state["legend"]
    bins = view.charts.state["charts"][0]["bins"]
    assert len(bins["colors"]) == len(bins["all"])
    view.charts.receive({"kind": "chart", "key": "scale", "codes": [0, 1], "range": True})
    assert len(view.selected) == sum(bins["all"][:2])


def test_colored_by_a_column_the_map_keeps_the_names_of_topics(corpus):
    view = ExplorerWidget(
        corpus.projection, frame=corpus.frame, topics=corpus.topics, color="amount"
    )
    names = {" ".join(one["lines"]) for one in view.map.panel.names}
    assert names == set(corpus.topics.table["name"])


def test_a_wrong_value_is_told_under_the_table_and_changes_nothing(view):
    say(view, kind="filter", column="amount", value="lots")
    assert "a number is needed" in view.panel.error
    say(view, kind="clear")
    assert view.panel.error == ""


def test_the_selection_goes_to_a_new_corpus(corpus):
    view = ExplorerWidget(corpus.projection, frame=corpus.frame, send=len)
    say(view, kind="filter", column="channel", value="mail")
    say(view, kind="send")
    assert view.sent == 85


def test_without_a_table_texts_are_shown_and_cells_are_plain_text(corpus):
    view = ExplorerWidget(corpus.projection)
    assert view.panel.state["columns"] == ["text", "x", "y"]
    assert view.panel.state["rows"][0][2] == "question #0 about thing 0"
    corpus.frame["body"] = HOSTILE
    hostile = ExplorerWidget(corpus.projection, frame=corpus.frame)
    assert hostile.panel.state["rows"][0][2] == HOSTILE, "the page shows it by textContent"


def test_no_attribute_of_a_view_hides_one_of_the_widget(view):
    import ipywidgets

    own = set(vars(view)) - set(vars(panels.View())) - {"_holding_sync"}  # which hold_sync sets
    assert not {name for name in own if name in vars(ipywidgets.Widget)}


def test_wrong_arguments_are_refused(corpus):
    with pytest.raises(ColumnError, match="no column 'nope'"):
        ExplorerWidget(corpus.projection, frame=corpus.frame, columns=["nope"])
    with pytest.raises(InputError, match="mask 'cut' has shape"):
        ExplorerWidget(corpus.projection, masks={"cut": [True]})
    with pytest.raises(InputError, match="no search was given"):
        ExplorerWidget(corpus.projection).find("x")
    with pytest.raises(InputError, match="filter takes words"):
        ExplorerWidget(corpus.projection).filter(wort="x")


def test_times_written_as_text_can_be_limited_and_are_shown_short(corpus):
    written = corpus.frame.assign(
        when=[f"2025-{1 + k % 12:02d}-03T06:07:11" for k in range(len(corpus.frame))]
    )
    view = ExplorerWidget(corpus.projection, frame=written)
    assert view.panel.state["time"] == "when"
    assert "2025-01-03 06:07" in view.panel.state["rows"][0]
    state = say(view, kind="filter", since="2025-03-01", until="2025-03-31")
    kept = [k for k in range(len(written)) if k % 12 == 2]
    assert [line[0] for line in state["rows"]] == kept[:50]
    assert view.selection["when"].str.startswith("2025-03").all()
    ranged = say(view, kind="filter", column="when", value=">= 2025-11")
    assert ranged["total"] == sum(k % 12 >= 10 for k in range(len(written)))
    part = say(view, kind="filter", column="when", value="-03T06")
    assert part["total"] == len(written)


def test_where_no_row_fits_the_page_is_told_that_something_narrows(view):
    assert not view.panel.state["narrowed"]
    state = say(view, kind="filter", words="nowhere at all")
    assert (state["selected"], state["narrowed"]) == (0, True)
    assert not say(view, kind="clear")["narrowed"]


def test_cells_that_are_no_dates_are_told_and_never_pass(corpus):
    when = [f"2025-{1 + k % 12:02d}-03" if k % 10 else "soon" for k in range(len(corpus.frame))]
    view = ExplorerWidget(corpus.projection, frame=corpus.frame.assign(when=when))
    assert view.panel.state["time"] == "when"
    assert view.panel.notes == [
        "26 cells of column 'when' are no dates that can be read (first: 'soon'); counted as empty"
    ]
    assert say(view, kind="filter", since="2025-01-01")["total"] == len(when) - 26
    assert say(view, kind="filter", column="when", value=">= 2025-01", since="")["total"] == 227


def press(view, key, codes, **more):
    view.charts.receive({"kind": "chart", "key": key, "codes": codes, **more})
    return view.panel.state


def charts_of(view):
    return {chart["label"]: chart for chart in view.charts.state["charts"]}


def test_a_chart_filters_table_map_and_the_other_charts_and_is_a_chip(view):
    channel = charts_of(view)["channel"]
    mail = next(bar for bar in channel["bars"] if bar["name"] == "mail")
    state = press(view, channel["key"], [mail["code"]])
    assert state["total"] == mail["all"] == len(view.selection)
    assert charts_of(view)["channel"]["shown"] == 253
    assert charts_of(view)["Topic"]["shown"] == mail["all"]
    amount = charts_of(view)["amount"]
    state = press(view, amount["key"], [2, 0], range=True)
    assert 0 < state["total"] < mail["all"]
    said = [label for _, label in state["chips"]]
    assert said[0].startswith("amount: 0 to under ")
    assert said[1] == "channel: mail"
    state = say(view, kind="drop", what=f"chart {channel['key']}")
    assert [label for _, label in state["chips"]] == said[:1]
    assert press(view, amount["key"], [])["total"] == 253


def test_charts_count_what_the_outline_leaves_and_clear_frees_them(view):
    view.map.panel.receive({"kind": "selected", "shape": "box", "x": [-5, 5], "y": [-5, 5]})
    assert charts_of(view)["channel"]["shown"] == view.panel.state["total"]
    press(view, "topic", [1])
    view.clear()
    assert view.panel.state["total"] == 253
    assert not any(chart["chosen"] for chart in charts_of(view).values())


def test_a_value_that_a_chart_does_not_have_is_refused(view):
    press(view, "topic", [99])
    assert "no such value" in view.charts.error
    assert view.panel.state["total"] == 253


def test_topics_have_the_colors_of_the_map(view, corpus):
    bars = {bar["name"]: bar["color"] for bar in charts_of(view)["Topic"]["bars"]}
    scheme = view.map.plan.scheme
    for name, color in zip(scheme.names[:-1], scheme.colors[:-1], strict=True):
        assert bars[name] == color


def test_the_rows_of_the_table_are_saved_as_csv_with_what_was_found(view):
    sent = []
    view.panel.send = lambda content, buffers=None: sent.append((content, buffers))
    say(view, kind="filter", column="channel", value="mail")
    say(view, kind="sort", column=1)
    say(view, kind="sort", column=1)
    say(view, kind="download")
    message, files = next(one for one in sent if one[0]["kind"] == "file")
    lines = files[0].decode("utf-8-sig").splitlines()
    assert message["name"] == "channel-mail.csv"
    assert lines[0] == "body,amount,when,channel,topic,group,verdict"
    assert len(lines) == 1 + 85
    assert lines[1].split(",")[1] == str(view.selection["amount"].max())


def scored(asked):
    """Return a search over all rows, the first the most alike, and note what it is asked."""

    def finds(query, k, mode, among):
        asked.append((query, mode))
        rows = np.arange(253) if among is None else np.flatnonzero(among)
        return pd.DataFrame({"row": rows, "similarity": 1 - rows / 500})[:k]

    return finds


FAR = "down to a similarity of 0.60; filter by \u201clike\u201d for more or fewer"


def test_a_search_is_cut_where_rows_are_no_longer_alike(corpus):
    view = ExplorerWidget(corpus.projection, frame=corpus.frame, search=scored([]))
    say(view, kind="filter", column="like", value=">= 0.9")
    assert "search for something first" in view.panel.error
    assert "like" not in [name for name, *_ in view.panel.state["filterable"]]
    state = say(view, kind="find", text="refund")
    assert ["like", "number", []] in state["filterable"]
    state = say(view, kind="filter", column="like", value=">= 0.9")
    assert (state["total"], view.panel.status) == (51, "51 of 253 rows")
    assert view.selected.tolist() == list(range(51))
    assert ["value", "like: >= 0.9"] in state["chips"]
    assert say(view, kind="filter", column="like", value=">= 0.5")["total"] == 251
    assert say(view, kind="drop", what="value")["total"] == 200
    say(view, kind="filter", column="like", value=">= 0.9")
    state = say(view, kind="drop", what="query")
    assert (state["total"], state["chips"], state["filters"]["column"]) == (253, [], "")


def test_filters_and_outlines_come_before_the_limit_of_a_search(corpus):
    asked = []
    frame = corpus.frame.assign(late=["yes" if k >= 230 else "no" for k in range(253)])
    view = ExplorerWidget(
        corpus.projection, frame=frame, topics=corpus.topics, search=scored(asked)
    )
    say(view, kind="find", text="refund")
    assert view.panel.status == f"the 200 nearest of 253 rows, {FAR}"
    state = say(view, kind="filter", column="late", value="yes", whole="yes")
    assert [line[0] for line in state["rows"]] == list(range(230, 253))
    assert view.panel.status == "23 of 253 rows"
    state = say(view, kind="undo")
    assert state["total"] == 200
    box = {"kind": "selected", "shape": "box", "x": [-5, 5], "y": [-5, 5]}
    view.map.panel.receive(box)
    place = corpus.projection.to_frame()
    inside = np.flatnonzero(((place["x"].abs() <= 5) & (place["y"].abs() <= 5)).to_numpy())
    assert view.panel.state["total"] == len(inside)
    assert view.selected.tolist() == inside.tolist()
    before = len(asked)
    assert say(view, kind="drop", what="outline")["total"] == 200
    say(view, kind="filter", only="nothing of the kind")
    assert view.panel.state["total"] == 200, "a wrong filter changes nothing"
    assert len(asked) == before + 1


def test_a_chart_chooses_among_what_was_found(corpus):
    view = ExplorerWidget(corpus.projection, frame=corpus.frame, search=scored([]))
    say(view, kind="find", text="refund")
    column = next(one for one in view._charted if one.label == "channel")
    press(view, column.key, [0])
    found = int((column.codes[:200] == 0).sum())
    assert view.panel.status == (f"{found} of the 200 nearest of 253 rows, {FAR}")


def test_a_search_by_meaning_is_sorted_by_the_similarity_that_is_shown(view):
    def order(**message):
        state = say(view, **message)
        return state["sort"], state["rows"][0][0]

    assert order(kind="find", text="refund") == ([-1, False], 200)
    assert order(kind="sort", column=-2) == ([-2, True], 200)
    assert order(kind="sort", column=-2) == ([-2, False], 171)
    assert order(kind="sort", column=-2) == ([-1, False], 200)
    assert order(kind="find", text="refund", mode="meaning") == ([-2, True], 200)
    assert view.panel.state["mode"] == "meaning"
    assert order(kind="find", text="") == ([-1, False], 0)


def test_words_are_marked_but_for_stop_words_and_for_whole_texts(view):
    assert say(view, kind="find", text='the refund of "my card"')["terms"] == ["my card", "refund"]
    assert say(view, kind="filter", words="about lock")["terms"] == ["my card", "refund", "lock"]
    say(view, kind="filter", words="")
    state = say(view, kind="alike", row=3)
    assert (state["terms"], state["query"], state["mode"]) == ([], view.rows.texts[3], "meaning")
    assert say(view, kind="find", text="refund", mode="meaning")["terms"] == ["refund"]


def test_a_neighbor_that_is_opened_is_the_marked_row(view):
    sent = []
    view.panel.send = lambda content, buffers=None: sent.append(content)
    say(view, kind="sort", column=1)
    say(view, kind="sort", column=1)
    say(view, kind="near", row=200)
    assert {"kind": "focus", "row": 200, "place": [52]} in sent
    assert view.map.panel.marks[0] == [view.map.plan.points[200, 0]]


def test_a_tag_says_how_many_rows_have_it_and_where_they_are_found(view):
    say(view, kind="filter", only="cut")
    say(view, kind="tag", name="look")
    assert view.panel.status == "5 rows tagged 'look': find them under \u201conly\u201d"
