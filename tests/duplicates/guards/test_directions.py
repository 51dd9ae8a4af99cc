"""From where to where, who does it to whom, and what is asked for."""

import numpy as np
import pandas as pd
import pytest

from workbench.duplicates.guards.differences import contradictions, guard_names, guard_pairs
from workbench.embedding import embed_texts, load_encoder
from workbench.similarity import pairs

ALL = "number, version, direction"

TURNED = [
    ("i'd like to sail to malmo from riga", "how can i sail from riga to malmo", ""),
    ("i'd like to sail to malmo from riga", "how can i sail from malmo to riga", "direction"),
    ("when is the next tram to oldtown", "when does the tram leave at oldtown", "direction"),
    ("next bus to oldtown", "next bus from oldtown", "direction"),
    ("how do i get from oldtown to the sea", "how can i go to oldtown", "direction"),
    ("how do i get from oldtown to newpark", "how can i get from the sea to oldtown", "direction"),
    ("next bus from oldtown", "when does the bus leave from newpark", "name, direction"),
    ("next bus from oldtown", "when does the bus leave from oldtwon", ""),
    ("i want to catch the bus from oldtown", "next bus from oldtown to the sea", ""),
    ("fly to malmo tomorrow", "a flight to genua, tomorrow", "direction"),
    ("next bus to oldtown", "the next bus to oldtown please", ""),
    ("move money from wages to rent", "please move money to wages from the rent pot", "direction"),
    ("move money into my wages pot", "move money from my wages pot", "direction"),
    ("upgrade from version 7 to 8", "going back from version 8 to 7", ALL),
    ("convert 7 to 8", "change 8 to 7", "direction"),
    ("Riga → Malmo by night", "by night Malmo → Riga", "direction"),
    ("please lend me a drill", "i will lend you a drill", "direction"),
    ("how may i help you", "how may you help me", "direction"),
    ("i lent tom a drill", "tom lent me a drill", "direction"),
    ("I lent Tom a drill", "Tom lent me a drill", "direction"),
    ("i owe you a drink", "you owe me a drink", "direction"),
    ("he called me at noon", "i called him at noon", "direction"),
    ("did she ever pay him back", "did he ever pay her back", "direction"),
    ("i will ask the seller", "the seller will ask me", "direction"),
    ("tom trusts me", "i trust tom", "direction"),
    ("we hired them", "they hired us", "direction"),
    ("tom met me in riga", "i met tom in riga", ""),
    ("i was called by the seller", "the seller called me", ""),
    ("can i get a drill", "can you get me a drill", ""),
    ("he called me and i called him", "i called him and he called me", ""),
    ("thank you for it", "thank me for it", ""),
    ("who pays the fine?", "where do i pay the fine?", "question"),
    ("who must pay the fine?", "when must i pay the fine?", "question"),
    ("why is it locked", "where is it locked", "question"),
    ("should i pay the fine?", "when should i pay the fine?", "question"),
    ("does it live on paper", "how long does it stay alive on paper", ""),
    ("when will it come", "how long will it take to come", ""),
    ("how do i pay the fine", "how can i pay the fine", ""),
    ("what plan is best for me", "which plan is best for me", ""),
    ("can you tell me when does it start", "tell me where does it start", "question"),
    ("when i log in the app stops", "where i log in the app stops", ""),
    ("the priciest and cheapest plan", "the cheapest and priciest plan", ""),
    ("cheapest seat", "most expensive seat", "opposite"),
    ("the nearest shop", "the farthest shop", "opposite"),
    ("latest train home", "earliest train home", "opposite"),
    ("can we who had measles spread it", "can we who were treated for measles spread it", "word"),
]


@pytest.mark.parametrize(("one", "other", "guards"), TURNED)
def test_what_is_turned_round(one, other, guards):
    for texts in ([one, other], [other, one]):
        found = guard_pairs(texts, np.array([0]), np.array([1]))
        assert guard_names(int(found[0])) == guards


def test_what_differs_can_be_asked_for_alone():
    texts = ["next bus to oldtown", "next bus from oldtown"]
    found = guard_pairs(texts, np.array([0]), np.array([1]), guards=["question", "word"])
    assert guard_names(int(found[0])) == ""


@pytest.mark.parametrize(
    ("one", "other", "guards"),
    [
        ("Love it 😍", "Love it 😡", "emoji"),
        ("Update :)", "Update :(", "emoji"),
        ("thanks a lot", "thanks a lot 👍", ""),
        ("the new menu", "the new menu 👎", "emoji"),
        ("my refund is not here", "my refund is not here 😡", ""),
    ],
)
def test_emoji_are_guarded(one, other, guards):
    found = guard_pairs([one, other], np.array([0]), np.array([1]))
    assert guard_names(int(found[0])) == guards


@pytest.mark.model
@pytest.mark.slow
def test_real_questions_are_held_more_often_rightly_than_by_chance(real_data):
    path = real_data / "covid_q" / "covid_q.tsv"
    frame = pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False)
    frame = frame.drop_duplicates("text").reset_index(drop=True)
    encoder = load_encoder(device="cpu", precision="float32")
    near = pairs(embed_texts(frame["text"].tolist(), encoder).vectors, 0.8)
    guards = ["direction", "question"]
    held = guard_pairs(frame["text"].tolist(), near.left, near.right, guards=guards) > 0
    cluster = frame["cluster_id"].to_numpy()
    same = cluster[near.left] == cluster[near.right]
    assert held.sum() > 20
    assert same[held].mean() < 0.6 * same.mean()


@pytest.mark.parametrize(
    ("ticket", "answer", "contrary"),
    [
        ("order 12 is still late", "why is my order late?", False),
        ("order 12 is still late", "order 13 is still late", True),
        ("i can't add a coupon", "how do i add a coupon?", False),
        ("i can't add a coupon", "how do i remove a coupon?", True),
        ("the lamp is not dimmable", "the lamp is dimmable", True),
        ("how do i stop my plan", "how do i start my plan", True),
        ("end my contract, paid 30 EUR", "how do i end my contract?", False),
        ("paid 30 EUR in 2023", "paid 40 EUR in 2023", True),
        ("i can't open lock 2", "how do i open lock 2?", False),
        ("lock 2 of 2 is open", "lock 1 of 2 is open", True),
    ],
)
def test_an_answer_may_say_less_but_not_the_contrary(ticket, answer, contrary):
    texts, ends = [ticket, answer], (np.array([0]), np.array([1]))
    assert contradictions(texts, *ends, guard_pairs(texts, *ends)).tolist() == [contrary]
