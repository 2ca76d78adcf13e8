"""Collecting what plugins offer, and refusing what is declared wrongly before anything is judged by it."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pluggy

from harness.catalogue.libraries import builtin_libraries
from harness.catalogue.noise import Noise, load_noise
from harness.catalogue.norms import Norm, load_norms
from harness.catalogue.parameters import Parameters, builtin_parameters
from harness.catalogue.parties import Parties, load_parties
from harness.catalogue.permissions import builtin_permissions
from harness.catalogue.requirements import Requirement, load_requirements
from harness.catalogue.settings import SettingsCatalogue, builtin_settings
from harness.catalogue.tables import builtin_data
from harness.errors import MisuseError, SchoolproofError
from harness.lists.active import Lists, installed_lists
from harness.model.check import Check, CheckDeclarationError
from harness.model.register import RegisterFormat
from harness.model.renderer import Blocklist, Exporter, Renderer
from harness.platform import Demo, Importer, Platform, Printer
from harness.plugins import hookspec

_FIRST_BYTES = 64
BUILT_IN = ("harness.checks", "harness.sandbox.plugin", "harness.reports")


def plugin_manager() -> pluggy.PluginManager:
    """Every entry point; ours are added by name when the installation lost them, so they can never be missing."""
    manager = pluggy.PluginManager(hookspec.PROJECT)
    manager.add_hookspecs(hookspec)
    manager.load_setuptools_entrypoints(hookspec.PROJECT)
    for name in BUILT_IN:
        module = import_module(name)
        if not manager.is_registered(module):
            manager.register(module, name)
    manager.check_pending()
    return manager


@dataclass(frozen=True)
class Registry:
    """Everything that is known to this run; parts are loaded when first asked for."""

    manager: pluggy.PluginManager

    @cached_property
    def requirements(self) -> dict[str, Requirement]:
        folders = [builtin_data(), *_flat(self.manager.hook.schoolproof_data())]
        return load_requirements([folder / "catalogue" for folder in folders], self.parameters)

    @cached_property
    def norms(self) -> dict[str, Norm]:
        folders = [builtin_data(), *_flat(self.manager.hook.schoolproof_data())]
        return load_norms([folder / "norms" for folder in folders], self.requirements)

    @cached_property
    def parties(self) -> Parties:
        folders = [builtin_data(), *_flat(self.manager.hook.schoolproof_data())]
        return load_parties([folder / "parties" for folder in folders])

    @cached_property
    def parameters(self) -> Parameters:
        return builtin_parameters()

    @cached_property
    def settings(self) -> SettingsCatalogue:
        return builtin_settings()

    @cached_property
    def lists(self) -> Lists:
        """The tracker lists that are active on this machine; none is an answer too."""
        return installed_lists()

    @cached_property
    def noise(self) -> Noise:
        return load_noise(builtin_data() / "noise.toml")

    @cached_property
    def checks(self) -> dict[str, Check]:
        """Every check by id; at least one, or the installation is broken."""
        found: dict[str, Check] = {}
        for one in _flat(self.manager.hook.schoolproof_checks()):
            if not isinstance(one, Check):
                raise CheckDeclarationError(f"a plugin offers {one!r} as a check; use @harness.check")
            if one.id in found:
                raise CheckDeclarationError(f"two checks are named {one.id}")
            if one.requirement not in self.requirements:
                raise CheckDeclarationError(f"{one.id}: unknown requirement {one.requirement}")
            found[one.id] = one
        if not found:
            raise SchoolproofError("no checks were found", hint="make setup   # install schoolproof again")
        return dict(sorted(found.items()))

    @property
    def asked(self) -> list[Check]:
        """The checks that a plan asks. One that looks things up in lists takes part only where a list is active:
        otherwise it could only say "not tested", and would hide what our own table found.
        """
        return [one for one in self.checks.values() if len(self.lists) or Lists not in one.evidence.values()]

    def limited(self, pattern: str) -> Registry:
        """The same, with only the checks whose id matches a shell pattern; MisuseError when none does."""
        kept = {id: one for id, one in self.checks.items() if fnmatchcase(id, pattern)}
        if not kept:
            raise MisuseError(f"no check matches {pattern}", hint="schoolproof checks")
        return self.holding(kept)

    def holding(self, checks: Mapping[str, Check]) -> Registry:
        """The same with these checks alone: what was read of the data is shared, not read again."""
        other = Registry(self.manager)
        read = {name: value for name, value in vars(self).items() if name not in ("checks", "rules")}
        vars(other).update(read, checks=dict(checks))
        return other

    def platform(self, kind: str) -> Platform:
        """The platform for a kind of app; SchoolproofError when none is installed."""
        for platform in _flat(self.manager.hook.schoolproof_platforms()):
            if isinstance(platform, Platform) and platform.kind == kind:
                return platform
        raise SchoolproofError(f"no platform here can audit an app of kind {kind}", hint="schoolproof doctor")

    @cached_property
    def renderers(self) -> dict[str, Renderer]:
        found = {one.format: one for one in _flat(self.manager.hook.schoolproof_renderers())}
        return dict(sorted(found.items()))

    def importer(self, name: str) -> Importer:
        """The reader of another recorder's format; MisuseError when there is none."""
        for one in _flat(self.manager.hook.schoolproof_importers()):
            if isinstance(one, Importer) and one.format == name:
                return one
        raise MisuseError(f"no importer for {name} is installed", hint="schoolproof import --help")

    def importer_of(self, path: Path) -> Importer:
        """The reader that knows a file by its first bytes; the one for HAR files when none does."""
        with path.open("rb") as stream:
            start = stream.read(_FIRST_BYTES)
        for one in _flat(self.manager.hook.schoolproof_importers()):
            if isinstance(one, Importer) and one.begins is not None and one.begins(start):
                return one
        return self.importer("har")

    @cached_property
    def printers(self) -> list[Printer]:
        return [one for one in _flat(self.manager.hook.schoolproof_printers()) if isinstance(one, Printer)]

    @cached_property
    def exporters(self) -> dict[str, Exporter]:
        found = {one.format: one for one in _flat(self.manager.hook.schoolproof_exporters())}
        return dict(sorted(found.items()))

    @cached_property
    def registers(self) -> dict[str, RegisterFormat]:
        found = {one.format: one for one in _flat(self.manager.hook.schoolproof_registers())}
        return dict(sorted(found.items()))

    @cached_property
    def blocklists(self) -> dict[str, Blocklist]:
        found = {one.format: one for one in _flat(self.manager.hook.schoolproof_blocklists())}
        return dict(sorted(found.items()))

    def demo(self) -> Demo:
        """The bundled demo app."""
        demos = [one for one in _flat(self.manager.hook.schoolproof_demos()) if isinstance(one, Demo)]
        if not demos:
            raise SchoolproofError("no demo is installed", hint="make setup")
        return demos[0]

    @cached_property
    def dutch(self) -> dict[str, str]:
        """English text of a check or requirement → Dutch, as far as plugins translate it."""
        merged: dict[str, str] = {}
        for table in self.manager.hook.schoolproof_dutch():
            merged.update(table)
        return merged

    @cached_property
    def tool_version(self) -> str:
        return version("schoolproof")

    @cached_property
    def rules(self) -> str:
        """The rule version: parameter version and a digest of checks, catalogue, parties, settings and active lists."""
        digest = hashlib.sha256()
        for one in self.checks.values():
            allowed = sorted(one.tolerates), sorted(one.fail_stands_without)
            declared = (one.id, one.requirement, one.level, one.representative, *allowed, one.apps)
            digest.update(repr(declared).encode())
            digest.update(inspect.getsource(one.function).encode())
        for row in self.requirements.values():
            digest.update(row.model_dump_json().encode())
        digest.update(self.parties.digest.encode())
        digest.update(self.settings.digest.encode())
        digest.update(self.lists.digest.encode())
        digest.update(builtin_permissions().digest.encode())
        digest.update(builtin_libraries().digest.encode())
        return f"{self.parameters.version}+{digest.hexdigest()[:12]}"


def _flat(answers: Iterable[Iterable[Any]]) -> list[Any]:
    """Hook answers come as one list per plugin, in reverse order of registration."""
    return [item for answer in reversed(list(answers)) for item in (answer or ())]


def load_registry() -> Registry:
    """The registry of this installation."""
    return Registry(plugin_manager())
