"""A model's files: safetensors only, and those they claim to be."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workbench.embedding.model_files.catalog import ModelCard
from workbench.errors import ModelError

_UNSHAPING = ("_name_or_path", "transformers_version", "use_cache", "gradient_checkpointing")
"""Entries of config.json that change no vector."""

_SHAPING = {".json", ".txt", ".model"}
"""Endings of a tokenizer's and a module's files: configuration, vocabulary, merges, pieces."""

_MODE = "pooling_mode_"

_USUAL_MODULES = frozenset(("Transformer", "Pooling", "Normalize"))
"""Modules of the models that are known; any other makes other vectors."""

_NOT_SHAPING = {"config.json", "data_config.json", "model.safetensors.index.json", "README.txt"}
"""The first is read by its entries, the others shape no vector."""


@dataclass(frozen=True)
class ModelFiles:
    """A model on this machine, checked.

    model: name as the user gave it (of a folder: its name).
    folder: where its files are.
    origin: how it was found, in words.
    weights_digest: SHA-256 over the weights, hexadecimal.
    settings_digest: digest of tokenizer and configuration (BLAKE2b, hexadecimal).
    card: what the catalog knows of it.
    """

    model: str
    folder: Path
    origin: str
    weights_digest: str
    settings_digest: str
    card: ModelCard | None = None

    @property
    def prefix(self) -> str:
        """What the model's authors ask to put before each text, as far as it is known."""
        return self.card.prefix if self.card is not None else ""


def check_files(model: str, folder: Path, origin: str, card: ModelCard | None) -> ModelFiles:
    """Refuse what would have to be unpickled and what is not what it claims to be."""
    weights = _weight_files(folder)
    digests = {path: _sha256(path) for path in weights}
    for name, wanted in card.sha256 if card is not None else ():
        path = folder / name
        got = digests.get(path) or (_sha256(path) if path.is_file() else None)
        if got is not None and got != wanted:
            raise ModelError(
                f"{path} is not the {name} of {model!r}: its SHA-256 is {got}, expected {wanted}. "
                "Delete it and fetch it again, or, if it is a model of your own, name its folder: "
                f"model={str(folder)!r}."
            )
    if card is not None:
        _check_settings(model, folder, card)
    joined = "".join(digests.values())
    whole = joined if len(digests) == 1 else hashlib.sha256(joined.encode()).hexdigest()
    return ModelFiles(model, folder, origin, whole, _settings_digest(folder), card)


def _check_settings(model: str, folder: Path, card: ModelCard) -> None:
    """Refuse a known model whose settings say that it makes other vectors than it was made for."""
    settings = _mapping(folder / "config.json")
    wanted = {**dict(card.config), "pooling": card.pooling}
    wanted |= {"max_seq_length": card.max_tokens, "added module": "none"}
    settings |= {"pooling": pooling_of(folder), "max_seq_length": _most_tokens(folder)}
    settings["added module"] = ", ".join(_added_modules(folder))
    for name, value in settings.items():
        if value and wanted.get(name) and value != wanted[name]:
            raise ModelError(
                f"{folder} holds other settings than {model!r}: its {name} is {value!r}, expected "
                f"{wanted[name]!r}, so it makes other vectors. Delete it and fetch it again, or, "
                f"if it is a model of your own, name its folder: model={str(folder)!r}."
            )


def pooling_of(folder: Path) -> str:
    """Return how the pooling module of a folder makes one vector of many, "" if it has none."""
    for one in _modules(folder):
        if str(one.get("type", "")).endswith(".Pooling"):
            return _pooling_named(_mapping(folder / str(one.get("path", "")) / "config.json"))
    return ""


def _modules(folder: Path) -> list[dict[str, object]]:
    """Return the modules that a folder names, in order."""
    listed = folder / "modules.json"
    modules = read_json(listed) if listed.is_file() else []
    known = modules if isinstance(modules, list) else []
    return [one for one in known if isinstance(one, dict)]


def _mapping(file: Path) -> dict[str, object]:
    """Return the entries of a JSON file, none if it is not there."""
    entries = read_json(file) if file.is_file() else {}
    return entries if isinstance(entries, dict) else {}


