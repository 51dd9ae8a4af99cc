"""Who, where, from where to where: what the same words can say the other way round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards.negation_and_names import stems, tokens
from workbench.duplicates.guards.word_alignment import alike

_POINTS = frozenset(("north", "south", "east", "west"))
_POINT = re.compile(r"(mid)?(north|south)?(east|west)?(?:ern|erly|erners?|wards?|bound)?")
_PARTS = {
    "upper": "upper",
    "lower": "lower",
    "central": "central",
    "center": "central",
    "centre": "central",
    "mid": "mid",
    "middle": "mid",
    "inner": "inner",
    "outer": "outer",
    "deep": "deep",
}
_WORD = re.compile(r"[a-z]+")
_INITIALS = {"N": "north", "S": "south", "E": "east", "W": "west"}
_INITIAL = re.compile(r"(?<![\w.'\u2019])([NSEW])\.?\s(?=[A-Z][a-z])")
"""A point of the compass before a name: "S. Korea"."""


def read_compass(text: str) -> frozenset[str]:
    """Return the points of the compass that a text names, and what narrows them down."""
    points = {_INITIALS[letter] for letter in _INITIAL.findall(text)}
    for word in _WORD.findall(text.casefold()):
        point = _POINT.fullmatch(word)
        if point and _POINTS & set(point.groups()):
            points.update(part for part in point.groups() if part)
        elif word in _PARTS:
            points.add(_PARTS[word])
    return frozenset(points)


def compare_compass(
    texts: Sequence[str], a: NDArray[np.int64], b: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell for each pair whether it names other points of the compass, shape (p,).

    "The upper floor" beside "the floor" says nothing of the kind: a point must be named.
    """
    read = [read_compass(text) for text in texts]
    code = {named: k for k, named in enumerate(dict.fromkeys(read))}
    codes = np.array([code[named] for named in read], dtype=np.int64)
    points = np.array([bool(named & _POINTS) for named in read], dtype=bool)
    differ: NDArray[np.bool_] = (codes[a] != codes[b]) & (points[a] | points[b])
    return differ


# Lists of words are easiest to read and to extend as plain text.
# ruff: noqa: SIM905


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
    deeds: set[Deed] = set()
    if _NAMED.isdisjoint(words):
        return frozenset()
    for position in range(1, len(words) - 1):
        verb = words[position]
        if verb in _NO_VERBS:
            continue
        who, whom = _subject(words, position - 1), _object(words, position + 1)
        if who and whom and who != whom and not _PERSONS.isdisjoint((who, whom)):
            deeds.add((who, verb, whom))
    return frozenset(deeds)


def deeds_differ(one: frozenset[Deed], other: frozenset[Deed]) -> bool:
    """Tell whether somebody does to another what the other does to them in the other text."""
    return any(
        who == to and whom == by and not stems(verb).isdisjoint(stems(deed))
        for who, verb, whom in one - other
        for by, deed, to in other - one
    )


def _subject(words: list[str], position: int) -> str:
    """Return whom the words before a verb name, "" if nobody."""
    while position >= 0 and words[position] in _HELPERS:
        position -= 1
    word = words[position] if position >= 0 else ""
    return _SUBJECTS.get(word) or ("" if word in _NO_SUBJECTS else word)


def _object(words: list[str], position: int) -> str:
    """Return whom the words behind a verb name, "" if nobody."""
    if words[position] in _OBJECTS:
        return _OBJECTS[words[position]]
    while position < len(words) and words[position] in _OWNERS:
        position += 1
    word = words[position] if position < len(words) else ""
    return "" if word in _NO_OBJECTS else word


# Lists of words are easiest to read and to extend as plain text.
# ruff: noqa: SIM905


_ARROW = re.compile(r"[\u2192\u2794\u27a1\u27f6]|-{1,2}>|=>")

