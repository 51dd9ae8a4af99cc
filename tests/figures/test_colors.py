"""Colors stay with a topic and can be told apart."""

import itertools

import numpy as np
import pandas as pd
import pytest

from tests.figures.makers import small_corpus
from workbench.errors import ColumnError, InputError
from workbench.figures import PALETTE, topic_colors
from workbench.figures.colors import (
    NOISE,
    PAPERS,
    PLAIN,
    SCALE,
    UNSTABLE,
    _oklab,
    coloring,
    contrast,
    ends_said,
    levels,
    limits,
    rgb,
)
from workbench.widgets.board_state import topic_cards

# Vienot, Brettel and Mollon (1999): what protanopes, deuteranopes and tritanopes see of a color.
BLIND = {
    "protan": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    "deutan": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}


def lab(color, kind):
    """CIE L*a*b* (D65) of a color as it is seen."""
    share = np.array(rgb(color)) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(BLIND[kind]) @ linear, 0, 1)
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ linear
        / np.array([0.9505, 1, 1.089])
    )
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", BLIND)
def test_the_first_eight_colors_can_be_told_apart(kind):
    for a, b in itertools.combinations(PALETTE[:8], 2):
        assert np.linalg.norm(lab(a, kind) - lab(b, kind)) > 9, (a, b)


@pytest.mark.parametrize("kind", BLIND)
def test_neighbors_in_the_list_can_be_told_apart(kind):
    for a, b in itertools.pairwise(PALETTE):
        assert np.linalg.norm(lab(a, kind) - lab(b, kind)) > 9, (a, b)


def test_all_colors_differ_and_none_is_the_gray_of_noise():
    assert len(set(PALETTE) | {NOISE}) == len(PALETTE) + 1


def themed():
    sizes = {"money": 12, "card": 1, "login": 5}
    paths = [f"{theme} > {theme} {k}" for theme, count in sizes.items() for k in range(count)]
    return pd.DataFrame({"topic": range(len(paths)), "path": paths})


def test_topics_of_a_theme_are_shades_of_one_hue_and_no_two_topics_look_alike():
    table = themed()
    colors = topic_colors(table)
    places = {k: _oklab(color) for k, color in colors.items()}
    for one, other in itertools.combinations(places, 2):
        assert np.linalg.norm(places[one] - places[other]) > 0.035
    assert colors[0] == PALETTE[0]
    hues = np.unwrap([np.arctan2(*places[k][:0:-1]) for k in range(12)])
    assert np.ptp(hues) < np.radians(50)


def test_a_topic_has_one_color_on_map_board_report_and_in_figures():
    corpus = small_corpus()
    topics = corpus.topics
    scheme = coloring(topics, corpus.rows.has_text)
    expected = topic_colors(topics.table)
    assert dict(zip(scheme.keys, scheme.colors, strict=True)) == expected
    assert {card["topic"]: card["color"] for card in topic_cards(topics)} == {
        topic: color for topic, color in expected.items() if topic >= 0
    }
    over_time = topics.over_time(corpus.frame["when"], freq="D")
    assert topic_colors(over_time[over_time["topic"] < 2])[1] == expected[1]
    assert topic_colors(topics.hierarchy()) == expected


def test_a_topic_keeps_its_color_when_it_is_renamed():
    corpus = small_corpus()
    whole = coloring(corpus.topics, corpus.rows.has_text)
    part = coloring(corpus.topics.rename({2: "Refunds"}), corpus.rows.has_text)
    assert part.colors == whole.colors
    assert "Refunds" in part.names
    assert part.colors[-1] == NOISE


def test_rows_of_a_deleted_topic_are_gray():
    corpus = small_corpus()
    row = corpus.topics.to_frame()["topic"].tolist().index(1)
    found = coloring(corpus.topics.delete(1), corpus.rows.has_text)
    assert found.keys[found.values[row]] == -1


def test_counts_leave_out_rows_without_text():
    corpus = small_corpus(blobs=2, each=5)
    found = coloring(corpus.topics, corpus.rows.has_text)
    assert sum(found.counts) == corpus.rows.has_text.sum()


def test_rare_values_share_one_gray_and_this_is_told():
    words = [f"w{k:03d}" for k in range(40)] * 2 + [None, float("nan")]
    found = coloring(pd.Series(words, name="who"), np.ones(len(words), bool))
    assert len(found.names) == len(PALETTE) + 1
    assert found.colors[-1] == NOISE
    assert found.notes == ("16 rarer values of who share one gray",)


