"""Coordinates, reducers and options of umap-learn: the user's own maps.

Tests of projection/given_coordinates.py.
"""

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.errors import ColumnError, InputError
from workbench.projection import text_positions

WORDS = ("parcel late", "refund missing", "login locked")


def table():
    """Return 45 distinct texts, one of them twice, and two rows without text."""
    texts = [f"{WORDS[k % 3]} {k}" for k in range(45)]
    cells = [*texts[:10], None, *texts[10:], " ", texts[0]]
    frame = pd.DataFrame({"body": cells}, index=[f"r{k}" for k in range(len(cells))])
    frame["x"] = np.arange(len(cells), dtype=float)
    frame["y"] = frame["x"] % 7
    frame["z"] = -frame["x"]
    frame.loc["r47", ["x", "y", "z"]] = frame.loc["r0", ["x", "y", "z"]].to_numpy()
    frame["group"] = [None if cell is None else str(cell).split()[:1] for cell in cells]
    frame["group"] = [one[0] if one else None for one in frame["group"]]
    return frame


@pytest.fixture(scope="module")
def corpus():
    return wb.embed(table(), text="body", model=FakeEncoder(16), cache=False, progress=False)


# Coordinates


@pytest.mark.parametrize("names", [["x", "y"], ("x", "y", "z")])
def test_coordinates_of_columns_are_those_of_the_rows(corpus, names):
    found = corpus.projection(coordinates=names)
    has_text = corpus.rows.has_text
    assert found.to_frame().columns.tolist() == list(names)
    assert found.to_frame().index.equals(corpus.frame.index)
    expected = corpus.frame[list(names)].to_numpy(dtype=np.float32)
    assert np.array_equal(found.coordinates[has_text], expected[has_text])
    assert np.isnan(found.coordinates[~has_text]).all()
    assert found.coordinates.shape == (len(corpus), len(names))
    assert "given coordinates" in repr(found)
    assert f"{len(names)} dimensions" in repr(found)


@pytest.mark.parametrize(
    "of",
    [
        lambda frame: frame[["x", "y"]],
        lambda frame: frame[["x", "y"]].to_numpy(),
        lambda frame: frame[["x", "y"]].to_numpy().tolist(),
        lambda frame: frame[["x", "y"]].astype(str),
        lambda frame: frame[["x", "y"]].astype("Float64"),
        lambda frame: frame[["x", "y"]].to_numpy()[frame["body"].str.strip().fillna("") != ""],
    ],
)
def test_coordinates_come_as_any_table_per_row_or_per_row_with_text(corpus, of):
    expected = corpus.projection(coordinates=["x", "y"])
    found = corpus.projection(coordinates=of(corpus.frame))
    assert np.array_equal(found.coordinates, expected.coordinates, equal_nan=True)


def test_rows_of_one_text_share_a_position_and_that_is_told(corpus):
    given = corpus.frame[["x", "y"]].to_numpy()
    given[-1] += [2, 4]
    found = corpus.projection(coordinates=given)
    expected = given[0] + [1, 2]
    assert np.array_equal(found.coordinates[0], expected)
    assert np.array_equal(found.coordinates[-1], expected)
    assert any("1 text had several positions" in note for note in found.notes)


def test_coordinates_of_rows_without_text_are_told(corpus):
    found = corpus.projection(coordinates=["x", "y"])
    assert any("2 rows without text: the coordinates given are not used" in n for n in found.notes)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (np.zeros((3, 2)), "must have 48 rows, one per row of the table, or 46, one per row with"),
        (np.zeros((2, 48)), "must have 48 rows"),
        (np.zeros(48), "must have 2 or 3 columns"),
        (np.zeros((48, 1)), "must have 2 or 3 columns"),
        (np.zeros((48, 4)), "must have 2 or 3 columns"),
        (np.zeros((48, 2, 2)), "must have 2 or 3 columns"),
        (5, "must have 48 rows"),
        (np.full((48, 2), np.nan), "must be finite: 46 rows with text lack them"),
        (np.full((48, 2), 1e300), "must be finite"),
        (np.full((48, 2), 1j), "complex numbers"),
        ([["a", "b"]] * 48, "must be an array of shape"),
        ([[1, 2], [3]], "must be an array of shape"),
        (object(), "must be an array of shape"),
        ("x", "must be an array of shape"),
        (["x"], "must have 2 or 3 columns"),
        (["body", "group"], "must be finite"),
    ],
)
def test_coordinates_that_do_not_fit_are_refused(corpus, given, message):
    with pytest.raises(InputError, match=message):
        corpus.projection(coordinates=given)


