"""One way to an OpenAI-compatible endpoint: its address checked, its key shown nowhere."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from workbench.errors import DependencyError, InputError

KEY_VARIABLE = "OPENAI_API_KEY"

_ROUTES = ("/embeddings", "/chat/completions", "/api/embed", "/api/chat", "/api")
"""What follows the base address in a request; "/api" and below is Ollama's own."""

_HERE = {"localhost", "127.0.0.1", "::1"}


class Secret:
    """A key that no repr, log or traceback shows."""

    def __init__(self, value: str) -> None:
        self.value = value

    def __repr__(self) -> str:
        """Return stars."""
        return "'***'" if self.value else "''"

    def hide_in(self, message: str) -> str:
        """Return a message with stars in the place of the key."""
        return message.replace(self.value, "***") if self.value else message


@dataclass(frozen=True)
class Connection:
    """An open client.

    client: the official client.
    failure: what it raises.
    host: host and port, as shown.
    here: whether the server runs on this machine.
    in_clear: whether texts leave this machine unencrypted.
    secret: the key.
    """

    client: Any
    failure: type[Exception]
    host: str
    here: bool
    in_clear: bool
    secret: Secret


def connect(
    base_url: str, purpose: str, *, api_key: str | None, retries: int, timeout: float
) -> Connection:
    """Open a client; nothing is sent yet."""
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputError(f"base_url must be like 'http://localhost:8080/v1', got {base_url!r}.")
    if parts.username or parts.password or parts.query:
        # Not shown: clients of HTTP write addresses into their logs.
        raise InputError(
            "base_url must hold no user, password or query. Give the key by api_key=..., or in "
            f"{KEY_VARIABLE}."
        )
    try:
        import openai  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise DependencyError.for_extra(purpose, "openai", "endpoint") from error
    secret = Secret(api_key if api_key is not None else os.environ.get(KEY_VARIABLE, ""))
    client = openai.OpenAI(
        base_url=api_address(base_url),
        api_key=secret.value or "none",
        max_retries=retries,
        timeout=timeout,
    )
    host = f"{parts.hostname}:{parts.port or ''}".rstrip(":")
    here = parts.hostname in _HERE
    return Connection(
        client, openai.OpenAIError, host, here, parts.scheme == "http" and not here, secret
    )


def api_address(base_url: str) -> str:
    """Return the address of a server's OpenAI-compatible part.

    Ollama, llama.cpp, LM Studio and vLLM have it at ``/v1``. An address without a path, or that of
    one of its routes or of Ollama's own ones, is completed to that.
    """
    parts = urlsplit(base_url)
    path = parts.path.rstrip("/")
    for route in _ROUTES:
        path = path.removesuffix(route)
    return urlunsplit(parts._replace(path=path or "/v1"))
