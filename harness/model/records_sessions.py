"""Records of probes of a session's life that somebody lived in a browser."""

from __future__ import annotations

from msgspec import field

from harness.model.records import Record


class LoggedOut(Record, kw_only=True):
    """What was left after somebody signed out. `reason`: why it could not be tried at all.

    `control`: before, the session opened a page that a stranger did not get. `found`: there was a button (`button`, its
    words); if not, `shot` shows where it was looked for. `out`: the app no longer shows who was signed in. `opens`: the
    old session still opens that page, `logout-delay` seconds after (None: the app did not really answer). `shown`:
    planted fields on the pages before. `remains`: where the browser still keeps one, as `store: name`; `unread`: why
    not everything was read. `back`: planted fields that the back button shows, in `steps` pages that could be read.
    """

    persona: str
    reason: str = ""
    page: str = ""
    control: bool = False
    found: bool = False
    button: str = ""
    out: bool = False
    opens: bool | None = None
    shown: list[str] = field(default_factory=list)
    remains: list[str] = field(default_factory=list)
    unread: str | None = None
    back: list[str] = field(default_factory=list)
    steps: int = 0
    shot: str | None = None
