"""Pages that are drafted, published and kept in all their versions."""