def test_a_missing_column_of_coordinates_is_named(corpus):
    with pytest.raises(ColumnError, match="no column 'X'.*Did you mean 'x'"):
        corpus.projection(coordinates=["X", "y"])


def test_coordinates_of_another_index_are_refused(corpus):
    shuffled = corpus.frame[["x", "y"]].iloc[::-1]
    with pytest.raises(InputError, match="another index.*reindex"):
        corpus.projection(coordinates=shuffled)


# A reducer


@pytest.mark.parametrize(
    "reducer",
    [PCA(2), PCA(3), TSNE(2, perplexity=5, init="pca", max_iter=250, random_state=0)],
)
def test_a_reducer_gets_the_vectors_of_the_distinct_texts(corpus, reducer):
    found = corpus.projection(reducer=reducer)
    alone = type(reducer)(**reducer.get_params()).fit_transform(corpus.embedding.vectors)
    assert np.allclose(text_positions(found), alone, atol=1e-4)
    assert np.array_equal(found.coordinates[0], found.coordinates[-1])
    assert f"reducer {type(reducer).__name__}" in repr(found)
    assert found.manifest.parameters["reducer_n_components"] == reducer.n_components


class Returns:
    """A reducer that returns what it is told to."""

    def __init__(self, made):
        self.made = made

    def fit_transform(self, vectors):
        vectors[:] = 0  # what is not its own to change
        return self.made(len(vectors)) if callable(self.made) else self.made


@pytest.mark.parametrize(
    ("reducer", "message"),
    [
        (PCA, r"must be an object, got the class PCA. Write PCA\(\)"),
        ("umap", "must have a method fit_transform.*got str"),
        (object(), "must have a method fit_transform"),
        (PCA(5), r"PCA must return 2 or 3 columns.*got \(45, 5\)"),
        (PCA(100), "PCA failed on vectors of shape.*n_components"),
        (Returns(None), "Returns must return"),
        (Returns(lambda n: np.zeros((n - 1, 2))), "one row per distinct text"),
        (Returns(np.zeros), "2 or 3 columns"),
        (Returns(lambda n: np.full((n, 2), np.inf)), "no finite numbers for 45 texts"),
        (Returns(lambda n: np.full((n, 2), 1e300)), "no finite numbers"),
        (Returns(lambda n: np.full((n, 2), 1j)), "complex numbers"),
        (Returns(lambda n: [["a", "b"]] * n), "must return an array"),
    ],
)
def test_a_reducer_that_cannot_be_used_is_refused_and_nothing_is_lost(corpus, reducer, message):
    before = corpus.embedding.vectors.copy()
    with pytest.raises(InputError, match=message):
        corpus.projection(reducer=reducer)
    assert np.array_equal(corpus.embedding.vectors, before)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"reducer": PCA(2), "metric": "euclidean"}, "takes no metric: give them to the reducer"),
        ({"reducer": PCA(2), "random_state": 1}, "takes no random_state"),
        ({"reducer": PCA(2), "target": "group"}, "takes no target"),
        ({"coordinates": ["x", "y"], "n_neighbors": 5}, "takes no n_neighbors: given coordinates"),
        ({"coordinates": ["x", "y"], "reducer": PCA(2)}, "takes no reducer"),
        ({"metric": "cosin"}, "metric must be one of.*Did you mean 'cosine'.*reducer=umap.UMAP"),
        ({"metric": 5}, "metric must be one of"),
        ({"n_components": 4}, "n_components must be 2 or 3, got 4"),
        ({"n_components": 1}, "n_components must be"),
        ({"n_neighbors": 1}, "n_neighbors must be a whole number of at least 2"),
        ({"n_neighbors": 2.5}, "n_neighbors must be a whole number"),
        ({"min_dist": -0.1}, "min_dist must be a number from 0 to 1"),
        ({"min_dist": np.nan}, "min_dist must be"),
        ({"min_dist": "0.1"}, "min_dist must be"),
        ({"densmap": "yes"}, "densmap must be True or False"),
        ({"random_state": -1}, "random_state must be"),
        ({"random_state": None}, "random_state must be"),
        ({"target": "grup"}, "no column 'grup'.*Did you mean 'group'"),
        ({"target": [1, 2]}, "target must have 48 entries"),
        ({"target": np.zeros((48, 2))}, "target must be the name of a column"),
        ({"target": [0.5] * 47 + [None]}, "1 row with text has none"),
    ],
)
def test_options_that_cannot_be_used_are_refused(corpus, options, message):
    with pytest.raises(InputError, match=message):
        corpus.projection(**options)


