"""Lines with their numbers, all or chosen ones."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from harness.bundle import lines
from harness.bundle.lines import Chosen, line_starts, numbered


@given(st.lists(st.tuples(st.binary(max_size=9).map(lambda line: line.replace(b"\n", b"")), st.booleans()), max_size=30), st.booleans())
def test_chosen_lines_are_those_that_reading_all_gives(content: list[tuple[bytes, bool]], ends: bool) -> None:
    text = b"\n".join(line for line, _ in content) + (b"\n" if ends and content else b"")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "traffic.jsonl"
        path.write_bytes(text)
        starts = line_starts(path)
        with path.open("rb") as stream:
            every = list(numbered(stream, 100, None))
        assert [text[at:].partition(b"\n")[0] for at in starts[: len(every)]] == [line.rstrip(b"\n") for _, line in every]
        mask = bytes(wanted for _, wanted in content[: len(every)])
        with path.open("rb") as stream:
            assert list(numbered(stream, 100, Chosen(mask, starts))) == [every[at] for at, bit in enumerate(mask) if bit]


def test_a_line_that_is_too_long_is_cut_where_that_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_bytes(b"a\n" + b"b" * 50 + b"\n")
    for chosen in (None, Chosen(b"\0\1", line_starts(path))):
        with path.open("rb") as stream:
            assert list(numbered(stream, 10, chosen))[-1 if chosen else 1] == (1, b"b" * 11)


def test_places_are_found_across_the_pieces_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    path.write_bytes(b"x" * lines._CHUNK + b"\n" + b"y" * (lines._CHUNK - 1) + b"\nz\n")
    assert list(line_starts(path)) == [0, lines._CHUNK + 1, 2 * lines._CHUNK + 1, 2 * lines._CHUNK + 3]
    assert list(line_starts(tmp_path / "none")) == [0]
