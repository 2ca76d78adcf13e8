"""Parts of the profile about coming in: as a stranger, as a young child, on another device."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

    def joining_problems(
        self, personas: Mapping[str, Persona], accounts: Accounts | None
    ) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Why one of them cannot be tried with these personas, with its place in the file."""
        code = accounts.code if accounts else None
        for index, way in enumerate(self.enrolments):
            if (why := way.problem(personas, code)) is not None:
                yield ("enrolments", index), why
        for index, easy in enumerate(self.young):
            if (why := easy.problem(personas)) is not None:
                yield ("young", index), why
        if self.devices is not None and (why := self.devices.problem(personas)) is not None:
            yield ("devices",), why
