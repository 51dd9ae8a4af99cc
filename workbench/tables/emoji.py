"""Emoji and emoticons are words: what they are, which of them say the same, and what they mean."""

from __future__ import annotations

import re
import unicodedata

_SAME = dict.fromkeys([*range(0x1F3FB, 0x1F400), 0xFE0E, 0xFE0F])
"""Skin tones and variation selectors: they change the picture, not what it says."""

_EMOTICONS = {
    "\U0001f642": r"[:=;]['\u2019]?-?\)+|\(-?[:=]|[:=]-?\]|\^_?\^",
    "\U0001f641": r"[:=]-?\(+|\)-?[:=]|[:=]-?\[|>[:=]-?\(",
    "\U0001f622": r"[:=;]['\u2019]-?\(+|[TQ];?_[TQ]",
    "\U0001f603": r"[:=;]-?D|[xX]D",
    "\U0001f61b": r"[:=;]-?[pP]",
    "\U0001f62e": r"[:=]-?[oO]",
    "\U0001f615": r"[:=]-?[/\\]|-_-+",
    "\U0001f610": r"[:=]-?\|",
    "\u2764": r"<3+(?!\s*\w)",
    "\U0001f494": r"</3+",
}
"""Emoticons by the emoji that says the same."""

_BEFORE = r"(?:(?<=\s)|(?<=^)|(?<=[.,!?]))"
_AFTER = r"(?=[\s.,!?]|$)"
_EMOTICON = re.compile(
    "|".join(
        f"(?P<e{k}>{_BEFORE}(?:{pattern}){_AFTER})" for k, pattern in enumerate(_EMOTICONS.values())
    )
    # Behind a word only faces that nothing else is written with; in brackets ":)" may end a list.
    + rf"|(?P<glued>(?:(?<=\w)|(?<=[^\x00-\x7f]))[:;]-?[()]{_AFTER})"
)
_LOOK_BACK = 200
"""Letters in which an open bracket is looked for, which ":)" may close."""

_MAY_HOLD = re.compile(r"[:;=]|\^\^|\^_\^|_|[xX]D|<[/3]")

_POSITIVE = frozenset(
    "👍👌👏🙌🙏💪🎉🎊🥳💯✅✔✓☑❤🧡💛💚💙💜🤎🖤🤍💕💖💗💓💞💘💝😀😃😄😁😆😊😇🙂😉😍🥰😘😗😙😚🤩🤗😺😸😻😎☺💐🌹⭐🌟"
)
_NEGATIVE = frozenset("👎😡😠🤬😤😢😭😞😟😔😕🙁☹😣😖😫😩😒😑🙄🤮🤢💩💔❌✖✗✘❎🚫😿😾🖕😱😨😰👿😈")

_RATINGS = frozenset("★☆⭐🌟✩✭")
"""Signs that are counted: four of them are not five."""

_SIGNS = frozenset("↑▲⬆↗📈↓▼⬇↘📉✓✔✗✘✅❌☑☐★☆")
"""Symbols that speak though Unicode does not call all of them pictures."""


def same_emoji(text: str) -> str:
    """Return a text without skin tones and variation selectors."""
    return text if text.isascii() else text.translate(_SAME)


def write_emoticons(text: str) -> str:
    """Return a text with emoji in place of emoticons, as words of their own."""
    if not _MAY_HOLD.search(text):
        return text
    return _EMOTICON.sub(lambda match: f" {_emoji_of(match)} ", text)


def read_emoji(text: str) -> frozenset[str]:
    """Return the emoji of a text, emoticons among them; stars with how many there are."""
    text = write_emoticons(same_emoji(text))
    if text.isascii():
        return frozenset()
    found = {letter for letter in text if _is_emoji(letter)}
    stars = "".join(letter for letter in text if letter in _RATINGS)
    return frozenset(found - _RATINGS) | ({stars} if stars else frozenset())


def emoji_differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether each of two texts holds an emoji that says something else than the other's.

    An emoji that only one of them holds is no difference.
    """
    mine, theirs = _kinds(one - other), _kinds(other - one)
    return bool(mine - _kinds(other)) and bool(theirs - _kinds(one))


def complains(emoji: frozenset[str]) -> bool:
    """Tell whether emoji complain, and none of them praises."""
    return not emoji.isdisjoint(_NEGATIVE) and emoji.isdisjoint(_POSITIVE)


def _kinds(emoji: frozenset[str]) -> frozenset[str]:
    """Return what emoji say: praise, complaint, or themselves."""
    return frozenset(
        "praise" if one in _POSITIVE else "complaint" if one in _NEGATIVE else one for one in emoji
    )


def _emoji_of(match: re.Match[str]) -> str:
    name = match.lastgroup or ""
    if name == "glued":
        before = match.string[max(match.start() - _LOOK_BACK, 0) : match.start()]
        inside = before.count("(") > before.count(")")
        if inside and match[0].endswith(")"):
            return match[0]
        return list(_EMOTICONS)[0 if match[0].endswith(")") else 1]
    return list(_EMOTICONS)[int(name[1:])]


def _is_emoji(letter: str) -> bool:
    """Tell pictures from typographic marks such as bullets, arrows and trade marks."""
    if letter in _SIGNS or "\U0001f1e6" <= letter <= "\U0001faff":
        return True
    return "\u2600" <= letter <= "\u27bf" and unicodedata.category(letter) == "So"
