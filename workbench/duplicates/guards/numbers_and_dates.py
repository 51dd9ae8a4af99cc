"""Numbers of every kind that stand in a text: amounts, dates, times, identifiers, versions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from workbench.duplicates.guards.languages import foreign
from workbench.duplicates.guards.word_lists import (
    CURRENCIES,
    DAY_WORDS,
    MONTHS,
    NO_PRODUCTS,
    NUMBER_WORDS,
    SCALES,
)


class Values(NamedTuple):
    """What a text names exactly, and what it only says in words.

    ``exact`` values (written with digits, addresses) differ wherever the other text lacks them;
    ``worded`` ones only where the other text has others in their place. ``all`` are the exact
    ones of every guard: "#55" and "55" are the same, whatever they are taken for. ``numbers``
    counts how often the text names a number of any kind.
    """

    exact: frozenset[str]
    worded: frozenset[str]
    all: frozenset[str]
    numbers: int


# Possessive and bounded, and never begun inside a number: hostile text must not cost more than
# time in proportion to its length.
_NUMBER = r"(?<!\d)\d++(?:[.,]\d++){0,6}+|\.\d++"


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern of words; their first letters are looked at before each word is tried."""
    longest = sorted(words, key=len, reverse=True)
    first = "".join(sorted({re.escape(word[0]) for word in longest}))
    return rf"(?=[{first}])(?:{'|'.join(map(re.escape, longest))})"


_MONTH = _any_of(MONTHS)
_UNIT = _any_of(c for c in CURRENCIES if c.isalpha())
_SIGN = "".join(re.escape(c) for c in CURRENCIES if not c.isalpha())
_SCALE = _any_of(SCALES)

_STARS = "\u2605\u2606\u2b50\U0001f31f\u2729\u272d"
_RATING = re.compile(
    rf"(?<![\w/.,-])(?P<given>{_NUMBER})\s?(?:/|out\sof)\s?(?P<top>5|10|100)"
    r"(?![\w/-]|[.,]\d)(?:[\s-]?stars?\b)?|"
    rf"(?<![\w/.,-])(?P<stars>{_NUMBER}|zero|one|two|three|four|five)[\s-]?"
    rf"(?:stars?\b|[{_STARS}](?!\s?[{_STARS}]))",
    re.I,
)
_STAR_ROW = re.compile(rf"[{_STARS}](?:[\s\ufe0f]?[{_STARS}])*+")
_EMPTY = "\u2606\u2729"
_FRACTION = re.compile(r"(?<![\w/.,-])(\d{1,3})/(\d{1,3})(?![\w/-]|[.,]\d)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+", re.I)
_ISO_DATE = re.compile(r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b")
_DAY_MONTH = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?|"
    rf"\b(?P<month2>{_MONTH})\b\.?\s+(?:the\s+)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)",
    re.I,
)
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<half>a\.?m\b\.?|p\.?m\b\.?)|"
    r"\b(?P<hour2>\d{1,2}):(?P<minute2>\d\d)\b",
    re.I,
)
_PERIOD = re.compile(r"\b(?:Q[1-4]|(?:19|20)\d\ds?|\d0s|\d{2}/\d{2})\b(?![.,]?\d)", re.I)
_RELATIVE = re.compile(
    r"\b(this|next|last|past|previous|coming)\s+"
    r"(week|month|year|quarter|weekend|night|spring|summer|autumn|winter|\w+day)s?\b",
    re.I,
)
_AMOUNT = re.compile(
    rf"(?P<sign>[{_SIGN}])\s?(?P<number>{_NUMBER})\s?(?P<scale>(?:{_SCALE})\b)?|"
    rf"\b(?P<code>{_UNIT})\s(?P<number3>{_NUMBER})\b|"
    rf"(?P<number2>{_NUMBER})\s?(?P<scale2>(?:{_SCALE})\b)?\s?(?P<unit>[{_SIGN}]|(?:{_UNIT})\b)",
    re.I,
)
_VERSION = re.compile(
    r"\bv\.?\s?(\d+(?:\.\d+)*)\b|\b(\d+(?:\.\d+){2,})\b|"
    r"\b(?:version|release|firmware|update|patch|build|beta|edition|generation|gen)\s(?:of\s)?"
    r"v?(\d+(?:\.\d+)*)\b",
    re.I,
)
_MODEL = re.compile(r"\b([A-Z][A-Za-z]*[A-Z]?[a-z]*|[a-z]+[A-Z]\w*)\s(\d{1,2}(?:\.\d+)*)\b(?![:%])")
_IDENTIFIER = re.compile(
    r"#\s?\w{0,20}\d[\w-]*+|"
    r"(?<![\w/-])(?=[\w/-]{0,40}\d)(?=[\w/-]{0,40}[A-Za-z])\w++(?:[-/]\w++)*+|"
    r"(?<![\w/-])\d++(?:[-/]\d++)++\b|\b\d{5,}+\b"
)
_NUMERO = re.compile(r"\b(No|Nr)\.(?=\d)", re.I)
"""The stop of "No.2" begins no fraction."""

