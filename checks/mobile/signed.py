"""The signature."""

from harness import (
    UNREAD_CODE,
    UNREAD_FILES,
    OddEntry,
    Package,
    Parameters,
    Severity,
    Signed,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
    review,
)

WHOLE = ("v2", "v3", "v3.1")
IGNORED_FROM = 24
"""The Android version (API level) from which on a package with a newer signature is never asked for scheme 1."""


@check(
    id="mobile/signed",
    requirement="MOB-04",
    title="Every package is signed as a whole, with a strong key",
    severity=Severity.HIGH,
    since="0.2",
    coverage="partial",
    tolerates=(*UNREAD_CODE, *UNREAD_FILES, "manifest-unreadable", "resources-unreadable", "network-config-unreadable"),
    apps=("android",),
)
def signed(package: Package, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    Each package of the app has a signature of scheme 2 or newer. Every signature that is there is verified, of scheme 1
    (each file) to 4 (the file beside the package): the signature itself, that the content is what was signed, in pieces
    or as a hash tree, that no newer scheme which it names was taken away, and each hand-over from an older key. All are
    signed by the same key, an RSA key is long enough, and no code hides before the archive (Janus). Where no Android
    version that the app runs on looks at scheme 1, one that does not hold is left to a person.
    ## Why it matters
    Only the signature tells that what is installed is what the maker built.
    ## What it cannot see
    How the maker keeps the key; signatures of a kind that this tool does not know, which are then not verified; and an
    app bundle (AAB), for the store signs what it makes of it.
    """
    if package.container == "bundle":
        return not_tested("An app bundle is signed by the store, when it makes packages of it.")
    janus = [one for one in package.of(OddEntry) if one.code == "janus"]
    if janus:
        return fail("Code hides before the archive, where old signatures do not look.", proof=janus)
    signatures = package.of(Signed)
    wrong = [one for one in signatures if one.status == "broken"]
    broken = [one for one in wrong if one.scheme != "v1" or not _ignored(one, package)]
    if broken:
        told = "A signature does not hold: {schemes} ({reasons})."
        return fail(
            told, schemes={one.scheme for one in broken}, reasons={one.reason for one in broken}, proof=broken
        )
    return _whole(package, signatures, parameters)


def _whole(package: Package, signatures: list[Signed], parameters: Parameters) -> Verdict:
    """The verdict on signatures none of which is broken where Android looks."""
    good = [one for one in signatures if one.status == "verified" and one.scheme in WHOLE]
    bare = [one for one in package.packages if not any(each.file == one.file for each in good)]
    if bare:
        if any(one.scheme in WHOLE for one in signatures if one.file in {each.file for each in bare}):
            return not_tested("A signature is of a kind that is not verified here.")
        told = "Packages have no signature of scheme 2 or newer: {files}."
        return fail(told, files={one.file for one in bare}, proof=bare)
    least = int(parameters.number("rsa-bits"))
    weak = [one for one in good if one.key == "RSA" and one.bits < least]
    if weak:
        return fail("The signing key has {bits} bits only.", bits=min(one.bits for one in weak), proof=weak)
    if len({one.certificate for one in good if one.scheme == good[0].scheme}) > 1:
        return fail("The packages are not all signed by the same key.", proof=good)
    if not good:
        return not_tested("No package could be read.")
    wrong = [one for one in signatures if one.status == "broken"]
    if wrong:
        told = "The package was changed after its old signature was made, which newer Android ignores: {reasons}."
        return review(told, reasons={one.reason for one in wrong}, proof=wrong)
    return ok(
        "The signature was verified: {schemes}, {key} {bits}.",
        schemes={one.scheme for one in signatures if one.status == "verified"},
        key=good[0].key,
        bits=good[0].bits,
        examined=good,
        proof=good,
    )


def _ignored(one: Signed, package: Package) -> bool:
    """Whether no Android version on which the app runs looks at this signature of scheme 1."""
    newer = any(each.file == one.file and each.scheme in WHOLE for each in package.of(Signed))
    return newer and package.head is not None and package.head.min_sdk >= IGNORED_FROM
