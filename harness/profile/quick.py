"""Profiles made on the spot for a quick scan: nobody signs in, nothing is declared, no active probe runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness.catalogue.domains import is_host
from harness.errors import MisuseError
from harness.model.profile import Profile


def quick_profile(url: str) -> Profile:
    """A profile for one address; MisuseError when it is no web address."""
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
        host, sandbox = parts.hostname or "", _sandbox(parts.hostname or "", parts.port)
    except ValueError:
        host = ""
    if not is_host(host) or parts.scheme not in ("http", "https"):
        raise MisuseError(f"{url}: not a web address and not a file", hint="schoolproof scan https://app.example/")
    own = host.removeprefix("www.")
    app = {"name": own[:200], "url": parts.geturl(), "hosts": [own], "environment": "production"}
    return Profile.model_validate({"schema": 1, "app": app, "sandbox": sandbox})


def _sandbox(host: str, port: int | None) -> dict[str, Any]:
    """An app on this machine is reached only because it was named on the command line."""
    if host in ("localhost", "127.0.0.1", "::1") and port:
        address = f"[::1]:{port}" if host == "::1" else f"127.0.0.1:{port}"
        return {"names": {f"{host}:{port}": address}}
    return {}


def har_profile(path: Path) -> Profile:
    """A profile for a HAR file: the host of its first page is the app's own."""
    try:
        entries = json.loads(path.read_bytes())["log"]["entries"]
        first = next(entry["request"]["url"] for entry in entries if entry["request"]["url"].startswith("http"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError) as error:
        raise MisuseError(f"{path}: not a HAR file with requests: {error}", hint="schoolproof scan FILE.har") from error
    return quick_profile(first)
