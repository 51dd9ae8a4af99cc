"""Texts that a spreadsheet would run as a formula when it opens a CSV file.

A sign at the front alone runs nothing: "- item missing" and "@ShopHelp where is it" are texts to
a spreadsheet too, because no formula has words side by side. So a text is read like a formula,
operand by operand, and what cannot be one is left alone. What can reach out of the sheet (a
program, an address) is never left alone behind such a sign.
"""

from __future__ import annotations

import re
import unicodedata

GUARD = "'"
"""Stands in front of such a text; a spreadsheet then shows it as it is."""

_HEADS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\xad")
_BEGINNING = re.compile(r"""[\s+\-@]*+[\w"'({\[#$.\\]""")
_SIGNS = re.compile(r"[\s+\-@(]*+")
_CALL = re.compile(r"[^\W\d][\w.]*+\(")
_OUTSIDE = re.compile(r"'[^']*'!|\[[^\]]*\]\w|[^\W\d][\w.]*+![\w$']")
_REFERENCE = re.compile(r"\$?[A-Za-z]{1,3}\$?\d{1,7}(?![\w.])")
_VALUE = re.compile(r'(?:\d[\d.,]*+(?:[eE][+-]?\d+)?|\.\d+)(?!\w)|"[^"]*"')
_NAME = re.compile(r"[^\W\d][\w.]*+")
_AFTER = re.compile(r"[\s)%]*+")
_JOIN = re.compile(r"[*/^&=<>+\-:!|,;]+")
_PROGRAM = re.compile(r"""\w\s*\|\s*['"][^|]*!|\w\|[^|!]*!""")
_FUNCTION = re.compile(
    r"\b(?:CALL|DDE|DDEAUTO|ENCODEURL|EXEC|FILTERXML|FORMULA|GOOGLE\w+|HYPERLINK|IMAGE|IMPORT\w+|"
    r"INDIRECT|QUERY|REGISTER(?:\.ID)?|RTD|STOCKHISTORY|WEBSERVICE|DETECTLANGUAGE)\s*\(",
    re.IGNORECASE,
)


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run a text that stands in a cell of a CSV file."""
    if not _may_be(text):
        return False
    plain = text.lstrip()
    while plain[:1] in _INVISIBLE or plain[:1].isspace() or plain[:1] < " ":
        if not plain:
            return False
        plain = plain[1:]
    if plain[0] not in _HEADS:
        return False
    plain = unicodedata.normalize("NFKC", plain)
    head, rest = plain[0], plain[1:]
    if head == "=":
        return _BEGINNING.match(rest) is not None
    return _FUNCTION.search(rest) is not None or _PROGRAM.search(rest) is not None or _parses(rest)


def guarded(text: str) -> str:
    """Return a text with an apostrophe in front if a spreadsheet would run it."""
    return GUARD + text if is_formula(text) else text


def _may_be(text: str) -> bool:
    """Look at the first letter, which settles nearly every text."""
    head = text[:1]
    return head in _HEADS or head in _INVISIBLE or head <= " " or head.isspace()


def _parses(rest: str) -> bool:
    """Tell whether what follows a sign can be a formula that computes something.

    One name or one number computes nothing; "+1 for dark mode" has operands side by side.
    """
    at, joins, refers, named = 0, 0, False, False
    while True:
        at = _end(_SIGNS, rest, at)
        if _OUTSIDE.match(rest, at):
            return True
        if _CALL.match(rest, at):
            return _is_closed(rest, rest.index("(", at))
        reference, value = _REFERENCE.match(rest, at), _VALUE.match(rest, at)
        operand = reference or value or _NAME.match(rest, at)
        if operand is None:
            return False
        refers |= reference is not None
        named |= reference is None and value is None
        at = _end(_AFTER, rest, operand.end())
        if at == len(rest):
            return refers or (joins > 0 and not named)
        join = _JOIN.match(rest, at)
        if join is None:
            return False
        if join[0][0] == "|" and at == operand.end():
            return True
        joins, at = joins + 1, join.end()


def _end(skipped: re.Pattern[str], rest: str, at: int) -> int:
    """Return the place behind what is skipped."""
    match = skipped.match(rest, at)
    return match.end() if match else at


def _is_closed(rest: str, opened: int) -> bool:
    """Tell a call from a word with something in parentheses: a word follows the latter."""
    depth = 0
    for at in range(opened, len(rest)):
        depth += (rest[at] == "(") - (rest[at] == ")")
        if depth == 0:
            after = rest[at + 1 :].lstrip(" )%")
            return not after or _JOIN.match(after) is not None
    return True
