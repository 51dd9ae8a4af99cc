"""Masks for what must not leave the house: e-mail addresses, phone and card numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from workbench.errors import ColumnError, InputError

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_CARD = re.compile(r"(?<![\w.])\d(?:[ -]?\d){12,18}(?![\w]|[.,]\d)")
# A phone number has 8 to 15 digits (ITU-T E.164); what has fewer is something else.
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d(?:[ ./()-]{0,2}\d){6,14}(?![\w]|[.,/-]\d)")
_OTHER = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ ]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
    r"|\d{1,3}(?:\.\d{1,3}){3}|\d+\.\d+"
)

Mask = Callable[[str], str]
"""Takes a text and returns it masked."""


def mask(text: str) -> str:
    """Return `text` with e-mail addresses, phone and card numbers replaced by what they were.

    Card numbers are told from other long numbers by their check digit (ISO/IEC 7812-1); phone
    numbers have 8 to 15 digits, or start with ``+``. Dates and Internet addresses stay.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        With ``[e-mail]``, ``[card]`` and ``[phone]`` in their places.
    """
    if not any(c.isdigit() or c == "@" for c in text):
        return text
    text = _EMAIL.sub("[e-mail]", text)
    text = _CARD.sub(_card, text)
    return _PHONE.sub(_phone, text)


def resolve(redact: bool | Sequence[str], columns: Sequence[Any]) -> tuple[Mask, frozenset[str]]:
    """Read the ``redact=`` of a report.

    Parameters
    ----------
    redact : bool or sequence of str
        False shows all; True masks; names of columns mask and leave these columns out.
    columns : sequence
        Columns of the table.

    Returns
    -------
    mask : callable
        Applied to each text that is shown.
    left_out : frozenset of str
        Names of columns to leave out.

    Raises
    ------
    ColumnError
        Where a name is no column of the table.
    InputError
        Where `redact` is neither.
    """
    if redact is False:
        return (lambda text: text), frozenset()
    if redact is True:
        return mask, frozenset()
    if isinstance(redact, str):
        redact = [redact]
    if not isinstance(redact, Sequence):
        raise InputError(
            f"redact must be True, False or names of columns to leave out, got {redact!r}."
        )
    known = {str(column) for column in columns}
    for name in redact:
        if str(name) not in known:
            raise ColumnError.missing(name, list(columns))
    return mask, frozenset(map(str, redact))


def _card(match: re.Match[str]) -> str:
    digits = [int(c) for c in match[0] if c.isdigit()]
    doubled = [d * 2 - 9 * (d > 4) for d in digits[-2::-2]]
    return "[card]" if (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 else match[0]


def _phone(match: re.Match[str]) -> str:
    found = match[0]
    digits = sum(c.isdigit() for c in found)
    if _OTHER.fullmatch(found) or not (8 <= digits <= 15 or (found[0] == "+" and digits >= 7)):
        return found
    return "[phone]"
