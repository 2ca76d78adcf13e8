"""The `[device]` table of a profile: the Android device on which an app runs while it is audited."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from harness.model.table import Table


class DeviceTable(Table):
    """`serial` names the device as `adb devices` does; without it there must be exactly one. `connect` is an address to
    connect adb to first (an emulator elsewhere: "host:port"). `port` is that of the adb server, else adb's own choice.
    `certificates`: whether the app is also started before servers with wrong certificates. `seconds` bounds the walk
    through an app without journeys.
    """

    serial: str | None = Field(default=None, min_length=1, max_length=100)
    connect: str | None = None
    port: int | None = Field(default=None, ge=1, le=65535)
    certificates: bool = True
    seconds: int = Field(default=90, ge=5, le=900)

    @field_validator("serial", "connect")
    @classmethod
    def _plain(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:\[\]-]{0,99}", value):
            raise ValueError("a serial or address as `adb devices` shows it")
        return value
