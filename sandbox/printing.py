"""Prints a page of ours as PDF with the browser that also audits: offline, in a fresh profile."""

from __future__ import annotations

from playwright.sync_api import Error, sync_playwright

from harness import SchoolproofError
from harness.sandbox.web.browser import QUIET
from harness.sandbox.web.which import find_browser

SECONDS = 60


def print_html(html: bytes) -> bytes:
    """The page on A4. Nothing is loaded from anywhere. Raises SchoolproofError when no browser runs or prints."""
    program = find_browser().path
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=list(QUIET), timeout=SECONDS * 1000)
            try:
                context = browser.new_context(offline=True, service_workers="block", accept_downloads=False)
                page = context.new_page()
                page.set_default_timeout(SECONDS * 1000)
                page.set_content(html.decode("utf-8"), wait_until="load")
                return page.pdf(format="A4", print_background=True, prefer_css_page_size=True, tagged=True)
            finally:
                browser.close()
    except Error as error:
        told = f"the browser did not print: {(error.message or 'no reason given').splitlines()[0][:300]}"
        raise SchoolproofError(told, owner="platform", hint="schoolproof doctor") from error
