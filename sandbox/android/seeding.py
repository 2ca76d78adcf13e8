"""What identifies the device, so that leak checks know what to look for: read where it stands, or planted by us.

Android gives each app an android_id of its own (since Android 8), kept in one file that only root reads; the
advertising id is kept by Google's services, where there are any. What could not be read is told: a value that is not
known is never found.
"""

from __future__ import annotations

import re
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from harness.sandbox.android.device import Device
from harness.sandbox.android.errors import DeviceError
from harness.sandbox.android.proxy import UNSET
from harness.sandbox.android.step import Step
from harness.sandbox.android.undo import Undo

SSAID = "/data/system/users/0/settings_ssaid.xml"
ADVERTISING = "/data/data/com.google.android.gms/shared_prefs/adid_settings.xml"
FIRST_BINARY = 31
"""From Android 12 (API 31) on such files are binary XML; `abx2xml` on the device makes text of them."""
NAME = "device_name"
_TEXT = re.compile(r"[\x21-\x7e]{6,200}")
"""A value that is worth looking for: a shorter one stands in many a request by chance."""
_ROW = re.compile(r"<setting\b[^<>]{0,1000}>")
_FIELD = re.compile(r'\b(package|value)="([^"<>]{1,300})"')
_UUID = re.compile(r">\s*([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\s*<")
NO_ADVERTISING_ID = "the advertising id of the device cannot be read"
NO_APP_ID = "the android_id that the app gets cannot be read"
NO_NAME = "the device did not take a name of ours"


@dataclass(frozen=True)
class Identifiers:
    """`known`: name → value, as leak checks look for them. `unseen`: name → why it is not known (a fixed sentence)."""

    known: Mapping[str, str]
    unseen: Mapping[str, str]


def plant(device: Device, undo: Undo) -> str | None:
    """Give the device a name that stands nowhere else, for apps may read it; None when it does not take it."""
    name, before = f"sp-{secrets.token_hex(6)}", device.shell(f"settings get global {NAME}").line
    back = f"delete global {NAME}" if before == UNSET else f"put global {NAME} {shlex.quote(before)}"
    undo.plan(Step("the name of the device", (f"shell:settings {back}",), f"shell:settings get global {NAME}", before))
    device.shell(f"settings put global {NAME} {name}")
    return name if device.shell(f"settings get global {NAME}").line == name else None


def identifiers(device: Device, package: str, name: str | None) -> Identifiers:
    """What an app on this device could tell about it. Best asked after the app was started: only then it has an id."""
    known = {"serial": device.prop("ro.serialno"), "android_id": device.shell("settings get secure android_id").line}
    unseen: dict[str, str] = {}
    told = (
        ("app_android_id", _app_id(device, package), NO_APP_ID),
        ("advertising_id", _advertising_id(device), NO_ADVERTISING_ID),
        ("device_name", name, NO_NAME),
    )
    for what, value, why in told:
        if value is None:
            unseen[what] = why
        else:
            known[what] = value
    return Identifiers({what: value for what, value in known.items() if _TEXT.fullmatch(value)}, unseen)


def _app_id(device: Device, package: str) -> str | None:
    command = f"cat {SSAID}" if device.api < FIRST_BINARY else f"abx2xml {SSAID} -"
    rows = [dict(_FIELD.findall(row)) for row in _ROW.findall(_as_root(device, command))]
    return next((row["value"] for row in rows if row.get("package") == package and "value" in row), None)


def _advertising_id(device: Device) -> str | None:
    found = _UUID.search(_as_root(device, f"cat {ADVERTISING}"))
    return found[1].lower() if found and set(found[1]) - set("0-") else None


def _as_root(device: Device, command: str) -> str:
    """What root reads; nothing where nobody is root."""
    try:
        answer = device.as_root(command)
    except DeviceError:
        return ""
    return answer.text if answer.code == 0 else ""
