"""Which words of two texts differ."""

from __future__ import annotations

import difflib
import re

_TOKEN = re.compile(r"\s+|\w+(?:['’.,:]\w+)*|[^\w\s]")
_MOST = 1500
_ALIKE = 0.7

SAME, NEW, GONE = 0, 1, 2
"""Kinds of a stretch: in both texts, in this one only, in the other one only."""


def marked_words(base: str, text: str) -> list[tuple[str, int]]:
    """Return `text` in stretches, each marked as the same, new, or gone against `base`."""
    old, new = _tokens(base), _tokens(text)
    if old == new:
        return [("".join(new), SAME)]
    matcher = difflib.SequenceMatcher(None, _fold(old), _fold(new), autojunk=False)
    # Words struck out between others help only where most of the text is shared.
    show_gone = matcher.ratio() >= _ALIKE
    parts: list[tuple[str, int]] = []
    for same, a, b, c, d in _phrases(matcher, new):
        if same:
            parts.append(("".join(new[c:d]), SAME))
            continue
        if show_gone and "".join(old[a:b]).strip():
            parts.append(("".join(old[a:b]), GONE))
        if c < d:
            parts.append(("".join(new[c:d]), NEW if "".join(new[c:d]).strip() else SAME))
    return parts


def _phrases(
    matcher: difflib.SequenceMatcher[str], new: list[str]
) -> list[tuple[bool, int, int, int, int]]:
    """Return runs of equal and different tokens; a lone space does not part two differences."""
    runs: list[tuple[bool, int, int, int, int]] = []
    codes = matcher.get_opcodes()
    for place, (kind, a, b, c, d) in enumerate(codes):
        between = 0 < place < len(codes) - 1
        same = kind == "equal" and not (between and not "".join(new[c:d]).strip())
        if runs and runs[-1][0] == same:
            _, first, _, start, _ = runs.pop()
            runs.append((same, first, b, start, d))
        else:
            runs.append((same, a, b, c, d))
    return runs


def _tokens(text: str) -> list[str]:
    found = _TOKEN.findall(text)
    return found if len(found) <= _MOST else [*found[:_MOST], "\u2026"]


def _fold(tokens: list[str]) -> list[str]:
    return [" " if token.isspace() else token for token in tokens]
