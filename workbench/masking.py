"""What is masked in texts that leave the house: in reports, exports, and on the way to an endpoint.

A text is read as a person reads it: without hidden characters, with the digits, dashes and spaces
of all scripts as the plain ones, and with ``%40`` and ``&#64;`` as what they stand for. What is
found there is replaced in the text as it is written; the rest stays as it is.
"""

from __future__ import annotations

import html
import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from workbench.errors import ColumnError, InputError

RULES = 4
"""Raised whenever what is masked changes: a text that is sent otherwise has another vector."""

MASKED = "email addresses and phone, card, account and other long numbers"
"""What `mask` replaces, as notes and help say it."""

LIMITS = (
    "masking goes by patterns: names, street addresses, numbers of fewer than seven digits and "
    "license plates beside no word such as 'car' stay, so look the texts over before you pass "
    "them on"
)
"""What `mask` cannot do, as a report says it."""

Mask = Callable[[str], str]
"""Takes a text and returns it masked."""

_Name = Callable[[re.Match[str]], str]
"""Takes a match and returns what stands in its place, "" to leave it."""

_HIDDEN = frozenset({"Cf", "Mn", "Me", "Cc"})
_FILLERS = "\u115f\u1160\u3164\uffa0"
_DOTS, _SLASHES, _BREAKS = (
    "\u00b7\u2022\u2219\u2027\u3002\u2024",
    "\u2044\u2215",
    "\n\x85\u2028\u2029",
)

# Every repetition is bounded, or its characters cannot be matched in two ways, so that no text
# takes more than a multiple of its length.
_SIMPLE = re.compile(r"[\t\n\r -~]*")
_CODE = re.compile(
    r"%(?:25){0,3}([2-7][0-9A-Fa-f])|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|\w{2,8});"
)
_HINT = re.compile(r"[0-9@]|[(\[{<] ?at ?[)\]}>]| at ", re.IGNORECASE)

_GAP = r"(?:[ ().\-/_]{0,3}|,|[ ]?\n[ ]?)"
"""What may stand between the digits of a number."""

