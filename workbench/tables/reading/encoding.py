"""Which encoding a text file is in."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TextIO

from workbench.errors import FileError, counted, did_you_mean
from workbench.tables.reading.base import Settings, Source

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; that of UTF-32 begins like that of UTF-16."""

SAMPLE = 1 << 18
CHUNK = 1 << 20

NOT_WESTERN = 0.3
"""Share of the letters beyond ASCII above which cp1252 is not believed: French has 5 %."""

STRAY_BYTES = 0.1
"""Share of broken characters up to which a file is still UTF-8, with some bytes of cp1252."""

OTHERS = (
    "cp1251",
    "koi8_r",
    "cp932",
    "euc_jp",
    "cp949",
    "gb18030",
    "big5",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp1250",
    "cp1254",
    "cp874",
)
"""Encodings of one language each, asked for only if cp1252 is not believed."""


@dataclass(frozen=True)
class Encoding:
    """How bytes become text.

    name: python's name of the codec.
    errors: python's name of what is done with bytes that do not fit.
    note: what to tell; empty for plain UTF-8.
    """

    name: str
    errors: str = "strict"
    note: str = ""


def find_encoding(source: Source, settings: Settings) -> Encoding:
    """Return the encoding that was named, or find it out."""
    if settings.encoding is not None:
        return _named(settings.encoding, settings)
    head = source.head(SAMPLE)
    for mark, name in MARKS:
        if head.startswith(mark):
            said = f"it is {name.upper()}" if name != "utf-8-sig" else ""
            return Encoding(name, note=said and _note(source, said, settings))
    wide = _without_mark(head)
    if wide:
        return Encoding(wide, note=_note(source, f"it is {wide.upper()} without a mark", settings))
    good, broken = _utf8(source)
    if not broken:
        return Encoding("utf-8")
    if broken <= STRAY_BYTES * (good + broken):
        said = f"it is UTF-8 except for {counted(broken, 'byte')}, read as cp1252"
        return Encoding("utf-8", STRAY, _note(source, said, settings))
    return _one_byte(source, head, settings)


def open_text(source: Source, encoding: Encoding, newline: str = "") -> TextIO:
    """Open a file as text, with its line ends as they are."""
    return io.TextIOWrapper(
        source.open(), encoding=encoding.name, errors=encoding.errors, newline=newline
    )


def _named(name: str, settings: Settings) -> Encoding:
    try:
        known = codecs.lookup(name).name
    except LookupError as error:
        near = did_you_mean(name, ("utf-8", "utf-16", "cp1252", "latin-1", "cp1251", "shift_jis"))
        raise FileError(
            f"{settings.say('encoding', name)}: there is no such encoding. "
            f"For example: {settings.say('encoding', 'cp1252')}.{near}"
        ) from error
    return Encoding("utf-8-sig" if known == "utf-8" else known)


def _note(source: Source, said: str, settings: Settings) -> str:
    return f"{source.name}: {said} (to override: {settings.say('encoding')})"


def _without_mark(head: bytes) -> str:
    """Recognize UTF-16 and UTF-32 without a byte order mark by their zero bytes and line ends."""
    if b"\0" not in head:
        return ""
    head = head[: len(head) // 4 * 4] if len(head) % 2 == 0 else head[:-1]
    shares = {}
    for name, line_end in _WIDE.items():
        text = head.decode(name, "replace")
        share = sum(map(_usual, text)) / max(1, len(text))
        if line_end in head and share > 0.9:
            shares[name] = share
    return max(shares, key=lambda name: shares[name]) if shares else ""


_WIDE = {
    "utf-16-le": b"\n\0",
    "utf-16-be": b"\0\n",
    "utf-32-le": b"\n\0\0\0",
    "utf-32-be": b"\0\0\0\n",
}


def _usual(letter: str) -> bool:
    """Tell whether a character is one that texts are made of."""
    return letter in "\t\r\n" or (unicodedata.category(letter)[0] not in "C" and letter != "\ufffd")


def _utf8(source: Source) -> tuple[int, int]:
    """Count characters beyond ASCII that are good UTF-8, and bytes that are not."""
    decoder = codecs.getincrementaldecoder("utf-8")(STRAY)
    good, before = 0, _stray.count
    with source.open() as stream:
        while chunk := stream.read(CHUNK):
            text = decoder.decode(chunk)
            good += len(text) - len(text.encode("ascii", "ignore"))
        decoder.decode(b"", final=True)
    broken = _stray.count - before
    return good - broken, broken


def _one_byte(source: Source, head: bytes, settings: Settings) -> Encoding:
    """Choose among the encodings of one language; cp1252 unless the letters say otherwise."""
    text = head.decode("cp1252", "replace")
    letters = [c for c in text if c.isalpha() or c > "\x7f"]
    beyond = sum(c > "\x7f" for c in letters) / max(1, len(letters))
    if beyond > NOT_WESTERN or _SIGN_IN_WORD.search(text):
        guess = _guess(head)
        if guess:
            said = f"it is not UTF-8; its letters look like {guess}, so it was read as that"
            return Encoding(guess, note=_note(source, said, settings))
    said = "it is not UTF-8 and was read as cp1252 (Western European)"
    return Encoding("cp1252", "workbench-undefined", _note(source, said, settings))


_SIGN_IN_WORD = re.compile(r"[^\W\d_][\u00a1-\u00bf][^\W\d_]")
"""A sign such as ³ between letters: a letter of another alphabet, read as cp1252."""


def _guess(head: bytes) -> str:
    """Return the likeliest encoding of another alphabet; on short files it may be wrong."""
    from charset_normalizer import from_bytes

    sample = head[: 1 << 16]
    guesses = {
        str(match.encoding): match.chaos + _oddity(str(match)) - 0.2 * match.coherence
        for match in from_bytes(sample, cp_isolation=list(OTHERS))
    }
    return min(guesses, key=lambda name: guesses[name]) if guesses else ""


def _oddity(text: str) -> float:
    """Return how often neighbors are no part of one word: aB, letters of two scripts, a³b."""
    pairs = [(a, b) for a, b in pairwise(text) if a > "\x7f" or b > "\x7f"]
    return sum(_odd(a, b) for a, b in pairs) / max(1, len(pairs))


def _odd(first: str, second: str) -> bool:
    if first.isalpha() and second.isalpha():
        scripts = {unicodedata.name(letter, "?").split()[0] for letter in (first, second)}
        return (first.islower() and second.isupper()) or (
            len(scripts) > 1 and not scripts <= _JAPANESE
        )
    sign, letter = (second, first) if first.isalpha() else (first, second)
    return letter.isalpha() and sign > "\x7f" and unicodedata.category(sign)[0] in "SNC"


_JAPANESE = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}


class _StrayBytes:
    """Decodes bytes that are not UTF-8 as cp1252, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        self.count += 1
        byte = error.object[error.start : error.start + 1]
        return byte.decode("cp1252", "replace"), error.start + 1


def _undefined(error: UnicodeError) -> tuple[str, int]:
    """Decode the five bytes that cp1252 leaves undefined as latin-1 does."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


STRAY = "workbench-stray"
_stray = _StrayBytes()
codecs.register_error(STRAY, _stray)
codecs.register_error("workbench-undefined", _undefined)
