"""What is read of one cell: kind after kind is left out, until nothing changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.tables.cleaning import mail
from workbench.tables.cleaning.links import has_links, leave_out_links, links_of
from workbench.tables.cleaning.mail import quoted_lines
from workbench.tables.cleaning.markup import (
    decode_entities,
    markup_places,
    read_markup,
    shows_picture,
    unlinked,
)

KINDS = ("html", "headers", "quotes", "signatures", "prefixes", "urls")
"""What can be left out of what is read, in the order in which it is."""

ROUNDS = 8
"""Times a text is cleaned until nothing changes; one that still changes then stays as it is."""

_SIGN = re.compile("[&<\n\r:\uff1a]")
"""Entities and markup, lines, and what ends a header or a prefix."""

_TAG = re.compile(r"<[^<>]*>")
_LINE_STAGES: Mapping[str, Callable[[str], str]] = {
    "headers": mail.without_headers,
    "quotes": mail.without_quotes,
    "signatures": mail.without_signature,
}


@dataclass
class Cell:
    """What is read of one cell, the kinds that were left out, and what tells it apart.

    reading: what is read.
    kinds: some of `KINDS`.
    links: addresses of pages that were left out.
    quoted: lines of quoted mail that were left out.
    """

    reading: str
    kinds: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    quoted: list[str] = field(default_factory=list)


def clean_cells(texts: Sequence[str], kinds: Collection[str]) -> dict[str, Cell]:
    """Return, by text, those of which something is left out; texts are different from each other.

    They are cleaned until nothing changes: what was escaped twice is markup when it is unescaped.
    """
    cells = {text: Cell(text) for text in texts if _may_change(text)} if kinds else {}
    unsettled: set[str] = set()
    for _ in range(ROUNDS):
        readings = [cell.reading for cell in cells.values()]
        markup = markup_places(readings, len(texts)) if "html" in kinds else [False] * len(cells)
        places = zip(cells.items(), markup, strict=True)
        unsettled = {text for (text, cell), html in places if _clean(cell, kinds, markup=html)}
        if not unsettled:
            break
    return {
        text: cell
        for text, cell in cells.items()
        if (cell.kinds or cell.links or cell.reading != text)
        and text not in unsettled
        and (cell.reading or not _shows_words(text))
    }


def _may_change(text: str) -> bool:
    """Tell whether a text holds a sign that anything looks for; most hold none, which is quick."""
    return (
        _SIGN.search(text) is not None
        or text.lstrip()[:1] in "[({*#"  # in front of a subject: [EXTERNAL]
        or has_links(text)
    )


def _shows_words(text: str) -> bool:
    return any(map(str.isalnum, _TAG.sub("", decode_entities(text))))


def _clean(cell: Cell, kinds: Collection[str], *, markup: bool) -> bool:
    """Leave each kind out of one cell, and tell whether anything changed."""
    before = cell.reading
    addresses: list[str] = []
    if markup:
        reading = read_markup(before, addresses if "urls" in kinds else None)
        pictured = not reading and shows_picture(before)
        if not _take(cell, "html", reading, least=int(pictured)):
            addresses = []
    elif "html" in kinds:
        _take(cell, "html", decode_entities(before))
    if "\n" in cell.reading or "\r" in cell.reading:
        _leave_out_lines(cell, kinds)
    if "prefixes" in kinds:
        _take(cell, "prefixes", mail.without_prefixes(cell.reading))
    cell.reading, linked = unlinked(cell.reading, addresses)
    cell.links.update(linked)
    if "urls" in kinds and has_links(cell.reading):
        links = links_of(cell.reading)
        if _take(cell, "urls", leave_out_links(cell.reading), least=2) and links:
            cell.links |= set(links.split("\n"))
    return cell.reading != before


def _leave_out_lines(cell: Cell, kinds: Collection[str]) -> None:
    """Leave headers, quoted mail and signatures out, and remember what was quoted."""
    for kind, stage in _LINE_STAGES.items():
        if kind not in kinds:
            continue
        whole = cell.reading
        if _take(cell, kind, stage(whole)) and kind == "quotes":
            cell.quoted += quoted_lines(whole, cell.reading)


def _take(cell: Cell, kind: str, reading: str, *, least: int = 1) -> bool:
    """Take over what is left of a cell, if that holds words."""
    if reading == cell.reading or _words(reading, least) < least:
        return False
    cell.reading = reading
    cell.kinds.add(kind)
    return True


def _words(text: str, most: int) -> int:
    """Count words that hold a letter or a digit, up to `most`."""
    count = 0
    for word in text.split():
        count += any(map(str.isalnum, word))
        if count == most:
            break
    return count
