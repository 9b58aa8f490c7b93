"""Cards and snippets, found by tags and text."""
