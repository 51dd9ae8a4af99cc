"""A real JupyterLab on this machine, and a headless Chromium that can reach nothing else."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

FOUND = map(shutil.which, ("chromium", "google-chrome", "/usr/bin/chromium"))
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, FOUND), None)

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Machines without a GPU draw WebGL in software.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]

HOME = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:", "about:")

KERNEL_READY = """async () => {
  const panel = window.jupyterapp?.shell.currentWidget;
  if (!panel?.sessionContext) return false;
  await panel.sessionContext.ready; await panel.revealed;
  return panel.sessionContext.isReady && panel.sessionContext.session?.kernel?.status === 'idle';
}"""

# Asked of the notebook's model: cells outside the window have no prompt to look at.
ALL_RUN = """() => {
  const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells];
  const code = cells.filter((cell) => cell.type === 'code');
  const failed = code.some((cell) => cell.toJSON().outputs.some((o) => o.output_type === 'error'));
  return failed || code.every((cell) => cell.executionCount !== null);
}"""


@dataclass
class Lab:
    """Where the server answers, the folder it serves, and the folder of the test at hand."""

    base: str
    token: str
    root: Path
    folder: Path

    @contextmanager
    def own_folder(self):
        """Yield this server with a new folder for one test, and end the test's kernels.

        Tests that share a folder find each other's vector stores and decisions.
        """
        try:
            yield replace(self, folder=Path(tempfile.mkdtemp(prefix="test_", dir=self.root)))
        finally:
            for session in json.loads(self._ask("sessions")):
                self._ask(f"sessions/{session['id']}", method="DELETE")

    def address(self, name):
        """Return where JupyterLab opens a notebook of the test's folder."""
        within = (self.folder / name).relative_to(self.root).as_posix()
        return f"{self.base}/lab/tree/{within}?token={self.token}&reset"

    def _ask(self, path, method="GET"):
        request = urllib.request.Request(
            f"{self.base}/api/{path}?token={self.token}", method=method
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def write(self, name, *cells, outputs=None):
        """Write a notebook of code cells."""
        import nbformat

        new = nbformat.v4
        notebook = new.new_notebook(cells=[new.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        nbformat.write(notebook, self.folder / name)


@contextmanager
def jupyterlab(folder, environment=None):
    """Start JupyterLab on a free port with a random token; end it and its kernels afterwards."""
    state = Path(tempfile.mkdtemp(prefix="lab-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    settings = state / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
    root = Path(__file__).resolve().parents[2]
    names = {"CONFIG": "config", "DATA": "data", "RUNTIME": "runtime"}
    own = {f"JUPYTER_{key}_DIR": str(state / name) for key, name in names.items()}
    own |= {
        "HOME": str(state),
        "JUPYTERLAB_SETTINGS_DIR": str(state / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(state / "workspaces"),
        "PYTHONPATH": str(root),
        "IPYTHONDIR": str(state / "ipython"),
        "WORKBENCH_CACHE": str(state / "cache"),
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=",
    ]
    log = state / "lab.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            command,
            env={**os.environ, **own, **(environment or {})},
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            base = f"http://127.0.0.1:{port}"
            _wait_for(f"{base}/api/status?token={token}", process, log)
            yield Lab(base, token, Path(folder), Path(folder))
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)
            shutil.rmtree(state, ignore_errors=True)


def _wait_for(address, process, log):
    for _ in range(720):  # three minutes: a busy machine starts slowly
        if process.poll() is not None:
            raise RuntimeError(f"JupyterLab ended: {log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"JupyterLab did not answer: {log.read_text()[-3000:]}")


@dataclass
class Watch:
    """What a page did that it should not have done."""

    foreign: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    console: list = field(default_factory=list)
    sent: list = field(default_factory=list)
    received: list = field(default_factory=list)


@contextmanager
def browser(width=1400, height=1000):
    """Open a page that reaches this machine only; ``page.watch`` holds what it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        context = chromium.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.watch = watch = Watch()

        def guard(route):
            if route.request.url.startswith(HOME):
                route.continue_()
            else:
                watch.foreign.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        page.on("pageerror", lambda error: watch.errors.append(str(error)[:600]))
        page.on("console", lambda line: watch.console.append((line.type, line.text[:400])))

        def socket_opened(ws):
            ws.on("framesent", lambda data: watch.sent.append(len(data)))
            ws.on("framereceived", lambda data: watch.received.append(len(data)))

        page.on("websocket", socket_opened)
        try:
            yield page
        finally:
            chromium.close()


def open_notebook(page, lab, name):
    """Open a notebook and wait until its kernel is ready."""
    page.goto(lab.address(name), timeout=90_000)
    page.wait_for_selector(".jp-NotebookPanel .jp-Notebook", timeout=90_000)
    page.wait_for_function(KERNEL_READY, timeout=90_000)


def run_all(page, timeout=180_000):
    """Run every cell and wait until the kernel is idle again.

    Outputs and counts of an earlier run go first, or they would pass for those of this run. The
    command's promise may never resolve, so it is not awaited.
    """
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    page.wait_for_function(ALL_RUN, timeout=timeout)
    page.wait_for_selector(
        ".jp-Notebook-ExecutionIndicator[data-status='idle']", state="attached", timeout=timeout
    )


def stderr_of(page):
    """Return what cells wrote to standard error, tracebacks included."""
    found = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']")
    return found.all_inner_texts()


def collapse_sidebar(page):
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")


def drag(page, corners, plot=None):
    """Draw with the mouse on a plot, corners in fractions of its area."""
    plot = plot or page.locator(".js-plotly-plot .nsewdrag").first
    plot.scroll_into_view_if_needed()
    area = plot.bounding_box()
    at = [(area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in corners]
    page.mouse.move(*at[0])
    page.mouse.down()
    for place in at[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


ASK_KERNEL = """async (code) => {
  const session = window.jupyterapp.shell.currentWidget.sessionContext.session;
  for (;;) {
    const future = session.kernel.requestExecute({ code, store_history: false });
    let text = '';
    future.onIOPub = (message) => {
      if (message.header.msg_type === 'stream') text += message.content.text;
      if (message.header.msg_type === 'error') text += message.content.traceback.join('\\n');
    };
    const reply = await future.done;
    // A kernel that has just told of an error drops what stands in its queue.
    if (reply.content.status !== 'aborted') return text;
  }
}"""


def ask_kernel(page, code):
    """Run code in the notebook's kernel, outside its cells, and return what it printed."""
    return page.evaluate(ASK_KERNEL, code).strip()


def wait_for_kernel(page, code, expected, seconds=60):
    """Run code in the kernel until it prints what is expected.

    For what the page has sent: its message may come after the code, for it takes another way.
    """
    end = time.monotonic() + seconds
    while (printed := ask_kernel(page, code)) != expected and time.monotonic() < end:
        page.wait_for_timeout(100)  # between two questions
    assert printed == expected


def select_box(page, corner, opposite, plot=None):
    """Draw a box-shaped lasso between two corners, in fractions of the plot."""
    (x0, y0), (x1, y1) = corner, opposite
    drag(page, [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0 + 0.01)], plot)
