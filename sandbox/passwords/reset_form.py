"""The forms of somebody who forgot a password: to ask for another, and to choose it. Found, and sent in a browser."""

from __future__ import annotations

from urllib.parse import urljoin

from playwright.async_api import Error as PlaywrightError

from harness.sandbox.acting.actor import Actor
from harness.sandbox.passwords.capture import NO_FORM, NOT_CARRIED, NOT_UNDERSTOOD, Overheard, own_links
from harness.sandbox.passwords.change_form import FORGOT, is_present
from harness.sandbox.passwords.form import Form
from harness.sandbox.settings.accounts import words as w
from harness.sandbox.settings.accounts.fields import Field, SignUp, button_for, kind_of
from harness.sandbox.settings.accounts.fill import fill_and_send
from harness.sandbox.web.page import enter
from harness.sandbox.web.page.ask import Sheet, ask

TYPED = ("text", "email", "tel", "number", "date", "textarea")
NAMED = (w.USERNAME, w.EMAIL, w.OWN_EMAIL)


def reset_form(sheet: Sheet) -> SignUp | None:
    """The form of this frame that asks for a user name or a mail address and for no password, or None."""
    for group, about in enumerate(sheet.groups):
        controls = [one for one in sheet.controls if one.group == group and not one.disabled]
        named = [Field(one, kind, True) for one in controls if (kind := kind_of(one)) in NAMED]
        if about.search or len(named) != 1 or any(one.type == "password" for one in controls):
            continue
        return SignUp(tuple(named), button_for(sheet, group, named[0].control.order), 1, sheet.captcha, group)
    return None


def new_form(sheet: Sheet) -> SignUp | None:
    """The form of this frame that takes a new password and asks for nothing else, or None."""
    for group in range(len(sheet.groups)):
        controls = [one for one in sheet.controls if one.group == group and not one.disabled]
        fields = tuple(Field(one, w.PASSWORD, True) for one in controls if one.type == "password")
        asks = [one for one in controls if one.type in TYPED and not one.filled]
        if fields and not asks and not any(map(is_present, controls)):
            return SignUp(fields, button_for(sheet, group, fields[-1].control.order), 1, sheet.captcha, group)
    return None


async def choose_new(actor: Actor, link: str, password: str) -> Form | str:
    """Follow a link and choose a new password there; what that sent, or a code for why it could not be done."""
    heard = Overheard(actor)
    await actor.acted("follow the link of a letter")
    try:
        await actor.goto(link)
        for asked in await ask(actor.page):
            form = new_form(asked.sheet)
            if form is not None and form.captcha:
                return "captcha"
            if form is not None:
                await fill_and_send(actor.page, asked, form, {one.control.order: password for one in form.fields})
                return await heard.form({"password": password}) or NOT_CARRIED
    except (enter.Held, enter.Redrawn, TimeoutError, PlaywrightError):
        return NOT_UNDERSTOOD
    return NO_FORM


async def learn_reset(actor: Actor, username: str, email: str) -> Form | str:
    """What asking for a new password sends; a code for why that could not be learnt."""
    heard = Overheard(actor)
    await actor.acted("ask for a new password")
    try:
        if not await open_reset(actor):
            return NO_FORM
        for asked in await ask(actor.page):
            form = reset_form(asked.sheet)
            if form is not None and form.captcha:
                return "captcha"
            if form is not None:
                field = form.fields[0]
                typed = username if field.kind == w.USERNAME else email
                await fill_and_send(actor.page, asked, form, {field.control.order: typed})
                what = "username" if typed == username else "email"
                return await heard.form({what: typed}, needs=what) or NOT_CARRIED
    except (enter.Held, enter.Redrawn, TimeoutError, PlaywrightError):
        return NOT_UNDERSTOOD
    return NO_FORM


async def open_reset(actor: Actor) -> bool:
    """Bring it into view: where the profile says, else by its link from the page to sign in."""
    profile = actor.run.profile
    if profile.passwords is not None and profile.passwords.reset is not None:
        await actor.goto(profile.passwords.reset)
        return True
    await actor.goto(urljoin(actor.base, (profile.login.url if profile.login else None) or ""))
    links = await own_links(actor, FORGOT)
    if links:
        await actor.goto(links[0])
    return bool(links)
