"""Embedding beside ``SentenceTransformer.encode`` with defaults, on real texts.

Run from the project's folder, on a quiet machine::

    python -m benchmarks.embedding FOLDER_WITH_BANKING77 [--only speed long passes ...]

The folder is that of the real data sets (it holds ``banking77/banking77.tsv``). Long texts are
made by joining its messages, about 200 tokens each. Peers and Workbench take turns in one run;
CPU seconds stand beside wall seconds because other work on the machine blurs the latter.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.embedding import VectorStore, embed_texts, load_encoder, locate_model
from workbench.embedding.encoders.devices import single_threaded_operators
from workbench.embedding.encoders.local_encoder import LocalEncoder
from workbench.embedding.encoders.packed_bert import ROWS
from workbench.embedding.encoders.padded_model import PaddedModel

Row = tuple[str, ...]
BLOCK = 1000
SAMPLE = 3000
"""Texts whose similarities to each other are compared pair by pair."""
ENCODERS: dict[str, dict[str, str]] = {
    "auto": {},
    "float32": {"precision": "float32"},
    "onnx": {"backend": "onnx"},
    "openvino": {"backend": "openvino"},
}


def main() -> None:
    """Run the parts asked for and print one table each."""
    parts = {
        "speed": short_texts,
        "long": long_texts,
        "passes": passes,
        "gpu": on_gpu,
        "cache": cached,
        "counts": counted,
        "kill": killed,
    }
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=list(parts), default=list(parts))
    parser.add_argument("--texts", type=int, default=10_000, help="short texts")
    parser.add_argument("--long-texts", type=int, default=5_000)
    parser.add_argument("--encoders", nargs="+", choices=list(ENCODERS), default=list(ENCODERS))
    arguments = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores", flush=True)
    for name in arguments.only:
        show(f"{name}", parts[name](arguments))


def short_texts(arguments: argparse.Namespace) -> Iterator[Row]:
    """Distinct banking77 messages."""
    return compare(messages(arguments.folder)[: arguments.texts], arguments.encoders)


def long_texts(arguments: argparse.Namespace) -> Iterator[Row]:
    """Messages joined to about 200 tokens."""
    texts = joined(messages(arguments.folder), arguments.long_texts)
    return compare(texts, arguments.encoders)


def compare(texts: list[str], chosen: list[str]) -> Iterator[Row]:
    """Embed the same texts by sentence-transformers and at each precision, in turns.

    Blocks of texts go to each encoder one after the other, so that other work on the machine
    weighs on all alike.
    """
    yield (
        "encoder",
        "texts/s",
        "times",
        "CPU s",
        "cosine least / mean",
        "pairs at 0.9: Jaccard",
        "pairwise error mean / 99 % / most",
    )
    encoders = {"SentenceTransformer.encode": reference()}
    for name in chosen:
        encoder = load_encoder(**ENCODERS[name])
        encoders[f"workbench {name} ({encoder.info.precision})"] = encoder.encode
    found: dict[str, list[Any]] = {name: [] for name in encoders}
    for encode in encoders.values():
        encode(texts[:64])
    for start in range(0, len(texts), BLOCK):
        for name, encode in encoders.items():
            found[name].append(timed(encode, texts[start : start + BLOCK]))
    exact = np.vstack([vectors for vectors, _, _ in found["SentenceTransformer.encode"]])
    base = sum(wall for _, wall, _ in found["SentenceTransformer.encode"])
    wanted = pairs_at(exact, 0.9)
    for name, runs in found.items():
        vectors = np.vstack([vectors for vectors, _, _ in runs])
        wall, cpu = sum(wall for _, wall, _ in runs), sum(cpu for _, _, cpu in runs)
        cosine = (vectors.astype(np.float64) * exact).sum(axis=1)
        error = np.abs(vectors[:SAMPLE] @ vectors[:SAMPLE].T - exact[:SAMPLE] @ exact[:SAMPLE].T)
        pairs = pairs_at(vectors, 0.9)
        agree = len(wanted & pairs) / max(1, len(wanted | pairs))
        yield (
            name,
            rate(texts, wall),
            f"{base / wall:.2f}",
            f"{cpu:.1f}",
            f"{cosine.min():.6f} / {cosine.mean():.6f}",
            f"{agree:.4f} of {len(wanted):,}",
            f"{error.mean():.4f} / {np.quantile(error, 0.99):.4f} / {error.max():.4f}",
        )


def passes(arguments: argparse.Namespace) -> Iterator[Row]:
    """Beside the padded pass at the same precision, by processor time.

    "fixed shapes" pads each text to a multiple of 8 tokens and each batch to the same number of
    texts: what the padded pass needs to give a text the same vector whatever it is computed with.
    """
    yield "texts", "tokens", "padded, by length", "padded, fixed shapes", "packed: least / median"
    short = messages(arguments.folder)
    kinds = {
        "questions": short[:1600],
        "five joined": [" ".join(short[k : k + 5]) for k in range(0, 2000, 5)],
        "200 tokens and more": joined(short, 300, least=16),
    }
    for precision in ("bfloat16", "float32"):
        packed = load_encoder(device="cpu", precision=precision)
        padded = PaddedModel(locate_model(), "cpu", precision)
        encoders = {
            "padded": as_encoder(padded, packed),
            "fixed": as_encoder(FixedShapes(padded), packed, batches=fixed_shapes),
            "packed": packed,
        }
        for name, texts in kinds.items():
            yield turns(f"{name}, {precision}", texts, encoders)


def turns(name: str, texts: list[str], encoders: dict[str, Any]) -> Row:
    """Let encoders take turns over eighths of the texts; return times the padded one's time."""
    seconds: dict[str, list[float]] = {each: [] for each in encoders}
    for encoder in encoders.values():
        encoder.encode(texts[:32])
    for part in np.array_split(np.array(texts, dtype=object), 8):
        for each, encoder in encoders.items():
            seconds[each].append(timed(encoder.encode, part.tolist())[2])
    base = np.array(seconds["padded"])
    ratios = {each: base / np.array(spent) for each, spent in seconds.items()}
    tokens = np.median(encoders["packed"].count_tokens(texts))
    rows = [f"{ratios[each].min():.2f} / {np.median(ratios[each]):.2f}" for each in ratios]
    return (name, f"{tokens:.0f}", *rows)


