"""Names of several parts, and names in other languages, with a small fake encoder."""

from itertools import cycle, pairwise

import numpy as np
import pytest

from tests.fakes import FakeEncoder
from workbench.topics.names.composed import JOINED, LONGEST, facets, joined
from workbench.topics.names.keywords import count_terms, terms
from workbench.topics.names.lexicon import Lexicon, lexicon_of
from workbench.topics.names.phrases import phrase_names
from workbench.topics.names.scores import Measured
from workbench.topics.names.written import as_written, is_proper


class LetterEncoder(FakeEncoder):
    """Embeds by pairs of letters, for scripts without spaces and inflected words."""

    def encode(self, texts):
        return super().encode([" ".join(map("".join, pairwise(t))) for t in texts])


def best_names(topics, lexicon=None, encoder=FakeEncoder):
    texts = [text for topic in topics for text in topic]
    labels = np.repeat(np.arange(len(topics)), [len(topic) for topic in topics])
    encode, lexicon = encoder().encode, lexicon or lexicon_of(texts)
    vectors = encode(texts)
    centers = np.stack([vectors[labels == one].mean(axis=0) for one in range(len(topics))])
    centers /= np.linalg.norm(centers, axis=1, keepdims=True)
    counted = count_terms(texts, labels, lexicon=lexicon)
    wanted = range(len(topics))
    offered = phrase_names(counted, texts, vectors, labels, centers, encode, list(wanted))
    return [offered[topic][0].form for topic in wanted], counted


ENDS = ("north", "south", "east", "west", "front", "rear", "attic", "garden", "cellar", "roof")


def product(name, *matters):
    """Return texts that share a product and say one of several things of it."""
    return [f"the {name} {matter} {end}" for matter, end in zip(cycle(matters), ENDS, strict=False)]


def test_what_is_said_of_a_shared_matter_is_added():
    matters = "wants refund", "late delivery", "wants refund", "lost manual", "torn cable"
    detector = product("smoke detector", *matters)
    others = [product(f"{one} mount", "wobbles", "broke") for one in ("wedge", "ceiling")]
    found, counted = best_names([detector, *others])
    head, _, added = found[0].partition(": ")
    assert head == "smoke detector"
    assert set(added.split(" and ")) & {"refund", "wants refund", "delivery", "late delivery"}
    assert "," not in added
    assert "refund" in " ".join(facets(counted, 0)).split()
    assert not set(facets(counted, 0)) & {"smoke", "detector"} - {"smoke detector"}


CHARGER = [f"the phone charger hums {end}" for end in ENDS]
VOUCHER = [f"a gift voucher expired {end}" for end in ENDS]
OTHER = [f"rain on the garden wall {end}" for end in ENDS]


def test_two_matters_of_a_topic_are_both_its_name():
    found, _ = best_names([[*CHARGER[:6], *VOUCHER[:4]], OTHER])
    assert found[0] == "phone charger and gift voucher"


def test_one_matter_is_named_alone():
    found, _ = best_names([CHARGER, VOUCHER, OTHER])
    assert not any(" and " in name for name in found)


def test_what_one_of_many_texts_says_is_not_one_of_two_matters():
    loners = [f"the {one} {one[::-1]}" for one in ("kettle", "saddle", "violin", "ladder")]
    found, _ = best_names([[*CHARGER[:5], *loners], OTHER])
    assert not {"kettle", "saddle", "violin", "ladder"} & set(found[0].split())


def test_names_have_words_of_the_texts_and_no_more_than_a_few():
    topics = [[*CHARGER[:6], *VOUCHER[:4]], OTHER, product("smoke detector", "lost", "sold")]
    found, _ = best_names(topics)
    assert len(set(found)) == len(found)
    for name, texts in zip(found, topics, strict=True):
        words = set(name.replace(":", "").split()) - {"and"}
        assert words <= set(" ".join(texts).split())
        assert len(words) <= LONGEST


def pairs_of(near, forms=("kettle", "violin"), alike=0.0):
    """Return the pairs of matters that are so near to the texts."""
    near = np.array(near, dtype=float)
    measured = Measured(near, np.zeros(len(near)), np.zeros_like(near))
    counted = count_terms(["the kettle and the violin"], np.zeros(1, np.int64))
    likeness = np.full((len(near), len(near)), alike)
    return joined(forms, [0.0] * len(near), likeness, measured, counted, np.zeros(9))


def test_the_matter_of_more_texts_comes_first_in_a_pair():
    (pair,) = pairs_of([[0.9, 0.1, 0.1, 0.1], [0.1, 0.9, 0.9, 0.9]])
    assert pair.form == "violin and kettle"
    assert pair.readings == ("violin", "kettle")
    assert pair.joined
    assert pair.score == pytest.approx(0.9 - JOINED)


@pytest.mark.parametrize(
    ("near", "forms", "alike"),
    [
        ([[0.9, 0.9, 0.9, 0.9, 0.9], [0.1, 0.1, 0.1, 0.1, 0.9]], ("kettle", "violin"), 0.0),
        ([[0.9, 0.9, 0.1, 0.1], [0.1, 0.1, 0.9, 0.9]], ("kettle", "violin"), 0.5),
        ([[0.9, 0.9, 0.1, 0.1], [0.1, 0.1, 0.9, 0.9]], ("red kettle", "blue kettle"), 0.0),
    ],
    ids=["all texts say one", "they say the same", "they share a word"],
)
def test_two_that_are_one_matter_are_no_pair(near, forms, alike):
    assert pairs_of(near, forms, alike) == []


