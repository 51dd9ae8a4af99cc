"""What is planted in the sample tickets must show, whichever detail is asked for."""

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from workbench.embedding import VectorStore, embed_texts, load_encoder
from workbench.similarity import neighbors
from workbench.tables import rows_of
from workbench.topics import emerging, find_topics

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"

pytestmark = [pytest.mark.model, pytest.mark.slow]


@cache
def tickets(folder):
    """The table with its gold, its rows, vectors and neighbors."""
    frame = pd.read_csv(SAMPLE / "support_tickets.csv", dtype=str, na_values=[""])
    gold = pd.read_csv(SAMPLE / "gold" / "support_tickets_rows.csv", dtype=str)
    frame["gold"] = frame["ticket_id"].map(gold.set_index("ticket_id")["topic"])
    rows = rows_of(frame, "body", "ticket_id")
    encoder = load_encoder(device="cpu", precision="float32")
    with VectorStore(folder) as store:
        vectors = embed_texts(rows.distinct, encoder, store=store).vectors
    return frame, rows, vectors, neighbors(vectors, 31)


@pytest.mark.parametrize("detail", ["broad", "medium", "fine"])
def test_what_begins_mid_year_emerges_first(detail, model_store):
    frame, *parts = tickets(model_store)
    topics = find_topics(*parts, detail=detail)
    table = emerging(topics, frame["created_at"])
    (planted,) = pd.read_csv(SAMPLE / "gold" / "topics.csv").query("begins_mid_year == 'yes'")[
        "topic"
    ]
    inside = (topics.to_frame()["assigned"] == table["topic"][0]).fillna(False)
    assert frame.loc[inside, "gold"].mode()[0] == planted
    assert (frame.loc[inside, "gold"] == planted).mean() > 0.9
    assert inside[frame["gold"] == planted].mean() > 0.9
    # Among some seventy fine topics, one that is a part of a larger one grows too.
    assert table["trend"].tolist().count("emerging") <= (2 if detail == "fine" else 1)
    assert table["trend"][0] == "emerging"
    assert "app" in table["name"][0].split(", ")


def test_titles_are_no_greetings_and_no_order_numbers(model_store):
    _, *parts = tickets(model_store)
    topics = find_topics(*parts)
    for title, words in zip(topics.table["example"], topics.table["keywords"], strict=True):
        assert not title.lower().startswith(("dear ", "hey,", "hi,", "hello", "good morning"))
        assert "TW-" not in title
        assert not {"regards", "thanks", "greetings"} & set(words.split(", "))
