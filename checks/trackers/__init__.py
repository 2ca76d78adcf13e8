"""Checks of the family trackers."""
