"""What is known while others try: works, sessions, controls, and what was sent and has still to arrive."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from harness import Persona
from harness.model.profile_effects import Effect
from harness.sandbox.acting.stage import Stage
from harness.sandbox.settings.effects.cast import PERMITTED, Cast
from harness.sandbox.settings.effects.sharing import Shared, Work, new_mark
from harness.sandbox.settings.effects.tokens import Place, Write
from harness.sandbox.settings.effects.trying import Done


@dataclass
class Attempt:
    """Something sent to the owner that may arrive: by whom, in which way, with which mark."""

    actor: Persona
    relation: str
    way: str
    mark: str
    address: str = ""
    tried: bool = True
    status: int | None = None
    at: float = 0.0


@dataclass
class Sent:
    """One declared way of writing to the owner: what the permitted persona sent, and what the others tried."""

    effect: Effect
    mark: str = field(default_factory=new_mark)
    ok: bool = False
    writes: list[Write] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def later(self) -> str | None:
        """The mark of what the permitted persona sent after everybody else, if that was the last of all."""
        last = self.attempts[-1] if self.attempts else None
        return last.mark if last is not None and last.relation == PERMITTED and last.tried else None


@dataclass
class Scene:
    """One run of the probe. Nothing of it reaches the disk but what `write_…` writes."""

    stage: Stage
    cast: Cast
    works: list[Work] = field(default_factory=list)
    shared: Shared | None = None
    link_opens: bool = False
    opened: set[str] = field(default_factory=set)
    jars: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    tokens: dict[str, dict[Place, str]] = field(default_factory=dict, repr=False)
    failed: dict[str, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    owner_in: asyncio.Event = field(default_factory=asyncio.Event)
    works_made: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: list[dict[str, object]] = field(default_factory=list)
    _controls: dict[int, dict[bool, bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Every declared way of writing is planned before anything is sent."""
        self.sent = [Sent(effect) for effect in self.cast.of("contact", "comments")]

    @property
    def work(self) -> str:
        """The path that `{work}` stands for; empty without a work."""
        return self.works[0].path if self.works and not self.works[0].why else ""

    def sendings(self, by: str | None = None) -> list[Sent]:
        """The ways of writing, of one permitted persona or of all; without a work nothing can be said about it."""
        able = [one for one in self.sent if self.work or "{work}" not in str((one.effect.steps, one.effect.seen))]
        return [one for one in able if by is None or (self.cast.by(one.effect) or self.cast.owner).name == by]

    def permitted(self, *, again: bool = False) -> list[str]:
        """The names of those who may; the owner's turn comes first and by itself, and `again` with the others."""
        looking = self.cast.of("profile-visibility", "discoverability")
        effects = looking if again else [*looking, *(one.effect for one in self.sent)]
        people = [*(self.cast.by(one) for one in effects), None if again else self.cast.finder]
        names = dict.fromkeys(person.name for person in people if person is not None)
        return [name for name in names if again or name != self.cast.owner.name]

    def broken(self, effect: Effect, done: Done) -> None:
        """Tell why the steps of who may did not work: it is the profile's mistake, or the app's, and no refusal."""
        if not done.ok:
            self.stage.run.writer.gap("effects", "steps-failed", effect=effect.id, reason=done.why)

    def control(self, effect: Effect, *, before: bool, held: bool) -> None:
        """Whether the permitted persona succeeded, before or after the others."""
        self._controls.setdefault(id(effect), {})[before] = held

    def saw(
        self, effect: Effect, who: Persona, relation: str, done: Done, found: list[str], shot: str | None
    ) -> None:
        """What an outsider met on a page."""
        way = "search" if effect.id == "discoverability" else "page"
        record: dict[str, object] = {
            "persona": self.cast.owner.name, "effect": effect.id, "way": way, "actor": who.name, "relation": relation,
            "address": done.url, "reached": found, "shot": shot, "tried": done.came,
        }
        self._seen.append({"about": effect, **record})

    def held(self, effect: Effect) -> str:
        """Why what the others were refused means nothing; "" when the control held before and after."""
        if effect.id == "work-sharing":
            return self.works[0].why if self.works else "no-work"
        kept = self._controls.get(id(effect), {})
        return "" if kept.get(True) and kept.get(False) else "lost" if kept.get(True) else "not-seen"

    def write_seen(self) -> None:
        """Write down what was met on pages, and the links."""
        for one in self._seen:
            effect = one.pop("about")
            assert isinstance(effect, Effect)
            if effect.id != "work-sharing":  # whether the work is still there is seen at the end
                self._write(one, self.held(effect))
        self._seen = [one for one in self._seen if one["effect"] == "work-sharing"]

    def write_works(self, control: str, undone: bool | None) -> None:
        """Write down who read the work, when the owner has seen it again at the end."""
        for one in self._seen:
            self._write({**one, "undone": undone}, control)
        writer, owner = self.stage.run.writer, self.cast.owner.name
        if self.shared is None:
            if self.works:
                writer.probe("links", {"persona": owner, "control": control})
            return
        measured = self.shared.measured
        writer.probe(
            "links",
            {
                "persona": owner, "address": measured.address, "samples": len(self.works), "bits": measured.bits,
                "sequential": measured.sequential, "opens": sorted(self.opened),
                "control": control or ("" if self.link_opens else "not-opened"),
                "days": self.shared.days, "never": self.shared.never, "said": self.shared.said,
            },
        )

    def _write(self, record: dict[str, object], control: str) -> None:
        failed = self.failed.get(str(record["actor"]))
        told = {"control": failed or control}
        self.stage.run.writer.probe("effects", {**record, **told})
