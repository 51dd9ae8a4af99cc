"""What is masked in texts that leave the house, in reports and on the way to an endpoint alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from workbench.errors import ColumnError, InputError

RULES = 3
"""Raised whenever what is masked changes: a text that is sent otherwise has another vector."""

MASKED = "email addresses and phone, card, account and other long numbers"
"""What `mask` replaces, as notes and help say it."""

Mask = Callable[[str], str]
"""Takes a text and returns it masked."""

# Every repetition has a limit, so that no text takes more than a multiple of its length.
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b")
_ANY_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30}\b")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_NUMBERS = re.compile(
    rf"""
    (?<![\w.,])
    (?:
        (?P<date>
            (?:{_YEAR}([-/.]){_MONTH}\2{_DAY} | {_DAY}([-/.]){_MONTH}\3{_YEAR}
              | {_MONTH}([-/.]){_DAY}\4{_YEAR})
            (?:[ T]\d{{1,2}}:\d\d)?
            (?![\w]|[-/.]\d|[ ]\d{{3,}}(?!\d|[-/.]\d))
        )
      | (?P<ip>(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?![\w]|[.-]\d))
      | (?P<decimal>(?:0|[1-9]\d{{0,15}})\.\d{{1,17}}(?![\w]|[.-]\d))
      | (?P<run>\+?\(?\d(?:[ ().\-/]{{0,3}}\d){{6,18}}(?!\w))
    )
    """,
    re.VERBOSE,
)


def mask(text: str) -> str:
    """Replace email addresses and phone, card, account and other long numbers by what they are."""
    if not any(letter.isdigit() or letter == "@" for letter in text):
        return text
    text = _EMAIL.sub("[email]", text)
    text = _IBAN.sub("[account]", text)
    text = _ANY_IBAN.sub(_account, text)
    return _NUMBERS.sub(_number, text)


def masking_of(redact: bool | Sequence[str], columns: Sequence[Any]) -> tuple[Mask, frozenset[str]]:
    """Read the ``redact=`` of a report."""
    left_out = columns_left_out(redact)
    if redact is False:
        return (lambda text: text), frozenset()
    known = {str(column) for column in columns}
    for name in left_out:
        if str(name) not in known:
            raise ColumnError.missing(name, list(columns))
    return mask, frozenset(map(str, left_out))


def columns_left_out(redact: bool | Sequence[str]) -> list[str]:
    """Return the columns that ``redact=`` names, none if it is True or False."""
    if isinstance(redact, bool):
        return []
    if not isinstance(redact, Sequence):
        raise InputError(
            f"redact must be True, False or names of columns to leave out, got {redact!r}."
        )
    return [redact] if isinstance(redact, str) else list(redact)


def masking_note(left_out: frozenset[str]) -> str:
    """Say in a report what is masked in it and which columns are left out."""
    columns = f"; left out: {', '.join(sorted(left_out))}" if left_out else ""
    return f"{MASKED} are masked in this report, names of people and ids are not{columns}"


def _account(match: re.Match[str]) -> str:
    """Name what passes an account number's check (ISO 7064, MOD 97-10), in letters of any case."""
    found = match.group()
    moved = found[4:] + found[:4]
    number = int("".join(str(int(letter, 36)) for letter in moved))
    return "[account]" if number % 97 == 1 else found


def _number(match: re.Match[str]) -> str:
    """Name a run of digits; dates and amounts stay."""
    found = match.group()
    if match["date"] or match["decimal"]:
        return found
    if match["ip"]:
        octets = all(int(part) < 256 for part in found.split("."))
        return "[ip]" if octets else _named(found)
    return _named(found)


def _named(found: str) -> str:
    """Tell cards, phones (8 to 15 digits, ITU-T E.164) and other long numbers apart."""
    digits = [int(letter) for letter in found if letter.isdigit()]
    if len(digits) >= 13 and _luhn(digits):
        return "[card]"
    if len(digits) < 7:
        return found
    dialed = found[0] in "+0(" or not found.isdigit()
    return "[phone]" if dialed and (8 <= len(digits) <= 15 or found[0] == "+") else "[number]"


def _luhn(digits: list[int]) -> bool:
    """Check a card number's last digit (ISO/IEC 7812-1, annex B)."""
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
