"""A second opinion on doubtful pairs: by a cross-encoder, a language model or a function."""
