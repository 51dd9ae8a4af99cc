"""One way to an OpenAI-compatible endpoint: its address checked, its key shown nowhere."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from workbench.errors import DependencyError, InputError

KEY_VARIABLE = "OPENAI_API_KEY"

_ROUTES = ("/embeddings", "/chat/completions", "/api/embed", "/api/chat", "/api")
"""What follows the base address in a request; "/api" and below is Ollama's own."""

MALFORMED = (AttributeError, TypeError, ValueError, LookupError, ArithmeticError, RecursionError)
"""What reading an answer raises that is none: an error page, cut JSON, numbers that are words."""


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
    address: str


def connect(
    base_url: str, purpose: str, *, api_key: str | None, retries: int, timeout: float
) -> Connection:
    """Open a client; nothing is sent yet."""
    parts = _parts(base_url)
    try:
        import openai  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise DependencyError.for_extra(purpose, "openai", "endpoint") from error
    secret = Secret(api_key if api_key is not None else os.environ.get(KEY_VARIABLE, ""))
    here = _is_here(parts.hostname or "")
    address = api_address(base_url)
    client = openai.OpenAI(
        base_url=address,
        api_key=secret.value or "none",
        max_retries=retries,
        timeout=timeout,
        # Texts go to the address that was named: not through a proxy if that is this machine,
        # and not on to where an answer points.
        http_client=openai.DefaultHttpxClient(trust_env=not here, follow_redirects=False),
    )
    host = f"{parts.hostname}:{parts.port or ''}".rstrip(":")
    in_clear = parts.scheme == "http" and not here
    return Connection(client, openai.OpenAIError, host, here, in_clear, secret, address)


def _parts(base_url: str) -> SplitResult:
    """Return the parts of an address; what is none is not shown, for it may hold a key."""
    try:
        parts = urlsplit(base_url.strip())
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except (ValueError, AttributeError, TypeError):
        known = False
    if not known:
        raise InputError("base_url must be like 'http://localhost:8080/v1'.")
    if parts.username or parts.password or parts.query or parts.fragment or ";" in parts.path:
        # Not shown: clients of HTTP write addresses into their logs.
        raise InputError(
            "base_url must hold no user, password or query. Give the key by api_key=..., or in "
            f"{KEY_VARIABLE}."
        )
    return parts


def _is_here(host: str) -> bool:
    """Tell whether a name or address is this machine's own."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def api_address(base_url: str) -> str:
    """Return the address of a server's OpenAI-compatible part.

    Ollama, llama.cpp, LM Studio and vLLM have it at ``/v1``. An address without a path, or that of
    one of its routes or of Ollama's own ones, is completed to that.
    """
    parts = urlsplit(base_url.strip())
    path = parts.path.rstrip("/")
    for route in _ROUTES:
        path = path.removesuffix(route)
    return urlunsplit(parts._replace(path=path or "/v1"))
