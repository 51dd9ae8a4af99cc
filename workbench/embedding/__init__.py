"""Texts -> unit vectors: models, tokens, encoders and the vector store."""

from workbench.embedding.base import Embedding, Encoder, EncoderInfo
from workbench.embedding.drafts.draft import embed_draft, sampled_texts
from workbench.embedding.drafts.fidelity import Fidelity
from workbench.embedding.embed import embed_texts
from workbench.embedding.encoders.custom import CustomEncoder, as_encoder
from workbench.embedding.encoders.endpoint import EndpointEncoder, load_endpoint
from workbench.embedding.encoders.load import load_encoder
from workbench.embedding.encoders.onnx_export import exported_bytes, remove_exports
from workbench.embedding.given_vectors import given_embedding, no_encoder
from workbench.embedding.language import Legibility, guess_language, legibility, table_note
from workbench.embedding.model_files.catalog import CARDS, DEFAULT_MODEL, ModelCard, find_card
from workbench.embedding.model_files.locate import locate_model, models
from workbench.embedding.model_files.weights import ModelFiles
from workbench.embedding.on_workers import OnWorkers, Recipe, embed_on
from workbench.embedding.passages import Passages
from workbench.embedding.vector_store.entries import Lookup
from workbench.embedding.vector_store.known import KnownVectors
from workbench.embedding.vector_store.maintenance import (
    StoreCheck,
    check_store,
    export_store,
    prune_store,
    store_table,
)
from workbench.embedding.vector_store.mapped_file import check_vectors_file, mark_vectors_file
from workbench.embedding.vector_store.store import VectorStore, store_named

__all__ = [
    "CARDS",
    "DEFAULT_MODEL",
    "CustomEncoder",
    "Embedding",
    "Encoder",
    "EncoderInfo",
    "EndpointEncoder",
    "Fidelity",
    "KnownVectors",
    "Legibility",
    "Lookup",
    "ModelCard",
    "ModelFiles",
    "OnWorkers",
    "Passages",
    "Recipe",
    "StoreCheck",
    "VectorStore",
    "as_encoder",
    "check_store",
    "check_vectors_file",
    "embed_draft",
    "embed_on",
    "embed_texts",
    "export_store",
    "exported_bytes",
    "find_card",
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
    "sampled_texts",
    "store_named",
    "store_table",
    "table_note",
]
