"""Negation, numbers, months and opposites in other languages than English.

Tests of duplicates/guards/languages/__init__.py.
"""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.duplicates.guards.differences import guard_names, guard_pairs
from workbench.duplicates.guards.languages import (
    is_unknown,
    language_of,
    languages,
    unknown_notes,
)

DIFFER = [
    ("de", "Mein Konto ist gesperrt", "Mein Konto ist nicht gesperrt", "negation"),
    ("de", "Ich habe zwei Lampen bestellt", "Ich habe drei Lampen bestellt", "number"),
    ("de", "Die Lieferung kommt am 3. März", "Die Lieferung kommt am 3. Mai", "date"),
    ("de", "Wie kann ich das Abo aktivieren?", "Wie kann ich das Abo deaktivieren?", "opposite"),
    ("es", "Puedo entrar en mi cuenta", "No puedo entrar en mi cuenta", "negation"),
    ("es", "Llega el 3 de marzo a mi casa", "Llega el 3 de mayo a mi casa", "date"),
    ("es", "La tienda está abierta hoy", "La tienda está cerrada hoy", "opposite"),
    ("es", "Tengo dos pedidos en mi cuenta", "Tengo tres pedidos en mi cuenta", "number"),
    (
        "fr",
        "Je peux me connecter à mon compte",
        "Je ne peux plus me connecter à mon compte",
        "negation",
    ),
    ("fr", "Le colis arrive le 3 mars", "Le colis arrive le 3 juin", "date"),
    ("fr", "Comment ouvrir mon compte ?", "Comment fermer mon compte ?", "opposite"),
    ("fr", "J'ai reçu deux colis chez moi", "J'ai reçu trois colis chez moi", "number"),
    ("pt", "Consigo entrar na minha conta", "Não consigo entrar na minha conta", "negation"),
    ("pt", "Chega em 3 de março na minha casa", "Chega em 3 de maio na minha casa", "date"),
    ("pt", "Como abrir a minha conta?", "Como fechar a minha conta?", "opposite"),
    ("it", "Posso entrare nel mio account", "Non posso entrare nel mio account", "negation"),
    ("it", "Il pacco arriva il 3 marzo da me", "Il pacco arriva il 3 maggio da me", "date"),
    ("it", "Come posso attivare il servizio?", "Come posso disattivare il servizio?", "opposite"),
    ("nl", "Mijn account is geblokkeerd", "Mijn account is niet geblokkeerd", "negation"),
    ("nl", "Het pakket komt op 3 maart", "Het pakket komt op 3 mei", "date"),
    ("nl", "Hoe kan ik het venster openen?", "Hoe kan ik het venster sluiten?", "opposite"),
    ("ru", "Я могу войти", "Я не могу войти", "negation"),
    ("ru", "Как включить лампу?", "Как выключить лампу?", "opposite"),
    ("ru", "Посылка придёт 3 марта", "Посылка придёт 3 мая", "date"),
    ("zh", "我能登录我的账户", "我不能登录我的账户", "negation"),
    ("zh", "包裹3月5日到达", "包裹4月5日到达", "date"),
    ("zh", "怎么打开通知", "怎么关闭通知", "opposite"),
    ("ja", "ログインできます", "ログインできません", "negation"),
    ("ja", "3月5日に届きます", "4月5日に届きます", "date"),
    ("ja", "通知を有効にする", "通知を無効にする", "opposite"),
]

SAME = [
    ("de", "Ich habe zwei Lampen bestellt", "Ich habe 2 Lampen bestellt"),
    ("de", "Wie kann ich die Rechnung sehen?", "Wie kann ich eine Rechnung sehen?"),
    ("de", "Das ist kein Problem für mich", "Das ist in Ordnung für mich"),
    ("es", "No recibí nada de la tienda", "No recibí el pedido de la tienda"),
    ("fr", "Je n'ai rien reçu de la boutique", "Je n'ai pas reçu le colis de la boutique"),
    ("zh", "这个不错", "这个很好"),
    ("ja", "手伝ってくれませんか", "手伝ってくれますか"),
]


def seen(one, other):
    return guard_names(int(guard_pairs([one, other], np.array([0]), np.array([1]))[0]))


@pytest.mark.parametrize(("code", "one", "other", "guard"), DIFFER)
def test_guards_see_what_differs(code, one, other, guard):
    assert guard in seen(one, other).split(", ")
    assert code in (language_of(one), language_of(other))


@pytest.mark.parametrize(("code", "one", "other"), SAME)
def test_guards_see_nothing_where_the_same_is_said(code, one, other):
    assert not {"negation", "number", "date", "opposite"} & {*seen(one, other).split(", ")}
    assert language_of(one) == code


def test_two_languages_are_compared_by_the_same_words():
    german, english = "Ich habe zwei Lampen bestellt", "I ordered three lamps for my house"
    assert "number" in seen(german, english)
    assert "number" not in seen(german, "I ordered two lamps for my house")


@pytest.mark.parametrize(
    "text",
    [
        "How do I reset my password?",
        "reset password link expired account locked",
        "I paid once, no refund in March",
        "Le Corbusier chairs are on sale in the store",
    ],
)
def test_english_stays_english(text):
    assert language_of(text) == "en"


def test_capitals_of_german_nouns_are_no_names():
    assert "name" not in seen("Wo finde ich meine Rechnung?", "Wo finde ich meine Quittung?")


def test_every_word_stands_once_and_in_lower_case():
    for code, language in languages().items():
        words = {*language.values, *language.opposites, *language.negators, *language.negative}
        assert all(word == word.lower() for word in words), code


def test_a_result_counts_rows_in_a_language_that_guards_do_not_know():
    polish = "Jak zresetować hasło do mojego konta w sklepie"
    assert is_unknown(polish)
    frame = pd.DataFrame({"text": [polish, f"{polish}?", f"{polish}?", "Where is my order now"]})
    corpus = wb.embed(frame, text="text", model=FakeEncoder(), ledger=False, progress=False)
    notes = [note for note in corpus.duplicates(0.9).notes if "guards do not know" in note]
    assert len(notes) == 1
    assert "of 3 rows" in notes[0]
    assert "(pl)" in notes[0]
    assert not unknown_notes(["Where is my order now"], np.array([1]))
    off = corpus.duplicates(0.9, guards="off")
    assert not [note for note in off.notes if "guards do not know" in note]
