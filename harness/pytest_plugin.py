"""The pytest plugin: `pytest app.toml` audits a profile, `pytest path/to/bundle` judges evidence that was gathered.

Each finding is a test named `requirement/check[persona]`: a pass passes, "not applicable" skips, everything else fails
with one short message. Only files and folders that are named on the command line are looked at, and nothing of the
engine is imported before one of them turns out to be ours: every pytest run on this machine loads this module.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from harness.errors import SchoolproofError
    from harness.model.finding import Finding
    from harness.model.plan import Cell
    from harness.model.profile import Profile
    from harness.plugins.host import Registry

type Question = tuple[str, str, str | None, str | None]
"""Requirement, check, persona, and the role when nobody plays it."""

_FIRST_PROOFS = 5
_LIKE_A_PROFILE = re.compile(r"^\s*schema\s*=\s*1\b.*^\s*\[app\]", re.MULTILINE | re.DOTALL)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A profile that was named on the command line; every other file is left alone."""
    if file_path.suffix != ".toml" or file_path.name == "pyproject.toml" or not _is_named(file_path, parent.config):
        return None
    if not _is_profile(file_path):
        return None
    made: ProfileFile = ProfileFile.from_parent(parent, path=file_path)
    return made


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A sealed bundle that was named on the command line."""
    if not _is_named(path, parent.config) or not ((path / "run.json").is_file() and (path / "manifest.json").is_file()):
        return None
    made: BundleFolder = BundleFolder.from_parent(parent, path=path)
    return made


def _is_named(path: Path, config: pytest.Config) -> bool:
    named = (config.invocation_params.dir / arg.partition("::")[0] for arg in config.args)
    return any(path == one or path.resolve() == one.resolve() for one in named)


def _is_profile(path: Path) -> bool:
    """Whether a TOML file is meant as a profile; one with a slip in its syntax still is, and will be told."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return _LIKE_A_PROFILE.search(text) is not None
    return content.get("schema") == 1 and isinstance(content.get("app"), dict)


class ProfileFile(pytest.File):
    """A profile. Its plan gives the tests; the app is driven once, when the first of them runs."""

    _profile: Profile
    _registry: Registry
    _found: dict[Question, Finding] | None = None
    _failure: Exception | None = None

    def collect(self) -> Iterable[pytest.Item]:
        """One test for each planned cell; with `--collect-only` or `-k` nothing more happens than that."""
        from harness.errors import SchoolproofError
        from harness.gather import effective, refuse_unknown
        from harness.model.plan import plan_cells
        from harness.plugins.host import load_registry
        from harness.profile.load import load_profile

        if hasattr(self.config, "workerinput"):
            told = f"{self.path}: an app is driven once, not by several workers\ntry: pytest -n0 {self.path}"
            raise self.CollectError(told)
        try:
            self._registry = load_registry()
            self._profile = effective(load_profile(self.path))
            refuse_unknown(self._profile, self._registry)
        except SchoolproofError as error:
            raise self.CollectError(_told(error)) from None
        cells = plan_cells(self._profile, self._registry.asked, self._registry.requirements, "minimum")
        for cell in sorted(cells, key=lambda cell: (cell.requirement, cell.check, cell.persona or "", cell.role or "")):
            yield FindingItem.of(self, _question(cell))

    def answer(self, question: Question) -> Finding:
        """The finding on one cell. Raises what gathering raised: it is tried once."""
        if self._failure is not None:
            raise self._failure
        if self._found is None:
            try:
                self._found = _by_question(self._gathered(), self._registry)
            except Exception as error:
                self._failure = error
                raise
        return self._found[question]

    def crash(self, question: Question) -> None:
        """Let the check of a cell crash again, for a debugger."""
        _judge(self._folder, self._registry.limited(question[1]), raising=True)

    def _gathered(self) -> Path:
        import asyncio

        from harness.gather import gather

        self._folder = _scratch(self.config) / "bundle"
        return asyncio.run(gather(self._profile, self._folder, self._registry, later=False))


