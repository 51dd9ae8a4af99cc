import numpy as np

from workbench.topics.naming import names
from workbench.topics.words import diverse, terms, topic_words


def test_terms_are_words_and_phrases_without_stop_words_at_the_ends():
    found = set(terms("Where is the exchange rate of my card?"))
    assert {"exchange", "rate", "exchange rate", "card"} <= found
    assert "rate of my" not in found
    assert "the exchange" not in found
    assert set(terms("12 34 !!")) == set()


def test_a_phrase_stands_for_its_words():
    texts = ["exchange rate wrong", "exchange rate today", "exchange rate odd", "card lost today"]
    words = topic_words(texts, np.array([0, 0, 0, 1]))
    assert words[0][0][0] == "exchange rate"
    assert "exchange" not in dict(words[0])
    assert "rate" not in dict(words[0])


def test_words_that_are_everywhere_name_nothing():
    texts = ["shop card lost", "shop card stolen", "shop parcel late", "shop parcel gone"]
    words = topic_words(texts, np.array([0, 0, 1, 1]))
    assert "card" in words[0][0][0]
    assert "parcel" in words[1][0][0]


def test_choice_is_diverse():
    chosen = diverse([("card lost", 1.0), ("lost card", 0.95), ("stolen", 0.5)], 2, 0.5)
    assert [term for term, _ in chosen] == ["card lost", "stolen"]


def test_names_are_unique_and_given_ones_stay():
    words = ((("a", 1.0),), (("a", 1.0),), (), (("b", 1.0),))
    found = names(words, ["t0", "t1", "t2", "t3"], given={3: "a"})
    assert found == ("a (2)", "a (3)", "t2", "a")
    assert names(((),), [""]) == ("",)
