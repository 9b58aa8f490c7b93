"""Flags that are on or off, with a layer for the tenant and one for everyone."""
