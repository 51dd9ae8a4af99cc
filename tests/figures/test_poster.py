"""The poster: names that cover nothing, the same bytes again, endings."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.errors import DependencyError, FileError, InputError

pytest.importorskip("matplotlib")

import matplotlib.text as mtext
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from workbench.figures import poster

MATTERS = (
    "late $5 parcels",
    "lost cards & keys",
    "broken <b>lamps</b>",
    "wrong_invoice",
    "refunds",
)


@pytest.fixture(scope="module")
def corpus():
    texts = [f"{MATTERS[k % 5]} number {k}" for k in range(60)]
    rows = {"text": texts, "matter": [MATTERS[k % 5] for k in range(60)], "minutes": range(60)}
    rows = pd.DataFrame(rows)
    return wb.embed(
        rows, text="text", model=FakeEncoder(), cache=False, ledger=False, progress=False
    )


@pytest.mark.parametrize(
    ("name", "begins"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.PDF", b"%PDF")]
)
def test_it_is_written_as_its_ending_says_and_the_same_again(corpus, tmp_path, name, begins):
    path = corpus.poster(tmp_path / name, "matter", title="What $x_1$ costs")
    first = path.read_bytes()
    assert first.startswith(begins)
    assert corpus.poster(path, "matter", title="What $x_1$ costs").read_bytes() == first


def test_names_are_whole_and_none_covers_another(corpus, tmp_path, monkeypatch):
    drawn = []
    save = Figure.savefig

    def watched(figure, *args, **options):
        drawn.append(figure)
        save(figure, *args, **options)

    monkeypatch.setattr(Figure, "savefig", watched)
    corpus.poster(tmp_path / "a.png", corpus.topics(labels="matter"), subtitle="sixty rows")
    figure = drawn[0]
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    shown = [one for one in figure.findobj(mtext.Text) if one.get_text().strip()]
    words = {" ".join(one.get_text().split()) for one in shown}
    assert {"text", "sixty rows"} <= words
    assert len(words) == 7  # five names as well
    boxes = [mtext.Text.get_window_extent(one, canvas.get_renderer()) for one in shown]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    sides = figure.bbox
    assert all(
        sides.x0 <= b.x0 and b.x1 <= sides.x1 and sides.y0 <= b.y0 and b.y1 <= sides.y1
        for b in boxes
    )


def test_numbers_have_a_scale_and_dark_paper_is_dark(corpus, tmp_path):
    from matplotlib.image import imread

    light = imread(corpus.poster(tmp_path / "light.png", "minutes"))
    dark = imread(corpus.poster(tmp_path / "dark.png", "minutes", dark=True))
    assert light.shape[1] == poster.WIDTH * poster.SCALE
    assert np.median(light[..., :3]) > 0.95
    assert np.median(dark[..., :3]) < 0.1


def test_what_cannot_be_written_is_said(corpus, tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"ends in \.png, \.svg, \.pdf, got 'a\.gif'"):
        corpus.poster(tmp_path / "a.gif")
    with pytest.raises(FileError, match="cannot write"):
        corpus.poster(tmp_path / "no" / "a.png")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DependencyError, match=r"text-workbench\[poster\]"):
        corpus.poster(tmp_path / "a.png")
