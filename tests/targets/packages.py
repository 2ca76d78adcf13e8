"""Real app packages from the package registries, fetched once into `.cache/targets/packages` and never committed."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

PLACE = Path(__file__).resolve().parents[2] / ".cache" / "targets" / "packages"
SECONDS = 600


class NotReachable(Exception):
    """A registry did not answer, or its client is not here."""


@dataclass(frozen=True)
class Real:
    """Where a package comes from: a client (npm or pip), what to ask it for, the file in the archive, its digest."""

    client: str
    asked: str
    member: str
    sha256: str


PACKAGES = {
    "settings": Real("npm", "io.appium.settings@8.0.10", "settings_apk-debug.apk",
                     "4c5d60ab5ae56502857dc625e1dde2996fa6d9e64c479bbce59214774e2129dd"),
    "apidemos": Real("npm", "android-apidemos@5.0.0", "ApiDemos-debug.apk",
                     "5e59f42af4e89200fe33eb82a7c2a2a9224947a8aeb9af6e21b77d40827f7cbc"),
    "yosemite": Real("pip", "airtest==1.4.3", "Yosemite.apk",
                     "f888b95773d505c1640493d0482ec3d9e5a87b8c3796ba63a2a65b7a87f108e1"),
    "janus": Real("pip", "fdroidserver==2.4.5", "janus.apk", ""),
    "two-blocks": Real("pip", "fdroidserver==2.4.5", "issue-1128-poc2.apk", ""),
    "bad-signature": Real("pip", "fdroidserver==2.4.5", "urzip-badsig.apk", ""),
    "second-version-only": Real("pip", "fdroidserver==2.4.5", "v2.only.sig_2.apk", ""),
    "swift-program": Real("npm", "aperture@7.0.0", "aperture",
                          "ca41a406c9edc16e96bb374d383c7d8f0a8d1435e63151f141092b9346b68044"),
    "repeated-permissions": Real("pip", "fdroidserver==2.4.5", "duplicate.permisssions_9999999.apk", ""),
}  # fmt: skip


def fetched(name: str) -> Path:
    """The file; raises NotReachable, and AssertionError when it is not the one that the truth is about."""
    real = PACKAGES[name]
    path = PLACE / f"{name}.apk"
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.is_file():
            _fetch(real)
    if real.sha256:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == real.sha256, f"{path} is another file"
    return path


def _fetch(asked: Real) -> None:
    """Everything that we want of one archive: bringing it takes far longer than opening it."""
    with tempfile.TemporaryDirectory() as folder:
        ask = {
            "npm": ["npm", "pack", "--silent", asked.asked],
            "pip": [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-build-isolation",
                    "--no-binary", ":all:", asked.asked],
        }[asked.client]  # fmt: skip
        try:
            subprocess.run(ask, cwd=folder, capture_output=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotReachable(f"{asked.client}: {error}") from error
        # pip tries the sources' own setup after the download, which may fail: the file is what counts.
        found = [one for one in Path(folder).iterdir() if one.name.endswith((".tgz", ".tar.gz"))]
        if not found:
            raise NotReachable(f"{asked.client} did not bring {asked.asked}")
        _unpack(found[0], {real.member: PLACE / f"{name}.apk" for name, real in PACKAGES.items() if real.asked == asked.asked})


def _unpack(archive: Path, wanted: dict[str, Path]) -> None:
    with tarfile.open(archive) as opened:
        for member in opened:
            path = wanted.pop(member.name.rpartition("/")[2], None) if member.isfile() else None
            if path is not None:
                stream = opened.extractfile(member)
                assert stream is not None
                scratch = path.with_suffix(".part")
                scratch.write_bytes(stream.read())
                scratch.replace(path)
    assert not wanted, f"{archive.name} lacks {sorted(wanted)}"
