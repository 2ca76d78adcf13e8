"""Scripts of the profile: `journeys.py:homework` names `async def homework(page, persona)` in the profile's folder.

Only files inside that folder are loaded. What goes wrong in a script is the profile's failure, told with file and line.
"""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import re
import sys
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from playwright.async_api import Page

from harness.errors import MisuseError, SchoolproofError
from harness.sandbox.web.page.failures import blame, clean
from harness.sandbox.web.page.placeholders import Values
from harness.sandbox.web.page.types import PersonaLike

type Script = Callable[[Page, PersonaLike], Awaitable[Any]]

_SPEC = re.compile(r"(?P<file>[^:\x00]{1,200}\.py):(?P<name>[A-Za-z_]\w{0,80})")
_HINT = "schoolproof check-profile PROFILE"
MAX_SIZE = 1_000_000


class ScriptFailed(SchoolproofError):
    """A script of the profile raised, or did not end in time."""

    def __init__(self, spec: str, reason: str) -> None:
        super().__init__(f"script {spec}: {reason}", owner="profile", hint=_HINT)
        self.spec = spec
        self.reason = reason


def inside(directory: Path | None, name: str, what: str) -> Path:
    """The file `name` of the profile's folder; MisuseError when it lies outside (links followed) or is not there."""
    if directory is None:
        raise MisuseError(f"{what} {name}: a profile read from a file is needed", hint=_HINT)
    root = directory.resolve()
    try:
        path = (root / name).resolve()
        known = path.is_file()
    except (OSError, ValueError) as error:
        raise MisuseError(f"{what} {clean(name, 80)}: not a file name", hint=_HINT) from error
    if not path.is_relative_to(root):
        raise MisuseError(f"{what} {clean(name, 80)}: lies outside the profile's folder", hint=_HINT)
    if not known:
        raise MisuseError(f"{what} {clean(name, 80)}: no such file in the profile's folder", hint=_HINT)
    return path


def load_script(spec: str, directory: Path | None) -> Script:
    """The function that `spec` names. MisuseError: bad spec, file outside the folder, no async function of two."""
    function = load_function(spec, directory, "page, persona")
    if not _takes(function, None, None):
        raise MisuseError(f"script {spec}: must be “async def {function.__name__}(page, persona)”", hint=_HINT)
    script: Script = function
    return script


def load_function(spec: str, directory: Path | None, takes: str) -> Callable[..., Awaitable[Any]]:
    """The async function that `spec` names; `takes` says in the message what it has to accept.

    MisuseError: bad spec, file outside the folder, no such async function.
    """
    found = _SPEC.fullmatch(spec)
    if found is None:
        raise MisuseError(f'script {clean(spec, 80)}: write "file.py:function"', hint=_HINT)
    path = inside(directory, found["file"], "script")
    function = getattr(_module(path, spec), found["name"], None)
    if function is None:
        raise MisuseError(f"script {spec}: {path.name} has no {found['name']}", hint=_HINT)
    if not inspect.iscoroutinefunction(function):
        raise MisuseError(f"script {spec}: must be “async def {found['name']}({takes})”", hint=_HINT)
    made: Callable[..., Awaitable[Any]] = function
    return made


async def run_hook(spec: str, directory: Path | None, limit: float, **given: object) -> Any:
    """What a function of the profile returns for these keywords, at most `limit` seconds later.

    ScriptFailed names file and line; MisuseError: it cannot be loaded, or does not take the keywords.
    """
    takes = ", ".join(given)
    function = load_function(spec, directory, takes)
    if not _takes(function, **given):
        raise MisuseError(f"script {spec}: must be “async def {function.__name__}({takes})”", hint=_HINT)
    path = inside(directory, spec.rpartition(":")[0], "script")
    return await _bounded(function(**given), spec, path, limit)


def _takes(function: Callable[..., Any], *given: object, **named: object) -> bool:
    try:
        inspect.signature(function).bind(*given, **named)
    except TypeError:
        return False
    return True


def _module(path: Path, spec: str) -> ModuleType:
    """The file as a module of its own name; nothing is written beside it and sys.path is left alone."""
    source = path.read_bytes()
    if len(source) > MAX_SIZE:
        raise MisuseError(f"script {spec}: larger than {MAX_SIZE} bytes", hint=_HINT)
    module = ModuleType(f"schoolproof_script_{hashlib.sha256(source).hexdigest()[:16]}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclasses in a script look their module up
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)
    except SyntaxError as error:
        raise MisuseError(f"script {path.name}:{error.lineno}: {clean(error.msg, 120)}", hint=_HINT) from None
    except (Exception, SystemExit) as error:
        raise MisuseError(f"script {_place(error, path)}: {_reason(error)}", hint=_HINT) from None
    return module


async def run_script(
    page: Page, persona: PersonaLike, spec: str, directory: Path | None, *, limit: float = 120.0
) -> None:
    """Loads and runs a script, at most `limit` seconds. ScriptFailed names file and line; MisuseError: not loadable."""
    script = load_script(spec, directory)
    path = inside(directory, spec.rpartition(":")[0], "script")
    await _bounded(script(page, persona), spec, path, limit, Values(persona).scrub)


async def _bounded(
    work: Awaitable[Any], spec: str, path: Path, limit: float, scrub: Callable[[str], str] = str
) -> Any:
    try:
        async with asyncio.timeout(limit) as bound:
            return await work
    except (Exception, SystemExit) as error:
        if bound.expired():
            raise ScriptFailed(spec, f"not ready after {limit:g} s") from None
        raise ScriptFailed(spec, f"{_place(error, path)}: {_reason(error, scrub)}") from None


def _reason(error: BaseException, scrub: Callable[[str], str] = str) -> str:
    """The error in a line, secrets out. A browser error is named by our words: its message repeats what was typed."""
    if type(error).__module__.startswith("playwright."):
        return blame(error)[0] if isinstance(error, Exception) else type(error).__name__
    return clean(scrub(f"{type(error).__name__}: {error}"), 200)


def _place(error: BaseException, path: Path) -> str:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f"{path.name}:{lines[-1]}" if lines else path.name
