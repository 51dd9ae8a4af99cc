"""A threshold from answers or without them, and the model of pairs behind it."""
