"""The way from the device to our proxy: a port of the device that leads here through adb, and the setting for it.

Through adb the proxy stays on this machine's own loopback, for an emulator and for a phone alike. Apps may ignore the
setting: what they then send is seen in the device's own counters, never taken for silence.
"""

from __future__ import annotations

import shlex

from harness.sandbox.android.device import Device
from harness.sandbox.android.errors import NO_PROXY, DeviceError
from harness.sandbox.android.step import Step
from harness.sandbox.android.undo import Undo

HOST = "127.0.0.1"
OFF = ":0"
SETTING = "http_proxy"
ECHOES = ("global_http_proxy_host", "global_http_proxy_port", "global_http_proxy_exclusion_list")
"""What Android makes of the setting by itself (ConnectivityService)."""
UNSET = "null"


def lead_to(device: Device, undo: Undo, port: int) -> str:
    """Send the device's HTTP traffic to `port` of this machine; returns the address that is set there.

    Raises DeviceError when the device does not take it over.
    """
    _reverse(device, undo, port)
    address = f"{HOST}:{port}"
    before = read(device, SETTING)
    _plan_setting(device, undo, before, address)
    device.shell(f"settings put global {SETTING} {address}")
    if read(device, SETTING) != address:
        told = f"{device.serial} does not keep the address of our proxy"
        hint = f"adb -s {device.serial} shell settings put global {SETTING} {address}"
        raise DeviceError(told, hint=hint, reason=NO_PROXY)
    return address


def read(device: Device, name: str) -> str:
    """A global setting; UNSET when there is none."""
    return device.shell(f"settings get global {shlex.quote(name)}").line


def _reverse(device: Device, undo: Undo, port: int) -> None:
    """A rule of somebody else for this port is left alone. Rules end with the connection that they were made in."""
    rule, listing = f"tcp:{port}", "reverse:list-forward"
    leads = f" {rule} {rule}\n"
    if leads in device.service(listing):
        return
    undo.plan(Step("a port that leads here", (f"adbd:reverse:killforward:{rule}",), f"adbd:{listing}", without=leads))
    said = device.service(f"reverse:forward:norebind:{rule};{rule}")
    if leads not in device.service(listing):
        told = f"{device.serial} opens no port that leads to our proxy: {said[:200]}"
        raise DeviceError(told, hint=f"adb -s {device.serial} reverse {rule} {rule}", reason=NO_PROXY)


def _plan_setting(device: Device, undo: Undo, before: str, address: str) -> None:
    """Putting `:0` is what really switches it off; deleting a setting alone leaves the proxy in use."""
    undo.plan(_cleared(SETTING, before))
    for name in ECHOES:
        undo.plan(_cleared(name, read(device, name)))
    if before in (UNSET, "", OFF):
        off, look = f"shell:settings put global {SETTING} {OFF}", f"shell:settings get global {SETTING}"
        undo.plan(Step("our proxy in use", (off,), look, without=address))


def _cleared(name: str, before: str) -> Step:
    look = f"shell:settings get global {name}"
    if before == UNSET:
        return Step(f"the setting {name}", (f"shell:settings delete global {name}",), look, UNSET)
    return Step(f"the setting {name}", (f"shell:settings put global {name} {shlex.quote(before)}",), look, before)
