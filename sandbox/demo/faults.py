"""The faults of the demo school: the ground truth that every check is measured against."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from harness.errors import MisuseError
from harness.sandbox.demo.fault import Fault, Switches
from harness.sandbox.demo.fault_accounts import ACCOUNT_FAULTS
from harness.sandbox.demo.fault_app import APP_FAULTS
from harness.sandbox.demo.fault_choices import CHOICE_FAULTS
from harness.sandbox.demo.fault_commands import COMMAND_FAULTS
from harness.sandbox.demo.fault_doors import DOOR_FAULTS, PASSKEY_FAULTS
from harness.sandbox.demo.fault_effects import EFFECT_FAULTS
from harness.sandbox.demo.fault_factors import FACTOR_FAULTS
from harness.sandbox.demo.fault_joining import JOINING_FAULTS
from harness.sandbox.demo.fault_live import LIVE_FAULTS
from harness.sandbox.demo.fault_passwords import PASSWORD_FAULTS, SUGGESTION_FAULTS
from harness.sandbox.demo.fault_removals import REMOVAL_FAULTS
from harness.sandbox.demo.fault_resets import RESET_FAULTS
from harness.sandbox.demo.fault_saml import SAML_FAULTS
from harness.sandbox.demo.fault_settings import SETTINGS_FAULTS
from harness.sandbox.demo.fault_signon import SIGNON_FAULTS
from harness.sandbox.demo.fault_trackers import TRACKER_FAULTS

__all__ = ["FAULTS", "LEAKY", "Fault", "Switches", "resolve_faults", "switches"]

_TABLES = (
    TRACKER_FAULTS, APP_FAULTS, SETTINGS_FAULTS, ACCOUNT_FAULTS, EFFECT_FAULTS, CHOICE_FAULTS, SIGNON_FAULTS,
    PASSWORD_FAULTS, SUGGESTION_FAULTS, RESET_FAULTS,
    COMMAND_FAULTS, FACTOR_FAULTS, REMOVAL_FAULTS, PASSKEY_FAULTS, DOOR_FAULTS,
    SAML_FAULTS,
    JOINING_FAULTS,
    LIVE_FAULTS,
)
FAULTS: dict[str, Fault] = {fault.id: fault for table in _TABLES for fault in table}
LEAKY: frozenset[str] = frozenset(fault.id for fault in FAULTS.values() if fault.leaky)


def switches(active: Iterable[str]) -> Switches:
    """The switches of one school, with these faults on."""
    return Switches(frozenset(active), FAULTS)


def resolve_faults(preset: str, extra: Iterable[str] = ()) -> frozenset[str]:
    """The faults of a preset (`safe`: none, `leaky`: a realistic set) and of the ids in `extra`.

    Raises MisuseError: no such preset or fault.
    """
    if preset not in ("safe", "leaky"):
        raise MisuseError(f"no such demo: {preset!r}; there are: safe, leaky", hint="schoolproof demo leaky")
    chosen = LEAKY if preset == "leaky" else frozenset()
    return chosen | frozenset(_known(fault) for fault in extra)


def _known(fault: str) -> str:
    if fault in FAULTS:
        return fault
    near = difflib.get_close_matches(fault, FAULTS, n=3)
    advice = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(FAULTS)}"
    raise MisuseError(f"the demo school has no fault {fault!r}; {advice}", hint="schoolproof demo --help")
