"""An embeddings endpoint, with a server on loopback that misbehaves as told.

Tests of embedding/encoders/endpoint_client.py.
"""

import json
import re
import socket
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from tests.servers import reply, serving
from workbench.embedding import VectorStore, embed_texts
from workbench.embedding.encoders.endpoint import EndpointEncoder, load_endpoint, settings_digest
from workbench.errors import EndpointError, InputError, ModelError
from workbench.masking import RULES

TEXTS = [f"ticket {k} about cards" for k in range(150)]


class Scripted:
    """Answers like an endpoint; takes one fault off its list at each request."""

    def __init__(self, *faults):
        self.faults, self.seen = list(faults), []

    def __call__(self, texts):
        self.seen += texts
        rows = FakeEncoder().encode(texts) * 3
        data = [SimpleNamespace(index=k, embedding=row.tolist()) for k, row in enumerate(rows)]
        fault = self.faults.pop(0) if self.faults else None
        return fault(data) if fault else data[::-1]  # in any order


def test_vectors_are_unit_and_in_the_order_of_the_texts():
    encoder = EndpointEncoder("m", "host", Scripted(), batch=7)
    result = embed_texts(TEXTS, encoder)
    assert np.allclose(result.vectors, FakeEncoder().encode(TEXTS), atol=1e-6)
    assert encoder.info.dimensions == 64
    assert "texts left this machine: they were sent to host with email addresses" in result.notes[0]
    assert not result.cut.any()


@pytest.mark.parametrize(
    "fault",
    [
        lambda data: data[:-1],
        lambda data: [*data, data[0]],
        lambda data: [SimpleNamespace(index=0, embedding=one.embedding) for one in data],
        lambda data: [SimpleNamespace(index=one.index, embedding=[1.0]) for one in data],
        lambda data: [SimpleNamespace(index=one.index, embedding=[0.0] * 64) for one in data],
        lambda data: [SimpleNamespace(index=one.index, embedding=[np.nan] * 64) for one in data],
    ],
    ids=["short", "long", "indexes", "width", "zero", "nan"],
)
def test_a_reply_that_does_not_fit_is_asked_for_again_and_never_used(fault):
    once = EndpointEncoder("m", "host", Scripted(None, fault))
    assert np.allclose(once.encode(TEXTS[:5]), FakeEncoder().encode(TEXTS[:5]), atol=1e-6)
    always = EndpointEncoder("m", "host", Scripted(None, *[fault] * 9))
    with pytest.raises(EndpointError, match="3 times"):
        always.encode(TEXTS[:5])


def test_personal_data_is_masked_unless_switched_off():
    server = Scripted()
    text = "I am jo@mail.example, call 555-867-5309"
    EndpointEncoder("m", "host", server).encode([text])
    assert server.seen[-1] == "I am [email], call [phone]"
    EndpointEncoder("m", "host", server, mask=False).encode([text])
    assert server.seen[-1] == text


def test_whatever_changes_a_vector_changes_the_key():
    infos = [
        EndpointEncoder("m", "host", Scripted()).info,
        EndpointEncoder("m", "host", Scripted(), mask=False).info,
        EndpointEncoder("other", "host", Scripted()).info,
        EndpointEncoder("m", "elsewhere", Scripted()).info,
        EndpointEncoder("m", "host", Scripted(), prefix="query: ").info,
    ]
    assert len({info.key() for info in infos}) == len(infos)
    assert infos[0].settings_digest == settings_digest(mask=RULES, address="")
    assert infos[0].settings_digest != settings_digest(mask=RULES + 1, address="")


@pytest.fixture
def server():
    """Return the state of an OpenAI-compatible server."""
    with serving() as state:
        yield state


def test_an_address_that_is_none_is_refused():
    with pytest.raises(InputError, match="base_url must be like"):
        load_endpoint("m", "localhost:8080")


def test_the_official_client_survives_429_and_500(server, tmp_path):
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    encoder = load_endpoint("m", server.url, api_key="sk-secret-key")
    server.statuses = [429, 500, 503, 200, 429]
    with VectorStore(tmp_path) as store:
        result = embed_texts(TEXTS, encoder, store=store)
        assert np.allclose(result.vectors, FakeEncoder().encode(TEXTS), atol=1e-6)
        asked = server.requests
        assert embed_texts(TEXTS, encoder, store=store).cached == len(TEXTS)
        assert server.requests == asked
    assert server.keys == {"Bearer sk-secret-key"}


def test_the_pause_that_the_server_asks_for_is_kept(server, monkeypatch):
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    encoder = load_endpoint("m", server.url)
    pauses = []
    monkeypatch.setattr("time.sleep", pauses.append)
    server.statuses, server.pause = [429, 429], 7
    encoder.encode(TEXTS[:1])
    assert pauses == [7, 7]


def test_a_pause_of_hours_is_told_instead_of_waited_for(server, monkeypatch):
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    encoder = load_endpoint("m", server.url)
    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail(f"slept for {seconds} s"))
    server.statuses, server.pause = [429], 7200
    with pytest.raises(EndpointError, match="What was embedded before is kept"):
        encoder.encode(TEXTS[:1])


