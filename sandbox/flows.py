"""Flow files of mitmproxy, as evidence with the gaps that they have.

A file is a row of typed netstrings, one to a flow. Each is cut out here first, within bounds, and given to mitmproxy's
own reader alone: so memory holds one flow at a time, a length that lies costs nothing, and a flow that cannot be read
does not take the rest with it. A file that breaks off keeps what came before. mitmproxy is loaded when a file is read.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from mitmproxy import dns, http
from mitmproxy.flow import Flow
from mitmproxy.io import FlowReader

from harness import Gathered, MisuseError, Profile, Run
from harness.har import origin_of_url
from harness.profile.quick import app_profile
from harness.sandbox.book import take_in
from harness.sandbox.flow_entry import FlowItem, held_lookup
from harness.sandbox.held import Item, Kind, Unfit

FLOWS = Kind("flows", ("traffic",), "imported from a flow file, which cannot show it")
HINT = "mitmdump -w FILE.flows   # then: schoolproof import flows FILE.flows --bundle DIR"
MAX_FILE = 8 << 30
MAX_FLOWS = 200_000
MAX_FLOW = 48 << 20
MOST_NAMES = 4096
_DIGITS = 12


def read_flows(paths: Sequence[Path], run: Run) -> Gathered:
    """Write the flows of these files as one session of someone who is not signed in.

    Raises MisuseError when a file holds no flow that can be read.
    """
    recordings = [FlowsRecording(path) for path in paths]
    gathered = take_in(recordings, run, FLOWS)
    lookups = [(name, told) for recording in recordings for name, told in recording.lookups.items()]
    for name, (chain, found) in lookups:
        answer = {"name": name, "chain": chain, "address": "public" if found else "none", "how": "recorded"}
        run.writer.probe("dns", {"t": 0.0, **answer})
    if lookups:
        run.writer.probe("gaps", {"t": 0.0, "evidence": "dns", "why": "imported-flows", "values": {}})
        gathered.probes.append("dns")
        del gathered.probes_skipped["dns"]
    return gathered


def flows_profile(path: Path) -> Profile:
    """A profile for a flow file: the host of its first page, or else of its first request, is the app's own."""
    return app_profile(_asked(FlowsRecording(path)), path)


def _asked(recording: FlowsRecording) -> Iterator[tuple[str | None, bool]]:
    for item in recording:
        try:
            held = item.request()
        except Unfit:
            continue
        kind = next((value for name, value in held.response_headers if name.lower() == "content-type"), "")
        yield origin_of_url(held.url), kind.strip().lower().startswith("text/html")


class FlowsRecording:
    """One file as `book.py` wants it. `lookups`: name → (chain, whether an address came), of recorded DNS."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lost: Counter[str] = Counter()
        self.lookups: dict[str, tuple[list[str], bool]] = {}
        try:
            if not path.is_file():
                raise MisuseError(f"{path}: {'not a file' if path.exists() else 'no such file'}", hint=HINT)
            if path.stat().st_size > MAX_FILE:
                raise MisuseError(f"{path}: larger than {MAX_FILE >> 30} GiB", hint="record less at once")
            with path.open("rb") as stream:
                self.sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        except (OSError, ValueError) as error:
            raise MisuseError(f"{path}: cannot be read: {error}", hint=HINT) from error

    def __iter__(self) -> Iterator[Item]:
        """Every HTTP flow; raises MisuseError when the file holds nothing that can be read as a flow at all."""
        self.lost = Counter()
        read, first = 0, ""
        with self.path.open("rb") as stream:
            for piece in _pieces(stream):
                found = piece if isinstance(piece, str) else read_flow(piece)
                if isinstance(found, str):
                    first = first or found
                    self.lost["flows-cut" if found == CUT else "flows-entries-unreadable"] += 1
                    continue
                read += 1
                if read > MAX_FLOWS:
                    raise MisuseError(f"{self.path}: more than {MAX_FLOWS:,} flows", hint="record less at once")
                if isinstance(found, http.HTTPFlow):
                    yield FlowItem(found)
                else:
                    self._other(found)
        if not read:
            raise MisuseError(f"{self.path}: not a flow file: {first or 'it is empty'}", hint=HINT)

    def _other(self, flow: Flow) -> None:
        """What is no HTTP: names that were looked up are kept, raw connections are only counted."""
        if not isinstance(flow, dns.DNSFlow):
            self.lost["flows-not-http"] += 1
        elif (told := held_lookup(flow)) is not None and len(self.lookups) < MOST_NAMES:
            name, chain, found = told
            if name not in self.lookups or len(chain) > len(self.lookups[name][0]):
                self.lookups[name] = chain, found


CUT = "it breaks off"


def read_flow(piece: bytes) -> Flow | str:
    """The flow that a netstring holds, of this or an older version of the format; else what is wrong with it."""
    if not piece.endswith(b"}"):  # mitmproxy would write all of it into its message
        return "a flow is no table"
    try:
        return next(iter(FlowReader(BytesIO(piece)).stream()))
    except Exception as error:  # a state of odd types makes mitmproxy raise anything
        return str(error).partition("\n")[0][:200] or type(error).__name__


def _pieces(stream: BinaryIO) -> Iterator[bytes | str]:
    """Each netstring of a file, or what is wrong with it; after `CUT` there is nothing more."""
    while first := stream.read(1):
        head = first
        while head.isdigit() and len(head) <= _DIGITS:
            head += stream.read(1) or b"?"
        if not head.endswith(b":") or not head[:-1].isdigit():
            yield CUT
            return
        size = int(head[:-1]) + 1
        if size > MAX_FLOW:
            here = stream.tell()
            if stream.seek(0, 2) - here < size:
                yield CUT
                return
            stream.seek(here + size)
            yield "a flow is too large"
            continue
        data = stream.read(size)
        if len(data) < size:
            yield CUT
            return
        yield head + data