_ARTICLES = frozenset("the a an my your our his her their this that version number no nr".split())
_STOPS = frozenset(
    "from to in on at by with for and or but if when while via through is are was were do does did "
    "can could will would should i you we they it he she me please today tomorrow tonight now "
    "next what how where who why which of into onto than then leave leaves depart departs go goes "
    "get gets arrive arrives".split()
)
_GOING = frozenset(
    "get gets go goes going come comes coming travel traveling travelling drive walk ride "
    "commute".split()
)
_WISHING = frozenset("want need like love try trying how have has able ready time it way".split())
"""Words before "to" behind which a verb stands, not a place."""

_LEAVE = frozenset(
    "leave leaves leaving left depart departs departing departure departures".split()
)
_ARRIVE = frozenset("arrive arrives arriving arrived arrival arrivals".split())
_RIDES = frozenset(
    "bus buses train trains ferry ferries tram trams subway metro underground flight flights plane "
    "planes boat boats taxi shuttle connection connections fly flying flies flew ride rides".split()
)
_ANY = frozenset("one another other others any anywhere someone".split())
_PREPOSITIONS = frozenset("from to into onto at in".split())
_PHRASE = 3
"""Words behind "from" or "to" that may name the place."""

_SPEAKER, _ADDRESSEE = frozenset({"me", "us"}), frozenset({"you"})
_NO_DEED = frozenset(
    "to for with from of by at on in about and or than like thank thanks are is do does did can "
    "could will would should have has had when if how what why where that tell see let".split()
)
"""Words before "you" or "me" by which nobody does anything to anybody."""


class Relations(NamedTuple):
    """Words that a text comes from and goes to, with the word before the preposition, and deeds.

    ``steps`` are pairs such as (2, 3) in "2 to 3". ``rides`` tells whether a text is about a ride,
    so that a place behind "to" or "from" is where it goes or leaves, and ``plain`` whether its
    names are not capitalised, so that the guard of names cannot see them.
    """

    sources: frozenset[tuple[str, str]]
    targets: frozenset[tuple[str, str]]
    steps: frozenset[tuple[str, str]]
    to_speaker: frozenset[str]
    to_addressee: frozenset[str]
    rides: bool
    plain: bool

    @property
    def any(self) -> bool:
        """Whether there is anything that another text could turn round."""
        return any(self[:5])


def read_relations(text: str) -> Relations:
    """Return what a text says of from where to where, and of who does what to whom."""
    words = tokens(_ARROW.sub(" to ", text))
    sources: set[tuple[str, str]] = set()
    targets: set[tuple[str, str]] = set()
    steps: set[tuple[str, str]] = set()
    for position, word in enumerate(words):
        before = words[position - 1] if position else ""
        if word not in _PREPOSITIONS:
            continue
        phrase = _phrase(words, position + 1)
        if word == "from" or (word in ("at", "in") and before in _LEAVE):
            sources.update((before, named) for named in phrase)
        elif word in ("to", "into", "onto") or (word in ("at", "in") and before in _ARRIVE):
            targets.update((before, named) for named in phrase)
            if phrase and before not in _STOPS | _ARTICLES:
                steps.add((before, phrase[0]))
    deeds = list(pairwise(words))
    return Relations(
        frozenset(sources),
        frozenset(targets),
        frozenset(steps),
        frozenset(deed for deed, whom in deeds if whom in _SPEAKER and deed not in _NO_DEED),
        frozenset(deed for deed, whom in deeds if whom in _ADDRESSEE and deed not in _NO_DEED),
        not _RIDES.isdisjoint(words) or any(by in _GOING for by, _ in sources | targets),
        not _RIDES.isdisjoint(words) and text.islower(),
    )


def relations_differ(one: Relations, other: Relations) -> bool:
    """Tell whether two texts turn round from where to where, or who does something to whom."""
    turned = (_turned(one, other), _turned(other, one))
    if all(turned) or (any(turned) and one.rides and other.rides):
        return True
    elsewhere = (_elsewhere(one.sources, other.sources), _elsewhere(one.targets, other.targets))
    if any(elsewhere) and one.plain and other.plain:
        return True
    if _moved(one.sources) & _moved(other.targets) or _moved(one.targets) & _moved(other.sources):
        return True
    if any((right, left) in other.steps for left, right in one.steps - other.steps):
        return True
    mine, theirs = one.to_speaker & other.to_addressee, one.to_addressee & other.to_speaker
    return bool(mine - other.to_speaker) or bool(theirs - one.to_speaker)


