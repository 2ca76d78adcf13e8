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
)

WHOLE = ("v2", "v3", "v3.1")


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
    Each package of the app has a signature of scheme 2 or newer. It is verified: the signature itself, and the digest
    of every byte. All are signed by the same key, an RSA key is long enough, and no code hides before the
    archive (Janus).
    ## Why it matters
    Only the signature tells that what is installed is what the maker built.
    ## What it cannot see
    Schemes 1 and 4, which are found and not verified; how the maker keeps the key; and an app bundle (AAB), for the
    store signs what it makes of it.
    """
    if package.container == "bundle":
        return not_tested("An app bundle is signed by the store, when it makes packages of it.")
    janus = [one for one in package.of(OddEntry) if one.code == "janus"]
    if janus:
        return fail("Code hides before the archive, where old signatures do not look.", proof=janus)
    signatures = package.of(Signed)
    broken = [one for one in signatures if one.status == "broken"]
    if broken:
        return fail("A signature does not hold: {schemes}.", schemes={one.scheme for one in broken}, proof=broken)
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
    schemes = {one.scheme for one in good}
    return ok(
        "The signature was verified: {schemes}, {key} {bits}.",
        schemes=schemes,
        key=good[0].key,
        bits=good[0].bits,
        examined=good,
        proof=good,
    )
