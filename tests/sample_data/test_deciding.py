"""What is planted in the sample tickets shows in metrics, in comparisons and in coverage gaps."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import workbench as wb

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"

pytestmark = [pytest.mark.model, pytest.mark.slow]


def test_the_expensive_topic_the_new_one_and_what_nobody_answers_are_found(model_store):
    frame = pd.read_csv(SAMPLE / "support_tickets.csv", dtype=str, na_values=[""])
    rows = pd.read_csv(SAMPLE / "gold/support_tickets_rows.csv", dtype=str)
    gold = rows.set_index("ticket_id")["topic"].reindex(frame["ticket_id"]).to_numpy()
    settings = {"cache": model_store, "ledger": False, "progress": False}
    tickets = wb.embed(frame, text="body", id="ticket_id", **settings)
    topics = tickets.topics()
    own = topics.assigned.fillna(-1).to_numpy(dtype=np.int64)

    planted = "skitter_docking"  # refunds are spread over topics of many products
    minutes = np.random.default_rng(0).gamma(4, 2, len(frame)) * np.where(gold == planted, 4, 1)
    costs = topics.metrics(pd.Series(minutes, name="minutes"))
    worst = costs.sort_values("excess", ascending=False).iloc[0]
    assert worst["p"] < 0.001
    assert pd.Series(gold[own == worst["topic"]]).mode()[0] == planted

    late = (frame["created_at"] >= "2025-07-01").to_numpy()
    changes = tickets.filter(late).compare(tickets.filter(~late), topics=topics).topics
    first = changes.iloc[0]
    assert first["change"] in ("new", "grew")
    assert (gold[own == first["topic"]] == "app4_update").mean() > 0.9

    faqs = pd.read_csv(SAMPLE / "faqs.csv", dtype=str)
    matches = tickets.match(wb.embed(faqs, text="question", id="faq_id", **settings))
    key = pd.read_csv(SAMPLE / "gold/ticket_faq.csv", dtype=str)
    unanswered = np.isin(gold, key.loc[key["answered"] == "no", "topic"])
    in_gaps = np.isin(tickets.rows.ids, [one for ids in matches.gaps()["ids"] for one in ids])
    assert in_gaps[unanswered].mean() > 0.9
