"""The parent's side of reading a package: start the process, believe nothing that it did not end, keep what it found.

What was read whole is kept by digest, so a second look at the same file is instant.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
import zlib
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path

from harness import SchoolproofError
from harness.sandbox.package.limits import MAX_IDSIG, MAX_PACKAGE, shown
from harness.sandbox.package.manifest import Fact

PYTHON = (sys.executable, "-I")
"""Isolated: neither the folder it starts in nor the environment can bring other modules in."""
CHILD = "harness.sandbox.package.child"
SECONDS = 120.0
MAX_OUTPUT = 256 << 20
VARIABLE = "SCHOOLPROOF_CACHE"
_PIECE = 1 << 16


async def read_package(path: Path) -> list[Fact]:
    """Every fact and gap of a package, in order. A reader that was stopped is a gap too (`reader-stopped`).

    Raises SchoolproofError when the file itself cannot be opened.
    """
    kept = _kept(path)
    if (known := _known(kept)) is not None:
        return known
    output, why = await _run(path)
    found = _decoded(output)
    if not found or not found[-1].get("end"):
        return [*found, {"gap": "reader-stopped", "text": why}]
    if not any(fact.get("gap") == "reader-stopped" for fact in found):
        _keep(kept, output)
    return found[:-1]


def command(path: Path) -> tuple[str, ...]:
    """What is started for a file."""
    return (*PYTHON, "-m", CHILD, str(path.resolve()), shown(path.name))


async def _run(path: Path) -> tuple[bytes, str]:
    """What the process wrote, and how it ended."""
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "TMPDIR")}
    process = await asyncio.create_subprocess_exec(
        *command(path), stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env=environment, close_fds=True
    )
    output, why = bytearray(), ""
    try:
        async with asyncio.timeout(SECONDS):
            while process.stdout is not None and (piece := await process.stdout.read(_PIECE)):
                output += piece
                if len(output) > MAX_OUTPUT:
                    why = "it found more than any app holds"
                    break
            else:
                why = f"it ended with {await process.wait()}"
    except TimeoutError:
        why = f"it took more than {SECONDS:.0f} seconds"
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return bytes(output[:MAX_OUTPUT]), why


def _decoded(output: bytes) -> list[Fact]:
    """The whole lines; one that was cut off ends it."""
    found: list[Fact] = []
    for line in output.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            break
    return found


def _kept(path: Path) -> Path:
    """Where the facts of this very file, read by this very reader, are kept."""
    try:
        if path.stat().st_size > MAX_PACKAGE:
            raise OSError("larger than 2 GiB")
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256")
    except OSError as error:
        told = f"{path}: cannot be read: {error.strerror or error}"
        raise SchoolproofError(told, owner="profile", hint="name an APK, AAB, XAPK, APKM, APKS or IPA file") from error
    digest.update(f"\n{shown(path.name)}\n{_beside(path)}\n{_reader()}".encode())
    home = os.environ.get(VARIABLE) or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "schoolproof"
    return Path(home) / "packages" / digest.hexdigest()


def _beside(path: Path) -> str:
    """What stands beside the package counts too: its signature of scheme 4."""
    beside = path.with_name(path.name + ".idsig")
    try:
        if not beside.is_file() or beside.stat().st_size > MAX_IDSIG:
            return f"unread {beside.is_file()}"
        with beside.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return "none"


@cache
def _reader() -> str:
    """A digest of the reader's own source: what another version read is read again."""
    sources = sorted((one for one in files("harness.sandbox.package").iterdir() if one.name.endswith(".py")), key=str)
    return hashlib.sha256(b"".join(one.read_bytes() for one in sources)).hexdigest()


def _known(kept: Path) -> list[Fact] | None:
    try:
        return _decoded(zlib.decompress(kept.read_bytes()))[:-1]
    except (OSError, zlib.error):
        return None


def _keep(kept: Path, output: bytes) -> None:
    """Keep what was found; a cache that cannot be written costs time and nothing else."""
    scratch = kept.with_name(f".{kept.name}.{os.getpid()}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(zlib.compress(output, 3))
        scratch.replace(kept)
    except OSError:
        scratch.unlink(missing_ok=True)
