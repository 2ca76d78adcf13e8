"""Writing to the owner: by who may, by others on screen, and by others with the recorded request."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from harness.sandbox.acting.actor import Actor
from harness.sandbox.settings.effects.asking import Asking
from harness.sandbox.settings.effects.cast import PERMITTED
from harness.sandbox.settings.effects.scene import Attempt, Scene, Sent
from harness.sandbox.settings.effects.sharing import new_mark
from harness.sandbox.settings.effects.tokens import Place, Write, needed, places, readdressed
from harness.sandbox.settings.effects.trying import BRIEF, bearer, do, filled

MOST_REPLAYS = 2


async def send_as_permitted(scene: Scene, actor: Actor, sent: Sent) -> None:
    """The declared steps by who may; the requests that carried the mark are kept for the others."""
    values = filled(scene.cast.owner, sent.mark)
    done = await do(actor, sent.effect.steps, values, f"write to {scene.cast.owner.name}", work=scene.work)
    scene.broken(sent.effect, done)
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
    """Every outsider sends the permitted persona's request with the own session and the own tokens.

    The permitted persona sends it again first: a request that nobody can send again proves nothing about the others.
    And once more last of all: when that one arrived, the others' had their turn.
    """
    for sent in scene.sendings():
        by = scene.cast.by(sent.effect) or scene.cast.owner
        for write in sent.writes:
            for who, relation in [(by, PERMITTED), *scene.cast.strangers, (by, PERMITTED)]:
                attempt = Attempt(who, relation, "replay", new_mark(), urlsplit(write.url).path)
                sent.attempts.append(attempt)
                await _replay(scene, asking, sent, attempt, write)


async def _replay(scene: Scene, asking: Asking, sent: Sent, attempt: Attempt, write: Write) -> None:
    theirs = await _tokens(scene, asking, attempt, write)
    attempt.tried = needed(write) <= set(theirs)
    if not attempt.tried:
        return
    authorisation = bearer(write) if attempt.relation == PERMITTED else None
    answer = await asking.send(attempt.actor, readdressed(write, theirs, {sent.mark: attempt.mark}, authorisation))
    attempt.at = scene.stage.run.writer.now()
    attempt.tried, attempt.status = answer is not None, answer.status if answer else None


async def _tokens(scene: Scene, asking: Asking, attempt: Attempt, write: Write) -> dict[Place, str]:
    """Somebody's own tokens: of the form's page when they get it, else of the first page that has such fields."""
    name, profile = attempt.actor.name, asking.run.profile
    base = profile.app.url or ""
    referer = next((value for key, value in write.headers.items() if key.lower() == "referer"), base)
    login = (profile.login.url if profile.login else None) or "/"
    found = scene.tokens.setdefault(name, {})
    for page in dict.fromkeys((referer, base, urljoin(base, login))):
        if needed(write) <= set(found):
            break
        answer = await asking.get(attempt.actor, page)
        if answer is None:
            continue
        jar = scene.jars.setdefault(name, {})
        jar.update(_set(answer.set_cookie))
        found.update(places(answer.body.decode("utf-8", "replace"), jar))
    found.update(places("", scene.jars.get(name, {})))
    return found


def _set(lines: tuple[str, ...]) -> dict[str, str]:
    """The cookies that an answer sets."""
    pairs = (line.partition(";")[0].partition("=") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}
