"""Renderers: views of the findings. Nothing is decided here."""
