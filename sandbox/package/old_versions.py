"""Which calls choose the versions of TLS that an app speaks, and the names of those that should be gone.

Source: OWASP MASTG-TEST-0217 (insecure TLS protocols explicitly allowed in code); the names are those of Java
(Java Security Standard Algorithm Names), of OkHttp's `TlsVersion`, and of Apple's App Transport Security.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.sandbox.package.dex import Words
from harness.sandbox.package.limits import shown
from harness.sandbox.package.manifest import Fact

MAX_FACTS = 1_000
_JAVA, _OKHTTP = "javax.net.ssl", ("okhttp3", "com.squareup.okhttp")
OLD = frozenset({"SSLv2", "SSLv2Hello", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1"})
UNSURE = frozenset({"SSL"})
"""Named like an old version, and on many devices the same as "TLS", which takes what the device knows."""
_FIELDS = {f"{place}.TlsVersion.{name}": name for place in _OKHTTP for name in ("SSL_3_0", "TLS_1_0", "TLS_1_1")}
WORDS = Words(
    frozenset(
        {
            (f"{_JAVA}.SSLContext", "getInstance"),
            (f"{_JAVA}.SSLSocket", "setEnabledProtocols"),
            (f"{_JAVA}.SSLServerSocket", "setEnabledProtocols"),
            (f"{_JAVA}.SSLEngine", "setEnabledProtocols"),
            (f"{_JAVA}.SSLParameters", "setProtocols"),
            *((f"{place}.ConnectionSpec$Builder", "tlsVersions") for place in _OKHTTP),
        }
    ),
    OLD | UNSURE | _FIELDS.keys(),
)


def version_facts(passes: Iterable[tuple[str, str, str]]) -> Iterator[Fact]:
    """One fact for each (method, word, class), sorted."""
    for call, word, by in sorted(passes)[:MAX_FACTS]:
        told, version = ".".join(call.rsplit(".", 2)[-2:]), _FIELDS.get(word, word)
        yield {"kind": "tls", "call": told, "version": version, "by": shown(by), "unsure": word in UNSURE}
