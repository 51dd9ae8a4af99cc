"""Texts that a model should not be trusted with, because it never read their language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import EncoderInfo
from workbench.embedding.catalogue import find_card

SURE = 0.8
"""Least probability of a guess that counts; none of 4,500 real English texts reaches it wrongly."""
LETTERS = 20
"""Texts with fewer letters are not guessed at, unless their script is no Latin one."""
_FIRST_OTHER_SCRIPT = 0x250
SUGGESTED = "paraphrase-multilingual-MiniLM-L12-v2"


def foreign_texts(texts: Sequence[str], info: EncoderInfo) -> tuple[NDArray[np.bool_], list[str]]:
    """Flag texts in a language that an English model was not trained on.

    Guesses come from py3langid (naive Bayes over byte n-grams; Lui and Baldwin, "langid.py",
    2012), whose 5 MB model is part of its package. Only confident guesses count: short texts in
    Latin letters are left alone.

    Parameters
    ----------
    texts : sequence of str
        m texts.
    info : EncoderInfo
        Models that the catalogue calls English are guarded; all others read anything.

    Returns
    -------
    mask : ndarray of bool, shape (m,)
        Whether the text should not be trusted with this model.
    notes : list of str
        What to tell the reader, with a model to use instead; empty where nothing was flagged.
    """
    flagged = np.zeros(len(texts), dtype=np.bool_)
    card = find_card(info.model)
    if card is None or card.languages != "English":
        return flagged, []
    for place, text in enumerate(texts):
        flagged[place] = guess_language(text) not in {"en", ""}
    count = int(flagged.sum())
    if not count:
        return flagged, []
    note = (
        f"{count:,} of {len(texts):,} texts do not seem to be English, which is all that "
        f"{info.model} was trained on; their similarities mean little. Try model={SUGGESTED!r}"
    )
    return flagged, [note]


def guess_language(text: str) -> str:
    """Return a text's language as two letters (ISO 639-1), or "" where no guess is sure."""
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(ord(letter) < _FIRST_OTHER_SCRIPT for letter in letters) >= len(letters) / 2
    if len(letters) < (LETTERS if latin else 2):
        return ""
    # Capitals and digits mislead n-grams of bytes.
    plain = "".join(letter for letter in text.lower() if letter.isalpha() or letter.isspace())
    language, probability = _identifier().classify(plain)
    return str(language) if probability >= SURE or not latin else ""


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """Load the guesser once a process: it only ever reads its own package's file."""
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
