"""Parts of the profile about coming in: as a stranger, as a young child, on another device."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from harness.model.profile_accounts import Accounts
from harness.model.profile_devices import Devices
from harness.model.profile_enrolments import Enrolment
from harness.model.profile_young import YoungLogin
from harness.model.table import Table

if TYPE_CHECKING:
    from harness.model.profile import Persona


class JoiningTables(Table):
    """The tables `[[enrolments]]`, `[[young]]` and `[devices]`."""

    enrolments: tuple[Enrolment, ...] = ()
    young: tuple[YoungLogin, ...] = ()
    devices: Devices | None = None

    def joining_problem(self, personas: Mapping[str, Persona], accounts: Accounts | None) -> str | None:
        """Why one of them cannot be tried with these personas, or None."""
        code = accounts.code if accounts else None
        found = [one.problem(personas, code) for one in self.enrolments]
        found += [one.problem(personas) for one in self.young]
        found += [self.devices.problem(personas)] if self.devices else []
        return next((why for why in found if why is not None), None)
