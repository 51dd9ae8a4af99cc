"""Names made of phrases, with a small fake encoder."""

import math

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.topics.names.keywords import (
    count_terms,
    is_broken,
    questions,
    tails,
    terms,
    topic_words,
)
from workbench.topics.names.lexicon import ENGLISH, Lexicon, lexicon_of, tokens
from workbench.topics.names.naming import names
from workbench.topics.names.phrases import content, phrase_names, retrieved
from workbench.topics.names.sentences import sentences
from workbench.topics.names.written import as_written

MATTERS = {
    "reset my passcode": ["I must {} today", "how can I {}", "please help me {}", "{} for the app"],
    "card payment failed": ["my {} again", "why has the {}", "the {} in the shop", "a {} twice"],
    "parcel not delivered": ["my {}", "the {} here", "your {} in time", "the {} at home"],
}
FILLED = ("now", "at once", "this week", "on Monday", "in March", "before noon")


def make_frame():
    rows = [
        (f"{form.format(matter)} {end}", matter)
        for matter, forms in MATTERS.items()
        for form in forms
        for end in FILLED
    ]
    return pd.DataFrame(rows, columns=["text", "matter"])


@pytest.fixture
def corpus():
    return wb.embed(
        make_frame(), text="text", model=FakeEncoder(), ledger=False, cache=False, progress=False
    )


def found(corpus):
    return corpus.topics(labels=corpus.frame["matter"].map(list(MATTERS).index))


def test_topics_are_named_by_phrases_of_their_texts(corpus):
    topics = found(corpus)
    assert sorted(topics.names) == sorted(MATTERS)
    assert topics.name_retrieval == 1.0
    named = topics.to_frame()["name"]
    assert (named.to_numpy() == corpus.frame["matter"].to_numpy()).all()
    assert topics.table.set_index("topic")["name"].equals(topics.names)


def test_names_are_distinct_end_in_no_stop_word_and_are_the_same_again(corpus):
    topics, again = found(corpus), found(corpus.filter(np.ones(len(corpus), dtype=bool)))
    assert topics.names.equals(again.names)
    assert len({content(name) for name in topics.names}) == len(topics.names)
    for name in topics.names:
        first, last = name.split()[0], name.split()[-1]
        assert ENGLISH.says(first)
        assert ENGLISH.says(last)
    assert 0 <= topics.name_retrieval <= 1


def test_themes_are_named_by_phrases_too(corpus):
    topics = found(corpus)
    table = topics.hierarchy(2)
    assert table["theme"].nunique() == 2
    alone = table.groupby("theme").filter(lambda theme: len(theme) == 1)
    assert (alone["theme_name"] == alone["name"]).all()
    assert not table["theme_name"].str.contains(",").any()
    assert topics.hierarchy(2).equals(table)


def test_a_name_given_by_hand_wins_and_the_others_stay(corpus):
    topics = found(corpus)
    renamed = topics.rename({1: "Second"})
    assert renamed.names[1] == "Second"
    assert (renamed.names[0], renamed.names[2]) == (topics.names[0], topics.names[2])
    assert renamed.name_retrieval == topics.name_retrieval
    merged = topics.merge([0, 1])
    assert merged.names[2] == topics.names[2]
    assert merged.names[0]


def test_vectors_without_a_model_are_named_by_keywords_and_it_is_told():
    frame = make_frame()
    vectors = FakeEncoder().encode(frame["text"].tolist())
    corpus = wb.embed(frame, text="text", vectors=vectors, ledger=False, progress=False)
    topics = corpus.topics(labels=frame["matter"].map(list(MATTERS).index))
    assert all(topics.names)
    assert math.isnan(topics.name_retrieval)
    assert any("named by their keywords" in note for note in topics.notes)


def test_a_second_run_embeds_no_phrase_again(tmp_path):
    frame = make_frame()
    for encodes in (True, False):
        encoder = FakeEncoder()
        corpus = wb.embed(
            frame, text="text", model=encoder, ledger=False, cache=tmp_path, progress=False
        )
        found(corpus)
        assert bool(encoder.encoded) == encodes


