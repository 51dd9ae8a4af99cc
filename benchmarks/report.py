"""The HTML report at 20,000 and 100,000 rows: size, first paint, map, search.

Rows are banking77's questions and pairs of them joined, all distinct texts. Stages that a report
only shows (topics, places) are stand-ins, so that neither model nor UMAP is needed; duplicates are
found on vectors of words. The browser is headless, without a GPU, all network cut, from a file.

    python benchmarks/report.py [--rows 20000 100000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.conftest import REAL_DATA
from tests.fakes import FakeEncoder
from tests.reports.opened import chromium, open_page, show
from tests.reports.results import labeled_topics, make_embedding
from workbench.duplicates import find_duplicates
from workbench.projection import Projection
from workbench.provenance import Manifest, digest_array
from workbench.reports import write_html
from workbench.similarity import pairs
from workbench.summary import summarize
from workbench.tables import rows_of

SEARCH = """async (query) => {
  const input = document.querySelector('#query'), count = document.querySelector('#count');
  const plot = document.querySelector('#plot'), faded = plot.dataset.faded;
  const before = count.textContent, began = performance.now();
  input.value = query;
  input.dispatchEvent(new Event('input'));
  while (count.textContent === before) await new Promise((next) => setTimeout(next));
  await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
  const answered = performance.now() - began;
  while (plot.dataset.faded === faded) await new Promise((next) => setTimeout(next, 5));
  return [answered, performance.now() - began];
}"""

PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def table(count: int) -> pd.DataFrame:
    """Return `count` distinct questions of a bank's customers, with columns around them."""
    path = REAL_DATA / "banking77" / "banking77.tsv"
    real = pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False)
    rng = np.random.default_rng(0)
    texts = dict(zip(real["text"], real["label"], strict=True))
    while len(texts) < count:
        first, second = rng.integers(0, len(real), 2)
        joined = f"{real['text'][first]} {real['text'][second]}"
        texts.setdefault(joined, real["label"][first])
    chosen = list(texts.items())[:count]
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 365, count), unit="D")
    return pd.DataFrame(
        {
            "ticket_id": [f"T-{k:06d}" for k in range(count)],
            "text": [text for text, _ in chosen],
            "channel": rng.choice(["chat", "e-mail", "phone", "web form"], count),
            "created": days,
            "minutes": np.round(rng.gamma(2, 8, count), 1),
            "label": [label for _, label in chosen],
        }
    )


def report(count: int, folder: Path) -> tuple[Path, float]:
    """Write the report of `count` rows; return its path and the seconds it took."""
    frame = table(count)
    rows = rows_of(frame, "text", "ticket_id")
    vectors = word_vectors(rows.distinct)
    duplicates = find_duplicates(rows, vectors, pairs(vectors, 0.97), threshold=0.97)
    embedding = replace(
        make_embedding(rows_of(frame.head(50), "text")),
        vectors=vectors,
        tokens=np.full(len(vectors), 20, np.int32),
    )
    topics = labeled_topics(rows, embedding, frame["label"].str.replace("_", " "))
    spread = np.random.default_rng(1).normal(size=(len(rows.distinct), 2)) * 0.3
    middle = np.random.default_rng(2).uniform(-9, 9, (len(topics.table), 2))
    labels = topics.to_frame()["topic"].to_numpy(dtype=int)
    of_distinct = np.empty(len(rows.distinct), dtype=int)
    of_distinct[rows.distinct_of] = labels
    places = (middle[of_distinct] + spread).astype(np.float32)
    projection = Projection(rows, places, Manifest("projection", {"seed": 0}, digest_array(places)))
    summary = summarize(rows, embedding, duplicates=duplicates, topics=topics, title=f"{count:,}")
    began = time.perf_counter()
    path = write_html(
        folder / f"{count}.html",
        summary,
        rows=rows,
        frame=frame,
        embedding=embedding,
        projection=projection,
        duplicates=duplicates,
        topics=topics,
    )
    return path, time.perf_counter() - began


def word_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return each text's mean word vector, as the tests' fake encoder does, but faster."""
    encoder = FakeEncoder()
    known: dict[str, NDArray[np.float64]] = {}
    vectors = np.zeros((len(texts), encoder.info.dimensions))
    for row, text in enumerate(texts):
        for word in text.split():
            if word not in known:
                known[word] = encoder.encode([word])[0].astype(np.float64)
            vectors[row] += known[word]
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def measure(browser: Any, path: Path) -> dict[str, object]:
    """Open a report and time what a reader waits for."""
    page, watch = open_page(browser)
    began = time.perf_counter()
    show(page, path)
    drawn = time.perf_counter() - began
    searches = []
    for query in ("refund", "card payment", "exchange rate fee"):
        page.wait_for_timeout(1500)  # a reader looks before typing again; drawing in software ends
        searches.append(page.evaluate(SEARCH, query))
    found = {
        "first paint s": round(page.evaluate(PAINT) / 1000, 2),
        "map drawn s": round(drawn, 1),
        "search ms (worst of 3)": round(max(rows for rows, _ in searches)),
        "map follows ms": round(max(faded for _, faded in searches)),
        "heap MB": round(page.evaluate("performance.memory.usedJSHeapSize") / 1e6),
        "errors": len(watch.errors),
        "foreign requests": len(watch.foreign),
    }
    page.close()
    return found


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 100_000])
    options = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for count in options.rows:
            path, seconds = report(count, Path(folder))
            size = {
                "rows": count,
                "MB": round(path.stat().st_size / 1e6, 2),
                "written s": round(seconds, 1),
            }
            lines.append(size | measure(browser, path))
    print(pd.DataFrame(lines).to_string(index=False))


if __name__ == "__main__":
    main()
