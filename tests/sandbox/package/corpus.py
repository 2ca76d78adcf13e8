"""What the readers of packages are fuzzed with: honest files, and small ones that once broke a reader. All made here."""

from __future__ import annotations

import io
import plistlib
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.axml import read_axml
from harness.sandbox.package.cms import read_signer
from harness.sandbox.package.der import parts
from harness.sandbox.package.dex import Words, read_dex
from harness.sandbox.package.idsig import read_idsig
from harness.sandbox.package.ios import ios_facts
from harness.sandbox.package.jar_manifest import read_listing
from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.macho import read_program
from harness.sandbox.package.protoxml import read_proto
from harness.sandbox.package.resources import Resources
from harness.sandbox.package.signature_keys import read_certificate
from harness.sandbox.package.signing import block_signatures
from tests.sandbox.package.made_archives import apk, plain
from tests.sandbox.package.made_axml import manifest
from tests.sandbox.package.made_dex import dex
from tests.sandbox.package.made_idsig import idsig
from tests.sandbox.package.made_jar import LIST, SIGNATURE, SIGNED, content, jar_signed
from tests.sandbox.package.made_macho import fat, program
from tests.sandbox.package.made_resources import arsc
from tests.sandbox.package.made_signature import RSA_VERITY, V2, V3, certificate, item, signer, with_block


@dataclass(frozen=True)
class Fuzzed:
    """A reader, honest files for it, and the errors besides UnreadableError that whoever calls it expects."""

    reader: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    raises: tuple[type[Exception], ...] = ()


FOR_ALL = (struct.pack("<II", 28, 0x7FFFFFFF),) * 2
LINE = struct.pack("<I", 1) + item(item(item(certificate()) + bytes(4)) + struct.pack("<II", 0, 0x0103) + item(b""))
ROTATED_APK = with_block(plain(), {V2: signer(plain(), algorithm=RSA_VERITY), V3: signer(plain(), versions=FOR_ALL, attributes={0x3BA06F8C: LINE})})
CALLING = dex(["be.school.Main", "a.B"], calls=[("x.Y", "z")], units={"a.B": [0x1071, 0, 0, 0x000E]})
PASSING = dex(["a.B"], calls=[("x.Y", "z")], fields=[("x.Y", "OLD")], units={"a.B": [0x001A, "old", 0x0162, 0, 0x2071, 0, 0x10, 0x000E]})
OLD = Words(frozenset({("x.Y", "z")}), frozenset({"old", "x.Y.OLD"}))
JAR = content(jar_signed(plain(), attributes=True))
PROGRAM = program(links=["UIKit"], classes=["SchoolView"], refers=["NSUserDefaults"], needs=["stat"], gives=["SchoolModel"], swift=["School.Row", "School.Row.Cell"])
IPA = {"CFBundleIdentifier": "be.school", "CFBundleExecutable": "School", "NSAppTransportSecurity": {"NSExceptionDomains": {"a.test": {}}}}


def _ipa(told: bytes) -> None:
    """An app with these property lists; a gap counts as a refusal."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Payload/School.app/Info.plist", told)
        archive.writestr("Payload/School.app/PrivacyInfo.xcprivacy", told)
        archive.writestr("Payload/School.app/School", PROGRAM)
    for fact in ios_facts(Archive(out, len(out.getvalue())), ["Payload/School.app/School"]):
        if "gap" in fact:
            raise UnreadableError(str(fact["gap"]), str(fact["text"]))


def _signed(data: bytes) -> None:
    """The signatures of a package; none, or one that does not hold, counts as a refusal."""
    found = block_signatures(io.BytesIO(data))
    if not found or any(one.status != "verified" for one in found):
        raise UnreadableError("signature-unreadable", "not verified")


READERS: dict[str, Fuzzed] = {
    "archive": Fuzzed(lambda data: list(Archive(io.BytesIO(data), len(data)).oddities()), (plain(), apk())),
    "axml": Fuzzed(read_axml, (manifest(debuggable=True), manifest(split="config.nl"))),
    "certificate": Fuzzed(read_certificate, (certificate(),)),
    "cms": Fuzzed(lambda data: read_signer(data, JAR[SIGNED]), (JAR[SIGNATURE],)),
    "der": Fuzzed(lambda data: [list(parts(one.value)) for one in parts(data)], (JAR[SIGNATURE],)),
    "dex": Fuzzed(read_dex, (dex(["be.school.Main", "a.B"], refers=["x.Y"], calls=[("x.Y", "z")], texts=["https://a.test"]),)),
    "dex-callers": Fuzzed(lambda data: read_dex(data, frozenset({("x.Y", "z")}), who_calls=True), (CALLING,)),
    "dex-arguments": Fuzzed(lambda data: read_dex(data, who_calls=True, words=OLD), (PASSING,)),
    "idsig": Fuzzed(read_idsig, (idsig(apk()), idsig(apk(), tree=b"")), (struct.error,)),
    "list-of-digests": Fuzzed(read_listing, (JAR[LIST], JAR[SIGNED])),
    "macho": Fuzzed(read_program, (PROGRAM, program(1), fat(PROGRAM, program()))),
    "property-list": Fuzzed(_ipa, (plistlib.dumps(IPA), plistlib.dumps(IPA, fmt=plistlib.FMT_BINARY))),
    "proto": Fuzzed(read_proto, (b"\x0a\x20\x1a\x08manifest\x22\x14\x12\x07package\x1a\x09be.school",)),
    "resources": Fuzzed(lambda data: Resources(data).values(0x7F010000), (arsc(["one", "two"]),)),
    "signing-block": Fuzzed(_signed, (apk(), ROTATED_APK)),
}

BINARY = plistlib.dumps(IPA, fmt=plistlib.FMT_BINARY)
KEPT: dict[str, tuple[str, bytes]] = {
    "a certificate of a version that is not there yet": ("certificate", certificate().replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x6c", 1)),
    "a kind of text in a name that the library does not know": ("certificate", certificate().replace(b"\x0c\x0bDemo", b"\x00\x0bDemo", 1)),
    "the same inside a signing block": ("signing-block", apk().replace(b"\x0c\x0bDemo", b"\x00\x0bDemo", 1)),
    "an encoding that nobody knows": ("property-list", plistlib.dumps(IPA).replace(b"UTF-8", b"UxF-8", 1)),
    "an object that is not there": ("property-list", BINARY[:-16] + struct.pack(">Q", 200) + BINARY[-8:]),
    "an entry that begins before its table": ("resources", arsc(["one"]).replace(struct.pack("<II", 28, 4), struct.pack("<II", 0xFFFFFFF0, 4), 1)),
    "a circle of references": ("resources", arsc([0x7F010000], kinds=[0x01])),
    "a length of lengths": ("der", b"\x30\x84\xff\xff\xff\xff"),
    "a length without end": ("der", b"\x30\x80\x00\x00"),
    "a program in a program": ("macho", fat(fat(PROGRAM))),
    "more symbols than bytes": ("macho", PROGRAM.replace(struct.pack("<II", 0x02, 24), struct.pack("<IIII", 0x02, 24, 0, 0xFFFFFFFF), 1)),
}
"""What is wrong → (the reader that once stumbled or could have, the smallest file that shows it)."""
