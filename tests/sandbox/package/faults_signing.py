"""Faults of the old signature inside a package (scheme 1) and of the one beside it (scheme 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.sandbox.package.made_idsig import idsig
from tests.sandbox.package.made_jar import LIST, content, jar_signed, section, with_files
from tests.sandbox.package.variant import Fault

SIGNED, TRUST = "mobile/signed", "mobile/trusted-authorities"
ABOUT = "assets/about.txt"


def jar(harm: Callable[[bytes], bytes], names: str, *, old: bool = False) -> Fault:
    """Signed with scheme 1, then harmed, then signed as a whole. `old`: some Android version looks at scheme 1 alone."""
    says = {SIGNED: ("fail" if old else "review", names), **({TRUST: ("fail", "23")} if old else {})}
    return Fault(lambda one: replace(one, jar=lambda made: harm(jar_signed(made)), **({"minimum": 23} if old else {})), says)


def beside(make: Callable[[bytes], bytes], names: str) -> Fault:
    return Fault(lambda one: replace(one, beside=make), {SIGNED: ("fail", names)})


def _relisted(made: bytes) -> bytes:
    """A changed file, and the list of digests changed with it."""
    files = content(made)
    before, after = section(ABOUT, files[ABOUT]), section(ABOUT, b"somebody else's")
    return with_files(made, {ABOUT: b"somebody else's", LIST: files[LIST].replace(before, after)})


SIGNING: dict[str, Fault] = {
    "jar-changed-file": jar(lambda made: with_files(made, {ABOUT: b"somebody else's"}), f"{ABOUT} is not what was signed"),
    "jar-changed-file-on-old": jar(lambda made: with_files(made, {ABOUT: b"other"}), f"{ABOUT} is not what was signed", old=True),
    "jar-changed-list": jar(_relisted, f"the digest of {ABOUT} is not the one"),
    "jar-file-taken": jar(lambda made: with_files(made, {ABOUT: None}), f"{ABOUT} was signed and is not there"),
    "jar-file-added": jar(lambda made: with_files(made, {"assets/more.txt": b"x"}), "assets/more.txt was never signed"),
    "jar-newer-taken": Fault(
        lambda one: replace(one, jar=lambda made: jar_signed(made, newer="2, 3"), key_bits=0), {SIGNED: ("fail", "scheme 2 was taken away")}
    ),
    "idsig-wrong-root": beside(lambda made: idsig(made, root=bytes(32)), "hash tree is not the package's"),
    "idsig-wrong-tree": beside(lambda made: idsig(made, tree=bytes(4096)), "it holds is not the signed one"),
    "idsig-other-package": beside(lambda made: idsig(made, digest=bytes(32)), "belongs to another package"),
    "idsig-other-key": beside(lambda made: idsig(made, number=1), "by whoever signed the package"),
    "idsig-cut-off": beside(lambda made: idsig(made)[:200], "v4"),
}
