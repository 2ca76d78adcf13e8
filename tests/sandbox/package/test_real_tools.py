"""One package built by Debian's own tools alone: smali, aapt2, zipalign and apksigner with schemes 1 to 4."""

from __future__ import annotations

import io
import re
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from harness.sandbox.package.dex import read_dex
from harness.sandbox.package.old_versions import WORDS
from harness.sandbox.package.signing import block_signatures
from tests.sandbox.package.faults import FAULTS
from tests.sandbox.package.look import findings, read
from tests.sandbox.package.made_idsig import idsig
from tests.sandbox.package.made_jar import jar_signed
from tests.sandbox.package.made_signature import V3
from tests.sandbox.package.school_app import SECONDS, SchoolApp, run, tools_are_here
from tests.sandbox.package.variant import CLEAN

TOOLS = ("smali", "zipalign", "apksigner", "keytool")
pytestmark = [
    pytest.mark.skipif(
        not (tools_are_here() and all(map(shutil.which, TOOLS))),
        reason="needs aapt, zipalign, apksigner, libsmali-java and android-framework-res; run: make setup",
    ),
    pytest.mark.xdist_group("school-app"),
    pytest.mark.timeout(SECONDS * 2),
]
SMALI = """.class public Lbe/demoschool/app/{name};
.super Ljava/lang/Object;
.method public show(Landroid/webkit/WebView;)V
    .registers 4
    const-string v0, "https://demoschool.test/pupils"
    invoke-virtual {{p1, v0}}, Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V
    return-void
.end method
"""


ASKS = """.class public Lbe/demoschool/app/Asks;
.super Ljava/lang/Object;
.method public ask(Ljavax/net/ssl/SSLEngine;Lokhttp3/ConnectionSpec$Builder;)V
    .registers 7
    const-string v0, "SSLv3"
    const-string v0, "TLSv1"
    invoke-static {v0}, Ljavax/net/ssl/SSLContext;->getInstance(Ljava/lang/String;)Ljavax/net/ssl/SSLContext;
    const/4 v1, 0x1
    new-array v2, v1, [Ljava/lang/String;
    const/4 v3, 0x0
    const-string/jumbo v0, "TLSv1.1"
    aput-object v0, v2, v3
    invoke-virtual {p1, v2}, Ljavax/net/ssl/SSLEngine;->setEnabledProtocols([Ljava/lang/String;)V
    sget-object v0, Lokhttp3/TlsVersion;->TLS_1_0:Lokhttp3/TlsVersion;
    filled-new-array {v0}, [Lokhttp3/TlsVersion;
    move-result-object v2
    invoke-virtual/range {p2 .. p2}, Lokhttp3/ConnectionSpec$Builder;->build()Lokhttp3/ConnectionSpec;
    invoke-virtual {p2, v2}, Lokhttp3/ConnectionSpec$Builder;->tlsVersions([Lokhttp3/TlsVersion;)Lokhttp3/ConnectionSpec$Builder;
    return-void
.end method
"""


