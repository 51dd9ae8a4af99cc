"""The estimators keep the contract of scikit-learn, and give what the corpus gives."""

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks, get_tags

import workbench as wb
from tests.fakes import FakeEncoder
from tests.topics.conftest import make_texts
from workbench.errors import InputError


@pytest.fixture
def named(monkeypatch):
    """The stand-in encoder under every model's name."""
    encoder = FakeEncoder()
    monkeypatch.setattr(
        "workbench.embedding.encoders.custom.load_encoder", lambda *_, **__: encoder
    )
    return encoder


@pytest.fixture(scope="module")
def texts():
    return make_texts()[0]


@pytest.fixture(scope="module")
def labels():
    return np.array(make_texts()[1])


@pytest.fixture(scope="module")
def vectors(texts):
    return FakeEncoder().encode(texts)


def test_the_clusterer_passes_every_check_of_scikit_learn():
    checks = estimator_checks.check_estimator(
        wb.TopicClusterer(), on_fail=None, on_skip=None, expected_failed_checks={}
    )
    failed = {c["check_name"]: str(c["exception"]) for c in checks if c["status"] == "failed"}
    assert not failed
    assert sum(c["status"] == "passed" for c in checks) > 40


def test_the_embedder_passes_the_checks_that_give_no_numbers(named):
    with pytest.warns(SkipTestWarning, match="requires input"):
        estimator_checks.check_estimator(wb.TextEmbedder(), on_skip=None)
    for name in (
        "check_estimator_cloneable",
        "check_estimator_tags_renamed",
        "check_valid_tag_types",
        "check_estimator_repr",
        "check_no_attributes_set_in_init",
        "check_mixin_order",
        "check_do_not_raise_errors_in_init_or_set_params",
        "check_get_params_invariance",
        "check_set_params",
        "check_parameters_default_constructible",
    ):
        getattr(estimator_checks, name)("TextEmbedder", wb.TextEmbedder())


def test_the_tags_tell_what_goes_in():
    tags = get_tags(wb.TextEmbedder())
    assert tags.input_tags.string
    assert not tags.input_tags.two_d_array
    assert not tags.requires_fit
    assert get_tags(wb.TopicClusterer()).estimator_type == "clusterer"


@pytest.mark.parametrize(
    "kind",
    [
        list,
        tuple,
        pd.Series,
        np.array,
        lambda t: np.array(t, dtype=object)[:, None],
        lambda t: pd.DataFrame({"body": t}),
        lambda t: pd.Series(t, index=range(5, 5 + len(t))),
        lambda t: pd.Series(t, dtype="string"),
    ],
)
def test_texts_of_any_kind(kind, texts, vectors):
    made = wb.TextEmbedder(FakeEncoder(), cache=False).fit_transform(kind(texts))
    assert made.dtype == np.float32
    np.testing.assert_array_equal(made, vectors)


def test_texts_of_polars(texts, vectors):
    polars = pytest.importorskip("polars")
    embedder = wb.TextEmbedder(FakeEncoder(), cache=False)
    np.testing.assert_array_equal(embedder.transform(polars.Series("t", texts)), vectors)
    np.testing.assert_array_equal(embedder.transform(polars.DataFrame({"t": texts})), vectors)


def test_missing_and_blank_texts_become_zeros():
    embedder = wb.TextEmbedder(FakeEncoder(), cache=False)
    given = ["card lost", None, "  ", np.nan, pd.NA, "card lost"]
    made = embedder.transform(pd.Series(given, dtype=object))
    assert (np.linalg.norm(made, axis=1) > 0).tolist() == [True, False, False, False, False, True]
    assert "4 texts missing or blank" in " ".join(embedder.notes_)
    np.testing.assert_array_equal(embedder.transform(given), made)
    assert embedder.transform([None]).shape == (1, 64)
    assert embedder.transform([]).shape == (0, 64)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("card lost", "For a single text"),
        (iter(["a"]), r"list\(texts\)"),
        (csr_array(np.eye(2)), "one column"),
        (np.array([["a", "b"]]), r"got \(1, 2\)"),
        (pd.DataFrame({"a": ["x"], "b": ["y"]}), "one column, got 2"),
        (pd.Series([1, 2]), "holds numbers"),
    ],
)
def test_what_is_no_column_of_texts_is_refused(given, message):
    with pytest.raises(InputError, match=message):
        wb.TextEmbedder(FakeEncoder(), cache=False).fit(given)


def test_vectors_come_from_the_store(named, texts):
    first = wb.TextEmbedder().fit_transform(texts)
    assert sorted(named.encoded) == sorted(texts)
    again = clone(wb.TextEmbedder()).fit_transform(pd.Series(texts[::-1]))
    assert len(named.encoded) == len(texts)
    np.testing.assert_array_equal(again, first[::-1])
    corpus = wb.embed(pd.DataFrame({"body": texts}), text="body", progress=False)
    assert len(named.encoded) == len(texts)
    np.testing.assert_array_equal(corpus.vectors, first)


def test_cache_takes_a_folder_or_nothing(named, texts, tmp_path):
    for cache in (tmp_path / "store", False):
        wb.TextEmbedder(cache=cache).transform(texts[:3])
        wb.TextEmbedder(cache=cache).transform(texts[:3])
    assert named.encoded == [*texts[:3]] * 3
    assert any((tmp_path / "store").iterdir())


