"""Android and iOS apps by their package alone: what it says before it ever runs.

What only a running app can show stays "not tested", with that reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness import Ability, Gathered, MisuseError, Profile, Run
from harness.sandbox.package.data_safety import declared_fact
from harness.sandbox.package.manifest import Fact
from harness.sandbox.package.process import read_package

NEEDS_DEVICE = "this needs the app running on a device, and only its package was read"
NOT_ON_DEVICE = "this is not tested on a device"
UNREAD = "the package could not be read"
KIND = "package"
OTHERS = (
    "sessions", "bypass", "dns", "requests", "cors", "session-life", "tokens", "deferred", "device", "certificates",
)  # fmt: skip
MAX_GAPS = 200


class PackagePlatform:
    """Reads the package that a profile names."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    async def gather(self, run: Run) -> Gathered:
        """Write the package's facts as evidence of the run; with a `[device]` in the profile the app is run too."""
        if run.profile.app.package is None:
            raise MisuseError("the profile names no package", hint='[app] package = "app.apk"')
        run.progress.stage("reading the package")
        folder, app = run.profile.directory, run.profile.app
        facts = await read_package(folder / run.profile.app.package)
        form = [declared_fact(folder / app.data_safety)] if app.data_safety is not None else []
        gathered = write_package([*facts, *form], run)
        if run.profile.device is None:
            return gathered
        return await _run_on_device(run, facts, gathered)

    def abilities(self) -> list[Ability]:
        packages = Ability("packages", True, "Android packages are read by Schoolproof itself")
        if self.kind != "android":
            return [packages]
        from harness.sandbox.android.abilities import device_abilities

        return [packages, *device_abilities()]


async def _run_on_device(run: Run, facts: Sequence[Fact], read: Gathered) -> Gathered:
    """The package's own facts, and what the running app adds."""
    head = next((one for one in facts if one.get("kind") == "head" and not one.get("split")), None)
    if head is None or not head.get("package") or run.profile.app.package is None:
        return read
    from harness.sandbox.android.road import drive

    ran = await drive(run, run.profile.directory / run.profile.app.package, str(head["package"]))
    skipped = {**dict.fromkeys(OTHERS, NOT_ON_DEVICE), **ran.probes_skipped}
    probes = [*read.probes, *ran.probes]
    left = {kind: why for kind, why in skipped.items() if kind not in probes}
    return Gathered(probes, left, ran.facts, read.digest)


def import_package(paths: Sequence[Path], run: Run) -> Gathered:
    """Packages as evidence, for `scan` and `import`; one file is one app."""
    if len(paths) != 1:
        raise MisuseError("one package at a time", hint="schoolproof scan app.apk")
    return write_package(_now(paths[0]), run)


def package_profile(path: Path) -> Profile:
    """A profile for the app that a package holds; MisuseError when it holds none that can be read."""
    facts = _now(path)
    container = next((str(one["container"]) for one in facts if one.get("kind") == "file"), None)
    if container is None:
        why = next((str(one.get("text")) for one in facts if "gap" in one), "nothing in it can be read")
        raise MisuseError(f"{path}: no app that can be read: {why}", hint="schoolproof scan app.apk")
    heads: list[Fact] = [one for one in facts if one.get("kind") == "head"]
    head: Mapping[str, object] = next((one for one in heads if not one.get("split")), heads[0] if heads else {})
    app = {
        "name": str(head.get("label") or head.get("package") or path.name)[:200],
        "version": str(head.get("version") or "unknown"),
        "kind": "ios" if container == "ipa" else "android",
        "package": path.name,
        "environment": "production",
    }
    return Profile.model_validate({"schema": 1, "quick": True, "app": app, "path": path.resolve()})


def _now(path: Path) -> list[Fact]:
    """Read it from where no coroutine can be awaited: an event loop may be running already, so in a thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, read_package(path)).result()


def write_package(facts: Sequence[Fact], run: Run) -> Gathered:
    """The facts as records of the kind `package`, what could not be read as gaps; class names go into blobs."""
    digest, gaps = None, 0
    for fact in facts:
        if "gap" in fact:
            gaps += 1
            if gaps <= MAX_GAPS:
                run.writer.gap(KIND, str(fact["gap"]), text=str(fact.get("text", "")))
            continue
        if fact["kind"] == "file" and digest is None:
            digest = str(fact["sha256"])
        run.writer.probe(KIND, dict(_stored(fact, run)))
    skipped = dict.fromkeys(OTHERS, NEEDS_DEVICE)
    if digest is None:
        return Gathered([], {**skipped, KIND: UNREAD})
    return Gathered([KIND], skipped, digest=digest)


def _stored(fact: Fact, run: Run) -> Iterator[tuple[str, object]]:
    for name, value in fact.items():
        if fact["kind"] == "code" and name in ("defined", "referenced") and isinstance(value, list):
            yield f"{name}_names", run.writer.blob("\n".join(value).encode())
            yield name, len(value)
        else:
            yield name, value
