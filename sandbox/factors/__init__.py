"""Probes of second factors: a login that still owes its code, and codes that must not be taken."""