_EMAIL = re.compile(
    r"""
    (?:"[^"\n]{1,64}" | (?<![\w.!#$%&'*+/=?^`|~-])[\w.!#$%&'*+/=?^`|~-]++) (?:
        (?:@ | [ ]{0,2}[(\[{<][ ]?at[ ]?[)\]}>][ ]{0,2})
        (?: [\w-]{1,63} (?:(?:\n?\. | [ ]?[(\[{][ ]?(?:\.|dot|punkt|point|punto)[ ]?[)\]}][ ]?)
            [\w-]{1,63}){1,9}
          | \[[0-9a-f:.]{2,45}\] )
      | [ ]{0,2}\n?@\n?[ ]{0,2} [\w-]{1,63} (?:\n?\.[\w-]{1,63}){0,8} \.[^\W\d_]{2,63}
      | [ ]at[ ] [\w-]{1,63} (?:[ ]dot[ ][\w-]{1,63}){1,8}
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)

_IBAN_LENGTHS = """
    NO15 BE16 DK18 FI18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 MN20 CH21
    HR21 LI21 LV21 BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 TL23
    SO23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 BI27 DJ27
    FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HN28 HU28 LB28 NI28 PL28 SV28 BR29
    EG29 PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33
"""
"""Letters of an account number by country (SWIFT, IBAN registry)."""


def _iban() -> str:
    """Return a pattern of the account numbers of all countries, each of its own length."""
    of_length: dict[int, list[str]] = {}
    for one in _IBAN_LENGTHS.split():
        of_length.setdefault(int(one[2:]), []).append(one[:2])
    ways = (
        rf"(?:{'|'.join(countries)}){_GAP}[0-9]{_GAP}[0-9](?:{_GAP}[A-Z0-9]){{{length - 4}}}"
        for length, countries in of_length.items()
    )
    return rf"(?=[A-Z]{{2}})(?:(?<![^\W_])|(?<=IBAN))(?:{'|'.join(ways)})(?![^\W_])"


_CHECKED_IBAN = re.compile(_iban(), re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b")

_IP6 = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Fa-f]{0,4}:)([0-9A-Fa-f:.]{2,45})(?:/\d{1,3})?")

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])"
_IP = re.compile(
    rf"""
    (?<![0-9])(?<![0-9]\.) {_OCTET}(?:(?:\.|[ ]\.[ ]|\[\.\]|\(\.\)){_OCTET}){{3}}
    (?![0-9]|\.[0-9]|-?(?:alpha|beta|rc|dev|snapshot))
    | (?<=-){_OCTET}(?:-{_OCTET}){{3}}(?=\.[a-z])
    | (?:(?<=\bip-)|(?<=\bip)){_OCTET}(?:[-.]{_OCTET}){{3}}(?![0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)

_START = r"(?:(?<![^\W_])|(?<=SSN)|(?<=ssn)|(?<=ID)|(?<=id)|(?<=[Nn]o)|(?<=[Nn]r))"
_LETTERED = re.compile(
    rf"""
    {_START} (?:
        [A-Z]{{2}}(?:{_GAP}[0-9]){{6}}{_GAP}[A-D]             # national insurance, United Kingdom
      | (?i:(?:[A-Z]{_GAP}){{6}}(?:[0-9]{_GAP}){{2}}[A-EHLMPR-T]{_GAP}
          (?:[0-9]{_GAP}){{2}}[A-Z](?:{_GAP}[0-9]){{3}}{_GAP}[A-Z])  # tax code, Italy
    ) (?![^\W_])
    """,
    re.VERBOSE,
)

_CAPITAL = "[A-Z\u00c0-\u00de\u0391-\u03a9\u0410-\u042f]"
_PLATE = re.compile(
    rf"""
    (?<![^\W_])
    (?: {_CAPITAL}{{1,3}}{_GAP}[0-9]{{1,5}}(?:{_GAP}{_CAPITAL}{{1,3}}(?:{_GAP}[0-9]{{1,4}})?)?
      | [0-9]{{1,5}}{_GAP}{_CAPITAL}{{1,3}}(?:{_GAP}[0-9]{{1,5}}(?:{_GAP}{_CAPITAL}{{1,3}})?)?
      | {_CAPITAL}{{1,3}}{_GAP}{_CAPITAL}{{1,2}}{_GAP}[0-9]{{1,4}} )
    (?![^\W_])
    """,
    re.VERBOSE,
)
_CAR = re.compile(
    r"""
    (?<![\w\[])(?:cars?|vehicles?|vans?|trucks?|lorry|taxi|motorbike|registration|(?:number|licen[cs]e)?
    [ ]?plates?|parked|kennzeichen|kfz|auto|wagen|fahrzeug|nummernschild|immatricul\w{1,9}|plaque
    |voiture|v[eé]hicule|matr[ií]cula|coche|targa|kenteken|rejestrac\w{1,9})(?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)

_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)[0-9][0-9]"
_VERSION = re.compile(
    r"""
    (?<![\w])(?: (?:v|ver|versions?|release|build|firmware|section|chapter|clause|abschnitt
              |kapitel|chrome|firefox|safari|edge?|opera|webkit|android|windows|ios|macos|linux)
            (?:[ .:=\#/-]{1,3}|[ ](?:is|nt|no\.?|number|to|from)[ ])v? | v )
        (?![0-9.]{17})[0-9]{1,5}(?:\.[0-9]{1,5}){1,4}(?!\.?[0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ORDINARY = re.compile(
    rf"""
    (?<![^\W_]|[.,]) (?:
            (?:{_YEAR}([-/.]){_MONTH}\1{_DAY} | {_DAY}([-/.]){_MONTH}\2(?:{_YEAR}|[0-9]{{2}})
              | {_MONTH}([-/.]){_DAY}\3(?:{_YEAR}|[0-9]{{2}}))
            (?:[ T]\d{{1,2}}:\d\d)?
            (?![^\W_]|[-/.][0-9]|[ ][0-9]{{3,}}(?![0-9]|[-/.][0-9]))
      | {_YEAR}(?:[ ]?[-/,][ ]?{_YEAR}|[ ]{_YEAR}){{1,99}}(?![\w]|[-/.,][0-9])
      | [$€£¥][ ]?[0-9][0-9.,]{{0,20}}
          | [1-9][0-9]{{0,2}}(?:[ .,'][0-9]{{3}}){{1,5}}(?:[.,][0-9]{{1,2}})?[ ]?(?:[$€£¥]|EUR|USD)
      | (?P<amount>(?:
            [1-9][0-9]{{0,2}}(?:,[0-9]{{3}}){{1,5}}(?:\.[0-9]{{1,9}})?
          | [1-9][0-9]{{0,2}}(?:\.[0-9]{{3}}){{1,5}},[0-9]{{2}}
          | [1-9][0-9]{{6,8}}[.,][0-9]{{2}}
          | (?:0|[1-9][0-9]{{0,5}})[.,][0-9]{{1,40}}
        )(?![\w]|[.,/-][0-9]))
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Numbers that say what a text is about, and tell of nobody."""

_PERSONAL = re.compile(
    r"""
    (?<![^\W_])(?:(?:tele)?phone|tel|fon|telefon|handy|mobile?|cell|fax|call|ring|dial|ssn|ids?|nr|no
    |numbers?|nummer|accounts?|acct?|konto|kto|customer|card|social[ ]security)
    (?:[ ](?:is|at|me[ ]at|no|nr|number))?[ .:\#=(]{0,3}\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Stands before a number that is somebody's."""

_MARK = re.compile(r"\[(?:email|account|card|phone|ip|plate|number)\]")
_RUN = re.compile(rf"(?<![0-9])\+?\(?[0-9](?:{_GAP}[0-9]){{6,}}")


def mask(text: str) -> str:
    """Replace email addresses and phone, card, account and other long numbers by what they are."""
    plain, begins, ends = _read(text)
    if not _HINT.search(plain):
        return text
    matches: list[tuple[int, int, str]] = []
    for pattern, name in _WAYS:
        plain = pattern.sub(_noted(name, matches), plain)
    parts, done = [], 0
    for begin, end, said in sorted(matches):
        parts += [text[done : begins[begin]], said]
        done = ends[end - 1]
    return "".join([*parts, text[done:]])


def unmarked(text: str) -> str:
    """Return a masked text without what stands in the place of private data."""
    return _MARK.sub(" ", text) if "[" in text else text


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
    return f"{MASKED} are masked in this report{columns}"


def _noted(name: _Name, spans: list[tuple[int, int, str]]) -> Callable[[re.Match[str]], str]:
    """Return a function that notes what is found, and blanks it for the patterns that follow."""

    def blanked(match: re.Match[str]) -> str:
        said = name(match)
        if said not in {"", _STAYS}:
            spans.append((*match.span(), said))
        return "\0" * len(match.group()) if said else match.group()

    return blanked


class _Plain(dict[int, str]):
    """What each character is read as, by its number."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


_PLAIN = _Plain()


def _plain(letter: str) -> str:
    """Return what a character is read as: a plain one, several, or none."""
    kind = unicodedata.category(letter)
    if letter in _BREAKS:
        return "\n"
    if kind == "Zs" or letter in "\t\r\v\f":
        return " "
    if kind in _HIDDEN or letter in _FILLERS:
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    if kind == "Pd" or letter == "\u2212":
        return "-"
    if letter in _DOTS or letter in _SLASHES:
        return "." if letter in _DOTS else "/"
    read = unicodedata.normalize("NFKC", letter)
    return read if read == letter else read.translate(_PLAIN)


def _read(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return a text as it is read, and where in it each character that is read begins and ends."""
    coded = "%" in text or "&" in text
    if not coded and _SIMPLE.fullmatch(text):
        return text.translate(_PLAIN), range(len(text)), range(1, len(text) + 1)
    read: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for begin, end, said in _letters(text):
        read.append(said)
        begins += [begin] * len(said)
        ends += [end] * len(said)
    return "".join(read), begins, ends


def _letters(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield begin, end and reading of each character, and of each code for one."""
    done = 0
    for code in _CODE.finditer(text):
        said = chr(int(code[1], 16)) if code[1] else html.unescape(code.group())
        yield from ((k, k + 1, _PLAIN[ord(text[k])]) for k in range(done, code.start()))
        yield *code.span(), said.translate(_PLAIN)
        done = code.end()
    yield from ((k, k + 1, _PLAIN[ord(text[k])]) for k in range(done, len(text)))


_STAYS = "stays"


def _checked_account(match: re.Match[str]) -> str:
    """Name what passes an account number's check (ISO 7064, MOD 97-10), in letters of any case."""
    account = re.sub(r"[\W_]", "", match.group())
    number = int("".join(str(int(letter, 36)) for letter in account[4:] + account[:4]))
    return "[account]" if number % 97 == 1 else ""


def _ip6(match: re.Match[str]) -> str:
    """Name an address of version 6; a time of day is none."""
    try:
        ipaddress.IPv6Address(match[1].rstrip(".") if "::" in match[1] else match[1].rstrip(".:"))
    except ValueError:
        return ""
    return "[ip]" if re.search(r"[0-9]", match[1]) else ""


def _plate(match: re.Match[str]) -> str:
    """Name what is formed like a license plate, if the words beside it are about a car."""
    plate, text = match.group(), match.string
    signs = [one for one in plate if one.isalnum()]
    digits = sum(one.isdigit() for one in signs)
    if not (5 <= len(signs) <= 10 and digits >= 2):
        return ""
    beside = f"{text[max(0, match.start() - 40) : match.start()]} {text[match.end() :][:24]}"
    return "[plate]" if _CAR.search(beside) else ""


def _ordinary(match: re.Match[str]) -> str:
    """Keep dates, years, versions and amounts; not an amount that a word calls a phone number."""
    before = match.string[max(0, match.start() - 32) : match.start()]
    return "" if match["amount"] and _PERSONAL.search(before) else _STAYS


def _number(match: re.Match[str]) -> str:
    """Name a run of digits: a card, a phone (8 to 15 digits, ITU-T E.164), or another number."""
    run = match.group()
    if _is_card(re.findall("[0-9]+", run)):
        return "[card]"
    if "," in run and _is_list(run, match.string[max(0, match.start() - 32) : match.start()]):
        return ""
    dialed = run[0] in "+0(" or not run.isdigit()
    usual = 8 <= sum(map(str.isdigit, run)) <= 15
    return "[phone]" if dialed and (usual or run[0] == "+") else "[number]"


def _is_list(digits: str, before: str) -> bool:
    """Tell a list of short numbers, or an amount, from a number written with commas."""
    short = all(sum(map(str.isdigit, part)) < 7 for part in digits.split(","))
    return short and digits[0] not in "+0(" and not _PERSONAL.search(before)


def _is_card(groups: list[str]) -> bool:
    """Tell a card number, by itself or with its date or check digits in further groups."""
    begun = ("".join(groups[:count]) for count in range(1, min(len(groups), 19) + 1))
    return any(13 <= len(one) <= 19 and _luhn([int(digit) for digit in one]) for one in begun)


def _luhn(digits: list[int]) -> bool:
    """Check a card number's last digit (ISO/IEC 7812-1, annex B)."""
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


_WAYS: tuple[tuple[re.Pattern[str], _Name], ...] = (
    (_EMAIL, lambda _: "[email]"),
    (_CHECKED_IBAN, _checked_account),
    (_IBAN, lambda _: "[account]"),
    (_IP6, _ip6),
    (_LETTERED, lambda _: "[number]"),
    (_PLATE, _plate),
    (_VERSION, lambda _: _STAYS),
    (_IP, lambda _: "[ip]"),
    (_ORDINARY, _ordinary),
    (_RUN, _number),
)
"""Patterns in the order in which they are tried, and what stands in the place of a match."""
