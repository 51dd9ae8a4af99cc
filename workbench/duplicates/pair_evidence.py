"""The evidence about any two rows, whether or not they are a stored pair."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.duplicates.grouping.links import normal_forms
from workbench.duplicates.guards.differences import GUARDS, guard_names, guard_pairs
from workbench.duplicates.guards.left_out import compare_left_out
from workbench.duplicates.pair_reasons import Why, word_differences, word_overlap
from workbench.duplicates.spelling_likeness import KINDS, gram_cosines, kinds_of
from workbench.duplicates.threshold.pair_model import pair_features
from workbench.duplicates.verdicts import Case
from workbench.errors import InputError
from workbench.similarity import cosine


def explain(case: Case, left: Any, right: Any) -> Why:
    """Work out the evidence about two rows."""
    nodes = np.array([_node(case, left), _node(case, right)])
    texts = [case.readings[node] for node in nodes.tolist()]
    zero, one = np.array([0]), np.array([1])
    similarity = cosine(case.vectors[nodes[:1]], case.vectors[nodes[1:]])
    lexical = gram_cosines(texts, zero, one)
    places = case.nodes.text_of[nodes]
    left_out = case.rows.left_out(places.tolist())
    forms = normal_forms(texts, case.parameters["normalize"], left_out)
    equal = forms[:1] == forms[1:]
    wanted = case.parameters.get("guards", GUARDS)
    guards = guard_pairs(
        texts,
        zero,
        one,
        guards=wanted,
        cut=case.cut[nodes],
        legibility=None if case.legibility is None else case.legibility.take(nodes),
    )
    guards |= compare_left_out(case.rows, places[:1], places[1:], wanted)
    features = pair_features(
        texts, zero, one, similarity=similarity, lexical=lexical, guards=guards
    )
    shown = [case.texts[node] for node in nodes.tolist()]
    same = shown[0] == shown[1]
    sure = bool(same or equal[0])
    held = () if sure else tuple(guard_names(int(guards[0])).split(", "))
    held += tuple(
        f"column {name}" for name, code in case.nodes.columns.items() if len(set(code[nodes])) > 1
    )
    return Why(
        left=shown[0],
        right=shown[1],
        similarity=1.0 if same else float(similarity[0]),
        lexical=float(lexical[0]),
        overlap=word_overlap(*texts),
        kind="identical" if same else KINDS[int(kinds_of(lexical, equal)[0])],
        guards=tuple(name for name in held if name),
        probability=1.0 if sure else float(case.pair_model.probability(features)[0]),
        cut=bool(case.cut[nodes].any()),
        differences=word_differences(*texts),
    )


def _node(case: Case, row: Any) -> int:
    """Return the node of the row with this id."""
    node = int(case.node_of[case.rows.names.find(row)])
    if node < 0:
        raise InputError(f"the row with the id {row!r} holds no text.")
    return node
