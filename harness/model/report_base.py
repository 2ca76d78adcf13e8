"""The words that every part of the report is made of: statuses, levels, and texts that can always be written."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

type Status = Literal["pass", "fail", "review", "not_applicable", "not_tested", "error"]
type Level = Literal["minimum", "recommended", "advanced"]
type Method = Literal[
    "password", "second-factor", "passkey", "door", "young-child", "oidc", "saml", "recovery", "enrolment", "session"
]

STATUSES: tuple[Status, ...] = ("pass", "fail", "review", "not_applicable", "not_tested", "error")
LEVELS: tuple[Level, ...] = ("minimum", "recommended", "advanced")
METHODS: tuple[Method, ...] = (
    "password", "second-factor", "passkey", "door", "young-child", "oidc", "saml", "recovery", "enrolment", "session",
)
"""Ways of signing in, then what stands beside every way: getting back in, joining a school, being signed in."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _encodable(value: object) -> object:
    """Lone surrogates cannot be written as UTF-8; an app must not be able to stop its own report with one."""
    return _LONE_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


type Text = Annotated[str, BeforeValidator(_encodable)]
type Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
type Value = Text | Whole | tuple[Text | Whole, ...]


class Frozen(BaseModel):
    """A part of the report: frozen, and unknown fields are ignored on reading."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Words(Frozen):
    """One text in the two languages of the report."""

    en: Text
    nl: Text


class Message(Frozen):
    """An English template with `{placeholders}` and its values, which may come from the app: never trust them."""

    template: Text
    values: dict[Text, Value] = Field(default_factory=dict)
