"""The verbs that plan: what a run will take, and how a large table gets by with less."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Self

from workbench.corpus.base import PAIR_FLOOR, Embedded
from workbench.corpus.forecasting import Known, StageForecast, forecast_stages, wanted_rows
from workbench.errors import check_count, check_threshold


class Planning(Embedded):
    """A corpus that plans; see `workbench.corpus.Corpus`."""

    def forecast(
        self,
        threshold: float = PAIR_FLOOR,
        *,
        rows: int | None = None,
        workers: int | None = None,
    ) -> StageForecast:
        """Tell what each stage will take before it runs: texts, pairs, memory and minutes.

        Parameters
        ----------
        threshold : float, default 0.7
            Cosine similarity from which pairs are listed; 0.7 is what the verbs ask for.
        rows : int, optional
            Rows of a larger table like this one, to be told from a part of it. Embedding is then
            timed on a few texts. Default: the rows at hand, whose texts are embedded.
        workers : int, optional
            Workers of one thread of a cluster that need not exist: minutes, and memory of each
            worker, by their number. Default: this machine alone.

        Returns
        -------
        StageForecast
            Estimates, and what they stand on. What was computed before takes nothing.

        Raises
        ------
        ThresholdError
            Where `threshold` is outside (0, 1].
        InputError
            Where `rows` is no whole number, or fewer than the rows at hand, or `workers` is no
            whole number of at least 1.
        """
        workers = None if workers is None else check_count("workers", workers)
        return forecast_stages(
            self.embedding.vectors,
            self.rows.distinct,
            Known(len(self), wanted_rows(rows, len(self)), self._done(), workers),
            self._encoder,
            threshold=check_threshold(threshold),
        )

    def approximate(self) -> Self:
        """Return the corpus with an approximate neighbour graph, for hundreds of thousands of rows.

        Map, topics and what else stands on the graph come from an index that misses a few
        neighbours; how many is measured and told in their notes. Pairs and search stay exact.
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
        still: set[Hashable] = {"pairs", ("foreign",)}
        kept = {key: value for key, value in self._kept.items() if key in still}
        return replace(self, _approximate=True, _kept=kept)

    def _done(self) -> frozenset[str]:
        """Return the stages whose results are kept."""
        keys = (key if isinstance(key, tuple) else (key,) for key in self._kept)
        return frozenset(str(key[0]) for key in keys)
