"""The process that reads a package: what it found is kept, and one that was stopped is no answer."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from harness import SchoolproofError
from harness.sandbox.package import process
from tests.sandbox.package.look import findings, read
from tests.sandbox.package.made_archives import apk

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(process.VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "app.apk").write_bytes(apk())
    return tmp_path / "app.apk"


def test_it_finds_what_is_there_and_a_second_look_starts_nothing(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asyncio.run(process.read_package(package))
    assert found == read(package)
    monkeypatch.setattr(process, "CHILD", "no.such.module")
    assert asyncio.run(process.read_package(package)) == found


def test_another_file_is_read_again(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = asyncio.run(process.read_package(package))
    package.write_bytes(apk(("assets/more.txt", b"https://more.school.test/")))
    assert asyncio.run(process.read_package(package)) != first


def test_a_damaged_cache_is_read_again(package: Path, tmp_path: Path) -> None:
    first = asyncio.run(process.read_package(package))
    (kept,) = (tmp_path / "cache" / "packages").iterdir()
    kept.write_bytes(b"damaged")
    assert asyncio.run(process.read_package(package)) == first


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("CHILD", "no.such.module", "ended with 1"), ("MAX_OUTPUT", 10, "more than any app"), ("SECONDS", 0.0, "more than 0 seconds")],
)
def test_one_that_was_stopped_lets_nothing_pass(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: object, told: str
) -> None:
    monkeypatch.setattr(process, name, value)
    found = asyncio.run(process.read_package(package))
    assert (found[-1]["gap"], told in str(found[-1]["text"])) == ("reader-stopped", True)
    assert "pass" not in {one.status.value for one in findings(found, tmp_path).values()}
    assert not (tmp_path / "cache").exists(), "what was not read whole is never kept"


def test_more_memory_than_allowed_ends_the_reader(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "greedy.py").write_text(
        "from harness.sandbox.package import child, reading\n"
        "def greedy(self, path):\n"
        "    yield {'kind': 'file'}\n"
        "    bytearray(2 << 30)\n"
        "reading.Reader.read = greedy\n"
        "child.main()\n"
    )
    monkeypatch.setattr(process, "command", lambda path: (*process.PYTHON, str(tmp_path / "greedy.py"), str(path), "app.apk"))
    found = asyncio.run(process.read_package(package))
    assert found == [{"kind": "file"}, {"gap": "reader-stopped", "text": "MemoryError: "}]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SchoolproofError, match="cannot be read"):
        asyncio.run(process.read_package(tmp_path / "none.apk"))
