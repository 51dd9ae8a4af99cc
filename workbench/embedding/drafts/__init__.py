"""Drafts: vectors predicted from the tokens of texts, fitted to a sample of the same table."""
