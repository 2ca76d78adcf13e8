"""Who calls a wanted method: only where an instruction says so, never where its bytes happen to stand."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.package.dex import read_dex
from harness.sandbox.package.limits import UnreadableError
from tests.sandbox.package.made_dex import dex

VIEW, OPEN, SHOW = "android.webkit.WebView", "addJavascriptInterface", "loadUrl"
WANTED = frozenset({(VIEW, OPEN)})
CALL, OTHER, RETURN = [0x206E, 0, 0x10], [0x206E, 1, 0x10], [0x000E]
RANGE = [0x0374, 0, 0x10]


def told(**units: list[int]) -> set[str]:
    """The classes that are said to call, of those with this code."""
    made = dex(["be.Main", *(f"be.{name}" for name in units)], calls=[(VIEW, OPEN), (VIEW, SHOW)], units={f"be.{name}": code for name, code in units.items()})
    found = read_dex(made, WANTED, who_calls=True).callers
    assert found.keys() <= {f"{VIEW}.{OPEN}"}
    return {name.removeprefix("be.") for name in found.get(f"{VIEW}.{OPEN}", ())}


def test_the_classes_that_call_are_told() -> None:
    assert told(A=CALL + RETURN, B=OTHER + RETURN, C=[*OTHER, *RANGE, *RETURN], D=RETURN) == {"A", "C"}


LOOKS = {
    "the number of a wide constant": [0x0018, *CALL, 0, *RETURN],
    "a constant of two units": [0x0014, *CALL[:2], *RETURN],
    "the table of a switch": [0x0100, 1, *CALL[:2], 0, 0, *RETURN],
    "a table of other values": [0x0200, 1, *CALL[:2], 0, 0, *RETURN],
    "what an array is filled with": [0x0300, 2, 3, 0, *CALL, *RETURN],
}


@pytest.mark.parametrize("name", LOOKS)
def test_bytes_that_only_look_like_a_call_are_none(name: str) -> None:
    assert told(A=LOOKS[name]) == set()


@pytest.mark.parametrize("table", [[0x0100, 2, 0, 0, 0, 0, 0, 0], [0x0200, 1, 0, 0, 0, 0], [0x0300, 1, 3, 0, 0x0201, 3]])
def test_a_call_after_a_table_is_found(table: list[int]) -> None:
    assert told(A=[*table, *CALL, *RETURN]) == {"A"}


def test_a_class_that_leads_outside_is_refused() -> None:
    made = bytearray(dex(["be.A"], calls=[(VIEW, OPEN)], units={"be.A": CALL + RETURN}))
    (offset,) = struct.unpack_from("<I", made, 100)
    struct.pack_into("<I", made, offset + 24, len(made) + 5)
    with pytest.raises(UnreadableError, match="cut off"):
        read_dex(bytes(made), WANTED, who_calls=True)


@given(st.lists(st.integers(0, 0xFFFF), max_size=60))
def test_any_code_is_walked_to_its_end(code: list[int]) -> None:
    assert told(A=code, B=CALL + RETURN) >= {"B"}
