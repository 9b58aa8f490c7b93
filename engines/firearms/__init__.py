"""Licences without which an agent may not do what is dangerous."""
