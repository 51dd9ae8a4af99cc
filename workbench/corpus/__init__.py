"""The corpus and its verbs: finding.py, scaling.py, showing.py, and handing on in corpus.py."""

from workbench.corpus.corpus import Corpus

__all__ = ["Corpus"]