_FORM = re.compile(
    r"^[ \t]*\(?\d{1,2}[.)][ \t]+(?=[^\W\d_])|"
    r"(?:\u00a9|\(c\)|\bcopyright\b)[ \t]*(?:\u00a9|\(c\))?[ \t]*(?:19|20)\d\d"
    r"(?:[ \t]?[-\u2013][ \t]?(?:19|20)\d\d)?",
    re.I | re.M,
)
"""The number of an item in a list, and the year in a line of copyright: they name no value."""

_DIGIT = re.compile(r"\d")
_JOINED = re.compile(r"(?<=[a-z])-(?=\d)|(?<=\d)-(?=[a-z])")
"""A hyphen that may as well be left out: "W-2" is "W2"."""

_ORDINAL = re.compile(r"^\d+(?:st|nd|rd|th)$", re.I)
_MEASURE = re.compile(r"^(\d+(?:[.,]\d+)?)-?([a-z]{1,5})$")
_PLAIN = re.compile(
    rf"(?:(?<![\w.,])[+\-\u2212])?(?:{_NUMBER})(?:\s?%|\spercent\b|\sper\scent\b)?", re.I
)
_SCALED = re.compile(rf"(?P<number>{_NUMBER})\s?(?P<scale>{_SCALE})\b", re.I)
_WORD = re.compile(r"[a-z]+")


def read_values(text: str) -> dict[str, Values]:
    """Return what a text names, by guard: "rating", "date", "amount", "version", "id", "number".

    Each stretch of text is read once, by the first pattern that fits.
    """
    text = _in_english(_FORM.sub(" ", text))
    count = _count_numbers(text)
    text = _NUMERO.sub(r"\1. ", text)
    exact: dict[str, set[str]] = {name: set() for name in GUARDS}
    digits = _DIGIT.search(text) is not None
    for guard, pattern, canonical, needs_digit in _READERS:
        if (needs_digit and not digits) or not pattern.search(text):
            continue
        pieces, last = [], 0
        for match in pattern.finditer(text):
            value = canonical(match)
            if value:
                exact[guard].add(value)
                pieces.append(text[last : match.start()])
                last = match.end()
        text = " ; ".join([*pieces, text[last:]])
    rated = frozenset(_star_row(row) for row in _STAR_ROW.findall(text))
    words = _WORD.findall(text.lower())
    numbers = frozenset(NUMBER_WORDS[w] for w in words if w in NUMBER_WORDS)
    days = {w.removesuffix("s") if w.endswith("days") else w for w in words}
    worded = {"number": numbers, "date": frozenset((days & DAY_WORDS) | _months(text, words))}
    worded["rating"] = rated
    whole = frozenset().union(*exact.values(), numbers, rated)
    values = dict.fromkeys(GUARDS, Values(frozenset(), frozenset(), whole, count))
    for name in GUARDS:  # of most texts none
        if exact[name] or worded.get(name):
            own = worded.get(name, frozenset())
            values[name] = Values(frozenset(exact[name]), own, whole, count)
    return values


def _in_english(text: str) -> str:
    """Return a text with its numbers, months and days in English words, if they are in others."""
    language = foreign(text)
    return text if language is None else language.values_in_english(text)


def values_differ(one: Values, other: Values) -> bool:
    """Tell whether two texts name different things.

    A number in words equals the same number in digits. An exact value that the other text lacks
    is a difference; a worded one only where each text has one that the other lacks.
    """
    mine, theirs = one.exact | one.worded, other.exact | other.worded
    if (one.exact - other.all) or (other.exact - one.all):
        return True
    return bool(mine - theirs) and bool(theirs - mine)


def values_conflict(mine: Mapping[str, Values], theirs: Mapping[str, Values]) -> bool:
    """Tell whether each of two texts names a value of a kind for which the other has another.

    Values are sets, so "order 5 for 5 lamps" and "order 7 for 5 lamps" look like an addition; if
    numbers differ, texts that name equally many add none. A mail address is no number.
    """
    differing = [kind for kind in GUARDS if values_differ(mine[kind], theirs[kind])]
    numbers = mine[GUARDS[0]].numbers
    if numbers and numbers == theirs[GUARDS[0]].numbers:
        pairs = ((mine[kind], theirs[kind]) for kind in differing)
        if any(numbered((a.exact | a.worded) ^ (b.exact | b.worded)) for a, b in pairs):
            return True
    return any(
        (mine[kind].exact | mine[kind].worded) - theirs[kind].all - theirs[kind].worded
        and (theirs[kind].exact | theirs[kind].worded) - mine[kind].all - mine[kind].worded
        for kind in differing
    )


def numbered(values: Collection[str]) -> frozenset[str]:
    """Return those of some values that hold a digit."""
    return frozenset(value for value in values if _DIGIT.search(value))


