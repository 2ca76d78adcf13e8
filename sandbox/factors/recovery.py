"""A recovery code: what somebody who lost the generator of their codes signs in with, once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from harness.sandbox.factors.half_way import HalfWay
from harness.sandbox.factors.trouble import BROKE
from harness.sandbox.web.page.login import LATE_ANSWER, LATE_CODE

CASE = "recovery-again"


async def used_again(
    half: HalfWay, code: str, shot: Callable[[], Awaitable[str | None]], inside: Callable[[], Awaitable[None]]
) -> dict[str, Any]:
    """Sign in with the code, do what is to be done `inside`, and sign in with it again: what is to be recorded. It is
    given where a link leads to a form for such codes, else where the generator's is asked.

    A code that opens nothing to begin with was used before, or is asked elsewhere: its refusal says nothing.
    """
    await half.password()
    if (apart := await half.turn_to_recovery()) is False:
        await half.password()
    if (first := await half.give(code, "sign in with a recovery code", LATE_ANSWER)) != "in":
        return {"case": CASE, "control": "no-code-asked" if first == "not-asked" else "recovery-refused"}
    await inside()
    await half.password()
    if apart and not await half.turn_to_recovery():
        return {"case": CASE, "control": "no-code-asked"}
    again = await half.give(code, "try a recovery code again", LATE_CODE)
    failed = BROKE if half.broke and again != "in" else ""
    control = "no-code-asked" if again == "not-asked" else failed
    return {"case": CASE, "inside": again == "in", "control": control, "shot": await shot() if again == "in" else None}
