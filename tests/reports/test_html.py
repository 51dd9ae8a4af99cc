"""The report as a file: whole, self-contained, escaped, the same each time.

Tests of reports/columns.py, reports/layout.py and reports/payload.py.
"""

import base64
import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.reports.results import make_run
from tests.tables.formulas import NOT_RUN, RUN
from workbench.errors import ColumnError, FileError, InputError
from workbench.reports import html, write_html
from workbench.reports.columns import column_data
from workbench.reports.html import page_script, script_json, unpacked

HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">\u2028 ]]> --> {{ 7*7 }}'


def table():
    return pd.DataFrame(
        {
            "ticket": ["a1", "a2", "a3", "a4", "a5"],
            "text": [
                "refund my order",
                "refund my whole order please now today",
                HOSTILE,
                None,
                "refund my order",
            ],
            "channel": ["mail", "chat", HOSTILE, "mail", None],
            "minutes": [1.5, 2, np.nan, 4, 5],
            "created": ["2025-01-01", "2025-02-01", "2025-03-01", None, "2025-04-01"],
        }
    )


@pytest.fixture
def run():
    return make_run(table(), id="ticket", title=f"Week 3 {HOSTILE}")


def written(path, run, **changes):
    return write_html(path / "report.html", run.summary, **run.parts(**changes)).read_text("utf-8")


def payload(page):
    return json.loads(unpacked(re.search(r'id="data">([^<]+)<', page)[1]))


