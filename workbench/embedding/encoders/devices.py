"""What this machine can compute with, asked of torch."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import torch

from workbench.errors import InputError

NATIVE_BFLOAT16 = ("avx512_bf16", "amx_bf16", "bf16", "arm_bf16", "sve_bf16")
"""Names by which torch reports instructions that multiply bfloat16."""
KEPT_BYTES = (32 << 20) - (1 << 16)
"""A little under the largest block whose release glibc learns from."""


def choose_device(device: str) -> str:
    """Return the device to compute on: the one named, or for "auto" a GPU where there is one."""
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if device == "auto":
        return next(name for name, there_is in there.items() if there_is)
    if there.get(device, False):
        return device
    have = ", ".join(repr(name) for name, there_is in there.items() if there_is)
    raise InputError(f"device={device!r} is not on this machine (torch finds {have}). Try 'auto'.")


def choose_precision(precision: str, device: str) -> str:
    """Return the precision to compute in: the one named, or what the processor does natively."""
    if precision != "auto":
        return precision
    if device == "cpu":
        return "bfloat16" if has_native_bfloat16() else "float32"
    return "float16"


def has_native_bfloat16() -> bool:
    """Tell whether the CPU multiplies bfloat16 matrices by instructions of its own."""
    asked = getattr(torch.cpu, "get_capabilities", None)  # torch 2.8 and later
    if asked is None:
        return bool(torch.cpu._is_avx512_bf16_supported())  # noqa: SLF001 - all there was
    capabilities = asked()
    return any(capabilities.get(name) for name in NATIVE_BFLOAT16)


@contextlib.contextmanager
def single_threaded_operators() -> Iterator[None]:
    """Let each torch operator use one thread, for callers that run batches in threads.

    Two batches side by side are a fifth faster than one batch on two threads: nobody waits at
    the end of each small operator.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def keep_freed_memory() -> None:
    """Let glibc keep the memory that a layer frees for the next one.

    Beyond a limit glibc gives freed memory back to the system, which clears every page of it when
    it is asked for again: up to a tenth of the time of a forward pass on long texts. The limit
    follows the largest block freed so far (mallopt(3), M_MMAP_THRESHOLD), so that freeing one is
    enough. Elsewhere, and where MALLOC_ variables set a limit, this does nothing. No vector depends
    on it.
    """
    torch.empty(KEPT_BYTES, dtype=torch.uint8)
