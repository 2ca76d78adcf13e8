"""A word counts only where the code passes it to the call, never because both stand somewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.package.dex import Words, read_dex
from tests.sandbox.package.made_dex import dex

CONTEXT, SPEC, VERSION = "javax.net.ssl.SSLContext", "okhttp3.ConnectionSpec$Builder", "okhttp3.TlsVersion"
METHODS = [(CONTEXT, "getInstance"), (SPEC, "tlsVersions"), (CONTEXT, "init")]
WORDS = Words(frozenset(METHODS[:2]), frozenset({"TLSv1", "SSLv3", f"{VERSION}.TLS_1_0"}))
FIELDS = [(VERSION, "TLS_1_2"), (VERSION, "TLS_1_0")]
RETURN = 0x000E


def asked(*units: int | str) -> set[str]:
    """The words that this code of one class is said to pass."""
    made = dex(["be.A", "be.B"], calls=METHODS, fields=FIELDS, units={"be.A": units, "be.B": [RETURN]})
    found = read_dex(made, who_calls=True, words=WORDS).passes
    assert {by for _, _, by in found} <= {"be.A"}
    return {f"{call.rpartition('.')[2]} {word}" for call, word, _ in found}


def text(register: int, word: str) -> tuple[int, str]:
    return register << 8 | 0x1A, word


def call(register: int, method: int = 0) -> tuple[int, int, int]:
    """A static call with one argument."""
    return 0x1071, method, register


PASSES: dict[str, tuple[tuple[int | str, ...], set[str]]] = {
    "at once": ((*text(0, "TLSv1"), *call(0), RETURN), {"getInstance TLSv1"}),
    "a long number": ((0x001B, "SSLv3", 0, *call(0), RETURN), {"getInstance SSLv3"}),
    "by another register": ((*text(0, "TLSv1"), 0x0107, *call(1), RETURN), {"getInstance TLSv1"}),
    "from far registers": ((*text(0, "TLSv1"), 0x0009, 300, 0, 0x0177, 0, 300, RETURN), {"getInstance TLSv1"}),
    "after an if": ((*text(0, "TLSv1"), 0x0238, 2, *call(0), RETURN), {"getInstance TLSv1"}),
    "in an array": (
        (0x2123, 0, *text(0, "TLSv1"), 0x004D, 0x0301, *text(0, "TLSv1.2"), 0x004D, 0x0301, 0x206E, 1, 0x12, RETURN), {"tlsVersions TLSv1"},
    ),
    "in an array made of them": ((0x0062, 0, 0x0162, 1, 0x2024, 0, 0x10, 0x020C, 0x206E, 1, 0x23, RETURN), {"tlsVersions okhttp3.TlsVersion.TLS_1_0"}),
}  # fmt: skip
SILENT: dict[str, tuple[int | str, ...]] = {
    "another word": (*text(0, "TLSv1.2"), *call(0), RETURN),
    "beside the call": (*text(1, "TLSv1"), *text(0, "TLS"), *call(0), RETURN),
    "another method": (*text(0, "TLSv1"), *call(0, 2), *text(0, "TLS"), *call(0), RETURN),
    "written over": (*text(0, "TLSv1"), *text(0, "TLS"), *call(0), RETURN),
    "written over by a result": (*text(0, "TLSv1"), *call(0, 2), 0x000C, *call(0), RETURN),
    "written over by null": (*text(0, "TLSv1"), 0x0012, *call(0), RETURN),
    "written over by a field": (*text(0, "TLSv1"), 0x0054, 0, *call(0), RETURN),
    "after a return": (*text(0, "TLSv1"), RETURN, *call(0), RETURN),
    "after a jump": (*text(0, "TLSv1"), 0x0428, *call(0), RETURN),
    "only after the call": (*call(0), *text(0, "TLSv1"), RETURN),
    "a new array": (0x2123, 0, *text(0, "TLSv1"), 0x004D, 0x0301, 0x2123, 0, 0x206E, 1, 0x12, RETURN),
    "another field": (0x0062, 0, *call(0, 1), RETURN),
}


@pytest.mark.parametrize("name", PASSES)
def test_a_word_that_is_passed_is_told(name: str) -> None:
    units, expected = PASSES[name]
    assert asked(*units) == expected


@pytest.mark.parametrize("name", SILENT)
def test_a_word_that_is_not_passed_is_not(name: str) -> None:
    assert asked(*SILENT[name]) == set()


@given(st.lists(st.integers(0, 0xFFFF), max_size=60))
def test_any_code_is_followed_to_its_end(code: list[int]) -> None:
    made = dex(["be.A", "be.B"], calls=METHODS, fields=FIELDS, units={"be.A": [*code, *call(0)], "be.B": [*text(0, "TLSv1"), *call(0), RETURN]})
    assert (f"{CONTEXT}.getInstance", "TLSv1", "be.B") in read_dex(made, who_calls=True, words=WORDS).passes
