"""The appendix of proof: each piece of evidence once, numbered, with an excerpt and, when small, its screenshot."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from harness.model.renderer import BundleLike
from harness.model.report import FindingResult, Proof
from harness.reports.excerpt import Part, parts_of, terms_of
from harness.reports.outline import READING_ORDER, Outline, Seen

MAX_EXHIBITS = 150
"""The page shows the proof of the gravest findings; `report.json` points to all of it."""
PER_RESULT = 4
MAX_LINKS = 6
NO_BUNDLE = "The excerpt is in the evidence bundle."
NOT_THERE = "This record is not in the bundle that was given."
SHOWN_BEFORE = "The screenshot is shown with an earlier piece of proof."
NOT_SHOWN = "The screenshot is in the bundle; it is too large for this page, or not a picture."

_MAX_IMAGE = 400 * 1024
_MAX_IMAGES = 4 * 1024 * 1024
_MAX_SIDE = 20_000

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True)
class Image:
    """A screenshot: media type and content; sizes in pixels when known."""

    kind: str
    content: bytes
    width: int | None
    height: int | None


@dataclass(frozen=True)
class Exhibit:
    """One piece of proof. `notes` are English texts to be translated; `used_by` names requirement ids."""

    number: int
    proof: Proof
    used_by: tuple[str, ...]
    parts: tuple[Part, ...]
    image: Image | None
    notes: tuple[str, ...]


class Exhibits:
    """All proof that the page shows, gravest findings first."""

    def __init__(self, outline: Outline, bundle: BundleLike | None) -> None:
        self._bundle = bundle
        self._image_room = _MAX_IMAGES
        self._shown_images: set[str] = set()
        self._users = _users(outline)
        self._numbers = {at: index for index, at in enumerate(self._users, start=1)}
        self.items = tuple(self._exhibit(at) for at in self._users)

    def numbers(self, findings: Iterable[FindingResult]) -> list[int]:
        """The exhibits of these findings."""
        return sorted({self._numbers[at] for at in _pointers(findings) if at in self._numbers})[:MAX_LINKS]

    def left_out(self, findings: Iterable[FindingResult]) -> int:
        """How many more pieces of their proof `report.json` names."""
        findings = list(findings)
        return len(_pointers(findings)) - len(self.numbers(findings))

    def _exhibit(self, at: str) -> Exhibit:
        findings = self._users[at]
        proof = next(proof for proof in findings[0].proof if proof.at == at)
        used_by = tuple(dict.fromkeys(finding.requirement for finding in findings))
        if self._bundle is None:
            return Exhibit(self._numbers[at], proof, used_by, (), None, (NO_BUNDLE,))
        record = self._bundle.record(at)
        if record is None:
            return self._loose_blob(proof, used_by, self._bundle)
        parts = parts_of(record, self._bundle.blob, terms_of(findings))
        image, notes = self._image(record.get("shot"), self._bundle)
        return Exhibit(self._numbers[at], proof, used_by, tuple(parts), image, notes)

    def _loose_blob(self, proof: Proof, used_by: tuple[str, ...], bundle: BundleLike) -> Exhibit:
        """Proof that is no record: a blob such as a screenshot, or nothing at all."""
        digest = proof.at.removeprefix("blobs/")
        if digest == proof.at:
            notes: tuple[str, ...] = (NOT_THERE,)
            return Exhibit(self._numbers[proof.at], proof, used_by, (), None, notes)
        image, notes = self._image(digest, bundle)
        return Exhibit(self._numbers[proof.at], proof, used_by, (), image, notes)

    def _image(self, digest: object, bundle: BundleLike) -> tuple[Image | None, tuple[str, ...]]:
        content = bundle.blob(digest) if isinstance(digest, str) else None
        if not isinstance(digest, str) or content is None:
            return None, ()
        if digest in self._shown_images:
            return None, (SHOWN_BEFORE,)
        image = picture(content) if len(content) <= min(_MAX_IMAGE, self._image_room) else None
        if image is None:
            return None, (NOT_SHOWN,)
        self._image_room -= len(content)
        self._shown_images.add(digest)
        return image, ()


def _pointers(findings: Iterable[FindingResult]) -> set[str]:
    return {proof.at for finding in findings for proof in finding.proof}


def _users(outline: Outline) -> Mapping[str, list[FindingResult]]:
    """Pointer → the findings that rest on it, in reading order; a few per result, and at most `MAX_EXHIBITS` in all."""
    results = [seen for item in outline.in_order for seen in item.results]
    users: dict[str, list[FindingResult]] = {}
    for seen in sorted(results, key=lambda seen: READING_ORDER.index(seen.finding.status)):
        for at in _first_pointers(seen):
            if at in users or len(users) < MAX_EXHIBITS:
                users.setdefault(at, []).extend(one for one in seen.findings if at in _pointers([one]))
    return users


def _first_pointers(seen: Seen) -> list[str]:
    """The first few pointers of a result, from each persona in turn."""
    turns = zip_longest(*((proof.at for proof in finding.proof) for finding in seen.findings))
    return list(dict.fromkeys(at for turn in turns for at in turn if at is not None))[:PER_RESULT]


def picture(content: bytes) -> Image | None:
    """A PNG or JPEG, known by its first bytes; None for anything else, such as an SVG that could run."""
    if content.startswith(_PNG) and len(content) > 24:
        width, height = struct.unpack(">II", content[16:24])
        if not (0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE):
            return None
        return Image("image/png", content, width, height)
    if content.startswith(_JPEG):
        return Image("image/jpeg", content, None, None)
    return None
