"""What differs between the levels of Android that we go to."""

from __future__ import annotations

from dataclasses import dataclass

SYSTEM_STORE = "/system/etc/security/cacerts"
APEX_STORE = "/apex/com.android.conscrypt/cacerts"


@dataclass(frozen=True)
class Level:
    """`remounts`: adbd can make the system partition writable. `store`: where apps look for authorities."""

    api: int
    release: str
    remounts: bool
    store: str
    security_patch: str

    @property
    def apex(self) -> bool:
        return self.store == APEX_STORE


LEVELS = {
    28: Level(28, "9", True, SYSTEM_STORE, "2019-08-05"),
    30: Level(30, "11", False, SYSTEM_STORE, "2021-10-05"),
    33: Level(33, "13", False, SYSTEM_STORE, "2022-11-05"),
    34: Level(34, "14", False, APEX_STORE, "2023-10-05"),
}


def properties(level: Level, serial: str) -> dict[str, str]:
    """What getprop tells, beside that this is no device at all."""
    return {
        "ro.build.version.sdk": str(level.api),
        "ro.build.version.release": level.release,
        "ro.build.version.security_patch": level.security_patch,
        "ro.build.type": "userdebug",
        "ro.debuggable": "1",
        "ro.kernel.qemu": "1",
        "ro.product.cpu.abilist": "x86_64,arm64-v8a",
        "ro.product.model": "Simulated device",
        "ro.product.name": "simulated",
        "ro.product.device": "simulated",
        "ro.serialno": serial,
        "ro.boot.serialno": serial,
        "ro.schoolproof.simulated": "1",
        "sys.boot_completed": "1",
        "persist.sys.locale": "nl-BE",
    }
