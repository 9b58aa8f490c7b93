"""Failures that a program goes on after, and required settings whose absence nobody raises."""
