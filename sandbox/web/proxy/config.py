"""What the proxy process is told: one JSON document on its standard input; secrets are in no argv, env or file."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class ProxyConfig:
    """Everything that one run's proxy needs.

    `secrets` (name → value) and `key` make the redactor, `epoch` is `time.time()` at the start of the run. `names` maps
    "host", "host:port", "*" or "*:port" to "ip:port"; names outside it are looked up for real only when `public`.
    `ca` is a PEM file to trust upstream besides the public authorities; `confdir` holds this run's own authority
    (see `trust.make_ca`). `body_cap` is in encoded bytes. `known` are the planted values of the personas: they are
    never mistaken for session tokens, else an app could hide a leak by also setting it as a cookie. `planted` are those
    of the profile's personas, by persona and field: what a hidden token says of them is noted. `own` are the app's
    hosts, whose names are asked for what they stand for; `cnames` says it of names in `names`. `leaves` are PEM
    files (key and certificate) by session, shown there for every host instead of one that fits: how a client takes that
    is tested.
    `tell_silent`: a host with which clients do handshakes and to which they never send a request is a gap: some look at
    a certificate only after the handshake. Browsers do so to be ready, so it is not told of them.
    """

    bundle: Path
    secrets: Mapping[str, str] = field(repr=False)
    key: bytes = field(repr=False)
    epoch: float
    names: Mapping[str, str]
    ca: Path | None
    public: bool
    confdir: Path
    body_cap: int = 4 << 20
    known: Sequence[str] = field(default=(), repr=False)
    planted: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    own: Sequence[str] = ()
    cnames: Mapping[str, str] = field(default_factory=dict)
    leaves: Mapping[str, Path] = field(default_factory=dict)
    tell_silent: bool = False

    def document(self, listeners: Mapping[str, int]) -> bytes:
        """One JSON line for the child; `listeners` maps a session to the descriptor of its listening socket."""
        content = {
            "bundle": str(self.bundle),
            "secrets": dict(self.secrets),
            "key": base64.b64encode(self.key).decode(),
            "epoch": self.epoch,
            "names": dict(self.names),
            "ca": None if self.ca is None else str(self.ca),
            "public": self.public,
            "confdir": str(self.confdir),
            "body_cap": self.body_cap,
            "known": list(self.known),
            "planted": {name: dict(known) for name, known in self.planted.items()},
            "own": list(self.own),
            "cnames": dict(self.cnames),
            "tell_silent": self.tell_silent,
            "leaves": {session: str(path) for session, path in self.leaves.items()},
            "listeners": dict(listeners),
        }
        return json.dumps(content).encode() + b"\n"

    @classmethod
    def read(cls, document: bytes) -> tuple[ProxyConfig, dict[str, int]]:
        """The reverse of `document`: the configuration and the listeners."""
        content = json.loads(document)
        listeners: dict[str, int] = content.pop("listeners")
        content["bundle"] = Path(content["bundle"]).absolute()
        content["key"] = base64.b64decode(content["key"])
        content["ca"] = None if content["ca"] is None else Path(content["ca"])
        content["leaves"] = {session: Path(path) for session, path in content["leaves"].items()}
        content["confdir"] = Path(content["confdir"])
        return cls(**content), listeners
