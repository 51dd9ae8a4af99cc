"""The endpoint encoder against a third-party server that serves the same weights on loopback.

The server is `infinity-emb`, in an environment of its own because it needs older packages than
Workbench: `make endpoint-server` builds it, and these tests find it there or by the variable
WORKBENCH_ENDPOINT_SERVER, which names its command.
"""

import http.client
import json
import os
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from workbench.embedding import VectorStore, embed_texts, load_encoder, load_endpoint, locate_model

pytestmark = [pytest.mark.endpoint, pytest.mark.model]

BUILT = Path(__file__).parents[3] / ".venv-endpoint" / "bin" / "infinity_emb"
MODEL = "all-MiniLM-L6-v2"
TEXTS = [
    f"{verb} my {thing} {when}?"
    for verb in ("Where is", "Can I change", "Who stole", "Why did you close", "How do I cancel")
    for thing in ("card", "refund", "order", "account", "subscription", "parcel")
    for when in (
        "today",
        "after the update",
        "since nobody answers the phone",
        "in another country",
    )
]
TEXTS += ["The app crashes when I open it. " * 60, "Où est ma carte ?", "🙂🙂", "a"]


class Server:
    """A process of the third-party server."""

    def __init__(self, command):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.command = [
            command,
            "v2",
            "--model-id",
            str(locate_model().folder),
            "--served-model-name",
            MODEL,
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--url-prefix",
            "/v1",
            "--device",
            "cpu",
            "--engine",
            "torch",
            "--dtype",
            "float32",
            "--no-bettertransformer",
            "--no-model-warmup",
        ]
        self.process = None

    def start(self):
        quiet = {"HF_HUB_OFFLINE": "1", "DO_NOT_TRACK": "1", "INFINITY_ANONYMOUS_USAGE_STATS": "0"}
        self.process = subprocess.Popen(
            self.command,
            env=os.environ | quiet,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(600):
            assert self.process.poll() is None, "the server ended by itself"
            try:
                self.post({"model": MODEL, "input": ["ready?"]})
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError("the server did not start within two minutes")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def post(self, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(
                "POST", "/v1/embeddings", json.dumps(body), {"Content-Type": "application/json"}
            )
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def server():
    pytest.importorskip("openai", reason="pip install text-workbench[endpoint]")
    command = os.environ.get("WORKBENCH_ENDPOINT_SERVER") or (str(BUILT) if BUILT.is_file() else "")
    if not command:
        pytest.skip("no third-party embeddings server: make endpoint-server")
    found = Server(command)
    found.start()
    yield found
    found.kill()


@pytest.fixture(scope="module")
def exact():
    return load_encoder(precision="float32", device="cpu").encode(TEXTS)


def url(port):
    return f"http://127.0.0.1:{port}/v1"


def least_cosine(one, other):
    return (one.astype(np.float64) * other).sum(axis=1).min()


def test_vectors_are_those_of_the_local_model(server, exact):
    encoder = load_endpoint(MODEL, url(server.port))
    assert encoder.info.dimensions == 384
    result = embed_texts(TEXTS, encoder)
    assert least_cosine(result.vectors, exact) >= 0.999


def test_a_run_survives_the_servers_restart(server, exact, tmp_path):
    encoder = load_endpoint(MODEL, url(server.port), batch=8, retries=60)
    ask, asked, restarts = encoder._ask, [], []

    def counting(texts):
        asked.append(len(texts))
        if len(asked) in (4, 9):
            server.kill()
            restarts.append(threading.Thread(target=server.start))
            restarts[-1].start()
        return ask(texts)

    encoder._ask = counting
    with VectorStore(tmp_path) as store:
        result = embed_texts(TEXTS, encoder, store=store)
        for one in restarts:
            one.join()
        assert len(restarts) == 2
        assert least_cosine(result.vectors, exact) >= 0.999
        assert embed_texts(TEXTS, encoder, store=store).cached == len(TEXTS)


def right(reply):
    return 200, reply


def short(reply):
    return 200, reply | {"data": reply["data"][:-1]}


def long(reply):
    return 200, reply | {"data": [*reply["data"], reply["data"][0]]}


def narrow(reply):
    return 200, reply | {
        "data": [one | {"embedding": one["embedding"][:-1]} for one in reply["data"]]
    }


def refused(status):
    return lambda _reply: (status, {"error": {"message": "as told by the test"}})


@pytest.fixture
def proxy(server):
    """Stands before the real server and spoils its replies by the faults on its list."""

    class Handler(BaseHTTPRequestHandler):
        faults, spoiled = [], []

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, reply = server.post(body)
            if self.faults and len(body["input"]) > 1:
                fault = self.faults.pop(0)
                self.spoiled.append(fault)
                status, reply = fault(json.loads(reply))
                reply = json.dumps(reply).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply)))
            self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *args):
            pass

    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield served.server_port, Handler
    served.shutdown()
    thread.join()
    served.server_close()


def test_refusals_and_replies_of_the_wrong_length_are_asked_for_again(proxy, exact):
    port, handler = proxy
    encoder = load_endpoint(MODEL, url(port), batch=16)
    faults = [refused(429), short, refused(500), right, refused(503), long, narrow, right]
    faults += [refused(429)]
    handler.faults[:] = faults
    result = embed_texts(TEXTS, encoder)
    assert handler.spoiled == faults
    assert least_cosine(result.vectors, exact) >= 0.999
