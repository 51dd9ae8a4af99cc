"""Mail: reply prefixes, headers, signatures and quoted mail, found line by line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from workbench.tables.cleaning import mailwords as words

LONGEST_LINE = 300
"""Characters of a line that are looked at."""

SIGNATURE_LINES, CLOSING_LINES = 15, 6
"""Lines of a signature behind "--" at most, and behind "Best regards"."""

HEADER_LINES = 40
"""Lines of a block of headers at most."""

_BREAK = re.compile(r"\r\n|\r|\n")
_QUOTE = re.compile(r"[ \t]{0,8}(?:>|\|[ \t])")
_HEADER = re.compile(r"[ \t>*_]{0,8}([^\W\d_][\w .-]{0,24}?)[ \t*_]{0,4}[:\uff1a](.*)", re.S)
_TRANSPORT = re.compile(r"(?:Received|Message-ID|MIME-Version|Return-Path|Delivered-To|X-[\w-]+):")
_MARKS = re.compile(r"^[ \t>|]*")
_FOLDED = re.compile(r"[ \t]+\S")
_RULE = re.compile(r"[ \t]*[-_\u2014\u2500=*#]{3,}([^\n]*)")
_DIGITS = re.compile(r"\d{1,4}[.:/-]\d{1,2}|\b\d{4}\b|\d{1,2}[.:h]\s?\d{2}|@")
_NAME = re.compile(r"[^\W\d_][\w.'\u2019-]*,?")


def without_prefixes(text: str) -> str:
    """Leave out what mail programs put in front of a subject: RE:, FW:, [EXTERNAL]."""
    match = words.PREFIX.match(text)
    if not match:
        return text
    rest = text[match.end() :]
    return rest if _has_words(rest) else text


def without_headers(text: str) -> str:
    """Leave out a block of headers at the top of a mail; the words of its subject stay."""
    lines = _BREAK.split(text)
    first = _first_words(lines)
    end, subject = _header_block(lines, first)
    if end <= first:
        return text
    return "\n".join([*([subject] if subject else []), *lines[end:]]).strip()


def without_quotes(text: str) -> str:
    """Leave out the mail that is answered; what was written between its lines stays."""
    if "\n" not in text and "\r" not in text:
        return text
    lines = _BREAK.split(text)
    kept: list[str] = []
    position = quoted = 0
    while position < len(lines):
        line = lines[position]
        if _QUOTE.match(line):
            quoted += 1
            position += 1
            continue
        ends = _attribution(lines, position)
        if ends:
            if _answer_follows(lines, ends):
                quoted += 1
                position = ends
                continue
            return _joined(kept, text)
        if _begins_thread(lines, position) and _has_words("\n".join(kept)):
            return _joined(kept, text)
        kept.append(line)
        position += 1
    certain = quoted >= 2 or any(_attribution(lines, k) for k in range(len(lines)) if quoted)
    return _joined(kept, text) if certain else text


def without_signature(text: str) -> str:
    """Leave out "-- " and what follows, a closing with names behind it, and legal small print."""
    if "\n" not in text and "\r" not in text:
        return text
    lines = _BREAK.split(text)
    kept = [line for line in lines if not _is_small_print(line)]
    while True:
        while kept and not kept[-1].strip():
            kept.pop()
        end = _signature_start(kept)
        if end is None:
            break
        del kept[end:]
    return text if len(kept) == len(lines) else _joined(kept, text)


def split_lines(text: str) -> list[str]:
    """Return the lines of a text, whatever ends them."""
    return _BREAK.split(text)


def is_head(line: str) -> bool:
    """Tell a line that says who wrote when: a header, or "On Monday, Ann wrote:"."""
    said = _MARKS.sub("", line[:LONGEST_LINE]).strip()
    kind = _header_kind(said)
    attributed = said.endswith((":", "\uff1a")) and words.ATTRIBUTION_VERB.search(said)
    begun = words.ATTRIBUTION_START.match(said) and "@" in said
    rule = _RULE.match(said)
    return bool(kind not in (None, "subject") or attributed or begun or rule)


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _joined(kept: Sequence[str], text: str) -> str:
    """Return the lines that are left, or the text itself if no word is."""
    rest = "\n".join(kept).strip()
    return rest if _has_words(rest) else text


def _first_words(lines: Sequence[str]) -> int:
    return next((k for k, line in enumerate(lines) if line.strip()), 0)


def _header_block(lines: Sequence[str], start: int) -> tuple[int, str]:
    """Return where a block of headers that begins at a line ends, and its subject.

    It ends where it begins if there is none: there must be three, among them who wrote, and when
    or to which subject, so that a form with "From: Oslo, To: Rome" is none.
    """
    position, subject, kinds, transport = start, "", [], False
    while position < min(len(lines), start + HEADER_LINES):
        line = lines[position][:LONGEST_LINE]
        match = _HEADER.match(line)
        kind = words.HEADERS.get(match[1].casefold().strip()) if match else None
        if kind is None and not _TRANSPORT.match(line):
            if position > start and _FOLDED.match(line):
                position += 1
                continue
            break
        if match and kind == "subject":
            subject = without_prefixes(
                lines[position].partition(match[1])[2].lstrip(" \t*_:\uff1a")
            )
        kinds.append(kind)
        transport = transport or kind is None
        position += 1
    known = set(kinds)
    addressed = "@" in "\n".join(lines[start:position])
    mail = {"from", "subject"} <= known and ("date" in known or addressed)
    return (position, subject) if len(kinds) >= 3 and (mail or transport) else (start, "")


def _attribution(lines: Sequence[str], line: int) -> int:
    """Return the line behind "On ... wrote:", which may be broken over three; 0 if it is none."""
    first = lines[line].strip()[:LONGEST_LINE]
    if first.endswith((":", "\uff1a")) and words.ATTRIBUTION_VERB.search(first):
        following = "".join(lines[line + 1 : line + 2]) or "".join(lines[line + 2 : line + 3])
        if _QUOTE.match(following):
            return line + 1
    if not words.ATTRIBUTION_START.match(first):
        return 0
    said = ""
    for end in range(line, min(line + 3, len(lines))):
        said = f"{said} {lines[end].strip()[:LONGEST_LINE]}".strip()
        if said.endswith((":", "\uff1a")):
            verb = words.ATTRIBUTION_VERB.search(said)
            return end + 1 if verb and _DIGITS.search(said) else 0
    return 0


def _answer_follows(lines: Sequence[str], start: int) -> bool:
    """Tell whether the quoted mail is marked line by line, so that the rest can be kept."""
    following = next((line for line in lines[start:] if line.strip()), "")
    return bool(_QUOTE.match(following))


def _begins_thread(lines: Sequence[str], start: int) -> bool:
    """Tell whether the mail that is answered begins at a line."""
    line = lines[start][:LONGEST_LINE]
    rule = _RULE.match(line)
    said = rule[1].casefold().strip(" \t-_\u2014\u2500=*#:") if rule else ""
    if said in words.ORIGINAL:
        return True
    if rule and not said:  # Outlook's line of underscores above the headers
        following = next((k for k in range(start + 1, len(lines)) if lines[k].strip()), start)
        return following > start and _header_block(lines, following)[0] > following
    first = _header_kind(line) == "from" and (start == 0 or not _header_kind(lines[start - 1]))
    return first and _header_block(lines, start)[0] > start


def _header_kind(line: str) -> str | None:
    """Return what the header on a line says, None if there is none that is known."""
    match = _HEADER.match(line[:LONGEST_LINE])
    return words.HEADERS.get(match[1].casefold().strip()) if match else None


def _is_small_print(line: str) -> bool:
    """Tell a line that says that a mail is confidential, and that alone."""
    head = line.strip()[:LONGEST_LINE].casefold()
    return bool(words.SMALL_PRINT.match(head)) and any(w in head for w in words.SECRET)


def _signature_start(lines: Sequence[str]) -> int | None:
    """Return the line at which the signature at the end of a mail begins."""
    last = len(lines) - 1
    if last < 1:
        return None
    if words.SENT_FROM.match(lines[last].strip()[:LONGEST_LINE]):
        return last
    for position in range(last, max(0, last - SIGNATURE_LINES), -1):
        line = lines[position].strip()
        if line in ("--", "\u2014") and all(len(one) <= 80 for one in lines[position:]):
            return position or None
    for position in range(last, max(0, last - CLOSING_LINES - 1), -1):
        if _closes(lines[position], lines[position + 1 :]):
            return position
    return None


def _closes(line: str, behind: Sequence[str]) -> bool:
    """Tell whether a line is a closing, and what stands behind it a name and an address."""
    said = line.strip()[:LONGEST_LINE].casefold().strip(" ,.!;:\u2013-")
    behind = [one.strip() for one in behind if one.strip()]
    if said in words.CLOSINGS:
        return all(len(one) <= 70 and not one.endswith(("?", "!")) for one in behind)
    return said in words.THANKS and 0 < len(behind) <= 2 and all(map(_is_name, behind))


def _is_name(line: str) -> bool:
    """Tell a line of one to three capitalized words."""
    parts = line.rstrip(".,").split()
    return 0 < len(parts) <= 3 and all(_NAME.fullmatch(p) and p[0].isupper() for p in parts)


def prefix_rank(text: str) -> int:
    """Return 0 for a plain subject, 1 for a reply or a forwarded mail, 2 for a program's mail."""
    if words.MACHINE.match(text):
        return 2
    return int(words.PREFIX.match(text) is not None)


