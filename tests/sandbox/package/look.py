"""From a package to findings without a second process: what the product does, in a few milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness import Package
from harness.bundle.reader import Bundle
from harness.judge import judge
from harness.model.finding import Finding
from harness.plugins.host import load_registry
from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.platform import write_package
from harness.sandbox.package.reading import Reader
from tests.harness.build import Build, registry_of

CHECKS = [one for one in load_registry().checks.values() if Package in one.evidence.values()]
APP = {"name": "Demo", "kind": "android", "package": "app.apk", "permissions": ["CAMERA"]}


def read(path: Path) -> list[dict[str, Any]]:
    """The facts and gaps of a file."""
    facts: list[dict[str, Any]] = []
    try:
        facts.extend(Reader(path.name).read(path))
    except UnreadableError as error:
        facts.append({"gap": error.why, "text": str(error)})
    return facts


REGISTRY = registry_of(*CHECKS)


FORM = "mobile/data-safety"


def findings(facts: list[dict[str, Any]], folder: Path, **app: Any) -> Mapping[str, Finding]:
    """What the mobile checks say of these facts, by check; of the store's form only where one was given."""
    made = Build(folder, app={**APP, **app})
    gathered = write_package(facts, made)  # type: ignore[arg-type]
    bundle = Bundle(made.seal(probes=gathered.probes, probes_skipped=gathered.probes_skipped, level="recommended"))
    given = any(one.get("kind") == "declared" for one in facts)
    return {one.check: one for one in judge(bundle, REGISTRY) if given or one.check != FORM}


def told(finding: Finding) -> str:
    """Everything that a finding says, as one text."""
    return f"{finding.message} {finding.values} {finding.reason}"
