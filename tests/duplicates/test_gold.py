"""What is planted in the sample data must be found, and what only looks alike must be kept."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.duplicates import find_duplicates
from workbench.embedding import VectorStore, embed_texts, load_encoder
from workbench.similarity import pairs
from workbench.tables import rows_of

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
TABLES = {
    "faqs": ("question", "faq_id"),
    "headlines": ("headline", "headline_id"),
    "support_tickets": ("body", "ticket_id"),
}

pytestmark = [pytest.mark.model, pytest.mark.slow]


@cache
def evidence(name, folder):
    text, key = TABLES[name]
    frame = pd.read_csv(SAMPLE / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])
    rows = rows_of(frame, text, key)
    encoder = load_encoder(device="cpu", precision="float32")
    with VectorStore(folder) as store:
        embedding = embed_texts(rows.distinct, encoder, store=store)
    mined = pairs(embedding.vectors, 0.6)
    result = find_duplicates(rows, embedding.vectors, mined, threshold=0.6, cut=embedding.cut)
    gold = pd.read_csv(SAMPLE / "gold" / f"{name}_pairs.csv", dtype=str)
    place = {key: row for row, key in enumerate(rows.ids)}
    left = gold["left_id"].map(place).to_numpy()
    right = gold["right_id"].map(place).to_numpy()
    return result, gold["kind"].to_numpy(), left, right


@pytest.mark.parametrize("name", TABLES)
def test_every_copy_is_found_at_every_threshold(name, model_store):
    result, kind, left, right = evidence(name, model_store)
    copies = np.isin(kind, ["exact", "normalised"])
    for threshold in (0.6, 0.8, 0.9, 1.0):
        group = result.at(threshold)._verdict.row_group
        assert (group[left] == group[right])[copies].all()
        assert (group[left] >= 0)[copies].all()


@pytest.mark.parametrize("name", TABLES)
def test_no_lookalike_is_dropped_for_the_other(name, model_store):
    result, kind, left, right = evidence(name, model_store)
    for threshold in (result.suggest_threshold().threshold, 0.9, 0.95):
        kept_row = result.at(threshold)._verdict.kept_row
        dropped = (kept_row[left] == right) | (kept_row[right] == left)
        assert not (dropped & (kind == "differs")).any()


@pytest.mark.parametrize("name", TABLES)
def test_paraphrases_at_the_suggested_threshold(name, model_store):
    result, kind, left, right = evidence(name, model_store)
    verdict = result.at(result.suggest_threshold().threshold)._verdict
    stands = np.where(verdict.kept_row >= 0, verdict.kept_row, np.arange(len(verdict.keep)))
    same = stands[left] == stands[right]
    sizes = np.bincount(stands)
    copies = np.isin(kind, ["exact", "normalised"])
    asserted = (sizes * (sizes - 1) // 2).sum() - (same & copies).sum()
    hits = (same & (kind == "paraphrase")).sum()
    assert 2 * hits / (asserted + (kind == "paraphrase").sum()) >= 0.9
