"""Long texts: read whole, in pieces that the model can read."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import FakeEncoder
from workbench.embedding import VectorStore, embed_texts, load_encoder
from workbench.embedding.long_texts import ChunkedEncoder, split_text

WORDS = st.sampled_from(
    ["card", "refund", "lost", "why.", "no!", "really?\n", "...", "日本。", " "]
)


class Letters(FakeEncoder):
    """One token a letter, so that words can be longer than the limit."""

    def count_tokens(self, texts):
        return np.array([len("".join(text.split())) + 2 for text in texts], dtype=np.int32)


@given(st.lists(WORDS, max_size=80).map(" ".join), st.integers(4, 30))
@settings(deadline=None)
@pytest.mark.parametrize("kind", [FakeEncoder, Letters])
def test_chunks_fit_and_cover_the_text_in_order(kind, text, limit):
    encoder = kind(max_tokens=limit)
    spans = split_text(text, encoder)
    assert all(encoder.count_tokens([text[a:b]])[0] <= limit for a, b in spans)
    assert spans == sorted(spans)
    covered = np.zeros(len(text), dtype=bool)
    for start, stop in spans:
        covered[start:stop] = True
    assert all(covered[k] or text[k].isspace() for k in range(len(text)))


def test_a_text_that_fits_stays_whole():
    assert split_text("One. Two. Three.", FakeEncoder(max_tokens=5)) == [(0, 16)]


def test_chunks_end_at_sentence_ends_and_overlap():
    text = "".join(f"This is sentence {k}. " for k in range(30))
    spans = split_text(text, FakeEncoder(max_tokens=42))
    chunks = [text[start:stop].strip() for start, stop in spans]
    assert all(chunk.startswith("This") and chunk.endswith(".") for chunk in chunks)
    for one, other in itertools.pairwise(chunks):
        assert one.split(". ")[-1].rstrip(".") == other.split(". ")[0]


def test_a_vector_is_the_mean_of_its_chunks_by_length():
    encoder = FakeEncoder(max_tokens=6)
    text = "one two three four. five six."
    spans = split_text(text, encoder)
    parts = [text[start:stop] for start, stop in spans]
    assert len(parts) == 2
    weights = encoder.count_tokens(parts)[:, None]
    mean = (FakeEncoder().encode(parts) * weights).sum(axis=0)
    got = ChunkedEncoder(encoder).encode([text])[0]
    assert got == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)


def test_short_texts_get_the_encoders_own_vector():
    texts = ["short text", "long " * 500 + "end", "another short text"]
    result = embed_texts(texts, FakeEncoder(), long_text="chunk")
    plain = FakeEncoder().encode(texts)
    assert result.vectors[[0, 2]].tobytes() == plain[[0, 2]].tobytes()
    assert not np.array_equal(result.vectors[1], plain[1])
    assert not result.cut.any()
    assert result.seen.tolist() == result.tokens.tolist()
    assert "were read in chunks" in result.notes[0]


def test_what_stands_at_the_end_counts():
    filler = "word " * 300
    texts = [filler + "refund", filler + "password"]
    cut, whole = (embed_texts(texts, FakeEncoder(), long_text=how) for how in ("truncate", "chunk"))
    assert np.array_equal(cut.vectors[0], cut.vectors[1])
    assert not np.array_equal(whole.vectors[0], whole.vectors[1])


def test_the_two_ways_share_no_vector(tmp_path):
    with VectorStore(tmp_path) as store:
        embed_texts(["long " * 500], FakeEncoder(), store=store)
        assert embed_texts(["long " * 500], FakeEncoder(), store=store, long_text="chunk").encoded
        again = embed_texts(["long " * 500], FakeEncoder(), store=store, long_text="chunk")
        assert again.cached == 1


@pytest.mark.model
def test_real_tokens_fit(real_data):
    lines = (real_data / "covid_q" / "covid_q.tsv").read_text("utf-8").splitlines()[1:200]
    text = " ".join(line.split("\t")[0] for line in lines)
    encoder = load_encoder(device="cpu")
    spans = split_text(text, encoder)
    counts = encoder.count_tokens([text[start:stop] for start, stop in spans])
    assert counts.max() <= 256
    assert len(spans) < 1.5 * encoder.count_tokens([text])[0] / 256 + 1
