"""A namer that asks a chat endpoint, with a server on loopback.

Tests of topics/names/language_model.py, topics/names/asking.py, embedding/chat.py and
embedding/stored_answers.py.
"""

import json
import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.embedding.stored_answers import StoredAnswers
from workbench.errors import EndpointError, InputError
from workbench.reports import read_report
from workbench.tables import write_table
from workbench.topics import find_topics, refresh
from workbench.topics.names.asking import Asked
from workbench.topics.names.language_model import chat_namer, one_title, prompt, read_answer
from workbench.widgets.board_state import topic_cards

MATTERS = ("reset my passcode", "card payment failed", "parcel not delivered")
ENDS = ("today", "again", "at once", "this week", "on Monday", "in March", "before noon", "now")


@pytest.fixture
def server():
    """Answers each request with the next reply of its list, the last one for ever.

    A reply that is a function is called with the words of the question.
    """
    seen, replies = [], [(200, '"Lost cards"\nand more')]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append((self.path, self.headers["Authorization"], body))
            status, text = replies[0] if len(replies) == 1 else replies.pop(0)
            text = text(body["messages"][-1]["content"]) if callable(text) else text
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            whole = {"id": "1", "object": "chat.completion", "created": 0, "model": "m"}
            data = json.dumps({**whole, "choices": [choice]} if status == 200 else {}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/v1", seen, replies
        http.shutdown()


def answered(question):
    """Answer as a language model would, by the matter that the question's texts are about."""
    texts = question.partition("Texts:")[2]
    matter = next(one for one in MATTERS if one in texts)
    name = f"{matter} help"
    told = {"name": name, "description": f"About {matter}. Many ask.", "texts": [1, 3, 99]}
    return f"Sure:\n```json\n{json.dumps(told)}\n```"


@pytest.fixture
def frame():
    rows = [(f"{matter} {end}", matter) for matter in MATTERS for end in ENDS]
    frame = pd.DataFrame(rows, columns=["text", "matter"])
    return frame.assign(ticket=[f"T-{k}" for k in range(len(frame))])


def corpus_of(frame):
    return wb.embed(
        frame,
        text="text",
        id="ticket",
        model=FakeEncoder(),
        ledger=False,
        cache=False,
        progress=False,
    )


def named(frame, namer=None):
    corpus = corpus_of(frame)
    return corpus.topics(labels=frame["matter"].map(MATTERS.index), namer=namer)


def quiet(address, **settings):
    return chat_namer("m", address, retries=0, progress=False, **settings)


def test_titles_come_from_the_endpoint_and_nothing_personal_goes_there(server, four):
    address, seen, _ = server
    _, rows, vectors, near = four
    namer = quiet(address, api_key="sk-secret")
    found = find_topics(rows, vectors, near, min_cluster_size=20, namer=namer)
    assert found.names[0] == "Lost cards"
    assert all(name.startswith("Lost cards: ") for name in found.names[1:])
    assert len(seen) == 4
    assert namer(["card"], ["mail a.person@example.org or call +49 170 1234567"]) == "Lost cards"
    sent = json.dumps(seen[-1][2])
    assert "[email]" in sent
    assert "example.org" not in sent
    assert "1234567" not in sent
    assert seen[-1][1] == "Bearer sk-secret"


def test_names_and_descriptions_are_on_every_surface(server, frame, tmp_path):
    address, _, replies = server
    replies[:] = [(200, answered)]
    topics = named(frame, quiet(address))
    expected = [f"{matter} help" for matter in MATTERS]
    assert sorted(topics.names) == sorted(expected)
    assert set(topics.to_frame()["name"]) == set(expected)
    table = topics.table
    assert (table["description"] == [f"About {n[:-5]}. Many ask." for n in table["name"]]).all()
    lines = topics.to_frame()
    assert (lines["description"] == [f"About {n[:-5]}. Many ask." for n in lines["name"]]).all()
    ids = frame.set_index("ticket")["matter"]
    for name, rests_on in zip(table["name"], table["rests_on"], strict=True):
        assert len(rests_on) == 2
        assert {f"{ids[row]} help" for row in rests_on} == {name}
    corpus = topics._home
    corpus.report(tmp_path / "r.html", topics=topics, stability=False)
    page = (tmp_path / "r.html").read_text("utf-8")
    assert all(name in page for name in expected)
    assert all(escape(description) in page for description in table["description"])
    cards = topic_cards(topics)
    assert [one["name"] for one in cards] == table["name"].tolist()
    assert [one["description"] for one in cards] == table["description"].tolist()
    write_table(topics.to_frame(), tmp_path / "rows.xlsx")
    assert set(pd.read_excel(tmp_path / "rows.xlsx")["name"]) == set(expected)
    days = pd.date_range("2026-01-01", periods=len(frame))
    assert set(topics.over_time(days)["name"]) == set(expected)
    figure = corpus.map_figure(topics).to_json()
    assert all(name in figure for name in expected)
    assert 0 <= topics.name_retrieval <= 1
    assert any("3 names by m at 127.0.0.1" in note and "tokens" in note for note in topics.notes)


def test_similar_topics_are_in_the_question(server, frame):
    address, seen, replies = server
    replies[:] = [(200, answered)]
    offline = named(frame).names
    named(frame, quiet(address))
    for _, _, body in seen:
        question = body["messages"][-1]["content"]
        similar = question.partition("Similar topics: ")[2].partition("\n")[0].split("; ")
        assert len(similar) == 2
        assert set(similar) <= set(offline)


def test_a_second_run_asks_nothing_and_refresh_keeps_names(server, frame):
    address, seen, replies = server
    replies[:] = [(200, answered)]
    first = named(frame, quiet(address))
    assert len(seen) == 3
    again = named(frame, quiet(address))
    assert len(seen) == 3
    assert again.names.equals(first.names)
    assert again.table["description"].tolist() == first.table["description"].tolist()
    assert any("nothing was asked" in note for note in again.notes)
    renamed = again.rename({0: "By hand"})
    assert renamed.names.tolist() == ["By hand", *first.names[1:]]
    assert renamed.table["description"][1:].tolist() == first.table["description"][1:].tolist()
    assert len(seen) == 3
    named(frame, chat_namer("other", address, progress=False))
    assert len(seen) == 6


def test_a_refresh_asks_about_new_topics_only(server, four):
    address, seen, replies = server
    _, rows, vectors, near = four
    replies[:] = [(200, lambda question: f"Title {len(question)}")]
    found = find_topics(rows, vectors, near, min_cluster_size=20, namer=quiet(address))
    asked = len(seen)
    after = refresh(found, rows, vectors, near)
    assert after.topics.names.equals(found.names)
    assert len(seen) == asked


@pytest.mark.parametrize(
    "reply",
    [
        (500, ""),
        (200, " \n "),
        (200, '{"name": "cut off'),
        (200, '{"name": ""}'),
        (200, " ".join(["word"] * 30)),
        (200, '{"name": "Karten", "description": "Hier fragen viele Menschen nach ihrer Karte."}'),
    ],
)
def test_a_broken_answer_leaves_the_names_of_the_texts(server, frame, reply):
    address, seen, replies = server
    replies[:] = [reply]
    frame["text"] = [f"please help me because {one}" for one in frame["text"]]
    topics = named(frame, quiet(address))
    assert topics.names.equals(named(frame).names)
    assert any("named 0 of 3 topics" in note for note in topics.notes)
    assert "description" not in topics.table
    assert len(seen) == (1 if reply[0] == 500 else 3)


def test_one_bad_answer_costs_one_name_and_is_asked_again(server, frame):
    address, seen, replies = server
    replies[:] = [(200, ""), (200, answered)]
    topics = named(frame, quiet(address))
    assert sum(name.endswith(" help") for name in topics.names) == 2
    assert any("named 2 of 3 topics" in note for note in topics.notes)
    again = named(frame, quiet(address))
    assert len(seen) == 4
    assert all(name.endswith(" help") for name in again.names)


def test_a_name_that_fits_another_topic_is_not_used(server, frame):
    address, _, replies = server
    replies[:] = [(200, "parcel not delivered")]
    topics = named(frame, quiet(address))
    assert sorted(topics.names) == sorted(named(frame).names)
    assert any("2 names by the namer fit other topics better" in note for note in topics.notes)


def test_tokens_and_cost_are_told_before_anything_is_sent(server, frame):
    address, seen, replies = server
    replies[:] = [(200, answered)]
    told = []

    def confirm(plan):
        told.append((plan, len(seen)))
        return len(told) > 1

    namer = quiet(address, price=(1.0, 2.0), confirm=confirm)
    assert named(frame, namer).names.equals(named(frame).names)
    assert not seen
    assert "3 topics" in told[0][0]
    assert "at your price" in told[0][0]
    assert all(name.endswith(" help") for name in named(frame, namer).names)
    assert told[1][1] == 0
    with pytest.raises(InputError, match="price takes"):
        chat_namer("m", address, price="cheap")


def test_themes_are_named_the_same_way(server, frame):
    address, seen, replies = server
    replies[:] = [(200, answered)]
    topics = named(frame, quiet(address))
    replies[:] = [(200, "Things that went wrong")]
    themes = topics.hierarchy(2)
    assert "Things that went wrong" in set(themes["theme_name"])
    asked = len(seen)
    assert topics.outline(2)["name"].iloc[0] in set(themes["theme_name"])
    assert len(seen) == asked


def test_a_function_that_fails_leaves_the_names_of_the_texts(frame):
    def namer(words, texts):
        raise KeyError("gone")

    topics = named(frame, namer)
    assert topics.names.equals(named(frame).names)
    assert any("KeyError('gone')" in note for note in topics.notes)


def test_a_stored_answer_that_was_damaged_is_asked_again(tmp_path):
    store = StoredAnswers(tmp_path / "names")
    store.put("a1", "Lost cards")
    assert StoredAnswers(tmp_path / "names").get("a1") == "Lost cards"
    file = tmp_path / "names" / "a1.json"
    file.write_text(file.read_text().replace("Lost", "Last"))
    assert StoredAnswers(tmp_path / "names").get("a1") is None
    assert StoredAnswers(None).get("a1") is None


def test_a_failure_is_told_without_the_key(server):
    address, _, replies = server
    replies[:] = [(401, "")]
    with pytest.raises(EndpointError, match="gave no answer") as caught:
        quiet(address, api_key="sk-secret")(["a"], ["b"])
    assert "sk-secret" not in str(caught.value)
    replies[:] = [(500, ""), (200, "Parcels")]
    assert chat_namer("m", address, retries=2)(["a"], ["b"]) == "Parcels"
    replies[:] = [(200, " \n ")]
    with pytest.raises(EndpointError, match="blank title"):
        chat_namer("m", address)(["a"], ["b"])


def test_what_is_sent_and_taken():
    said = prompt(Asked(("a", "b"), ("one\ntwo", "x" * 900), ("Other",)), mask=True)
    assert said.splitlines()[:4] == [
        "Keywords: a, b",
        "Similar topics: Other",
        "Texts:",
        "1. one two",
    ]
    assert len(said) < 400
    assert one_title("\n\u201cLate parcels\u201d\nbecause", "host") == "Late parcels"
    thought = "<think>{hm}</think>Late parcels"
    assert read_answer(thought, Asked((), ("b",)), "host").name == "Late parcels"
    with pytest.raises(InputError, match="base_url must be like"):
        chat_namer("m", "localhost")


def test_an_address_with_a_password_is_refused_and_not_shown():
    with pytest.raises(InputError, match="must hold no user, password or query") as refused:
        chat_namer("m", "https://me:hunter2@example.org/v1")
    assert "hunter2" not in str(refused.value)


def test_texts_that_others_can_read_along_are_told():
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    assert "unencrypted (http)" in chat_namer("m", "http://chat.example/v1").notes[0]
    assert chat_namer("m", "http://127.0.0.1:1/v1").notes == ()


def test_topics_and_report_tell_that_others_could_read_along(server, monkeypatch, tmp_path):
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    elsewhere = "workbench.embedding.encoders.endpoint_client._is_here"
    monkeypatch.setattr(elsewhere, lambda host: False)
    monkeypatch.setenv("NO_PROXY", "*")
    namer = chat_namer("m", server[0])
    texts = [f"{('my card is lost', 'the parcel is late')[k % 2]} again {k}" for k in range(60)]
    corpus = wb.embed(texts, model=FakeEncoder(), cache=False, ledger=False, progress=False)
    topics = corpus.topics(namer=namer)
    assert sum("127.0.0.1" in note and "unencrypted (http)" in note for note in topics.notes) == 1
    stored = read_report(corpus.report(tmp_path / "r.html", topics=topics, stability=False))
    assert any(
        "unencrypted (http): others can read along" in one for one in stored.summary["notes"]
    )
    assert "unencrypted (http): others can read along" in stored.page
