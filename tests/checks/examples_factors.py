"""Examples of the checks of second factors, and of commands from other sites."""

from __future__ import annotations

from typing import Any

from tests.checks.example import Example
from tests.checks.examples_signon import wrote


def commanded(**more: Any) -> dict[str, Any]:
    """One try that another site made, and that changed nothing."""
    met = {"persona": "pupil", "change": "note", "way": "form", "token": "absent", "answered": True, "cookie": False}
    return {**met, "status": 403, **more}


def removed(**more: Any) -> dict[str, Any]:
    """Access that was taken away, and an open session that read nothing more at once."""
    met = {"persona": "pupil", "removal": "switched-off", "by": "admin", "addresses": ["/profile"], "still": []}
    return {**met, "after": 0.2, "restored": True, **more}


def guarded(**more: Any) -> dict[str, Any]:
    """A change that was sent with a wrong password, and refused."""
    return {"persona": "pupil", "change": "mail", "variant": "wrong", "answered": True, "status": 403, **more}


def factors(**wrong: Any) -> list[dict[str, Any]]:
    """What was tried at an app that takes nothing wrong; `wrong`: by case (with `_`), what was otherwise."""
    admin, teacher = {"persona": "admin", "role": "admin"}, {"persona": "teacher", "role": "teacher"}
    cases = ("password-alone", "half-address", "half-page", "code-again", "code-early", "code-late", "wrong-tries",
             "recovery-again")  # fmt: skip
    rows = [{**admin, "case": case, **wrong.get(case.replace("-", "_"), {})} for case in cases]
    return [*rows, {**teacher, "case": "password-alone"}]


def factor(**wrong: Any) -> Example:
    """A good run, and one in which something was otherwise."""
    kind = "second-factor"
    return Example(wrote(**{kind: [*factors()]}), wrote(**{kind: [*factors(**wrong)]}), who=None)


def doors(**wrong: Any) -> list[dict[str, Any]]:
    """Three ways in that stay shut; `wrong`: by case, what was otherwise."""
    who = {"persona": "teacher", "role": "teacher"}
    cases = {"alone": "api", "half": "deep-link", "elsewhere": "remember-me", "another": "remember-me"}
    rows = [{**who, "door": f"d-{kind}", "kind": kind, "case": case, **wrong.get(case, {})} for case, kind in cases.items()]
    idle = {**who, "door": "/api/session", "kind": "api", "found": True, "control": "opens-nothing"}
    return [*rows, {**idle, **wrong.get("found", {})}]


def ceremonies(**wrong: Any) -> list[dict[str, Any]]:
    """A passkey that works, and whose wrong answers are refused; `wrong`: by case, what was otherwise."""
    who = {"persona": "teacher", "role": "teacher", "verification": "required"}
    cases = ("good", "origin", "site", "unverified", "signature", "replayed", "other", "counter")
    rows = [{**who, "case": case, "inside": case == "good", **wrong.get(case, {})} for case in cases]
    return [each for each in rows if not each.pop("left_out", False)]


def demanded(**more: Any) -> dict[str, Any]:
    """Somebody without a second factor who stays outside while the school demands one."""
    return {"persona": "colleague", "role": "teacher", "case": "demanded", **more}


FACTORS: dict[str, Example] = {
    "authentication/factor-demanded": Example(
        wrote(**{"factor-demand": [demanded()]}), wrote(**{"factor-demand": [demanded(inside=True)]}), who=None,
        level="recommended",
    ),
    "authentication/factor-not-bypassed": factor(half_address={"inside": True, "address": "/api/me"}),
    "authentication/guarded-changes": Example(
        wrote(guarded=[guarded(), guarded(variant="absent")]),
        wrote(guarded=[guarded(), guarded(variant="absent", changed=True, undone=True)]),
        who=None,
    ),
    "authentication/other-doors": Example(
        wrote(doors=doors(), passkey=ceremonies()),
        wrote(doors=doors(alone={"inside": True, "reached": ["email"]}), passkey=ceremonies()),
        who=None,
    ),
    "authentication/passkeys": Example(
        wrote(passkey=ceremonies()), wrote(passkey=ceremonies(origin={"inside": True})), who=None, level="advanced",
    ),
    "authentication/one-time-codes": factor(code_again={"inside": True}),
    "authentication/staff-factor": factor(password_alone={"inside": True}),
    "sessions/removed-is-out": Example(
        wrote(removal=[removed(), removed(removal="class-left")]),
        wrote(removal=[removed(), removed(still=["/profile"], after=300.4, fresh=False)]),
        who=None,
    ),
    "sessions/no-foreign-commands": Example(
        wrote(**{"cross-site": [commanded(), commanded(way="address")]}),
        wrote(**{"cross-site": [commanded(), commanded(way="address", changed=True, undone=True)]}),
        who=None,
    ),
}
