"""Matrix products in 8-bit integers, for drafts.

Weights get one scale an output, activations one scale a token, both symmetric, as in Dettmers et
al., "LLM.int8()" (2022), section 2, without its outliers. One scale a batch, the usual way of
dynamic quantization, would make a text's vector depend on whatever texts are computed beside it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

LARGEST = 127.0
SMALLEST_SCALE = 1e-12


class Int8Weights(NamedTuple):
    """A linear layer's weights: int8 (in, out), one scale an output, and the bias."""

    table: Any
    scales: Any
    bias: Any


def quantize(weight: Any, bias: Any) -> Int8Weights:
    """Return a linear layer's weights in int8. Shapes: weight (out, in), bias (out,)."""
    import torch

    # The largest weight of each output becomes 127. Symmetric, without a zero point: that would
    # need a correction by the sums of rows and columns for each product. If all weights
    # of an output are 0, it gets a tiny scale instead of a division by 0.
    scales = (weight.abs().amax(1) / LARGEST).clamp_(min=SMALLEST_SCALE)
    # Weights of one output stay together in memory. The transposed view only names the axes as the
    # product wants them.
    table = (weight / scales[:, None]).round_().to(torch.int8).contiguous().t()
    return Int8Weights(table, scales, torch.zeros(len(weight)) if bias is None else bias)


def int8_linear(states: Any, weights: Int8Weights) -> Any:
    """Return ``states @ weight.T + bias`` with both operands rounded to int8.

    Shapes: states (tokens, in), returns (tokens, out).
    """
    import torch

    # From this token's numbers alone: with a scale over the batch, a text's vector would depend on
    # the texts computed beside it, and a cached one could differ from a new one.
    scales = (states.abs().amax(-1, keepdim=True) / LARGEST).clamp_(min=SMALLEST_SCALE)
    rounded = (states / scales).round_().to(torch.int8)
    # Private to torch, but what its own quantization package stands on.
    # int32 sums hold 133,000 products of 127 x 127 (2^31 / 127^2), far more than any layer has
    # inputs. So they are exact, and the order of the additions does not matter.
    sums = torch._int_mm(rounded, weights.table)  # noqa: SLF001
    # Back to real numbers: a sum of products counts units of (token scale) x (output scale). In
    # place, because these arrays are large.
    return sums.float().mul_(scales).mul_(weights.scales).add_(weights.bias)


def quantize_model(model: Any) -> None:
    """Replace the linear layers of a torch module by int8 ones, in place."""
    import torch

    class Int8Linear(torch.nn.Module):
        def __init__(self, layer: Any) -> None:
            super().__init__()
            self.weights = quantize(layer.weight.detach(), layer.bias)
            self.width = layer.out_features

        def forward(self, states: Any) -> Any:
            flat = int8_linear(states.reshape(-1, states.shape[-1]), self.weights)
            return flat.reshape(*states.shape[:-1], self.width)

    # Listed before anything is replaced: modules must not change while they are walked.
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, torch.nn.Linear):
                setattr(parent, name, Int8Linear(child))
