"""Where in the question about cookies a moment of a session lies: before the choice, after it, or nobody asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from harness.model.records import ConsentStep
from harness.model.sharing import Phase

if TYPE_CHECKING:
    from harness.bundle.reader import SessionView

_CHOICES: dict[str, Phase] = {"refused": "refused", "accepted": "accepted"}


def phase_of(view: SessionView) -> Callable[[float], Phase]:
    """Seconds since the start of the run → phase, for one session."""
    return phases(view.consent)


def phases(steps: Sequence[ConsentStep]) -> Callable[[float], Phase]:
    """The same for the consent records of a session.

    `clicked` is the moment of the deciding click. A record without it (an older bundle) was written some seconds after
    the click, so what came before the record may lie on either side: unknown.
    """
    met = next((step for step in steps if step.banner), None)
    if met is None:
        only: Phase = "not-asked" if steps else "unknown"
        return lambda t: only
    chosen = _CHOICES.get(met.state)
    if chosen is None:
        return lambda t: "before"
    before: Phase = "unknown" if met.clicked is None else "before"
    after: Phase = chosen if met.ok else "unknown"
    since = met.t if met.clicked is None else met.clicked
    return lambda t: after if t >= since else before
