"""Any OpenAI-compatible embeddings endpoint: hosted, or a server of your own such as Ollama."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.calls import answers_calls
from workbench.embedding.base import EncoderInfo
from workbench.embedding.encoders.batches import by_tokens
from workbench.embedding.encoders.endpoint_client import MALFORMED, connect
from workbench.embedding.model_files.catalog import find_card
from workbench.embedding.tokens import clean_surrogates
from workbench.errors import EndpointError
from workbench.masking import MASKED, RULES
from workbench.masking import mask as mask_text

TRIES = 3
"""How often a reply that does not fit its request is asked for again."""


@answers_calls
def load_endpoint(
    model: str,
    base_url: str,
    *,
    api_key: str | None = None,
    prefix: str = "",
    mask: bool = True,
    batch: int = 64,
    retries: int = 8,
) -> EndpointEncoder:
    """Connect to an embeddings endpoint: Ollama, llama.cpp, LM Studio, vLLM, OpenAI.

    Texts leave this machine unless the server runs on it. The server must answer
    ``POST /v1/embeddings`` as OpenAI does, which all of these do.

    Parameters
    ----------
    model : str
        The endpoint's own name of the model.
    base_url : str
        Such as ``http://localhost:11434/v1``; ``/v1`` is added to an address without a path.
    api_key : str, optional
        Default: ``OPENAI_API_KEY``. Servers of one's own often need none.
    prefix : str, default ""
        Put before each text.
    mask : bool, default True
        Whether email addresses and phone, card, account and other long numbers are replaced
        before a text is sent.
    batch : int, default 64
        Texts in one request.
    retries : int, default 8
        How often a request that failed for the moment (no connection, 408, 409, 429, 5xx) is
        repeated, with growing pauses or after the pause that the server asks for.

    Returns
    -------
    EndpointEncoder

    Raises
    ------
    DependencyError
        If the package ``openai`` is not installed.
    EndpointError
        If the endpoint does not answer, or not as agreed.
    """
    there = connect(
        base_url, "an embeddings endpoint", api_key=api_key, retries=retries, timeout=120.0
    )
    # Tools that show the local variables of a traceback must find no key, nor one in an address.
    del api_key, base_url

    def ask(texts: list[str]) -> list[Any]:
        try:
            reply = there.client.embeddings.with_raw_response.create(
                model=model, input=texts, encoding_format="float"
            )
            # Read as it came: the client takes true for 1.0.
            data = reply.http_response.json()["data"]
            return [SimpleNamespace(index=row["index"], embedding=row["embedding"]) for row in data]
        except there.failure as error:
            raise _failed(there.host, there.secret.hide_in(str(error))) from None
        except MALFORMED as error:
            raise _failed(there.host, f"its answer is none ({type(error).__name__})") from None

    encoder = EndpointEncoder(
        model,
        there.host,
        ask,
        prefix=prefix,
        mask=mask,
        batch=batch,
        here=there.here,
        address=there.address,
    )
    if there.in_clear:
        encoder.notes += (f"texts went to {there.host} unencrypted (http): others can read along",)
    return encoder


def settings_digest(*, mask: bool | int, address: str) -> str:
    """Return what names the settings in a vector's key; `mask` is the rules' version, or False."""
    settings = json.dumps({"mask": mask, "address": address}).encode()
    return hashlib.blake2b(settings, digest_size=16).hexdigest()


class EndpointEncoder:
    """Embeds texts by requests.

    Token counts are not known (the tokenizer is on the other side), so they are zero and no text
    counts as cut; `notes` say so.

    model, host: what is asked, where.
    ask: sends texts; returns objects with ``index`` and ``embedding``.
    prefix, mask, batch: see `load_endpoint`.
    here: whether the server runs on this machine, so that no text leaves it.
    address: the whole address, for the key of the vectors: gateways tell services by the path.
    """

    def __init__(
        self,
        model: str,
        host: str,
        ask: Callable[[list[str]], list[Any]],
        *,
        prefix: str = "",
        mask: bool = True,
        batch: int = 64,
        here: bool = False,
        address: str = "",
    ) -> None:
        self._ask, self._mask, self._batch, self._host = ask, mask, batch, host
        card = find_card(model)
        self.info = EncoderInfo(
            model=model,
            backend="endpoint",
            device=host,
            precision="float32",
            dimensions=0,
            max_tokens=card.max_tokens if card is not None else 0,
            weights_digest="",
            pooling="",
            prefix=prefix,
            settings_digest=settings_digest(mask=mask and RULES, address=address),
        )
        width = self._request(["width"]).shape[1]
        self.info = EncoderInfo(**{**vars(self.info), "dimensions": width})
        masking = f"with {MASKED} masked" if mask else "as they are"
        where = f"a server on this machine ({host})" if here else host
        begin = "texts were sent to" if here else "texts left this machine: they were sent to"
        self.notes: tuple[str, ...] = (
            f"{begin} {where} {masking}; it does not say how much of long texts it read",
        )

    def __repr__(self) -> str:
        """Return one line: model and host, never the key."""
        return f"EndpointEncoder({self.info})"

    def count_tokens(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return zeros: the tokenizer is on the other side."""
        return np.zeros(len(texts), dtype=np.int32)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimensions), float32, in order."""
        vectors = np.zeros((len(texts), self.info.dimensions), dtype=np.float32)
        ones = np.ones(len(texts), dtype=np.int32)
        for places in by_tokens(ones, self._batch):
            vectors[places] = self._request([texts[index] for index in places])
        return vectors

    def _request(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Ask for the vectors of a few texts, again where the reply does not fit them."""
        sent = [self._prepared(text) for text in texts]
        wrong = ""
        for _ in range(TRIES):
            try:
                vectors, wrong = self._vectors_in(self._ask(sent), len(sent))
            except MALFORMED as error:
                vectors, wrong = None, f"what is no list of vectors ({type(error).__name__})"
            if vectors is not None:
                return vectors
        raise _failed(self._host, f"it returned {wrong}, {TRIES} times")

    def _vectors_in(self, reply: list[Any], count: int) -> tuple[NDArray[np.float32] | None, str]:
        """Return the unit vectors of a reply in order, or None and what is wrong with them."""
        ordered = sorted(reply, key=lambda one: int(one.index))
        if [int(one.index) for one in ordered] != list(range(count)):
            return None, f"{len(reply)} vectors for {count} texts"
        widths = {len(one.embedding) for one in ordered}
        if len(widths) != 1 or self.info.dimensions not in {0, *widths}:
            return None, f"vectors of {sorted(widths)} numbers"
        if not {type(number) for one in ordered for number in one.embedding} <= {int, float}:
            return None, "vectors of what is no number"
        wide = np.array([one.embedding for one in ordered], dtype=np.float64)
        with np.errstate(over="ignore"):
            lengths = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
        if not (np.isfinite(lengths).all() and (lengths > 0).all()):
            return None, "vectors without a direction (zero or not finite)"
        return (wide / lengths).astype(np.float32), ""

    def _prepared(self, text: str) -> str:
        clean = clean_surrogates(text)
        return self.info.prefix + (mask_text(clean) if self._mask else clean)


def _failed(where: str, why: str) -> EndpointError:
    return EndpointError(
        f"the embeddings endpoint {where} failed: {why}. What was embedded before is kept: run "
        "again to go on, check that the server runs and the model's name and key are right, or "
        "use a local model (model='all-MiniLM-L6-v2')."
    )
