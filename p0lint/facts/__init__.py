"""libcst -> facts: the only code that walks syntax."""
