"""The profile: an app, who uses it, what they do, what its maker declares and who authorised the test.

The TOML shape is the contract with users (`schema = 1`); reading it, with line numbers, is `harness.profile.load`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, StringConstraints, field_validator, model_validator

from harness.catalogue.domains import belongs, is_address, is_host, is_public_suffix
from harness.model.mailbox import Mailbox, check_mailbox
from harness.model.password_tests import PasswordTests
from harness.model.profile_accounts import Accounts
from harness.model.profile_changes import DeclaredChange
from harness.model.profile_demand import FactorDemand
from harness.model.profile_device import DeviceTable
from harness.model.profile_doors import Door
from harness.model.profile_effects import Effect, Setting
from harness.model.profile_joining import JoiningTables
from harness.model.profile_passkeys import PasskeyTests
from harness.model.profile_removals import Removal
from harness.model.single_sign_on import Saml, SingleSignOn, check_places
from harness.model.table import Table
from harness.model.untouchable import untouchable

type Role = Literal["anonymous", "pupil", "teacher", "admin", "parent"]
type Level = Literal["minimum", "recommended", "advanced"]
type Step = dict[str, Any]

SECRETS = ("password", "totp", "recovery")
"""The fields of a persona that must never reach disk or logs."""

Name = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class App(Table):
    """What is audited. `permissions`: sensitive ones that the maker declares; `data_safety`: its form for the store."""

    name: str = Field(min_length=1, max_length=200)
    version: str = "unknown"
    kind: Literal["web", "android", "ios"] = "web"
    url: str | None = None
    package: Path | None = None
    data_safety: Path | None = None
    hosts: tuple[str, ...] = ()
    environment: Literal["test", "production"] = "test"
    language: str = "nl-BE"
    permissions: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> App:
        if self.kind == "web":
            if self.url is None or not re.match(r"https?://[^/\s]+", self.url):
                raise ValueError('a web app needs url = "https://…"')
            if not self.hosts:
                raise ValueError("hosts must name at least one host of the app's own")
            for host in self.hosts:
                if is_public_suffix(host):
                    raise ValueError(f"hosts: {host} is a public suffix, shared by many owners")
                if untouchable(host):
                    raise ValueError(f"hosts: {host} is a government sign-in, which is never tested")
        elif self.package is None:
            raise ValueError(f"an {self.kind} app needs package = …")
        return self


class Authorisation(Table):
    """Who allowed active probes, until when, and how many requests a second and host (None: as `probe-rate` says)."""

    by: str = Field(min_length=1)
    until: date
    rate: int | None = Field(default=None, ge=1, le=50)


class Authority(Table):
    """Who may waive a minimum requirement of this app: key ids, as `schoolproof keygen` prints them."""

    keys: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")], ...] = Field(min_length=1)


class Sandbox(Table):
    """Where the app is, when it is not on the public network.

    `names` maps `host`, `host:port` or `*` to `address:port`; `ca` is a PEM file to trust besides the public ones;
    `public` says whether names outside `names` may be looked up for real. `cnames` says which name stands behind a name
    of `names` (DNS CNAME), as it does where the app really runs.
    """

    names: dict[str, str] = Field(default_factory=dict)
    cnames: dict[str, str] = Field(default_factory=dict)
    ca: Path | None = None
    public: bool = True

    @field_validator("names")
    @classmethod
    def _addresses(cls, names: dict[str, str]) -> dict[str, str]:
        for name, address in names.items():
            if not re.fullmatch(r"(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]):\d{1,5}", address):
                raise ValueError(f'{name} = "{address}": an address is written "127.0.0.1:8443" or "[::1]:8443"')
        return names

    @field_validator("cnames")
    @classmethod
    def _targets(cls, cnames: dict[str, str]) -> dict[str, str]:
        for name, target in cnames.items():
            if not (is_host(name) and is_host(target)) or is_address(target):
                raise ValueError(f'{name} = "{target}": a name and the name that it stands for, without a port')
        return cnames


class Persona(Table):
    """One role in one school, with credentials and planted values.

    `acts_only`: it takes part in probes (an outsider who tries to reach a pupil, the administrator who changes a
    setting) and has no session of its own. `recovery`: a code for who lost the generator of `totp`; it is used up.
    """

    name: str
    role: Role
    school: str | None = None
    class_: str | None = Field(default=None, alias="class")
    age: int | None = Field(default=None, ge=0, le=120)
    username: str | None = None
    password: SecretStr | None = None
    totp: SecretStr | None = None
    recovery: SecretStr | None = None
    known: dict[str, str] = Field(default_factory=dict)
    acts_only: bool = False

    @model_validator(mode="after")
    def _planted(self) -> Persona:
        if self.role == "pupil" and not self.known:
            raise ValueError("a pupil needs planted values in `known`: without them every leak check would pass")
        for field, value in self.known.items():
            if len(value) < 3:
                raise ValueError(f"known.{field} is too short to be recognised (at least 3 characters)")
        return self

    @property
    def canaries(self) -> dict[str, str]:
        """Field name → planted value."""
        return dict(self.known)

    @property
    def secret_marks(self) -> dict[str, str]:
        """What stands in the evidence where the persona's secrets stood, by field; see `harness.bundle.redact`."""
        return {field: f"secret:{self.name}.{field}" for field in SECRETS}


