"""Tables that all-MiniLM-L6-v2 cannot read, through the front door."""

import json

import pandas as pd
import pytest

import workbench as wb
from workbench import cli

pytestmark = pytest.mark.model

REQUESTS = {
    "Thai": ["อินเทอร์เน็ตช้ามาก", "เครื่องพิมพ์เสีย", "อยากเปลี่ยนชื่อ", "ใบเสร็จหาย", "จ่ายเงินไม่ผ่าน"],
    "Korean": [
        "인터넷이 너무 느려요",
        "프린터가 고장났어요",
        "이름을 바꾸고 싶어요",
        "영수증을 잃어버렸어요",
    ],
    "Arabic": ["الإنترنت بطيء جدا", "الطابعة معطلة", "أريد تغيير اسمي", "فقدت الإيصال"],
    "Japanese": [
        "インターネットが遅い",
        "プリンターが壊れた",
        "名前を変えたい",
        "領収書をなくした",
    ],
    "emoji": ["🙂", "🙁", "🎉🎉", "💩", "🔥", "⛔"],
    "mixed": ["Router X5 坏了", "Router X5 很好", "Shop 😍", "Shop 😡", "Bill :)", "Bill :("],
}


@pytest.mark.parametrize("language", REQUESTS)
def test_only_equal_texts_are_dropped(language):
    texts = REQUESTS[language]
    frame = pd.DataFrame({"text": [*texts, texts[0], f"{texts[1]} !"]})
    corpus = wb.embed(frame, text="text", progress=False)
    for threshold in (0.7, 0.9):
        result = corpus.duplicates(threshold).to_frame()
        dropped = result[result["verdict"] == "drop"]
        assert len(dropped) == 2
        assert set(dropped["kind"].astype(str)) == {"identical", "normalized"}


def test_every_result_says_what_cannot_be_read(tmp_path, capsys):
    path = tmp_path / "t.csv"
    texts = [*REQUESTS["Korean"], "My internet is too slow.", "The printer is broken."]
    pd.DataFrame({"text": texts}).to_csv(path, index=False)
    for command in (["dedupe"], ["topics"], ["search"]):
        words = ["slow"] if command == ["search"] else []
        assert cli.run([*command, str(path), *words, "--text", "text", "--quiet"]) == 0
        head = capsys.readouterr().out.splitlines()[:2]
        assert any(
            "4" in line and ("cannot read" in line or "mean nothing" in line) for line in head
        )
    assert cli.run(["search", str(path), "느려요", "--text", "text", "--quiet", "--json"]) == 0
    assert "cannot read '느려요'" in json.loads(capsys.readouterr().out)["notes"][0]
    corpus = wb.embed(pd.read_csv(path), text="text", progress=False)
    assert corpus.to_frame()["unsupported_language"].tolist() == [True] * 4 + [False] * 2
    assert "4 of 6 rows" in corpus.topics().notes[0]


def test_a_saved_corpus_reads_the_same(tmp_path):
    texts = [*REQUESTS["mixed"], *REQUESTS["emoji"], "Ｈｅｌｌｏ"]
    corpus = wb.embed(pd.DataFrame({"text": texts}), text="text", progress=False)
    corpus.save(tmp_path / "c.wb")
    opened = wb.open(tmp_path / "c.wb")
    before, after = corpus._legibility, opened._legibility
    assert before.unreadable.tolist() == after.unreadable.tolist()
    assert before.unread == after.unread


@pytest.mark.soak
def test_real_tables_in_other_languages(real_data):
    korean = pd.read_csv(real_data / "real_files" / "ChatbotData.csv", dtype=str)[:3000]
    terms = pd.read_excel(real_data / "real_files" / "uem.xlsx", header=None, dtype=str)
    japanese = pd.DataFrame({"text": terms.stack().dropna().unique()})
    for frame, text in ((korean, "Q"), (japanese, "text")):
        result = wb.embed(frame, text=text, progress=False).duplicates().to_frame()
        dropped = result[result["verdict"] == "drop"]
        if text == "Q":
            assert set(dropped["kind"].astype(str)) <= {"identical", "normalized"}
        strange = frame[text].str.contains("[぀-ヿ㐀-鿿]", na=False).to_numpy()
        assert set(dropped.loc[strange[result["verdict"] == "drop"], "kind"].astype(str)) <= {
            "identical",
            "normalized",
        }


@pytest.mark.slow
def test_trains_to_a_place_are_not_trains_from_it(real_data):
    path = real_data / "real_files" / "ChatbotCorpus.json"
    sentences = json.loads(path.read_text("utf-8"))["sentences"]
    frame = pd.DataFrame({"text": [one["text"] for one in sentences]})
    corpus = wb.embed(frame, text="text", progress=False)
    result = corpus.duplicates(0.8).to_frame()
    ends = [
        {
            e["entity"][7:]: e["text"].lower()
            for e in one["entities"]
            if e["entity"][:7] == "Station"
        }
        for one in sentences
    ]
    for row in result.index[result["verdict"] == "drop"]:
        pair = ends[row], ends[result.loc[row, "compared_to"]]
        for mine, other in (pair, pair[::-1]):
            start = mine.get("Start")
            assert start is None or start != other.get("Dest") or start == mine.get("Dest")
