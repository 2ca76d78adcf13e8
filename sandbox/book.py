"""Other recorders' files as evidence: one session of someone who is not signed in, with the gaps of its format.

Everything in a file is hostile: entries that do not fit are counted as a gap, never guessed at. The files are gone
through twice: session values are learned from all of them before anything is written, for their order is not to be
relied on. Times count from the earliest entry, so the same files give the same evidence whenever they are imported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import inf, isfinite
from urllib.parse import urljoin

from harness import Gathered, MisuseError, Run
from harness.bundle.writer import SessionWriter
from harness.har import HINT
from harness.model.hidden import KIND as HIDDEN
from harness.sandbox.held import HeldBody, HeldRequest, Item, Kind, Recording, Unfit
from harness.sandbox.web.proxy.tokens import Tokens
from harness.sandbox.web.proxy.told import Told

MOST_REDIRECTS = 4096


def take_in(recordings: Sequence[Recording], run: Run, kind: Kind) -> Gathered:
    """Write every entry of the files as one session; MisuseError when nothing can be read."""
    persona = next(name for name, one in run.profile.personas.items() if one.role == "anonymous")
    known = [value for one in run.profile.personas.values() for value in one.known.values()]
    planted = {name: one.known for name, one in run.profile.personas.items()}
    tokens = Tokens(run.redactor, known, told=Told(planted, run.writer.probe))
    began = min((_learned(recording, tokens) for recording in recordings), default=inf)
    book = Book(run.writer.session(f"{persona}-{kind.format}"), tokens, began, kind)
    for recording in recordings:
        for item in recording:
            book.take(item)
        book.lose(recording.lost)
    if not book.taken:
        raise MisuseError(f"{recordings[0].path}: none of its entries can be read", hint=HINT)
    book.close(persona)
    recorded = datetime.fromtimestamp(began, UTC).isoformat(timespec="seconds") if isfinite(began) else None
    digests = [recording.sha256 for recording in recordings]
    facts = {"format": kind.format, "sha256": digests[0], "files": digests, "recorded": recorded}
    return Gathered(probes=[HIDDEN], probes_skipped=dict.fromkeys(kind.probes, kind.skipped), facts={"imported": facts})


def _learned(recording: Recording, tokens: Tokens) -> float:
    """Learn the session values of a file; returns when its earliest entry began."""
    began = inf
    for item in recording:
        began = min(began, item.moment)
        for headers, bodies in item.learnable():
            tokens.headers(headers)
            for body in bodies:
                tokens.learn_body(body)
    return began


class Book:
    """Writes entries as the records of one session, and counts what could not be written."""

    def __init__(self, writer: SessionWriter, tokens: Tokens, began: float, kind: Kind) -> None:
        self._writer = writer
        self._tokens = tokens
        self._began = began
        self._kind = kind
        self._lost: Counter[str] = Counter()
        self._redirects: dict[str, str] = {}
        self.taken = 0

    def take(self, item: Item) -> None:
        """Record one entry, or count it as unreadable. What never left the browser is left out."""
        if item.local:
            return
        try:
            held = item.request()
        except Unfit:
            self._lost[f"{self._kind.format}-entries-unreadable"] += 1
            return
        self.taken += 1
        t = self._t(item.moment)
        head = {**held.head, "request_headers": self._tokens.headers(held.request_headers)}
        self._writer.append(
            "traffic",
            {
                "t": t,
                "kind": "exchange",
                **head,
                "request_body": self._body(held.request_body, held.url),
                "status": held.status,
                "response_headers": self._tokens.headers(held.response_headers),
                "response_body": self._body(held.response_body, held.url),
                "error": held.error,
            },
        )
        if "requests" in self._kind.evidence:
            self._asked(held, t)
        self._frames(item, held.url, str(held.head["host"]))

    def _asked(self, held: HeldRequest, t: float) -> None:
        """The request as the browser saw it."""
        record = {"method": held.head["method"], "url": held.url, "resource": held.resource, "frame": held.frame}
        cause = {"initiator": held.initiator, "redirected_from": self._redirects.pop(held.url, None)}
        self._writer.append("requests", {"t": t, **record, **cause, "navigation": False, "failure": held.error})
        target = next((value for name, value in held.response_headers if name.lower() == "location"), None)
        if target and 300 <= (held.status or 0) < 400 and len(self._redirects) < MOST_REDIRECTS:
            self._redirects[_joined(held.url, target)] = held.url

    def _frames(self, item: Item, url: str, host: str) -> None:
        """The WebSocket messages of an entry, where the recorder kept them."""
        place = {"url": f"ws{url[4:]}", "host": host}
        for frame in item.frames():
            if frame is None:
                self._lost[f"{self._kind.format}-messages-unreadable"] += 1
                continue
            what = {"from_client": frame.from_client, "text": frame.text, "body": self._body(frame.body, place["url"])}
            self._writer.append("traffic", {"t": self._t(frame.at), "kind": "websocket", **place, **what})

    def _body(self, body: HeldBody | None, url: str) -> dict[str, object] | None:
        if body is None:
            return None
        if body.data is None:
            self._lost[f"{self._kind.format}-bodies-missing"] += 1
            return {"sha256": None, "size": body.size, "truncated": True}
        if body.why is not None:
            self._gap("traffic", body.why, url=url, size=body.size)
        elif len(body.data) < body.size:
            self._gap("traffic", "body-too-large", url=url, size=body.size)
        digest = self._writer.blob(body.data) if body.data else None
        return {"sha256": digest, "size": body.size, "truncated": len(body.data) < body.size}

    def _t(self, at: float) -> float:
        return round(at - self._began, 3) if isfinite(at) and isfinite(self._began) else 0.0

    def _gap(self, evidence: str, why: str, **values: object) -> None:
        """A gap at the recording's own time: the moment of the import is no part of the evidence."""
        self._writer.append("gaps", {"t": 0.0, "evidence": evidence, "why": why, "values": values})

    def lose(self, counts: Mapping[str, int]) -> None:
        """Count what a file could not give."""
        self._lost.update(counts)

    def close(self, persona: str) -> None:
        """Say what is missing, and that the session is whole."""
        for why, count in sorted(self._lost.items()):
            self._gap("traffic", why, count=count)
        if self._tokens.full:
            self._gap("traffic", "too-many-session-values")
        for evidence in self._kind.evidence:
            self._gap(evidence, f"imported-{self._kind.format}")
        who = {"persona": persona, "journey": self._kind.format, "consent": "untouched"}
        self._writer.state({**who, "status": "complete", "reason": None, "evidence": list(self._kind.evidence)})


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        return target
