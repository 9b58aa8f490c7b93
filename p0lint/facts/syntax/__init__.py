"""Bytes to nodes: where the definitions of a module stand, and the parts of it read quickly by ``ast`` or exactly by libcst."""
