"""What the proxy of a run is told, and what it tells the run: the same for a browser and for a device."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from harness import Persona, Run
from harness.model.profile import credentials
from harness.sandbox.web.proxy.config import ProxyConfig


def config_of(
    run: Run,
    confdir: Path,
    newcomers: Sequence[Persona] = (),
    *,
    leaves: Mapping[str, Path] | None = None,
    tell_silent: bool = False,
) -> ProxyConfig:
    """The configuration for this run. `newcomers`: accounts that the profile does not list; the rest: `ProxyConfig`."""
    profile = run.profile
    people = [*profile.personas.values(), *newcomers]
    return ProxyConfig(
        bundle=run.writer.root,
        secrets=credentials(people),
        key=run.key,
        epoch=run.epoch,
        names=profile.sandbox.names,
        ca=profile.sandbox.ca,
        public=profile.sandbox.public,
        confdir=confdir,
        own=profile.app.hosts,
        cnames=profile.sandbox.cnames,
        known=[value for persona in people for value in persona.known.values()],
        planted={name: persona.known for name, persona in profile.personas.items()},
        leaves=leaves or {},
        tell_silent=tell_silent,
    )


def learning(run: Run) -> Callable[[str, str], None]:
    """What is called for each session value that the proxy meets: whoever else writes must hide it too."""
    return partial(_learn, run)


def _learn(run: Run, name: str, value: str) -> None:
    run.redactor.learn(name, value)
