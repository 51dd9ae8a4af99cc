"""Maps of one corpus: laid out once, and kept in the cache folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.corpus.nearness import GRAPH_NEIGHBORS, Nearness
from workbench.embedding import Embedding
from workbench.errors import InputError
from workbench.progress import choose
from workbench.provenance import digest_array

if TYPE_CHECKING:
    from workbench.projection import Projection, UmapOptions


@dataclass(frozen=True, eq=False)
class Maps:
    """Ways to lay out the texts of a corpus; `folder` holds the maps of earlier runs."""

    frame: pd.DataFrame
    embedding: Embedding
    near: Nearness
    folder: Path | None

    def make(
        self, options: UmapOptions, *, coordinates: Any = None, reducer: Any = None, target: Any
    ) -> Projection:
        """Return given coordinates, what a reducer makes, or a layout by UMAP."""
        from workbench.projection import given_projection, reduced_projection

        check_one_way(coordinates, reducer, options, target)
        rows, manifest = self.near.rows, self.embedding.manifest
        if coordinates is not None:
            return given_projection(rows, self.frame, coordinates, embedded=manifest)
        if reducer is not None:
            return reduced_projection(rows, self.near.vectors, reducer, embedded=manifest)
        if not options.changed and target is None:
            return self.compiled(options.random_state)
        return self.umap_learn(options, target)

    def compiled(self, random_state: int) -> Projection:
        """Return the map by the compiled layout."""
        from workbench.projection import projection_of

        def make() -> Projection:
            return projection_of(
                self.near.rows,
                self.near.vectors,
                self.near.graph(),
                random_state=random_state,
                progress=choose(self.near.progress),
                embedded=self.embedding.manifest,
            )

        settings = {
            "random_state": random_state,
            "approximate": self.near.approximate,
            "k": GRAPH_NEIGHBORS,
        }
        key = ("projection", random_state)
        return self.near.once(key, lambda: self._saved_or_made(settings, make))

    def umap_learn(self, options: UmapOptions, target: Any) -> Projection:
        """Return the map by umap-learn."""
        from workbench.projection import target_of_texts, umap_learn_version, umap_projection

        merged = self.near.merged_rows()
        guide = None if target is None else target_of_texts(merged, self.frame, target)

        def make() -> Projection:
            return umap_projection(
                self.near.rows,
                self.near.vectors,
                options,
                target=guide,
                progress=choose(self.near.progress),
                embedded=self.embedding.manifest,
            )

        settings = {**options.to_dict(), "umap_learn": umap_learn_version()}
        if guide is not None:
            settings |= {"target": digest_array(guide[0]), "target_notes": list(guide[2])}
        key = ("projection", options.random_state, json.dumps(settings, sort_keys=True))
        return self.near.once(key, lambda: self._saved_or_made(settings, make))

    def _saved_or_made(
        self, settings: Mapping[str, Any], make: Callable[[], Projection]
    ) -> Projection:
        """Return the map kept in the cache folder, or make it and keep it."""
        from workbench.projection import SavedMaps

        if self.folder is None:
            return make()
        return SavedMaps(self.folder).get(
            self.near.rows, self.near.vectors, settings, make, embedded=self.embedding.manifest
        )


def check_one_way(coordinates: Any, reducer: Any, options: UmapOptions, target: Any) -> None:
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
