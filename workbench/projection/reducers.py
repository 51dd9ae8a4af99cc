"""Layouts by umap-learn, or by any reducer that the user brings, supervised or not."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib import metadata
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError, check_method, counted
from workbench.progress import Progress, Quiet
from workbench.projection.default_layout import SMALLEST, principal_components, why_no_layout
from workbench.projection.given_coordinates import as_float64, check_index
from workbench.projection.result import Projection, new_projection
from workbench.projection.umap_layout import DIMENSIONS, UmapOptions
from workbench.provenance import Manifest, digest_array, draft_notes
from workbench.similarity import distinct_vectors
from workbench.tables import Rows


def target_of_texts(
    rows: Rows, frame: pd.DataFrame, target: Any
) -> tuple[NDArray[Any], str, tuple[str, ...]]:
    """Return the target of a supervised layout per distinct text, its metric, and notes.

    Numbers with a decimal point are quantities. All else is a category: -1 and missing values are
    texts without one, as umap-learn has it.

    Shapes: target (n,).
    """
    if isinstance(target, str):
        if target not in frame.columns:
            raise ColumnError.missing(target, list(frame.columns))
        target = frame[target]
    if isinstance(target, (pd.Series, pd.DataFrame)):
        check_index("target", target, rows)
    values = target if isinstance(target, pd.Series) else _series(target)
    if len(values) == len(rows):
        values = values[rows.has_text]
    elif len(values) != int(rows.has_text.sum()):
        raise InputError(
            f"target must have {len(rows):,} entries, one per row of the table, got "
            f"{len(values):,}."
        )
    owner = rows.distinct_of[rows.has_text]
    if pd.api.types.is_float_dtype(values.dtype):
        return _quantities(values.to_numpy(dtype=np.float64, na_value=np.nan), owner)
    return _categories(values, owner, len(rows.distinct))


def _series(target: Any) -> pd.Series:
    try:
        return pd.Series(target)
    except (TypeError, ValueError) as error:
        raise InputError(
            "target must be the name of a column, or one value per row of the table, got "
            f"{type(target).__name__} ({error})."
        ) from error


def _quantities(
    values: NDArray[np.float64], owner: NDArray[np.int64]
) -> tuple[NDArray[Any], str, tuple[str, ...]]:
    """Return the mean of each text's numbers."""
    missing = int((~np.isfinite(values)).sum())
    if missing:
        raise InputError(
            f"target holds numbers, but {counted(missing, 'row')} with text has none. Fill them, "
            "or give categories: a column of texts or whole numbers, -1 for none."
        )
    sums, counts = np.bincount(owner, weights=values), np.bincount(owner)
    return (sums / counts).astype(np.float32), "euclidean", ()


def _categories(
    values: pd.Series, owner: NDArray[np.int64], count: int
) -> tuple[NDArray[Any], str, tuple[str, ...]]:
    """Return a number per category; -1 for a text without one, or with several."""
    none = np.array(values.isna(), dtype=bool)
    if pd.api.types.is_integer_dtype(values.dtype):
        none |= np.array((values == -1).fillna(True), dtype=bool)
    codes = np.where(none, -1, pd.factorize(values.astype(object).where(~none, None))[0])
    low, high = np.full(count, codes.max(initial=-1) + 1), np.full(count, -2)
    np.minimum.at(low, owner, codes)
    np.maximum.at(high, owner, codes)
    mixed = low < high
    categories = np.where(mixed, -1, low).astype(np.int64)
    if not mixed.any():
        return categories, "categorical", ()
    note = (
        f"{counted(int(mixed.sum()), 'text')} had several targets, as rows with the same text "
        "differed: laid out without one."
    )
    return categories, "categorical", (note,)


UMAP_LEARN = "umap-learn"

_EXPECTED = "n_jobs|inverse_transform"
"""Warnings of umap-learn about what is not used here."""


def umap_learn_version() -> str:
    """Return the installed version of umap-learn, for manifests and for the keys of kept maps."""
    return metadata.version(UMAP_LEARN)


def umap_projection(
    rows: Rows,
    vectors: NDArray[np.float32],
    options: UmapOptions,
    *,
    target: tuple[NDArray[Any], str, tuple[str, ...]] | None = None,
    progress: Progress | None = None,
    embedded: Manifest | None = None,
) -> Projection:
    """Lay the distinct texts out by umap-learn. Shapes: vectors (m, d)."""
    parameters: dict[str, Any] = {"method": f"UMAP by {UMAP_LEARN}", **options.to_dict()}
    if target is not None:
        parameters |= {"target": digest_array(target[0]), "target_metric": target[1]}
    notes = () if target is None else target[2]
    distinct = distinct_vectors(vectors)
    own = vectors[distinct.first]
    if len(own) < SMALLEST:
        parameters["method"] = "principal components"
        positions = principal_components(own, options.n_components)
        notes = (*notes, *why_no_layout(positions, options.n_neighbors))
    else:
        show = progress or Quiet()
        show.start("projection", 1, note=f"by {UMAP_LEARN}, which compiles itself first")
        positions, more = _umap(own, options, target)
        show.advance(1)
        show.finish()
        notes = (*notes, *more)
        parameters["umap_learn"] = umap_learn_version()
    parameters["vectors"] = digest_array(vectors)
    notes = (*draft_notes(embedded), *notes)
    return new_projection(rows, positions[distinct.of], parameters, notes, embedded)


