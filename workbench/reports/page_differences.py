"""The whole of two reports side by side: what each holds for programs, then the page itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from workbench.errors import counted

MOST_DIFFERENCES = 20
"""Differences that are listed; the rest is counted."""

LONGEST = 60
"""Letters of a value that are shown."""

_OF_A_RUN = (
    re.compile(r"(?<![\d,])[\d,]+ vectors came from the store, [\d,]+ were made in this run"),
    re.compile(r"<td>threads: [^<]*</td>"),
    re.compile(r"<code>[0-9a-f]{16}</code>"),  # digests are compared with the manifest
    re.compile(r"<p>python [^<]*</p>"),
)
"""What two runs that say the same may say otherwise, in the section on how it was made."""

_SCRIPT = re.compile(r"<script[^>]*>[^<]*</script>|<script>.*?</script>", re.DOTALL)
_SECTION = re.compile(r'<section class="more" id="(\w+)".*?</section>\n', re.DOTALL)
"""A part that may need more than the table: a fresh run without that does not write it."""

NEEDED = {
    "changed": ": name --compare-with TABLE",
    "answered": ": name --answers TABLE",
    "categories": ": name --categories FILE",
}
"""What to name so that a part is verified, at the end of a remark."""

_SECTION_LINK = re.compile(
    r' *<a href="#(?:changed|answered|metrics|categories|labels)">[^<]*</a>\n'
)

_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def data_differences(
    then: Mapping[str, Any], now: Mapping[str, Any], *, probe: bool
) -> Iterator[str]:
    """Say what the page's data holds otherwise than a fresh run; `probe` compares vectors too."""
    left_out = set() if probe else {"probe"}
    yield from _listed(_differing("", _without(then, left_out), _without(now, left_out)))


def finding_differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Say which findings are others than those of a fresh run; manifests are compared apart."""
    old, new = (_without(one, {"manifest", "options"}) for one in (then, now))
    for one in (old, new):
        if isinstance(one.get("encoding"), dict):
            one["encoding"] = _without(one["encoding"], {"cached", "encoded"})
    yield from _listed(_differing("findings", old, new))


def page_differences(then: str, now: str, *, same_versions: bool) -> tuple[list[str], list[str]]:
    """Compare two pages but for their data; return differences and remarks."""
    old, new = _markup(then), _markup(now)
    differences, remarks = [], []
    parts, again = _sections(then), _sections(now)
    remarks += [
        f"the section {name!r} was not verified" + NEEDED.get(name, "")
        for name in parts
        if name not in again
    ]
    for was, is_now in [(old, new), *((parts[k], again[k]) for k in parts if k in again)]:
        if was != is_now:
            differences += _listed(_other_lines(was, is_now))
    if differences or _code(then) == _code(now):
        return differences, remarks
    said = "page: its scripts, styles or their policy are not those that this version writes"
    if same_versions:
        return [said], remarks
    return [], [
        *remarks,
        f"{said}, which is to be expected of another version; they were not compared",
    ]


def _other_lines(then: str, now: str) -> list[str]:
    """Return which lines of a page are others than those of a fresh run."""
    lines = zip_longest(then.splitlines(), now.splitlines(), fillvalue="")
    others = [
        f"page: says {_short(was.strip())}, should say {_short(is_now.strip())}"
        for was, is_now in lines
        if was != is_now
    ]
    return others or ["page: ends of lines differ"]


def _sections(page: str) -> dict[str, str]:
    """Return the parts of a page that may need more than the table, by their address."""
    return {found[1]: found[0] for found in _SECTION.finditer(page)}


def _markup(page: str) -> str:
    """Return what a page says, without its data, scripts and what is of one run alone."""
    for pattern in (_SCRIPT, _STYLE, _POLICY, _SECTION, _SECTION_LINK):
        page = pattern.sub("", page)
    shown, section, made = page.partition('<section id="made"')
    for pattern in _OF_A_RUN:
        made = pattern.sub("", made)
    return shown + section + made


def _code(page: str) -> list[str]:
    """Return scripts, styles and their policy; the data of a page is compared by what it holds."""
    scripts = [one for one in _SCRIPT.findall(page) if not re.match(_DATA, one)]
    return [*scripts, *_STYLE.findall(page), *_POLICY.findall(page)]


_DATA = r'<script type="application/(?:json" id="summary|octet-stream" id="data)">'


def _without(values: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _listed(lines: Iterable[str]) -> list[str]:
    """Return the first lines, and how many more there are."""
    listed = list(lines)
    more = len(listed) - MOST_DIFFERENCES
    return (
        [*listed[:MOST_DIFFERENCES], f"and {counted(more, 'more difference')}"]
        if more > 0
        else listed
    )


def _differing(path: str, then: Any, now: Any) -> Iterator[str]:
    """Yield a line for each value that differs; of a list, how many entries and the first."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name in sorted({*then, *now}):
            below = f"{path}.{name}" if path else str(name)
            yield from _differing(below, then.get(name), now.get(name))
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        others = [k for k, (a, b) in enumerate(zip(then, now, strict=True)) if not _same(a, b)]
        if others:
            first = others[0]
            if len(others) > 1:
                yield f"{path}: {len(others):,} of {len(then):,} entries differ; the first follows"
            yield from _differing(f"{path}[{first}]", then[first], now[first])
    elif isinstance(then, list) and isinstance(now, list):
        yield f"{path}: {len(then):,} entries in the report, {len(now):,} in the fresh run"
    elif not _same(then, now):
        yield f"{path}: was {_short(then)}, is {_short(now)}"


def _same(then: Any, now: Any) -> bool:
    """Tell whether two values of JSON are one; 1 and true are not."""
    return type(then) is type(now) and bool(then == now)


def _short(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
