"""Files that commands write: never an input, a ledger, or a file of somebody else."""

from __future__ import annotations

import argparse
import glob
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.cli.answer import note_lines
from workbench.config import LEDGER, cache_folder
from workbench.corpus import Corpus
from workbench.errors import FileError, InputError, WorkbenchError, counted
from workbench.provenance import Manifest, made_of
from workbench.tables import TableFile, atomic, check_writable, manifest_beside, prepare, write
from workbench.topics import Topics

TABLES = (".csv", ".tsv", ".xlsx", ".parquet", ".jsonl")
PAGES = (".html", ".htm")
PICTURES = (".png", ".svg", ".pdf")

CORPUS = (".wb",)
"""Ending of a saved corpus."""

WRITTEN = "written_files.json"
"""In the cache folder: digests of the paths of files that commands wrote, and their state then."""


def add_overwrite(one: argparse.ArgumentParser) -> None:
    """Add the option that allows to replace any file."""
    one.add_argument(
        "--overwrite",
        action="store_true",
        help="replace a file that is there already; without it only a file that Workbench wrote, "
        "and nobody has changed since",
    )


def checked_outputs(
    options: argparse.Namespace,
    given: Mapping[str, str],
    endings: Sequence[str] | Mapping[str, Sequence[str]],
) -> list[Path]:
    """Return the files to write by option, checked before anything is computed.

    The endings that are allowed are the same for all, or given by option.
    """
    paths: list[Path] = []
    for option, name in given.items():
        allowed = endings[option] if isinstance(endings, Mapping) else endings
        path = check_writable(name, allowed)
        for what, other in _taken(options):
            if _is_same(path, other):
                raise InputError(f"{option} {path} is {what} itself. Name another file.")
        if any(_is_same(path, other) for other in paths):
            raise InputError(f"{option} {path} is written already. Name another file.")
        _check_free(option, path, options)
        paths.append(path)
    manifests = {path: manifest_beside(path) for path in paths}
    for path, beside in manifests.items():
        if beside is not None:
            _check_free(f"the manifest of {path.name},", beside, options)
    options.outputs = [*paths, *filter(None, manifests.values())]
    return paths


def _check_free(option: str, path: Path, options: argparse.Namespace) -> None:
    """Refuse to replace what no command wrote, or what somebody has changed since."""
    if path.exists() and not options.overwrite and not _is_ours(path):
        raise FileError(
            f"{option} {path} is there already, and Workbench did not write it as it is now. "
            "Name another file, or replace it: --overwrite"
        )


def remember(*paths: Path) -> None:
    """Remember files as written by a command, so that the next run may replace them."""
    file = cache_folder() / WRITTEN
    # Without a cache folder the next run asks for --overwrite.
    with suppress(OSError, WorkbenchError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        known = _known() | {_name(path): _state(path) for path in paths}
        with atomic(file, private=True) as temporary:
            temporary.write_text(json.dumps(known), encoding="utf-8")


def _taken(options: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    """Yield what is read or holds decisions, in words, and its path."""
    read = {
        "table": "the table",
        "other": "the table",
        "report": "the report",
        "last": "the last corpus",
    }
    for name, what in read.items():
        for path in _files(getattr(options, name, None)):
            yield what, path
    for ledger in (getattr(options, "ledger", None), LEDGER):
        if ledger:
            yield "the file of decisions", Path(ledger)


def _files(given: object) -> Iterator[Path]:
    """Yield the files behind what was typed: itself, those of a pattern, those in a folder."""
    if not isinstance(given, str):
        return
    named = Path(given)
    # Path.glob takes no pattern that begins at the root.
    paths = [named] if named.exists() else map(Path, glob.glob(given))  # noqa: PTH207
    for path in paths:
        yield path
        if path.is_dir():
            yield from (one for one in path.rglob("*") if one.is_file())


def _is_same(path: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file: by links, hard links and letters of any case too."""
    try:
        return path.samefile(other)
    except (OSError, ValueError):  # one of them is not there
        return path.resolve() == other.resolve()


def _is_ours(path: Path) -> bool:
    """Tell whether a command wrote a file, and nobody has changed it since."""
    return _known().get(_name(path)) == _state(path)


def _known() -> dict[str, list[int]]:
    with suppress(OSError, ValueError):
        written = json.loads((cache_folder() / WRITTEN).read_text(encoding="utf-8"))
        return written if isinstance(written, dict) else {}
    return {}


def _name(path: Path) -> str:
    """Return the digest that stands for a path; the cache holds no names of files."""
    return hashlib.blake2b(os.fsencode(path.resolve()), digest_size=16).hexdigest()


def _state(path: Path) -> list[int]:
    """Return the size of a file and the time of its last change."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def output(options: argparse.Namespace, ending: str, allowed: Sequence[str]) -> Path:
    """Return where to write, checked before anything is computed, so that no work is lost."""
    stem = Path(options.table).name.split(".")[0]
    given = {"--output": options.output or stem + ending}
    if getattr(options, "save", None):
        given["--save"] = options.save
    return checked_outputs(options, given, {"--output": allowed, "--save": CORPUS})[0]


def output_and_more(
    options: argparse.Namespace, ending: str, more: str
) -> tuple[Path, Path | None]:
    """Return where the table goes, and the one that option `more` names, None if it names none."""
    stem = Path(options.table).name.split(".")[0]
    given = {"--output": options.output or stem + ending}
    second = getattr(options, more)
    given |= {f"--{more}": second} if second else {}
    saved = {"--save": options.save} if getattr(options, "save", None) else {}
    endings = dict.fromkeys(given, TABLES) | {"--save": CORPUS}
    path, *others = checked_outputs(options, given | saved, endings)
    return path, others[0] if second else None


def saved_corpus(
    options: argparse.Namespace, corpus: Corpus, topics: Topics | None = None, **more: Any
) -> list[str]:
    """Save the corpus if that is asked, with categories and a classifier; say where."""
    if not options.save:
        return []
    corpus.save(options.save, topics=topics, **more)
    return [f"For the next time (workbench refresh): {options.save}"]


def redact_of(options: argparse.Namespace) -> bool | Sequence[str]:
    """Return what a page masks and leaves out."""
    redact: bool | Sequence[str] = options.leave_out or options.redact
    return redact


def written(
    options: argparse.Namespace,
    table: pd.DataFrame,
    path: Path,
    added: Sequence[str],
    *results: Manifest,
    file: TableFile | None = None,
    option: str = "output",
) -> list[str]:
    """Write a table as the options ask; say what stands in it, and what it holds otherwise.

    Columns that were read from `file` get the names that they have there. The manifests of the
    results go with it, with the command, and the option that names the table.
    """
    own = () if file is None or not any(file.header) else file.header
    header = [*own, *added] if len(own) + len(added) == table.shape[1] else None
    output = prepare(
        table, path, plain=options.plain, encoding=options.output_encoding, header=header
    )
    command = {"command": options.command, "output": option, "options": options.remembered}
    write(replace(output, made={**command, **made_of(*results), "notes": list(output.notes)}))
    names = output.header[len(output.header) - len(added) :]
    columns = f" with the columns {listed(names)}" if names else ""
    return [*note_lines(output.notes), f"{counted(len(table), 'row')}{columns}: {path}"]


def listed(names: Sequence[str]) -> str:
    """Return names as they are said: one, two and three."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
