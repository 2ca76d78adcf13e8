"""Old versions of TLS that an app asks for by itself."""

from harness import AskedVersion, Head, Package, Severity, Verdict, check, fail, not_tested, registrable, review

LIBRARIES = (
    "android", "androidx", "com.android.okhttp", "com.google.android.gms", "com.squareup.okhttp",
    "cz.msebera.android.httpclient", "io.netty", "java", "javax", "kotlin", "okhttp3", "org.apache.http",
    "org.bouncycastle", "org.conscrypt", "org.spongycastle",
)  # fmt: skip
"""They know every version by name, and use the one that the app asks for."""


@check(
    id="transport/old-versions-in-package",
    requirement="NET-01",
    title="The package asks for no old version of TLS",
    severity=Severity.HIGH,
    since="0.4",
    coverage="partial",
    apps=("android", "ios"),
)
def old_versions_in_package(package: Package) -> Verdict:
    """
    ## What it checks
    The app's own classes never pass the name of SSL 2 or 3, TLS 1.0 or 1.1 to a call that chooses what a connection
    speaks (Java's `SSLContext`, `SSLSocket`, `SSLEngine`, `SSLParameters`, and OkHttp's `ConnectionSpec`); on iOS no
    host is excepted from TLS 1.2. Classes that may not be the app's own, and the name "SSL", which many devices take
    for "TLS", are left to a person. Libraries that make connections know all the names, and are left out. This never
    passes: which versions the servers take is another question (OWASP MASTG-TEST-0217).
    ## Why it matters
    Old versions can be broken by whoever is on the same Wi-Fi, and then everything that a pupil does can be read.
    ## What it cannot see
    Names that come from another method, a field, a list or a server; OkHttp's list of compatible versions; which of
    the calls really runs; code in native libraries; and which versions the servers take.
    """
    head = package.head
    if head is None:
        return not_tested("The package has no manifest that can be read.")
    ios = package.container == "ipa"
    asked = [one for one in package.of(AskedVersion) if ios or not _under(one.by, *LIBRARIES)]
    own = [one for one in asked if not one.unsure and (ios or _under(one.by, _maker(head)))]
    if own:
        return fail("The app asks for old versions of TLS: {calls}.", calls=_told(own), proof=own)
    if asked:
        told = "What may be old versions of TLS is asked for, perhaps by a library: {calls}."
        return review(told, calls=_told(asked), proof=asked)
    if not ios and not any(one.defined for one in package.code):
        return not_tested("The package holds no code that could be read.")
    return not_tested("The package was not seen to ask for an old version of TLS; its servers were not asked.")


def _told(asked: list[AskedVersion]) -> set[str]:
    return {f"{one.call} {one.version} in {one.by}" for one in asked}


def _under(name: str, *places: str) -> bool:
    return any(place and name.startswith(f"{place}.") for place in places)


def _maker(head: Head) -> str:
    """What the classes of whoever made the app begin with: `be.school` of the app `be.school.android`."""
    labels = head.package.split(".")
    known = registrable(".".join(reversed(labels)))
    return ".".join(labels[: known.count(".") + 1])
