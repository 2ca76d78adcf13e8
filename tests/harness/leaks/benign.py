"""Benign bodies that hold no planted value: made up, always the same; and real ones from packages of a fixed version."""

from __future__ import annotations

import base64
import json
import random
import shutil
import subprocess
import tarfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

PLACE = Path(__file__).resolve().parents[3] / ".cache" / "targets" / "npm"
PACKAGES: Mapping[str, int] = {"typescript@5.9.2": 19_839_600, "@faker-js/faker@10.0.0": 3_929_674}
"""Package → bytes of its scripts and JSON files. A compiler with its messages in fifteen languages, and lists of names."""
ENDINGS = (".js", ".mjs", ".cjs", ".json")
FETCH_SECONDS = 180


class NotReachable(Exception):
    """The package registry did not answer, so there is nothing to search."""


def words() -> bytes:
    dice = random.Random(7)
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    return " ".join("".join(dice.choices(letters, k=dice.randint(2, 11))) for _ in range(150_000)).encode()


def numbers() -> bytes:
    dice = random.Random(8)
    return ",".join(str(dice.randrange(10 ** dice.randint(4, 16))) for _ in range(60_000)).encode()


def events() -> bytes:
    dice = random.Random(12)
    pages = [f"/les/{dice.randrange(90)}" for _ in range(5_000)]
    return json.dumps([{"t": dice.randrange(10**6), "name": "view", "page": page} for page in pages]).encode()


def identifiers() -> bytes:
    dice = random.Random(13)
    return "\n".join(str(uuid.UUID(int=dice.getrandbits(128))) for _ in range(8_000)).encode()


def addresses() -> bytes:
    dice = random.Random(14)
    rows = [(dice.randrange(400), dice.getrandbits(64), dice.randrange(10**10)) for _ in range(5_000)]
    return "\n".join(f"https://cdn{a}.example/a/{b:x}.js?cid={c}.{a}&dl=%2Fles%2F{a}&_ga=GA1.2.{c}" for a, b, c in rows).encode()


MADE: Mapping[str, Callable[[], bytes]] = {
    "words of random letters": words,
    "numbers of 4 to 16 digits": numbers,
    "events in JSON": events,
    "UUIDs": identifiers,
    "addresses with parameters": addresses,
    "random bytes": lambda: random.Random(9).randbytes(1 << 20),
    "base64 of random bytes": lambda: base64.b64encode(random.Random(10).randbytes(1 << 19)),
    "hex of random bytes": lambda: random.Random(11).randbytes(1 << 18).hex().encode(),
}


def fetched(package: str) -> Iterator[bytes]:
    """The scripts and JSON files of a package, one at a time. Raises NotReachable without a registry or npm."""
    path = PLACE / (package.replace("/", "+") + ".tgz")
    if not path.exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm")
        if npm is None:
            raise NotReachable("npm is not installed")
        told = subprocess.run([npm, "pack", package, "--silent", "--pack-destination", str(PLACE)],
                              capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
        if told.returncode:
            raise NotReachable(told.stderr.strip()[-300:] or "npm pack failed")
        (PLACE / told.stdout.strip().splitlines()[-1]).replace(path)
    with tarfile.open(path) as packed:
        for member in packed:
            stream = packed.extractfile(member) if member.isfile() and member.name.endswith(ENDINGS) else None
            if stream is not None:
                yield stream.read()
