"""The codes that teachers hand out, so that pupils sign up into their class."""

CLASS_CODES = {"MUS-4A-27": ("a", "4A")}
"""Code → school and class."""
