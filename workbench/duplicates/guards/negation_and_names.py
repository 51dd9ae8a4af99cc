"""Negation, opposites and names: what words alone can turn round."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from workbench.duplicates.guards.languages import foreign
from workbench.duplicates.guards.word_lists import (
    DAY_WORDS,
    LISTING,
    MONTHS,
    NEGATIVE_IN_MEANING,
    NEGATORS,
    OPPOSITES,
    PEOPLES,
)

SHORT = 14
"""Words up to which a second negation is counted, not only the first."""

TITLE_CASE = 0.55
"""Share of capitalized words from which capitals tell nothing about names."""

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SENTENCE_ENDS = tuple('.!?:\u2026"\u201c\u201d(>\u2022|-')
_LOOK_BACK = 200
"""Letters in which the end of the sentence before is looked for."""
_NUMERO = re.compile(r"\bno\.?\s?(?=\d)", re.I)
_NOT_ONLY = re.compile(
    r"\bnot only\b|\bwhy not\b|\bno problem\b|\bno doubt\b|\bor not?\b(?=\W*(?:$|[.?!]))|"
    r"\bif not already\b|\bif (?:it|they) (?:is|are) not already\b",
    re.I,
)
_SOUGHT = re.compile(
    r"\b(?:can ?not|can['\u2019]?t|could ?n['\u2019]?t|could not|do not|don['\u2019]?t|"
    r"did not|didn['\u2019]?t|(?:have|has)(?: not|n['\u2019]?t) been able to|not able to)\s+"
    r"(?:(?:seem to|yet|even|really|quite|be able to)\s+){0,2}"
    r"(find|locate|see|know|understand|figure|remember)\b",
    re.I,
)
"""What somebody looks for or asks to be told: "I can't find my PIN", "I don't know how to pay"."""

_FOUND = {
    "found": "find",
    "finding": "find",
    "located": "locate",
    "saw": "see",
    "seen": "see",
    "knew": "know",
    "understood": "understand",
    "remembered": "remember",
}
_SEEKING = frozenset(_FOUND.values()) | {"figure"}

_ASKS = re.compile(
    r"(?:^|[.!?;,:]\s)[\s,]{0,8}(?:(?:hi|hello|please|and|so)[\s,]{0,8})?"
    r"(?:how|where|what|which|explain|show me|tell me|help|(?:can|could) you)\b|"
    r"\b(?:want|need|like) (?:to know|help)\b",
    re.I,
)
"""A sentence that asks how, where or for help; "I know where it is" does not."""

_IN_OUT = re.compile(
    r"\b(?:log|sign|check|opt|clock|move|moved|phase)(?:ged|ned|ted|ed|s|ging|ning|ing)?\b"
    r"(?:\W+\w+){0,3}?\W+(in|out)\b"
)
_ON_OFF = re.compile(
    r"\b(?:turn|switch|power|put|go|goes|went|stay|leave|left|keep|kept|set|flip|is|are|was)"
    r"(?:ed|s|ing)?\b"
    r"(?:\W+\w+){0,4}?\W+(on|off)\b(?!\s+(?:the|my|a|an|your|our|this|monday|\w+day)\b)"
)
_SWITCHED = re.compile(r"\b(?:turn|switch|power)(?:ed|s|ing)?\W+(on|off)\b(?!\s+\w*day\b)")
"""Right behind these verbs "on" and "off" say what is done, whatever follows: "off the hub"."""

_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
"""Initials with stops: "U.S." is "US"."""

_MOST_NAMES = 40
"""Names of a text whose order is looked at."""

_SAME_WORDS = 0.6
"""Share of all words that two texts share if only names have changed places in them."""

_NOTHING = LISTING | {"the", "a", "of", "s"}
"""Words that do not part names."""

_ENDINGS = ("s", "n", "ns", "an", "ans", "ian", "ians", "ese", "i", "is", "ish", "er", "ers")
"""What makes a people of a country, and several of one thing."""

_FROM_TO = re.compile(r"\bfrom\s+(?:the\s+|my\s+)?(\w+)\s+(?:in)?to\s+(?:the\s+|my\s+)?(\w+)", re.I)


_WISH = re.compile(
    r"^(?:please )?(?:how|why|what)\b|\b(?:cant|cannot|can not|could not|couldnt|wont)\b"
)


class Polarity(NamedTuple):
    """Negators of a text, words negative in meaning, and whether it is short.

    ``sought`` are the verbs of `_SOUGHT` that it negates, ``stated`` those that it states;
    ``asks`` tells whether it asks how, where or for help.
    """

    negators: int
    negative: frozenset[str]
    short: bool
    sought: tuple[str, ...] = ()
    stated: frozenset[str] = frozenset()
    asks: bool = False


class Names(NamedTuple):
    """Capitalized words inside sentences, all capitalized words in order, and all words.

    ``moves`` are pairs (from, to); ``parted`` are pairs of names in order with more than "and", a
    comma or nothing between them: "Anna paid Peter", not "Anna and Peter".
    """

    inner: frozenset[str]
    order: tuple[str, ...]
    words: frozenset[str]
    moves: frozenset[tuple[str, str]]
    parted: frozenset[tuple[str, str]] = frozenset()


def tokens(text: str) -> list[str]:
    """Return the words of a text in lower case, apostrophes left out."""
    words = _TOKEN.findall(text.lower())
    if "'" not in text and "\u2019" not in text:
        return words
    return [word.replace("'", "").replace("\u2019", "") for word in words]


def read_polarity(text: str) -> Polarity:
    """Count negators; "No. 5" and "not only" are none."""
    words = tokens(text)
    language = foreign(text)
    if language is not None:
        count = language.count_negators(text)
        return Polarity(count, language.negative_words(text), language.is_short(text))
    if not NEGATORS.isdisjoint(words):
        words = tokens(_NOT_ONLY.sub(" ", _NUMERO.sub(" ", text)))
    count = sum(word in NEGATORS for word in words)
    bare = frozenset(words)
    stated = frozenset(_FOUND.get(word, word) for word in bare) & _SEEKING
    sought: tuple[str, ...] = ()
    if count and stated:
        sought = tuple(verb.lower() for verb in _SOUGHT.findall(text))
        stated -= frozenset(sought)
    asks = _ASKS.search(text) is not None
    return Polarity(count, bare & NEGATIVE_IN_MEANING, len(words) <= SHORT, sought, stated, asks)


def polarity_differs(one: Polarity, other: Polarity) -> bool:
    """Tell whether one text negates what the other states.

    Not so where the text without a negator says it by a word the other lacks ("can't" and
    "unable"), or asks for what the other cannot find or does not know.
    """
    mine, theirs = _counted(one, other), _counted(other, one)
    if mine == theirs or one.negators == other.negators:
        return False
    if mine and theirs:
        return one.short and other.short and (mine - theirs) % 2 == 1
    plain, negated = (one, other) if not mine else (other, one)
    return not plain.negative - negated.negative


def _counted(one: Polarity, other: Polarity) -> int:
    """Count the negators of a text beside another: what it looks for counts if that states it."""
    sought = sum(other.asks or verb not in other.stated for verb in one.sought)
    return one.negators - min(sought, one.negators)


def stems(word: str) -> set[str]:
    """Return the forms a word may be listed under: itself and without common endings."""
    forms = {word}
    for ending in ("s", "es", "ed", "d", "ing", "ly", "er", "est", "st", "al"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            forms |= {stem, stem + "e"}
            if stem[-1] == stem[-2]:
                forms.add(stem[:-1])
            if stem.endswith("i"):
                forms.add(stem[:-1] + "y")
    return forms


_SIDES: dict[str, list[tuple[int, int]]] = {}
for _axis, _both in enumerate(OPPOSITES):
    for _side, _words in enumerate(_both):
        for _word in _words:
            _SIDES.setdefault(_word, []).append((_axis, _side))

Role = tuple[int, bool, tuple[str, ...]]
"""An opposite of which a text holds both sides, whether the first side comes first, and the
other words."""

Poles = tuple[frozenset[int], frozenset[int], bool, frozenset[Role]]
"""Opposites of which a text holds the first and the second side, whether it negates, and roles."""


@lru_cache(maxsize=1 << 16)
def _listed(word: str) -> tuple[tuple[int, int], ...]:
    """Return the opposites under which a word is listed, and the side on which it stands."""
    return tuple(_SIDES.get(word) or [s for form in stems(word) for s in _SIDES.get(form, ())])


def read_poles(text: str) -> Poles:
    """Return the opposites of which a text holds either side, and whether it negates."""
    lower = text.lower()
    language = foreign(text)
    words = tokens(lower) if language is None else language.opposite_words(text)
    sides: tuple[set[int], set[int]] = (set(), set())
    for word in words:
        for axis, side in _listed(word):
            sides[side].add(axis)
    if language is not None:
        negates = language.count_negators(text) > 0
        return frozenset(sides[0]), frozenset(sides[1]), negates, frozenset()
    for axis, pattern in ((-1, _IN_OUT), (-2, _ON_OFF), (-2, _SWITCHED)):
        for particle in pattern.findall(lower):
            sides[particle in ("out", "off")].add(axis)
    both = {axis for axis in sides[0] & sides[1] if axis >= 0}
    roles = _roles(words, both) if both and len(words) <= SHORT else frozenset()
    negates = not NEGATORS.isdisjoint(words) and read_polarity(text).negators > 0
    return frozenset(sides[0]), frozenset(sides[1]), negates, roles


def _roles(words: list[str], both: set[int]) -> frozenset[Role]:
    """Tell which side of an opposite comes first: "show what is hidden", "hide what is shown".

    Not where both sides are only listed ("open or closed").
    """
    roles: set[Role] = set()
    if LISTING & set(words):
        return frozenset(roles)
    for axis in both:
        of = [{side for at, side in _listed(word) if at == axis} for word in words]
        order = [next(iter(side)) for side in of if len(side) == 1]
        if len(order) > 1 and order[0] != order[-1]:
            rest = tuple(word for word, side in zip(words, of, strict=True) if not side)
            roles.add((axis, order[0] == 0, rest))
    return frozenset(roles)


def poles_differ(one: Poles, other: Poles) -> bool:
    """Tell whether each text holds just the contrary side of something the other holds.

    Or whether both sides have changed places, all other words being the same. Where only one of
    them negates, "not open" and "closed" are the same; whether they are is left to the guard of
    negations.
    """
    if one[2] != other[2]:
        return False
    mine = (one[0] - one[1], one[1] - one[0])
    theirs = (other[0] - other[1], other[1] - other[0])
    if mine[0] & theirs[1] or mine[1] & theirs[0]:
        return True
    return roles_exchanged(one[3], other[3])


def negation_conflicts(one: str, other: str) -> bool:
    """Tell whether two texts are contrary by a negation, or by opposites beside one.

    "I can't add a card" and "How do I remove a card?" are: what cannot be done is asked for.
    """
    mine, theirs = read_polarity(one), read_polarity(other)
    if not polarity_differs(mine, theirs):
        return False
    plain = [(*poles[:2], False, poles[3]) for poles in (read_poles(one), read_poles(other))]
    if poles_differ(plain[0], plain[1]):
        return True
    return mine.short and theirs.short and not (_wishes(one) or _wishes(other))


def _wishes(text: str) -> bool:
    """Tell whether a text complains that something cannot be done, or asks how to do it."""
    return _WISH.search(" ".join(tokens(text))) is not None


def roles_exchanged(one: frozenset[Role], other: frozenset[Role]) -> bool:
    """Tell whether the two sides of an opposite have changed places."""
    return any((axis, not order, rest) in other for axis, order, rest in one)


def read_names(text: str) -> Names:
    """Return capitalized words; none where the whole text is set in capitals or title case."""
    text = _INITIALS.sub(lambda match: match[0].replace(".", ""), text)
    matches = list(_TOKEN.finditer(text))
    words = frozenset(m[0].lower() for m in matches)
    capital = [m for m in matches if m[0][0].isupper() and not _no_name(m[0])]
    letters = [m for m in matches if m[0][0].isalpha()]
    moves: frozenset[tuple[str, str]] = frozenset()
    if "from" in words:
        moves = frozenset((a.lower(), b.lower()) for a, b in _FROM_TO.findall(text))
    language = foreign(text)
    nouns = language is not None and language.capital_nouns
    if nouns or (len(letters) >= 4 and len(capital) > TITLE_CASE * len(letters)):
        return Names(frozenset(), (), words, moves)
    inner = frozenset(m[0].lower() for m in capital if not _begins_sentence(text, m.start()))
    order = tuple(m[0].lower() for m in capital)
    return Names(inner, order, words, moves, _parted(matches, capital))


def _parted(
    matches: list[re.Match[str]], capital: list[re.Match[str]]
) -> frozenset[tuple[str, str]]:
    """Return names in order, two by two, if other words than "and" stand between them."""
    index_of = {m.start(): k for k, m in enumerate(matches)}
    at = [(m[0].lower(), index_of[m.start()]) for m in capital[:_MOST_NAMES]]
    between = [m[0].lower() for m in matches]
    return frozenset(
        (one, other)
        for k, (one, i) in enumerate(at)
        for other, j in at[k + 1 :]
        if one != other and not _NOTHING.issuperset(between[i + 1 : j])
    )


def names_differ(one: Names, other: Names) -> bool:
    """Tell whether two texts are about different names, or have the same names change places."""
    lacking = (one.inner - other.words, other.inner - one.words)
    if all(lacking) and _unlike(lacking[0], other) and _unlike(lacking[1], one):
        return True
    if any((b, a) in other.moves and (a, b) not in other.moves for a, b in one.moves):
        return True
    names = (one.inner | other.inner) & set(one.order) & set(other.order)
    if len(one.words & other.words) < _SAME_WORDS * len(one.words | other.words):
        return False
    return any(
        (b, a) in other.parted and (a, b) not in other.parted and {a, b} <= names
        for a, b in one.parted
        if (b, a) not in one.parted
    )


def _unlike(names: frozenset[str], other: Names) -> bool:
    """Tell whether a name of a text is in the other under no form: "Swiss" is "Switzerland"."""
    initials = "".join(word[0] for word in other.order)
    single = tuple(word for word in other.order if len(word) == 1)
    return any(
        name not in initials
        and not (single and name.startswith(single))
        and not any(_forms(name, word) for word in other.words)
        for name in names
    )


@lru_cache(maxsize=1 << 16)
def _forms(one: str, other: str) -> bool:
    """Tell whether two words are forms of one name: a people, a plural."""
    one, other = (re.split("['\u2019]", word)[0] for word in (one, other))
    if PEOPLES.get(one, one) == PEOPLES.get(other, other):
        return True
    short, long = sorted((one, other), key=len)
    stem = short[:-1] if short.endswith(("a", "e", "o", "y")) else short
    return len(short) > 3 and any(long == base + end for base in (short, stem) for end in _ENDINGS)


def _no_name(word: str) -> bool:
    """Tell "I", days and months, which other guards read, from names."""
    plain = word.lower().removesuffix("s")
    return word[:2] in ("I", "I'", "I\u2019") or plain in DAY_WORDS or plain in MONTHS


def _begins_sentence(text: str, position: int) -> bool:
    before = text[max(0, position - _LOOK_BACK) : position]
    said = before.rstrip()
    return not said or "\n" in before[len(said) :] or said.endswith(_SENTENCE_ENDS)
