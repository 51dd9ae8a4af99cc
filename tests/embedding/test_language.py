"""The language guard: what an English model cannot read is flagged, English is not."""

import dataclasses

import pytest

from tests.fakes import FakeEncoder
from workbench.embedding import foreign_texts, guess_language

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


def test_foreign_texts_are_flagged_and_a_model_is_suggested():
    texts = ["My refund has not arrived after two weeks.", "Meine Karte ist nicht angekommen."]
    mask, notes = foreign_texts(texts, ENGLISH_MODEL)
    assert mask.tolist() == [False, True]
    assert notes[0].startswith("1 of 2 texts do not seem to be English")
    assert "paraphrase-multilingual-MiniLM-L12-v2" in notes[0]


def test_english_tickets_raise_no_alarm(real_data):
    lines = (real_data / "banking77" / "banking77.tsv").read_text("utf-8").splitlines()[1:2000]
    mask, _ = foreign_texts([line.split("\t")[0] for line in lines], ENGLISH_MODEL)
    assert mask.mean() < 0.001


def test_other_models_are_not_guarded():
    for model in ("fake", "bge-m3", "multilingual-e5-small"):
        info = dataclasses.replace(ENGLISH_MODEL, model=model)
        mask, notes = foreign_texts(["Meine Karte ist nicht angekommen."], info)
        assert not mask.any()
        assert notes == []
