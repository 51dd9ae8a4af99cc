"""Names by common subjects, with a fake encoder that knows what some words are about."""

import numpy as np
import pytest

from tests.fakes import FakeEncoder
from workbench.topics.names.composed import Head
from workbench.topics.names.general import parts_of, theme_subjects
from workbench.topics.names.keywords import count_terms
from workbench.topics.names.lexicon import ENGLISH, Lexicon
from workbench.topics.names.nouns import is_matter
from workbench.topics.names.phrases import phrase_names
from workbench.topics.names.scores import Space, TopicTexts
from workbench.topics.names.subjects import SUBJECTS

ABOUT = {
    "football": "striker goalkeeper midfielder penalty winger defender trophy stadium",
    "cheese": "brie cheddar gouda camembert feta gruyere parmesan halloumi",
    "delivery": "courier driver van depot doorstep",
    "refunds": "money statement repaid cheque owed",
}
MEANT = {word: subject for subject, words in ABOUT.items() for word in words.split()}


class Knowing(FakeEncoder):
    """Embeds a word near to the subject that it is about."""

    def _word(self, word):
        own, subject = super()._word(word), MEANT.get(word.lower())
        return own if subject is None else own + super()._word(subject)


def offered(topics, encoder=None, lexicon=ENGLISH):
    texts = [text for topic in topics for text in topic]
    labels = np.repeat(np.arange(len(topics)), [len(topic) for topic in topics])
    encode = (encoder or Knowing(256)).encode
    vectors = encode(texts)
    centers = np.stack([vectors[labels == one].mean(axis=0) for one in range(len(topics))])
    centers /= np.linalg.norm(centers, axis=1, keepdims=True)
    counted = count_terms(texts, labels, lexicon=lexicon)
    found = phrase_names(counted, texts, vectors, labels, centers, encode, range(len(topics)))
    return [[one.form for one in found[topic]] for topic in range(len(topics))]


PLACES = ["north", "south", "east", "west", "front", "rear", "attic", "cellar"]


def said_of(subject):
    return [f"{word} {word[::-1]}" for word in ABOUT[subject].split()]


def mentioned(subject, times):
    """Texts about a subject, some of which say its word."""
    texts = said_of(subject)
    return [*(f"{subject} {text}" for text in texts[:times]), *texts[times:]]


def test_a_subject_names_a_topic_whose_texts_are_about_it_and_hardly_say_it():
    football, cheese = offered([mentioned("football", 2), mentioned("cheese", 2)])
    assert football[0] == "football"
    assert cheese[0] == "cheese"


def test_a_subject_that_no_text_says_names_no_topic():
    assert "football" not in offered([said_of("football"), said_of("cheese")])[0]


def test_what_a_phrase_says_is_not_said_by_a_subject():
    texts = [f"{word} of the football cup" for word in ABOUT["football"].split()]
    assert offered([texts, said_of("cheese")])[0][0] != "football"


def test_a_topic_of_few_texts_is_named_by_its_own_words():
    few = said_of("football")[:4]
    assert "football" not in offered([few, said_of("cheese")])[0]


def test_texts_in_another_language_are_named_by_their_own_words():
    encoder = Knowing()
    texts = [f"der Verein und das Spiel des Abends ist nicht gut für {one}" for one in PLACES]
    others = [f"die Sorte Brot aus dem Ofen ist nicht teuer bei {one}" for one in PLACES]
    offered([texts, others], encoder, Lexicon(("de",)))
    assert not set(SUBJECTS) & set(encoder.encoded)


