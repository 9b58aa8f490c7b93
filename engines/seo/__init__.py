"""How a page presents itself to search engines."""
