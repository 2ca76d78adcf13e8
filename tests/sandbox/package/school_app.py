"""An Android app of the demo school, built from source, with faults that can be switched on one by one.

    app = SchoolApp(folder)
    path = app.build("debuggable", "read-sms")

Manifest and resources are compiled by Debian's `aapt2`; the classes and the signature are made here, so that a variant
costs a tenth of a second and no Java. `test_real_tools.py` holds that against smali and apksigner once.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

from tests.sandbox.package.faults import FAULTS
from tests.sandbox.package.made_dex import dex
from tests.sandbox.package.made_signature import signed
from tests.sandbox.package.variant import CLEAN, Variant

FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")
MISSING = "needs Debian's aapt and android-framework-res; run: apt-get install aapt android-framework-res"
SECONDS = 120


def tools_are_here() -> bool:
    return shutil.which("aapt2") is not None and FRAMEWORK.is_file()


class SchoolApp:
    """Builds variants below a folder; what aapt2 made of the same source is made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._linked: dict[tuple[str, str, bool], bytes] = {}

    def build(self, *faults: str) -> Path:
        """A package with these faults, or the clean one."""
        variant = CLEAN
        for fault in faults:
            variant = FAULTS[fault].change(variant)
        return self.write(f"{'-'.join(faults) or 'clean'}.apk", variant)

    def write(self, name: str, variant: Variant) -> Path:
        """A package of this source, and what stands beside it."""
        path = self.folder / name
        path.write_bytes(self.content(variant))
        if variant.beside is not None:
            path.with_name(f"{name}.idsig").write_bytes(variant.beside(path.read_bytes()))
        return path

    def content(self, variant: Variant) -> bytes:
        """The package's bytes."""
        out = io.BytesIO(self._link(variant.manifest(), variant.network))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            if variant.classes:
                archive.writestr("classes.dex", self._code(variant))
            for name, data in variant.files.items():
                archive.writestr(name, data)
        made = variant.jar(out.getvalue())
        if variant.key_bits:
            made = signed(made, variant.key_bits)
        return variant.spoil(made)

    def split_set(self, *faults: str, form: str = "apks") -> Path:
        """The clean app as a set (XAPK, APKM or APKS) of a base and a split; the faults are in what the split holds."""
        variant = CLEAN
        for fault in faults:
            variant = FAULTS[fault].change(variant)
        out = io.BytesIO(self._link(SPLIT, CLEAN.network))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("classes.dex", dex(["be.demoschool.app.More", *variant.classes[len(CLEAN.classes) :]]))
            for name, data in variant.files.items():
                if CLEAN.files.get(name) != data:
                    archive.writestr(name, data)
        path = self.folder / f"{'-'.join(faults) or 'clean'}.{form}"
        base, split = {"xapk": ("be.demoschool.app.apk", "config.nl.apk"), "apkm": ("base.apk", "split_config.nl.apk")}.get(
            form, ("splits/base-master.apk", "splits/base-nl.apk")
        )
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("toc.pb" if form == "apks" else "info.json", b"{}")
            archive.writestr(base, self.content(CLEAN))
            archive.writestr(split, signed(out.getvalue(), variant.key_bits))
        return path

    def bundle(self, *faults: str) -> Path:
        """The app as an app bundle: its manifest compiled to a protocol buffer."""
        variant = CLEAN
        for fault in faults:
            variant = FAULTS[fault].change(variant)
        linked = zipfile.ZipFile(io.BytesIO(self._link(variant.manifest(), variant.network, proto=True)))
        path = self.folder / f"{'-'.join(faults) or 'clean'}.aab"
        with zipfile.ZipFile(path, "w") as archive:
            for name in linked.namelist():
                archive.writestr(f"base/manifest/{name}" if name == "AndroidManifest.xml" else f"base/{name}", linked.read(name))
            archive.writestr("base/dex/classes.dex", self._code(variant))
            for name, data in variant.files.items():
                root = "" if name.startswith(("assets/", "res/", "lib/")) else "root/"
                archive.writestr(f"base/{root}{name}", data)
            archive.writestr("BundleConfig.pb", b"\n\x00")
        return path

    def _code(self, variant: Variant) -> bytes:
        """The classes; the first of them makes all the calls."""
        units = {variant.classes[0]: [*variant.code, *(one for at in range(len(variant.calls)) for one in (0x206E, at, 0x10)), 0x000E]}
        return dex(variant.classes, refers=variant.refers, calls=variant.calls, texts=variant.texts, units=units)

    def _link(self, manifest: str, network: str, proto: bool = False) -> bytes:
        key = (manifest, network, proto)
        if key not in self._linked:
            work = self.folder / f"work{len(self._linked)}"
            (work / "res" / "xml").mkdir(parents=True)
            (work / "res" / "values").mkdir()
            (work / "AndroidManifest.xml").write_text(manifest)
            (work / "res" / "xml" / "network.xml").write_text(network)
            (work / "res" / "values" / "values.xml").write_text(VALUES)
            run("aapt2", "compile", "--dir", work / "res", "-o", work / "res.zip")
            more = ("--proto-format",) if proto else ()
            run("aapt2", "link", *more, "-I", FRAMEWORK, "--manifest", work / "AndroidManifest.xml", "-o", work / "out.apk", work / "res.zip")
            self._linked[key] = (work / "out.apk").read_bytes()
        return self._linked[key]


SPLIT = """<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="be.demoschool.app"
  android:versionCode="3" split="config.nl"><application android:hasCode="true"/></manifest>"""
VALUES = """<resources>
  <string name="app_name">Demoschool</string>
  <string name="no_secret">postgres is a database</string>
  <bool name="debug">true</bool>
</resources>"""


def run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stderr or done.stdout}"
