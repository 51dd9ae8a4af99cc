"""Results that a corpus keeps, and their keys: equal calls are computed once."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates import PairModel
from workbench.duplicates.checks import check_guards, check_names
from workbench.duplicates.grouping.blocking import column_names
from workbench.duplicates.threshold.pair_model import default_pair_model
from workbench.errors import (
    FileError,
    InputError,
    ThresholdError,
    check_choice,
    check_count,
    check_share,
    check_threshold,
)
from workbench.tables import Rows
from workbench.tables.normalized_texts import STEPS

if TYPE_CHECKING:
    from workbench.categories import Categories
    from workbench.categories.classifier import Classifier
    from workbench.duplicates import Duplicates
    from workbench.similarity import Pairs, UnlistedPairs
    from workbench.topics import Topics
    from workbench.topics.topic_methods import Home

# What `Corpus.topics` takes, with its defaults, in the order of the key.
DEFAULTS = {
    "detail": "medium",
    "about": None,
    "min_cluster_size": "auto",
    "random_state": 0,
    "assign_noise": True,
    "namer": None,
}

OLD_NAMES = {"min_size": "min_cluster_size", "seed": "random_state"}
"""Names of settings in files saved before, and their names now."""


def topics_key(**settings: Any) -> tuple[Hashable, ...]:
    """Return the key of topics by their settings; what is not given has its default."""
    bound: dict[str, Any] = DEFAULTS | settings
    namer = bound.pop("namer")
    # A namer may not be hashable. It stays alive beside the topics, so that its id is its own.
    return ("topics", *bound.items(), None if namer is None else id(namer))


def saved_topics(topics: Topics) -> dict[Hashable, Topics]:
    """Return topics by the keys under which an opened corpus looks for them.

    They take the place of those with their settings, and of those at default settings.
    """
    if topics.namer is None:
        topics.hierarchy()  # so that the names of its themes are saved
    settings = topics.settings
    if not settings.laid_out:
        return {topics_key(): topics}
    own = topics_key(
        detail=settings.detail,
        about=settings.about,
        min_cluster_size=settings.asked,
        random_state=settings.random_state,
        assign_noise=settings.assign_noise,
    )
    return {topics_key(): topics, own: topics}


def kept_classifier(kept: Mapping[Hashable, Any]) -> Classifier:
    """Return the classifier that came with a saved corpus."""
    classifier: Classifier = _kept(
        kept,
        CLASSIFIER,
        "this corpus was saved without a classifier. Name the labels to learn from: "
        'corpus.classifier("column"), or corpus.classifier("tags"). To save what it learned: '
        "corpus.save(path, classifier=...)",
    )
    return classifier


def kept_categories(kept: Mapping[Hashable, Any]) -> Categories:
    """Return the categories that came with a saved corpus."""
    categories: Categories = _kept(
        kept,
        CATEGORIES,
        "this corpus was saved without categories. Give some: corpus.categorize({...}). To "
        "save them: corpus.save(path, categories=...)",
    )
    return categories


def _kept(kept: Mapping[Hashable, Any], key: Hashable, otherwise: str) -> Any:
    """Return what stands under a key, or say what to do if nothing does."""
    if key not in kept:
        raise InputError(otherwise)
    return kept[key]


def kept_for_table(kept: Mapping[Hashable, Any], corpus: Any) -> dict[Hashable, Any]:
    """Return what holds for another table as well: classifier and categories."""
    embedding = corpus.embedding
    carried: dict[Hashable, Any] = {}
    if CLASSIFIER in kept:
        manifests = (embedding.manifest,)
        carried[CLASSIFIER] = kept[CLASSIFIER]._for_table(corpus.rows, embedding.vectors, manifests)
    if CATEGORIES in kept:
        carried[CATEGORIES] = kept[CATEGORIES]._for_table(corpus)
    return carried


def part_of_kept(
    kept: Mapping[Hashable, Any], rows: Rows, texts: NDArray[np.int64]
) -> dict[Hashable, Any]:
    """Return the part of the kept results that holds for fewer texts: pairs and positions."""
    smaller: dict[Hashable, Any] = {}
    for key, value in kept.items():
        if key == "pairs":
            smaller[key] = value.among(texts)
        elif key in (CATEGORIES, CLASSIFIER):
            smaller[key] = value._among(rows, texts)
        elif isinstance(key, tuple) and key[0] == "projection":
            smaller[key] = value.among(rows, texts)
    return smaller


def without_code(kept: Mapping[Hashable, Any]) -> dict[Hashable, Any]:
    """Return what is saved.

    Topics of a namer are not found again by its id, and duplicates are found again from the pairs.
    """
    return {
        key: value
        for key, value in kept.items()
        if key not in (SEARCHES, LAST)
        and _stage(key) not in (CASCADE, OF_SAMPLE)
        and not (isinstance(key, tuple) and key[0] == "topics" and key[-1] is not None)
    }


def current_keys(kept: Mapping[Hashable, Any]) -> dict[Hashable, Any]:
    """Return what was kept under the keys of today; files saved before had the words of a call."""
    now: dict[Hashable, Any] = {}
    for key, value in kept.items():
        if isinstance(key, tuple) and len(key) == 2 and key[0] == "topics":
            settings = _settings_of(str(key[1]))
            if settings is not None:
                now[topics_key(**settings)] = value
        elif _stage(key) in _COUNTS:  # earlier versions kept more, which is found again
            now[key] = value
    return now


def check_together(kept: Mapping[Hashable, Any], vectors: NDArray[np.float32], path: Any) -> None:
    """Refuse results in a file that are about another number of texts than its vectors."""
    from workbench.similarity import distinct_vectors

    texts, distinct = len(vectors), len(distinct_vectors(vectors).first)
    for key, value in kept.items():
        stage = _stage(key)
        wanted = {distinct} if key == ("neighbors", "distinct") else {texts}
        # One entry per vector; stability of earlier versions had one per text.
        if stage in ("stability", "text parts"):
            wanted = {distinct, texts}
        try:
            count = _COUNTS[stage](value)
        except (AttributeError, TypeError, ValueError, IndexError):
            count = -1
        if count not in wanted:
            raise FileError(f"{path} is damaged: its {stage} are not those of its texts.")


def _stage(key: Hashable) -> Hashable:
    """Return which stage made a kept result."""
    return key[0] if isinstance(key, tuple) and key else key


_COUNTS: Mapping[Hashable, Callable[[Any], int]] = {
    "pairs": lambda pairs: pairs.count,
    "neighbors": lambda graph: len(graph.indices),
    "projection": lambda projection: len(projection._positions),
    "topics": lambda topics: len(topics._basis.rows.distinct),
    "corrected": lambda topics: len(topics._basis.rows.distinct),
    "stability": lambda stability: len(stability._agreement),
    "text parts": lambda parts: int(parts.owner[-1]) + 1,
    "categories": lambda categories: len(categories._scores),
    "classifier": lambda classifier: len(classifier._probability),
    "legibility": lambda result: _unreadable(*result),
}
"""How many texts a kept result is about, by its stage."""


def _unreadable(mask: Any, words: Any, notes: Any) -> int:
    """Return of how many texts it is known whether the model can read them; -1 if it is not."""
    sound = isinstance(words, dict) and all(
        isinstance(one, str) for one in (*words.values(), *notes)
    )
    return len(mask) if sound and mask.dtype == bool and mask.ndim == 1 else -1


def settle(corpus: Home, kept: dict[Hashable, Any]) -> None:
    """Give topics that were read from a file the corpus that they belong to."""
    for key, value in kept.items():
        if key != CATEGORIES and hasattr(value, "_home"):  # categories get it when they are asked
            kept[key] = corpus._topic_home.bound(value)


def _settings_of(words: str) -> dict[str, Any] | None:
    """Read the settings of an old key such as "[('min_size', 4)]"; None if they hold code."""
    try:
        given = {OLD_NAMES.get(name, name): value for name, value in ast.literal_eval(words)}
    except (ValueError, SyntaxError, TypeError):
        return None
    return given if given.keys() <= DEFAULTS.keys() - {"namer"} else None


SEARCHES, LAST = "duplicate searches", "last duplicates"
"""Keys in what a corpus keeps; neither is saved."""

CATEGORIES, CLASSIFIER = ("categories",), ("classifier",)
"""Keys of the categories and of the classifier that are saved with a corpus."""

CASCADE = "searches among drafts"
"""Begins the keys of vectors and pairs that such searches gave; they are not saved."""

OF_SAMPLE = "of a sample"
"""Begins the keys of a sample's corpus and of the neighbors in it; they are not saved."""

