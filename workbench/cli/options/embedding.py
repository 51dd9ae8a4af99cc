"""Options that say how texts become vectors."""

from __future__ import annotations

import argparse

from workbench.embedding.encoders.endpoint_client import KEY_VARIABLE


def add_model(one: argparse.ArgumentParser) -> None:
    """Add the model and how it computes."""
    one.add_argument("--model", default=None, help="name, folder or hub id")
    one.add_argument(
        "--endpoint",
        metavar="URL",
        help="send the texts to this server (Ollama, llama.cpp, OpenAI ...), with private data "
        f"masked; --model is the model's name there, the key comes from {KEY_VARIABLE}",
    )
    one.add_argument("--backend", default="torch", help="torch, onnx or openvino")
    one.add_argument("--precision", default="auto", help="auto, float32, bfloat16 or float16")
    one.add_argument("--long-text", default="truncate", help="truncate or chunk")
    one.add_argument(
        "--draft",
        action="store_true",
        help="embed a sample only and predict all vectors from it: a first look at a large table",
    )
