"""What others could do to a pupil's account, and what a school could decide: records of the settings probes."""

from __future__ import annotations

import msgspec

from harness.model.records import Record


class EffectTried(Record, kw_only=True):
    """Somebody tried to reach a pupil: to see the profile, find it, write to it, comment, or read a work.

    `persona` is the owner, `actor` who tried, `relation` what they are to the owner: `anonymous`, `other-school`,
    `other-class` or `permitted`. `way` is `request` (sent by the harness with the actor's session), `page` and `search`
    (in the actor's browser), `screen` (typed and sent there), `replay` (the permitted persona's request again with the
    actor's session) or `sitemap`. `reached` names what of the owner came back, or `mark` when what was sent arrived.

    `tried` is false when the app offered no way to try. `control` is empty when the permitted persona succeeded in the
    same way just before and after, and the actor was signed in; else it says what failed. `waited` are seconds between
    sending and the last look; `overtaken` says that what the permitted persona sent afterwards in that way was there
    before that look. `undone`: whether what was made is gone again; None when nothing had to be.
    """

    persona: str
    effect: str
    way: str
    actor: str
    relation: str
    address: str = ""
    tried: bool = True
    status: int | None = None
    reached: list[str] = msgspec.field(default_factory=list)
    control: str = ""
    waited: float = 0.0
    overtaken: bool = False
    undone: bool | None = None
    shot: str | None = None


class LinkMeasured(Record, kw_only=True):
    """The share links of works made for the test; `samples` is 0 when a work offered none.

    `address` has `{}` where the links differ, `bits` is the most that this part can hold, `sequential` whether one
    follows from the other. `opens` are the relations that read a work by its link; `control` is empty when the owner
    did. `days` is how long it stays open by what page, API or address say (`said` names the place), None when nothing
    says it, and `never` when they say that it does not end.
    """

    persona: str
    address: str = ""
    samples: int = 0
    bits: float = 0.0
    sequential: bool = False
    opens: list[str] = msgspec.field(default_factory=list)
    control: str = ""
    days: float | None = None
    never: bool = False
    said: str = ""


class SettingAdjusted(Record, kw_only=True):
    """An administrator changed what pupils have and locked it; `persona` is the pupil who then looked and tried.

    `before` is what the pupil had, `wanted` what the administrator chose (shown again to the administrator when
    `saved`), `lock` whether the lock was set and shown again. `existing` and `new` are what the pupil and an account
    made afterwards had `after` seconds later. `screen` and `request` are what the pupil had after trying to choose
    something else, on screen and by the pupil's own recorded request; None when that could not be tried.
    `restored`: whether pupil and administrator see again what was there before. `why` tells what could not be done.
    """

    persona: str
    admin: str
    setting: str
    page: str = ""
    before: str = ""
    wanted: str = ""
    saved: bool = False
    lock: bool | None = None
    existing: str | None = None
    new: str | None = None
    after: float = 0.0
    screen: str | None = None
    request: str | None = None
    request_status: int | None = None
    restored: bool | None = None
    why: str = ""


class SettingSwitched(Record, kw_only=True):
    """A switch of profiling that the pupil turned on and off again, and what the same `pages` sent in between.

    `came` are requests that were sent in every look while it was on and in none before: `GET school.test/api/ads`, or
    one with a field of the address or body, `POST school.test/api/log .profile`. `stayed` are those of them that were
    sent in every look after it was off again; the rest of them in none. Where something stayed, what another pupil's
    pages send too is left out of both. `restored`: whether it shows
    again what it did at first; None when it could not be turned. `why`: "not-found" or "not-kept": nothing was tried.
    """

    persona: str
    setting: str
    label: str = ""
    page: str = ""
    pages: list[str] = msgspec.field(default_factory=list)
    came: list[str] = msgspec.field(default_factory=list)
    stayed: list[str] = msgspec.field(default_factory=list)
    restored: bool | None = None
    why: str = ""
