"""Emoji and emoticons are words: what they are, which of them say the same, and what they mean."""

from __future__ import annotations

import re

_NOT_SAID = re.compile(
    "[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]|\u200d[\u2640\u2642\u27a1\u2b05\U0001f9b0-\U0001f9b3]"
)
"""Skin tones, variation selectors, and behind a joiner gender, direction and hair: they change the
picture, not what it says."""

_GENDERED = re.compile(
    "[\U0001f468\U0001f469](?=\u200d(?![\U0001f466-\U0001f469\U0001f9d1\u2764\U0001f48b\U0001f91d]))"
)
"""A man or a woman who is one with a tool: a nurse of either sex is a nurse, a family is not."""

_PICTURE = (
    "[\u2139\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25b6\u25c0\u25fb-\u25fe"
    "\u2600-\u2767\u2794-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d"
    "\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff\u2191\u2193\u2196-\u2199\u25b2\u25bc]"
)
"""Pictures and symbols that speak, not bullets, circled numbers, trade marks and the like."""

_TYPESET = "\u2605\u2606\u2729\u272d"
"""Stars of typography; they rate (see the guard "rating") and are no pictures."""

_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|[\U0001f1e6-\U0001f1ff]|\U0001f3f4[\U000e0020-\U000e007f]+|"
    rf"[0-9#*]\u20e3|(?![{_TYPESET}]){_PICTURE}(?:\u200d{_PICTURE})*"
)
"""One emoji: a flag, a keycap, or pictures that a joiner makes one."""

_EMOTICONS = {
    "\U0001f642": r"[:=]-?\)+|\(-?[:=]|[:=]-?\]",
    "\U0001f609": r";-?\)+|\(-?;",
    "\U0001f60a": r"\^_?\^",
    "\U0001f972": r"[:=;]['\u2019]-?\)+",
    "\U0001f641": r"[:=]-?\(+|\)-?[:=]|[:=]-?\[",
    "\U0001f620": r">[:=]-?\(+",
    "\U0001f622": r"[:=;]['\u2019]-?\(+",
    "\U0001f62d": r"[TQ];?_[TQ]",
    "\U0001f603": r"[:=;]-?D+",
    "\U0001f606": r"[xX]D+",
    "\U0001f627": r"D-?:(?=\s*$)",
    "\U0001f61b": r"[:=;]-?[pP]",
    "\U0001f62e": r"[:=]-?[oO]",
    "\U0001f618": r"[:=;]-?\*",
    "\U0001f616": r"[:=]-?[sS]",
    "\U0001f615": r"[:=]-?[/\\]",
    "\U0001f611": r"-_-+",
    "\U0001f610": r"[:=]-?\|",
    "\U0001f633": r"[oO]_[oO0]|0_[oO0]",
    "\u2764": r"<3+(?!\s*\w)",
    "\U0001f494": r"</3+",
}
"""Emoticons by the emoji that says the same."""

_BEFORE = r"(?:(?<=\s)|(?<=^)|(?<=[.,!?]))"
_AFTER = r"(?=[\s.,!?]|$)"
_FIRST = r"(?=[:=;()^>TQxXD\-oO0<])"
"""What an emoticon begins with: looked at once, before two dozen forms are tried."""

_EMOTICON = re.compile(
    rf"{_FIRST}(?:{_BEFORE}(?:"
    + "|".join(f"(?P<e{k}>{pattern})" for k, pattern in enumerate(_EMOTICONS.values()))
    # Behind a word only faces that nothing else is written with; in brackets ":)" may end a list.
    + rf"){_AFTER}|(?P<glued>(?:(?<=\w)|(?<=[^\x00-\x7f]))[:;]-?[()]{_AFTER}))"
)
_LOOK_BACK = 200
"""Letters in which an open bracket is looked for, which ":)" may close."""

_TIED = re.compile(
    r"(?<=[^\W\d_]{3})(?=(?:>:-?\(|=-?[()]|:['\u2019]-?[()]|[:;]-?[DPp]|:-?[oO|/\\]|\^_?\^|-_-|</?3)"
    + _AFTER
    + ")"
)
"""Between a word of three letters and a face tied to it."""

# One class of characters first: for it a text is searched several times as fast.
_MAY_HOLD = re.compile(r"[:;=^_xX<](?:(?<=[:;=])(?!\d)|(?<=\^)_?\^|(?<=_)|(?<=[xX])D|(?<=<)[/3])")

_POSITIVE = frozenset(
    "👍👌👏🙌🙏💪🎉🎊🥳💯✅✔✓☑❤🧡💛💚💙💜🤎🖤🤍💕💖💗💓💞💘💝😀😃😄😁😆😊😇🙂😉😍🥰😘😗😙😚🤩🤗😺😸😻😎☺💐🌹⭐🌟"
)
_NEGATIVE = frozenset("👎😡😠🤬😤😢😭😞😟😔😕🙁☹😣😖😫😩😒😑🙄🤮🤢💩💔❌✖✗✘❎🚫😿😾🖕😱😨😰👿😈")


def same_emoji(text: str) -> str:
    """Return a text with one form of each emoji: no skin tone, gender, or variation selector."""
    if text.isascii():
        return text
    return _GENDERED.sub("\U0001f9d1", _NOT_SAID.sub("", text))


def write_emoticons(text: str) -> str:
    """Return a text with emoji in place of emoticons, as words of their own."""
    if not _MAY_HOLD.search(text):
        return text
    return _EMOTICON.sub(lambda match: f" {_emoji_of(match)} ", _TIED.sub(_apart, text))


def read_emoji(text: str) -> frozenset[str]:
    """Return the emoji of a text, emoticons among them, each in one form."""
    text = write_emoticons(same_emoji(text))
    if text.isascii():
        return frozenset()
    return frozenset(_EMOJI.findall(text))


def emoji_differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether each of two texts holds an emoji that the other lacks.

    An emoji that only one of them holds is no difference, unless it turns round what both hold.
    """
    mine, theirs = one - other, other - one
    if mine and theirs:
        return True
    more, both = mine | theirs, one & other
    if not both:
        return False
    adds = not more.isdisjoint(_NEGATIVE), not more.isdisjoint(_POSITIVE)
    has = not both.isdisjoint(_NEGATIVE), not both.isdisjoint(_POSITIVE)
    return (adds[0] and not has[0]) or (adds[1] and has[0] and not has[1])


def complains(emoji: frozenset[str]) -> bool:
    """Tell whether emoji complain, and none of them praises."""
    return not emoji.isdisjoint(_NEGATIVE) and emoji.isdisjoint(_POSITIVE)


def _apart(match: re.Match[str]) -> str:
    """Write a space before a face, unless it may close a bracket."""
    before = match.string[max(match.start() - _LOOK_BACK, 0) : match.start()]
    return "" if before.count("(") > before.count(")") else " "


def _emoji_of(match: re.Match[str]) -> str:
    name = match.lastgroup or ""
    if name == "glued":
        before = match.string[max(match.start() - _LOOK_BACK, 0) : match.start()]
        inside = before.count("(") > before.count(")")
        if inside and match[0].endswith(")"):
            return match[0]
        smile = "\U0001f609" if match[0].startswith(";") else "\U0001f642"
        return smile if match[0].endswith(")") else "\U0001f641"
    return list(_EMOTICONS)[int(name[1:])]
