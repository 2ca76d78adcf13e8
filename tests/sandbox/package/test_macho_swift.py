"""Swift types in a program: told with their module, whatever stands around them, and never read outside the file."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.package.limits import UnreadableError
from harness.sandbox.package.macho_swift import swift_class, swift_types
from tests.sandbox.package.made_macho import described


def told(names: list[str]) -> list[str]:
    count, data = described(names)
    return list(swift_types(memoryview(data), 0, 4 * count))


def test_a_type_is_told_with_its_module_and_without_what_it_stands_in() -> None:
    assert told(["School.Row", "School.Row.Cell", "Mixpanel.A.B.C"]) == ["School.Row", "School.Cell", "Mixpanel.C"]
    assert told([]) == []


def test_what_swift_knows_from_c_is_no_part_of_the_program() -> None:
    assert told(["__C.CGRect", "School.Row"]) == ["School.Row"]


@pytest.mark.parametrize(
    ("at", "value"),
    [(0, 0x7FFFFFF0), (0, -400 & 0xFFFFFFFC), (4, 0x1F), (8, 0x7FFFFFF0), (12, 0x7FFFFFF0)],
    ids=["entry after the end", "entry before the start", "no known kind", "parent outside", "name outside"],
)
def test_what_leads_outside_is_refused(at: int, value: int) -> None:
    """The only type has its module before it: 4 bytes of entry, then the module (20), then the type."""
    _, made = described(["School.Row"])
    data = bytearray(made)
    struct.pack_into("<I", data, at if at == 0 else at + 20, value)
    with pytest.raises((UnreadableError, struct.error)):
        list(swift_types(memoryview(bytes(data)), 0, 4))


def test_types_that_stand_in_each_other_end() -> None:
    data = struct.pack("<i", 4) + struct.pack("<Iii", 16, -4, 4) + b"A\0\0\0"
    with pytest.raises(UnreadableError, match="without end"):
        list(swift_types(memoryview(data), 0, 4))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("_TtC8Mixpanel16MixpanelInstance", "Mixpanel.MixpanelInstance"),
        ("_TtCC6School3Row4Cell", "School.Row.Cell"),
        ("_TtC6SchoolP33_0123456789ABCDEF0123456789ABCDEF6Hidden", "School"),
        ("SchoolView", None), ("_TtC", None), ("_TtC99Short", None), ("_TtC0", None),
    ],
)  # fmt: skip
def test_a_class_of_swift_is_told_as_swift_writes_it(name: str, said: str | None) -> None:
    assert swift_class(name) == said


@given(st.binary(max_size=200), st.text(max_size=60))
def test_anything_is_read_or_refused(data: bytes, name: str) -> None:
    swift_class(f"_TtC{name}")
    try:
        found = list(swift_types(memoryview(data), 0, len(data) // 2))
    except (UnreadableError, struct.error):
        return
    assert all("\n" not in one for one in found)
