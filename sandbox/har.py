"""HAR files of browsers and other recorders, as evidence with the gaps that a HAR has.

A HAR holds no proof of login, no storage and no page events, so what rests on those stays "not tested". Everything in
the file is hostile: entries that do not fit are counted as a gap, never guessed at. The file is gone through twice:
session values are learned from all of it before anything is written, for its order is not to be relied on.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from math import inf, isfinite
from pathlib import Path

from harness import Gathered, MisuseError, Run
from harness.bundle.writer import SessionWriter
from harness.har import HINT, open_har
from harness.sandbox.har_entry import Entry, HeldBody, Unfit, held_frames, held_request, is_local, learnable, moment
from harness.sandbox.web.proxy.tokens import Tokens

SKIPPED = "imported from a HAR, which cannot show it"
PROBES = ("cors", "session-life", "requests", "bypass")


def read_har(path: Path, run: Run) -> Gathered:
    """Write the file's entries as one session of someone who is not signed in.

    Times count from the earliest entry, so the same file gives the same evidence whenever it is imported. Raises
    MisuseError when the file is no HAR, is too large or holds nothing that can be read.
    """
    har = open_har(path)
    persona = next(name for name, one in run.profile.personas.items() if one.role == "anonymous")
    known = [value for one in run.profile.personas.values() for value in one.known.values()]
    tokens = Tokens(run.redactor, known)
    began = inf
    for entry in har:
        began = min(began, moment(entry))
        for headers, bodies in learnable(entry):
            tokens.headers(headers)
            for body in bodies:
                tokens.learn_body(body)
    book = _Book(run.writer.session(f"{persona}-har"), tokens, began)
    for entry in har:
        book.take(entry)
    if not book.taken:
        raise MisuseError(f"{path}: none of its entries can be read", hint=HINT)
    book.close(persona)
    recorded = datetime.fromtimestamp(began, UTC).isoformat(timespec="seconds") if isfinite(began) else None
    facts = {"format": "har", "sha256": har.sha256, "recorded": recorded}
    return Gathered(probes_skipped=dict.fromkeys(PROBES, SKIPPED), facts={"imported": facts})


class _Book:
    """Writes entries as the records of one session, and counts what could not be written."""

    def __init__(self, writer: SessionWriter, tokens: Tokens, began: float) -> None:
        self._writer = writer
        self._tokens = tokens
        self._began = began
        self._lost: Counter[str] = Counter()
        self.taken = 0

    def take(self, entry: Entry) -> None:
        """Record one entry, or count it as unreadable. What never left the browser is left out."""
        if is_local(entry):
            return
        try:
            held = held_request(entry)
        except Unfit:
            self._lost["har-entries-unreadable"] += 1
            return
        self.taken += 1
        t = self._t(moment(entry))
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
        seen = {"frame": "", "initiator": None, "navigation": False, "failure": held.error}
        asked = {"method": held.head["method"], "url": held.url, "resource": held.resource}
        self._writer.append("requests", {"t": t, **asked, **seen})
        self._frames(entry, held.url, str(held.head["host"]))

    def _frames(self, entry: Entry, url: str, host: str) -> None:
        """The WebSocket messages of an entry, where the recorder kept them."""
        place = {"url": f"ws{url[4:]}", "host": host}
        for frame in held_frames(entry):
            if frame is None:
                self._lost["har-messages-unreadable"] += 1
                continue
            what = {"from_client": frame.from_client, "text": frame.text, "body": self._body(frame.body, place["url"])}
            self._writer.append("traffic", {"t": self._t(frame.at), "kind": "websocket", **place, **what})

    def _body(self, body: HeldBody | None, url: str) -> dict[str, object] | None:
        if body is None:
            return None
        if body.data is None:
            self._lost["har-bodies-missing"] += 1
            return {"sha256": None, "size": body.size, "truncated": True}
        if len(body.data) < body.size:
            self._gap("traffic", "body-too-large", url=url, size=body.size)
        digest = self._writer.blob(body.data) if body.data else None
        return {"sha256": digest, "size": body.size, "truncated": len(body.data) < body.size}

    def _t(self, at: float) -> float:
        return round(at - self._began, 3) if isfinite(at) and isfinite(self._began) else 0.0

    def _gap(self, evidence: str, why: str, **values: object) -> None:
        """A gap at the recording's own time: the moment of the import is no part of the evidence."""
        self._writer.append("gaps", {"t": 0.0, "evidence": evidence, "why": why, "values": values})

    def close(self, persona: str) -> None:
        """Say what is missing, and that the session is whole."""
        for why, count in sorted(self._lost.items()):
            self._gap("traffic", why, count=count)
        if self._tokens.full:
            self._gap("traffic", "too-many-session-values")
        for evidence in ("traffic", "requests"):
            self._gap(evidence, "imported-har")
        state = {"persona": persona, "journey": "har", "consent": "untouched", "status": "complete", "reason": None}
        self._writer.state({**state, "evidence": ["traffic", "requests"]})
