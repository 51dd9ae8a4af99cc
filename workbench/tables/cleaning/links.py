"""Addresses of web pages: left out of what is read, and told apart."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, parse_qsl

_BODY = r"(?:[^\s<>\"'()\[\]{}]|\([^\s()<>]*\))+"
_LINK = rf"(?:(?:https?|ftp)://|www\.(?=[\w-]+\.)|pic\.twitter\.com/){_BODY}"
_NAMED = re.compile(rf"\[([^\[\]\n]{{1,300}})\]\(\s?{_LINK}(?:\s\"[^\"\n]{{0,300}}\")?\s?\)", re.I)
_FOUND = re.compile(rf"(?<![ \t])[ \t]*+(?:<{_LINK}>|\({_LINK}\)|\[{_LINK}\]|{_LINK})", re.I)
_ADDRESS = re.compile(_LINK, re.I)
_END = ".,;:!?*_~\u2026\u201d\u201c\u3002\uff0c"
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref_src|s)$", re.I)

WRAPPERS = frozenset(
    [
        "t.co",
        "pic.twitter.com",
        "fb.me",
        "lnkd.in",
        "ift.tt",
        "dlvr.it",
        "trib.al",
        "buff.ly",
        "ow.ly",
    ]
)
"""Hosts that give one page another address each time it is posted."""

_CARRIERS = {
    "safelinks.protection.outlook.com": "url",
    "google.com": "q",
    "l.facebook.com": "u",
    "linkprotect.cudasvc.com": "a",
    "slack-redir.net": "url",
}
_DEFENSE = re.compile(r"urldefense\.com/v3/__(.+?)__;")
_NO_PAGE = ("#", "javascript:", "data:", "cid:", "about:")


def has_links(text: str) -> bool:
    """Tell whether a text may hold an address."""
    return "://" in text or "www." in text or "WWW." in text or "pic.twitter.com/" in text


def leave_out_links(text: str) -> str:
    """Return a text without addresses of pages; of ``[words](address)`` the words stay."""
    if not has_links(text):
        return text
    return _FOUND.sub(_rest, _NAMED.sub(r"\1", text)).strip()


def links_of(text: str) -> str:
    """Return the addresses in a text, sorted, one per line, "" if there is none.

    Two spellings of one address are equal: scheme, "www.", a slash at the end and what tells
    where a reader came from do not count. Nor do the hosts in `WRAPPERS`.
    """
    if not has_links(text):
        return ""
    links = {_plain(link) for link in _ADDRESS.findall(text)} - {""}
    return "\n".join(sorted(links))


def address_of(href: str) -> str:
    """Return the address of a link in HTML as `links_of` writes it, "" if it leads nowhere."""
    href = href.strip()
    return "" if href.lower().startswith(_NO_PAGE) else _plain(href)


def _rest(match: re.Match[str]) -> str:
    """Return what stays in the place of an address: the punctuation behind it."""
    link = match[0].lstrip()
    ends = "" if link[0] in "<([" else link[len(link.rstrip(_END)) :]
    following = match.string[match.end() : match.end() + 1]
    return ends or (" " if following.isalnum() else "")


def _plain(link: str) -> str:
    """Return an address without what does not tell pages apart."""
    link = link.rstrip(_END).partition("://")[2] or link.rstrip(_END)
    page, _, asked = link.partition("#")[0].partition("?")
    host, slash, path = page.partition("/")
    host = host.lower().removeprefix("www.")
    if host in WRAPPERS:
        return ""
    carried = _carried(host, path, asked)
    if carried:
        return _plain(carried)
    kept = [f"{k}={v}" for k, v in parse_qsl(asked) if not _TRACKING.match(k)]
    return (host + slash + path).rstrip("/") + ("?" + "&".join(kept) if kept else "")


def _carried(host: str, path: str, asked: str) -> str:
    """Return the address that another one leads to: mail programs check links on their way."""
    defended = _DEFENSE.match(f"{host}/{path}")
    if defended:
        return defended[1]
    name = next((_CARRIERS[c] for c in _CARRIERS if host == c or host.endswith("." + c)), "")
    if not name or (host == "google.com" and path != "url"):
        return ""
    return next(iter(parse_qs(asked).get(name, [])), "")