def _elsewhere(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> bool:
    """Tell whether two rides go to, or come from, places of which no word is the same."""
    mine = {named for before, named in one if before not in _WISHING}
    theirs = {named for before, named in other if before not in _WISHING}
    if not mine or not theirs:
        return False
    return not any(alike(a, b) for a in mine for b in theirs)


def _turned(one: Relations, other: Relations) -> set[str]:
    """Return what one text comes from and the other goes to, and not the other way too."""
    turned = {named for _, named in one.sources} & {named for _, named in other.targets}
    return turned - {named for _, named in one.targets} - {named for _, named in other.sources}


def _moved(ends: frozenset[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return ends behind one and the same thing: "money from savings", "money to savings"."""
    return {
        ("go" if before in _GOING else before, named)
        for before, named in ends
        if before in _GOING or before not in _STOPS | _ARTICLES
    }


def _phrase(words: list[str], start: int) -> list[str]:
    """Return the words that name where something comes from or goes to."""
    phrase: list[str] = []
    for word in words[start : start + 2 * _PHRASE]:
        if word in _ANY:
            return []
        if word in _STOPS or len(phrase) == _PHRASE:
            break
        if word not in _ARTICLES:
            phrase.append(word)
    return phrase


_AUXILIARY = (
    r"(?:do|does|did|is|are|was|were|am|will|would|can|could|should|shall|must|may|might|has|have|"
    r"had|isnt|arent|dont|doesnt|didnt|cant|wont)"
)
_HEAD = r"^(?:(?:hi|hello|hey|so|and|but|please|ok|okay)\b\s*)*"
_ASKING = (
    r"(?:(?:can|could) (?:you|someone|anyone) (?:please )?"
    r"(?:tell|show|explain|let me know)(?: me)?|"
    r"tell me|do you know|does anyone know|i want to know|id like to know|i wonder|any idea) "
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("duration", r"(?:for )?how long"),
    ("amount", r"how much|how expensive"),
    ("count", r"how many"),
    ("frequency", r"how often|how frequently"),
    ("distance", r"how far"),
    ("person", r"(?:to |by |from )?(?:who|whom|whose)"),
    ("place", rf"(?:from |to )?where(?= {_AUXILIARY}\b)"),
    ("time", rf"(?:when(?= {_AUXILIARY}\b)|(?:at |by )?(?:what|which) (?:time|date|day|year))"),
    ("reason", rf"why(?= {_AUXILIARY}\b)|how come|for what reason"),
    ("choice", rf"{_AUXILIARY} (?!you (?:tell|show|explain|know|please|help))\w+"),
)
_QUESTION = re.compile(
    _HEAD + f"(?:{_ASKING})?(?:" + "|".join(f"(?P<{k}>{p})" for k, p in _KINDS) + r")\b"
)


_ALIKE = frozenset({"time", "duration", "count", "amount", "frequency"})
"""Kinds that ask for one another: "when will it come" and "how long does it take"."""


class Question(NamedTuple):
    """What a text asks for, and its other words."""

    kind: str
    rest: frozenset[str]


def read_question(text: str) -> Question:
    """Return what a text asks for by its first words: a person, a place, a time, yes or no ...

    "" if it asks for nothing of the kind. What and which ask for anything, and so does how.
    """
    words = " ".join(tokens(text))
    match = _QUESTION.match(words)
    if match is None or match.lastgroup is None:
        return Question("", frozenset())
    start = match.start(match.lastgroup) if match.lastgroup == "choice" else match.end()
    return Question(match.lastgroup, frozenset(words[start:].split()))


def questions_differ(one: Question, other: Question) -> bool:
    """Tell whether two texts ask for different kinds of things.

    A question to be answered by yes or no differs only if all other words are the same: "does it
    live on paper" may well ask how long it does, "when should I renew" and "should I renew" differ.
    """
    if not one.kind or not other.kind or one.kind == other.kind:
        return False
    if "choice" in (one.kind, other.kind):
        return one.rest == other.rest
    return not {one.kind, other.kind} <= _ALIKE
