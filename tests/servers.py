"""Embeddings servers on loopback that answer as those in use do, and misbehave as told."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

from tests.fakes import FakeEncoder


@contextmanager
def serving(style="openai"):
    """Serve ``POST /v1/embeddings`` as "openai", "ollama" or "llama.cpp" does.

    ``statuses`` are answered first; every other route is a 404, as it is there.
    """
    state = SimpleNamespace(statuses=[], requests=0, keys=set(), pause=0, paths=set(), texts=[])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests += 1
            state.keys.add(self.headers["Authorization"])
            state.paths.add(self.path)
            state.texts += body["input"]
            status = state.statuses.pop(0) if state.statuses else 200
            if self.path != "/v1/embeddings":
                status = 404
            good = reply(style, body["model"], body["input"])
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
    state.address = f"http://127.0.0.1:{http.server_port}"
    state.url = f"{state.address}/v1"
    try:
        yield state
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def reply(style, model, texts):
    """Return what a server of this style answers."""
    rows = FakeEncoder().encode(texts).tolist()
    data = [{"object": "embedding", "index": k, "embedding": row} for k, row in enumerate(rows)]
    used = {"prompt_tokens": 1, "total_tokens": 1}
    if style == "llama.cpp":  # the usage comes last, the model is the path of its file
        return {"model": "/models/m.gguf", "object": "list", "data": data, "usage": used}
    if style == "ollama":
        return {"object": "list", "data": data, "model": model, "usage": used}
    return {"object": "list", "model": model, "data": data, "usage": used}
