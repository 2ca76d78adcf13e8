"""A school whose maker declares a little, and what its pages send: the case of the tests of the register."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from harness.bundle.reader import Bundle
from harness.judge import reference_of
from harness.model.scope import Scope
from harness.model.sharing import SharingRow
from harness.plugins.host import Registry
from harness.sharing.observing import observe
from harness.sharing.rows import sharing_rows
from tests.harness.build import KNOWN, Build, base_profile, registry_of, returning

CDN = {"name": "Voorbeeld Hosting BV", "hosts": ["cdn.voorbeeld.test"], "country": "BE", "data": ["none"]}

@cache
def registry() -> Registry:
    """One for all tests: reading the tables takes a third of a second."""
    return registry_of(returning(None))



def personas(**ages: int) -> dict[str, Any]:
    """The people of the base profile; `pupil=11` gives the pupil an age."""
    found: dict[str, Any] = base_profile()["personas"]
    return {name: {**one, **({"age": ages[name]} if name in ages else {})} for name, one in found.items()}


def school(tmp_path: Path, *recipients: Mapping[str, Any], version: str = "1.0", **more: Any) -> Build:
    """A bundle in the making, its profile with these `[[recipients]]`."""
    app = {**base_profile()["app"], "version": version}
    return Build(tmp_path, **{"app": app, "recipients": list(recipients), "personas": personas(pupil=11), **more})


def scope_of(folder: Path) -> Scope:
    bundle = Bundle(folder)
    return Scope(bundle, reference_of(bundle, registry()), None)


def rows_of(folder: Path) -> tuple[SharingRow, ...]:
    """The rows of a sealed bundle."""
    scope = scope_of(folder)
    return sharing_rows(scope, observe(scope))


def mail(session: Any, url: str) -> None:
    """The pupil's address leaves in a body."""
    session.exchange(url, method="POST", posted=f'{{"em":"{KNOWN["email"]}"}}'.encode())
