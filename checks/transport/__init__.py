"""Checks of the family transport."""
