"""Pictures, sounds and films, stored and served."""
