"""The recording proxy: mitmproxy in a process of its own, one listener per session, every exchange written down."""

from __future__ import annotations

from harness.sandbox.web.proxy.config import ProxyConfig
from harness.sandbox.web.proxy.process import RecordingProxy

__all__ = ["ProxyConfig", "RecordingProxy"]
