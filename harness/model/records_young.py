"""Records of the easy ways in which young children sign in."""

from __future__ import annotations

from msgspec import field

from harness.model.records import Record


class YoungTried(Record, kw_only=True):
    """One way, tried with `persona`. `control`: why it could not be tried, or not to the end.

    `kind` is `picture`, `code` or `qr`. Of the first two: there are `symbols` to choose from, `length` are chosen, and
    the app is said to allow `a_day` wrong tries. `fits`: the persona's own secret is made so. `unordered`: its symbols
    opened the account in another order as well (None: not tried). `before`: the right one opened it; then, after
    `tries` wrong ones from one place, `let_in` says whether it still did there (None: no real answer) and `owner`
    whether it did elsewhere.

    Of a QR code: `codes` were issued, and what differs between them holds at most `bits` bits; `sequential`: one
    follows from another. `old`: the first one still opened the account `after` seconds after it was renewed (None: no
    real answer). `dead`: the codes that this evidence shows open nothing any more.

    `asked` addresses answered to the account, and showed the values `others` of other classes, as
    `path: persona.field`. `switch`: the profile says how the school allows it. `off_opens`, `on_opens`: whether one
    could sign in so with it forbidden, and allowed again. `restored`: it is as it was.
    """

    persona: str
    name: str
    kind: str
    control: str = ""
    symbols: int = 0
    length: int = 0
    a_day: int = 0
    fits: bool = False
    unordered: bool | None = None
    before: bool = False
    tries: int = 0
    let_in: bool | None = None
    owner: bool | None = None
    codes: int = 0
    bits: float = 0.0
    sequential: bool = False
    old: bool | None = None
    after: float = 0.0
    dead: bool | None = None
    asked: int = 0
    others: list[str] = field(default_factory=list)
    switch: bool = False
    off_opens: bool | None = None
    on_opens: bool | None = None
    restored: bool | None = None
    shot: str | None = None