CALLS = """.class public Lbe/demoschool/app/{name};
.super Ljava/lang/Object;
.method public show(Landroid/webkit/WebView;)V
    .registers 6
    const/4 v1, 0x2
    packed-switch v1, :table
    const-wide v2, 0x6e6e6e6e6e6e6e6eL
    :one
    const-string v0, "https://demoschool.test/pupils"
    goto :two
    :table
    .packed-switch 0x2
        :one
        :two
    .end packed-switch
    :two
    invoke-virtual {words}, Landroid/webkit/WebView;->{call}
    return-void
.end method
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real-tools")
    (folder / "smali").mkdir()
    for name in ("Main", "Open", "Sync"):
        (folder / "smali" / f"{name}.smali").write_text(SMALI.format(name=name))
    run("smali", "a", "-a", "26", "-o", folder / "classes.dex", folder / "smali")
    (folder / "app.apk").write_bytes(SchoolApp(folder)._link(CLEAN.manifest(), CLEAN.network))
    subprocess.run(["zip", "-q", "app.apk", "classes.dex"], cwd=folder, check=True, timeout=SECONDS)
    run("zipalign", "-f", "4", folder / "app.apk", folder / "aligned.apk")
    store = ("-keystore", folder / "store.jks", "-storepass", "demoschool")
    run("keytool", "-genkeypair", *store, "-alias", "a", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=Demo", "-validity", "9999")
    run(
        "apksigner", "sign", "--ks", folder / "store.jks", "--ks-pass", "pass:demoschool", "--min-sdk-version", "21",
        "--v4-signing-enabled", "true", "--out", folder / "signed.apk", folder / "aligned.apk",
    )  # fmt: skip
    return folder / "signed.apk"


def test_each_scheme_of_the_real_signer_is_verified(built: Path) -> None:
    signatures = [one for one in read(built) if one.get("kind") == "signature"]
    assert {one["scheme"]: one["status"] for one in signatures} == dict.fromkeys(("v1", "v2", "v3", "v4"), "verified")
    assert len({one["certificate"] for one in signatures if "certificate" in one}) == 1


def test_hash_trees_and_a_line_of_keys_of_the_real_signer_are_verified(built: Path) -> None:
    """Other algorithms than the usual: an EC key that follows another one, and the content digested as a hash tree."""
    folder = built.parent
    keys = []
    for name in ("old", "new"):
        store = ("-keystore", folder / f"{name}.jks", "-storepass", "demoschool")
        run("keytool", "-genkeypair", *store, "-alias", "a", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", f"CN={name}", "-validity", "9999")
        keys.append(("--ks", folder / f"{name}.jks", "--ks-pass", "pass:demoschool"))
    run("apksigner", "rotate", "--out", folder / "line", "--old-signer", *keys[0], "--new-signer", *keys[1])
    run(
        "apksigner", "sign", *keys[0], "--next-signer", *keys[1], "--lineage", folder / "line", "--verity-enabled", "true",
        "--min-sdk-version", "26", "--v4-signing-enabled", "true", "--out", folder / "rotated.apk", folder / "aligned.apk",
    )  # fmt: skip
    signatures = [one for one in read(folder / "rotated.apk") if one.get("kind") == "signature"]
    assert {one["scheme"]: (one["status"], one["reason"]) for one in signatures if one["scheme"] != "v1"} == dict.fromkeys(
        ("v2", "v3", "v4"), ("verified", "")
    )
    assert {one["subject"] for one in signatures if one["scheme"] == "v3"} == {"CN=new"}
    taken = bytearray((folder / "rotated.apk").read_bytes())
    at = taken.index(struct.pack("<I", V3), taken.rindex(b"APK Sig Block 42") - 16_000)
    taken[at : at + 4] = b"\0\0\0\0"
    assert [(one.scheme, one.reason) for one in block_signatures(io.BytesIO(bytes(taken)))] == [("v2", "the signature of scheme 3 was taken away")]


def test_apksigner_prints_the_same_certificate(built: Path) -> None:
    printed = subprocess.run(["apksigner", "verify", "--print-certs", str(built)], capture_output=True, text=True, check=True, timeout=SECONDS)
    found = next(one["certificate"] for one in read(built) if one.get("scheme") == "v2")
    assert found in printed.stdout


def test_nothing_is_found_against_it(built: Path, tmp_path: Path) -> None:
    statuses = {name: one.status.value for name, one in findings(read(built), tmp_path).items()}
    assert {name for name, status in statuses.items() if status != "pass"} == {
        "mobile/devices", "mobile/library-versions", "transport/old-versions-in-package",
    }  # fmt: skip


def test_the_classes_are_those_of_the_source(built: Path) -> None:
    (code,) = [one for one in read(built) if one.get("kind") == "code"]
    assert code["defined"] == [f"be.demoschool.app.{name}" for name in ("Main", "Open", "Sync")]
    assert "demoschool.test" in {one["host"] for one in read(built) if one.get("kind") == "host"}


def test_who_calls_what_opens_a_web_view_is_told_of_real_code(built: Path) -> None:
    """Compiled by smali, with a switch whose table stands between the instructions, and numbers that look like a call."""
    folder = built.parent / "calls"
    folder.mkdir()
    wanted = ("android.webkit.WebView", "addJavascriptInterface")
    (folder / "Opens.smali").write_text(CALLS.format(name="Opens", call="addJavascriptInterface(Ljava/lang/Object;Ljava/lang/String;)V", words="{p1, p1, v0}"))
    (folder / "Shows.smali").write_text(CALLS.format(name="Shows", call="loadUrl(Ljava/lang/String;)V", words="{p1, v0}"))
    (folder / "Asks.smali").write_text(ASKS)
    run("smali", "a", "-a", "26", "-o", folder / "classes.dex", folder)
    found = read_dex((folder / "classes.dex").read_bytes(), frozenset({wanted}), who_calls=True, words=WORDS)
    assert found.callers == {".".join(wanted): {"be.demoschool.app.Opens"}}
    assert found.passes == {
        ("javax.net.ssl.SSLContext.getInstance", "TLSv1", "be.demoschool.app.Asks"),
        ("javax.net.ssl.SSLEngine.setEnabledProtocols", "TLSv1.1", "be.demoschool.app.Asks"),
        ("okhttp3.ConnectionSpec$Builder.tlsVersions", "okhttp3.TlsVersion.TLS_1_0", "be.demoschool.app.Asks"),
    }


def apksigner_says(*arguments: str | Path) -> set[str]:
    """The schemes that it verified; none when it refuses the package."""
    done = subprocess.run(["apksigner", "verify", "-v", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode in (0, 1), done.stderr
    return set(re.findall(r"Verified using (v\d) scheme .*: true", done.stdout)) if done.returncode == 0 else set()


@pytest.mark.parametrize(("fault", "breaks"), [("", ""), ("jar-changed-file-on-old", "v1"), ("idsig-wrong-root", "v4")])
def test_apksigner_says_the_same_of_what_is_made_here(built: Path, fault: str, breaks: str) -> None:
    """Scheme 1 is looked at by Android 6 and older only, so it is asked about those, and refuses the whole for it."""
    whole = replace(CLEAN, minimum=23, jar=jar_signed, beside=idsig)
    variant = FAULTS[fault].change(whole) if fault else whole
    folder = built.parent / f"made-{fault}"
    folder.mkdir()
    path = SchoolApp(folder).write("made.apk", variant)
    ours = {one["scheme"] for one in read(path) if one.get("kind") == "signature" and one["status"] == "verified"}
    theirs = apksigner_says("--min-sdk-version", "23", "--v4-signature-file", f"{path}.idsig", path)
    assert ours == {"v1", "v2", "v4"} - {breaks}
    assert theirs == (set() if breaks == "v1" else ours)
