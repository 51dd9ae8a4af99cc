"""Languages of many texts at once are those of each text alone."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.embedding import language
from workbench.embedding.likely_languages import likely_languages

SENTENCES = [
    "Wo ist meine Karte? Ich habe sie noch nicht erhalten.",
    "Où est ma carte bancaire ? Je l'attends depuis deux semaines.",
    "¿Dónde está mi tarjeta? Todavía no ha llegado.",
    "Where is my card? It has not arrived yet.",
    "Моя карта ещё не пришла, и никто не отвечает",
    "カードが届きません",
    "ok thx",
    "",
    "Gdzie jest moja karta? Jeszcze nie dotarła.",
    "HVAR ÄR MITT KORT? DET HAR INTE KOMMIT ÄNNU.",
    "qqqq zzzz xxxx jjjj wwww",
]


@given(st.lists(st.one_of(st.sampled_from(SENTENCES), st.text(max_size=40)), max_size=30))
@settings(max_examples=40, deadline=None)
def test_many_are_guessed_as_one_is(texts):
    """Pieces of two sentences, too, whose guesses are not sure."""
    texts = [*texts, *map(" ".join, pairwise(texts))]
    plain = [language._plain(text)[0] for text in texts]
    codes, probability = likely_languages(plain, language._identifier())
    for one, code, sure in zip(plain, codes, probability, strict=True):
        alone, wanted = language._identifier().classify(one)
        if one and wanted > 0.1:
            assert abs(sure - wanted) < language.ROUNDING / 4
        if wanted >= language.SURE:
            assert code == alone


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_table_is_guessed_as_its_texts_are(data):
    count = data.draw(st.integers(1, 5))
    texts = data.draw(st.lists(st.sampled_from(SENTENCES), min_size=count, max_size=20))
    fewest, piece = language.MANY, language.PIECE
    try:
        language.MANY, language.PIECE = 0, count
        assert language.guess_languages(texts) == [language.guess_language(one) for one in texts]
    finally:
        language.MANY, language.PIECE = fewest, piece


def test_texts_of_every_length_are_read_whole():
    texts = [("wo ist meine karte " * (1 + k % 7))[: 300 - k] for k in range(300)]
    codes, probability = likely_languages(texts, language._identifier())
    alone = [language._identifier().classify(text) for text in texts]
    assert codes.tolist() == [code for code, _ in alone]
    assert np.allclose(probability, [sure for _, sure in alone], atol=1e-3)


@pytest.mark.parametrize("part", ["tk_row", "tk_nextmove", "tk_output", "nb_ptc", "nb_pc"])
def test_a_guesser_that_is_built_otherwise_is_asked_text_by_text(monkeypatch, part):
    """Its inner parts are no interface: another release may name or order them otherwise."""
    own = language._identifier()
    names = ("tk_row", "tk_nextmove", "tk_output", "nb_ptc", "nb_pc", "nb_classes")
    parts = {name: getattr(own, name) for name in names}
    lacking = SimpleNamespace(**{n: v for n, v in parts.items() if n != part})
    turned = SimpleNamespace(**parts | {part: np.asarray(parts[part])[::-1]})
    texts = SENTENCES * 3
    wanted = [language.guess_language(one) for one in texts]
    monkeypatch.setattr(language, "MANY", 0)
    for other in (lacking, turned):
        other.classify = own.classify
        monkeypatch.setattr(language, "_identifier", lambda other=other: other)
        language._many_at_once.cache_clear()
        assert not language._many_at_once()
        assert language.guess_languages(texts) == wanted
    monkeypatch.undo()
    language._many_at_once.cache_clear()
    assert language._many_at_once()
