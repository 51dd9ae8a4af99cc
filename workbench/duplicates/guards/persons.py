"""Who does it to whom: "I lent Tom money" and "Tom lent me money" are two debts."""

# Lists of words are easiest to read and to extend as plain text.
# ruff: noqa: SIM905

from __future__ import annotations

from workbench.duplicates.guards.negation_and_names import stems, tokens

Deed = tuple[str, str, str]
"""Who, the verb, to whom: persons by their pronoun, others by the word that names them."""

_SUBJECTS = {
    "i": "i",
    "ive": "i",
    "ill": "i",
    "id": "i",
    "we": "we",
    "weve": "we",
    "you": "you",
    "youve": "you",
    "he": "he",
    "she": "she",
    "they": "they",
    "theyve": "they",
}
_OBJECTS = {
    "me": "i",
    "us": "we",
    "you": "you",
    "him": "he",
    "her": "she",
    "them": "they",
}
_PERSONS = frozenset(_SUBJECTS.values())

_HELPERS = frozenset(
    "do does did dont doesnt didnt have has had can could cant will would wont should shall must "
    "may might always never ever just still already also really often once again to".split()
)
"""Words between a person and the verb; behind a form of "be" the person may be the one it is done
to, so that those are none of them."""

_OWNERS = frozenset("the a an my your our his its their this that mr mrs ms dr".split())
_NO_NAMES = frozenset(
    "and or but if when while as than so because that which who what how why where is are was were "
    "am be been being not no in on at by for with from of to about it there please too then".split()
)
_MUTUAL = frozenset("meet met marry married date dated know knew resemble match matches".split())
"""What one does to the other, the other does as well."""

_NAMED = frozenset({*_SUBJECTS, *_OBJECTS})
_NO_VERBS = _NO_NAMES | _HELPERS | _OWNERS | _MUTUAL | _NAMED
_NO_SUBJECTS = (_NO_NAMES | _OWNERS | _NAMED) - set(_SUBJECTS)
_NO_OBJECTS = (_NO_NAMES | _HELPERS | _NAMED) - set(_OBJECTS)


def read_deeds(text: str) -> frozenset[Deed]:
    """Return who does what to whom in a text, if a person is among them."""
    words = tokens(text)
    found: set[Deed] = set()
    if _NAMED.isdisjoint(words):
        return frozenset()
    for place in range(1, len(words) - 1):
        verb = words[place]
        if verb in _NO_VERBS:
            continue
        who, whom = _subject(words, place - 1), _object(words, place + 1)
        if who and whom and who != whom and not _PERSONS.isdisjoint((who, whom)):
            found.add((who, verb, whom))
    return frozenset(found)


def deeds_differ(one: frozenset[Deed], other: frozenset[Deed]) -> bool:
    """Tell whether somebody does to another what the other does to them in the other text."""
    return any(
        who == to and whom == by and not stems(verb).isdisjoint(stems(deed))
        for who, verb, whom in one - other
        for by, deed, to in other - one
    )


def _subject(words: list[str], place: int) -> str:
    """Return whom the words before a verb name, "" if nobody."""
    while place >= 0 and words[place] in _HELPERS:
        place -= 1
    word = words[place] if place >= 0 else ""
    return _SUBJECTS.get(word) or ("" if word in _NO_SUBJECTS else word)


def _object(words: list[str], place: int) -> str:
    """Return whom the words behind a verb name, "" if nobody."""
    if words[place] in _OBJECTS:
        return _OBJECTS[words[place]]
    while place < len(words) and words[place] in _OWNERS:
        place += 1
    word = words[place] if place < len(words) else ""
    return "" if word in _NO_OBJECTS else word
