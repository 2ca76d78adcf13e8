"""The browser and the small school that the tests of pages have."""

from __future__ import annotations

from tests.sandbox.web.page.conftest import site, stage

__all__ = ["site", "stage"]
