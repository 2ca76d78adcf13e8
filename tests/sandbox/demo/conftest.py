"""Fixtures for the demo school's tests."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[3]))  # the helpers are imported as `tests.sandbox.demo.visitor`

from harness.sandbox.demo.people import Person, invent_people
from tests.sandbox.demo.visitor import Visitor, in_process


@pytest.fixture(scope="session")
def people() -> dict[str, Person]:
    """Everyone, by username."""
    return {person.username: person for person in invent_people()}


@pytest.fixture
def visitor(people: dict[str, Person]) -> Iterator[Callable[..., Visitor]]:
    """`visitor("no-hsts", …)`: somebody at the school with these faults, in this process."""
    with ExitStack() as stack:
        yield lambda *faults: stack.enter_context(in_process(people.values(), faults))