SHORT_ANSWER = 6
"""Words from which on an answer says by itself what it is about; "Yes, please" does not."""

SHORT = "short "
"""In front of the key of a short answer: it differs from one that quotes nothing, too."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(?<!\w)[^\W\d]*+\d\w*+")


def quoted_lines(before: str, after: str) -> list[str]:
    """Return the lines that were left out, without those that say who wrote when."""
    return [line for line in _missing(split_lines(before), split_lines(after)) if not is_head(line)]


def quote_key(own: str, quoted: Sequence[str]) -> str:
    """Return what tells quoted mails apart, "" if nothing was quoted.

    A short answer means what it answers: all words of the quoted mail count. Behind a longer one
    stands often the same automatic reply with another number, so numbers do not count.
    """
    said = "\n".join(quoted).casefold()
    short = len(_WORD.findall(own)) < SHORT_ANSWER
    words = _WORD.findall(said if short else _NUMBER.sub(" ", said))
    if not words:
        return ""
    digest = blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{SHORT}{digest}" if short else digest


def _missing(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Yield the lines that are not in the second text."""
    left = Counter(line.strip() for line in after)
    for line in before:
        if left[line.strip()] > 0:
            left[line.strip()] -= 1
        elif line.strip():
            yield line


def quotes_differ(one: str, other: str) -> bool:
    """Tell whether two keys stand for answers to different mails."""
    if one == other:
        return False
    return bool(one and other) or (one or other).startswith(SHORT)
