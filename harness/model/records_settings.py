"""Records of the settings that an app offers: one line for each control, value of an API, or place without one."""

from __future__ import annotations

import msgspec

from harness.model.records import Record


class SettingSeen(Record, tag="seen", tag_field="kind", kw_only=True):
    """One control, or one value of an API, at one moment.

    `persona`: whose settings. `when`: "first", "after-logout", "second-device", "after-login", "after-roster",
    "after-reset", "adjusted", "locked" or "restored". `source`: "screen" or "api". `setting`: an id of the settings
    catalogue, "" when it was not recognised. `label`: the accessible name, with what stands around it where the name
    says nothing; for an API the dotted path. `role`: checkbox, switch, radio, select, combobox, slider, toggle or
    value. `value`: "on", "off", the text of the chosen option, or a number; "" when it has none. `declared`: the
    profile lists it. `account`: "given" by the profile, or "fresh".
    """

    persona: str
    when: str
    page: str
    source: str
    setting: str = ""
    label: str = ""
    role: str = ""
    value: str = ""
    options: list[str] = msgspec.field(default_factory=list)
    locked: bool = False
    declared: bool = False
    shot: str | None = None
    age: int | None = None
    account: str = "given"


class SettingMissing(Record, tag="missing", tag_field="kind", kw_only=True):
    """A declared setting that was not found where it should be, or (`setting` "") a page that could not be read whole.

    `locate`: what was looked for. `reason`: "not-found", "page-failed", "too-many-pages", "too-many-controls",
    "frame-unread" (a frame of the app) or "foreign-frame" (one of somebody else, with controls in it). `shot`: the page
    where it was looked for.
    """

    persona: str
    when: str
    page: str
    setting: str = ""
    locate: str = ""
    reason: str = "not-found"
    shot: str | None = None
