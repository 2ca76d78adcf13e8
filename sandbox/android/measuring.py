"""What is measured around a session on a device: the app's bytes by Android's count, its log, what it left behind."""

from __future__ import annotations

import asyncio
import shlex
from dataclasses import dataclass, field

from harness.bundle.writer import SessionWriter
from harness.sandbox.android import network
from harness.sandbox.android.logcat import of_app, read_log, since
from harness.sandbox.android.packages import backed_up, uid_of
from harness.sandbox.android.storage import Taking, listed
from harness.sandbox.android.touch import Touch
from harness.sandbox.web.proxy.process import RecordingProxy

LOG_LIMIT = 60.0
MOST_LOG = 8 << 20
"""Bytes of the app's own log lines that are kept."""


@dataclass
class Measuring:
    """Begun before the app is opened, ended after its last proof."""

    touch: Touch
    package: str
    writer: SessionWriter
    uid: int | None = None
    before: network.Count | None = None
    files: frozenset[str] = frozenset()
    moment: str = ""
    pids: set[int] = field(default_factory=set)

    async def begin(self) -> None:
        """Note counts, files and the device's clock."""
        listing = await self.touch.shell(shlex.join(["pm", "list", "packages", "-U", self.package]))
        self.uid = uid_of(listing.text, self.package)
        self.before = await self._count()
        found = await asyncio.to_thread(listed, self.touch.device, (), "/sdcard")
        self.files = frozenset(found or ())
        said = await self.touch.shell(shlex.join(["date", "+%m-%d %H:%M:%S.000"]))
        self.moment = said.line if said.code == 0 else ""

    async def seen(self) -> None:
        """Note under which process ids the app runs now."""
        said = await self.touch.shell(shlex.join(["pidof", self.package]))
        self.pids |= {int(one) for one in said.text.split() if one.isascii() and one.isdecimal()}

    async def end(self, proxy: RecordingProxy, session: str) -> None:
        """Write what was measured; gaps tell what could not be."""
        await self._share(proxy, session)
        await self._log()
        about = await self.touch.shell(shlex.join(["dumpsys", "package", self.package]))
        taking = Taking(self.touch.device, self.package, self.writer, backed_up(about.text), self.files)
        await asyncio.to_thread(taking.take)

    async def _share(self, proxy: RecordingProxy, session: str) -> None:
        through, read = await proxy.passed(session)
        now = await self._count()
        around = None if now is None or self.before is None else now.since(self.before).content
        share = network.Share(around, through, read)
        told = {"around": around, "through": through, "read": read, "percent": share.percent}
        self.writer.append("reach", told)
        if share.percent is None:
            self.writer.gap("traffic", "device-traffic-uncounted")
        elif not share.enough:
            self.writer.gap("traffic", "device-traffic-unseen", percent=share.percent)

    async def _count(self) -> network.Count | None:
        if self.uid is None:
            return None
        await self.touch.shell(network.POLL)
        dump = await self.touch.shell(network.COUNT)
        return None if dump.cut or dump.code != 0 else network.counted(dump.text, self.uid)

    async def _log(self) -> None:
        await self.seen()
        answer = await self.touch.shell(since(self.moment), timeout=LOG_LIMIT)
        if answer.code != 0 or self.uid is None:
            self.writer.gap("remains", "log-unread")
            return
        lines = [f"{one.level} {one.tag}: {one.text}" for one in of_app(read_log(answer.text), self.uid, self.pids)]
        text = "\n".join(lines).encode("utf-8", "replace")
        if answer.cut or len(text) > MOST_LOG:
            self.writer.gap("remains", "remains-capped")
        kept = self.writer.blob(text[:MOST_LOG]) if text else None
        told = {"place": "log", "name": f"{len(lines)} lines", "size": len(text), "sha256": kept}
        self.writer.append("remains", told)
