"""The code of an app: every dex file of every package of it, and what the manifest names that none of them holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from harness.sandbox.package.archive import Archive
from harness.sandbox.package.dex import MAGIC, Dex, read_dex
from harness.sandbox.package.limits import UnreadableError, shown
from harness.sandbox.package.manifest import Fact
from harness.sandbox.package.old_versions import WORDS, version_facts

MAX_NAMES = 2_000_000
MAX_CALLERS = 20
_HIDDEN = re.compile(r"(?:[a-zA-Z]{1,2}\.)*[a-zA-Z0-9_$]{1,3}")
_SETTINGS, _VIEW = "android.webkit.WebSettings", "android.webkit.WebView"
CALLS = frozenset(
    {
        (_VIEW, "setWebContentsDebuggingEnabled"),
        (_VIEW, "addJavascriptInterface"),
        (_SETTINGS, "setAllowFileAccess"),
        (_SETTINGS, "setAllowFileAccessFromFileURLs"),
        (_SETTINGS, "setAllowUniversalAccessFromFileURLs"),
        (_SETTINGS, "setMixedContentMode"),
    }
)


class CodeBook:
    """Collects the classes of an app over all its dex files; with `who_calls` also who calls what opens web views,
    and who asks for old versions of TLS."""

    def __init__(self, *, who_calls: bool = False) -> None:
        self._who_calls = who_calls
        self.all = Dex()
        self.files = 0
        self.unread: list[UnreadableError] = []

    def take(self, archive: Archive, names: Iterable[str]) -> None:
        """Read these dex files of an archive; one that cannot be read is kept as such."""
        for name in names:
            try:
                self._add(archive.read(name))
            except UnreadableError as error:
                self.unread.append(UnreadableError("dex-unreadable", f"{shown(name)}: {error}"))

    def take_one(self, content: bytes) -> bool:
        """Read one dex file that lies somewhere else; False when it is none. Raises UnreadableError."""
        if not MAGIC.match(content):
            return False
        self._add(content)
        return True

    def _add(self, content: bytes) -> None:
        found = read_dex(content, CALLS, who_calls=self._who_calls, words=WORDS)
        if len(self.all.defined) + len(found.defined) > MAX_NAMES:
            raise UnreadableError("dex-unreadable", "more classes than any app has")
        self.files += 1
        self.all.defined |= found.defined
        self.all.referenced |= found.referenced
        self.all.calls |= found.calls
        for call, names in found.callers.items():
            self.all.callers.setdefault(call, set()).update(names)
        self.all.passes |= found.passes
        self.all.odd += found.odd

    def fact(self) -> Fact:
        """The classes as one fact; the names go into blobs."""
        defined = sorted(self.all.defined)
        callers = sorted(self.all.callers.items())
        return {
            "defined": sorted(defined),
            "referenced": sorted(self.all.referenced - self.all.defined),
            "hidden": sum(_HIDDEN.fullmatch(name) is not None for name in defined),
            "calls": sorted(self.all.calls),
            "callers": {call: sorted(map(shown, names))[:MAX_CALLERS] for call, names in callers},
        }

    def versions(self) -> Iterator[Fact]:
        """The old versions of TLS that the code asks for."""
        return version_facts(self.all.passes)

    def lacking(self, components: Iterable[str]) -> Iterator[str]:
        """Classes that the manifest names and no dex file defines: they are loaded from somewhere else."""
        return (name for name in sorted(set(components)) if name and name not in self.all.defined)