def test_a_target_of_another_index_is_refused(corpus):
    with pytest.raises(InputError, match="target has another index"):
        corpus.projection(target=corpus.frame["group"].iloc[::-1])


# umap-learn


def test_the_default_is_the_compiled_layout_and_says_so(corpus):
    found = corpus.projection(random_state=3)
    assert found.manifest.parameters["method"] == "UMAP, compiled layout"
    assert found.manifest.parameters["random_state"] == 3
    assert "UMAP, compiled layout" in repr(found)
    assert corpus.projection(n_components=2, random_state=np.int64(3)) is found


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        {"metric": "euclidean"},
        {"densmap": True},
        {"n_components": 3, "metric": "canberra", "n_neighbors": np.int64(7)},
        {"min_dist": np.float32(0.5)},
        {"target": "group"},
        {"target": "x"},
    ],
)
def test_other_options_are_those_of_umap_learn(corpus, options):
    found = corpus.projection(**options)
    assert "UMAP by umap-learn" in repr(found)
    assert found.dimensions == options.get("n_components", 2)
    for name in options.keys() - {"target"}:
        assert found.manifest.parameters[name] == options[name]
    assert ("target_metric" in found.manifest.parameters) == ("target" in options)
    assert np.array_equal(found.coordinates[0], found.coordinates[-1])
    assert corpus.projection(**options) is found
    assert found.notes == ()


@pytest.mark.slow
def test_umap_learn_gives_what_it_gives_alone(corpus):
    import umap

    alone = umap.UMAP(metric="euclidean", n_neighbors=9, random_state=5, n_jobs=1)
    positions = alone.fit_transform(corpus.embedding.vectors)
    found = corpus.projection(metric="euclidean", n_neighbors=9, random_state=5)
    assert np.array_equal(text_positions(found), positions)
    own = umap.UMAP(metric="euclidean", n_neighbors=9, random_state=5, n_jobs=1)
    assert np.array_equal(text_positions(corpus.projection(reducer=own)), positions)


@pytest.mark.slow
def test_groups_that_are_given_as_a_target_lie_together():
    vectors = np.random.default_rng(0).normal(size=(200, 8))
    frame = pd.DataFrame({"body": [f"text {k}" for k in range(200)]})
    frame["half"] = np.where(np.arange(200) % 2 == 0, "even", "odd")
    corpus = wb.embed(frame, text="body", model=FakeEncoder(8), cache=False, progress=False)

    def apart(found):
        at = found.coordinates
        even, odd = at[frame["half"] == "even"], at[frame["half"] == "odd"]
        within = even.std(axis=0).mean() + odd.std(axis=0).mean()
        return np.linalg.norm(even.mean(axis=0) - odd.mean(axis=0)) / within

    assert vectors.shape == (200, 8)
    assert apart(corpus.projection(target="half")) > 3 * apart(corpus.projection(min_dist=0.2))


@pytest.mark.slow
def test_more_neighbors_than_texts_are_lowered_and_told(corpus):
    found = corpus.projection(n_neighbors=500)
    assert any("n_neighbors=500 is more than 45 texts have: 44 are used" in n for n in found.notes)


def test_a_target_that_differs_within_a_text_is_told_and_left_out():
    from workbench.projection import target_of_texts

    frame = table()
    frame["own"] = [f"g{k % 3}" for k in range(len(frame))]
    frame.loc["r47", "own"] = "another"
    frame["code"] = pd.array([-1, None, *range(46)], dtype="Int64")
    corpus = wb.embed(frame, text="body", model=FakeEncoder(8), cache=False, progress=False)
    rows = corpus.rows
    values, metric, notes = target_of_texts(rows, frame, "own")
    assert metric == "categorical"
    assert (values == -1).sum() == 1
    assert values[rows.distinct_of[0]] == -1
    assert any("1 text had several targets" in note for note in notes)
    codes, _, _ = target_of_texts(rows, frame, "code")
    assert codes[rows.distinct_of[1]] == -1
    numbers, metric, _ = target_of_texts(rows, frame, "x")
    assert metric == "euclidean"
    assert numbers[rows.distinct_of[5]] == 5


