"""The recorder for one app alone: a proxy that is set for a device gets the traffic of every app on it.

What others send would be held against the app under test, so the device's own packet filter keeps them away from the
port that leads to us: only the app's uid may connect to it.
"""

from __future__ import annotations

import shlex

from harness.sandbox.android.device import Device
from harness.sandbox.android.errors import DeviceError, DeviceGone
from harness.sandbox.android.packages import uid_of
from harness.sandbox.android.proxy import lead_to
from harness.sandbox.android.step import Step, gone
from harness.sandbox.android.undo import Undo


def rule(port: int, uid: int) -> str:
    """The rule, as iptables takes it after `-I`, `-C` or `-D`."""
    return f"OUTPUT -o lo -p tcp --dport {port} -m owner ! --uid-owner {uid} -j REJECT"


def lead_alone(device: Device, undo: Undo, port: int, package: str) -> bool:
    """Lead the device to our proxy at `port`, and let only this app reach it.

    False when the device does not keep the rule: then nobody knows whose traffic is whose. Raises DeviceError when it
    does not take the proxy over.
    """
    lead_to(device, undo, port)
    listing = device.shell(shlex.join(["pm", "list", "packages", "-U", package]))
    uid = uid_of(listing.text, package)
    return uid is not None and _kept_away(device, undo, rule(port, uid))


def _kept_away(device: Device, undo: Undo, words: str) -> bool:
    there = f"root:iptables -C {words}"
    step = Step("a rule that keeps other apps away from our proxy", (f"root:iptables -D {words}",), there)
    try:
        undo.change(step, f"root:iptables -I {words}")
        return not gone(device, step)
    except DeviceGone:
        raise
    except DeviceError:
        return False
