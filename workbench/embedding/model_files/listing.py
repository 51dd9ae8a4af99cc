"""The models that Workbench knows, as a table."""

from __future__ import annotations

import pandas as pd

from workbench.calls import answers_calls
from workbench.embedding.model_files.catalog import CARDS, ModelCard
from workbench.embedding.model_files.locate import locate_model
from workbench.errors import ModelError


@answers_calls
def models() -> pd.DataFrame:
    """Return the models that Workbench knows.

    Any other sentence-transformers model with safetensors weights works as well, by its hub id
    or its folder.

    Returns
    -------
    DataFrame
        One row per model, with its name as index: dimensions, max_tokens, languages, license,
        size_mb (of the weights), downloaded (whether it is on this machine), choose_when, mteb
        (published average, missing if no source was at hand), mteb_source, pooling, prefix and
        checksum_known (whether the weights are checked before they are loaded).
    """
    return pd.DataFrame(
        [
            {
                "name": card.name,
                "dimensions": card.dimensions,
                "max_tokens": card.max_tokens,
                "languages": card.languages,
                "license": card.license,
                "size_mb": card.size_mb,
                "downloaded": _is_here(card),
                "choose_when": card.choose,
                "mteb": card.mteb,
                "mteb_source": card.mteb_source,
                "pooling": card.pooling,
                "prefix": card.prefix,
                "checksum_known": bool(card.sha256),
            }
            for card in CARDS
        ]
    ).set_index("name")


def _is_here(card: ModelCard) -> bool:
    """Tell whether a model is on this machine, without the network."""
    try:
        locate_model(card.name, download=False)
    except ModelError:
        return False
    return True
