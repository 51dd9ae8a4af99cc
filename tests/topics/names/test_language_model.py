"""A namer that asks a chat endpoint, with a server on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.errors import EndpointError, InputError
from workbench.reports import read_report
from workbench.topics import find_topics
from workbench.topics.names.language_model import chat_namer, one_title, prompt


@pytest.fixture
def server():
    """Answers each request with the next reply of its list, the last one for ever."""
    seen, replies = [], [(200, '"Lost cards"\nand more')]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append((self.path, self.headers["Authorization"], body))
            status, text = replies[0] if len(replies) == 1 else replies.pop(0)
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


def test_titles_come_from_the_endpoint_and_nothing_personal_goes_there(server, four):
    address, seen, _ = server
    _, rows, vectors, near = four
    namer = chat_namer("m", address, api_key="sk-secret")
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


def test_a_failure_is_told_without_the_key(server):
    address, _, replies = server
    replies[:] = [(401, "")]
    with pytest.raises(EndpointError, match="gave no title") as caught:
        chat_namer("m", address, api_key="sk-secret", retries=0)(["a"], ["b"])
    assert "sk-secret" not in str(caught.value)
    replies[:] = [(500, ""), (200, "Parcels")]
    assert chat_namer("m", address, retries=2)(["a"], ["b"]) == "Parcels"
    replies[:] = [(200, " \n ")]
    with pytest.raises(EndpointError, match="blank title"):
        chat_namer("m", address)(["a"], ["b"])


def test_what_is_sent_and_taken():
    said = prompt(["a", "b"], ["one\ntwo", "x" * 900], mask=True)
    assert said.splitlines()[:3] == ["Keywords: a, b", "Texts:", "- one two"]
    assert len(said) < 400
    assert one_title("\n\u201cLate parcels\u201d\nbecause", "host") == "Late parcels"
    with pytest.raises(InputError, match="base_url must be like"):
        chat_namer("m", "localhost")


def test_an_address_with_a_password_is_refused_and_not_shown():
    with pytest.raises(InputError, match="must hold no user, password or query") as refused:
        chat_namer("m", "https://me:hunter2@example.org/v1")
    assert "hunter2" not in str(refused.value)


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


def test_texts_that_others_can_read_along_are_told():
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    assert "unencrypted (http)" in chat_namer("m", "http://chat.example/v1").notes[0]
    assert not hasattr(chat_namer("m", "http://127.0.0.1:1/v1"), "notes")
