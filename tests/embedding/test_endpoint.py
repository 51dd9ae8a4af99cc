"""An embeddings endpoint, with a server on loopback that misbehaves as told."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import numpy as np
import pytest

from tests.fakes import FakeEncoder
from workbench.embedding import VectorStore, embed_texts
from workbench.embedding.endpoint import EndpointEncoder, load_endpoint
from workbench.errors import EndpointError, InputError
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
    assert "sent to host with email addresses" in result.notes[0]
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


def test_whatever_changes_a_vector_changes_the_key(monkeypatch):
    infos = [
        EndpointEncoder("m", "host", Scripted()).info,
        EndpointEncoder("m", "host", Scripted(), mask=False).info,
        EndpointEncoder("other", "host", Scripted()).info,
        EndpointEncoder("m", "elsewhere", Scripted()).info,
        EndpointEncoder("m", "host", Scripted(), prefix="query: ").info,
    ]
    monkeypatch.setattr("workbench.embedding.endpoint.RULES", RULES + 1)
    infos.append(EndpointEncoder("m", "host", Scripted()).info)
    assert len({info.key() for info in infos}) == len(infos)


def test_an_address_that_is_none_is_refused():
    with pytest.raises(InputError, match="base_url must be like"):
        load_endpoint("m", "localhost:8080")


@pytest.fixture
def server():
    """An OpenAI-compatible server that answers with the statuses on its list first."""
    state = SimpleNamespace(statuses=[], requests=0, keys=set(), pause=0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests += 1
            state.keys.add(self.headers["Authorization"])
            status = state.statuses.pop(0) if state.statuses else 200
            rows = FakeEncoder().encode(body["input"]).tolist()
            data = [{"object": "embedding", "index": k, "embedding": r} for k, r in enumerate(rows)]
            good = {"object": "list", "model": body["model"], "data": data,
                    "usage": {"prompt_tokens": 1, "total_tokens": 1}}  # fmt: skip
            bad = {"error": {"message": f"no: {self.headers['Authorization']}"}}
            payload = json.dumps(good if status == 200 else bad).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.send_header("Retry-After", str(state.pause))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *args):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    state.url = f"http://127.0.0.1:{http.server_port}/v1"
    yield state
    http.shutdown()
    thread.join()
    http.server_close()


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
