"""Keeping secrets off the disk: whatever the recorder writes passes here first.

A declared secret (password, TOTP seed) becomes `⟦secret:ada.password⟧` in every look that `harness.leaks.encodings`
knows, its hashes included, for the hash of a password can be guessed back. A session value becomes
`⟦session:32:9f3a0b12c4d5⟧`: kind, length, keyed digest, so the judge still sees that two were equal. What is hidden
deeper than a cut can reach (in gzip, in base64 of base64) makes the body give way to a note that names the secret.

Planted personal values are not secrets: they are made up, and they are the evidence.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import re
from base64 import b32decode
from collections.abc import Iterator, Mapping

from harness.leaks.cutting import Cut, cuts, replaced
from harness.leaks.decode import layers
from harness.leaks.encodings import Variant, variants
from harness.leaks.matcher import Matcher, Span

SHORTEST = 6
"""Replacing anything shorter would shred ordinary text."""
LONGEST = 1 << 16
CODE = 8
"""A number shorter than this is a one-time code, and only replaced where it stands alone."""
DIGEST = 12
RUNTIME_SECRETS = frozenset({"password", "totp", "totp-code", "recovery-code", "pin"})
"""Names, after an owner's, of values that are the owner's secrets although they come up during the run."""
MOST_JOINED = 10_000
"""Looks in one matcher made of joined ones: building it takes some 0.1 s, and a new value must not cost more."""
REMEMBERED = 4096
"""Short texts remembered as clean: most strings of a record (header names, hosts) come again and again."""
TOO_DEEP = "packed too deep"
SEED = re.compile(r"[A-Za-z2-7]{16,}={0,6}")
TOKEN_TEXT = re.compile(r"(⟦[^⟦⟧]{1,160}⟧)")
PIECES = (re.compile(r"([\s\"'<>&?=;,{}()\[\]#/]+)"), re.compile(r"([\s\"'<>&?=;,{}()\[\]#]+)"))
"""Where a text is cut to withhold only the piece that hides a secret: small pieces first, then without `/`."""


class Redactor:
    """Replaces secrets and session values in texts and bodies. `key` keys the digests of `token`.

    What holds none comes back unchanged, and nothing that comes back is changed by a second pass. No method raises on
    any content. Secrets too short or too long to be replaced are named in `refused`.
    """

    def __init__(self, secrets: Mapping[str, str], key: bytes) -> None:
        self._key = key
        self._labels: dict[str, str] = {}
        self._owners = {name.rpartition(".")[0] for name in secrets}
        self._families: list[tuple[list[tuple[str, Variant]], Matcher]] = []
        self._pending: list[tuple[str, Variant]] = []
        self._clean: set[str] = set()
        self.refused = tuple(name for name, value in secrets.items() if not self._add(name, value, secret=True))

    def __repr__(self) -> str:
        return f"Redactor({len(self._labels)} values)"

    def learn(self, name: str, value: str) -> bool:
        """Redact `value` from now on; False when it is too short (below 6 characters) or too long for that.

        A name such as `ada.totp-code`, of an owner with declared secrets, makes it a secret of that owner. Anything
        else is a session value, whatever the app chose to call it.
        """
        owner, _, kind = name.rpartition(".")
        return self._add(name, value, secret=bool(owner) and owner in self._owners and kind in RUNTIME_SECRETS)

    def declare(self, name: str, value: str) -> bool:
        """Redact `value` from now on as the secret of an account that came up during the run (`fresh-11.password`)."""
        self._owners.add(name.rpartition(".")[0])
        return self._add(name, value, secret=True)

    def token(self, kind: str, value: str) -> str:
        """`⟦session:32:9f3a0b12c4d5⟧`: kind, length in characters, keyed digest; the same for one key and value."""
        return f"⟦{self._keyed_label(kind, value)}⟧"

    def keyed(self, value: str) -> str:
        """The first 12 hex digits of HMAC-SHA256 of the value under the run's key."""
        return hmac.new(self._key, _encoded(value), hashlib.sha256).hexdigest()[:DIGEST]

    def text(self, value: str) -> str:
        """The text without secrets; a piece that hides one under several layers is withheld as a whole."""
        if len(value) < SHORTEST or not self._labels or value in self._clean:
            return value
        clean = self._text(value)
        if clean == value and len(value) < 256:
            if len(self._clean) >= REMEMBERED:
                self._clean.clear()
            self._clean.add(value)
        return clean

    def data(self, value: bytes) -> bytes:
        """The body without secrets; a note instead of the body when one is hidden where it cannot be cut out."""
        if len(value) < SHORTEST or not self._labels:
            return value
        value = replaced(value, self._cuts(value))
        note = self._hidden(value)
        return value if note is None else f"⟦body withheld: {note}⟧".encode()

    def _text(self, value: str) -> str:
        value = self._cut_text(value)
        if self._hidden(_encoded(value)) is None:
            return value
        for pieces in PIECES:
            value = "".join(self._piece(piece) for piece in pieces.split(value))
            note = self._hidden(_encoded(value))
            if note is None:
                return value
        return f"⟦withheld: {note}⟧"

    def _piece(self, piece: str) -> str:
        note = self._hidden(_encoded(piece)) if len(piece) >= SHORTEST else None
        return piece if note is None else f"⟦withheld: {note}⟧"

    def _cut_text(self, value: str) -> str:
        data = _encoded(value)
        found = self._cuts(data)
        if found:
            value = _decoded(replaced(data, found))
        if value.isascii():
            return value
        # Header and address bytes come as latin-1: a secret's UTF-8 bytes then stand there one to a character.
        return "".join(piece if TOKEN_TEXT.fullmatch(piece) else self._cut_latin1(piece)
                       for piece in TOKEN_TEXT.split(value))

    def _cut_latin1(self, value: str) -> str:
        done, pieces = 0, []
        for start, end, labels in self._cuts(value.encode("latin-1", "replace")):
            pieces += [value[done:start], *(f"⟦{label}⟧" for label in labels)]
            done = end
        return "".join([*pieces, value[done:]])

    def _cuts(self, data: bytes) -> list[Cut]:
        return cuts(data, self._spans(data), self._is_ours)

    def _spans(self, data: bytes) -> Iterator[Span]:
        for matcher in self._matchers():
            yield from matcher.spans(data)

    def _is_ours(self, label: str) -> bool:
        return label in self._labels.values()

    def _hidden(self, data: bytes) -> str | None:
        """What is known to be, or may be, hidden below the surface of the data; None when nothing is."""
        note = None
        for layer in layers(data):
            if layer.capped:
                note = note or TOO_DEEP
            elif layer.data is not data and (found := self._cuts(layer.data)):
                return f"contained {found[0].labels[0]}"
        return note

    def _add(self, name: str, value: str, *, secret: bool) -> bool:
        if not SHORTEST <= len(value.strip()) <= LONGEST:
            return False
        if value not in self._labels:
            label = f"secret:{_safe(name)}" if secret else self._keyed_label("session", value)
            self._labels[value] = label
            self._clean.clear()
            looks = _secret_looks(value) if secret else variants("session", value, hashes=False)
            self._pending += [(label, _bound(look)) for look in looks if len(look.pattern) >= SHORTEST]
        return True

    def _keyed_label(self, kind: str, value: str) -> str:
        kind = re.sub(r"[^a-z0-9-]", "-", kind.lower())[:30]
        return f"{kind if kind[:1].isalpha() else 'value'}:{len(value)}:{self.keyed(value)}"

    def _matchers(self) -> list[Matcher]:
        """The matchers in use. New values get one of their own, joined with others once these are no larger."""
        if self._pending:
            looks, self._pending = self._pending, []
            while self._families and len(self._families[-1][0]) <= min(len(looks), MOST_JOINED - len(looks)):
                looks = self._families.pop()[0] + looks
            self._families.append((looks, Matcher.of(looks, fold=False)))
        return [matcher for _, matcher in self._families]


