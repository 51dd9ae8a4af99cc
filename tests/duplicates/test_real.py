"""Figures on public labeled data, where it stands beside the project."""

import numpy as np
import pandas as pd
import pytest

from workbench.duplicates import find_duplicates
from workbench.duplicates.guards.differences import guard_pairs
from workbench.duplicates.guards.mild import mark_mild
from workbench.duplicates.pair_evidence import gram_cosines
from workbench.duplicates.threshold.pair_model import default_pair_model, pair_features
from workbench.embedding import embed_texts, load_encoder
from workbench.similarity import cosine, pairs
from workbench.tables import rows_of

pytestmark = [pytest.mark.model, pytest.mark.slow]


def read(path):
    return pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False)


def vectors_of(texts):
    encoder = load_encoder(device="cpu", precision="float32")
    return embed_texts(texts, encoder, store=None).vectors


def test_groups_on_covid_q(real_data):
    from sklearn.metrics import adjusted_rand_score

    table = read(real_data / "covid_q" / "covid_q.tsv")
    rows = rows_of(table, "text")
    vectors = vectors_of(rows.distinct)
    result = find_duplicates(rows, vectors, pairs(vectors, 0.6), threshold=0.6)

    def score(threshold):
        group = result.at(threshold)._verdict.row_group.copy()
        alone = group < 0
        group[alone] = group.max() + 1 + np.arange(alone.sum())
        return adjusted_rand_score(table["cluster_id"], group)

    assert max(score(t) for t in np.arange(0.64, 0.86, 0.01)) >= 0.40
    assert score(result.suggest_threshold().threshold) >= 0.39


def test_evidence_on_headline_pairs(real_data):
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import average_precision_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    table = read(real_data / "sts_headlines" / "headlines.tsv")
    texts = sorted(set(table["s1"]) | set(table["s2"]))
    place = {text: k for k, text in enumerate(texts)}
    vectors = vectors_of(texts)
    left, right = table["s1"].map(place).to_numpy(), table["s2"].map(place).to_numpy()
    similarity = cosine(vectors[left], vectors[right])
    guards = mark_mild(texts, left, right, guard_pairs(texts, left, right), similarity)
    lexical = gram_cosines(texts, left, right)
    features = pair_features(similarity, lexical=lexical, guards=guards)
    same = table["score"].astype(float) >= 4
    assert average_precision_score(same, similarity) == pytest.approx(0.687, abs=0.005)
    expected = default_pair_model().probability(features)
    assert average_precision_score(same, expected) >= 0.78
    for _, part in table.groupby(["year", "set"]):
        of_cosine = average_precision_score(same[part.index], similarity[part.index])
        assert average_precision_score(same[part.index], expected[part.index]) >= of_cosine
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    model = LogisticRegression(C=100, max_iter=5000)
    fitted = cross_val_predict(model, features, same, cv=folds, method="decision_function")
    assert average_precision_score(same, fitted) >= 0.76
