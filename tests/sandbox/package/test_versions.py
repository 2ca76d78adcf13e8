"""Versions of libraries: told by files and by texts, wherever a build tool put them, and never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.package.versions import versions_in

TOLD = [
    ("META-INF/androidx.core_core-ktx.version", b"1.13.1\n", ("androidx.core:core-ktx", "1.13.1")),
    ("base/root/META-INF/androidx.core_core.version", b" 1.9.0 ", ("androidx.core:core", "1.9.0")),
    ("META-INF/maven/org.jsoup/jsoup/pom.properties", b"#made\nversion=1.14.1\ngroupId=org.jsoup\n", ("org.jsoup:jsoup", "1.14.1")),
    ("play-services-base.properties", b"version=18.0.1\nclient=play-services-base\n", ("play-services-base", "18.0.1")),
    ("classes3.dex", b"\x24com.google.firebase:firebase-auth@@21.0.1\0", ("com.google.firebase:firebase-auth", "21.0.1")),
    ("classes.dex", b"\x63com.a.b:core@@1.0\0", ("com.a.b:core", "1.0")),
    ("classes.dex", b"\x0cokhttp/4.12.0\0", ("com.squareup.okhttp3:okhttp", "4.12.0")),
    ("lib/x86/libssl.so", b"\0OpenSSL 1.1.1w  11 Sep 2023\0", ("openssl", "1.1.1w")),
    ("lib/x86/liba.so", b" inflate 1.2.11.1-motley Copyright 1995-2017 Mark Adler ", ("zlib", "1.2.11.1")),
    ("lib/x86/liba.so", b"\0expat_2.4.1\0", ("expat", "2.4.1")),
    ("lib/x86/liba.so", b"\0libcurl/7.64.1\0", ("libcurl", "7.64.1")),
]


@pytest.mark.parametrize(("name", "data", "told"), TOLD)
def test_a_version_is_told(name: str, data: bytes, told: tuple[str, str]) -> None:
    assert list(versions_in(name, data)) == [told]
    assert list(versions_in(name, data + data)) in ([told], []), "a text that stands twice is told once"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("META-INF/androidx.core_core.version", b"task ':core:version' property 'version'"),
        ("META-INF/maven/org.jsoup/jsoup/pom.properties", b"oldversion=1.0\nversion=${project.version}\n"),
        ("assets/META-INF/maven/org.jsoup/jsoup/pom.properties", b"version=1.0"),
        ("META-INF/maven/../x/pom.properties", b"version="),
        ("classes.dex", b"see https://x.test/okhttp/4.9.0\0"),
        ("classes.dex", b"somebody@@1.0"),
        ("assets/about.txt", b"OpenSSL 1.1.1w  11 Sep 2023 com.a.b:c@@1.0"),
        ("lib/x86/libssl.so", b"OpenSSL 1.1.1 is used"),
    ],
)
def test_what_only_looks_like_one_is_none(name: str, data: bytes) -> None:
    assert list(versions_in(name, data)) == []


@given(st.sampled_from([name for name, _, _ in TOLD]), st.binary(max_size=300), st.sampled_from([data for _, data, _ in TOLD]))
def test_anything_is_read(name: str, data: bytes, more: bytes) -> None:
    for library, version in versions_in(name, data + more):
        assert library.isprintable()
        assert version[0].isdigit()
