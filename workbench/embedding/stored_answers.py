"""Answers of a language model on disk, by the digest of what was asked."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbench.errors import FileError
from workbench.tables import atomic


class StoredAnswers:
    """One small file per answer, with a checksum; without a folder they live as long as this."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._known: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """Return a stored answer; None if there is none, or its file was damaged."""
        if key not in self._known and self._folder is not None:
            with suppress(OSError, ValueError, KeyError, TypeError):
                stored = json.loads((self._folder / f"{key}.json").read_text("utf-8"))
                if digest(stored["answer"]) == stored["digest"]:
                    self._known[key] = stored["answer"]
        return self._known.get(key)

    def put(self, key: str, answer: str) -> None:
        """Keep an answer; a folder that cannot be written costs only a second question later."""
        self._known[key] = answer
        if self._folder is None:
            return
        with suppress(OSError, FileError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with atomic(self._folder / f"{key}.json", private=True) as path:
                stored = {"answer": answer, "digest": digest(answer)}
                path.write_text(json.dumps(stored), "utf-8")


def digest(*parts: Any) -> str:
    """Return a digest of what was asked or answered (BLAKE2b, 16 bytes, hexadecimal)."""
    said = json.dumps(parts, sort_keys=True)
    return hashlib.blake2b(said.encode("utf-8"), digest_size=16).hexdigest()
