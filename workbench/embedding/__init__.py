"""Texts -> unit vectors: models, tokens, encoders and the vector store."""

from workbench.embedding.base import Embedding, Encoder, EncoderInfo
from workbench.embedding.catalog import CARDS, DEFAULT_MODEL, ModelCard
from workbench.embedding.custom_encoder import CustomEncoder, as_encoder
from workbench.embedding.embed import embed_texts
from workbench.embedding.endpoint import EndpointEncoder, load_endpoint
from workbench.embedding.entries import Lookup
from workbench.embedding.exporting import exported_bytes, remove_exports
from workbench.embedding.given_vectors import given_embedding, no_encoder
from workbench.embedding.language import Legibility, guess_language, legibility
from workbench.embedding.listing import models
from workbench.embedding.load import load_encoder
from workbench.embedding.locate import locate_model
from workbench.embedding.maintenance import (
    StoreCheck,
    check_store,
    export_store,
    prune_store,
    store_table,
)
from workbench.embedding.partitions import Recipe, embed_on
from workbench.embedding.passages import Passages
from workbench.embedding.store import VectorStore
from workbench.embedding.vectors_file import check_vectors_file, mark_vectors_file
from workbench.embedding.weights import ModelFiles

__all__ = [
    "CARDS",
    "DEFAULT_MODEL",
    "CustomEncoder",
    "Embedding",
    "Encoder",
    "EncoderInfo",
    "EndpointEncoder",
    "Legibility",
    "Lookup",
    "ModelCard",
    "ModelFiles",
    "Passages",
    "Recipe",
    "StoreCheck",
    "VectorStore",
    "as_encoder",
    "check_store",
    "check_vectors_file",
    "embed_on",
    "embed_texts",
    "export_store",
    "exported_bytes",
    "given_embedding",
    "guess_language",
    "legibility",
    "load_encoder",
    "load_endpoint",
    "locate_model",
    "mark_vectors_file",
    "models",
    "no_encoder",
    "prune_store",
    "remove_exports",
    "store_table",
]
