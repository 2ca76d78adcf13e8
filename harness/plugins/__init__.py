"""The plugin host: checks, platforms, probes, renderers and data enter by entry points."""
