"""Measurements by command: each module is run with `python -m tests.bench.NAME`."""