def parts_of_doorbell(used, said="delivery"):
    texts = [f"{k} doorbell {one}" for k in PLACES for one in ABOUT["delivery"].split()]
    texts[0] += f" {said}"
    texts += said_of("cheese") + [f"the {one} box" for one in used]
    labels = np.repeat([0, 1, 2], [40, 8, len(used)])
    encode = Knowing(256).encode
    vectors = encode(texts)
    centers = np.stack([vectors[labels == one].mean(axis=0) for one in range(3)])
    counted = count_terms(texts, labels)
    own = TopicTexts(
        texts, vectors, labels, Space(vectors, labels, centers, encode(SUBJECTS)), 0, ENGLISH
    )
    head = Head("doorbell", 1.0, 0.5, 0.5, encode(["doorbell"])[0], proper=False)
    return [part.form for part in parts_of(own, head, 1.0, [], counted)]


def test_a_thing_has_the_subject_of_what_is_said_of_it():
    assert "delivery" in parts_of_doorbell((*SUBJECTS[::10], "delivery"))


def test_a_thing_has_no_subject_that_nobody_mentions():
    assert "delivery" not in parts_of_doorbell((*SUBJECTS[::10], "delivery"), said="")


def test_no_phrase_of_one_text_names_a_few_that_differ():
    # Each text has its own phrase; "cheese" is what they are all about, and one says so.
    few = ["brie cheese melts at noon", "gouda grows in a cave", "parmesan is sold by weight"]
    assert offered([few, said_of("football")])[0][0] == "cheese"


def test_a_table_that_uses_few_subjects_adds_none():
    assert parts_of_doorbell(("cars", "delivery", "trees")) == []


def test_no_phrase_begins_with_a_number_in_words():
    eleven = [f"eleven sheep {place}" for place in PLACES]
    names = offered([eleven, said_of("cheese")])[0]
    assert "sheep" in " ".join(names)
    assert not [name for name in names if name.startswith("eleven")]


@pytest.mark.parametrize("count", [0, 2])
def test_what_no_subject_tells_is_covered_by_none(count):
    vectors = np.eye(4, dtype=np.float32)
    labels = np.array([0, 0, 1, 1])
    space = Space(vectors, labels, vectors[:2], vectors[:count])
    own = TopicTexts(
        list("abcd"), vectors, labels, space, 0, count_terms(list("abcd"), labels).lexicon
    )
    assert own.subjects().shape == (count, 2)
    assert own.subjects_beside(vectors[3], np.zeros(count, dtype=bool)).sum() == 0


def test_a_theme_has_the_subject_that_most_of_its_topics_are_about():
    encode = Knowing().encode
    subjects = encode(SUBJECTS)
    football, cheese = (encode(ABOUT[one].split()[:3]) for one in ("football", "cheese"))
    odd = encode(["zzyx"])
    centers = np.concatenate([football, odd, cheese, odd])
    themes = np.array([0, 0, 0, 0, 1, 1, 1, -1])
    centers -= centers.mean(axis=0)
    found = theme_subjects(subjects, centers, themes, np.full(8, 20))
    assert found == {0: "football", 1: "cheese"}
    # Most rows are those of one topic that is about something else.
    found = theme_subjects(subjects, centers, themes, np.array([20, 20, 20, 90, 20, 20, 20, 9]))
    assert found == {1: "cheese"}


def test_one_theme_alone_and_none_have_no_subject():
    centers = np.eye(3, dtype=np.float32)
    subjects, rows = Knowing(dimensions=3).encode(SUBJECTS), np.full(3, 9)
    assert theme_subjects(subjects, centers, np.zeros(3, dtype=np.int64), rows) == {}
    assert theme_subjects(subjects, centers, np.full(3, -1), rows) == {}


@pytest.mark.parametrize(
    ("form", "fits"),
    [
        ("gift card", True),
        ("refunds", True),
        ("robot", True),
        ("robot moved", False),
        ("tank empty", False),
        ("eleven robots", False),
        ("price of a robot", False),
        ("switch off", False),
        ("robot sinks", False),
    ],
)
def test_a_matter_is_a_noun(form, fits):
    assert is_matter(form, count_terms(["the robot and the tank"], np.zeros(1, np.int64))) == fits
