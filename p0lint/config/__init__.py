"""What a project says of itself: p0lint.toml, pyproject.toml or setup.cfg, and the command line -> one frozen Settings."""
