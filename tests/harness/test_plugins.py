"""The plugin host: what is declared wrongly stops the run at load, and a plugin from outside comes in by the same door."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pluggy
import pytest

from harness import Check, MisuseError, SchoolproofError, Severity, Traffic, Verdict, check, hookimpl
from harness.model.check import CheckDeclarationError
from harness.plugins import hookspec
from harness.plugins.host import BUILT_IN, Registry, load_registry, plugin_manager
from tests.harness.build import PAGE, a_check, returning

EXAMPLE = Path(__file__).parents[1] / "plugin_package"


def offering(*checks: Any) -> Registry:
    """A registry with one plugin that offers these as checks."""

    class Plugin:
        @hookimpl
        def schoolproof_checks(self) -> list[Any]:
            return list(checks)

    manager = pluggy.PluginManager(hookspec.PROJECT)
    manager.add_hookspecs(hookspec)
    manager.register(Plugin())
    return Registry(manager)


def test_what_a_plugin_offers_is_found() -> None:
    assert list(offering(returning(None, id="b/b"), returning(None, id="a/a")).checks) == ["a/a", "b/b"]


def test_two_checks_of_one_name() -> None:
    with pytest.raises(CheckDeclarationError, match="two checks are named test/one"):
        _ = offering(returning(None), returning(None)).checks


def test_an_unknown_requirement() -> None:
    with pytest.raises(CheckDeclarationError, match="test/one: unknown requirement NOT-01"):
        _ = offering(returning(None, requirement="NOT-01")).checks


@pytest.mark.parametrize("thing", [None, "check", returning, object(), Check])
def test_what_is_no_check(thing: object) -> None:
    with pytest.raises(CheckDeclarationError, match="use @harness.check"):
        _ = offering(thing).checks


def test_no_checks_at_all() -> None:
    with pytest.raises(SchoolproofError, match="no checks were found"):
        _ = offering().checks


def test_a_hook_that_does_not_exist() -> None:
    class Plugin:
        @hookimpl
        def schoolproof_cheks(self) -> list[Check]:
            return []

    manager = plugin_manager()
    manager.register(Plugin())
    with pytest.raises(pluggy.PluginValidationError, match="schoolproof_cheks"):
        manager.check_pending()


def declared(function: Callable[..., Verdict], **more: Any) -> Check:
    settings = {"id": "test/one", "requirement": "TRK-04", "title": "A", "severity": Severity.LOW, "since": "0"}
    return check(**{**settings, **more})(function)


class TestDeclaration:
    @pytest.mark.parametrize("section", list(PAGE))
    def test_a_page_without_a_section(self, section: str) -> None:
        def function(traffic: Traffic) -> Verdict: ...  # type: ignore[empty-body]

        function.__doc__ = "\n".join(f"{heading}\n{text}" for heading, text in PAGE.items() if heading != section)
        with pytest.raises(CheckDeclarationError, match=section):
            declared(function)
        function.__doc__ += f"\n{section}\n\n"
        with pytest.raises(CheckDeclarationError, match=section):
            declared(function)

    def test_no_page_at_all(self) -> None:
        def function(traffic: Traffic) -> Verdict: ...  # type: ignore[empty-body]

        with pytest.raises(CheckDeclarationError, match="What it checks"):
            declared(function)

    @pytest.mark.parametrize("id", ["one", "Test/One", "test/", "a/b/c", "test/one\n", "../x"])
    def test_odd_ids(self, id: str) -> None:
        with pytest.raises(CheckDeclarationError, match="not family/name"):
            returning(None, id=id)

    def test_an_unknown_role(self) -> None:
        with pytest.raises(CheckDeclarationError, match="unknown role"):
            returning(None, personas=("boss",))

    def test_a_signature_without_evidence(self) -> None:
        with pytest.raises(CheckDeclarationError, match="asks for no evidence"):
            a_check(lambda: None)

    def test_evidence_that_does_not_exist(self) -> None:
        def function(traffic: Trafic) -> Verdict: ...  # type: ignore[name-defined, empty-body]  # noqa: F821

        with pytest.raises(CheckDeclarationError, match="Trafic"):
            a_check(function)


class TestThisInstallation:
    def test_ours_are_there_once(self) -> None:
        registry = load_registry()
        assert all(registry.manager.is_registered(import_module(name)) for name in BUILT_IN)
        assert len(registry.manager.get_plugins()) == len({id(one) for one in registry.manager.get_plugins()})
        assert "trackers/pupil-data-stays" in registry.checks
        assert {"json", "html", "sarif", "junit", "terminal"} <= set(registry.renderers)

    def test_limited(self) -> None:
        registry = load_registry().limited("trackers/*")
        assert registry.checks
        assert all(name.startswith("trackers/") for name in registry.checks)
        with pytest.raises(MisuseError, match="no check matches nothing"):
            registry.limited("nothing*")

    def test_what_is_not_installed(self) -> None:
        registry = load_registry()
        with pytest.raises(SchoolproofError, match="toaster"):
            registry.platform("toaster")
        with pytest.raises(SchoolproofError, match="importer for fax"):
            registry.importer("fax")

    def test_the_rule_version_follows_the_checks(self) -> None:
        first, second = offering(returning(None)), offering(returning(None, tolerates=("late",)))
        assert first.rules != second.rules
        assert first.rules == offering(returning(None)).rules


def test_the_example_plugin_installs_and_is_loaded(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    site = tmp_path / "site"
    source = tmp_path / "source"
    source.mkdir()
    for file in EXAMPLE.glob("*.*"):
        (source / file.name).write_bytes(file.read_bytes())
    installed = subprocess.run(
        [*pip, "--target", str(site), str(source)], capture_output=True, text=True, timeout=240, check=False
    )
    assert installed.returncode == 0, installed.stderr
    code = (
        "from harness.plugins.host import load_registry; print(load_registry().checks['acme/no-server-banner'].title)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout == "Servers do not tell their version\n", done.stderr
