"""Browser-side evidence of one session: requests, sensitive interfaces used, console, storage, pages, screenshots."""

from harness.sandbox.web.capture.context import Capture
from harness.sandbox.web.capture.recorder import EvidenceWriter

__all__ = ["Capture", "EvidenceWriter"]
