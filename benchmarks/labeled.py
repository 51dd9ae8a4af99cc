"""Labeled tables beside the project, and vectors of their texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embedding import embed_texts, load_encoder


def read_table(path: Path) -> pd.DataFrame:
    """Read a table of the labeled data; its cells are text."""
    return pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False)


def vectors_of(folder: Path | None, name: str, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the vectors of texts, those that a folder holds under this name or new ones."""
    file = folder and folder / f"{name}.npz"
    if file and file.is_file():
        stored = np.load(file, allow_pickle=True)
        place = {text: k for k, text in enumerate(stored["texts"])}
        chosen: NDArray[np.float32] = stored["vectors"][[place[text] for text in texts]]
        return np.ascontiguousarray(chosen)
    encoder = load_encoder(device="cpu", precision="float32")
    return embed_texts(texts, encoder, store=None).vectors
