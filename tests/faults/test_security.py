"""What must never be in the code, and what must never be in a message."""

import ast
import re
import shutil
import ssl
import subprocess
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.embedding import VectorStore, embed_texts
from workbench.embedding.encoders.endpoint import load_endpoint
from workbench.errors import EndpointError, InputError

PACKAGE = Path(wb.__file__).parent
KEY = "sk-secret-3141592653589793"

CODE_IN_DATA = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib"}
FORBIDDEN_CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "torch.load",
    "np.loads",
    "pd.read_pickle",
    "tempfile.mktemp",
    "ssl._create_unverified_context",
    "input",
}


def trees():
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def calls():
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield path, ast.unparse(node.func), node


def test_nothing_that_makes_code_of_data_is_imported():
    for path, tree in trees():
        for node in ast.walk(tree):
            names = [n.name for n in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & CODE_IN_DATA, path


def test_yaml_is_read_as_data_alone():
    used = {name for _, name, _ in calls() if name.startswith("yaml.")}
    assert used == {"yaml.safe_load"}
    for path, tree in trees():
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.ImportFrom) and node.module == "yaml"), path


def test_nothing_runs_code_or_shells():
    for path, name, node in calls():
        assert name not in FORBIDDEN_CALLS, f"{path.name}, line {node.lineno}: {name}"
        assert not name.startswith(("subprocess.", "pickle.")), path


def test_settings_that_open_doors_are_never_on():
    closed = {"trust_remote_code": False, "allow_pickle": False}
    loads = 0
    for path, name, node in calls():
        for keyword in node.keywords:
            where = f"{path.name}, line {node.lineno}: {keyword.arg}"
            if keyword.arg in closed:
                assert isinstance(keyword.value, ast.Constant), where
                assert keyword.value.value is closed[keyword.arg], where
            if keyword.arg in {"verify", "shell"}:
                assert not isinstance(keyword.value, ast.Constant), where
        if name == "np.load":
            loads += 1
            assert "allow_pickle" in [k.arg for k in node.keywords], path
    assert loads >= 2


def test_every_exception_to_the_security_rules_gives_its_reason():
    found = 0
    for path in sorted(PACKAGE.rglob("*.py")):
        for line in path.read_text(encoding="utf-8").splitlines():
            exception = re.search(r"# (?:ruff: )?noqa: [^#]*\bS\d{3}\b(?P<reason>.*)", line)
            if exception:
                found += 1
                assert len(exception["reason"].strip(" -")) > 8, f"{path.name}: {line.strip()}"
    assert found >= 3


def test_page_code_never_makes_markup_of_text():
    pattern = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
        r"|DOMParser|createContextualFragment|srcdoc|https?://(?!www\.w3\.org)"
    )
    scripts = sorted(PACKAGE.rglob("*.js"))
    assert len(scripts) > 5
    for path in scripts:
        code = path.read_text(encoding="utf-8")
        assert not pattern.findall(code), path.name


def test_no_path_is_made_of_data(tmp_path):
    evil = ["../../a", "/etc/passwd", "C:\\x", "..\\..\\b", "~/c", "file:///d"]
    frame = pd.DataFrame({"../t": evil * 4, "/id": [f"../../{k}" for k in range(24)]})
    here = tmp_path / "deep" / "deeper"
    here.mkdir(parents=True)
    corpus = wb.embed(
        frame,
        text="../t",
        id="/id",
        model=FakeEncoder(8, name="../../model"),
        cache=here / "cache",
        ledger=here / "ledger.jsonl",
        progress=False,
    )
    corpus.ledger.decide_pair("same", "../x", "../y", note="../../note")
    corpus.report(here / "r.html", title="../../title")
    corpus.report(here / "r.csv")
    wb.open(corpus.save(here / "c.wb"), ledger=here / "ledger.jsonl").topics()
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and here not in path.parents]
    assert outside == []
    names = {path.name for path in here.rglob("*") if path.is_file()}
    # The cache names its files by digest.
    names = {name for name in names if not re.match(r"[0-9a-f]{32}\.", name)}
    assert names == {"r.html", "r.csv", "r.csv.manifest.json", "c.wb", "ledger.jsonl"}


