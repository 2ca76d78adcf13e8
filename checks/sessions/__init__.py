"""Checks of the family sessions."""