def credentials(people: Iterable[Persona]) -> dict[str, str]:
    """What people sign in with, by name, such as `pupil.password`."""
    found: dict[str, str] = {}
    for persona in people:
        for field in SECRETS:
            secret: SecretStr | None = getattr(persona, field)
            if secret is not None:
                found[f"{persona.name}.{field}"] = secret.get_secret_value()
    return found


class Proof(Table):
    """What only a signed-in persona sees."""

    text: str | None = None
    selector: str | None = None
    url: str | None = None


class Login(Table):
    """How a persona signs in; without `steps` or `script` the form is found by itself."""

    url: str | None = None
    steps: tuple[Step, ...] | None = None
    script: str | None = None
    proof: Proof = Proof()


class Journey(Table):
    """What personas do: steps, a Chrome DevTools recording or a Python function."""

    name: Name
    personas: tuple[str, ...] = ()
    steps: tuple[Step, ...] | None = None
    recording: Path | None = None
    script: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Journey:
        if sum(way is not None for way in (self.steps, self.recording, self.script)) != 1:
            raise ValueError("a journey has exactly one of steps, recording, script")
        return self


class Recipient(Table):
    """A processor or third party that the maker declares.

    `country` is where it processes the data, `transfer` what the maker relies on when that lies outside the EEA.
    """

    name: str
    hosts: tuple[str, ...] = Field(min_length=1)
    role: Literal["processor", "sub-processor", "controller", "joint-controller", "other"] = "processor"
    country: str | None = None
    purpose: str = ""
    data: tuple[str, ...] = ()
    retention: Reason | None = None
    legal_basis: Reason | None = None
    agreement: Reason | None = None
    transfer: Literal["EEA", "adequacy", "DPF", "SCC", "BCR", "none"] | None = None


class Profile(JoiningTables):
    """The whole file; `path` is where it was read from. `quick`: made on the spot for a scan, without its maker."""

    schema_: Literal[1] = Field(alias="schema")
    app: App
    authorisation: Authorisation | None = None
    authority: Authority | None = None
    sandbox: Sandbox = Sandbox()
    personas: dict[Name, Persona] = Field(default_factory=dict)
    login: Login | None = None
    journeys: tuple[Journey, ...] = ()
    settings: tuple[Setting, ...] = ()
    effects: tuple[Effect, ...] = ()
    changes: tuple[DeclaredChange, ...] = ()
    removals: tuple[Removal, ...] = ()
    doors: tuple[Door, ...] = Field(default=(), max_length=8)
    recipients: tuple[Recipient, ...] = ()
    accounts: Accounts | None = None
    oidc: SingleSignOn | None = None
    saml: Saml | None = None
    passwords: PasswordTests | None = None
    device: DeviceTable | None = None
    passkeys: PasskeyTests | None = None
    factor_demand: FactorDemand | None = None
    mailbox: Mailbox | None = None
    inapplicable: dict[str, Reason] = Field(default_factory=dict)
    quick: bool = False
    path: Path = Path("profile.toml")

    @property
    def directory(self) -> Path:
        """The folder that scripts, recordings and the CA are relative to."""
        return self.path.parent

    @model_validator(mode="after")
    def _consistent(self) -> Profile:
        names = [journey.name for journey in self.journeys]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two journeys are named {name}")
        for journey in self.journeys:
            for persona in journey.personas:
                if persona not in self.personas:
                    raise ValueError(f"journey {journey.name} names an unknown persona: {persona}")
        if self.device is not None and self.app.kind != "android":
            raise ValueError('device: only an app of kind = "android" runs on one')
        if self.device is not None and any(journey.steps is None for journey in self.journeys):
            raise ValueError("device: there a journey is written in steps")
        check_places((self.oidc, self.saml), self.sandbox.names, self.app.hosts)
        if self.passwords is not None and (why := self.passwords.problem(self.personas)) is not None:
            raise ValueError(why)
        check_mailbox(self.mailbox, self.passwords, self.personas)
        return self

    def declares(self, host: str) -> bool:
        """Whether the maker declares this host as a recipient."""
        return any(belongs(host, recipient.hosts) for recipient in self.recipients)

    def declared_data(self, host: str) -> tuple[str, ...]:
        """What the maker lists as data for the recipients that this host belongs to; empty for none."""
        return tuple(word for one in self.recipients if belongs(host, one.hosts) for word in one.data)

    def secrets(self) -> dict[str, str]:
        """Declared secrets by name, such as `pupil.password`; they must never reach disk or logs."""
        client = self.oidc.client_secret if self.oidc else None
        more = {} if client is None else {"oidc.client_secret": client.get_secret_value()}
        return credentials(self.personas.values()) | more

    def public(self) -> dict[str, Any]:
        """The effective profile without secrets and machine paths, as it goes into the bundle."""
        shown: dict[str, Any] = self.model_dump(
            mode="json",
            by_alias=True,
            exclude={"path": True, "sandbox": {"ca"}, "personas": {"__all__": set(SECRETS)},
                     "oidc": {"client_secret", "certificate"},
                     "saml": {"certificate", "signing", "app_certificate"},
                     "mailbox": True},
        )
        for name, file in (("package", self.app.package), ("data_safety", self.app.data_safety)):
            if file is not None:
                shown["app"][name] = file.name
        return shown
