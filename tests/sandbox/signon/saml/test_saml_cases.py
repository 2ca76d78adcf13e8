"""Over HTTP, by effect: a sound service refuses every spoilt answer, one that looks at nothing lets every one in.

That each fault is met by its own case and by no other is looked at without HTTP: tests/sandbox/demo/test_saml_answer.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from harness.sandbox.signon.saml.cases import SAML_CASES, SamlCase
from tests.sandbox.signon.saml.school import playing

IDS = {case.id for case in SAML_CASES}
COMMENT = [case for case in SAML_CASES if case.id == "comment"]


async def let_in(cases: Iterable[SamlCase], *faults: str) -> set[str]:
    """The cases whose login got in, after looking that each was tried and stood between good logins."""
    found = set()
    async with playing(faults) as play:
        for case in cases:
            tried = await play.trials.case(case)
            assert (tried.before, tried.after, tried.delivered, tried.reason) == (True, True, True, ""), case.id
            if tried.inside:
                assert tried.inside == "pupil", "whoever is let in is whom the forger chose"
                found.add(case.id)
    return found


def test_the_sound_service_refuses_everything() -> None:
    assert asyncio.run(let_in(SAML_CASES)) == set()


def test_a_service_that_looks_at_nothing_is_caught_by_every_case() -> None:
    """All faults at once; but who reads a name up to a comment reads the wrong one in a wrapped answer."""
    faults = [f"saml-{id}" for id in IDS - {"comment"}]
    assert asyncio.run(let_in(SAML_CASES, *faults)) == IDS - {"comment"}
    assert asyncio.run(let_in(COMMENT, "saml-comment")) == {"comment"}
