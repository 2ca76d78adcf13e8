"""Checks of the family settings."""
