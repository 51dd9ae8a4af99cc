"""Tables whose topics are known, embedded by the stand-in encoder."""

import numpy as np
import pandas as pd
import pytest

from tests.fakes import FakeEncoder
from workbench.similarity import neighbors
from workbench.tables import rows_of

SUBJECTS = {
    "card": "card lost stolen replacement",
    "refund": "refund money returned purchase",
    "login": "password login account reset",
    "parcel": "parcel delivery courier late",
}
WEEKDAYS = "today yesterday urgent again monday morning evening week branch help"
FILLER = WEEKDAYS.split()


def make_texts(each=40, seed=0, subjects=SUBJECTS):
    """Texts of a few words of one subject and one of filler, all distinct."""
    rng = np.random.default_rng(seed)
    texts, labels = [], []
    for name, words in subjects.items():
        own, made = words.split(), set()
        while len(made) < each:
            picked = rng.permutation(own)[:3].tolist() + rng.permutation(FILLER)[:2].tolist()
            made.add(" ".join(picked))
        texts += sorted(made)
        labels += [name] * each
    return texts, labels


def embed(frame, text="text", k=31):
    """Rows, vectors and neighbors of a table."""
    rows = rows_of(frame, text)
    vectors = FakeEncoder().encode(list(rows.distinct))
    return rows, vectors, neighbors(vectors, k)


@pytest.fixture(scope="session")
def four():
    """Four clear topics of 40 texts each: the table and its parts."""
    texts, labels = make_texts()
    frame = pd.DataFrame({"text": texts, "label": labels})
    return frame, *embed(frame)
