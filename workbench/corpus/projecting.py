"""The verb that lays texts out on a map."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from workbench.corpus.base import GRAPH_NEIGHBORS, Embedded
from workbench.errors import InputError
from workbench.progress import choose
from workbench.provenance import digest_array

if TYPE_CHECKING:
    from workbench.projection import Projection, UmapOptions


class Projecting(Embedded):
    """A corpus that is laid out; see `workbench.corpus.Corpus`."""

    def projection(  # noqa: PLR0913 - the options of UMAP, by their own names
        self,
        *,
        coordinates: Any = None,
        reducer: Any = None,
        n_components: int = 2,
        n_neighbors: int = 15,
        min_dist: float = 0.1,
        metric: str = "cosine",
        densmap: bool = False,
        target: Any = None,
        random_state: int = 0,
    ) -> Projection:
        """Lay the texts out on a map of two or three dimensions.

        With the default options, whatever `random_state` is, Workbench's compiled UMAP layout is
        used. Any other option goes through umap-learn. The result says which, in its ``repr``
        and its manifest. The same options on the same machine give the same map, which is kept
        in the cache folder, so that a later run need not lay it out again.

        Parameters
        ----------
        coordinates : names of columns, or array-like of shape (n, 2) or (n, 3), optional
            Your own coordinates, one position per row, in the order of the table. Nothing is laid
            out.
        reducer : object with ``fit_transform``, optional
            Your own method: ``umap.UMAP(...)``, or PCA and TSNE of scikit-learn. It gets the
            distinct vectors of the texts and is fitted in place. Its result is not kept.
        n_components : {2, 3}, default 2
            Dimensions.
        n_neighbors : int, default 15
            Neighbors of each text, itself counted. More show the large structure, fewer the fine.
        min_dist : float, default 0.1
            How near to each other points may come, from 0 to 1.
        metric : str, default "cosine"
            How vectors are compared: "cosine", "euclidean", "correlation", "manhattan",
            "chebyshev", "canberra" or "braycurtis".
        densmap : bool, default False
            Whether dense regions stay dense on the map (densMAP).
        target : name of a column, or one value per row, optional
            Groups or quantities that should lie together (supervised UMAP). Texts and whole
            numbers are groups, -1 and missing values are rows without one; other numbers are
            quantities.
        random_state : int, default 0
            Seed of the layout.

        Returns
        -------
        Projection
            One position per row; rows with the same text or with equal vectors share one.

        Raises
        ------
        ColumnError
            If a named column is missing.
        InputError
            If an option is out of range or has no effect beside another one, if coordinates or
            target do not fit the rows, or if a reducer returns something else.
        """
        from workbench.projection import (
            UmapOptions,
            given_projection,
            reduced_projection,
            target_of_texts,
        )

        options = UmapOptions(n_components, n_neighbors, min_dist, metric, densmap, random_state)
        _check_one_way(coordinates, reducer, options, target)
        made_of = self.embedding.manifest
        if coordinates is not None:
            return given_projection(self.rows, self.frame, coordinates, embedded=made_of)
        if reducer is not None:
            return reduced_projection(self.rows, self.embedding.vectors, reducer, embedded=made_of)
        if not options.changed and target is None:
            return self._compiled_map(options.random_state)
        rows = self._merged_rows()
        found = None if target is None else target_of_texts(rows, self.frame, target)
        return self._umap_learn_map(options, found)

    def _compiled_map(self, random_state: int) -> Projection:
        """Return the map by the compiled layout."""
        from workbench.projection import projection_of

        def make() -> Projection:
            return projection_of(
                self.rows,
                self.embedding.vectors,
                self._graph(),
                random_state=random_state,
                progress=choose(self._progress),
                embedded=self.embedding.manifest,
            )

        settings = {
            "random_state": random_state,
            "approximate": self._approximate,
            "k": GRAPH_NEIGHBORS,
        }
        return self._once(("projection", random_state), lambda: self._kept_map(settings, make))

    def _umap_learn_map(
        self, options: UmapOptions, target: tuple[NDArray[Any], str, tuple[str, ...]] | None
    ) -> Projection:
        """Return the map by umap-learn."""
        from workbench.projection import umap_learn_version, umap_projection

        def make() -> Projection:
            return umap_projection(
                self.rows,
                self.embedding.vectors,
                options,
                target=target,
                progress=choose(self._progress),
                embedded=self.embedding.manifest,
            )

        settings = {**options.to_dict(), "umap_learn": umap_learn_version()}
        if target is not None:
            settings |= {"target": digest_array(target[0]), "target_notes": list(target[2])}
        key = ("projection", options.random_state, json.dumps(settings, sort_keys=True))
        return self._once(key, lambda: self._kept_map(settings, make))

    def _kept_map(self, settings: Mapping[str, Any], make: Callable[[], Projection]) -> Projection:
        """Return the map kept in the cache folder, or make it and keep it."""
        from workbench.projection import SavedMaps

        if self._maps is None:
            return make()
        return SavedMaps(self._maps).get(
            self.rows, self.embedding.vectors, settings, make, embedded=self.embedding.manifest
        )


def _check_one_way(coordinates: Any, reducer: Any, options: UmapOptions, target: Any) -> None:
    """Refuse options of a projection that would have no effect."""
    own = {"coordinates": coordinates, "reducer": reducer}
    given = [name for name, value in own.items() if value is not None]
    if not given:
        return
    without_effect = [*given[1:], *options.changed, *(["target"] if target is not None else [])]
    if options.random_state != 0:
        without_effect.append("random_state")
    if without_effect:
        raise InputError(
            f"projection({given[0]}=...) takes no {', '.join(without_effect)}: "
            + (
                "give them to the reducer itself, such as umap.UMAP(metric=...)."
                if given[0] == "reducer"
                else "given coordinates are used as they are."
            )
        )
