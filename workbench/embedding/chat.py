"""Questions to a language model behind an OpenAI-compatible endpoint, each asked once.

Whoever asks (topics for names, duplicates for a second opinion) says what is asked and how an
answer is read. Here are the cost that is told first, the digests under which answers are stored,
and what happens if the endpoint fails.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from workbench.config import cache_folder
from workbench.embedding.encoders.endpoint_client import MALFORMED, Connection, connect
from workbench.embedding.stored_answers import StoredAnswers, digest
from workbench.embedding.tokens import clean_surrogates
from workbench.errors import EndpointError, InputError, counted
from workbench.masking import RULES
from workbench.masking import mask as mask_text
from workbench.progress import Progress, choose

BYTES_PER_TOKEN = 4
"""UTF-8 bytes per token, for the estimate before anything is sent."""

_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)

Messages = list[dict[str, str]]
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def without_thoughts(reply: str) -> str:
    """Return an answer without what a reasoning model thought before."""
    return _THOUGHT.sub("", reply)


def one_line(text: str, *, mask: bool) -> str:
    """Return a text on one line, personal data masked if that is wanted."""
    cleaned = clean_surrogates(text)
    return " ".join((mask_text(cleaned) if mask else cleaned).split())


class UnusableAnswerError(EndpointError):
    """One answer that cannot be used; the next question may get a better one."""


@dataclass(frozen=True)
class Replies(Generic[Key, Value]):
    """What came of questions.

    answered: answers that can be used, by question.
    failures: why each other question has none.
    asked: questions that were sent, the rest being stored.
    plan: what was told before.
    confirmed: whether the user let the questions be sent.
    """

    answered: dict[Key, Value]
    failures: tuple[str, ...] = ()
    asked: int = 0
    plan: str = ""
    confirmed: bool = True

    @property
    def reason(self) -> str:
        """Return the most frequent reason for which there is no answer, "" if all have one."""
        if not self.confirmed:
            return "you did not confirm the questions"
        return Counter(self.failures).most_common(1)[0][0] if self.failures else ""

    @property
    def cost(self) -> str:
        """Return what was sent, in words that go on a sentence."""
        if not self.asked:
            return "all were stored, nothing was asked"
        return self.plan[0].lower() + self.plan[1:]


class Chat:
    """A chat model that remembers what it was asked."""

    def __init__(
        self,
        model: str,
        there: Connection,
        *,
        mask: bool,
        price: tuple[float, float] | None,
        confirm: Callable[[str], bool] | None,
        store: StoredAnswers,
        progress: Progress,
        answer_tokens: int,
    ) -> None:
        self.model, self.there, self.masks = model, there, mask
        self._price, self._confirm, self._store = price, confirm, store
        self._progress, self._answer_tokens = progress, answer_tokens

    @property
    def host(self) -> str:
        """Host and port, as shown."""
        return self.there.host

    def line(self, text: str) -> str:
        """Return a text on one line, personal data masked if that is wanted."""
        return one_line(text, mask=self.masks)

    def in_clear(self, what: str) -> tuple[str, ...]:
        """Say that something goes there unencrypted, if it does."""
        note = f"{what} went to {self.host} unencrypted (http): others can read along"
        return (note,) if self.there.in_clear else ()

    def ask(
        self,
        said: Mapping[Key, Messages],
        read: Callable[[Key, str], Value],
        *,
        noun: str,
        shown: str,
    ) -> Replies[Key, Value]:
        """Ask what was not asked before, and read all answers.

        An answer that cannot be used costs that question alone; a server that fails, all others.
        """
        stored = {key: self._store.get(self._key(one)) for key, one in said.items()}
        new = [key for key, reply in stored.items() if reply is None]
        plan = self._plan([said[key] for key in new], noun)
        if new and self._confirm is not None and not self._confirm(plan):
            return Replies({}, plan=plan, confirmed=False)
        if new:
            self._progress.start(shown, len(new), note=plan)
        answered: dict[Key, Value] = {}
        failures: list[str] = []
        for key, one in said.items():
            reply = stored[key]
            try:
                fresh = self.reply(one) if reply is None else reply
                answered[key] = read(key, fresh)
            except UnusableAnswerError as error:
                failures.append(str(error))
                continue
            except EndpointError as error:
                failures += [str(error)] * (len(said) - len(answered) - len(failures))
                break
            if reply is None:
                self._store.put(self._key(one), fresh)
                self._progress.advance(1)
        if new:
            self._progress.finish()
        return Replies(answered, tuple(failures), len(new), plan)

    def reply(self, said: Messages) -> str:
        """Ask one question, and return the words of the answer."""
        there = self.there
        try:
            made = there.client.chat.completions.create(
                model=self.model, messages=said, temperature=0
            )
            return str(made.choices[0].message.content or "")
        except (there.failure, *MALFORMED) as error:
            cause = there.secret.hide_in(str(error))
            raise EndpointError(
                f"the chat endpoint {there.address} gave no answer: {cause}. Check that it runs "
                "and that model and key are right."
            ) from None

    def _plan(self, said: Sequence[Messages], noun: str) -> str:
        """Say how much is sent, and what it costs at the price given."""
        sent = sum(len(one["content"].encode()) for whole in said for one in whole)
        tokens, back = sent // BYTES_PER_TOKEN, self._answer_tokens * len(said)
        plan = f"Asking about {counted(len(said), noun)}, some {tokens + back:,} tokens"
        if self._price is None:
            return plan
        money = (tokens * self._price[0] + back * self._price[1]) / 1e6
        return f"{plan}, some {money:.4f} at your price"

    def _key(self, said: Messages) -> str:
        return digest(self.model, self.there.address, said, RULES)


def open_chat(  # noqa: PLR0913 - all but the first two by keyword
    model: str,
    base_url: str,
    *,
    api_key: str | None,
    mask: bool,
    retries: int,
    price: Any,
    confirm: Callable[[str], bool] | None,
    cache: bool | str | os.PathLike[str],
    progress: bool | Progress | None,
    folder: str,
    answer_tokens: int,
    timeout: float = 60.0,
) -> Chat:
    """Connect to a chat endpoint; nothing is sent yet."""
    there = connect(base_url, "a chat endpoint", api_key=api_key, retries=retries, timeout=timeout)
    # Tools that show the local variables of a traceback must find no key.
    del api_key
    kept = cache_folder() / folder if cache is True else Path(cache) if cache else None
    return Chat(
        model,
        there,
        mask=mask,
        price=_checked(price),
        confirm=confirm,
        store=StoredAnswers(kept),
        progress=choose(progress),
        answer_tokens=answer_tokens,
    )


def _checked(price: Any) -> tuple[float, float] | None:
    """Return a price as two numbers."""
    if price is None:
        return None
    try:
        sent, received = map(float, price)
    except (TypeError, ValueError):
        raise InputError(
            "price takes the price of a million tokens sent and of a million received, such as "
            f"(0.15, 0.6), got {price!r}."
        ) from None
    return sent, received
