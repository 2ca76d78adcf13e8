"""Records of probes of a session's life that somebody lived in a browser."""

from __future__ import annotations

from msgspec import field

from harness.model.records import Record


class LoggedOut(Record, kw_only=True):
    """What was left after somebody signed out. `reason`: why it could not be tried at all.

    `control`: before, the session opened a page that a stranger did not get. `found`: there was a button (`button`, its
    words); if not, `shot` shows where it was looked for. `out`: the app no longer shows who was signed in. `opens`: the
    old session still opens that page, `logout-delay` seconds after (None: the app did not really answer); `by` what of
    it alone, `cookie` or `token`, and `hours` how long that token says that it lives (None: it does not say). `shown`:
    planted fields on the pages before. `renewal`: whether new tokens were still `given` or `refused` (`untold`:
    refused, but nothing shows that it would have worked before; "": there is no way to renew any), and `new_cookie`
    the same of a session cookie that pages were seen to ask for, or that another cookie is there for. `socket`: whether
    one that was open `ended` or `tells` on; `new_socket`: whether one was `refused` to the old session or `tells`.
    `answers`: the app did answer when all was done.
    `remains`: where the browser still keeps a planted value, as `store: name`; `unread`: why not everything was read.
    `back`: planted fields that the back button shows, in `steps` pages that could be read; `offline`: those that the
    same pages show without the network.
    """

    persona: str
    reason: str = ""
    page: str = ""
    control: bool = False
    found: bool = False
    button: str = ""
    out: bool = False
    opens: bool | None = None
    by: list[str] = field(default_factory=list)
    hours: float | None = None
    renewal: str = ""
    new_cookie: str = ""
    socket: str = ""
    new_socket: str = ""
    answers: bool = True
    shown: list[str] = field(default_factory=list)
    remains: list[str] = field(default_factory=list)
    unread: str | None = None
    back: list[str] = field(default_factory=list)
    steps: int = 0
    offline: list[str] = field(default_factory=list)
    shot: str | None = None


class TokenSeen(Record, kw_only=True):
    """A token that says something by itself (a JWT), as a session used or kept it; one with no `place` says there was
    none among the `looked` values.

    `place`: `header`, `cookie: name` or `local: name`. `alg` and `hours` are what it says of itself (None: it does not
    say when it ends). `claims`: the names of what it says; `tells`: (claim, planted field that stands in it). `common`:
    it is signed with a secret that everybody knows. `control`: a page opened to it and not without it; `spare`: a page
    opened to the session's other cookies, and not to a stranger. `believed`: what opened that page in its place:
    `unsigned` (alg none), `stripped` or `other-signature`; `unanswered`: those that the app did not really answer.
    """

    persona: str
    place: str = ""
    looked: int = 0
    alg: str = ""
    hours: float | None = None
    claims: list[str] = field(default_factory=list)
    tells: list[tuple[str, str]] = field(default_factory=list)
    common: bool = False
    control: bool = False
    spare: bool = False
    believed: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


class CommandTried(Record, kw_only=True):
    """A change that a page of another site tried to make by the browser of somebody signed in.

    `change`: its name in the profile. `control`: why trying says nothing ("" when the persona made the change by
    itself, before and after, and it was undone). `way`: how it was sent: `form`, `form-as-text`, `address` or `script`.
    `token`: what stood for the app's token, `absent` or `made-up`; "" where it sends none. `answered`: the app did;
    `cookie`: the browser sent cookies along. `changed`: the mark of this try stood on the page afterwards; `undone`:
    it is gone again (None: nothing had to be undone).
    """

    persona: str
    change: str
    control: str = ""
    way: str = ""
    token: str = ""
    answered: bool = False
    cookie: bool | None = None
    status: int | None = None
    changed: bool = False
    undone: bool | None = None
    shot: str | None = None


class RemovalTried(Record, kw_only=True):
    """Access that was taken away from `persona`, whose session was open, by `by`.

    `removal`: its name in the profile. `control`: why it says nothing: `not-read` (the session did not read it before),
    `steps-failed`, or that somebody could not sign in. `addresses` were read before; `still`: those that the open
    session reads `after` seconds (None: the app did not answer), `by_token` those that its token reads by itself.
    `renewal`: what came of asking for another token then: `given`, `refused`, `untold` (not shown to work), "" where
    there was no way. `fresh`: where it reads on, whether somebody who signs in anew does too, so that nothing was taken
    away (None: not told). `restored`: once given back, it is read again.
    """

    persona: str
    removal: str
    by: str
    control: str = ""
    addresses: list[str] = field(default_factory=list)
    still: list[str] | None = None
    by_token: list[str] = field(default_factory=list)
    renewal: str = ""
    after: float = 0.0
    fresh: bool | None = None
    restored: bool | None = None


class GuardedTried(Record, kw_only=True):
    """A change that was sent without the present password.

    `control`: why it says nothing: the change does not work by itself, or not when its request is sent again
    (`not-again`); or the password stands in a request of its own, or in a body that was not understood (`asked-apart`).
    `asked`: a password went along at all. `variant`: what stood for it: `wrong`, `empty` or `absent`. `changed` and
    `undone` are as in `CommandTried`.
    """

    persona: str
    change: str
    control: str = ""
    variant: str = ""
    asked: bool = True
    answered: bool = False
    status: int | None = None
    changed: bool = False
    undone: bool | None = None
    shot: str | None = None


class DevicesTried(Record, kw_only=True):
    """Somebody was signed in twice, saw the list of sessions, and ended the other one.

    `control`: why it says nothing: `no-telling-page` (no address shows whose session it is), `one-at-a-time` (signing
    in anew had ended the first session), or that somebody could not sign in. The list showed `alone` sessions before
    and `both` after the second sign-in, `left` at the end. `ended`: the declared steps worked. `still`: the other
    session read `page` all the same (None: the app did not really answer); `alive`: the first one, or a fresh sign-in,
    reads it.
    """

    persona: str
    control: str = ""
    page: str = ""
    alone: int = 0
    both: int = 0
    left: int = 0
    ended: bool = False
    still: bool | None = None
    alive: bool | None = None
    shot: str | None = None
