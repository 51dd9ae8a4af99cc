"""Tests of topics/names/."""

import numpy as np
import pytest

from workbench.topics.names.examples import example_sentences
from workbench.topics.names.keywords import count_terms, diverse, telling, term_stems, terms
from workbench.topics.names.keywords import topic_words as words_of
from workbench.topics.names.lexicon import ENGLISH
from workbench.topics.names.naming import names
from workbench.topics.names.sentences import found_everywhere, frame_of, own_sentences, sentences


def topic_words(texts, labels):
    return words_of(count_terms(texts, labels))


def test_terms_are_words_and_phrases_without_stop_words_at_the_ends():
    found = {term for _, term in terms("Where is the exchange rate of my card?")}
    assert {"exchange", "rate", "exchange rate", "card"} <= found
    assert "rate of my" not in found
    assert "the exchange" not in found
    assert set(terms("12 34 !!")) == set()


def test_particles_end_a_phrase_and_order_numbers_are_no_words():
    found = {term for _, term in terms("Top up of order TW-518185, the customer's mp4")}
    assert {"top up", "customer", "mp4"} <= found
    assert not any("518185" in term for term in found)


@pytest.mark.parametrize(
    ("forms", "other"),
    [
        (["refund", "refunds", "refunded", "refunding"], "fund"),
        (["cancel", "cancelled", "cancelling"], "cancer"),
        (["delivery", "deliveries"], "liver"),
        (["charge", "charges", "charged", "charging"], "charm"),
        (["top-up", "top up", "top-ups", "topping up"], "top"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms, other):
    assert len({term_stems(one) for one in forms}) == 1
    assert term_stems(other) != term_stems(forms[0])


def test_short_words_and_other_scripts_keep_their_letters():
    assert [ENGLISH.stem(one) for one in ("king", "red", "bus", "pass", "払い戻し")] == [
        "king",
        "red",
        "bus",
        "pass",
        "払い戻し",
    ]


def test_a_phrase_stands_for_its_words():
    texts = ["exchange rate wrong", "exchange rate now", "exchange rate odd", "card lost now"]
    words = topic_words(texts, np.array([0, 0, 0, 1]))
    assert words[0][0][0] == "exchange rate"
    assert "exchange" not in dict(words[0])
    assert "rate" not in dict(words[0])


def test_words_that_are_everywhere_name_nothing():
    texts = ["shop card lost", "shop card stolen", "shop parcel late", "shop parcel gone"]
    words = topic_words(texts, np.array([0, 0, 1, 1]))
    assert "card" in words[0][0][0]
    assert "parcel" in words[1][0][0]


def test_forms_count_together_and_the_most_frequent_is_shown():
    texts = ["valve leaks", "the tap leaks", "hose leaked", "pipe leaking", "card lost"]
    words = topic_words(texts, np.array([0, 0, 0, 0, 1]))
    assert words[0][0][0] == "leaks"
    assert not {"leaked", "leaking"} & set(dict(words[0]))


def test_a_form_filled_in_many_times_counts_once():
    form = "We regret the delay of your {} and the other matters named in the form overleaf."
    texts = [form.format(thing) for thing in ("lamp", "chair", "table", "stove", "shelf", "bed")]
    texts += ["Where is my parcel?", "The parcel is late.", "No parcel came.", "Parcel lost"]
    assert len({frame_of(text) for text in texts}) == 5
    assert topic_words(texts, np.zeros(10, dtype=np.int64))[0][0][0] == "parcel"


def test_sentences_of_many_topics_are_left_out():
    matters = ["card lost", "parcel late", "login broken"]
    texts = [
        f"Dear team,\nMy {one} {n}. Call me under 555-010{n}." for one in matters for n in "ab"
    ]
    labels = np.repeat([0, 1, 2], 2)
    everywhere = found_everywhere(texts, labels)
    assert everywhere == {"dear team,", "call me under 0-0b.", "call me under 0-0a."}
    assert own_sentences(texts[0], everywhere) == ("My card lost a.",)
    assert own_sentences("Dear team,", everywhere) == ("Dear team,",)
    assert own_sentences("Dear team, my card is gone.", everywhere) == ("my card is gone.",)
    assert found_everywhere(texts, np.repeat([0, 1], 3)) == frozenset()
    for words in topic_words(texts, labels):
        assert not {"dear", "team", "call"} & set(dict(words))


def test_sentences_end_at_signs_and_lines():
    assert sentences(" One? Two!\r\n\n three: 4.5 x ") == ("One?", "Two!", "three:", "4.5 x")
    assert sentences("  ") == ()


def test_choice_is_diverse():
    found = [(("card", "lost"), 1.0), (("lost", "card"), 0.95), (("stolen",), 0.5)]
    assert [stems for stems, _ in diverse(found, 2, 0.5)] == [("card", "lost"), ("stolen",)]


def test_telling_terms_are_strong_and_say_something_new():
    found = (("card", 1.0), ("freeze my card", 0.8), ("bank", 0.4), ("bank of cards", 0.1))
    assert telling(found) == ["freeze my card", "bank"]
    assert telling((("lock", 1.0), ("keyrow lock", 0.3))) == ["lock"]
    assert telling(()) == []


def test_names_are_unique_and_given_ones_stay():
    words = ((("a", 1.0),), (("a", 1.0),), (), (("b", 1.0),))
    found = names(words, ["t0", "t1", "t2", "t3"], given={3: "a"})
    assert found == ("a: t0", "a: t1", "t2", "a")
    again = names(words[:2], ["same", "same"], given={5: "a"})
    assert again == ("a: same", "a (2)")
    assert names(((),), [""]) == ("",)


def test_topics_with_the_same_first_word_are_told_apart_by_their_next_words():
    one = (("jetline", 1.0), ("luggage", 0.1), ("counter", 0.05))
    other = (("jetline", 1.0), ("legroom", 0.1))
    assert names([one, other], ["", ""]) == ("jetline", "jetline, legroom")
    assert names([one, one], ["", ""]) == ("jetline", "jetline, luggage")
    told = names([one, other], ["", ""], instead={0: "texts in Dutch", 1: "texts in Dutch"})
    assert told == ("texts in Dutch", "texts in Dutch: jetline")


def title_of(*texts, words=(("refund", 1.0), ("lock", 0.5)), likeness=None, everywhere=()):
    """The title of a single topic of these texts."""
    near = np.ones(len(texts)) if likeness is None else np.array(likeness)
    return example_sentences(
        texts, [words], [np.arange(len(texts))], near, everywhere=frozenset(everywhere)
    )[0]


def test_a_title_is_a_sentence_that_says_the_words():
    long = "Dear all,\nOrder 17:\nThe refund of my lock never came. I am away next week.\nTom Berg"
    assert title_of(long) == "The refund of my lock never came."
    assert title_of("Where is it?", "Where is my refund?") == "Where is my refund?"
    assert title_of("Refund for a lock", "Refund", likeness=[0.1, 0.9]) == "Refund"


def test_a_long_sentence_is_a_title_only_where_no_other_is():
    long = "refund " * 20
    assert title_of(long, "no word of it") == "no word of it"
    assert title_of(long) == ("refund " * 11).strip() + "\u2026"
    assert title_of("refund this now. really", everywhere=["refund this now."]) == "really"
    assert example_sentences((), [()], [np.array([], dtype=np.int64)], np.array([])) == ("",)
