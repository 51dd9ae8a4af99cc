"""Topics of texts that the model was not trained for say which languages they are in.

Their words would name them badly: what is frequent in a few foreign texts and nowhere else is
"la, de, el". If most of the table is foreign, its words do name them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.language import guess_language

MOSTLY = 0.5
"""Share of a topic's texts from which on it is one of foreign texts."""

LOOKED_AT = 100
"""Foreign texts of a topic whose language is guessed at most."""

NAMED = 3
"""Languages that a name tells at most, the most frequent first."""

SHARE = 0.1
"""Share of the texts of known language from which on a name tells it: guesses can be wrong."""

OTHERS = "other languages"

LANGUAGES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "gl": "Galician",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ms": "Malay",
    "nb": "Norwegian",
    "nl": "Dutch",
    "nn": "Norwegian",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "yue": "Cantonese",
    "wuu": "Chinese",
    "zh": "Chinese",
}
"""English names of languages by their two letters (ISO 639-1)."""


def topic_languages(
    texts: Sequence[str], labels: NDArray[np.int64], foreign: NDArray[np.bool_] | None
) -> dict[int, str]:
    """Name the topics of which at least half of the texts are foreign by their languages.

    None if such topics hold most of the table: their own words tell them apart.

    Shapes: labels (m,), foreign (m,).
    """
    if foreign is None or not (foreign & (labels >= 0)).any():
        return {}
    sizes = np.bincount(labels[labels >= 0])
    strange = np.bincount(labels[foreign & (labels >= 0)], minlength=len(sizes))
    if strange.sum() > MOSTLY * sizes.sum() and (strange >= MOSTLY * sizes).sum() > 1:
        return {}
    names: dict[int, str] = {}
    for topic in np.flatnonzero((strange > 0) & (strange >= MOSTLY * sizes)).tolist():
        members = np.flatnonzero(foreign & (labels == topic))
        step = max(1, len(members) // LOOKED_AT)
        codes = Counter(guess_language(texts[position]) for position in members[::step].tolist())
        known: Counter[str] = Counter()
        for code, number in sorted(codes.items()):
            if code:
                known[LANGUAGES.get(code, OTHERS)] += number
        if known:
            names[topic] = f"texts in {_listed(known)}"
        elif any(letter.isalpha() for position in members.tolist() for letter in texts[position]):
            names[topic] = f"texts in {OTHERS}"
        else:
            names[topic] = "emoji and symbols"
    repeated = Counter(names.values())
    return {topic: name for topic, name in names.items() if repeated[name] == 1}


def _listed(known: Counter[str]) -> str:
    """Name the frequent languages, and say that there are others."""
    least = SHARE * known.total()
    names = [name for name, count in known.most_common() if count >= least and name != OTHERS]
    if len(names) > NAMED or sum(known[name] for name in names) < known.total() - least:
        names = [*names[: NAMED - 1], OTHERS]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