def _added_modules(folder: Path) -> list[str]:
    """Return the modules besides those of every known model."""
    kinds = [str(one.get("type", "")).rpartition(".")[2] for one in _modules(folder)]
    return [kind for kind in kinds if kind not in _USUAL_MODULES]


def _most_tokens(folder: Path) -> object:
    """Return how many tokens of a text the model reads, None if its own settings decide."""
    places = [str(one.get("path", "")) for one in _modules(folder)]
    limits = (_mapping(folder / one / "sentence_bert_config.json") for one in ("", *places))
    return next((one["max_seq_length"] for one in limits if one.get("max_seq_length")), None)


def _pooling_named(config: dict[str, object]) -> str:
    """Return "mean", "cls" or what else the settings of a pooling module switch on."""
    if isinstance(config.get("pooling_mode"), str):
        return str(config["pooling_mode"])
    on = [name for name, value in config.items() if name.startswith(_MODE) and value is True]
    known = {"mean_tokens": "mean", "cls_token": "cls"}
    return "+".join(known.get(name.removeprefix(_MODE), name) for name in sorted(on))


def _weight_files(folder: Path) -> list[Path]:
    """Return the safetensors files of all modules; anything pickled is refused."""
    modules = _module_folders(folder)
    weights = [path for module in modules for path in sorted(module.glob("*.safetensors"))]
    pickled = [
        path
        for module in modules
        for path in sorted(module.glob("*.bin"))
        if not any(module.glob("*.safetensors"))
    ]
    if pickled or not weights:
        what = f"only pickled weights ({pickled[0].name})" if pickled else "no weights"
        raise ModelError(
            f"{folder} holds {what}; Workbench loads model.safetensors only, since unpickling a "
            "file can run any code in it. Convert it on a machine you trust: "
            "SentenceTransformer(FOLDER).save_pretrained(NEW_FOLDER, safe_serialization=True)."
        )
    return weights


def _module_folders(folder: Path) -> list[Path]:
    """Return the model's folder and those of the modules that modules.json names."""
    listed = folder / "modules.json"
    paths = ["", *(str(one.get("path", "")) for one in _modules(folder))]
    folders = [folder / path for path in dict.fromkeys(paths)]
    outside = [one for one in folders if not one.resolve().is_relative_to(folder.resolve())]
    if outside:
        raise ModelError(f"{listed} names a module outside its own folder: {outside[0]}.")
    return folders


def read_json(path: Path) -> object:
    """Read a model's JSON file."""
    try:
        loaded: object = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(
            f"{path} cannot be read ({error}). Fetch the model again, or name another folder."
        ) from error
    return loaded


def _settings_digest(folder: Path) -> str:
    """Digest what, besides the weights, decides a vector: tokenizer and configuration."""
    state = hashlib.blake2b(digest_size=16)
    config = folder / "config.json"
    if config.is_file():
        shaping = read_json(config)
        if isinstance(shaping, dict):
            shaping = {key: value for key, value in shaping.items() if key not in _UNSHAPING}
        state.update(json.dumps(shaping, sort_keys=True).encode())
    for module in _module_folders(folder):
        for path in sorted(module.iterdir()) if module.is_dir() else ():
            if (
                path.suffix in _SHAPING
                and (
                    path.name not in _NOT_SHAPING
                    or (module != folder and path.name == "config.json")
                )
                and path.is_file()
            ):
                name = path.relative_to(folder).as_posix()
                state.update(f"{name} {path.stat().st_size} ".encode() + path.read_bytes())
    return state.hexdigest()


def _sha256(path: Path) -> str:
    try:
        seen = path.stat()
        return _digest_of(path, (seen.st_mtime_ns, seen.st_size, seen.st_ino))
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {os.strerror(error.errno or 0)}.") from error


@lru_cache(maxsize=64)
def _digest_of(path: Path, seen: tuple[int, int, int]) -> str:  # noqa: ARG001 - part of the key
    """Return the SHA-256 of a file; read once a process, as long as the file looks the same."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