def test_numbers_and_times_have_a_scale_and_missing_is_gray():
    for column in (pd.Series([1.0, None, 3.0]), pd.Series(pd.to_datetime(["2020", None, "2021"]))):
        found = coloring(column, np.ones(3, bool))
        places, colors = levels(found)
        assert tuple(colors[places[1]]) == rgb(NOISE)
        assert places[0] == 0
        assert places[2] == 63


def test_times_with_a_zone_are_the_same_moment():
    zone = pd.Series(pd.to_datetime(["2020-01-01 01:00"]).tz_localize("Europe/Berlin"))
    plain = pd.Series(pd.to_datetime(["2020-01-01 00:00"]))
    mask = np.ones(1, bool)
    assert coloring(zone, mask).values[0] == coloring(plain, mask).values[0]


def test_a_wrong_length_or_column_is_refused():
    with pytest.raises(InputError, match="color holds 2 values, but the map has 3 rows"):
        coloring([1, 2], np.ones(3, bool))
    with pytest.raises(ColumnError, match="no column 'amout'.*Did you mean 'amount'"):
        coloring("amout", np.ones(3, bool), frame=pd.DataFrame({"amount": [1, 2, 3]}))
    with pytest.raises(InputError, match="the topics are of 251 rows, the map is of 3|253"):
        coloring(small_corpus().topics, np.ones(3, bool))


@pytest.mark.parametrize("paper", PAPERS)
def test_every_dot_stands_out_on_paper_of_both_themes(paper):
    many = pd.DataFrame({"topic": range(90), "path": [f"theme {k % 7} > {k}" for k in range(90)]})
    topics = {color for topic, color in topic_colors(many).items() if topic >= 0}
    assert len(topics) == 90
    for color in (*PALETTE, PLAIN, UNSTABLE, *topics):
        assert contrast(color, paper) >= 3, color
    for color in SCALE:  # which must rise in lightness, and so cannot
        assert contrast(color, paper) > 2, color


@pytest.mark.parametrize("kind", BLIND)
def test_the_scale_of_numbers_rises_in_lightness(kind):
    lightness = [lab(color, kind)[0] for color in SCALE]
    assert lightness == sorted(lightness)
    assert lightness[-1] - lightness[0] > 20


def test_texts_that_are_dates_are_colored_by_time():
    texts = pd.Series(["2025-03-01T10:00:00", None, "2025-01-01T00:00:00"], name="when")
    scheme = coloring(texts, np.ones(3, bool))
    assert (scheme.kind, scheme.title) == ("time", "when")
    assert scheme.values[0] > scheme.values[2]
    assert np.isnan(scheme.values[1])
    assert coloring(pd.Series(["2025-03-01", "soon", "x"]), np.ones(3, bool)).kind == "category"


def test_cells_that_are_no_dates_are_gray_and_counted():
    texts = pd.Series(["2025-03-01", "soon", "2025-01-01"], name="when")
    scheme = coloring(texts, np.ones(3, bool))
    assert scheme.kind == "time"
    assert np.isnan(scheme.values).tolist() == [False, True, False]
    assert scheme.notes == (
        "1 cell of column 'when' is no date that can be read (first: 'soon'); counted as empty",
    )


def test_dates_that_are_unclear_are_colored_by_value_and_told():
    scheme = coloring(pd.Series(["05/03/2024", "06/03/2024"], name="when"), np.ones(2, bool))
    assert scheme.kind == "category"
    assert "whether its dates begin with the day or the month" in scheme.notes[0]


def test_far_numbers_share_the_color_of_an_end():
    numbers = pd.Series([*range(99), 1e6], name="minutes")
    scheme = coloring(numbers, np.ones(100, dtype=bool))
    assert limits(scheme) == (2, 97)
    assert ends_said(scheme) == ("\u2264 2", "\u2265 97")
    places, _ = levels(scheme)
    assert places[-1] == places[97] == 63
    few = coloring(pd.Series([3.0, 5.0, np.nan]), np.ones(3, dtype=bool))
    assert (limits(few), ends_said(few)) == ((3, 5), ("3", "5"))
    same = coloring(pd.Series([*[1.0] * 99, 7.0]), np.ones(100, dtype=bool))
    assert limits(same) == (1, 7)
