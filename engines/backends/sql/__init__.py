"""Documents, log, keys and bus on SQL databases."""
