"""What must not be in a masked report, wherever in it: the page, workbooks and tables.

Tests of reports/masked_run.py.
"""

import dataclasses
import json
import re
from types import SimpleNamespace

import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from tests.masking_forms import KEPT, TUNING
from workbench.corpus import summary_of
from workbench.embedding.encoders.endpoint import EndpointEncoder
from workbench.errors import InputError
from workbench.masking import LIMITS, mask, masking_of
from workbench.reports import read_report, verify_report
from workbench.reports.masked_run import LEFT_OUT, masked_summary, values_left_out
from workbench.topics.names.asking import Asked
from workbench.topics.names.language_model import prompt

PRIVATE = ("Kunigunde", "Muster", "VIP-Secret", "Basic-Secret", "0800 555", "bob@x", "Anna Meier")


def table():
    names = ("Kunigunde Muster", "Bernd Muster")
    return pd.DataFrame(
        {
            "case": range(60),
            "t": [f"case {k % 7} parcel late call 0800 555 1234 v{k // 3}" for k in range(60)],
            "name": [names[k % 2] for k in range(60)],
            "tier": [("VIP-Secret", "Basic-Secret")[k % 2] for k in range(60)],
        }
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("masked")
    return wb.embed(
        table(),
        text="t",
        id="case",
        model=FakeEncoder(16),
        cache=folder,
        progress=False,
        ledger=folder / "Anna Meier" / "l.jsonl",
    )


@pytest.fixture(scope="module")
def duplicates(corpus):
    return corpus.duplicates(
        threshold=0.8,
        review_if_different="name",
        keep={"tier": ["VIP-Secret", "Basic-Secret", "VIP-Secret of old"]},
        block_on="tier",
    )


def everything(path):
    """Return all that can be read in a report, the data of a page unfolded."""
    if path.suffix == ".html":
        stored = read_report(path)
        page = re.sub(r"<script.*?</script>", "", stored.page, flags=re.DOTALL)
        return page + json.dumps([stored.data, stored.summary], ensure_ascii=False)
    if path.suffix == ".xlsx":
        sheets = pd.read_excel(path, sheet_name=None, dtype=str)
        return "".join(sheet.to_csv() for sheet in sheets.values())
    return path.read_text("utf-8")


@pytest.mark.parametrize("ending", [".html", ".xlsx", ".csv", ".jsonl"])
def test_nothing_of_a_column_left_out_is_anywhere(corpus, duplicates, tmp_path, ending):
    path = corpus.report(
        tmp_path / f"r{ending}",
        duplicates=duplicates,
        stability=False,
        redact=["name", "tier"],
        title="for bob@x.example",
    )
    said = everything(path)
    assert [one for one in PRIVATE if one in said] == []
    assert "[phone]" in said
    if ending in (".html", ".xlsx"):
        assert "by values of tier" in said
        assert "for [email]" in said
        assert "asking goes by patterns" in said
    shown = everything(corpus.report(tmp_path / f"all{ending}", duplicates=duplicates))
    assert "0800 555 1234" in shown


def test_topics_named_by_a_column_left_out_are_not_named(corpus, tmp_path):
    topics = corpus.topics(labels="tier")
    given = {"topics": topics, "stability": False, "redact": ["tier", "name"]}
    said = everything(corpus.report(tmp_path / "r.html", **given))
    assert [one for one in PRIVATE if one in said] == []
    assert LEFT_OUT in said


def test_notes_name_no_folder_and_no_value_of_a_column_left_out(corpus):
    notes = (
        "1 decision from /home/Anna Meier/tickets/l.jsonl applied",
        r"the store cannot be used (C:\Users\Anna Meier\store\v.sqlite); the run went on",
        "dates: 3 cells are none (first: 'Kunigunde Muster'), write to bob@x.example",
        "60 rows and/or 1/2 of https://docs.example/page.html",
    )
    summary = dataclasses.replace(summary_of(corpus), notes=notes)
    left_out = masking_of(["name"], list(corpus.frame.columns))[1]
    said = masked_summary(summary, mask, left_out, values_left_out(corpus.frame, left_out)).notes
    assert said == (
        "1 decision from …/l.jsonl applied",
        "the store cannot be used (…/v.sqlite); the run went on",
        "dates: 3 cells are none (first: '[left out]'), write to [email]",
        notes[-1],
    )


def test_a_masked_report_is_verified_as_it_was_written(corpus, duplicates, tmp_path):
    topics = corpus.topics()

    def written(name, redact):
        return corpus.report(
            tmp_path / name,
            duplicates=duplicates,
            topics=topics,
            stability=False,
            redact=redact,
            title="for bob@x.example",
        )

    def verified(fresh):
        return verify_report(
            read_report(written("then.html", ["name", "tier"])),
            summary_of(corpus, duplicates=duplicates, topics=topics, title="for [email]"),
            rows=corpus.rows,
            embedding=corpus.embedding,
            projection=corpus.projection(),
            duplicates=duplicates,
            topics=topics,
            fresh=read_report(fresh),
        )

    assert str(verified(written("now.html", ["name", "tier"]))) == "identical"
    assert not verified(written("open.html", redact=False)).identical


def test_a_column_that_is_joined_to_the_text_cannot_be_left_out(tmp_path):
    joined = wb.embed(
        table(),
        text=["name", "t"],
        model=FakeEncoder(16),
        cache=False,
        progress=False,
        ledger=False,
    )
    for ending in (".html", ".xlsx", ".csv"):
        with pytest.raises(InputError, match="'name' holds the texts"):
            joined.report(tmp_path / f"r{ending}", redact=["name"])
    assert not list(tmp_path.iterdir())


def test_report_endpoint_namer_and_export_mask_alike(tmp_path):
    # Every 40th form of each half: all kinds, separators and neighbors take their turn.
    forms = [*TUNING[::40], *KEPT[::40]]
    texts = list(dict.fromkeys(form.text for form in forms))
    corpus = wb.embed(
        pd.DataFrame({"t": texts}),
        text="t",
        model=FakeEncoder(16),
        cache=False,
        progress=False,
        ledger=False,
    )
    found = {"duplicates": corpus.duplicates(0.9), "stability": False, "redact": True}
    data = read_report(corpus.report(tmp_path / "r.html", **found)).data
    page = [data["texts"][place] for place in data["textOf"]]
    book = pd.read_excel(corpus.report(tmp_path / "r.xlsx", **found), sheet_name=None)
    lines = corpus.report(tmp_path / "r.jsonl", **found).read_text("utf-8").splitlines()
    sent = []

    def answer(batch):
        sent.extend(batch)
        rows = FakeEncoder(16).encode(batch).tolist()
        return [SimpleNamespace(index=k, embedding=row) for k, row in enumerate(rows)]

    EndpointEncoder("m", "host", answer, batch=len(texts)).encode(texts)
    asked = prompt(Asked((), tuple(texts)), mask=True).splitlines()[2:]

    masked = [mask(text) for text in texts]
    assert len(texts) > 60
    assert sum(one != text for one, text in zip(masked, texts, strict=True)) > 0.95 * len(texts)
    assert page == masked
    assert [json.loads(line)["text"] for line in lines] == masked
    assert set(book["Groups"]["text"]) <= set(masked)
    assert sent[-len(texts) :] == masked
    shown = [" ".join(one.split())[:300] for one in masked]
    assert asked == [f"{k}. {one}" for k, one in enumerate(shown, 1)]


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
def test_beside_a_masked_table_stands_what_masking_misses(corpus, duplicates, tmp_path, ending):
    path = corpus.report(tmp_path / f"r{ending}", duplicates=duplicates, redact=["name"])
    told = path.with_name(f"r{ending}.notes.txt").read_text("utf-8")
    assert LIMITS.casefold()[1:] in told.casefold()
    assert "left out" in told
    open_ = corpus.report(tmp_path / f"open{ending}", duplicates=duplicates)
    assert not open_.with_name(f"open{ending}.notes.txt").exists()
