"""The English words for the codes of a report. They are the keys of the translations, too."""

from __future__ import annotations

from collections.abc import Mapping

from harness.model.report import Label, Login, Status
from harness.model.report_base import Method

STATUS: Mapping[Status, str] = {
    "pass": "met",
    "fail": "not met",
    "review": "to be reviewed",
    "not_applicable": "not applicable",
    "not_tested": "not tested",
    "error": "error in the test",
}

LABEL: Mapping[Label, str] = {
    "meets-minimum": "Meets the minimum requirements",
    "fails-minimum": "Does not meet the minimum requirements",
    "incomplete": "Incomplete: no verdict yet",
}

MEANING: Mapping[Label, str] = {
    "meets-minimum": "Every minimum requirement is met or does not apply. This holds for the version that was tested, "
    "within what the tests can see.",
    "fails-minimum": "At least one minimum requirement is not met. It has to change before a school can rely on it.",
    "incomplete": "No minimum requirement was found to be broken, but not every one was answered. This is no approval.",
}

LOGIN: Mapping[Login, str] = {
    "proven": "Sign-in proven, from start to end",
    "failed": "Sign-in failed: nothing was seen as this account",
    "lost": "Sign-in lost on the way: what came after does not count",
    "unended": "Sign-in not proven at the end: what came after the last proof does not count",
    "anonymous": "Visitor without an account",
}

INDEPENDENCE: Mapping[str, str] = {
    "first": "the maker itself",
    "second": "a customer of the maker",
    "third": "independent of maker and customer",
}

METHOD: Mapping[str, str] = {"examine": "examined", "interview": "by interview"}

SIGNING_IN: Mapping[Method, str] = {
    "password": "Password",
    "second-factor": "Second factor",
    "passkey": "Passkey",
    "door": "Other ways in (interfaces, resets, remembered devices)",
    "young-child": "Young child's way",
    "oidc": "OpenID Connect (such as LeerID)",
    "saml": "SAML",
    "recovery": "Getting back in, and changes",
    "enrolment": "Joining a school",
    "session": "Once signed in",
}
"""The ways of signing in, and what stands beside every way."""

READ: Mapping[str, str] = {
    "verified": "read in the source",
    "secondary": "read in a summary",
    "to-confirm": "to be confirmed",
}
"""How well a clause of another norm was read."""