class BundleFolder(pytest.Directory):
    """A sealed bundle: judged while collecting, for that is pure and quick."""

    _registry: Registry
    _found: dict[Question, Finding]

    def collect(self) -> Iterable[pytest.Item]:
        """One test for each finding."""
        from harness.errors import SchoolproofError
        from harness.plugins.host import load_registry

        try:
            self._registry = load_registry()
            self._found = _by_question(self.path, self._registry)
        except SchoolproofError as error:
            raise self.CollectError(_told(error)) from None
        return [FindingItem.of(self, question) for question in self._found]

    def answer(self, question: Question) -> Finding:
        """The finding on one cell."""
        return self._found[question]

    def crash(self, question: Question) -> None:
        """Let the check of a cell crash again, for a debugger."""
        _judge(self.path, self._registry.limited(question[1]), raising=True)


class UnmetError(Exception):
    """A finding that does not pass; its text is all that a reader needs."""


class FindingItem(pytest.Item):
    """One finding as a test."""

    parent: ProfileFile | BundleFolder
    question: Question

    @classmethod
    def of(cls, parent: ProfileFile | BundleFolder, question: Question) -> FindingItem:
        requirement, check, persona, role = question
        who = persona or role
        item: FindingItem = cls.from_parent(parent, name=f"{requirement}/{check}" + (f"[{who}]" if who else ""))
        item.question = question
        return item

    def runtest(self) -> None:
        """Pass, skip or fail; with `--pdb` a crash of the check is raised from inside the check."""
        finding = self.parent.answer(self.question)
        if finding.status == "pass":
            return
        if finding.status == "not_applicable":
            from harness.model.verdict import filled

            pytest.skip(filled(finding.message, finding.values))
        if finding.status == "error" and self.config.getoption("usepdb", False):
            self.parent.crash(self.question)
        raise UnmetError("\n".join(_lines(finding)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The message alone; a traceback only for what is neither a finding nor a failure with an owner."""
        from harness.errors import SchoolproofError

        if isinstance(excinfo.value, UnmetError):
            return str(excinfo.value)
        if isinstance(excinfo.value, SchoolproofError):
            return _told(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name


def _judge(folder: Path, registry: Registry, *, raising: bool = False) -> list[Finding]:
    from harness.judge import judge
    from harness.later.followups import open_bundle

    return judge(open_bundle(folder), registry, raising=raising)


def _by_question(folder: Path, registry: Registry) -> dict[Question, Finding]:
    """The findings by cell. A finding has no role of its own: where nobody plays one, the check's first says which."""
    from harness.judge import answers
    from harness.later.followups import open_bundle

    return {_question(cell): finding for cell, finding in answers(open_bundle(folder), registry)}


def _question(cell: Cell) -> Question:
    return cell.requirement, cell.check, cell.persona, cell.role if cell.persona is None else None


def _lines(finding: Finding) -> Iterator[str]:
    """What a person reads of a finding that does not pass."""
    from harness.cli.output import safe
    from harness.model.verdict import filled

    message = filled(finding.message, finding.values)
    yield safe(f"{finding.status.value}: {message}")
    reason = filled(finding.reason.template, finding.reason.values) if finding.reason else message
    if reason != message:
        yield safe(f"why: {reason}")
    for pointer in finding.proof[:_FIRST_PROOFS]:
        yield safe(f"proof: {pointer.at}")
    if len(finding.proof) > _FIRST_PROOFS:
        yield f"proof: … and {len(finding.proof) - _FIRST_PROOFS} more"


def _told(error: SchoolproofError) -> str:
    from harness.cli.output import safe

    return safe(f"{error}\ntry: {error.hint}" if error.hint else str(error))


def _scratch(config: pytest.Config) -> Path:
    """A folder in pytest's own temporary area, which keeps the last runs so that proof can be looked up."""
    factory = getattr(config, "_tmp_path_factory", None)
    if factory is None:
        raise pytest.UsageError("auditing a profile needs pytest's tmpdir plugin")
    made: Path = factory.mktemp("schoolproof")
    return made
