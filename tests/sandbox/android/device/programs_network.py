"""The packet filter, as far as it keeps apps from a port of the device's own loopback."""

from __future__ import annotations

import re

from tests.sandbox.android.device.files import Trouble
from tests.sandbox.android.device.shell import Caller, Said, program
from tests.sandbox.android.device.state import State

RULE = re.compile(r"OUTPUT -o lo -p tcp --dport (\d+) -m owner ! --uid-owner (\d+) -j REJECT")


@program("iptables")
def iptables(caller: Caller, words: list[str]) -> Said | str:
    caller.root()
    rules, verb, rule = caller.state.firewall, words[0], " ".join(words[1:])
    if RULE.fullmatch(rule) is None:
        raise Trouble(f"Bad argument `{rule}'")
    if verb == "-I" and not caller.state.failures.filter_ignored:
        rules.insert(0, rule)
    elif verb in ("-C", "-D") and rule not in rules:
        return Said(error="iptables: Bad rule (does a matching rule exist in that chain?).\n", code=1)
    elif verb == "-D":
        rules.remove(rule)
    return ""


def lets_through(state: State, uid: int, port: int) -> bool:
    """Whether an app with this uid may connect to this port of the loopback."""
    found = (RULE.fullmatch(rule) for rule in state.firewall)
    return not any(one and int(one[1]) == port and int(one[2]) != uid for one in found)