def test_only_the_owner_can_read_the_store_wherever_it_lies(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    store = VectorStore(folder)
    embed_texts(["a", "b"], FakeEncoder(8), store=store)
    found = sorted(path.name.split("-")[-1] for path in folder.iterdir())
    assert found[1:] == ["shm", "wal"]
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name
    store.close()


class Refusing(BaseHTTPRequestHandler):
    seen: list = []  # noqa: RUF012

    def do_POST(self):
        self.seen.append(self.headers.get("Authorization", ""))
        self.send_response(401)
        self.end_headers()
        self.wfile.write(f'{{"error": {{"message": "Incorrect API key: {KEY}"}}}}'.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def served():
    """A server on loopback that refuses every key; gives its handler class and port."""
    handler = type("Handler", (Refusing,), {"seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield handler, server
    server.shutdown()
    server.server_close()
    thread.join()


def everything_said(error):
    """Return a traceback as the most talkative tools show it: with all local variables."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(told.format())


def test_a_key_stands_in_no_message_and_no_traceback(served, monkeypatch, caplog):
    pytest.importorskip("openai")
    handler, server = served
    caplog.set_level("DEBUG")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(EndpointError) as caught:
        load_endpoint("m", f"http://127.0.0.1:{server.server_port}/v1", retries=0)
    assert KEY not in everything_said(caught.value)
    for address in (f"http://user:{KEY}@127.0.0.1:1/v1", f"http://127.0.0.1:1/v1?key={KEY}"):
        with pytest.raises(InputError, match="no user, password or query") as refused:
            load_endpoint("m", address, retries=0)
        assert KEY not in str(refused.value)
    assert handler.seen, "the server was asked"
    assert KEY not in caplog.text


def test_a_key_given_by_hand_is_hidden_too(served):
    pytest.importorskip("openai")
    _, server = served

    def connect():
        load_endpoint("m", f"http://127.0.0.1:{server.server_port}/v1", api_key=KEY, retries=0)

    with pytest.raises(EndpointError) as caught:
        connect()
    assert KEY not in everything_said(caught.value)


def test_a_certificate_that_nobody_signed_is_refused(served, tmp_path):
    pytest.importorskip("openai")
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    handler, server = served
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    files = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem", "-days", "2"]
    subprocess.run([*words, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with pytest.raises(EndpointError, match="failed"):
        load_endpoint("m", f"https://localhost:{server.server_port}/v1", api_key=KEY, retries=0)
    assert handler.seen == [], "nothing may be sent before the certificate is known"


def test_a_key_is_in_no_cache_manifest_or_file(tmp_path, monkeypatch):
    pytest.importorskip("openai")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            data = '{"object": "embedding", "index": 0, "embedding": [0.6, 0.8]}'
            body = f'{{"object": "list", "model": "m", "data": [{data}]}}'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        encoder = load_endpoint("m", f"http://127.0.0.1:{server.server_port}/v1", batch=1)
        frame = pd.DataFrame({"t": ["a text", "another text"]})
        corpus = wb.embed(
            frame,
            text="t",
            model=encoder,
            cache=tmp_path / "cache",
            progress=False,
            ledger=tmp_path / "l.jsonl",
        )
        assert np.allclose(corpus.vectors, [[0.6, 0.8]] * 2)
        corpus.save(tmp_path / "c.wb")
        corpus.report(tmp_path / "r.html")
    finally:
        server.shutdown()
        server.server_close()
    shown = f"{encoder!r} {corpus!r} {corpus._repr_html_()} {corpus.embedding.manifest!r}"
    assert KEY not in shown
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path.name