def test_a_name_that_retrieves_other_texts_comes_last():
    labels = np.repeat([0, 1], 10)
    vectors = np.repeat(np.eye(2, dtype=np.float32), 10, axis=0)
    kinds = ("late parcel", "parcel", "lost card", "card")
    texts = [f"{kinds[k // 5]} {'abcde'[k % 5]}{k % 5}" for k in range(20)]
    counted = count_terms(texts, labels)

    def encode(phrases):
        return np.array([[0, 1] if "late" in one else [1, 0] for one in phrases], np.float32)

    ranked = phrase_names(
        counted, texts, vectors, labels, np.eye(2, dtype=np.float32), encode, [0]
    )[0]
    assert ranked[0].fits
    assert "late" not in ranked[0].form
    assert not ranked[-1].fits


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("How long do transfers take?", "long do transfers"),
        ("My name is Brandon", "name is brandon"),
        ("How busy is the restaurant", "busy"),
        ("I want my card to top up", "card to top"),
        ("The bus hits a lamp post", "bus hits"),
        ("Parts of the old robot fit the new one", "robot fit the new"),
        ("The app does not close the valve", "close the valve"),
        ("Norvane Steel to cut 1,200 jobs", "norvane steel to cut"),
        ("Data leak at Vardo Telecom exposes all", "data leak at vardo"),
    ],
)
def test_a_broken_piece_is_no_phrase(text, broken):
    assert broken not in {form for _, form in terms(text)}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("A driverless bus hits a lamp post", "driverless bus hits a lamp post"),
        ("Can it suck up small toys?", "suck up small toys"),
        ("May I put salt into the tank?", "put salt into the tank"),
        ("How do I remove hair from the main brush?", "remove hair from the main brush"),
    ],
)
def test_a_verb_keeps_its_object(text, whole):
    assert whole in {form for _, form in terms(text)}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("My account is locked", "account locked"),
        ("The code isn't accepted", "code not accepted"),
        ("The code has not been accepted", "code not accepted"),
        ("The valve does not close", "valve does not close"),
        ("My payment is still pending", "payment still pending"),
        ("I cannot log in because of it", "cannot log in"),
        ("Upper Salt City release teenager Kowalski", "upper salt city release teenager kowalski"),
    ],
)
def test_phrases_are_written_as_in_a_title(text, title):
    assert title in {form for _, form in terms(text)}


def test_a_name_stands_for_as_many_texts_as_its_topic_has():
    labels = np.repeat([0, 1], 40)
    vectors = np.zeros((80, 3), dtype=np.float32)
    vectors[:30, 0], vectors[30:40, 1], vectors[40:, 2] = 1, 1, 1
    most, few = vectors[:1], vectors[30:31]
    share, leads = retrieved(
        [most, few, np.concatenate([most, few])], np.zeros(3, int), vectors, labels
    )
    assert leads.tolist() == [True, True, True]
    assert share[0] >= 0.75
    assert share[2] == 1
    share, leads = retrieved([vectors[-1:]], np.zeros(1, int), vectors, labels)
    assert (share[0], leads[0]) == (0, False)


def test_a_noun_and_what_one_does_with_it_is_no_phrase():
    texts = [f"I {verb} top up with a card {k}" for verb in ("can", "will") for k in range(9)]
    texts += [f"the card to top up {k}" for k in range(9)]
    counted = count_terms(texts, np.zeros(len(texts), np.int64))
    assert is_broken("card to top up", counted)
    assert not is_broken("transfer to the card", counted)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Who made you?", ["who made you"]),
        ("Do I need a visa", ["do i need a visa"]),
        ("So tell me how long do transfers take", ["how long do transfers take"]),
        ("What is the fee?", []),
        ("What is your name?", ["what is your name"]),
        ("Why does it take so very long to be paid", []),
        ("The card I have", []),
    ],
)
def test_short_questions_can_be_names(text, asked):
    assert list(questions(text)) == asked


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Can I move the dock to another room?", ["move the dock to another room"]),
        ("What happens to my recordings when Plus ends?", []),
        ("What of the recordings after Plus ended?", []),
        ("I lost the recordings after Plus ended", ["lost the recordings after Plus ended"]),
        ("Can each room have its own schedule?", []),
        ("How many times can I set with one zone?", []),
        ("How much can a charge of the Skitter cover?", []),
    ],
)
def test_the_end_of_a_sentence_can_be_a_name(text, ends):
    assert list(tails(text)) == [one.lower() for one in ends]