def _secret_looks(value: str) -> list[Variant]:
    """A secret's looks; a TOTP seed also as people are shown it (in groups of four) and as the bytes it stands for."""
    looks = variants("secret", value)
    seed = value.replace(" ", "")
    if SEED.fullmatch(seed):
        for case in (seed.lower(), seed.upper()):
            looks += variants("secret", case, hashes=False)
            for gap in (" ", "-"):
                looks += variants("secret", gap.join(case[at : at + 4] for at in range(0, len(seed), 4)), hashes=False)
        looks += _seed_bytes(seed.upper().rstrip("="))
    return looks


def _seed_bytes(seed: str) -> list[Variant]:
    try:
        raw = b32decode(seed + "=" * (-len(seed) % 8))
    except binascii.Error:
        return []
    return [
        Variant("raw(secret)", raw, exact=True),
        Variant("hex(secret)", raw.hex().encode()),
        Variant("hex(secret)", raw.hex().upper().encode()),
        Variant("base64(secret)", binascii.b2a_base64(raw, newline=False)[: len(raw) * 8 // 6], exact=True),
    ]


def _bound(look: Variant) -> Variant:
    return look._replace(whole=look.whole and len(look.pattern) < CODE)


def _safe(name: str) -> str:
    """A name that cannot end a token early."""
    return re.sub(r"[^A-Za-z0-9._@+-]", "_", name)[:80] or "secret"


def _encoded(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        # A look in latin-1 may end within a character of UTF-8.
        return data.decode("utf-8", "replace")
