import numpy as np
import pandas as pd
import pytest

from tests.topics.conftest import embed, make_texts
from workbench.errors import InputError
from workbench.topics import find_topics
from workbench.topics.assign import Assignment, noise_reasons
from workbench.topics.description import derive
from workbench.topics.inputs import Basis
from workbench.topics.names.languages import topic_languages

SPANISH = [
    f"el pedido numero {k} no ha llegado todavia y quiero que me devuelvan el dinero cuanto antes"
    for k in range(40)
]


def test_a_topic_of_foreign_texts_is_named_by_its_language():
    texts, _ = make_texts()
    frame = pd.DataFrame({"text": [*texts, *SPANISH]})
    rows, vectors, near = embed(frame)
    flags = np.array([text in SPANISH for text in rows.distinct])
    found = find_topics(rows, vectors, near, min_cluster_size=20, foreign=flags)
    named = found.to_frame()["name"]
    assert (named[frame["text"].isin(SPANISH)] == "texts in Spanish").mean() > 0.9
    assert "texts in Spanish" not in set(named[: len(texts)])
    plain = find_topics(rows, vectors, near, min_cluster_size=20)
    assert not plain.table["name"].str.contains("Spanish").any()


def test_a_few_foreign_texts_do_not_name_a_topic():
    labels = np.zeros(100, dtype=np.int64)
    flags = np.arange(100) < 40
    assert topic_languages([*SPANISH, *["late parcel"] * 60], labels, flags) == {}
    flags = np.arange(100) < 60
    named = topic_languages([*SPANISH, *["?"] * 60], labels, flags)
    assert named == {0: "texts in Spanish"}
    flags = np.ones(3, dtype=bool)
    assert topic_languages(["xq"] * 3, labels[:3], flags) == {0: "texts in other languages"}
    assert topic_languages(["👍"] * 3, labels[:3], flags) == {0: "emoji and symbols"}


@pytest.mark.parametrize(
    ("languages", "name"),
    [
        ("es" * 30, "texts in Spanish"),
        ("es" * 19 + "ca" + "pt", "texts in Spanish"),
        ("es" * 10 + "pt" * 5, "texts in Spanish and Portuguese"),
        ("es" * 8 + "de" * 7 + "pt" * 5, "texts in Spanish, German and Portuguese"),
        ("es" * 8 + "de" * 7 + "pt" * 5 + "ar" * 4, "texts in Spanish, German and other languages"),
        ("es" * 8 + "xx" * 7, "texts in Spanish and other languages"),
        ("es" * 15 + "de" + "pt" + "ar" + "it", "texts in Spanish and other languages"),
        ("xx" * 3, "texts in other languages"),
    ],
)
def test_a_name_tells_frequent_languages_and_that_there_are_others(languages, name, monkeypatch):
    monkeypatch.setattr("workbench.topics.names.languages.guess_language", lambda text: text[-2:])
    codes = [languages[k : k + 2] for k in range(0, len(languages), 2)]
    labels, flags = np.zeros(len(codes), dtype=np.int64), np.ones(len(codes), dtype=bool)
    assert topic_languages([f"text {code}" for code in codes], labels, flags) == {0: name}


def test_foreign_noise_says_so(four):
    _, rows, vectors, near = four
    labels = np.full(len(vectors), -1, dtype=np.int64)
    labels[5:] = 0
    zero = np.zeros(len(vectors), dtype=np.float32)
    found = Assignment(np.zeros_like(labels), zero, zero, zero)
    flags = np.zeros(len(vectors), dtype=bool)
    flags[2] = True
    reasons = noise_reasons(rows.distinct, labels, found, near, foreign=flags)
    assert reasons[2] == "other language"
    assert "other language" not in set(reasons[[0, 1, 3, 4]])


def test_flags_must_fit(four):
    _, rows, vectors, near = four
    with pytest.raises(InputError, match="foreign must have one entry"):
        find_topics(rows, vectors, near, foreign=np.zeros(3, dtype=bool))


TABLES = {
    "German": (
        ("mein Paket ist nicht angekommen", "ich kann mein Kennwort nicht ändern"),
        (
            "seit {} Tagen: {} und ich warte",
            "bitte helfen Sie mir, {1} ({0})",
            "leider {1}, wieder",
        ),
    ),
    "Spanish": (
        ("mi pedido no ha llegado", "no puedo cambiar la contraseña"),
        ("desde hace {} días {} y sigo esperando", "por favor, {1} ({0})", "otra vez {1}, gracias"),
    ),
    "Japanese": (
        ("荷物がまだ届きません", "パスワードを変更できません"),
        ("{}日前から{}", "すみません、{1}", "助けてください、{1}"),
    ),
}


@pytest.mark.parametrize("language", TABLES)
def test_topics_of_a_foreign_table_are_named_by_their_own_words(language):
    matters, forms = TABLES[language]
    texts = [forms[k % len(forms)].format(k, matter) for matter in matters for k in range(2, 26)]
    frame = pd.DataFrame({"text": texts})
    rows, vectors, near = embed(frame)
    labels = np.array([matters[1] in text for text in rows.distinct], dtype=np.int64)
    basis = Basis.build(rows, vectors, near, foreign=np.ones(len(labels), dtype=bool))
    named = derive(basis, labels).names
    assert not any("texts in" in name for name in named)
    for name, matter in zip(named, matters, strict=True):
        assert all(word in matter for word in name.split())