def _umap(
    vectors: NDArray[np.float32],
    options: UmapOptions,
    target: tuple[NDArray[Any], str, tuple[str, ...]] | None,
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Return positions, and what umap-learn warned of."""
    settings, notes = options.to_dict(), []
    if options.n_neighbors >= len(vectors):
        settings["n_neighbors"] = len(vectors) - 1
        notes.append(
            f"n_neighbors={options.n_neighbors} is more than {counted(len(vectors), 'text')} have: "
            f"{len(vectors) - 1} are used."
        )
    if target is not None:
        settings["target_metric"] = target[1]
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        from umap import UMAP

        warned.clear()  # at import it asks for Tensorflow, which is not needed
        warnings.filterwarnings("ignore", message=f".*({_EXPECTED})", category=UserWarning)
        warnings.simplefilter("ignore", FutureWarning)
        try:
            made = UMAP(**settings, n_jobs=1).fit_transform(
                vectors, y=None if target is None else target[0]
            )
        except Exception as error:
            raise InputError(
                f"umap-learn cannot lay these vectors out with {options}: {error}"
            ) from error
    messages = (
        " ".join(str(warning.message).split()) for warning in warned if _is_about_data(warning)
    )
    notes += [f"umap-learn: {message}" for message in dict.fromkeys(messages)]
    return _checked(made, len(vectors), "umap-learn"), tuple(notes)


def _is_about_data(warned: warnings.WarningMessage) -> bool:
    """Tell what a user should read from notices for programmers."""
    return issubclass(warned.category, (UserWarning, RuntimeWarning))


def reduced_projection(
    rows: Rows,
    vectors: NDArray[np.float32],
    reducer: Any,
    *,
    embedded: Manifest | None = None,
) -> Projection:
    """Lay the distinct texts out by an object with ``fit_transform``. Shapes: vectors (m, d)."""
    examples = "umap.UMAP(...) or sklearn.decomposition.PCA(2)"
    check_method("reducer", reducer, "fit_transform", examples)
    name = type(reducer).__name__
    distinct = distinct_vectors(vectors)
    own = vectors[distinct.first]
    try:
        made = reducer.fit_transform(own.copy())
    except Exception as error:
        raise InputError(
            f"the reducer {name} failed on vectors of shape {own.shape}: "
            f"{type(error).__name__}: {error}"
        ) from error
    positions = _checked(made, len(own), f"the reducer {name}")[distinct.of]
    parameters = {"method": f"reducer {name}", **_described(reducer)}
    parameters["vectors"] = digest_array(vectors)
    return new_projection(rows, positions, parameters, draft_notes(embedded), embedded)


def _described(reducer: Any) -> dict[str, Any]:
    """Return class and parameters of a reducer for the manifest, as far as it tells them."""
    kind = type(reducer)
    description: dict[str, Any] = {"reducer": f"{kind.__module__}.{kind.__qualname__}"}
    if callable(getattr(reducer, "get_params", None)):
        given: Mapping[str, Any] = reducer.get_params()
        plain = (str, int, float, bool, type(None))
        description |= {
            f"reducer_{key}": value if isinstance(value, plain) else f"{type(value).__name__}"
            for key, value in given.items()
        }
    return description


def _checked(made: Any, count: int, who: str) -> NDArray[np.float32]:
    """Return what a reducer gave as positions, if it is such."""
    try:
        with np.errstate(over="ignore"):
            positions = np.ascontiguousarray(as_float64(made), dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{who} must return an array of shape ({count}, 2) or ({count}, 3), got "
            f"{type(made).__name__} ({error})."
        ) from error
    if positions.ndim != 2 or len(positions) != count or positions.shape[1] not in DIMENSIONS:
        raise InputError(
            f"{who} must return 2 or 3 columns and one row per distinct text, shape ({count}, 2), "
            f"got {positions.shape}. Ask it for two: n_components=2"
        )
    if not np.isfinite(positions).all():
        bad = int((~np.isfinite(positions).all(axis=1)).sum())
        raise InputError(f"{who} returned no finite numbers for {counted(bad, 'text')}.")
    return positions
