"""What a model can read: neither other scripts, nor other languages, nor bare symbols."""

import dataclasses

import numpy as np
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.embedding import guess_language, legibility, load_encoder, table_note

ENGLISH_MODEL = dataclasses.replace(FakeEncoder().info, model="all-MiniLM-L6-v2")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wo ist meine Karte? Ich habe sie noch nicht erhalten.", "de"),
        ("WO IST MEINE KARTE? ICH HABE SIE NOCH NICHT ERHALTEN.", "de"),
        ("Où est ma carte bancaire ? Je l'attends depuis deux semaines.", "fr"),
        ("¿Dónde está mi tarjeta? Todavía no ha llegado.", "es"),
        ("カードが届きません", "ja"),
        ("我的卡还没到", "zh"),
        ("Моя карта ещё не пришла", "ru"),
        ("Where is my card? It has not arrived yet.", "en"),
        ("ok thx", ""),
        ("Karte?", ""),
        ("12345 :-) !!!", ""),
        ("", ""),
    ],
)
def test_languages_are_guessed_where_that_is_sure(text, language):
    assert guess_language(text) == language


READABLE = [
    "My refund has not arrived after two weeks.",
    "ok thx",
    "Karte?",
    "5/5",
    "naïve café in Łódź",
    "Love it 😡",
    "10 µg or 20 Ω",
    "order 4711: 坏",
    "C++",
]
UNREADABLE = [
    "Meine Karte ist noch nicht angekommen.",
    "비밀번호를 바꾸고 싶어요",
    "届きません",
    "سلام",
    "рад",
    "ลืมรหัสผ่าน",
    "我",
    "हिन्दी",
    "order 4711: 商品还没有到",
    "👍",
    "...",
    "★★★",
    ":)",
]


@pytest.mark.parametrize("text", READABLE)
def test_english_can_be_read_by_an_english_model(text):
    assert not legibility(["Where is my card?", text], ENGLISH_MODEL).unreadable.any()


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_an_english_model_cannot_read(text):
    found = legibility(["Where is my card?", "It came with the post.", text], ENGLISH_MODEL)
    assert found.unreadable.tolist() == [False, False, True]
    assert found.notes[0].startswith("the vectors of 1 of 3 texts mean nothing")


def test_words_in_another_script_are_known_in_a_text_that_can_be_read():
    texts = ["iPhone 15 Pro Max 坏了", "iPhone 15 Pro Max 很好", "iPhone 15 Pro Max"]
    found = legibility(texts, ENGLISH_MODEL)
    assert not found.unreadable.any()
    assert found.unread == ("坏了", "很好", "")


def test_short_texts_go_with_a_table_in_another_language():
    german = ["Meine Karte ist noch nicht angekommen.", "Wann bekomme ich mein Geld zurück?"]
    assert legibility([*german, "Karte weg"], ENGLISH_MODEL).unreadable.all()
    english = ["My card has not arrived yet.", "When do I get my money back?"]
    assert not legibility([*english, "Karte weg"], ENGLISH_MODEL).unreadable.any()


def test_without_a_guess_letters_alone_tell():
    texts = ["Where is my card?", "Wo ist meine Karte geblieben?", "Где моя новая карта?", "👍"]
    assert legibility(texts, ENGLISH_MODEL).unreadable.tolist() == [False, True, True, True]
    by_letters = legibility(texts, ENGLISH_MODEL, guess=False)
    assert by_letters.unreadable.tolist() == [False, False, True, True]


def test_a_reader_is_told_why_and_what_to_do():
    texts = ["Meine Karte ist nicht angekommen.", "สวัสดี", "👍", "Where is my card?"]
    (note,) = legibility(texts, ENGLISH_MODEL).notes
    assert note == (
        "the vectors of 3 of 4 texts mean nothing, so only equal ones count as duplicates: "
        "1 in a script that all-MiniLM-L6-v2 does not know, 1 without a word (emoji, symbols), "
        "1 not in English, which is all that all-MiniLM-L6-v2 was trained on. Another model reads "
        "more languages: paraphrase-multilingual-MiniLM-L12-v2"
    )
    assert "Another model" not in legibility(["👍", "fine"], ENGLISH_MODEL).notes[0]


def test_english_tickets_raise_no_alarm(real_data):
    lines = (real_data / "banking77" / "banking77.tsv").read_text("utf-8").splitlines()[1:2000]
    found = legibility([line.split("\t")[0] for line in lines], ENGLISH_MODEL)
    assert found.unreadable.mean() < 0.001


def test_other_models_are_not_guarded():
    texts = ["Meine Karte ist nicht angekommen.", "สวัสดี", "👍"]
    for model in ("fake", "bge-m3", "multilingual-e5-small"):
        found = legibility(texts, dataclasses.replace(ENGLISH_MODEL, model=model), FakeEncoder)
        assert not found.unreadable.any()
        assert found.unread == ("", "", "")
        assert found.notes == ()


class Spelling(FakeEncoder):
    """Has tokens for Latin words and for each Arabic letter, and for nothing else."""

    def count_tokens(self, texts):
        return np.array([2 + sum(len(w) if w > "\u0600" else 1 for w in t.split()) for t in texts])

    def unknown(self, texts):
        return [" ".join(w for w in t.split() if w > "\u0700") for t in texts]


def test_a_model_of_ones_own_is_asked_for_its_vocabulary():
    texts = ["where is my card", "ลืมรหัสผ่าน", "نسيت كلمة المرور", "card 坏了", "card 很好", "?!"]
    asked = []
    found = legibility(texts, Spelling().info, lambda: asked.append(1) or Spelling())
    assert found.unreadable.tolist() == [False, True, True, False, False, True]
    assert found.unread[3:5] == ("坏了", "很好")
    assert len(asked) == 1
    assert not legibility(texts[:1], Spelling().info, lambda: pytest.fail("asked")).notes


@pytest.mark.model
def test_the_real_vocabulary_says_what_it_does_not_know():
    encoder = load_encoder(device="cpu", precision="float32")
    blob = "aGVsbG8" * 20
    texts = ["where is my card", "Ｈｅｌｌｏ ｔｈｅｒｅ", f"{blob} ok", "ok 👍"]
    assert encoder.unknown(texts) == ["", "Ｈｅｌｌｏ ｔｈｅｒｅ", blob, "👍"]
    found = legibility(texts, encoder.info, lambda: encoder)
    assert found.unreadable.tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "Wo ist meine Rechnung für den letzten Monat geblieben? Fall",
        "我的银行卡还没有到, 请帮我查一下",
    ],
)
def test_a_table_in_another_language_is_told_before_anything_is_found(text):
    texts = [f"{text} {k}" for k in range(1000)]
    (note,) = table_note(texts, ENGLISH_MODEL)
    assert "cannot read most of these texts" in note
    assert "paraphrase-multilingual" in note
    assert table_note(texts, FakeEncoder().info) == ()
    mixed = [*texts[:300], *(f"My refund has not arrived, case {k}" for k in range(700))]
    assert table_note(mixed, ENGLISH_MODEL) == ()


def test_a_corpus_of_another_language_says_so_at_once():
    german = [f"Wo ist meine Rechnung für den Monat {k} geblieben?" for k in range(40)]
    encoder = FakeEncoder(name="all-MiniLM-L6-v2")
    corpus = wb.embed(german, model=encoder, cache=False, ledger=False, progress=False)
    assert any("cannot read most" in note for note in corpus.notes)
    assert "cannot read most" in corpus._repr_html_()
