"""HTML read as text: which cells are HTML, and what a reader of them sees."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape
from typing import Any

from workbench.tables.cleaning.links import address_of

COLUMN_SHARE = 0.1
"""Share of a column's distinct texts that are certainly HTML, from which on any tag is markup."""

DEEPEST = 400
"""Elements that may be open at once. Parsers take quadratic time over deeper nesting."""

DROPPED = ("script", "style", "head", "title", "template", "noscript", "svg", "object")
"""Elements whose content nobody reads."""

BLOCKS = (
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
)
"""Elements that begin and end a line."""

CELLS = ("td", "th")
"""Elements that stand apart on one line."""

INLINE = (
    "a",
    "abbr",
    "acronym",
    "area",
    "b",
    "base",
    "bdi",
    "bdo",
    "big",
    "body",
    "button",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "del",
    "em",
    "font",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "link",
    "map",
    "mark",
    "meta",
    "object",
    "picture",
    "q",
    "s",
    "samp",
    "script",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "tbody",
    "textarea",
    "tfoot",
    "thead",
    "time",
    "title",
    "tt",
    "u",
    "var",
    "video",
    "wbr",
    "head",
    "noscript",
    "template",
    "svg",
    "audio",
    "embed",
    "param",
)

QUOTED = 'blockquote[type="cite"], blockquote.gmail_quote, .yahoo_quoted, .protonmail_quote'
"""Elements in which mail programs put the mail that is answered."""

_NAMES = "|".join(sorted({*BLOCKS, *CELLS, *INLINE}, key=len, reverse=True))
_ATTRIBUTE = r"\s+[a-zA-Z][\w:.-]*\s*=\s*[\"'\w#/.]"
_TAG = re.compile(rf"</?(?=[a-z])(?:{_NAMES})(?:\s[^<>]*|/)?>", re.I)
_DOCUMENT = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--[^<>]*-->\s*)?<(?:!doctype html|html)\b", re.I
)
_FIRST = re.compile(rf"\s*<({_NAMES})(?:\s[^<>]*)?>", re.I)
_ATTRIBUTED = re.compile(rf"<(?=[a-z])(?:{_NAMES}){_ATTRIBUTE}[^<>]*>", re.I)
_CLOSED = re.compile(rf"</(?:{_NAMES})\s*>|<img\s", re.I)
_BREAK = re.compile(r"(?<=[^\s<>'\"`(])<br\s?/?>|<br\s?/?>(?=[ \t]?\n|<br)", re.I)
_OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ANY_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_VOID = frozenset(
    ("br", "img", "hr", "input", "meta", "link", "col", "area", "base", "wbr", "embed", "source")
)
_BREAKING = frozenset((*BLOCKS, *CELLS))
_BEGIN_QUOTE, _END_QUOTE = "\x02", "\x03"
_LINKED = re.compile("[\U00100000-\U0010fffd]")
_FIRST_LINK = 0x100000
_MOST_LINKS = 0xFFFD


def is_markup(text: str) -> bool:
    """Tell whether a text is certainly HTML.

    A document, an element around its beginning that is closed again, tags with attributes, or
    line breaks that are tied to a word. "a < b", "<user> wrote" and "List<String>" are none.
    """
    if "<" not in text or ">" not in text:
        return False
    if _DOCUMENT.match(text):
        return True
    first = _FIRST.match(text)
    if first and f"</{first[1].lower()}" in text.lower():
        return True
    if _BREAK.search(text):
        return True
    attributed = _ATTRIBUTED.search(text)
    return bool(attributed and (not text[: attributed.start()].strip() or _CLOSED.search(text)))


def markup_places(texts: Sequence[str], count: int) -> list[bool]:
    """Tell which texts of a column are HTML; in a column of HTML a single tag is enough.

    Those of its `count` texts that hold no "<" may be left out of `texts`.
    """
    certain = [is_markup(text) for text in texts]
    if sum(certain) < max(2.0, COLUMN_SHARE * count):
        return certain
    return [
        sure or ("<" in text and _TAG.search(text) is not None)
        for sure, text in zip(certain, texts, strict=True)
    ]


def read_markup(text: str, addresses: list[str] | None = None) -> str:
    """Return what a reader sees of a text in HTML, one line per block of it.

    Mail that is quoted in it gets "> " in front of each line, as in plain mail.
    """
    if addresses is not None and _LINKED.search(text):
        addresses = None
    source = text.replace(_BEGIN_QUOTE, " ").replace(_END_QUOTE, " ")
    lower = source.lower()
    if "<pre" not in lower and "<textarea" not in lower:
        source = " ".join(source.split())  # line breaks of the source are spaces
    read = _cut_tags(source) if _depth(source) > DEEPEST else _parsed(source, addresses)
    if not any(map(str.isalnum, read)):  # an element that never ends swallows the rest
        read = _cut_tags(source)
    return _lines(read)


