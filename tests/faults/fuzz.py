"""Each format that a stranger may send, changed at random and read: a fuzzer with a seed.

Whatever comes in, it is read or refused in our own words. In the soak, inputs are read by child
processes, so that a crash of the process or an endless loop is counted too:

    python -m tests.faults.soak --only fuzzed --minutes 60
"""

from __future__ import annotations

import faulthandler
import io
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

import workbench as wb
from tests.faults.harness import TEXTS, QuickEncoder, Tally
from tests.faults.mutations import mutated_array, mutated_bytes, mutated_json, npy, to_json
from workbench.corpus import summary_of
from workbench.embedding import load_encoder
from workbench.errors import WorkbenchError
from workbench.ledger import Ledger
from workbench.reports import read_report, verify_report
from workbench.reports.html import packed, unpacked
from workbench.tables import read_table, write_table
from workbench.tables.parquet import scan_parquet

PROJECT = Path(__file__).resolve().parents[2]
OLD = PROJECT / "tests" / "faults" / "old" / "corpus_2_results.wb"

SLICE = 300
"""Inputs that a child process reads."""

PATIENCE = 120
"""Seconds after which reading one input counts as a hang, on a busy machine too."""

Case = tuple[Path, Callable[[], object]]
"""The input that was written, and what reads it."""


def corpus_of(folder: Path) -> wb.Corpus:
    frame = pd.DataFrame({"t": TEXTS[:60], "n": range(60), "day": "2026-01-31"})
    return wb.embed(
        frame, text="t", model=QuickEncoder(16), cache=False, progress=False, ledger=False
    )


