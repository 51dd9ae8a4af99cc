"""What is looked for by words, as an axis."""

import pandas as pd
import pytest

import workbench as wb
from workbench.errors import InputError


def test_an_axis_runs_from_one_phrase_to_the_other(encoder):
    frame = pd.DataFrame({"text": ["angry late parcel", "happy fine parcel", None]}, index=[*"abc"])
    corpus = wb.embed(frame, text="text", model=encoder, cache=False, progress=False)
    axis = corpus.semantic_axis("angry late", ["happy fine", "fine happy"])
    assert axis.index.tolist() == [*"abc"]
    assert axis["a"] < 0 < axis["b"]
    assert axis.isna().tolist() == [False, False, True]
    with pytest.raises(InputError, match="mean the same"):
        corpus.semantic_axis("angry", "angry")
    with pytest.raises(InputError, match="blank query"):
        corpus.semantic_axis(" ", "angry")


def test_the_nearest_texts_of_a_row_are_other_texts_once_each(encoder):
    texts = [
        "late parcel",
        "late parcel again",
        "late parcel",
        "late parcel again",
        None,
        "dry sea",
    ]
    frame = pd.DataFrame({"text": texts})
    corpus = wb.embed(frame, text="text", model=encoder, cache=False, progress=False)
    near = corpus._searcher.nearest(2, 5)
    assert near["row"].tolist()[0] == 1
    assert set(near["row"]) <= {1, 5}
    vectors = corpus.embedding.vectors
    expected = vectors @ vectors.T
    known = {text: place for place, text in enumerate(corpus.rows.distinct)}
    for row, value in near.itertuples(index=False):
        own, other = known["late parcel"], known[texts[row]]
        assert value == pytest.approx(expected[own, other], abs=1e-6)
    assert corpus._searcher.nearest(4, 5).empty  # a row without text
    assert corpus._searcher.nearest(5, 1)["row"].tolist() in ([], [0], [1])
