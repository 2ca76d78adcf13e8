"""What somebody does in a browser to reach the owner: declared steps, with everything that the page sent by them."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request, Response

from harness import MisuseError, Persona, Profile, belongs
from harness.profile.template import names
from harness.sandbox.acting.actor import Actor
from harness.sandbox.probes.client import OutOfScopeError
from harness.sandbox.settings.effects.tokens import AUTHORISATION, Write, places
from harness.sandbox.web.page.failures import StepFailed
from harness.sandbox.web.page.frames import own_frames
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.steps import run_steps

PATIENT, BRIEF = 10.0, 2.0
"""Seconds that a step may wait for its element: of who may, and of who may not and is not offered it."""
ACTS = ("click", "fill", "select", "check", "uncheck", "press", "upload")
MOST_TEXT = 2 << 20
MOST_WRITES = 40
MOST_ANSWERS = 20
ANSWER_SECONDS = 3.0
OWNER = re.compile(r"owner\.(\w+)")


@dataclass
class Done:
    """What steps led to: whether all ran (`why` not), where they ended, what stands there, and what was sent.

    `came` is false when there was no page to look at. `answers` are the app's answers in JSON while the steps ran.
    """

    ok: bool = True
    came: bool = True
    why: str = ""
    url: str = ""
    html: str = ""
    text: str = ""
    writes: list[Write] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)


def filled(owner: Persona, mark: str = "") -> dict[str, str]:
    """The placeholders that steps of an effect have besides the actor's own."""
    about = {f"owner.{name}": value for name, value in owner.known.items()}
    return about | {"owner.username": owner.username or ""} | ({"mark": mark} if mark else {})


def typed(steps: Sequence[Mapping[str, Any]], seen: str | None = None) -> set[str]:
    """The owner's fields whose values the steps (or the address) give themselves: seeing these again proves nothing."""
    texts = [str(value) for step in steps for value in _texts(step)] + [seen or ""]
    return {found[1] for text in texts for name in names(text) if (found := OWNER.fullmatch(name))}


def _texts(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def reached(owner: Persona, actor: Persona, content: str, given: Set[str] = frozenset()) -> list[str]:
    """The owner's planted values in what somebody got, without those that were given or are the actor's own."""
    own = " ".join(actor.known.values())
    return sorted(
        name for name, value in owner.canaries.items()
        if name not in given and value not in own and value in content
    )


async def do(
    actor: Actor, steps: Sequence[Mapping[str, Any]], values: Mapping[str, str], what: str, *,
    work: str = "", limit: float = PATIENT,
) -> Done:
    """Do the steps one by one, each deliberate act paced and logged; `work` is the path that `{work}` stands for.

    A step that does not work, that this actor lacks a value for, or that would be done on a page of somebody else ends
    it and is told in the result.
    """
    done, known = Done(), Values(_knowing(actor.persona, values), actor.codes)
    heard = Listener(actor)
    actor.page.on("request", heard.hear)
    actor.page.on("response", heard.answered)
    try:
        for step in (_placed(one, work) for one in steps):
            if any(act in step for act in ACTS):
                await actor.acted(what)
                heard.before = await actor.page.content()
            await run_steps(
                actor.page, [step], known, journey=what, base_url=actor.base,
                directory=actor.run.profile.directory, limit=limit,
            )
    except (StepFailed, MisuseError, OutOfScopeError) as error:
        done.ok, done.why = False, str(error)
    finally:
        actor.page.remove_listener("request", heard.hear)
        actor.page.remove_listener("response", heard.answered)
    done.writes, done.answers = await heard.written(), await heard.told()
    await read(actor, done)
    return done


async def read(actor: Actor, done: Done) -> Done:
    """Note where the page stands and what a person and a program can read on it."""
    done.url = actor.page.url
    html, text = [], []
    for frame in own_frames(actor.page):
        try:
            html.append(await frame.content())
            text.append(str(await frame.evaluate("() => document.body?.innerText ?? ''")))
        except PlaywrightError:
            continue
    done.html, done.text = "\n".join(html)[:MOST_TEXT], "\n".join(text)[:MOST_TEXT]
    return done


async def visit(actor: Actor, address: str, values: Mapping[str, str], work: str = "") -> Done:
    """Open a page of the profile as this actor and read it; `ok` is false when it did not come."""
    path = address.replace("{work}", work)
    url = Values(_knowing(actor.persona, values)).plain_with(path, lambda value: quote(value, safe=""))
    try:
        await actor.goto(url)
    except PlaywrightError:
        return Done(ok=False, came=False, why="the page did not come", url=url)
    return await read(actor, Done())


async def jar(actor: Actor) -> dict[str, str]:
    """The actor's cookies of the app, name → value; for memory only."""
    return own_cookies(actor.run.profile, await actor.context.cookies())


def own_cookies(profile: Profile, cookies: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Those of a browser's cookies that are the app's, name → value."""
    return {one["name"]: one["value"] for one in cookies if belongs(one["domain"].lstrip("."), profile.app.hosts)}


def _placed(step: Mapping[str, Any], work: str) -> dict[str, Any]:
    return {
        name: value.replace("{work}", work) if name == "goto" and isinstance(value, str) else value
        for name, value in step.items()
    }


def _knowing(persona: Persona, values: Mapping[str, str]) -> Persona:
    return persona.model_copy(update={"known": {**persona.known, **values}})


class Listener:
    """Keeps what the page sends to change something, with `before`: the page as it stood when its tokens were read."""

    def __init__(self, actor: Actor) -> None:
        self.before = ""
        self._actor = actor
        self._heard: list[tuple[Request, str]] = []
        self._answers: list[Response] = []

    def hear(self, request: Request) -> None:
        """Note a request of the app's own."""
        host = request.url.partition("://")[2].partition("/")[0].partition(":")[0]
        if request.method in ("GET", "HEAD", "OPTIONS") or len(self._heard) >= MOST_WRITES:
            return
        if belongs(host, self._actor.run.profile.app.hosts):
            self._heard.append((request, self.before))

    def answered(self, answer: Response) -> None:
        """Note an answer in JSON."""
        if "json" in answer.headers.get("content-type", "") and len(self._answers) < MOST_ANSWERS:
            self._answers.append(answer)

    async def told(self) -> list[bytes]:
        """The bodies of those answers, without any that is gone or too large."""
        bodies = []
        for one in self._answers:
            with contextlib.suppress(PlaywrightError, TimeoutError):
                async with asyncio.timeout(ANSWER_SECONDS):
                    bodies.append(await one.body())
        return [body for body in bodies if len(body) <= MOST_TEXT]

    async def written(self) -> list[Write]:
        """The requests, with where their tokens came from."""
        if not self._heard:
            return []
        cookies = await jar(self._actor)
        return [
            Write(one.method, one.url, one.headers, one.post_data_buffer or b"", places(html, cookies))
            for one, html in self._heard
        ]


def bearer(write: Write) -> str | None:
    """The header that an app without cookies sends its session in."""
    return next((value for name, value in write.headers.items() if name.lower() == AUTHORISATION), None)