def saved_corpora(folder: Path, chance: random.Random) -> Iterator[Case]:
    """Yield saved corpora of which arrays, nodes, tables or bytes were changed."""
    corpus = corpus_of(folder)
    corpus.duplicates(0.9)
    corpus.topics()
    corpus.projection()
    sounds = [OLD.read_bytes(), corpus.save(folder / "sound.wb").read_bytes()]
    path, probe = folder / "fuzzed.wb", folder / "again"

    def use() -> None:
        opened = wb.open(path, ledger=False)
        opened.duplicates(0.9).to_frame()
        opened.topics().to_frame()
        opened.projection().to_frame()
        opened.search(np.ones(opened.vectors.shape[1]), k=3)
        opened.filter(np.arange(len(opened)) < 5).duplicates(0.8).to_frame()
        opened.save(probe)

    while True:
        sound = chance.choice(sounds)
        if chance.random() < 0.1:
            path.write_bytes(mutated_bytes(sound, chance))
        else:
            path.write_bytes(_zip_of(_changed_members(sound, chance)))
        yield path, use


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _zip_of(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return data.getvalue()


def _changed_members(sound: bytes, chance: random.Random) -> dict[str, bytes]:
    """Change one member of a saved corpus, so that its checksum is right again."""
    held = _members(sound)
    if chance.random() < 0.4:
        head = json.loads(held["corpus.json"])
        held["corpus.json"] = to_json(mutated_json(head, chance), chance).encode()
        return held
    for _ in range(chance.choice([1, 1, 2, 3])):
        name = chance.choice([one for one in held if one != "corpus.json"])
        if name.endswith(".npy") and chance.random() < 0.9:
            array = np.load(io.BytesIO(_members(sound)[name]), allow_pickle=False)
            held[name] = npy(mutated_array(array, chance))
        else:
            held[name] = mutated_bytes(held[name], chance)
    return held


def reports(folder: Path, chance: random.Random) -> Iterator[Case]:
    """Yield reports of which data, findings or bytes were changed."""
    corpus = corpus_of(folder)
    found = {"duplicates": corpus.duplicates(0.9), "topics": corpus.topics()}
    written = corpus.report(folder / "sound.html", stability=False, **found)
    # Without Plotly's own script, which is most of the page and which nothing here reads.
    page = re.sub(r'(id="plotly">)[^<]*', r"\1", written.read_text("utf-8"))
    written.write_text(page, "utf-8")
    fresh, summary = read_report(written), summary_of(corpus, **found)
    path = folder / "fuzzed.html"
    parts = {name: re.search(rf'id="{name}">([^<]*)<', page)[1] for name in ("summary", "data")}

    def use() -> None:
        verdict = verify_report(
            read_report(path),
            summary,
            rows=corpus.rows,
            embedding=corpus.embedding,
            projection=corpus.projection(),
            fresh=fresh,
            **found,
        )
        str(verdict).encode()
        same = path.read_bytes() == written.read_bytes()
        assert verdict.identical or not same, "the same page differs"
        assert not (verdict.identical and forged), "what was forged is not named"

    forged = False

    while True:
        what, forged = chance.random(), False
        if what < 0.2:
            path.write_bytes(mutated_bytes(page.encode(), chance))
        elif what < 0.6:
            text = to_json(mutated_json(json.loads(parts["summary"]), chance), chance)
            path.write_text(page.replace(parts["summary"], text.replace("<", "")), "utf-8")
        else:
            data = json.loads(unpacked(parts["data"].strip()))
            text = to_json(mutated_json(data, chance), chance)
            forged = text != json.dumps(data)
            path.write_text(page.replace(parts["data"], packed(text)), "utf-8")
        yield path, use


def ledgers(folder: Path, chance: random.Random) -> Iterator[Case]:
    """Yield ledgers of which lines, values or bytes were changed."""
    path = folder / "fuzzed.jsonl"
    corpus = corpus_of(folder)
    sound = Ledger(folder / "sound.jsonl", author="ada")
    corpus = wb.embed(
        corpus.frame,
        text="t",
        id="n",
        model=QuickEncoder(16),
        cache=False,
        progress=False,
        ledger=sound,
    )
    for k in range(4):
        corpus.ledger.decide_pair("not the same", TEXTS[k], TEXTS[k + 1], note="asked")
        corpus.ledger.decide_row("keep", corpus.rows, k)
    corpus.ledger.undo()
    topics = corpus.topics()
    topics.rename({0: "Parcels"}).save_corrections()
    lines = [json.loads(line) for line in sound.path.read_text("utf-8").splitlines()]
    held = corpus.rows, corpus.embedding

    def use() -> None:
        ledger = Ledger(path, author="ada")
        ledger.decisions()
        ledger.corrections()
        ledger.decide_pair("same", TEXTS[8], TEXTS[9])
        ledger.undo()
        opened = wb.embed(
            corpus.frame,
            text="t",
            id="n",
            vectors=corpus.vectors[held[0].distinct_of],
            cache=False,
            progress=False,
            ledger=path,
        )
        opened.duplicates(0.9).to_frame()
        opened.ledger.corrections()

    while True:
        if chance.random() < 0.3:
            path.write_bytes(mutated_bytes(sound.path.read_bytes(), chance))
        else:
            changed = mutated_json(lines, chance)
            told = changed if isinstance(changed, list) else [changed]
            path.write_text("".join(f"{to_json(one, chance)}\n" for one in told), "utf-8")
        yield path, use


SETTINGS = {
    "config.json": {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "vocab_size": 40,
        "max_position_embeddings": 32,
        "type_vocab_size": 2,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
        "pad_token_id": 0,
    },
    "modules.json": [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {
            "idx": 1,
            "name": "1",
            "path": "1_Pooling",
            "type": "sentence_transformers.models.Pooling",
        },
    ],
    "1_Pooling/config.json": {"word_embedding_dimension": 16, "pooling_mode_mean_tokens": True},
    "sentence_bert_config.json": {"max_seq_length": 24, "do_lower_case": False},
    "tokenizer_config.json": {"tokenizer_class": "BertTokenizer", "do_lower_case": True},
}
"""A model of the smallest size, by file."""


def tiny_model(folder: Path) -> None:
    """Write a sound model of a few numbers."""
    import torch
    from safetensors.torch import save_file
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel

    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        *"abcdefghij",
        *(f"##{one}" for one in "abcdefghij"),
    ]
    tokenizer = Tokenizer(models.WordPiece({w: k for k, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    (folder / "1_Pooling").mkdir(parents=True)
    for name, settings in SETTINGS.items():
        (folder / name).write_text(json.dumps(settings))
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "vocab.txt").write_text("\n".join(words))
    torch.manual_seed(0)
    weights = BertModel(BertConfig(**SETTINGS["config.json"])).state_dict()
    save_file({k: v.contiguous() for k, v in weights.items()}, folder / "model.safetensors")


def model_folders(folder: Path, chance: random.Random) -> Iterator[Case]:
    """Yield folders of a model of which settings, tokenizer or weights were changed."""
    sound, path = folder / "sound", folder / "fuzzed"
    tiny_model(sound)
    names = [*SETTINGS, "tokenizer.json", "model.safetensors", "vocab.txt"]

    def use() -> None:
        encoder = load_encoder(path, device="cpu", precision="float32")
        encoder.encode(["abc def", "a" * 300])

    while True:
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(sound, path)
        one = path / chance.choice(names)
        what = chance.random()
        if what < 0.05:
            one.unlink()
        elif what < 0.7 and one.suffix == ".json":
            one.write_text(to_json(mutated_json(json.loads(one.read_text()), chance), chance))
        else:
            one.write_bytes(mutated_bytes(one.read_bytes(), chance))
        yield path, use


def table_files(folder: Path, chance: random.Random) -> Iterator[Case]:
    """Yield table files and decision workbooks of which bytes or members were changed."""
    frame = pd.DataFrame({"id": range(30), "t": TEXTS[:30], "when": "2026-01-31", "x": 0.5})
    frame.loc[3, "t"] = 'a, "quoted"\nbreak; and = é'
    corpus = wb.embed(
        frame, text="t", id="id", model=QuickEncoder(16), cache=False, progress=False, ledger=False
    )
    sounds = {}
    for ending in ("csv", "tsv", "xlsx", "parquet", "jsonl", "json", "csv.gz", "html", "zip"):
        one = folder / f"sound.{ending}"
        if ending == "json":
            frame.to_json(one, orient="records")
        elif ending == "html":
            frame.to_html(one)
        elif ending in {"csv.gz", "zip"}:
            frame.to_csv(one, index=False)
        else:
            write_table(frame, one)
        sounds[ending] = one.read_bytes()
    sounds["decisions.xlsx"] = corpus.report(folder / "d.xlsx").read_bytes()

    while True:
        ending = chance.choice(sorted(sounds))
        data, path = sounds[ending], folder / f"fuzzed.{ending}"
        if ending.endswith("xlsx") and chance.random() < 0.7:
            held = _members(data)
            name = chance.choice(sorted(held))
            held[name] = mutated_bytes(held[name], chance)
            path.write_bytes(_zip_of(held))
        else:
            path.write_bytes(mutated_bytes(data, chance))

        def use(path: Path = path, ending: str = ending) -> None:
            if ending == "decisions.xlsx":
                corpus.import_decisions(path)
            else:
                read_table(path, text="t")
            if ending == "parquet":
                scan_parquet(path).read(["t", "id"])

        yield path, use


FORMATS = {
    "saved corpora": saved_corpora,
    "reports": reports,
    "ledgers": ledgers,
    "model folders": model_folders,
    "table files": table_files,
}


def read_inputs(name: str, times: int, folder: Path, seed: int, *, watched: bool = False) -> Tally:
    """Read inputs of one format; what is neither read nor refused in our words is lost."""
    tally = Tally()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cases = FORMATS[name](folder, random.Random(seed))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a reader's doubts about a damaged file
        for time in range(times):
            path, use = next(cases)
            if watched:
                (folder / "at").write_text(str(time))
                faulthandler.dump_traceback_later(PATIENCE, exit=True)
            try:
                use()
            except WorkbenchError:
                tally.tell()
            except Exception as error:
                kept = _kept(path, f"{seed}-{time}")
                tally.lose(f"{name} {seed}/{time} {kept}: {type(error).__name__}: {error!s:.200}")
            else:
                tally.unhurt()
    if watched:
        faulthandler.cancel_dump_traceback_later()
    return tally


def _kept(path: Path, name: str) -> Path:
    """Keep an input that was lost, so that it can be looked at."""
    kept = Path(tempfile.gettempdir()) / "workbench_fuzzed" / f"{name}-{path.name}"
    kept.parent.mkdir(exist_ok=True)
    (shutil.copytree if path.is_dir() else shutil.copy)(path, kept)
    return kept


def in_child(name: str, times: int, folder: Path, seed: int) -> Tally:
    """Read inputs in a process of its own; its death is a loss."""
    words = [sys.executable, "-m", "tests.faults.fuzz", name, times, seed, folder]
    ended = subprocess.run(
        [str(word) for word in words], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if ended.returncode == 0:
        return Tally(**json.loads(ended.stdout.splitlines()[-1]))
    at = int((folder / "at").read_text()) if (folder / "at").exists() else 0
    found = [one for one in folder.glob("fuzzed*") if one.exists()]
    kept = [str(_kept(one, f"{seed}-{at}")) for one in found]
    tally = Tally(injected=at)
    tally.told = at  # those before it ended well; which way is not known
    tally.lose(f"{name} {seed}/{at} {kept}: died, {ended.returncode}: {ended.stderr[-400:]}")
    return tally


def fuzzed(name: str) -> Callable[[int, Path, random.Random], Tally]:
    """Return what injects inputs of one format, many of them by child processes."""

    def inject(times: int, folder: Path, chance: random.Random) -> Tally:
        if times < SLICE:
            return read_inputs(name, times, folder / "fuzz", chance.randrange(2**32))
        tally = Tally()
        for start in range(0, times, SLICE):
            size = min(SLICE, times - start)
            tally.add(in_child(name, size, folder / "fuzz", chance.randrange(2**32)))
        return tally

    return inject


def main(name: str, times: str, seed: str, folder: str) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (24 << 30, 24 << 30))
    tally = read_inputs(name, int(times), Path(folder), int(seed), watched=True)
    print(json.dumps(asdict(tally)))


if __name__ == "__main__":
    main(*sys.argv[1:])
