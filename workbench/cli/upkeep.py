"""Commands that look after what was made: models, the vector store, reports, shell completion."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from workbench.cli.answer import Answer, records
from workbench.cli.from_options import corpus_of, duplicates_of, title_of, topics_of
from workbench.cli.outputs import checked_outputs, redact_of
from workbench.cli.reading import name_column, table_named
from workbench.cli.refreshing import refreshed
from workbench.cli.sections import carried, sections_given
from workbench.cli.settings import with_remembered
from workbench.cli.verifying import is_table, verify_table
from workbench.config import cache_folder
from workbench.corpus import Corpus, measured_topics, summary_of
from workbench.embedding import (
    VectorStore,
    check_store,
    export_store,
    exported_bytes,
    load_encoder,
    models,
    prune_store,
    remove_exports,
    store_table,
)
from workbench.errors import InputError, check_threshold, counted
from workbench.masking import mask
from workbench.reports import StoredReport, Verification, read_report, verify_report
from workbench.tables import rows_of
from workbench.topics import Refresh, Topics


def models_(_options: argparse.Namespace) -> Answer:
    """List the models of the catalog."""
    table = models().reset_index()
    names = ["name", "dimensions", "max_tokens", "size_mb", "downloaded", "choose_when"]
    lines = [names, *table[names].astype(str).to_numpy().tolist()]
    widths = [max(len(line[k]) for line in lines) for k in range(len(names))]
    said = [
        "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return Answer({"models": records(table)}, said)


def cache_(options: argparse.Namespace) -> Answer:
    """Show, check, prune or export the vector store."""
    store = VectorStore(cache_folder())
    if options.check:
        return _checked(store, options)
    if options.prune is not None:
        size = store_table(store)["megabytes"].sum() + exported_bytes() / 1e6
        freed = remove_exports() if 0 <= options.prune < size else 0
        freed += prune_store(store, options.prune)
        return Answer({"freed_bytes": freed}, [f"{freed / 1e6:.1f} MB freed"])
    if options.export:
        key, name = options.export
        path = checked_outputs(options, {"--export": name}, (".npz",))[0]
        number = export_store(store, key, path)
        written = f"{counted(number, 'vector')} written to {path}"
        return Answer({"entries": number, "file": str(path)}, [written])
    table = store_table(store)
    size = exported_bytes()
    facts = {"folder": str(store.folder), "models": records(table), "exported_bytes": size}
    body = table.to_string(index=False) if len(table) else "The store is empty."
    exports = [f"Models exported for onnx and openvino: {size / 1e6:.1f} MB"] if size else []
    return Answer(facts, [f"Vector store: {store.folder}", body, *exports])


def _checked(store: VectorStore, options: argparse.Namespace) -> Answer:
    """Read every entry; with a table at hand, encode a sample of its texts again."""
    texts: Sequence[str] = ()
    if options.table:
        if not options.text:
            raise InputError("cache --check --table needs the column with the texts: --text COLUMN")
        table = table_named(options, options.table, text=options.text)
        columns = [column for name in options.text for column in table.columns_named(name)]
        texts = rows_of(table.frame, columns, None).distinct
    check = check_store(store, encoder=load_encoder() if texts else None, texts=texts)
    lines = [f"{check.entries:,} entries read, {check.damaged:,} damaged"]
    lines += [f"damaged file, set aside by the next run: {name}" for name in check.broken_files]
    if texts:
        least = f", lowest cosine {check.least_cosine:.6f}" if check.compared else ""
        lines.append(f"{check.compared:,} of {len(texts):,} texts encoded again{least}")
    return Answer(asdict(check), lines, code=int(not check.sound))


def verify(options: argparse.Namespace) -> Answer:
    """Run a report again and say whether it comes out the same."""
    if is_table(options.report):
        return verify_table(options)
    stored = read_report(options.report)
    check_threshold(options.threshold)
    corpus, topics, changes = _found_again(stored, options)
    duplicates, projection = duplicates_of(corpus, options), corpus.projection()
    stability = stored.measured if options.stability is None else options.stability
    if topics is not None:
        topics = measured_topics(corpus, topics, stability=stability)
    sections = sections_given(corpus, topics, options)
    if options.last:
        sections |= carried(corpus)
    shown: Topics | Refresh | None = topics
    if topics is not None and changes is not None:
        shown = replace(changes, topics=topics)
    with TemporaryDirectory() as folder:
        written = corpus.report(
            Path(folder) / "fresh.html",
            duplicates=duplicates,
            topics=False if shown is None else shown,
            title=stored.title,
            redact=redact_of(options),
            conflicts=options.conflicts,
            **sections,
        )
        fresh = read_report(written)
    summary = summary_of(
        corpus,
        duplicates=duplicates,
        topics=topics,
        title=stored.title,
        changes=changes,
        categories=sections.get("categories"),
    )
    verdict = verify_report(
        stored,
        summary,
        rows=corpus.rows,
        embedding=corpus.embedding,
        projection=projection,
        duplicates=duplicates,
        topics=topics,
        fresh=fresh,
    )
    verdict = _with_title(verdict, stored.title, options)
    return Answer(asdict(verdict), str(verdict).splitlines(), code=int(not verdict.identical))


def with_remembered_options(whole: argparse.ArgumentParser, words: list[str]) -> list[str]:
    """Return the words of `verify` with the options that its report remembers."""
    if not words or words[0] != "verify" or {"-h", "--help"} & set(words):
        return words
    report = whole.parse_args(words).report
    if is_table(report):  # it remembers its command too
        return words
    return with_remembered(whole, words, read_report(report).summary.get("options"))


def _found_again(
    stored: StoredReport, options: argparse.Namespace
) -> tuple[Corpus, Topics | None, Refresh | None]:
    """Embed the table and find its topics as the report did, carried over if they were."""
    if stored.summary.get("changes") and not options.last:
        raise InputError(
            "this report carries topics over from an earlier table. Name the corpus that "
            "workbench refresh was given: --last LAST.wb"
        )
    if '<section class="more" id="categories"' in stored.page and not (
        options.last or options.categories
    ):
        raise InputError("this report is about categories too. Name them: --categories FILE")
    if options.last:
        corpus, changes = refreshed(options)
        return corpus, changes.topics, changes
    name_column(options)
    corpus = corpus_of(options)
    return corpus, topics_of(corpus, options) if stored.data.get("topics") else None, None


def _with_title(verdict: Verification, title: str, options: argparse.Namespace) -> Verification:
    """Compare the title, which whoever writes a report chooses, with the one that is named."""
    wanted = title_of(options) if options.title is None else options.title
    if title in (wanted, mask(wanted)):
        return verdict
    if options.title is None:
        remark = f"the title says {title!r}; to compare it, name the right one: --title TITLE"
        return replace(verdict, remarks=(*verdict.remarks, remark))
    remark = f"title: says {title!r}, expected {wanted!r}"
    return Verification(
        False, verdict.stage or "report", (*verdict.differences, remark), verdict.remarks
    )


SHELLS = ("bash", "zsh", "fish")

FILES = (
    "answered",
    "answers",
    "categories",
    "cells",
    "compare_with",
    "learned",
    "questions",
    "table",
    "suggest",
    "exclude_lines",
    "decisions",
    "other",
    "report",
    "output",
    "gaps",
    "ledger",
    "last",
    "page",
    "save",
)
"""Options and words that name a file."""

KNOWN = {
    "backend": ("torch", "onnx", "openvino"),
    "precision": ("auto", "float32", "bfloat16", "float16"),
    "long_text": ("truncate", "chunk"),
    "keep": ("most_common", "longest", "newest", "oldest", "central", "first"),
}
"""What can be given, beside names that only the table knows."""


def completion(options: argparse.Namespace) -> Answer:
    """Print the script that a shell reads to complete commands and options."""
    script = script_for(options.parser(), options.shell)
    return Answer({"shell": options.shell, "script": script}, script.splitlines())


def script_for(parser: argparse.ArgumentParser, shell: str) -> str:
    """Return the script for one of `SHELLS`."""
    import shtab

    _mark(parser, shtab.FILE)
    script: str = shtab.complete(parser, shell=shell)
    return script


def _mark(parser: argparse.ArgumentParser, files: dict[str, Any]) -> None:
    """Mark the arguments of a parser, and of the commands below it."""
    for action in parser._actions:  # noqa: SLF001  argparse has no public list of its arguments
        if isinstance(action.choices, dict):
            for one in action.choices.values():
                _mark(one, files)
        elif action.dest in FILES:
            vars(action)["complete"] = files  # the attribute that shtab reads
        elif action.dest in KNOWN:
            action.choices = KNOWN[action.dest]
