"""Profiles made on the spot for a quick scan: nobody signs in, nothing is declared, no active probe runs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness.catalogue.domains import is_host, is_public_suffix
from harness.errors import MisuseError
from harness.har import HINT, is_page, open_har, origin_of
from harness.model.profile import Profile
from harness.model.untouchable import untouchable

SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://")
SCAN = "schoolproof scan https://app.example/"


def quick_profile(url: str) -> Profile:
    """A profile for one address; MisuseError when it is no web address, or not that of one app."""
    try:
        parts = urlsplit(url if SCHEME.match(url) else f"https://{url}")
        host, sandbox = parts.hostname or "", _sandbox(parts.hostname or "", parts.port)
    except ValueError:
        host = ""
    if not is_host(host) or parts.scheme not in ("http", "https"):
        raise MisuseError(f"{url}: not a web address and not a file", hint=SCAN)
    if "@" in parts.netloc:  # it would stand in the bundle, and a quick scan signs nobody in
        raise MisuseError("an address that holds a user name or password is not a web address to scan", hint=SCAN)
    if is_public_suffix(host):
        raise MisuseError(f"{url}: not a web address of one app: {host} is a public suffix, shared by many", hint=SCAN)
    if untouchable(host):
        raise MisuseError(f"{host} is a government sign-in, which is never tested", hint=SCAN)
    bare = host.removeprefix("www.")
    own = host if is_public_suffix(bare) or not is_host(bare) else bare
    app = {"name": own[:200], "url": parts.geturl(), "hosts": [own], "environment": "production"}
    return Profile.model_validate({"schema": 1, "quick": True, "app": app, "sandbox": sandbox})


def _sandbox(host: str, port: int | None) -> dict[str, Any]:
    """An app on this machine is reached only because it was named on the command line."""
    if host in ("localhost", "127.0.0.1", "::1") and port:
        address = f"[::1]:{port}" if host == "::1" else f"127.0.0.1:{port}"
        return {"names": {f"{host}:{port}": address}}
    return {}


def recording(target: str) -> Path | None:
    """The file that a target names, or None when it is an address; MisuseError for a file that cannot be scanned."""
    if SCHEME.match(target):
        return None
    kind = os.path.splitext(target)[1].lower()
    if os.path.isfile(target):  # unlike Path.is_file it takes an address too long for a file name
        return Path(target)
    if kind in (".har", ".flows", ".apk", ".xapk", ".apkm", ".apks", ".aab", ".ipa") or os.path.exists(target):
        raise MisuseError(f"{target}: {'not a file' if os.path.exists(target) else 'no such file'}", hint=HINT)
    return None


def har_profile(path: Path) -> Profile:
    """A profile for a HAR file: the host of its first page, or else of its first request, is the app's own.

    Only the origin is kept: the rest of an address may hold a session token. Raises MisuseError when there is none.
    """
    return app_profile(((origin_of(entry), is_page(entry)) for entry in open_har(path)), path)


def app_profile(asked: Iterable[tuple[str | None, bool]], path: Path) -> Profile:
    """A profile for whom a recording is about, from each request's origin and whether a page came back."""
    first = None
    for origin, page in asked:
        if origin is not None and page:
            return quick_profile(origin)
        first = first or origin
    if first is None:
        raise MisuseError(f"{path}: holds no request of a web app that can be read", hint=HINT)
    return quick_profile(first)