def test_few_texts_are_shown_by_principal_components_whatever_the_options():
    frame = pd.DataFrame({"body": ["one two", "three", "four five"]})
    corpus = wb.embed(frame, text="body", model=FakeEncoder(8), cache=False, progress=False)
    found = corpus.projection(n_components=3, metric="euclidean")
    assert found.coordinates.shape == (3, 3)
    assert "principal components" in repr(found)
    assert any("principal components, not UMAP" in note for note in found.notes)


@pytest.mark.slow
def test_maps_of_umap_learn_are_kept_by_all_their_options(tmp_path):
    asked = {"text": "body", "model": FakeEncoder(16), "progress": False, "cache": tmp_path}
    options = [
        {"metric": "euclidean"},
        {"metric": "euclidean", "random_state": 1},
        {"metric": "euclidean", "target": "group"},
        {"metric": "euclidean", "n_components": 3},
    ]
    first = [wb.embed(table(), **asked).projection(**one) for one in options]
    kept = sorted((tmp_path / "maps").iterdir())
    assert len(kept) == len(options)
    again = wb.embed(table(), **asked)
    for one, before in zip(options, first, strict=True):
        found = again.projection(**one)
        assert found.coordinates.tobytes() == before.coordinates.tobytes()
        assert found.manifest == before.manifest
        assert found.manifest.run["cached"] == 1
    assert sorted((tmp_path / "maps").iterdir()) == kept


# What is drawn of them


def test_own_projections_are_drawn_and_reported(corpus, tmp_path):
    flat = corpus.projection(coordinates=["x", "y"])
    assert corpus.map_figure(projection=flat).data[0]["x"].tolist() == [
        *corpus.frame["x"][corpus.rows.has_text]
    ]
    assert corpus.map(projection=flat).plan.points[0].tolist() == [0, 0]
    corpus.explore(projection=flat)
    path = corpus.report(tmp_path / "r.html", projection=flat, stability=False)
    assert "given coordinates" in path.read_text(encoding="utf-8")


def test_three_dimensions_are_drawn_as_a_scene_and_refused_by_what_is_flat(corpus, tmp_path):
    solid = corpus.projection(coordinates=["x", "y", "z"])
    for color in (None, "group", "x"):
        figure = corpus.map_figure(color, projection=solid, hover=["body"], title="Three")
        assert {trace.type for trace in figure.data} == {"scatter3d"}
        assert sum(len(trace.z) for trace in figure.data) == 46
    for draw in (corpus.map, corpus.explore):
        with pytest.raises(InputError, match=r"draws two dimensions.*n_components=2.*figure\("):
            draw(projection=solid)
    with pytest.raises(InputError, match="the map of a report draws two dimensions"):
        corpus.report(tmp_path / "r.html", projection=solid)
    assert list(tmp_path.iterdir()) == []


def test_a_projection_of_another_table_is_refused(corpus):
    frame = table().iloc[:30]
    other = wb.embed(frame, text="body", model=FakeEncoder(16), cache=False, progress=False)
    projection = other.projection(coordinates=["x", "y"])
    with pytest.raises(InputError, match="this projection was found in another table"):
        corpus.map_figure(projection=projection)
    with pytest.raises(InputError, match=re.escape("must be what corpus.projection() returned")):
        corpus.map(projection=frame[["x", "y"]])


def test_a_part_of_the_corpus_keeps_its_part_of_the_map(corpus):
    whole = corpus.projection()
    part = corpus.filter(corpus.frame["group"] == "parcel")
    found = part.projection()
    expected = whole.to_frame().loc[part.frame.index]
    pd.testing.assert_frame_equal(found.to_frame(), expected)


def test_places_of_a_sample_are_found_in_three_dimensions(corpus):
    sample = corpus.sample(30)
    placed = sample.projection(reducer=PCA(3)).transform(corpus)
    assert placed.coordinates.shape == (48, 3)
    assert np.isfinite(placed.coordinates[corpus.rows.has_text]).all()
