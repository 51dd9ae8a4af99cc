"""Two runs against each other: identical, or the first stage that differs and by how much.

Tests of reports/verify.py and reports/page_differences.py.
"""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.duplicates.cases import toy
from tests.fakes import FakeEncoder
from tests.reports.results import labeled_topics, make_run
from workbench.corpus import summary_of
from workbench.errors import FileError
from workbench.projection import Projection, text_positions
from workbench.provenance import Manifest, digest_array
from workbench.reports import compare_manifests, read_report, verify_report, write_html
from workbench.reports.html import packed, unpacked
from workbench.reports.page_differences import MOST_DIFFERENCES
from workbench.reports.verify import _elsewhere, _with_others
from workbench.summary import summarize


def table():
    return pd.DataFrame({"text": [f"{w} thing number {k}" for k in range(9) for w in ("my", "a")]})


@pytest.fixture
def run():
    return make_run(table())


@pytest.fixture
def stored(run, tmp_path):
    return read_report(write_html(tmp_path / "r.html", run.summary, **run.parts()))


def verified(stored, run):
    summary = summarize(
        run.rows,
        run.embedding,
        duplicates=run.duplicates,
        topics=run.topics,
        projection=run.projection,
        title="again",
    )
    parts = ("rows", "embedding", "projection", "duplicates", "topics")
    return verify_report(stored, summary, **{name: getattr(run, name) for name in parts})


def with_vectors(run, vectors, **parameters):
    old = run.embedding.manifest
    manifest = replace(
        old, digest=digest_array(vectors), parameters={**old.parameters, **parameters}
    )
    return replace(run, embedding=replace(run.embedding, vectors=vectors, manifest=manifest))


def test_the_same_run_is_identical(stored):
    again = verified(stored, make_run(table()))
    assert again.identical
    assert again.differences == ()
    assert str(again) == "identical"


def test_another_table_is_told_first(stored):
    other = verified(stored, make_run(table().replace("my thing number 3", "my thing number x")))
    assert not other.identical
    assert other.stage == "rows"
    assert str(other).startswith("differs from the stage 'rows' on")


def test_another_precision_is_named_with_its_shift(stored, run):
    vectors = run.embedding.vectors + np.float32(1e-3)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    other = verified(stored, with_vectors(run, vectors, precision="bfloat16"))
    assert other.stage == "embedding"
    assert "embedding: precision was None, is 'bfloat16'" in other.differences
    assert any("cosines of the texts compared differ by at most" in r for r in other.remarks)


def test_rounding_is_no_difference_and_is_told(stored, run):
    vectors = run.embedding.vectors.copy()
    vectors[:, 0] += np.float32(1e-7)
    other = verified(stored, with_vectors(run, vectors))
    assert other.identical
    assert any("within the tolerance of 1e-06" in remark for remark in other.remarks)


def test_moved_vectors_beyond_rounding_differ(stored, run):
    vectors = run.embedding.vectors.copy()
    vectors[0] = vectors[1]
    other = verified(stored, with_vectors(run, vectors))
    assert not other.identical
    assert other.stage == "embedding"


def test_another_seed_names_the_projection_and_how_far(stored, run):
    turned = text_positions(run.projection)[:, ::-1].copy()
    manifest = Manifest("projection", {"seed": 1}, digest_array(turned))
    other = verified(
        stored, replace(run, projection=Projection(run.projection.rows, turned, manifest))
    )
    assert other.stage == "projection"
    assert "projection: seed was 0, is 1" in other.differences
    assert any("of the map" in line for line in other.differences)


def test_rows_decided_otherwise_are_counted(stored, run):
    others = ["other"] * 3 + ["same"] * 15
    changed = labeled_topics(run.rows, run.embedding, others)
    other = verified(stored, replace(run, duplicates=run.duplicates.at(0.95), topics=changed))
    assert other.stage == "duplicates"
    assert "duplicates: threshold was 0.9, is 0.95" in other.differences
    assert any("16 rows decided differently" in line for line in other.differences)
    assert any(line == "topics: 3 rows in another topic" for line in other.differences)


@pytest.mark.parametrize(
    ("then", "now", "rows"),
    [
        ([0, 0, 1, 1, -1], [1, 1, 0, 0, -1], 0),  # other numbers are no other groups
        ([0, 0, 1, 1, -1], [0, 0, 0, 1, -1], 4),
        ([0, 0, 1, 1, -1], [0, 0, -1, -1, 2], 3),
    ],
)
def test_groups_are_compared_by_what_they_hold(then, now, rows):
    assert _with_others(np.array(then), np.array(now)) == rows


