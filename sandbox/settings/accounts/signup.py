"""Signs up with the app's own form, as a child would: what is required, and nothing else.

What the app answers is written down and proves nothing: an account was made when somebody signs in with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from playwright.async_api import Page

from harness import SchoolproofError
from harness.sandbox.acting.actor import Actor
from harness.sandbox.settings.accounts import words as w
from harness.sandbox.settings.accounts.account import FreshAccount
from harness.sandbox.settings.accounts.fields import DATE_PARTS, SENSITIVE, Field, SignUp, kind_of, with_required
from harness.sandbox.settings.accounts.fill import Reply, fill_and_send, find_form
from harness.sandbox.settings.accounts.values import value_for
from harness.sandbox.web.page import enter
from harness.sandbox.web.page.ask import Asked, Sheet
from harness.sandbox.web.page.failures import clean
from harness.sandbox.web.page.frames import until
from harness.sandbox.web.page.look import Button, View, look
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.settle import settle
from harness.sandbox.web.page.steps import run_steps
from harness.sandbox.web.page.words import ELSEWHERE, has

MAX_PARTS = 5
HOPS = 2
LATE_FORM = 2.0
_TOLD = 300
_BIRTH = (w.BIRTH, *DATE_PARTS, w.AGE)


@dataclass(frozen=True)
class Way:
    """How to sign up with this app, as far as it is known: where the form is, and what it wants beyond what it says."""

    url: str | None = None
    code: str | None = None
    unmarked: frozenset[str] = frozenset()


@dataclass
class Attempt:
    """What came of one attempt. `reason`: see `AccountMade`; None when the app had nothing against it.

    `forms`: each part of the form, as (address, form, orders of the fields that were filled in). `unmarked`: kinds that
    the app refused to go without although it does not call them required.
    """

    reason: str | None = None
    told: str = ""
    parent: bool = False
    url: str | None = None
    unmarked: list[str] = field(default_factory=list)
    forms: list[tuple[str, SignUp, frozenset[int]]] = field(default_factory=list)

    @property
    def given(self) -> frozenset[str]:
        """The kinds of the fields that were filled in."""
        every = ((one, orders) for _, form, orders in self.forms for one in form.fields)
        return frozenset(one.kind for one, orders in every if one.control.order in orders)


async def sign_up(actor: Actor, account: FreshAccount, way: Way, *, search: bool) -> Attempt:
    """One attempt. With `search`, a form that refuses is sent again with more of what it asks, to learn what it wants.

    Raises ActorFailedError or PlaywrightError when the page or the browser goes away.
    """
    attempt = Attempt()
    try:
        found = await open_form(actor, way)
        if found is None:
            attempt.reason = "no-form"
            return attempt
        attempt.url = actor.page.url
        await _parts(actor, account, way, attempt, *found, search=search)
    except (enter.Held, enter.Redrawn, TimeoutError):
        attempt.reason = "not-understood"
    return attempt


async def by_steps(actor: Actor, account: FreshAccount, way: Way) -> Attempt:
    """The same by the steps of the profile."""
    profile, attempt = actor.run.profile, Attempt(url=way.url)
    steps = profile.accounts.steps if profile.accounts else None
    persona = account.with_known(_words_of(account, way)).persona
    await actor.goto(way.url or "")
    await actor.acted(f"sign up as {account.name}")
    try:
        await run_steps(
            actor.page, steps or (), Values(persona),
            journey="accounts", base_url=actor.base, directory=profile.directory,
        )
    except SchoolproofError as error:
        if error.exit_code == 4:
            raise
        attempt.reason, attempt.told = "not-understood", clean(str(error), _TOLD)
    await settle(actor.page)
    return attempt


def _words_of(account: FreshAccount, way: Way) -> dict[str, str]:
    """What the steps of a profile may put in: the drawn values, the class code, and the birth date if there is one."""
    born = account.born.isoformat() if account.born else "0000-00-00"
    values = {**account.names, "email": account.email, "birth_date": born}
    return values | ({"class_code": way.code} if way.code else {})


async def open_form(actor: Actor, way: Way) -> tuple[Asked, SignUp] | None:
    """Open the sign-up form: where the profile or an earlier attempt says, else by its link from the first page."""
    if way.url is not None:
        await actor.goto(way.url)
        return await until(actor.page, lambda: find_form(actor.page), LATE_FORM)
    login = actor.run.profile.login
    for start in dict.fromkeys(("", (login.url if login else None) or "")):
        await actor.goto(start)
        for _ in range(HOPS + 1):
            if (found := await find_form(actor.page)) is not None:
                return found
            link = await _link(actor.page)
            if link is None:
                break
            await _follow(actor, *link)
    return None


async def _follow(actor: Actor, view: View, button: Button) -> None:
    """Go where a link says, or push a button; an address outside the app is left alone."""
    if button.href:
        await actor.goto(button.href)
    else:
        await enter.push(view, button)
        await settle(actor.page)


async def _link(page: Page) -> tuple[View, Button] | None:
    found = [
        (view, button) for view in await look(page) for button in view.seen.buttons if _leads(button, view.seen.url)
    ]
    return min(found, key=lambda each: len(each[1].text), default=None)


def _leads(button: Button, here: str) -> bool:
    if button.href and (button.href == here or urlsplit(button.href).hostname != urlsplit(here).hostname):
        return False
    return has(f"{button.text} {button.title}", w.SIGN_UP) and not has(button.text, ELSEWHERE)


async def _parts(
    actor: Actor, account: FreshAccount, way: Way, attempt: Attempt, asked: Asked, form: SignUp, *, search: bool
) -> None:
    """Each part of the form in turn, until the app has nothing more to ask or has something against it."""
    for _ in range(MAX_PARTS):
        form = with_required(form, way.unmarked)
        if (why := _hindrance(form, account, way)) is not None:
            attempt.forms.append((actor.page.url, form, frozenset()))
            attempt.reason = why
            return
        reply = await _send(actor, account, way, attempt, asked, form)
        if reply.again and search and not _settled(reply):
            reply = await _search(actor, account, way, attempt, reply)
        if reply.again or reply.form is None or reply.asked is None or _asks_parent(reply):
            _told(attempt, reply)
            return
        asked, form = reply.asked, reply.form
    attempt.reason = "not-understood"


async def _send(actor: Actor, account: FreshAccount, way: Way, attempt: Attempt, asked: Asked, form: SignUp) -> Reply:
    values = {
        one.control.order: value
        for one in form.fields
        if _wanted(one, account) and (value := value_for(one, account, way.code)) is not None
    }
    attempt.forms.append((actor.page.url, form, frozenset(values)))
    await actor.acted(f"send the sign-up form as {account.name}")
    return await fill_and_send(actor.page, asked, form, values)


def _wanted(one: Field, account: FreshAccount) -> bool:
    """Whether a field is filled in: a birth date whenever there is one to give, anything else only when it must be."""
    if one.control.filled and one.control.type != "password":
        return one.required and one.control.type not in ("select", "radio")
    return one.required or (one.kind in _BIRTH and account.born is not None)


def _hindrance(form: SignUp, account: FreshAccount, way: Way) -> str | None:
    """Why this form cannot be sent for this account."""
    if form.captcha:
        return "captcha"
    needed = {one.kind for one in form.fields if one.required}
    if w.CLASS in needed and way.code is None:
        return "code-missing"
    if account.born is None and needed & {*_BIRTH}:
        return "age-required"
    return None


async def _search(actor: Actor, account: FreshAccount, way: Way, attempt: Attempt, reply: Reply) -> Reply:
    """What a form that refuses without cause wants: first all that is harmless, then one sensitive kind after another.

    What was added last before it was accepted is what it would not go without: nothing else had changed.
    """
    form = reply.form
    assert form is not None
    left = [kind for kind in form.kinds if kind not in (w.HONEY, w.NEWS, *_BIRTH, *SENSITIVE)]
    harmless = frozenset(kind for kind in left if any(one.kind == kind and not one.required for one in form.fields))
    tries = [harmless] if harmless else []
    tries += [frozenset({kind}) for kind in SENSITIVE if _unasked(form, kind)]
    added: frozenset[str] = frozenset()
    for more in tries:
        if reply.form is None or reply.asked is None:
            break
        added |= more
        reply = await _send(actor, account, way, attempt, reply.asked, with_required(reply.form, added))
        if not reply.again:
            attempt.unmarked = sorted(more)
            break
        if _settled(reply):
            break
    return reply


def _unasked(form: SignUp, kind: str) -> bool:
    """Whether the form has a field of this kind that was left empty."""
    return any(one.kind == kind and not one.required for one in form.fields)


def _settled(reply: Reply) -> bool:
    """Whether the refusal has its cause in who asks, or in how often, so that no other field would mend it."""
    text = f"{reply.text}\n" + "\n".join(reply.alerts)
    return says(text, w.REFUSED) or says(text, w.BUSY) or _asks_parent(reply)


def _told(attempt: Attempt, reply: Reply) -> None:
    """What the last answer means, as far as it says so."""
    attempt.parent = _asks_parent(reply)
    alerts = " · ".join(dict.fromkeys(reply.alerts))
    text = f"{reply.text}\n{alerts}"
    if attempt.parent:
        attempt.reason = "parent"
    elif says(text, w.BUSY) and reply.again:
        attempt.reason = "busy"
    elif any(sheet.captcha for sheet in reply.sheets):
        attempt.reason = "captcha"
    elif reply.again or says(text, w.REFUSED):
        attempt.reason = "refused"
    elif says(text, w.MAILED):
        attempt.reason = "mail"
    if attempt.reason is not None:
        attempt.told = clean(alerts or _heading(reply.sheets), _TOLD)


def _heading(sheets: Iterable[Sheet]) -> str:
    return next((sheet.headings for sheet in sheets if sheet.headings), "")


def _asks_parent(reply: Reply) -> bool:
    """Whether the page sends the child to a parent: a field for a parent's address and no password, or in words."""
    for sheet in reply.sheets:
        kinds = {kind_of(control) for control in sheet.controls}
        if w.PARENT_EMAIL in kinds and w.PASSWORD not in kinds:
            return True
    return not reply.again and says(reply.text, w.ASK_PARENT)


def says(text: str, words: frozenset[str]) -> bool:
    """Whether a line of the text holds one of the words; each line is read whole."""
    pieces = (line[at : at + 400] for line in text.splitlines() for at in range(0, max(len(line), 1), 300))
    return any(has(piece, words) for piece in pieces)


def path_of(url: str) -> str:
    """The path of an address, for the record: queries may hold what was typed."""
    return urlsplit(urljoin("https://app.invalid/", url)).path[:200]

