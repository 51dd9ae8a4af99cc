"""The wheel: what it holds, and that it works in an environment of its own, from another folder."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

SOURCES = ("pyproject.toml", "README.md", "LICENSE", "workbench", "sample_data")

SMOKE = """
import sys
from importlib import metadata
import numpy as np
import workbench as wb

assert sys.prefix in wb.__file__, wb.__file__
assert metadata.version("text-workbench") == wb.__version__, wb.__version__

class Model:
    def encode(self, texts, **_):
        return np.array([[len(t), t.count("a"), t.count("e"), 1] for t in texts], np.float32)

corpus = wb.embed(wb.sample("faqs").head(60), text="question", model=Model(), cache=False,
                  progress=False)
duplicates = corpus.duplicates()
corpus.report("page.html", duplicates=duplicates, topics=False, projection=
              corpus.projection(coordinates=np.random.default_rng(0).random((60, 2))))
corpus.export("out.csv", duplicates)
print("rows", len(corpus))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from a copy, so that nothing is left in the project's folder."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    words = ["-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", "out", "."]
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next((folder / "out").glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package(wheel):
    names = {*zipfile.ZipFile(wheel).namelist()}
    files = [path for path in (ROOT / "workbench").rglob("*") if path.is_file()]
    kept = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    assert not kept - names
    assert {Path(name).suffix for name in kept} >= {
        ".py",
        ".js",
        ".css",
        ".html",
        ".toml",
        ".typed",
    }
    data = {Path(name).name for name in names if "/sample_data/" in name}
    assert data >= {path.name for path in (ROOT / "sample_data").glob("*.csv")}


@pytest.mark.slow
def test_the_wheel_works_in_an_environment_of_its_own(wheel, tmp_path):
    place = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    found = {"base": str(place), "platbase": str(place)}
    purelib = Path(sysconfig.get_path("purelib", "venv", vars=found))
    # It sees what is installed here, but not the project: paths of a .pth file have no .pth files.
    (purelib / "installed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = ["-m", "pip", "--disable-pip-version-check", "--python", str(python), "install"]
    more = ["--no-deps", "--no-index", "--no-compile", "--quiet", "--ignore-installed", str(wheel)]
    subprocess.run([sys.executable, *pip, *more], check=True)
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ran = {"cwd": tmp_path, "env": clean, "capture_output": True, "text": True, "check": False}
    done = subprocess.run([str(python), "-c", SMOKE], **ran)  # noqa: PLW1510
    assert done.stdout == "rows 60\n", done.stderr
    assert (tmp_path / "page.html").stat().st_size > 100_000
    words = [str(scripts / "workbench"), "--version"]
    done = subprocess.run(words, **ran)  # noqa: PLW1510
    assert done.stdout.startswith("workbench "), done.stderr
