"""Which parts of a file can hold a finding at all: bytes in, candidate lines out."""

from p0lint.sieve.scan import Scan, Sieve

__all__ = ["Scan", "Sieve"]
