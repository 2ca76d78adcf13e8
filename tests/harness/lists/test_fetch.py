"""Packages as clients leave them: one member is read, and the rest, however hostile, is not."""

from __future__ import annotations

import io
import os
import tarfile
import threading
import zipfile
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from harness.errors import SchoolproofError
from harness.lists import fetch
from harness.lists.content import RefusedListError
from harness.lists.fetch import fetch_file, fetch_package, fetch_url
from harness.lists.known import KnownList, Source
from tests.harness.lists.made import GOOD, SMALL

NPM = SMALL.model_copy(update={"npm": Source(package="@a/list", member="package/*.txt")})
PIP = SMALL.model_copy(update={"pip": Source(package="listed", member="listed/list")})


def tar(*members: tuple[str, bytes], mtime: float = 499162500) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), int(mtime)
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()


def wheel(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


@pytest.fixture
def leaves(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What the client leaves in its folder: file name → content."""
    left: dict[str, bytes] = {}

    def run(command: list[str], folder: Path) -> str:
        for name, data in left.items():
            (folder / name).write_bytes(data)
        return ""

    monkeypatch.setattr(fetch, "_run", run)
    return left


def test_npm(leaves: dict[str, bytes]) -> None:
    leaves["a.tgz"] = tar(("package/package.json", b'{"version": "1.2"}'), ("package/x.txt", GOOD), mtime=1767225600)
    found = fetch_package(NPM, "npm")
    assert (found.data, found.version, found.source, found.dated) == (GOOD, "1.2", "npm @a/list", date(2026, 1, 1))


def test_a_day_from_before_the_web_is_no_day(leaves: dict[str, bytes]) -> None:
    leaves["a.tgz"] = tar(("package/x.txt", GOOD))
    assert fetch_package(NPM, "npm").dated is None


def test_pip(leaves: dict[str, bytes]) -> None:
    leaves["listed-4.5-py3-none-any.whl"] = wheel(("listed/other", b""), ("listed/list", GOOD))
    found = fetch_package(PIP, "pip")
    assert (found.data, found.version) == (GOOD, "4.5")


def test_paths_that_climb_are_never_written(leaves: dict[str, bytes], tmp_path: Path) -> None:
    above = os.path.relpath(tmp_path / "evil", "/tmp")
    leaves["a.tgz"] = tar((f"../../../../../../tmp/{above}", b"x"), (str(tmp_path / "evil"), b"x"), ("package/x.txt", GOOD))
    assert fetch_package(NPM, "npm").data == GOOD
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("known", [NPM, PIP], ids=["npm", "pip"])
def test_a_bomb_is_refused(known: KnownList, leaves: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 1 << 20)
    bomb = bytes(1 << 22)
    leaves["a.tgz"] = tar(("package/x.txt", bomb))
    leaves["listed-1-py3-none-any.whl"] = wheel(("listed/list", bomb))
    with pytest.raises(RefusedListError, match="unpacks to more"):
        fetch_package(known, next(iter(known.sources)))


@pytest.mark.parametrize("known", [NPM, PIP], ids=["npm", "pip"])
@pytest.mark.parametrize("whole", [tar(("package/y.md", b"x" * 5000)), wheel(("other", b"x" * 5000))], ids=["tar", "zip"])
@pytest.mark.parametrize("cut", [None, 40, 0])
def test_a_damaged_or_other_package_is_refused(known: KnownList, whole: bytes, cut: int | None, leaves: dict[str, bytes]) -> None:
    leaves["a.tgz"] = leaves["listed-1-py3-none-any.whl"] = whole[:cut]
    with pytest.raises(RefusedListError):
        fetch_package(known, next(iter(known.sources)))


@pytest.mark.parametrize("left", [(), ("a.tgz", "b.tgz")])
def test_a_client_that_leaves_none_or_many(left: tuple[str, ...], leaves: dict[str, bytes]) -> None:
    leaves.update(dict.fromkeys(left, tar(("package/x.txt", GOOD))))
    with pytest.raises(SchoolproofError, match="no package"):
        fetch_package(NPM, "npm")


def test_a_source_that_the_list_lacks() -> None:
    with pytest.raises(SchoolproofError, match="cannot be had from deb"):
        fetch_package(NPM, "deb")


@pytest.mark.parametrize("command", [["schoolproof-no-such-client"], ["false"]])
def test_a_client_that_fails_says_how_to_go_on(command: list[str], tmp_path: Path) -> None:
    with pytest.raises(SchoolproofError, match=command[0]) as told:
        fetch._run(command, tmp_path)
    assert "data import" in (told.value.hint or "")


def test_file(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(GOOD)
    assert fetch_file(path).data == GOOD
    with pytest.raises(SchoolproofError, match=r"none\.txt"):
        fetch_file(tmp_path / "none.txt")


@pytest.mark.parametrize("url", ["http://lists.example/a", "file:///etc/passwd", "ftp://lists.example/", ""])
def test_only_https_is_fetched(url: str) -> None:
    with pytest.raises(SchoolproofError, match="only https"):
        fetch_url(url)


def test_an_address_that_does_not_answer_in_tls() -> None:
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.handle_request, daemon=True)
    thread.start()
    with pytest.raises(SchoolproofError, match="127.0.0.1"):
        fetch_url(f"https://127.0.0.1:{server.server_port}/list.txt")
    server.server_close()