def test_nothing_is_added_in_a_topic_of_few_sentences():
    few = product("smoke detector", "wants refund", "late delivery")[:6]
    others = [product(f"{one} mount", "wobbles", "broke") for one in ("wedge", "ceiling")]
    found, _ = best_names([few, *others])
    assert ":" not in found[0]


def test_what_few_texts_say_is_not_added():
    detector = product("smoke detector", "wants refund", "wants refund", "wants refund")
    detector[0] = "the smoke detector crosses water north"
    others = [product(f"{one} mount", "wobbles", "broke") for one in ("wedge", "ceiling")]
    found, _ = best_names([detector, *others])
    assert "refund" in found[0]
    assert not {"crosses", "water"} & set(found[0].replace(":", "").split())


def of_place(matter, times):
    """Return headlines of a town of which some have the same matter."""
    heads = [f"New {matter} in Brunfeld {end}" for end in ENDS[:times]]
    return heads + [f"Mayor of Brunfeld meets {end[::-1]}" for end in ENDS[times:]]


@pytest.mark.parametrize(("times", "said"), [(2, False), (5, True)])
def test_a_place_has_with_it_only_what_many_of_its_texts_say(times, said):
    others = (
        [f"Cheap petrol again {end}" for end in ENDS],
        [f"Rain floods Tolsund {end}" for end in ENDS],
    )
    found, _ = best_names([of_place("puppet theatre", times), *others])
    assert "brunfeld" in found[0]
    assert ("theatre" in found[0]) == said


def test_words_in_which_texts_vary_name_none_of_them():
    trial = [f"{verb} the free trial" for verb in ("start", "end")]
    refund = [f"purchases of {one} refunded for Christmas" for one in ("January", "March")]
    found, _ = best_names([trial, refund])
    assert found == ["free trial", "refunded for christmas"]


def test_a_phrase_that_one_text_says_several_times_names_no_topic_of_many():
    dogs = ["dog walks back home", "dog walks back home again"]
    found, _ = best_names([[*CHARGER[:7], *dogs], OTHER])
    assert "walks" not in found[0]


def test_nothing_is_added_to_a_phrase_that_says_what_its_texts_say():
    found, _ = best_names(
        [
            [f"reset my passcode {end}" for end in ENDS],
            [f"card payment failed {end}" for end in ENDS],
        ]
    )
    assert found == ["reset my passcode", "card payment failed"]


def test_a_topic_without_words_has_no_phrase():
    texts = ["12345", "67890", "the late parcel", "the late parcel here"]
    labels = np.array([0, 0, 1, 1])
    vectors = FakeEncoder().encode(texts)
    counted, centers = count_terms(texts, labels), vectors[[0, 2]]
    offered = phrase_names(counted, texts, vectors, labels, centers, FakeEncoder().encode, [0, 1])
    assert offered[0] == ()
    assert offered[1]


def test_no_name_points_to_what_was_said_before():
    found, _ = best_names(
        [
            ["Can I mount it on brick?", "Is brick fine to mount it?"],
            [f"pay the invoice {end}" for end in ENDS],
        ]
    )
    assert "it" not in found[0].split()
    assert {"brick", "mount"} & set(found[0].split())


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Does receiver revision B support OpenTherm?", "revision B support OpenTherm"),
        ("How much can the Skitter tank hold?", "tank hold"),
        ("We were promised a 20 percent discount.", "percent discount"),
    ],
)
def test_a_broken_piece_is_no_phrase(text, broken):
    assert broken.lower() not in {form for _, form in terms(text)}


def test_parts_of_a_name_are_written_as_people_write_them():
    texts = ["The Keyrow lock needs a VAT number", "my Keyrow has no VAT receipt"]
    assert as_written("keyrow: vat, receipt", texts) == "Keyrow: VAT, receipt"
    assert as_written("receipt and keyrow", texts) == "receipt and Keyrow"
    assert is_proper("keyrow", texts)
    assert not is_proper("receipt", texts)


GERMAN = [
    [f"Die Rechnung fehlt seit {end}" for end in ENDS],
    [f"Ich möchte mein Passwort zurücksetzen {end}" for end in ENDS],
]
SPANISH = [
    [f"Quiero cancelar mi pedido de {end}" for end in ENDS],
    [f"No funciona la tarjeta de crédito en {end}" for end in ENDS],
]
JAPANESE = [
    ["注文をキャンセルしたい", "注文のキャンセル方法", "キャンセルは注文後でも", "注文キャンセル"],
    ["配送先の住所を変更", "住所変更の方法", "住所を変更したい", "新しい住所に変更"],
]


@pytest.mark.parametrize(
    ("language", "topics", "words"),
    [
        ("de", GERMAN, ({"Rechnung"}, {"Passwort"})),
        ("es", SPANISH, ({"pedido"}, {"tarjeta"})),
        ("ja", JAPANESE, ({"キャンセル", "注文"}, {"住所", "変更"})),
    ],
)
def test_names_are_in_the_language_of_the_texts(language, topics, words):
    found, _ = best_names(topics, Lexicon((language,)), LetterEncoder)
    stop = Lexicon((language,)).stop_words
    for name, texts, wanted in zip(found, topics, words, strict=True):
        written = as_written(name, texts)
        assert any(word in written for word in wanted), written
        first, last = written.lower().split()[0], written.lower().split()[-1]
        assert first.strip(":") not in stop
        assert last not in stop
