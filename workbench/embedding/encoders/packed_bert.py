"""A BERT forward pass without padding, in float32 or with bfloat16 matrix products.

The layers are those of Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers"
(2019). Tokens of all texts of a batch stand in one matrix: the linear layers, nine tenths of the
work, see no padding, and attention runs over texts of equal length together. Against the usual
padded pass this saves the padding, the mask and, with bfloat16, most casts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from workbench.embedding.model_files.weights import pooling_of, read_json

ROWS = 512
"""Tokens of each matrix product, texts and filling: always as many, see `PackedBert`."""
FEW = 32
"""The same for a query, if this machine computes the same bits with so few: a third of the time."""

POOLINGS = ("mean", "cls")
SCORES = 1 << 19
"""Attention scores computed at once: more of them, in float32, leave the second-level cache."""


@dataclass(frozen=True)
class BertShape:
    """What of a sentence-transformers folder decides the forward pass.

    dimensions, heads, layers: width of the model, attention heads, layers.
    epsilon: added to the variance in layer normalization.
    max_tokens: tokens of a text that the model sees, special ones included.
    pooling: "mean" or "cls".
    """

    dimensions: int
    heads: int
    layers: int
    epsilon: float
    max_tokens: int
    pooling: str


def read_shape(folder: Path) -> BertShape | None:
    """Return the shape of a plain BERT sentence model, or None for any other model.

    Plain is: a BERT encoder with absolute positions and the exact GELU, mean or first-token
    pooling, no further layers but a normalization, weights in one safetensors file.
    """
    names = ("config.json", "modules.json", "tokenizer.json", "model.safetensors")
    if not all((folder / name).is_file() for name in names):
        return None
    config = _mapping(folder / "config.json")
    pooling = _pooling(folder)
    plain = (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder")
    )
    if not plain or pooling is None:
        return None
    limit = int(config["max_position_embeddings"])
    sentence = folder / "sentence_bert_config.json"
    if sentence.is_file():
        limit = min(limit, int(_mapping(sentence).get("max_seq_length") or limit))
    return BertShape(
        dimensions=int(config["hidden_size"]),
        heads=int(config["num_attention_heads"]),
        layers=int(config["num_hidden_layers"]),
        epsilon=float(config.get("layer_norm_eps", 1e-12)),
        max_tokens=limit,
        pooling=pooling,
    )


class PackedBert:
    """The forward pass, on a CPU.

    Layer normalization, residuals and softmax stay in float32 in all precisions; with bfloat16
    only the operands of matrix products are rounded.

    A text gets the same vector, to the bit, whatever it is computed with. Most operators treat each
    token for itself. Matrix products do not: libraries choose by the number of rows how they cut
    sums into parts, and another cut rounds differently. So each product has `ROWS` rows.

    2026-11-29, 2 cores, busy, `benchmarks/embedding.py --only passes` on 13 tokens in bfloat16: 1.3
    times as fast as the padded pass, 1.8 times if that pads to fixed shapes. By a script that was
    not kept: 1.35 on 46 tokens, 1.0 on 250 and on 13 in float32; float32 on others not measured.

    folder: A folder for which `read_shape` gives a shape.
    shape: that shape.
    precision: "float32" or "bfloat16".

    Raises
    ------
    KeyError
        If the weights lack a tensor.
    """

    def __init__(self, folder: Path, shape: BertShape, precision: str) -> None:
        self.shape = shape
        self._type = torch.bfloat16 if precision == "bfloat16" else torch.float32
        loaded = load_file(folder / "model.safetensors")
        # Files that were saved with a further head on top name the encoder `bert.`.
        stem = "bert." if "bert.embeddings.word_embeddings.weight" in loaded else ""
        tensors = {name.removeprefix(stem): value.float() for name, value in loaded.items()}
        self._words = tensors["embeddings.word_embeddings.weight"]
        # Each text is one segment, so the vector of its token type is always the first one: added
        # to the positions once instead of in each pass.
        self._places = (
            tensors["embeddings.position_embeddings.weight"]
            + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        self._first_norm = _pair(tensors, "embeddings.LayerNorm")
        self._layers = [self._layer(tensors, k) for k in range(shape.layers)]

    def forward(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return pooled vectors, not normalized. Shapes: returns (len(ids)."""
        with torch.inference_mode():
            groups = [torch.tensor(group) for group in _by_length(ids)]
            tokens = sum(group.numel() for group in groups)
            few = tokens <= FEW and self._few_agree
            states = self._embed(groups, -tokens % (FEW if few else ROWS))
            for layer in self._layers:
                states = self._run(states, layer, groups)
            start, pooled = 0, []
            for group in groups:
                texts, length = group.shape
                # No padding, so a plain mean over the tokens is the masked mean of the padded pass.
                part = states[start : start + texts * length].view(texts, length, -1)
                pooled.append(part.mean(1) if self.shape.pooling == "mean" else part[:, 0])
                start += texts * length
            vectors: NDArray[np.float32] = torch.cat(pooled).numpy()
        return vectors

    @cached_property
    def _few_agree(self) -> bool:
        """Tell whether products of few rows have the same bits here as those of many.

        Libraries choose how they add by the shape of a product, not by its numbers.
        """
        random = torch.Generator().manual_seed(0)
        for weights in self._layers[0].values():
            if weights[0].ndim != 2:
                continue  # a normalization
            many = torch.randn(ROWS, weights[0].shape[1], generator=random)
            few = self._linear(many[:FEW], weights)
            if not torch.equal(few, self._linear(many, weights)[:FEW]):
                return False
        return True

    def _embed(self, groups: Sequence[Any], filling: int) -> Any:
        tokens = [group.reshape(-1) for group in groups]
        tokens.append(torch.zeros(filling, dtype=tokens[0].dtype))
        places = [self._places[: one.shape[1]].repeat(one.shape[0], 1) for one in groups]
        places.append(self._places[:1].expand(filling, -1))
        states = torch.nn.functional.embedding(torch.cat(tokens), self._words)
        states += torch.cat(places)
        return self._norm(states, self._first_norm)

    def _run(self, states: Any, layer: dict[str, Any], groups: Sequence[Any]) -> Any:
        linear, gelu = self._linear, torch.nn.functional.gelu
        # Attention, residual, normalization; then two linear layers, residual, normalization. BERT
        # normalizes after each residual, many later models before it.
        projected = linear(states, layer["attend"])
        context = self._attend(projected, groups)
        states = self._norm(states + linear(context, layer["mix"]), layer["norm1"])
        inner = gelu(linear(states, layer["widen"]))
        return self._norm(states + linear(inner, layer["narrow"]), layer["norm2"])

    def _linear(self, states: Any, weights: Any) -> Any:
        linear, parts = torch.nn.functional.linear, states.to(self._type).split(ROWS)
        products = [linear(part, *weights) for part in parts]
        return products[0] if len(products) == 1 else torch.cat(products)

    def _attend(self, projected: Any, groups: Sequence[Any]) -> Any:
        """Attend within each text, texts of equal length at once as far as `SCORES` allows."""
        heads = self.shape.heads
        context = torch.zeros(len(projected), projected.shape[1] // 3, dtype=projected.dtype)
        start = 0
        for group in groups:
            texts, length = group.shape
            rows = slice(start, start + texts * length)
            start = rows.stop
            # Texts of one length fill whole rows one behind the other, so they are one dense array
            # (text, head, token, number): neither padding nor a mask for it.
            query, key, value = (
                projected[rows].view(texts, length, 3, heads, -1).permute(2, 0, 3, 1, 4)
            )
            # A view into the result: products are written to their place, and nothing is joined.
            mixed = context[rows].view(texts, length, heads, -1).transpose(1, 2)
            for block in _blocks(texts, heads, length):
                # Queries carry the scale already. torch's fused kernel is slower on short texts.
                # Dense copies, as torch makes of several texts: of one text it takes the view, and
                # some libraries add in another order then.
                keys = key[block].transpose(-1, -2).contiguous()
                scores = query[block].contiguous() @ keys
                # In float32 also with bfloat16: its 8 bits are too few for a sum of many small
                # numbers.
                weights = torch.softmax(scores, -1, dtype=torch.float32)
                mixed[block] = weights.to(self._type) @ value[block].contiguous()
        return context

    def _norm(self, states: Any, pair: tuple[Any, Any]) -> Any:
        return torch.nn.functional.layer_norm(states, states.shape[-1:], *pair, self.shape.epsilon)

    def _layer(self, tensors: dict[str, Any], number: int) -> dict[str, Any]:
        """Gather one layer's weights; queries, keys and values become one product."""
        stem = f"encoder.layer.{number}."
        scale = (self.shape.dimensions // self.shape.heads) ** -0.5
        parts = [_pair(tensors, f"{stem}attention.self.{n}") for n in ("query", "key", "value")]
        # Scores are divided by the root of a head's width. Done to the queries' weights once, it
        # saves a pass over all scores, and attention is quadratic in the length.
        parts[0] = (parts[0][0] * scale, parts[0][1] * scale)
        # One product of three times the width keeps the cores busier than three, and reads the
        # tokens once.
        joined = tuple(torch.cat([part[k] for part in parts]) for k in (0, 1))
        linears = {
            "attend": joined,
            "mix": _pair(tensors, f"{stem}attention.output.dense"),
            "widen": _pair(tensors, f"{stem}intermediate.dense"),
            "narrow": _pair(tensors, f"{stem}output.dense"),
        }
        layer: dict[str, Any] = {
            name: tuple(part.to(self._type).contiguous() for part in pair)
            for name, pair in linears.items()
        }
        layer["norm1"] = _pair(tensors, f"{stem}attention.output.LayerNorm")
        layer["norm2"] = _pair(tensors, f"{stem}output.LayerNorm")
        return layer


def _blocks(texts: int, heads: int, length: int) -> Iterator[tuple[slice, slice]]:
    """Yield parts of texts and heads, none with more than `SCORES` scores where that can be."""
    # Whole texts as long as one fits, then single heads of one text. One head of one text is the
    # least, however long the text.
    wide = max(1, SCORES // (heads * length**2))
    tall = max(1, min(heads, SCORES // length**2))
    for text in range(0, texts, wide):
        for head in range(0, heads, tall):
            yield slice(text, text + wide), slice(head, head + tall)


def _by_length(ids: Sequence[Sequence[int]]) -> list[list[Sequence[int]]]:
    """Split into runs of equal length, in order."""
    runs: list[list[Sequence[int]]] = []
    for one in ids:
        if runs and len(runs[-1][0]) == len(one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _pair(tensors: dict[str, Any], name: str) -> tuple[Any, Any]:
    return tensors[f"{name}.weight"], tensors[f"{name}.bias"]


def _mapping(path: Path) -> dict[str, Any]:
    content = read_json(path)
    return content if isinstance(content, dict) else {}


def _pooling(folder: Path) -> str | None:
    """Return how the folder's modules pool, None where they do anything else besides."""
    modules = read_json(folder / "modules.json")
    listed = [one for one in modules if isinstance(one, dict)] if isinstance(modules, list) else []
    kinds = [str(one.get("type", "")).rsplit(".", 1)[-1] for one in listed]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return None
    if not all(str(one["type"]).startswith("sentence_transformers.") for one in listed):
        return None
    if listed[0].get("path"):
        return None
    mode = pooling_of(folder)
    return mode if mode in POOLINGS else None
