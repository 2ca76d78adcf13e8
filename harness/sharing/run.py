"""The register of one bundle, without judging it."""

from __future__ import annotations

from harness.bundle.reader import Bundle
from harness.judge import reference_of
from harness.model.register import Register, RegisterRun
from harness.model.scope import Scope
from harness.plugins.host import Registry
from harness.reporting import gaps_told
from harness.sharing.observing import observe
from harness.sharing.rows import sharing_rows


def register_of(bundle: Bundle, registry: Registry) -> Register:
    """The same as that of the bundle's report."""
    scope = Scope(bundle, reference_of(bundle, registry), None)
    app = scope.reference.profile.app
    run = RegisterRun(
        bundle=bundle.identity,
        app=app.name,
        version=app.version,
        kind=app.kind,
        started=str(bundle.run.get("started", "")),
        complete=bundle.complete,
        gaps=len(gaps_told(scope)),
        tool=registry.tool_version,
        rules=registry.rules,
    )
    return Register(schema="schoolproof.register/1", runs=(run,), rows=sharing_rows(scope, observe(scope)))
