"""What a judgement knows besides the bundle: parties, lists, thresholds, noise and the app's own declarations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from harness.catalogue.noise import Noise
from harness.catalogue.parameters import Parameters
from harness.catalogue.parties import Parties
from harness.catalogue.settings import SettingsCatalogue
from harness.lists.active import Lists
from harness.model.profile import Profile


@dataclass(frozen=True)
class RunFacts:
    """When the run started and ended (ISO 8601, UTC), and what the platform says of itself."""

    started: str
    ended: str
    platform: dict[str, object]

    def days_until(self, moment: float) -> float:
        """Days from the start of the run until a moment in seconds since 1970; negative when it is past."""
        return (moment - datetime.fromisoformat(self.started).timestamp()) / 86_400


@dataclass(frozen=True)
class Reference:
    """Loaded once per judgement; all of it is part of the rule version."""

    profile: Profile
    parties: Parties
    parameters: Parameters
    noise: Noise
    lists: Lists
    settings: SettingsCatalogue
