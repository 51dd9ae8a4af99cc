"""The verbs for tables too large for every stage: a sample, the rest beside it, parts written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.corpus.finding import Finding
from workbench.errors import InputError, check_count, check_path
from workbench.tables import free_name, write_table

if TYPE_CHECKING:
    from workbench.projection import Projection


class Scaling(Finding):
    """A corpus that scales; see `workbench.corpus.Corpus`."""

    def sample(self, texts: int = 50_000) -> Self:
        """Return the corpus of some of the distinct texts, all their rows with them.

        Which ones depends on the texts alone: those whose digests are smallest. So a table in
        another order, or on another engine, has the same sample, and one that grows keeps most
        of it.

        Parameters
        ----------
        texts : int, default 50,000
            Distinct texts.

        Returns
        -------
        Corpus
            Its topics are given to the other rows by `Topics.predict`, its map by `place`.

        Raises
        ------
        InputError
            Where `texts` is no whole number of at least 1.
        """
        wanted = check_count("texts", texts)
        count = len(self.rows.distinct)
        chosen = np.zeros(count, dtype=bool)
        chosen[_by_digest(self.rows.distinct)[:wanted]] = True
        taken = self.where(self.rows.spread(chosen, fill=False))
        told = f"a sample of {int(chosen.sum()):,} of {count:,} distinct texts"
        return replace(taken, _origin=told) if wanted < count else taken

    def place(self, projection: Projection) -> Projection:
        """Place every row on a map that was made of a sample of this corpus.

        Parameters
        ----------
        projection : Projection
            As ``corpus.sample(...).projection()`` returned it. What it holds stays where it is;
            every other text goes among the ten that it is most similar to.

        Returns
        -------
        Projection
            Of all rows.

        Raises
        ------
        InputError
            Where it is something else, or holds texts that this corpus does not.
        """
        from workbench.projection import Projection, placed_projection

        if not isinstance(projection, Projection):
            raise InputError(
                "place takes what projection() of a sample returned, "
                f"got {type(projection).__name__}."
            )
        return placed_projection(
            projection, self.rows, self.embedding.vectors,
            engine=self._engine, embedded=self.embedding.manifest,
        )  # fmt: skip

    def export(
        self,
        path: str | os.PathLike[str],
        *results: Any,
        plain: bool = False,
        encoding: str = "utf-8-sig",
    ) -> Path:
        """Write the table with the columns of results: Parquet part by part, or one file.

        Parameters
        ----------
        path : path
            A folder, where the corpus was embedded from Parquet files: every file is written
            again with all its columns, a row group at a time. Else a table file, by its ending.
        *results : Duplicates, Topics, Projection or DataFrame
            What stands beside the table, row by row. A column name that comes twice gets the
            kind of its result in front.
        plain : bool, default False
            Whether texts that a spreadsheet would run stay as they are in a CSV or TSV file. By
            default they get an apostrophe in front.
        encoding : {"utf-8-sig", "utf-8", "utf-16"}, default "utf-8-sig"
            Of a CSV or TSV file. Excel needs the mark that "utf-8-sig" begins with to show accents
            right.

        Returns
        -------
        Path
            What was written.

        Raises
        ------
        InputError
            Where a result has another number of rows.
        FileError
            Where it cannot be written.
        """
        added = pd.DataFrame(index=self.rows.index)
        for result in results:
            frame = result if isinstance(result, pd.DataFrame) else result.to_frame()
            if len(frame) != len(self):
                raise InputError(
                    f"a result has {len(frame):,} rows, this corpus {len(self):,}. "
                    "Of a sample, export topics.predict(corpus) and corpus.place(projection)."
                )
            kind = type(result).__name__.lower()
            for name in frame.columns:
                added[f"{kind}_{name}" if name in added.columns else name] = frame[name].array
        if self._source is not None:
            return self._source.write(path, added)
        beside = added.rename(
            columns={name: free_name(str(name), self.frame.columns) for name in added}
        )
        whole = pd.concat([self.frame, beside], axis=1)
        return write_table(whole, check_path("path", path), plain=plain, encoding=encoding)

    def approximate(self) -> Self:
        """Return the corpus with an approximate neighbor graph, for hundreds of thousands of rows.

        Map, topics and what else stands on the graph come from an index that misses a few
        neighbors; how many is measured and told in their notes. Pairs and search stay exact.
        The index is an extra: ``pip install "text-workbench[approximate]"``.

        Returns
        -------
        Corpus
            The same table and vectors; pairs that were found stay, all else is found anew.

        Raises
        ------
        DependencyError
            Where the index is not installed.
        """
        from workbench.similarity import check_index

        check_index()
        still: set[Hashable] = {"pairs", ("legibility",)}
        kept = {key: value for key, value in self._kept.items() if key in still}
        return replace(self, _approximate=True, _kept=kept)


def _by_digest(texts: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the places of texts in order of their digests."""
    digests = (
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for text in texts
    )
    numbers = np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)
    return np.argsort(numbers, kind="stable")