@pytest.mark.parametrize(
    ("then", "now", "rows"),
    [
        ([0, 0, 0, 1, 1, -1, -2], [1, 1, 1, 0, 0, -1, -2], 0),
        ([0, 0, 0, 1, 1, -1, -2], [1, 1, 0, 0, 0, -1, -2], 1),
        ([0, 0, 0, 1, 1, -1, -2], [0, 0, 0, 0, 0, 0, -2], 3),
        ([0, 0, 0, 1, 1, -1, -2], [0, 0, 0, -1, 1, -1, -2], 1),
    ],
)
def test_rows_go_with_their_topic_whatever_its_number(then, now, rows):
    assert _elsewhere(np.array(then), np.array(now)) == rows


def test_pairs_that_the_shift_could_flip_are_counted(stored, run):
    cosines = np.eye(len(run.rows.distinct))
    for k, cosine in enumerate([0.9001, 0.9003, 0.95]):
        cosines[2 * k, 2 * k + 1] = cosines[2 * k + 1, 2 * k] = cosine
    near = toy(cosines, run.rows.distinct, table=run.table)
    vectors = run.embedding.vectors + np.float32(1e-3)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    moved = with_vectors(run, vectors)
    remarks = " ".join(verified(stored, replace(moved, duplicates=near)).remarks)
    assert "2 pairs lie within" in remarks
    assert "of the threshold of 0.9, so rounding could flip a decision" in remarks


def test_versions_are_remarks_not_differences(run):
    then = run.summary.manifest
    now = {**then, "versions": {**then["versions"], "numpy": "9.9"}}
    verdict = compare_manifests(then, now)
    assert verdict.identical
    assert verdict.remarks == (f"version of numpy: {then['versions']['numpy']} then, 9.9 now",)


def test_a_missing_stage_is_named(run):
    then = run.summary.manifest
    now = {**then, "stages": [s for s in then["stages"] if s["stage"] != "topics"]}
    assert compare_manifests(then, now).differences == ("topics: only in the report",)
    assert compare_manifests(now, then).differences == ("topics: only in the fresh run",)


def test_a_masked_report_holds_no_vectors(run, tmp_path):
    path = write_html(tmp_path / "m.html", run.summary, **run.parts(redact=True))
    assert "probe" not in read_report(path).data


def test_other_files_are_refused(tmp_path):
    with pytest.raises(FileError, match="could not be read"):
        read_report(tmp_path / "none.html")
    other = tmp_path / "other.html"
    other.write_text("<html></html>")
    with pytest.raises(FileError, match="is not a report of Workbench"):
        read_report(other)


def rewritten(path, change):
    """Change what a report holds for programs."""
    page = path.read_text("utf-8")
    part = re.search(r'id="data">([^<]*)<', page)[1]
    data = json.loads(unpacked(part.strip()))
    path.write_text(page.replace(part, packed(json.dumps(change(data)))), "utf-8")


def older(data):
    """Lay data out as before verdicts."""
    groups = dict(data["groups"])
    groups["keep"] = groups.pop("verdict")
    return {name: data[name] for name in data if name != "layout"} | {"groups": groups}


def test_a_report_of_another_version_says_so(run, tmp_path):
    path = write_html(tmp_path / "r.html", run.summary, **run.parts())
    rewritten(path, older)
    with pytest.raises(FileError, match="written by .* Write the report again with this version"):
        read_report(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: [],
        lambda data: data | {"textOf": None},
        lambda data: data | {"groups": {"of": [0]}},
        lambda data: data | {"topics": {"of": [0]}},
        lambda data: data | {"map": {"x": [1], "y": "a"}},
        lambda data: data | {"probe": data["probe"] | {"vectors": "AAAA"}},
    ],
)
def test_a_report_that_lacks_parts_is_refused(run, tmp_path, change):
    path = write_html(tmp_path / "r.html", run.summary, **run.parts())
    rewritten(path, change)
    with pytest.raises(FileError, match="is damaged: parts of it are missing"):
        read_report(path)


def test_damaged_reports_are_refused(run, tmp_path):
    path = write_html(tmp_path / "r.html", run.summary, **run.parts())
    page = path.read_text("utf-8")
    start = page.index('id="data">') + 200
    path.write_text(page[:start] + "AAAA" + page[start + 4 :], "utf-8")
    with pytest.raises(FileError, match="is damaged"):
        read_report(path)


def analysis(folder, name):
    frame = pd.DataFrame({"t": [f"ticket {k} about thing {k % 7} and {k % 3}" for k in range(60)]})
    corpus = wb.embed(
        frame, text="t", model=FakeEncoder(16), cache=folder, progress=False, ledger=False
    )
    found = {"duplicates": corpus.duplicates(0.9), "topics": corpus.topics()}
    path = corpus.report(folder / name, stability=False, **found)
    return corpus, found, path


