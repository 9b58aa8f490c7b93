"""How control comes to a place and leaves it: tests, gates, handlers."""
