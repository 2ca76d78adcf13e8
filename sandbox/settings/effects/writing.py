"""Writing to the owner: by who may, by others on screen, and by others with the recorded request."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from harness.sandbox.settings.actor import Actor
from harness.sandbox.settings.effects.asking import Asking
from harness.sandbox.settings.effects.scene import Attempt, Scene, Sent
from harness.sandbox.settings.effects.sharing import new_mark
from harness.sandbox.settings.effects.tokens import Place, Write, places, readdressed
from harness.sandbox.settings.effects.trying import BRIEF, do, filled

MOST_REPLAYS = 2


async def send_as_permitted(scene: Scene, actor: Actor, sent: Sent) -> None:
    """The declared steps by who may; the requests that carried the mark are kept for the others."""
    values = filled(scene.cast.owner, sent.mark)
    done = await do(actor, sent.effect.steps, values, f"write to {scene.cast.owner.name}", work=scene.work)
    sent.ok = done.ok
    sent.writes = [one for one in done.writes if sent.mark.encode() in one.body or sent.mark in one.url][:MOST_REPLAYS]


async def try_to_send(scene: Scene, actor: Actor, relation: str, sent: Sent) -> None:
    """The same steps by somebody who may not, as far as the app lets them go."""
    attempt = Attempt(actor.persona, relation, "screen", new_mark())
    values = filled(scene.cast.owner, attempt.mark)
    what = f"try to write to {scene.cast.owner.name}"
    done = await do(actor, sent.effect.steps, values, what, work=scene.work, limit=BRIEF)
    attempt.address, attempt.at = urlsplit(done.url).path, scene.stage.run.writer.now()
    attempt.tried = any(attempt.mark.encode() in one.body or attempt.mark in one.url for one in done.writes)
    sent.attempts.append(attempt)


async def replays(scene: Scene, asking: Asking) -> None:
    """Every outsider sends the permitted persona's request with the own session and the own tokens."""
    for sent in scene.sendings():
        for who, relation in scene.cast.strangers:
            for write in sent.writes:
                attempt = Attempt(who, relation, "replay", new_mark(), urlsplit(write.url).path)
                sent.attempts.append(attempt)
                theirs = await _tokens(scene, asking, attempt, write)
                ready = readdressed(write, theirs, {sent.mark: attempt.mark})
                answer = await asking.send(who, ready)
                attempt.at = scene.stage.run.writer.now()
                attempt.tried, attempt.status = answer is not None, answer.status if answer else None


async def _tokens(scene: Scene, asking: Asking, attempt: Attempt, write: Write) -> dict[Place, str]:
    """The outsider's own tokens: of the form's page when they get it, else of the first page that has such fields."""
    name, known = attempt.actor.name, scene.tokens
    if name not in known:
        profile, found = asking.run.profile, dict[Place, str]()
        base = profile.app.url or ""
        referer = next((value for key, value in write.headers.items() if key.lower() == "referer"), base)
        login = (profile.login.url if profile.login else None) or "/"
        wanted = {place for place in write.places if place[0] != "cookie"}
        for page in dict.fromkeys((referer, base, urljoin(base, login))):
            answer = await asking.get(attempt.actor, page)
            if answer is None:
                continue
            jar = {**asking.jars.get(name, {}), **_set(answer.set_cookie)}
            scene.jars[name] = jar
            found = {**places(answer.body.decode("utf-8", "replace"), jar), **found}
            if wanted & set(found):
                break
        known[name] = found
    return known[name]


def _set(lines: tuple[str, ...]) -> dict[str, str]:
    """The cookies that an answer sets."""
    pairs = (line.partition(";")[0].partition("=") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}
