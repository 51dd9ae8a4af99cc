"""A killed run resumes and loses nothing but the batch in flight."""

import multiprocessing
import os
import random
import signal
import time

import numpy as np
import pytest

from tests.fakes import FakeEncoder
from workbench.embedding import VectorStore, embed, embed_texts

TEXTS = [f"ticket {k} " + "word " * (k % 40) for k in range(20_000)]


class Logged(FakeEncoder):
    """Writes down what it encoded, a line a batch, and takes its time."""

    def __init__(self, log, pause=0.0):
        super().__init__(dimensions=8)
        self.log, self.pause = log, pause

    def encode(self, texts):
        time.sleep(self.pause)
        with self.log.open("a") as file:
            file.write(" ".join(text.split()[1] for text in texts) + "\n")
        numbers = [int(text.split()[1]) for text in texts]
        vectors = np.stack([np.cos(number + np.arange(8)) for number in numbers])
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def run(folder, log):
    with VectorStore(folder) as store:
        embed_texts(TEXTS, Logged(log, pause=0.02), store=store)


def size(log):
    return log.stat().st_size if log.exists() else 0


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("kills", [5, pytest.param(40, marks=pytest.mark.soak)])
def test_kills_lose_no_more_than_the_batches_in_flight(tmp_path, kills):
    log, moments, killed = tmp_path / "log", random.Random(0), 0
    context = multiprocessing.get_context("spawn")
    for _ in range(kills):
        child = context.Process(target=run, args=[tmp_path / "vectors", log])
        child.start()
        before = size(log)
        while size(log) == before and child.is_alive():
            time.sleep(0.002)
        time.sleep(moments.uniform(0, 0.1))
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
            killed += 1
        child.join()
    assert killed >= kills / 4
    encoder = Logged(log)
    with VectorStore(tmp_path / "vectors") as store:
        result = embed_texts(TEXTS, encoder, store=store)
        assert store.notes == ()
    assert np.array_equal(result.vectors, Logged(tmp_path / "other").encode(TEXTS))
    numbers = [number for line in log.read_text().splitlines() for number in line.split()]
    assert len(set(numbers)) == len(TEXTS)
    twice = len(numbers) - len(TEXTS)
    assert twice <= killed * embed.BATCH_TEXTS