def test_a_topic_of_one_question_is_named_by_it():
    texts = [
        *(f"{start} who made you" for start in ("so", "well", "now then", "say", "tell me")),
        *(f"the fee of {month} is wrong" for month in ("May", "June", "July", "March", "April")),
    ]
    labels = np.repeat([0, 1], 5)
    vectors = FakeEncoder().encode(texts)
    centers = np.array([vectors[labels == k].mean(axis=0) for k in (0, 1)])
    encode = FakeEncoder().encode
    ranked = phrase_names(count_terms(texts, labels), texts, vectors, labels, centers, encode, [0])[
        0
    ]
    assert "who made you" in {one.form for one in ranked}
    assert as_written("do i need a visa", ["Do I need a visa?"]) == "do I need a visa"


def test_a_typing_error_names_nothing():
    texts = ["it works correctly"] * 60 + ["correcly done"] * 3
    texts = [f"{text} {chr(97 + k % 26)}{chr(97 + k // 26)}" for k, text in enumerate(texts)]
    labels = np.repeat([0, 1], [60, 3])
    vectors = np.eye(2, dtype=np.float32)[labels]

    def encode(phrases):
        return np.ones((len(phrases), 2), dtype=np.float32) / np.sqrt(2).astype(np.float32)

    centers = np.eye(2, dtype=np.float32)
    ranked = phrase_names(count_terms(texts, labels), texts, vectors, labels, centers, encode, [1])[
        1
    ]
    assert not any("correcly" in one.form for one in ranked)


def test_names_are_written_as_people_write_them():
    texts = [
        "The ATM fee is high.",
        "An ATM fee?",
        "atm fee",
        "I pay with Apple Pay",
        "Transfer late",
    ]
    assert as_written("atm fee", texts) == "ATM fee"
    assert as_written("apple pay", texts) == "Apple Pay"
    assert as_written("transfer late", texts) == "transfer late"
    assert as_written("customer's card", ["the customer\u2019s card"]) == "customer's card"
    assert as_written("no such", texts) == "no such"
    assert as_written("kelm station", ["Kelm station shut"], {"kelm"}) == "Kelm station"
    assert as_written("lumen optics", ["Lumen Optics moves"]) == "Lumen Optics"
    assert as_written("zoo in harwick", ["Zoo in Harwick", "a zoo"]) == "zoo in Harwick"
    towns = ["Kelm planners halt", "The mayor of Kelm", "Planners in Kelm"]
    assert as_written("kelm planners halt", towns) == "Kelm planners halt"


def test_offered_names_are_used_once():
    words = ((("card", 1.0), ("lost", 0.5)), (("card", 1.0), ("stolen", 0.9)))
    offered = {0: ["my card", "lost card"], 1: ["the card", "stolen card"]}
    assert names(words, ["", ""], offered=offered) == ("my card", "stolen card")
    assert names(words, ["", ""], offered={0: ["a"], 1: ["a"]}) == ("a", "a: card, stolen")
    assert names(words, ["", ""], offered=offered, given={1: "Mine"})[1] == "Mine"


def test_hard_wrapped_lines_are_joined_and_abbreviations_end_no_sentence():
    wrapped = (
        "I would like to know why the parcel that I ordered three weeks ago\n"
        "has not arrived yet. Nobody answers.\n\nRegards\nTom Berg"
    )
    assert sentences(wrapped) == (
        "I would like to know why the parcel that I ordered three weeks ago has not arrived yet.",
        "Nobody answers.",
        "Regards",
        "Tom Berg",
    )
    assert sentences("Kings vs. Heat. The G.O.P. won in the U.S. today.") == (
        "Kings vs. Heat.",
        "The G.O.P. won in the U.S. today.",
    )
    assert sentences("Dear team,\nMy card is lost.\nWhat now?") == (
        "Dear team,",
        "My card is lost.",
        "What now?",
    )
    items = "This line is long enough to be one that some mail program has wrapped:\n- one\n- two"
    assert sentences(items)[1:] == ("- one", "- two")


