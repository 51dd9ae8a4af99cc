"""What a namer is asked about a topic and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

from workbench.topics.names.examples import one_line

Namer = Callable[[Sequence[str], Sequence[str]], str]
"""Takes keywords and example texts of a topic, returns its name."""


class Asked(NamedTuple):
    """What is known of a topic: keywords, example texts, and what similar topics are called."""

    keywords: tuple[str, ...]
    texts: tuple[str, ...]
    others: tuple[str, ...] = ()


class Answer(NamedTuple):
    """A name, a description, and the places of the example texts on which it rests."""

    name: str
    description: str = ""
    rests_on: tuple[int, ...] = ()


Answers = tuple[dict[int, Answer], tuple[str, ...]]
"""Answers by topic, and what a reader must be told."""


@runtime_checkable
class AsksTogether(Protocol):
    """A namer that is asked about all topics at once."""

    def answers(self, asked: Mapping[int, Asked], /) -> Answers:
        """Return answers by topic; a topic without one keeps the name made of its texts."""


def ask(namer: Any, asked: Mapping[int, Asked]) -> Answers:
    """Return the answers of any namer; a failure leaves the rest of the topics without one."""
    if not asked:
        return {}, ()
    if isinstance(namer, AsksTogether):
        return namer.answers(asked)
    answers: dict[int, Answer] = {}
    for topic, one in asked.items():
        try:
            name = one_line(str(namer(one.keywords, one.texts)))
        except Exception as error:  # noqa: BLE001 - code of others; the topics are found already
            return answers, (unnamed(len(asked) - len(answers), len(asked), f"{error!r}"),)
        if name:
            answers[topic] = Answer(name)
    return answers, ()


def unnamed(count: int, of: int, why: str) -> str:
    """Say how many topics a namer gave no usable name."""
    return f"the namer named {of - count} of {of} topics; the rest have names from texts: {why}"
