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
