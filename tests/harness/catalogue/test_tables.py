"""A wrong row stops the run and is named by file, row and reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from harness.catalogue.tables import Row, builtin_data, read_rows, read_toml, toml_files
from harness.errors import MisuseError


class Thing(Row):
    id: str
    size: int


def write(folder: Path, text: str) -> Path:
    file = folder / "things.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_rows_become_frozen_models(tmp_path: Path) -> None:
    file = write(tmp_path, '[[thing]]\nid = "a"\nsize = 1\n[[thing]]\nid = "b"\nsize = 2\n')
    rows = read_rows(file, "thing", Thing)

    assert rows == [Thing(id="a", size=1), Thing(id="b", size=2)]
    with pytest.raises(ValueError, match="frozen"):
        rows[0].size = 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[[thing]]\nid = "a"\nsize = 1\n[[thing]]\nid = "b"\nsize = "big"\n', r"row 2 \(b\): size: Input should be"),
        ('[[thing]]\nid = "a"\n', r"row 1 \(a\): size: Field required"),
        ('[[thing]]\nid = "a"\nsize = 1\ncolour = "red"\n', r"row 1 \(a\): colour: Extra inputs"),
        ("[[thing]]\nsize = 1\n", r"row 1: id: Field required"),
        ('other = 1\n[[thing]]\nid = "a"\nsize = 1\n', "unknown key 'other'"),
        ("thing = 3\n", r"holds no \[\[thing\]\]"),
        ("thing = [3]\n", r"row 1: row: Input should be"),
        ("thing = []\n", r"holds no \[\[thing\]\]"),
        ("", r"holds no \[\[thing\]\]"),
        ("[[thing]\n", "line 1"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, text: str, reason: str) -> None:
    file = write(tmp_path, text)

    with pytest.raises(MisuseError, match=reason) as caught:
        read_rows(file, "thing", Thing)
    assert str(file) in str(caught.value)
    assert caught.value.owner == "profile"


def test_many_faults_are_counted_rather_than_poured_out(tmp_path: Path) -> None:
    text = "[[thing]]\n" + "".join(f"k{number} = 1\n" for number in range(50))

    with pytest.raises(MisuseError, match="and 49 more") as caught:
        read_rows(write(tmp_path, text), "thing", Thing)
    assert len(str(caught.value)) < 1000


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "things.toml"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(MisuseError, match=r"things\.toml"):
        read_toml(file)


def test_a_missing_file_or_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="absent"):
        read_toml(tmp_path / "absent.toml")
    with pytest.raises(MisuseError, match="no such folder"):
        toml_files(tmp_path / "absent")
    with pytest.raises(MisuseError, match=r"holds no \.toml file"):
        toml_files(tmp_path)


def test_the_built_in_data_is_found() -> None:
    assert {file.name for file in builtin_data().iterdir()} >= {"catalogue", "parties", "parameters.toml", "noise.toml"}
    assert issubclass(Thing, BaseModel)
