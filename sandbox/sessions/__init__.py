"""Probes of a session's life that need somebody to live it in a browser."""
