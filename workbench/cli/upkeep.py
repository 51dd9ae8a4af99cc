"""The commands that look after what was made: models, the vector store, reports."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from workbench.cli.analyses import corpus_of, duplicates_of
from workbench.cli.answer import Answer
from workbench.config import cache_folder
from workbench.embedding import (
    VectorStore,
    check_store,
    export_store,
    models,
    prune_store,
    store_table,
)
from workbench.errors import check_threshold
from workbench.reports import read_report, verify_report


def models_(_options: argparse.Namespace) -> Answer:
    """List the models of the catalogue."""
    table = models().reset_index()
    names = ["model", "dimensions", "max_tokens", "megabytes", "choose this when"]
    lines = [names, *table[names].astype(str).to_numpy().tolist()]
    widths = [max(len(line[k]) for line in lines) for k in range(len(names))]
    said = ["  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip()
            for line in lines]  # fmt: skip
    return Answer({"models": _records(table)}, said)


def cache_(options: argparse.Namespace) -> Answer:
    """Show, check, prune or export the vector store."""
    store = VectorStore(cache_folder())
    if options.check:
        found = check_store(store)
        bad = found.damaged + len(found.broken_files)
        line = f"{found.entries:,} entries read, {found.damaged:,} damaged"
        broken = [f"broken file, put aside by the next run: {name}" for name in found.broken_files]
        return Answer(asdict(found), [line, *broken], code=int(bad > 0))
    if options.prune is not None:
        freed = prune_store(store, options.prune)
        return Answer({"freed_bytes": freed}, [f"{freed / 1e6:.1f} MB freed"])
    if options.export:
        key, path = options.export
        count = export_store(store, key, path)
        return Answer({"entries": count, "file": path}, [f"{count:,} vectors written to {path}"])
    table = store_table(store)
    told = {"folder": str(store.folder), "models": _records(table)}
    body = table.to_string(index=False) if len(table) else "The store is empty."
    return Answer(told, [f"Vector store: {store.folder}", body])


def verify(options: argparse.Namespace) -> Answer:
    """Run a report again and say whether it comes out the same."""
    stored = read_report(options.report)
    check_threshold(options.threshold)
    corpus = corpus_of(options)
    duplicates = duplicates_of(corpus, options)
    topics, projection = corpus.topics(), corpus.projection()
    verdict = verify_report(
        stored,
        corpus.summary(duplicates=duplicates, topics=topics, title=Path(options.report).stem),
        rows=corpus.rows,
        embedding=corpus.embedding,
        projection=projection,
        duplicates=duplicates,
        topics=topics,
    )
    return Answer(asdict(verdict), str(verdict).splitlines(), code=int(not verdict.identical))


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(table.to_json(orient="records", date_format="iso"))
    return found
