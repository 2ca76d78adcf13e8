"""The small site and the one browser of the page tests."""

from tests.sandbox.web.page.conftest import site, stage

__all__ = ["site", "stage"]
