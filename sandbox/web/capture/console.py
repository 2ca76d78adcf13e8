"""console.jsonl: what the app said and what interrupted it: messages, errors, dialogs, downloads, crashes.

Dialogs are answered and downloads cancelled at once, so that neither can hold up a journey.
"""

from __future__ import annotations

from contextlib import suppress

from playwright.async_api import BrowserContext, ConsoleMessage, Dialog, Download, Error, Page, WebError

from harness.sandbox.web.capture.events import Events
from harness.sandbox.web.capture.recorder import Recorder

RECORDS = 2000
TEXT_CHARACTERS = 2000
URL_CHARACTERS = 2000
LEVELS = {"error": "error", "assert": "error", "warning": "warning"}


class Console:
    """Listens to one context and its pages; lines of our own hooks go to `events`."""

    def __init__(self, recorder: Recorder, events: Events) -> None:
        self._recorder = recorder
        self._events = events

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._message)
        context.on("weberror", self._error)
        context.on("dialog", self._dialog)

    def stop(self, context: BrowserContext) -> None:
        context.remove_listener("console", self._message)
        context.remove_listener("weberror", self._error)
        # The dialog handler stays: without one a dialog would still be dismissed, but unrecorded.

    def listen_to_page(self, page: Page) -> None:
        page.on("download", self._download)
        page.on("crash", self._crash)

    def write(self, level: str, text: str, url: str) -> None:
        """One line, cut to 2,000 characters."""
        line = self._recorder.cut(text, TEXT_CHARACTERS)
        record = {"level": level, "text": line, "url": self._recorder.cut(url, URL_CHARACTERS)}
        self._recorder.append("console", record, cap=RECORDS)

    def _message(self, message: ConsoleMessage) -> None:
        with self._recorder.guard("console"):
            if not self._events.take(message):
                self.write(LEVELS.get(message.type, "log"), message.text, str(message.location.get("url") or ""))

    def _error(self, error: WebError) -> None:
        with self._recorder.guard("console"):
            self.write("pageerror", str(error.error), error.page.url if error.page else "")

    async def _dialog(self, dialog: Dialog) -> None:
        with self._recorder.guard("console"):
            self.write("dialog", f"{dialog.type}: {dialog.message}", dialog.page.url if dialog.page else "")
        with suppress(Error):
            # "Leave this page?" is answered yes: the journey asked to leave.
            await (dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss())

    async def _download(self, download: Download) -> None:
        with self._recorder.guard("console"):
            self.write("download", download.suggested_filename, download.url)
        with suppress(Error):
            await download.cancel()

    def _crash(self, page: Page) -> None:
        with self._recorder.guard("console"):
            self.write("crash", "the page crashed", page.url)
            self._recorder.gap("*", "page-crashed", url=self._recorder.cut(page.url, URL_CHARACTERS))
