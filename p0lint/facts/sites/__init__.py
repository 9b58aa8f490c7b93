"""Every place where a value may come to stand for a backing service."""
