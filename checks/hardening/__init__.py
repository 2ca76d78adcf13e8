"""Checks of the family hardening."""