def test_the_key_is_never_shown(server, caplog):
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    caplog.set_level("DEBUG")
    encoder = load_endpoint("m", server.url, api_key="sk-secret-key", retries=0)
    server.statuses = [401]
    with pytest.raises(EndpointError) as caught:
        encoder.encode(TEXTS[:1])
    assert "***" in str(caught.value)
    assert any(record.name.startswith("openai") for record in caplog.records)
    told = (str(caught.value), repr(encoder), repr(encoder.info), repr(vars(encoder)), caplog.text)
    for shown in told:
        assert "sk-secret-key" not in shown


def test_a_server_that_is_gone_is_told():
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    with pytest.raises(EndpointError, match="What was embedded before is kept"):
        load_endpoint("m", "http://127.0.0.1:9/v1", retries=1)


@pytest.mark.parametrize(
    "path", ["", "/", "/v1", "/v1/", "/v1/embeddings", "/api/embed", "/api", "/v1/chat/completions"]
)
@pytest.mark.parametrize("style", ["openai", "ollama", "llama.cpp"])
def test_servers_in_use_answer_whatever_route_is_named(style, path):
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    with serving(style) as state:
        encoder = load_endpoint("m", state.address + path)
        assert np.allclose(encoder.encode(TEXTS[:5]), FakeEncoder().encode(TEXTS[:5]), atol=1e-6)
        assert state.paths == {"/v1/embeddings"}
        assert encoder.notes[0].startswith("texts were sent to a server on this machine (127.0.0.1")


def test_a_corpus_from_an_endpoint_says_where_texts_went_and_how_to_connect_again(server, tmp_path):
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    there = wb.load_endpoint("m", server.url)
    corpus = wb.embed(pd.DataFrame({"text": TEXTS[:9]}), text="text", model=there)
    assert sum("texts were sent to" in note for note in corpus.notes) == 1
    corpus.save(tmp_path / "c.wb")
    with pytest.raises(ModelError, match=r"embedded by m at 127.0.0.1.*model=wb.load_endpoint"):
        wb.open(tmp_path / "c.wb").search("cards")
    again = wb.open(tmp_path / "c.wb", model=there)
    assert again.search(TEXTS[3], 1)["similarity"].iloc[0] > 0.99


def test_the_examples_of_the_page_run(monkeypatch, tmp_path):
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    monkeypatch.chdir(tmp_path)
    page = (Path(__file__).parents[3] / "docs" / "endpoint.md").read_text("utf-8")
    code = re.search(r"```py\n(.*?)```", page, re.DOTALL)[1]
    with serving() as state:
        here = re.sub(r"https?://[\w.:]+", state.address, code)
        names = {"frame": pd.DataFrame({"body": TEXTS[:9]})}
        exec(here, names)
        assert state.requests == code.count("load_endpoint(") + 1
        assert names["tickets"].vectors.shape == (9, 64)


DROPPED = 0
"""The status of an answer that never comes: the connection is closed."""


class Odd:
    """Serves one answer to every request after the first, and counts what comes."""

    def __init__(self):
        self.body, self.status, self.headers, self.requests = None, 200, {}, []
        self.missing = 0  # bytes that are announced and do not come

    def handler(self):
        odd = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                odd.requests.append(self.path)
                good = json.dumps(reply("openai", "m", sent["input"]))
                body = (good if odd.body is None else odd.body(good)).encode("latin-1")
                if odd.status == DROPPED:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.send_response(200 if odd.body is None else odd.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body) + odd.missing))
                for name, value in odd.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        return Handler


@pytest.fixture
def odd():
    """Return a server that answers as told."""
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    state = Odd()
    http = ThreadingHTTPServer(("127.0.0.1", 0), state.handler())
    thread = threading.Thread(target=http.serve_forever, args=(0.02,))
    thread.start()
    state.url = f"http://127.0.0.1:{http.server_port}"
    yield state
    http.shutdown()
    thread.join()
    http.server_close()


def changed(change):
    """Return a function that changes each vector of an answer."""

    def body(good):
        told = json.loads(good)
        for one in told["data"]:
            change(one)
        return json.dumps(told)

    return body