def shows_picture(text: str) -> bool:
    """Tell whether a text in HTML shows something that is no text."""
    return "<img" in text.lower() or "<svg" in text.lower()


def decode_entities(text: str) -> str:
    """Return a text with ``&amp;``, ``&lt;``, ``&#39;`` and the like as the signs they mean."""
    if "&" not in text or ";" not in text:
        return text
    return _ENTITY.sub(lambda match: _sign(match[0]), text)


def _sign(entity: str) -> str:
    """Return what an entity stands for; one that is unknown, or shows nothing, stays."""
    sign = unescape(entity)
    if sign == "\xa0":
        return " "
    return entity if len(sign) > 2 or not sign.isprintable() else sign


def unlinked(text: str, addresses: Sequence[str]) -> tuple[str, list[str]]:
    """Take the signs out that stand for addresses; return the text and those addresses."""
    if not addresses:
        return text, []
    linked = [addresses[ord(sign) - _FIRST_LINK] for sign in _LINKED.findall(text)]
    return _LINKED.sub("", text), linked


def _parsed(source: str, addresses: list[str] | None) -> str:
    """Return the text of parsed HTML, with line breaks around blocks and marks around quotes."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(source)
    tree.strip_tags(list(DROPPED))
    root: Any = tree.body if tree.body is not None else tree.root
    if root is None:
        return ""
    nodes = [(node, node.tag) for node in root.traverse() if node.tag in _BREAKING]
    if addresses is not None and "href" in source.lower():
        _mark_links(root, addresses)
    if "cite" in source or "quote" in source:
        for node in root.css(QUOTED):
            node.insert_before(f"\n{_BEGIN_QUOTE}\n")
            node.insert_after(f"\n{_END_QUOTE}\n")
    for node, tag in nodes:
        if tag in CELLS:
            node.insert_after(" ")
            continue
        node.insert_before("\n")
        if tag not in _VOID:
            node.insert_after("\n")
    return str(root.text())


def _mark_links(root: Any, addresses: list[str]) -> None:
    """Put a sign behind the words of each link that stands for its address."""
    for node in root.css("a[href]"):
        address = address_of(node.attributes["href"] or "")
        if address and len(addresses) < _MOST_LINKS:
            node.insert_after(chr(_FIRST_LINK + len(addresses)))
            addresses.append(address)


def _lines(read: str) -> str:
    """Return a text with spaces made one, no empty lines, and quoted lines marked."""
    lines, depth = [], 0
    for line in read.split("\n"):
        words = " ".join(line.split())
        if words == _BEGIN_QUOTE:
            depth += 1
        elif words == _END_QUOTE:
            depth = max(0, depth - 1)
        elif words:
            lines.append(f"> {words}" if depth else words)
    return "\n".join(lines)


def _depth(source: str) -> int:
    """Return how many elements are open at once at most, counted without a parser."""
    if source.count("<") <= DEEPEST:
        return 0
    open_: Counter[str] = Counter()
    depth = deepest = 0
    for closing, name in _OPENING.findall(source.lower()):
        if not closing and name not in _VOID:
            open_[name] += 1
            depth += 1
        elif closing and open_[name]:
            open_[name] -= 1
            depth -= 1
        deepest = max(deepest, depth)
    return deepest


def _cut_tags(source: str) -> str:
    """Return a text without tags, for markup that is broken or nested without end."""
    for name in ("script", "style", "head"):
        source = _without_element(source, name)
    plain = _ANY_TAG.sub(lambda tag: "\n" if tag[1].lower() in BLOCKS else " ", source)
    return unescape(plain)


def _without_element(source: str, name: str) -> str:
    """Leave out every element of that name that is closed; linear, as a lazy pattern is not."""
    lower, kept, start = source.lower(), [], 0
    if len(lower) != len(source):  # a few letters change their length: then places would be wrong
        return source
    while (begin := lower.find(f"<{name}", start)) >= 0:
        end = lower.find(f"</{name}", begin)
        if end < 0:
            break
        kept.append(source[start:begin])
        closed = source.find(">", end)
        start = closed + 1 if closed >= 0 else len(source)
    return "".join([*kept, source[start:]])