def test_only_the_pages_own_scripts_may_run_and_nothing_may_be_fetched(tmp_path, run):
    page = written(tmp_path, run)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    policy = policy.replace("&#39;", "'")
    assert policy.startswith("default-src 'none'")
    assert "connect-src" not in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    own = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert len(own) == 1
    digest = base64.b64encode(hashlib.sha256(own[0].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy


def test_page_names_no_address(tmp_path, run):
    page = written(tmp_path, run)
    addresses = set(re.findall(r"https?://[^\s\"'<>`)]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_hostile_texts_never_stand_in_the_page_as_markup(tmp_path, run):
    page = written(tmp_path, run)
    assert "alert(1)</script>" not in page
    assert "<img src=x" not in page
    assert "49" not in re.search(r"<h1[^>]*>(.*?)</h1>", page)[1]
    assert HOSTILE in payload(page)["texts"]


def test_each_text_stands_in_the_data_once(tmp_path, run):
    page = written(tmp_path, run)
    data = payload(page)
    assert data["texts"].count("refund my order") == 1
    assert data["textOf"][0] == data["textOf"][4]
    assert data["textOf"][3] == -1
    assert [column["name"] for column in data["columns"]] == ["channel", "minutes", "created"]


def test_nearest_texts_are_those_of_other_groups(tmp_path, run):
    data = payload(written(tmp_path, run))
    group = {}
    for text, own in zip(data["textOf"], data["groups"]["of"], strict=True):
        group.setdefault(text, own)
    for text, others in enumerate(data["nearest"]["texts"]):
        assert len(others) == len(data["nearest"]["similarity"][text])
        assert text not in others
        assert not [k for k in others if group[k] >= 0 and group[k] == group[text]]


def test_columns_keep_their_kind(tmp_path, run):
    channel, minutes, created = payload(written(tmp_path, run))["columns"]
    assert (channel["kind"], minutes["kind"], created["kind"]) == ("word", "number", "date")
    assert channel["levels"][0] == "mail"
    assert channel["codes"][-1] == -1
    assert minutes["values"] == [1.5, 2, None, 4, 5]
    assert created["values"][0] == (pd.Timestamp("2025-01-01") - pd.Timestamp(0)).days


def test_numbers_fall_into_at_most_six_classes():
    values = [5, None, 1, 1, 2, 3, 8, 13, 21, 34, 55.5]
    classes = column_data(pd.Series(values, dtype=object), str)["classes"]
    assert classes["starts"] == [1, 3, 8, 13, 34]
    assert classes["levels"][0] == "1 to under 3"
    assert classes["levels"][-1] == "34 to 55.5"
    assert column_data(pd.Series([7, 7]), str)["classes"] == {"starts": [7], "levels": ["7"]}
    large = column_data(pd.Series([2**53 + 1, 2**60 + 1]), str)["classes"]
    assert large["levels"][-1].replace(",", "") == str(2**60 + 1)


def test_classes_of_days_end_where_the_next_begins():
    days = pd.Series(pd.date_range("2024-03-01", periods=12, freq="12h"))
    classes = column_data(days, str)["classes"]
    assert len(classes["starts"]) == len(classes["levels"]) == 6
    assert classes["levels"][0] == "2024-03-01 to 2024-03-02"
    assert classes["levels"][-1] == "2024-03-06"


def test_same_results_give_the_same_bytes(tmp_path, run):
    again = make_run(table(), id="ticket", title=f"Week 3 {HOSTILE}")
    assert written(tmp_path, run) == written(tmp_path, again)


def test_upload_button_is_off(tmp_path, run):
    config = payload(written(tmp_path, run))["look"]["config"]
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""


def test_findings_and_notes_stand_in_the_page_without_scripts(tmp_path, run):
    page = written(tmp_path, run)
    body = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "5 rows, 3 distinct texts" in body
    assert "One text was cut." in body


def test_what_is_missing_is_left_out(tmp_path, run):
    page = written(tmp_path, run, projection=None, duplicates=None, topics=None, embedding=None)
    data = payload(page)
    assert data["map"] is data["topics"] is data["groups"] is None
    assert 'id="plotly"' not in page
    assert len(page) < 200_000


def test_summary_can_be_read_back(tmp_path, run):
    page = written(tmp_path, run)
    told = json.loads(re.search(r'id="summary">(.*?)</script>', page, flags=re.DOTALL)[1])
    assert told["rows"] == 5
    assert told["title"] == run.summary.title
    assert [stage["stage"] for stage in told["manifest"]["stages"]][:2] == ["rows", "embedding"]


def test_redact_masks_everywhere_and_leaves_columns_out(tmp_path):
    card, mail, phone = "4111 1111 1111 1111", "jo.doe@example.com", "+44 20 7946 0958"
    frame = pd.DataFrame(
        {
            "who": [mail, "x", "y"],
            "text": [f"call {phone}", f"my card {card} fails", f"write to {mail}"],
            "number": [4111111111111111, 5, 6],
            "secret": ["alpha", "beta", "gamma"],
        }
    )
    run = make_run(frame, id="who")
    page = written(tmp_path, run, redact=["secret"])
    data = json.dumps(payload(page))
    for private in (card, mail, phone, "4111111111111111", "alpha", "secret"):
        assert private not in data
    assert "[card]" in data
    assert "[email]" in data
    assert "[phone]" in data
    assert "are masked in this report; left out: secret" in page
    assert "masking goes by patterns: names, street addresses" in page


def test_redact_refuses_a_column_that_is_not_there(tmp_path, run):
    with pytest.raises(ColumnError, match="no column 'chanel'.*Did you mean 'channel'"):
        written(tmp_path, run, redact=["chanel"])


def test_columns_chooses_and_orders(tmp_path, run):
    data = payload(written(tmp_path, run, columns=["minutes", "channel"]))
    assert [column["name"] for column in data["columns"]] == ["minutes", "channel"]
    with pytest.raises(ColumnError, match="no column 'x'"):
        written(tmp_path, run, columns=["x"])


def test_many_columns_are_cut_and_told(tmp_path):
    wide = table().assign(**{f"c{k}": range(5) for k in range(30)})
    page = written(tmp_path, make_run(wide))
    assert len(payload(page)["columns"]) == 20
    assert "the report shows the first 20 of" in page


def test_table_of_another_length_is_refused(tmp_path, run):
    with pytest.raises(InputError, match="the table has 4 rows, the results have 5"):
        written(tmp_path, run, frame=table().head(4))


def test_failed_report_leaves_the_old_one(tmp_path, run):
    path = tmp_path / "report.html"
    path.write_text("old")
    with pytest.raises(FileError, match="cannot write"):
        write_html(tmp_path / "no" / "x.html", run.summary, **run.parts())
    with pytest.raises(ColumnError):
        write_html(path, run.summary, **run.parts(columns=["nope"]))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_json_cannot_end_a_script_tag():
    text = script_json({"<a>": HOSTILE})
    assert "<" not in text
    assert "\u2028" not in text
    assert json.loads(text) == {"<a>": HOSTILE}


def test_lone_surrogates_do_not_stop_the_report(tmp_path):
    run = make_run(pd.DataFrame({"text": ["broken \ud800 sign", "fine"]}, dtype=object))
    assert "broken \ufffd sign" in payload(written(tmp_path, run))["texts"]


def test_script_builds_no_markup_from_texts():
    script = page_script()
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in script


def test_the_page_guards_what_a_spreadsheet_would_run():
    script = (Path(html.__file__).parent / "page.js").read_text("utf-8")
    runs = re.compile(re.search(r"const RUNS =\s*/(.*)/is;", script)[1], re.IGNORECASE | re.DOTALL)
    assert [cell for cell in RUN if not runs.match(cell)] == []
    assert [cell for cell in NOT_RUN if runs.match(cell)] == []


def test_numbers_and_dates_are_shown_as_they_are_written():
    ids = [str(570301031407624196 + k) for k in range(40)]
    assert column_data(pd.Series(ids, name="id"), str)["levels"] == ids
    whole = column_data(pd.Series([2**53 + 1, 2**53]), str)
    assert whole["written"] == ["9007199254740993", "9007199254740992"]
    assert column_data(pd.Series([0.1 + 0.2, 3.0]), str)["values"] == [0.1 + 0.2, 3]
    prices = column_data(pd.Series(["19.90", "3"]), str)
    assert (prices["kind"], prices["values"]) == ("number", [19.9, 3])
    assert prices["written"] == ["19.90", "3"]
    days = column_data(pd.Series(["13/03/2024", "14/03/2024"]), str)
    assert (days["kind"], days["values"]) == ("date", [19795, 19796])
    assert days["written"] == ["13/03/2024", "14/03/2024"]
    assert "written" not in column_data(pd.Series(["2024-03-13"]), str)


def test_cells_that_are_no_dates_stand_as_written_and_are_told(tmp_path):
    days = ["2025-01-01", "2025-01-02", "ask a@b.example", "2025-01-04", None]
    run = make_run(table().assign(created=days), id="ticket", title="Week 3")
    page = written(tmp_path, run, redact=True)
    created = payload(page)["columns"][-1]
    assert (created["kind"], created["values"][2:]) == ("date", [None, 20092, None])
    assert created["written"][2] == "ask [email]"
    assert "1 cell of column &#39;created&#39; is no date that can be read" in page
    assert "a@b.example" not in page