NO_ANSWERS = {
    "no index": changed(lambda one: one.pop("index")),
    "null index": changed(lambda one: one.update(index=None)),
    "word index": changed(lambda one: one.update(index="x")),
    "huge index": changed(lambda one: one.update(index=10**400)),
    "null vector": changed(lambda one: one.update(embedding=None)),
    "no vector": changed(lambda one: one.pop("embedding")),
    "text as vector": changed(lambda one: one.update(embedding="AAAA")),
    "nested": changed(lambda one: one.update(embedding=[[1]] * 8)),
    "words": changed(lambda one: one.update(embedding=["x"] * 8)),
    "numbers as words": changed(lambda one: one.update(embedding=["1.5"] * 64)),
    "truth values": changed(lambda one: one.update(embedding=[True] * 64)),
    "one truth value": changed(lambda one: one["embedding"].__setitem__(0, True)),
    "not a number": changed(lambda one: one["embedding"].__setitem__(0, float("nan"))),
    "infinite": changed(lambda one: one.update(embedding=[1e999] * 8)),
    "too long": changed(lambda one: one.update(embedding=[1e200] * 64)),
    "too short": changed(lambda one: one.update(embedding=[1e-200] * 64)),
    "zero": changed(lambda one: one.update(embedding=[0] * 64)),
    "wide": changed(lambda one: one["embedding"].append(0.5)),
    "one wide": changed(lambda one: one["index"] or one["embedding"].append(0.5)),
    "fewer": lambda good: json.dumps({"data": json.loads(good)["data"][:-1]}),
    "twice the same": lambda good: json.dumps({"data": json.loads(good)["data"][:1] * 2}),
    "page": lambda _: "<html>login</html>",
    "cut": lambda _: '{"data": [',
    "list": lambda _: "[]",
    "word": lambda _: '"x"',
    "null": lambda _: "null",
    "null data": lambda _: '{"object": "list", "data": null}',
    "no data": lambda _: '{"object": "list"}',
    "empty data": lambda _: '{"object": "list", "data": []}',
    "data by name": lambda _: '{"object": "list", "data": {"a": 1}}',
    "numbers as data": lambda _: '{"object": "list", "data": [1, 2]}',
    "error with 200": lambda _: '{"error": {"message": "quota", "code": "x"}}',
    "not utf-8": lambda _: '{"data": "\xff\xfe"}',
    "deep": lambda _: '{"data":' + "[" * 100_000 + "]" * 100_000 + "}",
}


@pytest.mark.parametrize("kind", NO_ANSWERS)
def test_an_answer_that_is_none_gets_our_own_error(odd, kind):
    encoder = load_endpoint("m", odd.url, api_key="sk-secret", retries=0)
    odd.body = NO_ANSWERS[kind]
    with pytest.raises(EndpointError, match="the embeddings endpoint 127.0.0.1.* failed") as told:
        encoder.encode(["one", "two"])
    assert "sk-secret" not in str(told.value)


@pytest.mark.parametrize(
    ("status", "headers", "missing"),
    [
        (401, {}, 0),
        (403, {}, 0),
        (429, {}, 0),
        (500, {}, 0),
        (200, {"Content-Encoding": "gzip"}, 0),
        (200, {}, 1_000_000),
        (DROPPED, {}, 0),
    ],
    ids=["401", "403", "429", "500", "no gzip", "cut short", "dropped"],
)
def test_what_goes_wrong_on_the_way_gets_our_own_error_without_the_key(
    odd, status, headers, missing
):
    encoder = load_endpoint("m", odd.url, api_key="sk-secret", retries=0)
    odd.body = lambda _: '{"error": {"message": "wrong key: Bearer sk-secret"}}'
    odd.status, odd.headers, odd.missing = status, headers, missing
    with pytest.raises(EndpointError, match="the embeddings endpoint 127.0.0.1.* failed") as told:
        encoder.encode(["one", "two"])
    shown = traceback.TracebackException.from_exception(told.value, capture_locals=True)
    ours = (frame for frame in shown.stack if "workbench" in frame.filename)
    assert "sk-secret" not in str(told.value) + "".join(str(frame.locals) for frame in ours)


def test_an_answer_in_another_order_is_put_in_order(odd):
    encoder = load_endpoint("m", odd.url, retries=0)
    odd.body = lambda good: json.dumps({"data": json.loads(good)["data"][::-1]})
    assert np.allclose(encoder.encode(TEXTS[:5]), FakeEncoder().encode(TEXTS[:5]), atol=1e-6)


def test_texts_are_not_sent_on_to_where_an_answer_points(odd):
    encoder = load_endpoint("m", odd.url, retries=0)
    odd.body, odd.status, odd.headers = (lambda _: ""), 307, {"Location": f"{odd.url}/elsewhere"}
    with pytest.raises(EndpointError, match="failed"):
        encoder.encode(["private"])
    assert "/elsewhere" not in odd.requests


def test_texts_to_this_machine_go_through_no_proxy(odd, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert load_endpoint("m", odd.url, retries=0).encode(["one"]).shape[0] == 1


def test_vectors_of_another_service_on_the_same_host_are_not_used(odd):
    teams = [load_endpoint("m", f"{odd.url}/{team}/v1", retries=0) for team in ("a", "b")]
    keys = {encoder.info.key() for encoder in teams}
    assert len(keys) == 2
    assert load_endpoint("m", f"{odd.url}/a/v1/", retries=0).info.key() in keys


@pytest.mark.parametrize(
    "address",
    [
        *("localhost:1/v1?key=SECRET9", "user:SECRET9@host/v1", "https:/host/SECRET9"),
        *("http://[SECRET9", "http://host:99999/SECRET9", "http://host:abc/SECRET9"),
        *("http://127.0.0.1:1/v1#key=SECRET9", "http://127.0.0.1:1/v1;key=SECRET9", None, 5, b"x"),
    ],
)
def test_an_address_that_is_none_is_not_shown(address):
    with pytest.raises(InputError, match="base_url must") as told:
        load_endpoint("m", address, retries=0)
    assert "SECRET9" not in str(told.value)