def test_new_parameters_load_another_model(texts):
    embedder = wb.TextEmbedder(FakeEncoder(), cache=False).fit(texts)
    assert embedder.set_params(model=FakeEncoder(dimensions=8)).transform(texts).shape[1] == 8


def test_features_have_names(named, texts, vectors):
    names = wb.TextEmbedder().get_feature_names_out()
    assert names.tolist() == [f"textembedder{k}" for k in range(64)]
    frame = (
        wb.TextEmbedder()
        .set_output(transform="pandas")
        .fit_transform(pd.Series(texts, index=range(7, 7 + len(texts))))
    )
    assert frame.index[0] == 7
    assert frame.shape == (160, 64)
    clusterer = wb.TopicClusterer(min_cluster_size=20).fit(vectors)
    assert clusterer.get_feature_names_out().tolist() == [f"topicclusterer{k}" for k in range(4)]


def test_topics_are_those_of_the_corpus(named, texts):
    corpus = wb.embed(pd.DataFrame({"body": texts}), text="body", progress=False)
    pipe = make_pipeline(wb.TextEmbedder(), wb.TopicClusterer(min_cluster_size=20))
    found = pd.Series(pipe.fit_predict(texts))
    assigned = corpus.topics(min_cluster_size=20).to_frame()["assigned"].to_numpy()
    assert (found.groupby(assigned).nunique() == 1).all()
    assert found.nunique() == 4
    assert set(pipe.predict(make_texts(each=45)[0])) == set(found)
    assert pipe.transform(texts).shape == (160, 4)


def test_zeros_and_lengths(vectors):
    longer = np.vstack([vectors * np.linspace(1, 9, 160)[:, None], np.zeros((2, 64))])
    found = wb.TopicClusterer(min_cluster_size=20).fit(longer)
    assert found.labels_[-2:].tolist() == found.predict(longer)[-2:].tolist() == [-1, -1]
    assert len(found.cluster_centers_) == 4
    assert found.n_features_in_ == 64
    np.testing.assert_allclose(np.linalg.norm(found.cluster_centers_, axis=1), 1, rtol=1e-6)
    nothing = wb.TopicClusterer().fit(np.zeros((3, 2)))
    assert nothing.labels_.tolist() == [*nothing.predict(np.eye(2)).tolist(), -1]
    assert nothing.transform(np.eye(2)).shape == (2, 0)


def test_equal_vectors_share_a_topic(vectors):
    labels = wb.TopicClusterer(random_state=3).fit(np.vstack([vectors, vectors[:5]])).labels_
    assert (labels[:5] == labels[-5:]).all()


def test_noise_stays_noise_if_it_is_not_assigned():
    given = np.eye(4)[[0, 1, 2, *[3] * 20]] + 0.1  # one vector is there often enough
    raw = wb.TopicClusterer(min_cluster_size=20, assign_noise=False).fit_predict(given)
    assert raw.tolist() == [-1, -1, -1, *[0] * 20]
    assert wb.TopicClusterer(min_cluster_size=20).fit_predict(given).tolist() == [0] * 23


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"detail": "tiny"}, "detail"),
        ({"min_cluster_size": 1}, "at least 2"),
        ({"min_cluster_size": "large"}, "min_cluster_size"),
        ({"random_state": -1}, "random_state"),
    ],
)
def test_settings_are_checked_at_fit(settings, message, vectors):
    made = wb.TopicClusterer(**settings)
    with pytest.raises(InputError, match=message):
        made.fit(vectors)


def test_random_state_as_scikit_learn_takes_it(vectors):
    for state in (None, np.random.RandomState(3), np.int64(3)):
        assert len(set(wb.TopicClusterer(random_state=state).fit(vectors).labels_)) > 1


def test_predict_needs_a_fit(vectors):
    with pytest.raises(NotFittedError):
        wb.TopicClusterer().predict(vectors)


def test_a_pickle_holds_no_model(named, texts):
    pipe = make_pipeline(wb.TextEmbedder(), wb.TopicClusterer(min_cluster_size=20)).fit(texts)
    stored = pickle.dumps(pipe)
    assert b"FakeEncoder" not in stored
    np.testing.assert_array_equal(pickle.loads(stored).predict(texts), pipe.predict(texts))


def test_a_grid_search_over_the_columns_of_a_table(named, texts, labels):
    frame = pd.DataFrame({"body": texts, "hours": np.arange(160.0)})
    columns = ColumnTransformer(
        [("text", wb.TextEmbedder(), "body"), ("listed", wb.TextEmbedder(), ["body"])],
        remainder="drop",
    )
    pipe = make_pipeline(columns, LogisticRegression(max_iter=500))
    search = GridSearchCV(
        pipe,
        {
            "columntransformer__text__long_text": ["truncate", "chunk"],
            "logisticregression__C": [1.0, 10.0],
        },
        cv=3,
        error_score="raise",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        search.fit(frame, labels)
    assert search.best_score_ > 0.9
    assert search.best_estimator_[0].get_feature_names_out()[0] == "text__textembedder0"
