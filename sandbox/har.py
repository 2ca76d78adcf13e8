"""HAR files of browsers and other recorders, as evidence with the gaps that a HAR has.

A HAR holds no proof of login, no storage and no page events, so what rests on those stays "not tested". Everything in
the file is hostile: entries that do not fit are counted as a gap, never guessed at.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness import Gathered, MisuseError, Run
from harness.bundle.writer import SessionWriter

MAX_FILE = 512 << 20
MAX_BODY = 4 << 20


def read_har(path: Path, run: Run) -> Gathered:
    """Write the file's entries as one session of someone who is not signed in.

    Raises MisuseError when the file is no HAR or is larger than 512 MiB.
    """
    entries = _entries(path)
    persona = next(name for name, one in run.profile.personas.items() if one.role == "anonymous")
    writer = run.writer.session(f"{persona}-har")
    skipped = sum(not _take(entry, writer, run) for entry in entries)
    if skipped:
        writer.gap("traffic", "har-entries-unreadable", count=skipped)
    writer.gap("traffic", "imported-har")
    state = {"persona": persona, "journey": "har", "consent": "untouched", "status": "complete", "reason": None}
    writer.state({**state, "evidence": ["traffic", "requests"]})
    return Gathered(probes_skipped=dict.fromkeys(("cors", "session-life", "requests", "bypass"), "imported from a HAR"))


def _entries(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > MAX_FILE:
            raise MisuseError(f"{path}: larger than {MAX_FILE >> 20} MiB", hint="export fewer pages")
        entries = json.loads(path.read_bytes())["log"]["entries"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        hint = "schoolproof import har FILE --bundle DIR"
        raise MisuseError(f"{path}: not a HAR file: {error}", hint=hint) from error
    if not isinstance(entries, list):
        raise MisuseError(f"{path}: not a HAR file: log.entries is no list")
    return entries


def _take(entry: Any, writer: SessionWriter, run: Run) -> bool:
    """Record one entry; False when it cannot be read."""
    try:
        request, response = entry["request"], entry.get("response") or {}
        parts = urlsplit(str(request["url"]))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return False
        record = {
            "t": _seconds(entry.get("startedDateTime"), run.epoch),
            "kind": "exchange",
            "method": str(request["method"]),
            "url": str(request["url"]),
            "host": parts.hostname,
            "port": parts.port or (443 if parts.scheme == "https" else 80),
            "scheme": parts.scheme,
            "http_version": str(request.get("httpVersion", "")),
            "request_headers": _headers(request),
            "request_body": _body(request.get("postData"), writer),
            "status": int(response.get("status") or 0) or None,
            "response_headers": _headers(response),
            "response_body": _body(response.get("content"), writer),
            "error": None,
        }
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        return False
    writer.append("traffic", record)
    frame = {"frame": "", "initiator": None, "navigation": False}
    resource = str(entry.get("_resourceType", "other"))
    writer.append("requests", {"method": record["method"], "url": record["url"], "resource": resource, **frame})
    return True


def _seconds(stamp: Any, epoch: float) -> float:
    """Seconds from the run's start; a HAR is older than its import, so this is negative."""
    try:
        return round(datetime.fromisoformat(str(stamp)).timestamp() - epoch, 3)
    except (ValueError, OverflowError):
        return 0.0


def _headers(part: dict[str, Any]) -> list[tuple[str, str]]:
    return [(str(one["name"]), str(one["value"])) for one in part.get("headers", [])]


def _body(content: Any, writer: SessionWriter) -> dict[str, object] | None:
    if not content:
        return None
    text = content.get("text")
    if text is None:
        size = max(int(content.get("size") or 0), 0)
        return {"sha256": None, "size": size, "truncated": size > 0}
    data = base64.b64decode(text) if content.get("encoding") == "base64" else str(text).encode("utf-8", "replace")
    kept = data[:MAX_BODY]
    return {"sha256": writer.blob(kept), "size": len(data), "truncated": len(kept) < len(data)}
