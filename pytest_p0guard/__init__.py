"""A pytest plugin: no test run passes on an application that skipped its validation."""
