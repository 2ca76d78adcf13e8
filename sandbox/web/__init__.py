"""The web platform: a caged Chromium behind a recording proxy."""
