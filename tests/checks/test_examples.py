"""Each check passes its good example and fails its bad one (the seeded faults of the demo school do it once more)."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Check, Status
from harness.bundle.reader import Bundle
from harness.judge import judge
from harness.later.followups import open_bundle
from harness.model.finding import Finding
from harness.plugins.host import load_registry
from tests.checks.examples import EXAMPLES, Add, Example
from tests.harness.build import Build, registry_of
from tests.harness.lists.made import lists_of

CHECKS = load_registry().checks


def outcome(tmp_path: Path, check: Check, example: Example, add: Add) -> Finding:
    made = Build(tmp_path, **example.profile)
    session = made.session()
    add(made, session)
    bundle = open_bundle(made.seal(level=example.level))
    registry = registry_of(check, lists=lists_of(**example.lists))
    (found,) = [item for item in judge(bundle, registry) if item.persona == example.who]
    return found


def test_every_check_has_examples() -> None:
    assert set(EXAMPLES) == set(CHECKS), "add the check's two examples to tests/checks/examples.py"


@pytest.mark.parametrize("name", sorted(EXAMPLES))
class TestExamples:
    def test_good(self, tmp_path: Path, name: str) -> None:
        found = outcome(tmp_path, CHECKS[name], EXAMPLES[name], EXAMPLES[name].good)
        assert found.status is EXAMPLES[name].right, (found.message, found.values, found.reason)
        assert found.examined > 0 or found.status is Status.NOT_TESTED

    def test_bad(self, tmp_path: Path, name: str) -> None:
        found = outcome(tmp_path, CHECKS[name], EXAMPLES[name], EXAMPLES[name].bad)
        assert found.status is EXAMPLES[name].wrong, (found.message, found.values, found.reason)
        assert found.proof, "a fail shows where it was seen"

    def test_nothing_seen(self, tmp_path: Path, name: str) -> None:
        check, example = CHECKS[name], EXAMPLES[name]
        bundle = Build(tmp_path, **example.profile).seal(level=example.level, probes=())
        registry = registry_of(check, lists=lists_of(**example.lists))
        found = [item for item in judge(Bundle(bundle), registry) if item.persona == example.who]
        assert [item.status for item in found] == [Status.NOT_TESTED]

    def test_a_message_names_only_values_that_are_there(self, tmp_path: Path, name: str) -> None:
        example = EXAMPLES[name]
        for folder, add in (("good", example.good), ("bad", example.bad)):
            found = outcome(tmp_path / folder, CHECKS[name], example, add)
            assert found.message.format(**found.values)
