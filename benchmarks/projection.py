"""The compiled layout beside umap-learn on the same vectors: how true the map is, and seconds.

    python -m benchmarks.projection DATA [--titles 50000] [--only banking77 clinc150 reddit_titles]

DATA holds `banking77/banking77.tsv`, `clinc150/clinc150.tsv` (columns text, label) and
`reddit_titles/titles_1m.tsv.gz` (column text); what is missing is left out. Vectors come from the
user's store, or are made. Each layout runs in a process of its own: cold is from the imports to
the map, warm the same call again in that process; both find the neighbors themselves.

Trustworthiness (J. Venna, S. Kaski, 2001) at k=15 is scikit-learn's, under cosine distance, on a
sample of 5,000. Preservation is the share of the 15 nearest texts that are among the 15 nearest
points, over all texts.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

K = 15
SAMPLE = 5_000

LAYOUTS = ("compiled layout", "umap-learn, defaults", "umap-learn, cosine, seeded")


def texts_of(name: str, data: Path, titles: int) -> pd.DataFrame | None:
    """Return the texts of a set, each once, or None if it is not there."""
    ending = "titles_1m.tsv.gz" if name == "reddit_titles" else f"{name}.tsv"
    path = data / name / ending
    if not path.is_file():
        print(f"{name}: {path} is missing; left out", file=sys.stderr)
        return None
    few = titles if name == "reddit_titles" else None
    frame = pd.read_csv(path, sep="\t", quoting=3, dtype=str, keep_default_na=False, nrows=few)
    return frame[["text"]].drop_duplicates(ignore_index=True)


def lay_out(layout: str, vectors: np.ndarray) -> np.ndarray:
    """Return a map of the vectors."""
    if layout == LAYOUTS[0]:
        from workbench.projection import project
        from workbench.similarity import neighbors

        return project(vectors, neighbors(vectors, 30))
    import umap

    own = {} if layout == LAYOUTS[1] else {"metric": "cosine", "random_state": 0, "n_jobs": 1}
    return umap.UMAP(**own).fit_transform(vectors)


def measure(layout: str, vectors: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Return a map, and seconds of the first and of the second call; runs in a fresh process."""
    began = time.perf_counter()
    lay_out(layout, vectors)
    cold = time.perf_counter() - began
    began = time.perf_counter()
    plane = lay_out(layout, vectors)
    return plane, cold, time.perf_counter() - began


def quality(vectors: np.ndarray, plane: np.ndarray) -> dict[str, float]:
    """Return how true a map is to the nearest texts."""
    from sklearn.manifold import trustworthiness
    from sklearn.neighbors import NearestNeighbors

    from workbench.similarity import neighbors

    chosen = np.random.default_rng(0).permutation(len(vectors))[:SAMPLE]
    trust = trustworthiness(vectors[chosen], plane[chosen], n_neighbors=K, metric="cosine")
    near = neighbors(vectors, K + 1).indices[:, 1:]
    finder = NearestNeighbors(n_neighbors=K).fit(plane)
    shown = finder.kneighbors(return_distance=False)
    kept = [len(np.intersect1d(a, b)) / K for a, b in zip(near, shown, strict=True)]
    return {"trustworthiness": float(trust), "preserved": float(np.mean(kept))}


def compare(vectors: np.ndarray, folder: Path) -> Iterator[dict[str, object]]:
    """Yield what each layout comes to."""
    stored = folder / "vectors.npy"
    np.save(stored, vectors)
    for number, layout in enumerate(LAYOUTS):
        made = folder / "plane.npy"
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.projection", str(stored)]
        told = subprocess.run(
            [*command, "--layout", str(number), "--output", str(made)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        cold, warm = json.loads(told.splitlines()[-1])
        yield {"layout": layout, **quality(vectors, np.load(made)), "cold": cold, "warm": warm}


def main() -> None:
    """Print a line per set and layout, or run one layout for `compare`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--titles", type=int, default=50_000)
    sets = ("banking77", "clinc150", "reddit_titles")
    parser.add_argument("--only", nargs="+", choices=sets, default=sets)
    parser.add_argument("--layout", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.layout is not None:
        plane, *seconds = measure(LAYOUTS[options.layout], np.load(options.data))
        np.save(options.output, plane)
        print(json.dumps(seconds))
        return

    import workbench as wb

    for name in options.only:
        frame = texts_of(name, options.data, options.titles)
        if frame is None:
            continue
        vectors = wb.embed(frame, text="text", progress=False).embedding.vectors
        print(f"{name}: {len(vectors):,} distinct texts", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            for line in compare(vectors, Path(folder)):
                print(
                    f"  {line['layout']:28} trustworthiness {line['trustworthiness']:.4f}, "
                    f"preserved {line['preserved']:.4f}, cold {line['cold']:.1f} s, "
                    f"warm {line['warm']:.1f} s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
