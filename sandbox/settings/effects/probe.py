"""The probe of the proof by effect: others try to reach a pupil, and somebody looks what arrived."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from harness import Persona, Profile
from harness.catalogue.parameters import builtin_parameters
from harness.profile.template import TOKEN
from harness.sandbox.acting.actor import Actor, ActorFailedError
from harness.sandbox.acting.probe import ActingProbe
from harness.sandbox.acting.stage import Stage
from harness.sandbox.acting.together import together
from harness.sandbox.probes.client import ProbeClient
from harness.sandbox.settings.effects.arrivals import look_again
from harness.sandbox.settings.effects.asking import Asking, personal_addresses, try_addresses, try_sitemap
from harness.sandbox.settings.effects.cast import ANONYMOUS, OTHER_CLASS, TASK, cast_of
from harness.sandbox.settings.effects.finding import find_search
from harness.sandbox.settings.effects.scene import Scene
from harness.sandbox.settings.effects.sharing import make_works, shared_links
from harness.sandbox.settings.effects.trying import BRIEF, PATIENT, do, filled, jar, own_cookies, reached, typed, visit
from harness.sandbox.settings.effects.writing import replays, send_as_permitted, try_to_send


class EffectsProbe(ActingProbe):
    """Others try to see, find and write to the owner, and to read a work; then the owner looks what arrived."""

    name = "what others can reach"
    kinds = ("effects", "links")
    seconds = 600.0

    def lacks(self, profile: Profile) -> str | None:
        """Nobody to reach, or nobody to try."""
        return None if cast_of(profile) else "the profile has no pupil"

    def actors(self, profile: Profile) -> list[tuple[str, str]]:
        """The owner, whoever may, and the outsiders."""
        cast = cast_of(profile)
        return [(name, TASK) for name in cast.actors()] if cast else []

    async def probe(self, stage: Stage) -> None:
        """Those who may go first, then those who may not, then those who may again."""
        cast = cast_of(stage.run.profile)
        if cast is None:
            return
        scene = Scene(stage, cast)
        first = together(_owner_first(scene), *(_permitted(scene, name) for name in scene.permitted()))
        addresses, _ = await asyncio.gather(asyncio.to_thread(personal_addresses, stage.run, cast.owner), first)
        await together(*(_outsider(scene, who, relation) for who, relation in cast.outsiders.values()))
        async with ProbeClient(stage.run, TASK, stage.pace) as client:
            asking = Asking(stage.run, client, scene.jars)
            await replays(scene, asking)
            await try_addresses(asking, cast, addresses)
            visitor = next((who for who, rel in cast.outsiders.values() if rel == ANONYMOUS), None)
            if visitor is not None:
                await try_sitemap(asking, cast, _shapes(scene, [one.url for one in addresses]), visitor)
        await together(*(_afterwards(scene, name) for name in scene.permitted(again=True)))
        scene.write_seen()
        await look_again(scene, builtin_parameters().seconds("contact-wait"))


async def _owner_first(scene: Scene) -> None:
    """The owner makes the works, and sees the pages that show the owner by right; meanwhile who may begins."""
    try:
        await _owner_acts(scene)
    finally:
        scene.owner_in.set()
        scene.works_made.set()


async def _owner_acts(scene: Scene) -> None:
    kept = scene.stage.logins.get(scene.cast.owner.name)
    if kept is not None and not scene.cast.effects:  # nothing to do in a browser
        scene.jars[scene.cast.owner.name] = own_cookies(scene.stage.run.profile, kept.get("cookies", ()))
        return
    try:
        async with scene.stage.actor(scene.cast.owner, TASK) as owner:
            scene.owner_in.set()
            for effect in scene.cast.of("work-sharing")[:1]:
                scene.works = await make_works(owner, scene.cast, effect)
                for work in scene.works:
                    scene.broken(effect, work.page)
            scene.works_made.set()
            scene.shared = shared_links(scene.works)
            if scene.shared is not None:
                done = await visit(owner, scene.shared.link, {})
                scene.link_opens = scene.works[0].mark in done.html + done.text
            await _looks(scene, owner, before=True)
            scene.jars[owner.persona.name] = await jar(owner)
    except ActorFailedError as error:
        scene.failed[scene.cast.owner.name] = str(error)


async def _permitted(scene: Scene, name: str) -> None:
    """Somebody who may: sees, finds and sends, so that what the others are refused means something.

    They come when the owner is in: whoever waits for the works must not take the owner's place.
    """
    await scene.owner_in.wait()
    try:
        async with scene.stage.actor(scene.cast.people[name], TASK) as actor:
            if scene.cast.finder == actor.persona and (found := await find_search(actor, scene.cast)) is not None:
                scene.cast = replace(scene.cast, effects=(*scene.cast.effects, found))
            await _looks(scene, actor, before=True)
            await scene.works_made.wait()
            for sent in scene.sendings(name):
                await send_as_permitted(scene, actor, sent)
            scene.jars[name] = await jar(actor)
    except ActorFailedError as error:
        scene.failed[name] = str(error)


async def _afterwards(scene: Scene, name: str) -> None:
    try:
        async with scene.stage.actor(scene.cast.people[name], TASK) as actor:
            await _looks(scene, actor, before=False)
    except ActorFailedError as error:
        scene.failed[name] = str(error)


async def _outsider(scene: Scene, who: Persona, relation: str) -> None:
    """Somebody who may not, in a browser of their own; whether they were signed in is proven at the end."""
    if relation == ANONYMOUS and not scene.cast.effects:
        return
    try:
        async with scene.stage.actor(who, TASK) as actor:
            if relation != OTHER_CLASS:
                await _looks(scene, actor, before=None, relation=relation)
                for sent in scene.sendings():
                    await try_to_send(scene, actor, relation, sent)
            await _works(scene, actor, relation)
            scene.jars[who.name] = await jar(actor)
            if not await actor.still_in():
                scene.failed[who.name] = "signed-out"
    except ActorFailedError as error:
        scene.failed[who.name] = str(error)


async def _looks(scene: Scene, actor: Actor, *, before: bool | None, relation: str = "") -> None:
    """Open the profile page and search, each as declared; `before` is None for an outsider."""
    owner, cast = scene.cast.owner, scene.cast
    for effect in cast.of("profile-visibility", "discoverability"):
        by = cast.by(effect)
        if before is not None and by != actor.persona:
            continue
        values, given = filled(owner), typed(effect.steps, effect.seen)
        if effect.steps:
            limit = BRIEF if before is None else PATIENT
            done = await do(actor, effect.steps, values, f"look for {effect.id}", limit=limit)
        else:
            done = await visit(actor, effect.seen or "/", values)
        found = reached(owner, actor.persona, done.html + done.text, given)
        if before is None:
            shot = await actor.shot() if found else None
            scene.saw(effect, actor.persona, relation, done, found, shot)
        else:
            scene.broken(effect, done)
            scene.control(effect, before=before, held=bool(found))


async def _works(scene: Scene, actor: Actor, relation: str) -> None:
    """Ask for the work by its address, and by its link."""
    for work in scene.works[:1]:
        if work.why or not work.url:
            continue
        done = await visit(actor, work.url, {})
        held = work.mark in done.html + done.text
        shot = await actor.shot() if held else None
        scene.saw(work.effect, actor.persona, relation, done, ["mark"] if held else [], shot)
    if scene.shared is not None:
        done = await visit(actor, scene.shared.link, {})
        if scene.works[0].mark in done.html + done.text:
            scene.opened.add(relation)


def _shapes(scene: Scene, urls: Iterable[str]) -> list[str]:
    """Regular expressions of the paths of pages about pupils: the declared ones, and those with a value in them."""
    found = []
    for effect in scene.cast.of("profile-visibility"):
        pieces = TOKEN.split((effect.seen or "").partition("?")[0])
        if len(pieces) > 1:
            found.append("[^/]+".join(re.escape(piece) for piece in pieces[::2]))
    own = [value for value in (scene.cast.owner.username, *scene.cast.owner.canaries.values()) if value]
    for path in (urlsplit(url).path for url in urls):
        named = next((value for value in own if f"/{value}" in path), None)
        if named is not None:
            found.append(re.escape(path).replace(re.escape(named), "[^/]+"))
    return found
