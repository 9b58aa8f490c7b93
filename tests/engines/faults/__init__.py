"""Faults that are planted in a copy of the service, to see that the tests which should notice do."""
