"""The whole road of an Android app on a device: install, plant, trust, lead to the recorder, go, and put all back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from harness import Gathered, MisuseError, Profile, Run
from harness.model.hidden import KIND as HIDDEN
from harness.model.label import SIMULATED
from harness.model.profile_device import DeviceTable
from harness.model.records_device import Reach
from harness.sandbox.android.adb import library, make_client, server_port, start_server
from harness.sandbox.android.alone import lead_alone
from harness.sandbox.android.certificates import merged, outcomes
from harness.sandbox.android.device import Device
from harness.sandbox.android.errors import DeviceError, DeviceGone
from harness.sandbox.android.install import parts
from harness.sandbox.android.mistrust import Mistrust
from harness.sandbox.android.network import ENOUGH
from harness.sandbox.android.prepare import Prepared, prepare
from harness.sandbox.android.recording import recorder
from harness.sandbox.android.seeding import identifiers
from harness.sandbox.android.session import DeviceSession
from harness.sandbox.android.touch import Touch
from harness.sandbox.android.undo import NotRestored, Undo
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.totp import OneTimeCodes
from harness.sandbox.web.plan import PlannedSession, plan_sessions
from harness.sandbox.web.proxy.trust import make_ca

PROBES = ("device", "certificates", "bypass", "dns")
CONNECT_LIMIT = 30.0
NOT_ALONE = "the device does not keep other apps away from the recorder"
UNREAD_REST = "part of what the app sent went another way than the recorder, or could not be read"


@dataclass(frozen=True)
class Road:
    """One run on one device; `confdir` holds the authority of its recorder."""

    run: Run
    device: Device
    undo: Undo
    package: str
    confdir: Path


async def drive(run: Run, file: Path, package: str) -> Gathered:
    """Run every session on the device that the profile names; evidence goes to the run. What was changed is put back.

    A device that cannot be used makes everything of it "not tested", with the reason; it fails nothing.
    """
    gathered = Gathered()
    try:
        run.progress.stage("reaching the device")
        device = await asyncio.to_thread(_open, run.profile.device or DeviceTable())
        gathered.facts["device"] = SIMULATED if device.simulated else f"Android API level {device.api}"
        async with Undo(device) as undo:
            try:
                await _go(Road(run, device, undo, package, run.scratch / "device"), file, gathered)
            except DeviceError as error:
                _failed(run, gathered, error)
    except NotRestored as error:
        run.writer.gap("device", "device-not-restored", what=str(error)[:2000])
        _shout(error)
    except DeviceError as error:
        _failed(run, gathered, error)
    return gathered


def _shout(error: NotRestored) -> None:
    """What stays changed is told at once, also to whoever wants to hear nothing: somebody has to put it back."""
    lines = [clean(line, 300) for line in f"{error}\n{error.hint}".splitlines()]
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def _failed(run: Run, gathered: Gathered, error: DeviceError) -> None:
    """The device could not be used, or not to the end: what is missing is "not tested", for this reason."""
    run.progress.stage(str(error))
    for kind in ("sessions", *PROBES):
        gathered.probes_skipped.setdefault(kind, error.reason)


def _open(table: DeviceTable) -> Device:
    """The device that the profile names; one elsewhere is connected to first."""
    port = server_port() if table.port is None else table.port
    if table.connect is not None:
        start_server(port)
        try:
            make_client(port, CONNECT_LIMIT).connect(table.connect)
        except (library().AdbError, OSError) as error:
            told = f"adb reaches no device at {table.connect}: {error}"
            raise DeviceError(told, hint=f"adb -P {port} connect {table.connect}") from None
    return Device.open(table.serial or table.connect, port=port)


def planned(profile: Profile) -> list[PlannedSession]:
    """Who does what on a device: one session each; a consent banner is a thing of web pages."""
    return [one for one in plan_sessions(profile) if one.after is None and not one.brief and not one.automated]


async def _go(road: Road, file: Path, gathered: Gathered) -> None:
    """The sessions, then the certificates: what is measured must not be disturbed by what is tried."""
    run, device, sessions = road.run, road.device, planned(road.run.profile)
    names = [one.name for one in sessions]
    if not names:
        raise MisuseError("nobody uses the app: everybody in the profile has acts_only = true")
    run.progress.stage("preparing the device")
    public = await asyncio.to_thread(make_ca, road.confdir)
    async with recorder(run, names, road.confdir) as (proxy, ports):
        ready = await asyncio.to_thread(_prepare, road, file, public.read_bytes(), ports[names[0]])
        run.progress.stage("using the app")
        codes = OneTimeCodes()
        for one in sessions:
            if await asyncio.to_thread(device.boot) != ready.boot:
                raise DeviceGone(f"{device.serial} started anew: what was prepared on it is gone")
            alone = await asyncio.to_thread(lead_alone, device, road.undo, ports[one.name], road.package)
            await DeviceSession(run, one, road.package, Touch(device), proxy, codes, ready.boot, alone).drive()
    await asyncio.to_thread(_tell_device, road, ready)
    _tell_reach(run, names, gathered)
    gathered.probes += ["device", "dns", HIDDEN]
    if run.profile.device is None or run.profile.device.certificates:
        control = merged(outcomes(run.writer.root / "sessions" / name) for name in names)
        if await Mistrust(run, device, road.undo, road.package, road.confdir).go(control):
            gathered.probes.append("certificates")
        else:
            gathered.probes_skipped["certificates"] = NOT_ALONE
    for kind in PROBES if device.simulated else ():
        run.writer.gap(kind, SIMULATED)


def _prepare(road: Road, file: Path, ca: bytes, port: int) -> Prepared:
    with parts(file, road.run.scratch) as files:
        return prepare(road.device, road.undo, road.package, files, ca=ca, port=port)


def _tell_device(road: Road, ready: Prepared) -> None:
    """Which device it was, and its identifiers: known best when the app was started, for some are made then."""
    found = identifiers(road.device, road.package, ready.name)
    facts = {"api": road.device.api, "simulated": road.device.simulated, "trusted": ready.authority}
    road.run.writer.probe("device", {**facts, "planted": dict(found.known), "unplanted": dict(found.unseen)})


def _tell_reach(run: Run, names: Sequence[str], gathered: Gathered) -> None:
    """Where nearly all of the app's bytes were read in every session, nothing of weight went another way."""
    shares = [share for name in names for share in _shares(run.writer.root / "sessions" / name / "reach.jsonl")]
    if len(shares) == len(names) and all(share is not None and share >= ENOUGH for share in shares):
        gathered.probes.append("bypass")
    else:
        gathered.probes_skipped["bypass"] = UNREAD_REST


def _shares(path: Path) -> Iterator[int | None]:
    if path.is_file():
        for line in path.read_bytes().splitlines():
            yield msgspec.json.decode(line, type=Reach).percent
