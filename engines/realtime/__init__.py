"""Which tenant owns a thread or a canvas."""