def as_encoder(model: Any, like: Any, **options: Any) -> LocalEncoder:
    """Return an encoder that differs from another in its forward pass alone."""
    return LocalEncoder(model, like._tokens, like.info, alone=single_threaded_operators, **options)


def fixed_shapes(lengths: NDArray[np.int32], budget: int) -> list[NDArray[np.int64]]:
    """Batch texts by their length rounded up to a multiple of 8."""
    batches, rounded = [], -(-lengths // 8) * 8
    for length in np.unique(rounded):
        places, size = np.flatnonzero(rounded == length), max(1, budget // int(length))
        batches += [places[start : start + size] for start in range(0, len(places), size)]
    return batches


class FixedShapes:
    """The padded pass over batches whose shape depends on each text's own length alone."""

    def __init__(self, model: PaddedModel) -> None:
        self.model = model

    def forward(self, ids: list[list[int]]) -> NDArray[np.float32]:
        """Fill the batch up, with texts and with a text of the full length."""
        length = -(-max(map(len, ids)) // 8) * 8
        filling = max(1, ROWS // length) - len(ids) + 1
        found = self.model.forward([*ids, *filling * [ids[0] + [0] * (length - len(ids[0]))]])
        return found[: len(ids)]


def on_gpu(arguments: argparse.Namespace) -> Iterator[Row]:
    """Short texts in float16, where there is a CUDA device."""
    import torch

    yield "device", "texts/s", "least cosine"
    if not torch.cuda.is_available():
        yield "none here", "not measured", ""
        return
    texts = messages(arguments.folder)[: arguments.texts]
    encoder = load_encoder(device="cuda")
    encoder.encode(texts[:1000])
    vectors, wall, _ = timed(encoder.encode, texts)
    exact = load_encoder(device="cpu", precision="float32").encode(texts[:1000])
    cosine = (vectors[:1000].astype(np.float64) * exact).sum(axis=1).min()
    name = f"{torch.cuda.get_device_name()} ({encoder.info.precision})"
    yield name, rate(texts, wall), f"{cosine:.6f}"


def counted(_: argparse.Namespace, count: int = 50_000) -> Iterator[Row]:
    """Count what is encoded when a table of 50,000 texts changes a little."""
    yield "change", "rows", "encoded"
    texts, quiet = numbered(count), SlowEncoder(os.devnull, 0.0)
    shuffled = random.Random(0).sample(texts, count)
    fresh = [f"copied {text}" for text in texts[: count * 7 // 10]]
    changes = {
        "new": texts,
        "again": texts,
        "100 rows more": [*texts, *(f"new {text}" for text in texts[:100])],
        "one row edited": [f"edited {texts[0]}", *texts[1:]],
        "another order": shuffled,
        "30 % copies": [*fresh, *fresh[: count - len(fresh)]],
    }
    with tempfile.TemporaryDirectory() as folder, VectorStore(folder) as store:
        for name, table in changes.items():
            yield name, f"{len(table):,}", f"{embed_texts(table, quiet, store=store).encoded:,}"


def cached(_: argparse.Namespace, count: int = 200_000) -> Iterator[Row]:
    """Look up texts that are all in the store, in a process of its own."""
    yield "all cached", "texts/s", "seconds", "peak memory / vectors"
    with tempfile.TemporaryDirectory() as folder:
        run_in_child(fill_store, folder, count)
        seconds, peak = run_in_child(read_store, folder, count)
    size = count * 384 * 4
    yield f"{count:,} texts", f"{count / seconds:,.0f}", f"{seconds:.2f}", f"{peak / size:.2f}"


def killed(_: argparse.Namespace, count: int = 20_000, times: int = 20) -> Iterator[Row]:
    """Kill a run at random moments, resume it, and compare with a run left in peace."""
    yield "killed", "complete", "wrong", "encoded twice (of which in flight)"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "encoded.log"
        moments = random.Random(0)
        for _number in range(times):
            child = multiprocessing.get_context("spawn").Process(
                target=slow_run, args=(folder, count, str(log))
            )
            child.start()
            started = size_of(log)
            while size_of(log) == started and child.is_alive():
                time.sleep(0.01)
            time.sleep(moments.uniform(0.0, 0.2))
            if child.pid is not None and child.is_alive():
                os.kill(child.pid, signal.SIGKILL)
            child.join()
        before = log.read_text().splitlines()
        with VectorStore(folder) as store:
            result = embed_texts(numbered(count), SlowEncoder(str(log), 0.0), store=store)
        expected = SlowEncoder(str(log) + ".peace", 0.0).encode(numbered(count))
        after = log.read_text().splitlines()
    twice = len(after) - len(set(after))
    wrong = int((result.vectors != expected).any(axis=1).sum())
    complete = len(set(after)) == count
    yield f"{times} times", str(complete), str(wrong), f"{twice} after {len(before):,} encoded"


def size_of(path: Path) -> int:
    """Return a file's size, 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


class SlowEncoder:
    """Encodes at a modest rate and writes down what it encoded."""

    def __init__(self, log: str, pause: float) -> None:
        from workbench.embedding import EncoderInfo

        self.log, self.pause = log, pause
        self.info = EncoderInfo("slow", "fake", "cpu", "float32", 384, 256, "slow")

    def count_tokens(self, texts: list[str]) -> NDArray[np.int32]:
        """Count words."""
        return np.array([len(text.split()) for text in texts], dtype=np.int32)

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return a vector that depends on the text alone."""
        time.sleep(self.pause)
        with Path(self.log).open("a") as file:
            file.writelines(f"{text}\n" for text in texts)
        seeds = [int(text.rsplit(" ", 1)[1]) for text in texts]
        vectors = np.stack([np.random.default_rng(seed).normal(size=384) for seed in seeds])
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def slow_run(folder: str, count: int, log: str) -> None:
    """Embed until killed."""
    with VectorStore(folder) as store:
        embed_texts(numbered(count), SlowEncoder(log, 0.1), store=store)


def fill_store(folder: str, count: int) -> None:
    """Store random vectors of numbered texts."""
    with VectorStore(folder) as store:
        embed_texts(numbered(count), SlowEncoder(os.devnull, 0.0), store=store)


def read_store(folder: str, count: int) -> tuple[float, int]:
    """Return seconds and added bytes at the peak of a run that finds everything."""
    texts = numbered(count)
    encoder = SlowEncoder(os.devnull, 0.0)
    before = peak_bytes(reset=True)
    start = time.perf_counter()
    with VectorStore(folder) as store:
        result = embed_texts(texts, encoder, store=store)
    seconds = time.perf_counter() - start
    assert result.cached == count
    return seconds, peak_bytes() - before


def peak_bytes(*, reset: bool = False) -> int:
    """Return the most memory that this process has taken, since the last reset where Linux can."""
    status, clear = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not (status.exists() and clear.exists()):
        return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if reset:
        clear.write_text("5")
    line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
    return 1024 * int(line.split()[1])


def run_in_child(function: Callable[..., Any], *arguments: Any) -> Any:
    """Run a function in a new process and return what it returns."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def reference() -> Callable[[list[str]], NDArray[np.float32]]:
    """Return sentence-transformers' encode, as a newcomer would call it."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(locate_model().folder), device="cpu", local_files_only=True)
    return lambda texts: np.asarray(model.encode(texts, show_progress_bar=False))


def timed(
    encode: Callable[[list[str]], NDArray[np.float32]], texts: list[str]
) -> tuple[NDArray[np.float32], float, float]:
    """Return vectors, wall seconds and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    vectors = encode(texts)
    return vectors, time.perf_counter() - wall, time.process_time() - cpu


def pairs_at(vectors: NDArray[np.float32], threshold: float) -> set[tuple[int, int]]:
    """Return all pairs at or above the threshold, tile by tile."""
    found: set[tuple[int, int]] = set()
    for start in range(0, len(vectors), 2000):
        left, right = np.nonzero(vectors[start : start + 2000] @ vectors.T >= threshold)
        keep = left + start < right
        found.update(zip((left[keep] + start).tolist(), right[keep].tolist(), strict=True))
    return found


def messages(folder: Path) -> list[str]:
    """Return the distinct messages of banking77 in the order of the file."""
    path = folder / "banking77" / "banking77.tsv"
    if not path.is_file():
        sys.exit(f"{path} is needed")
    lines = path.read_text("utf-8").splitlines()[1:]
    return list(dict.fromkeys(line.split("\t")[0] for line in lines))


def joined(texts: list[str], count: int, least: int = 6) -> list[str]:
    """Return long texts made of about 13 messages each."""
    chooser = random.Random(0)
    return [" ".join(chooser.choices(texts, k=chooser.randint(least, 20))) for _ in range(count)]


def numbered(count: int) -> list[str]:
    """Return distinct texts of a ticket's usual length."""
    filler = "a support text about cards and refunds, as long as such texts usually are, number"
    return [f"{filler} {number}" for number in range(count)]


def rate(texts: list[str], seconds: float) -> str:
    """Word texts per second."""
    return f"{len(texts) / seconds:,.0f}"


def show(title: str, rows: Iterator[Row]) -> None:
    """Print a table as its rows come."""
    print(f"\n{title}")
    for row in rows:
        print("  " + " | ".join(row), flush=True)


if __name__ == "__main__":
    main()
