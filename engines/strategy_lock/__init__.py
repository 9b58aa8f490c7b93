"""Actions that somebody has locked for a while."""
