"""The corpus, whose verbs are: find (finding.py), show (showing.py), hand on (corpus.py)."""

from workbench.corpus.corpus import Corpus

__all__ = ["Corpus"]