def _count_numbers(text: str) -> int:
    """Count the numbers of a text, in digits and in words."""
    words = sum(word in NUMBER_WORDS for word in re.findall(r"[^\W\d_]+", text.lower()))
    return words + len(re.findall(r"\d+(?:[.,:/-]\d+)*", text))


def _months(text: str, words: list[str]) -> set[str]:
    """Return months named alone; "may", "march" and short forms only where capitalized."""
    months = {f"m{MONTHS[w]}" for w in words if w in MONTHS and len(w) > 4 and w != "march"}
    for word in re.findall(r"(?<!^)(?<![.!?]\s)\b(?:May|March|June|July)\b", text):
        months.add(f"m{MONTHS[word.lower()]}")
    return months | {f"m{MONTHS[w]}" for w in words if w in ("june", "july")}


def _rating(match: re.Match[str]) -> str:
    """Return "4/5" for "4 stars", "four-star", "4 out of 5"; nothing for more than can be given."""
    given, top = match["given"] or match["stars"], match["top"] or "5"
    number = _plain_number(NUMBER_WORDS.get(given.lower(), given))
    return f"{number}/{top}" if _up_to(number, float(top)) else ""


def _up_to(number: str, top: float) -> bool:
    try:
        return float(number) <= top
    except ValueError:  # "1.2.3"
        return False


def _star_row(row: str) -> str:
    """Return "4/5" for four full stars, whatever empty ones follow them."""
    return f"{sum(letter in _STARS and letter not in _EMPTY for letter in row)}/5"


def _fraction(match: re.Match[str]) -> str:
    return f"{int(match[1])}/{int(match[2])}"


def _day_month(match: re.Match[str]) -> str:
    day = match["day"] or match["day2"]
    return f"{int(day)}.{MONTHS[(match['month'] or match['month2']).lower()]}."


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"] or match["hour2"]), match["minute"] or match["minute2"] or "00"
    half = (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour}:{minute}"


def _amount(match: re.Match[str]) -> str:
    number = match["number"] or match["number2"] or match["number3"]
    unit = match["sign"] or match["unit"] or match["code"]
    scale = match["scale"] or match["scale2"] or ""
    return f"{_times(number, SCALES.get(scale.lower(), 0))} {CURRENCIES[unit.lower()]}"


def _scaled(match: re.Match[str]) -> str:
    return _times(match["number"], SCALES[match["scale"].lower()])


def _times(number: str, power: int) -> str:
    """Return 5000 for "5" thousand, as for "5,000"."""
    plain = _plain_number(number)
    try:
        return f"{Decimal(plain).scaleb(power).normalize():f}"
    except InvalidOperation:  # "1.2.3"
        return f"{plain}e{power}"


def _plain_number(number: str) -> str:
    """Return 1000 for "1,000" and "1000.00", 1.5 for "1.5" and "1,5"."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        number = number.replace(",", "")
    number = number.replace(",", ".")
    if number.count(".") == 1:
        number = number.rstrip("0").removesuffix(".")
    whole, dot, rest = number.partition(".")
    return f"{whole.lstrip('0') or '0'}{dot}{rest}"


def _relative(match: re.Match[str]) -> str:
    return f"{match[1].lower()} {match[2].lower()}"


def _version(match: re.Match[str]) -> str:
    return str(match[1] or match[2] or match[3])


def _model(match: re.Match[str]) -> str:
    return "" if match[1].lower() in NUMBER_WORDS or match[1].lower() in NO_PRODUCTS else match[2]


def _identifier(match: re.Match[str]) -> str:
    token = match[0].lstrip("# ").lower()
    measure = _MEASURE.match(match[0])
    return "" if _ORDINAL.match(match[0]) or measure else _JOINED.sub("", token)


def _plain(match: re.Match[str]) -> str:
    token = match[0].replace("\u2212", "-").lower()
    share = "%" if token.endswith(("%", "cent")) else ""
    digits = re.sub(r"[^\d.,]", "", token)
    return ("-" if token.startswith("-") else "") + _plain_number(digits) + share


def _lower(match: re.Match[str]) -> str:
    return match[0].lower()


_READERS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str], bool], ...] = (
    ("id", _ADDRESS, _lower, False),
    ("rating", _RATING, _rating, False),
    ("date", _ISO_DATE, _lower, True),
    ("date", _DAY_MONTH, _day_month, True),
    ("date", _CLOCK, _clock, True),
    ("amount", _AMOUNT, _amount, True),
    ("number", _SCALED, _scaled, True),
    ("date", _PERIOD, _lower, True),
    ("date", _RELATIVE, _relative, False),
    ("version", _VERSION, _version, True),
    ("version", _MODEL, _model, True),
    ("number", _FRACTION, _fraction, True),
    ("id", _IDENTIFIER, _identifier, True),
    ("number", _PLAIN, _plain, True),
)
"""In order: what an earlier pattern read, a later one does not see. Last: whether a match holds a
digit, so that texts without one need not be searched."""

GUARDS = ("number", "amount", "date", "id", "version", "rating")
