"""Personal data in texts that are about to leave the machine."""

from __future__ import annotations

import re

RULES = 2
"""Raised whenever what is masked changes: a text that is sent otherwise has another vector."""

_MAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b")
_ANY_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30}\b")
_DIGITS = re.compile(r"(?<![\w.,])\+?\(?\d(?:[ ().\-/]{0,3}\d){6,18}(?![\w])")
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")


def mask_personal(text: str) -> str:
    """Replace e-mail addresses and phone, card and account numbers by what they are.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        With ``[email]``, ``[account]``, ``[card]`` (13 to 19 digits that pass the Luhn check) and
        ``[number]`` (other runs of seven or more digits, phone numbers among them) in place of
        what was found. Dates and amounts stay. This lowers the risk of a leak; it is no promise.
    """
    text = _MAIL.sub("[email]", text)
    text = _IBAN.sub("[account]", text)
    text = _ANY_IBAN.sub(_name_account, text)
    return _DIGITS.sub(_name_digits, text)


def _name_account(match: re.Match[str]) -> str:
    """Name what passes an account number's check (ISO 7064, MOD 97-10), in letters of any case."""
    found = match.group()
    moved = found[4:] + found[:4]
    number = int("".join(str(int(letter, 36)) for letter in moved))
    return "[account]" if number % 97 == 1 else found


def _name_digits(match: re.Match[str]) -> str:
    found = match.group()
    if _DATE.fullmatch(found):
        return found
    digits = [int(letter) for letter in found if letter.isdigit()]
    return "[card]" if len(digits) >= 13 and _luhn(digits) else "[number]"


def _luhn(digits: list[int]) -> bool:
    """Check a card number's last digit (ISO/IEC 7812-1, annex B)."""
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
