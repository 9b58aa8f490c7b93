"""Notes on what may be worth doing."""
