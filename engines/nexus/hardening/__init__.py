"""Limits that keep the service usable for everybody."""
