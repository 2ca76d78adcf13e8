"""Schoolproof's engine. The facade (what checks and plugins may use) is filled in by name below."""
