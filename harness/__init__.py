"""Schoolproof's facade: what checks, platforms and plugins may use.

Names are loaded when first used, so that `schoolproof --help` stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from harness.homes import HOMES

if TYPE_CHECKING:
    from harness.bundle.contacts import Trait
    from harness.catalogue.domains import belongs, is_public_suffix, registrable
    from harness.catalogue.libraries import Libraries
    from harness.catalogue.parameters import Parameters
    from harness.catalogue.parties import Parties, Party
    from harness.catalogue.permissions import Permission, Permissions
    from harness.catalogue.settings import SettingsCatalogue
    from harness.errors import MisuseError, SchoolproofError
    from harness.lists.active import Lists
    from harness.model.check import UNREAD_BODIES, UNSEEN_WORKERS, Check, check
    from harness.model.defaults import Defaults, defaults
    from harness.model.deferred import Deferred, Standing
    from harness.model.evidence import (
        Bypass,
        Consent,
        Console,
        Cors,
        Events,
        Evidence,
        Lookups,
        Pages,
        ProbeLog,
        Requests,
        SessionLife,
        Storage,
        Typed,
    )
    from harness.model.evidence_accounts import Accounts, Kept, SignUps
    from harness.model.evidence_choices import Choices, Withdrawals
    from harness.model.evidence_device import Certificates, OnDevice, Prompts, Remains
    from harness.model.evidence_effects import Adjusted, Effects, Links, Switched, ways
    from harness.model.evidence_enrolment import Enrolments
    from harness.model.evidence_factors import Ceremonies, Doors, FactorDemands, Factors
    from harness.model.evidence_passwords import (
        Defaulted,
        Entrances,
        GivenPasswords,
        Guesses,
        Passwords,
        StaffPasswords,
        Suggested,
        Telling,
    )
    from harness.model.evidence_reset import FirstPasswords, Notices, Resets
    from harness.model.evidence_sessions import Commands, DeviceLists, Guarded, Logout, Removals, SessionTokens
    from harness.model.evidence_signon import Authorizations, Identities, SamlLogins, SamlRequests, SignOns
    from harness.model.evidence_young import YoungLogins
    from harness.model.hidden import marks_in
    from harness.model.identifiers import identifying_bits
    from harness.model.leaks import Leaks
    from harness.model.looks import Looks
    from harness.model.package import (
        AppLink,
        AskedPermission,
        AskedVersion,
        Component,
        DeclaredData,
        FoundSecret,
        Head,
        LibraryVersion,
        NetworkRule,
        OddEntry,
        PrivacyManifest,
        Program,
        Signed,
    )
    from harness.model.package_view import UNREAD_CODE, UNREAD_FILES, Package
    from harness.model.profile import Persona, Profile
    from harness.model.records import Exchange, Frame, PageEvent, Stored
    from harness.model.records_accounts import AccountMade, SignUpForm
    from harness.model.records_choices import BoxSeen, ButtonSeen, ChoiceSeen, Withdrawing
    from harness.model.records_effects import EffectTried, LinkMeasured, SettingAdjusted, SettingSwitched
    from harness.model.records_enrolment import EnrolmentTried
    from harness.model.records_factors import Ceremony, DoorTried, FactorTried
    from harness.model.records_passwords import AccountsTold, DefaultsTried, EntranceSeen, GuessesTried, PasswordTried
    from harness.model.records_reset import ChangeNoticed, FirstPasswordTried, ResetTried
    from harness.model.records_sessions import (
        CommandTried,
        DevicesTried,
        GuardedTried,
        LoggedOut,
        RemovalTried,
        TokenSeen,
    )
    from harness.model.records_settings import SettingMissing, SettingSeen
    from harness.model.records_signon import AuthorizeAsked, IdentityTried, SamlAsked, SignOnTried
    from harness.model.records_young import YoungTried
    from harness.model.reference import RunFacts
    from harness.model.renderer import BundleLike, Renderer
    from harness.model.report import Report
    from harness.model.saml_redirect import saml_wanted_at
    from harness.model.settings import Settings
    from harness.model.sign_test import compared
    from harness.model.snapshots import Change, changes, shared
    from harness.model.status import Severity, Status
    from harness.model.traffic import Traffic
    from harness.model.verdict import Verdict, fail, not_tested, ok, review
    from harness.platform import Ability, Gathered, Platform, Progress, Run
    from harness.plugins.hookspec import hookimpl
    from harness.sharing.difference import unlisted

_HOME_OF = {name: home for home, names in HOMES.items() for name in names}

__all__ = [
    "UNREAD_BODIES",
    "UNREAD_CODE",
    "UNREAD_FILES",
    "UNSEEN_WORKERS",
    "Ability",
    "AccountMade",
    "Accounts",
    "AccountsTold",
    "Adjusted",
    "AppLink",
    "AskedPermission",
    "AskedVersion",
    "Authorizations",
    "AuthorizeAsked",
    "BoxSeen",
    "BundleLike",
    "ButtonSeen",
    "Bypass",
    "Ceremonies",
    "Ceremony",
    "Certificates",
    "Change",
    "ChangeNoticed",
    "Check",
    "ChoiceSeen",
    "Choices",
    "CommandTried",
    "Commands",
    "Component",
    "Consent",
    "Console",
    "Cors",
    "DeclaredData",
    "Defaulted",
    "Defaults",
    "DefaultsTried",
    "Deferred",
    "DeviceLists",
    "DevicesTried",
    "DoorTried",
    "Doors",
    "EffectTried",
    "Effects",
    "EnrolmentTried",
    "Enrolments",
    "EntranceSeen",
    "Entrances",
    "Events",
    "Evidence",
    "Exchange",
    "FactorDemands",
    "FactorTried",
    "Factors",
    "FirstPasswordTried",
    "FirstPasswords",
    "FoundSecret",
    "Frame",
    "Gathered",
    "GivenPasswords",
    "Guarded",
    "GuardedTried",
    "Guesses",
    "GuessesTried",
    "Head",
    "Identities",
    "IdentityTried",
    "Kept",
    "Leaks",
    "Libraries",
    "LibraryVersion",
    "LinkMeasured",
    "Links",
    "Lists",
    "LoggedOut",
    "Logout",
    "Looks",
    "Lookups",
    "MisuseError",
    "NetworkRule",
    "Notices",
    "OddEntry",
    "OnDevice",
    "Package",
    "PageEvent",
    "Pages",
    "Parameters",
    "Parties",
    "Party",
    "PasswordTried",
    "Passwords",
    "Permission",
    "Permissions",
    "Persona",
    "Platform",
    "PrivacyManifest",
    "ProbeLog",
    "Profile",
    "Program",
    "Progress",
    "Prompts",
    "Remains",
    "RemovalTried",
    "Removals",
    "Renderer",
    "Report",
    "Requests",
    "ResetTried",
    "Resets",
    "Run",
    "RunFacts",
    "SamlAsked",
    "SamlLogins",
    "SamlRequests",
    "SchoolproofError",
    "SessionLife",
    "SessionTokens",
    "SettingAdjusted",
    "SettingMissing",
    "SettingSeen",
    "SettingSwitched",
    "Settings",
    "SettingsCatalogue",
    "Severity",
    "SignOnTried",
    "SignOns",
    "SignUpForm",
    "SignUps",
    "Signed",
    "StaffPasswords",
    "Standing",
    "Status",
    "Storage",
    "Stored",
    "Suggested",
    "Switched",
    "Telling",
    "TokenSeen",
    "Traffic",
    "Trait",
    "Typed",
    "Verdict",
    "Withdrawals",
    "Withdrawing",
    "YoungLogins",
    "YoungTried",
    "belongs",
    "changes",
    "check",
    "compared",
    "defaults",
    "fail",
    "hookimpl",
    "identifying_bits",
    "is_public_suffix",
    "marks_in",
    "not_tested",
    "ok",
    "registrable",
    "review",
    "saml_wanted_at",
    "shared",
    "unlisted",
    "ways",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'harness' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value