NO_DRAFTS = "a search among drafts was asked for, but all vectors are the model's own"
"""Note of a search for which there are no drafts."""

MOST_KEPT = 3
"""Searches kept at once, each with all its pairs, and thresholds of each."""


def check_lowest(min_similarity: float | None, threshold: float) -> None:
    """Refuse a search that does not reach down to its own threshold."""
    if min_similarity is None:
        return
    lowest = check_threshold(min_similarity, name="min_similarity")
    if lowest > threshold:
        raise ThresholdError(
            f"min_similarity={lowest:g} must not be above threshold={threshold:g}: no pair from "
            f"{threshold:g} to {lowest:g} would be found."
        )


def checked(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a search in one form, however they were written."""
    model, keep, days = settings["pair_model"], settings["keep"], settings["max_days"]
    if not isinstance(keep, (Hashable, list, Mapping)):
        raise InputError(
            "keep takes a rule such as 'longest', the name of a column, a list of preferred values "
            f"or a function of the table, got {type(keep).__name__}."
        )
    if model is not None and not isinstance(model, PairModel):
        raise InputError(
            "pair_model takes what duplicates.calibrate(...).pair_model returned, "
            f"got {type(model).__name__}."
        )
    return {
        **settings,
        "block_on": list(column_names(settings["block_on"])),
        "max_days": None if days is None else check_count("max_days", days, least=0),
        "review_if_different": list(column_names(settings["review_if_different"])),
        "normalize": check_names("normalize", settings["normalize"], STEPS),
        "guards": check_guards(settings["guards"]),
        "pair_model": model or default_pair_model(),
        "search": check_choice("search", settings["search"], ("exact", "draft")),
        "recall": check_share("recall", settings["recall"], 0.99),
    }


def search_key(
    frame: pd.DataFrame,
    settings: Mapping[str, Any],
    pairs: Pairs | UnlistedPairs,
    decisions: Sequence[str],
) -> Hashable | None:
    """Return all that a search depends on besides the texts; None if a function has a say."""
    if callable(settings["keep"]):
        return None
    written = tuple((name, repr(value)) for name, value in sorted(settings.items()))
    columns = _digest(frame, _columns_used(frame, settings))
    return (written, columns, pairs.floor, pairs.requested, pairs.notes, tuple(decisions))


def kept_or_found(
    kept: dict[Hashable, Any],
    key: Hashable | None,
    threshold: float,
    find: Callable[[], Duplicates],
) -> Duplicates:
    """Return the kept result of an equal search, or find it and keep it for a while.

    Other thresholds of the same search are read off its pairs.
    """
    if key is None:
        return find()
    searches: dict[Hashable, dict[float, Duplicates]] = kept.setdefault(SEARCHES, {})
    results = searches.get(key, {})
    duplicates = results.get(threshold)
    if duplicates is None:
        duplicates = next(iter(results.values())).at(threshold) if results else find()
    _put(results, threshold, duplicates)
    _put(searches, key, results)
    return duplicates


def _put(kept: dict[Any, Any], key: Any, value: Any) -> None:
    """Put a value last, and leave out what was used the longest time ago."""
    kept.pop(key, None)
    kept[key] = value
    while len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]


def last_duplicates(kept: Mapping[Hashable, Any]) -> Duplicates:
    """Return what was found last, for a call that names no duplicates."""
    duplicates: Duplicates = _kept(
        kept,
        LAST,
        "review: no duplicates were found in this corpus yet. Find them first: "
        "duplicates = corpus.duplicates(0.9), then corpus.review(duplicates)",
    )
    return duplicates


def _columns_used(frame: pd.DataFrame, settings: Mapping[str, Any]) -> list[Any]:
    """Return the columns whose cells can change the result; all if none is named."""
    keep, date = settings["keep"], settings["date"]
    names: list[Any] = list(frame.columns)
    by_date = isinstance(keep, str) and keep in ("newest", "oldest")
    dated = by_date or settings["max_days"] is not None
    listed = isinstance(keep, (list, tuple)) and keep not in names
    if (dated and date is None) or listed:
        return names
    # A rule is no column, unless one has its name.
    kept_by = list(keep) if isinstance(keep, Mapping) else [keep]
    named = [
        *settings["block_on"],
        *settings["review_if_different"],
        *([date] if dated else []),
        *kept_by,
    ]
    return [name for name in names if name in named]


def _digest(frame: pd.DataFrame, columns: Sequence[Any]) -> str:
    """Return a digest of some columns: their cells may have been changed in place."""
    digest = hashlib.blake2b(digest_size=16)
    for name in columns:
        cells = frame[name].to_numpy(dtype=object).ravel().tolist()
        digest.update(f"{name!r}\x1e{cells!r}".encode("utf-8", "backslashreplace"))
    return digest.hexdigest()