GERMAN = [
    "Das Paket ist nicht angekommen und ich warte seit einer Woche darauf",
    "Ich kann mich nicht anmelden, weil das Kennwort nicht stimmt",
    "Bitte schicken Sie mir die Rechnung noch einmal, sie ist nicht gekommen",
]


def test_the_stop_words_are_those_of_the_languages_of_the_texts():
    lexicon = lexicon_of(GERMAN * 5)
    assert lexicon.languages == ("de",)
    assert not lexicon.says("nicht")
    assert lexicon.says("paket")
    assert lexicon.stem("rechnungen") == lexicon.stem("rechnung")
    assert lexicon_of(["I cannot log in to my account any more since yesterday"]).languages == (
        "en",
    )
    assert lexicon_of(["ok", "?"]).languages == ("en",)
    words = topic_words(count_terms(GERMAN, np.array([0, 1, 2]), lexicon=lexicon))
    for own in words:
        for term, _ in own:
            assert lexicon.says(term.split()[0])
            assert lexicon.says(term.split()[-1])


def test_scripts_without_spaces_give_words_that_can_be_read():
    texts = ["注文をキャンセルしたい", "注文のキャンセル方法", "キャンセルは注文後でも"]
    words = topic_words(count_terms(texts, np.zeros(3, np.int64), lexicon=Lexicon(("ja",))))[0]
    assert {"キャンセル", "注文"} <= {term for term, _ in words}
    chinese = ["如何退款给我", "我要退款", "退款没有到账"]
    words = topic_words(count_terms(chinese, np.zeros(3, np.int64), lexicon=Lexicon(("zh",))))[0]
    assert words[0][0] == "退款"
    assert [token.word for token in tokens("Top-up of 401k, 12 times")] == [
        "top-up",
        "of",
        "401k",
        "12",
        "times",
    ]


def test_two_nouns_are_a_name_if_no_phrase_of_a_topic_is_frequent():
    # "the dock" and "the robot" stand in half of the sentences each, every phrase in one.
    ends = ("north", "south", "east", "west", "front", "rear")
    first = [f"the robot {verb} in the {end}" for verb in ("rests", "sits") for end in ends]
    first += [f"{verb} the dock in the {end}" for verb in ("miss", "bump") for end in ends]
    other = [f"an invoice for {month}" for month in ("march", "april", "may", "june")] * 6
    texts = [*first, *(f"{text} {k}" for k, text in enumerate(other))]
    labels = np.repeat([0, 1], [len(first), len(other)])
    counted = count_terms(texts, labels)
    assert {"robot", "dock", "invoice"} <= counted.nouns
    assert not {"rests", "miss", "march"} & counted.nouns
    vectors = FakeEncoder().encode(texts)
    centers = np.stack([vectors[labels == topic].mean(axis=0) for topic in (0, 1)])
    centers /= np.linalg.norm(centers, axis=1, keepdims=True)
    offered = phrase_names(counted, texts, vectors, labels, centers, FakeEncoder().encode, [0, 1])
    assert {"dock and robot", "robot and dock"} & {name.form for name in offered[0]}
    assert not any(" and " in name.form for name in offered[1])


def test_a_whole_question_names_a_topic_of_few_texts():
    texts = ["Which phones does the app run on?", "Which phones does the app need?"]
    texts += [f"How do I clean the brush {k}?" for k in range(12)]
    labels = np.repeat([0, 1], [2, 12])
    vectors = FakeEncoder().encode(texts)
    centers = np.stack([vectors[labels == topic].mean(axis=0) for topic in (0, 1)])
    centers /= np.linalg.norm(centers, axis=1, keepdims=True)
    counted = count_terms(texts, labels)
    offered = phrase_names(counted, texts, vectors, labels, centers, FakeEncoder().encode, [0])
    assert "which phones does the app run on" in {name.form for name in offered[0]}
