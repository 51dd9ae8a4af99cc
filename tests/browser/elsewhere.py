"""Explorer, review and thresholds in Jupyter Notebook 7 and in marimo: `make elsewhere`.

``python -m tests.browser.elsewhere PYTHON`` starts both with an interpreter that has them, shows
the views in Chromium, and ends with an error if one does not appear or answer.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests.browser import drive

ROOT = Path(__file__).resolve().parents[2]

MAKE = """\
from tests.figures.makers import small_corpus
from tests.widgets.makers import grouped_duplicates, planted_duplicates
from workbench.widgets import ExplorerWidget, review, tune_threshold
corpus = small_corpus(blobs=6, each=100)
made = [
    ExplorerWidget(corpus.projection, frame=corpus.frame, topics=corpus.topics),
    review(grouped_duplicates()),
    tune_threshold(planted_duplicates()),
]
"""

SEEN = (".wb-map[data-ready] .scatterlayer .point", ".wb-rows tr.row", ".wb-card", ".wb-hist rect")


def main(python: str) -> None:
    """Try both notebooks and say what was seen."""
    for name, (command, address, run) in (("Notebook 7", notebook()), ("marimo", marimo())):
        with (
            tempfile.TemporaryDirectory() as folder,
            served(command, address, folder, python) as place,
            drive.browser(1280, 1400) as page,
        ):
            page.goto(place)
            run(page)
            look(page)
            assert not page.watch.foreign, page.watch.foreign
        sys.stdout.write(f"{name}: all views shown, and they answer\n")


def look(page):
    """Wait for every view, choose a bar, decide a group, move the slider."""
    for one in SEEN:
        page.locator(one).first.wait_for(state="attached", timeout=90_000)
    page.locator(".wb-charts .values button").first.click()
    page.locator(".wb-chip").first.wait_for()
    page.locator(".wb-review").press("Enter")
    page.get_by_text("1 of 12 groups decided;").wait_for()
    page.locator(".wb-slider").press("ArrowRight")
    page.get_by_text("At 0.905:").wait_for()


def notebook():
    """Return how Notebook 7 is started, its page, and how its cells are run."""

    def write(folder, port, token):
        import nbformat

        cell = nbformat.v4.new_code_cell
        cells = [cell(MAKE), *(cell(f"made[{k}]") for k in range(3))]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        book = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(book, folder / "views.ipynb")
        server = [f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}", "--allow-root"]
        settings = [f"--IdentityProvider.token={token}", "--no-browser", "--ip=127.0.0.1"]
        return ["notebook", *server, *settings, "--JupyterNotebookApp.expose_app_in_browser=True"]

    def run(page):
        page.wait_for_selector(".jp-Notebook")
        page.wait_for_timeout(6000)  # the kernel's state is shown by no element of its own
        page.evaluate("() => { window.jupyterapp.commands.execute('runmenu:run-all') }")

    return write, "/notebooks/views.ipynb", run


def marimo():
    """Return how marimo is started, its page, and that its cells run by themselves."""

    def write(folder, port, token):
        names = "(made,)"
        cells = f"@app.cell\ndef _():\n{textwrap.indent(MAKE, '    ')}    return {names}\n\n"
        for k in range(3):
            cells += f"@app.cell\ndef _(made):\n    made[{k}]\n    return\n\n"
        head = 'import marimo\n\napp = marimo.App(width="full")\n\n'
        file = folder / "views.py"
        file.write_text(f'{head}{cells}if __name__ == "__main__":\n    app.run()\n')
        server = ["--host", "127.0.0.1", "-p", str(port), "--headless", "--no-token"]
        return ["marimo", "-q", "-y", "run", *server, str(file)]

    return write, "/", lambda page: None


@contextmanager
def served(write, address, folder, python):
    """Start a notebook's server; yield the address of its page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token, state = secrets.token_hex(16), Path(folder)
    own = {f"JUPYTER_{name}_DIR": str(state / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    own |= {"HOME": folder, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(state / "ipython")}
    command = [python, "-m", *write(state, port, token)]
    with (state / "log").open("w") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **own}, stdout=log, stderr=log, start_new_session=True
        )
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/?token={token}", timeout=2).close()
                break
            except OSError:
                time.sleep(0.5)
        else:
            raise TimeoutError((state / "log").read_text()[-3000:])
        yield f"http://127.0.0.1:{port}{address}?token={token}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


if __name__ == "__main__":
    main(sys.argv[1])
