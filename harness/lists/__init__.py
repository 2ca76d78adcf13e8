"""Tracker lists of others: kept outside the installation, checked before they count, matched by one small engine."""