@pytest.fixture(scope="module")
def analyzed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("verify")
    first = analysis(folder, "then.html")[2]
    corpus, found, path = analysis(folder, "now.html")  # its vectors come from the store

    def verify(report):
        return verify_report(
            read_report(report),
            summary_of(corpus, **found),
            rows=corpus.rows,
            embedding=corpus.embedding,
            projection=corpus.projection(),
            fresh=read_report(path),
            **found,
        )

    return first, verify


def test_two_runs_over_one_table_write_the_same_report(analyzed):
    first, verify = analyzed
    assert str(verify(first)) == "identical"


def in_data(change):
    def forge(path):
        rewritten(path, lambda data: change(data) or data)

    return forge


def in_page(was, now):
    def forge(path):
        page = path.read_text("utf-8")
        assert was in page
        path.write_text(page.replace(was, now, 1), "utf-8")

    return forge


FORGED = {
    "page: says '<li>60 rows can go": in_page("No row can go", "60 rows can go"),
    "page: says '<div><dt>Rows</dt><dd>6</dd>'": in_page("<dd>60</dd>", "<dd>6</dd>"),
    "page: says '<title>Forged</title>'": in_page(
        "<title>t: 60 rows</title>", "<title>Forged</title>"
    ),
    "page: its scripts": in_page('"use strict";', '"use strict";alert(1);'),
    "page: its scripts, styles or their policy": in_page("img-src data:", "img-src *"),
    "findings.duplicates.n_removed: was 5, is 0": in_page('"n_removed":0', '"n_removed":5'),
    "texts[3]: was 'evil'": in_data(lambda data: data["texts"].__setitem__(3, "evil")),
    "topics.table[0].name: was 'evil'": in_data(
        lambda data: data["topics"]["table"][0].update(name="evil")
    ),
    "groups.reason.levels[0]: was 'evil'": in_data(
        lambda data: data["groups"]["reason"]["levels"].__setitem__(0, "evil")
    ),
    "groups.table.size[0]": in_data(
        lambda data: data["groups"]["table"]["size"].__setitem__(0, 999)
    ),
    "probe.places[0]: was 1": in_data(lambda data: data["probe"]["places"].__setitem__(0, 1)),
    "look.config": in_data(lambda data: data["look"]["config"].clear()),
}


@pytest.mark.parametrize("said", FORGED)
def test_whatever_is_forged_is_named(analyzed, tmp_path, said):
    first, verify = analyzed
    path = tmp_path / "forged.html"
    path.write_bytes(first.read_bytes())
    FORGED[said](path)
    verdict = verify(path)
    assert not verdict.identical
    assert verdict.stage == "report"
    assert any(line.startswith(said) for line in verdict.differences)


def test_scripts_of_another_version_are_told_and_words_are_still_compared(analyzed, tmp_path):
    first, verify = analyzed
    path = tmp_path / "older.html"
    path.write_bytes(first.read_bytes())
    in_page('"use strict";', '"use strict";older();')(path)
    in_page('"plotly":"', '"plotly":"0.')(path)
    verdict = verify(path)
    assert verdict.identical
    assert any("to be expected of another version" in remark for remark in verdict.remarks)
    in_page("No row can go", "60 rows can go")(path)
    assert not verify(path).identical


def test_many_differences_are_counted(analyzed, tmp_path):
    first, verify = analyzed
    path = tmp_path / "forged.html"
    page = first.read_text("utf-8")
    path.write_text(page.replace("</", "  </"), "utf-8")
    *listed, last = verify(path).differences
    assert len(listed) == MOST_DIFFERENCES
    assert re.fullmatch(r"and \d+ more differences", last)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("summary", "[]"),
        ("summary", "{}"),
        ("summary", "[" * 100_000),
        ("summary", '{"manifest": {"stages": [], "versions": []}}'),
        ("summary", '{"manifest": {"stages": 5, "versions": {}}}'),
        ("summary", '{"manifest": {"stages": [], "versions": {}}, "title": NaN}'),
        ("data", "no base64!"),
        ("data", packed("[" * 100_000)),
        ("data", packed('{"layout": 2}')),
        ("data", packed('{"layout": 2, "textOf": [0], "probe": {"places": [-1]}}')),
    ],
)
def test_malformed_reports_give_our_own_error(analyzed, tmp_path, part, text):
    page = re.sub(rf'(id="{part}">)[^<]*', lambda m: m[1] + text, analyzed[0].read_text("utf-8"))
    path = tmp_path / "malformed.html"
    path.write_text(page, "utf-8")
    with pytest.raises(FileError, match=r"is damaged|was written by"):
        read_report(path)


def test_a_page_never_unfolds_beyond_a_limit():
    bomb = packed("0" * 1_000_000)
    assert len(unpacked(bomb, 1_000_000)) == 1_000_000
    with pytest.raises(ValueError, match="unfolds to more than 10,000 bytes"):
        unpacked(bomb, 10_000)
