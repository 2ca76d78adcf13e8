"""Installing: every refusal of Android in words of both languages, sets of splits, nothing granted, nothing kept."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.translate import Translator
from harness.sandbox.android import errors, install_words, seeding
from harness.sandbox.android.errors import DeviceError
from harness.sandbox.android.install import NotInstalled, install, parts
from harness.sandbox.android.install_words import APP, DEVICE, UNKNOWN, explained
from tests.sandbox.android.conftest import APP as SCHOOL
from tests.sandbox.android.conftest import PACKAGE
from tests.sandbox.android.device.apps import App

SPLIT = App("be.split.app", splits=("config.nl", "config.x86_64"))


def test_every_refusal_is_told_in_words_and_leaves_nothing(bench) -> None:
    one = bench(33)
    before = one.sim.state.snapshot()
    for word in [*APP, *DEVICE]:
        one.sim.state.failures.install = word
        with pytest.raises(NotInstalled) as told, one.undo() as undo:
            install(one.device, undo, SCHOOL.package, [one.package])
        owner, why = explained(word)
        assert (told.value.word, told.value.owner, told.value.reason) == (word, owner, why)
        assert why in str(told.value)
        assert told.value.hint
        assert "INSTALL_" not in str(told.value)
    assert one.sim.state.snapshot() == before


def test_a_refusal_that_we_do_not_know_is_quoted(bench) -> None:
    one = bench(33, install="INSTALL_FAILED_SOMETHING_NEW")
    with pytest.raises(NotInstalled, match="as this test wants it") as told, one.undo() as undo:
        install(one.device, undo, SCHOOL.package, [one.package])
    assert (told.value.reason, told.value.owner) == (UNKNOWN, "platform")


def test_the_sentences_for_reports_are_translated() -> None:
    constants = [value for part in (errors, install_words, seeding) for value in vars(part).values()]
    sentences = [value for value in constants if isinstance(value, str) and value.startswith(("the ", "something "))]
    dutch = Translator("nl")
    wanted = {*sentences, *APP.values(), *DEVICE.values()}
    assert len(wanted) > 60
    assert not [one for one in sorted(wanted) if not dutch.known(one)]


def test_an_app_that_is_there_already_is_not_touched(bench) -> None:
    one = bench(33)
    with one.undo() as undo:
        install(one.device, undo, SCHOOL.package, [one.package])
        before = one.sim.state.snapshot()
        with pytest.raises(NotInstalled, match="its data is not ours to lose") as told:
            install(one.device, undo, SCHOOL.package, [one.package])
        assert told.value.hint is not None
        assert f"uninstall {SCHOOL.package}" in told.value.hint
        assert one.sim.state.snapshot() == before


@pytest.mark.parametrize("name", ["a", "a.b; rm -rf /", "a.b$(id)", "-t.b", "a..b", "a.b\n", "é.b", ""])
def test_a_name_that_is_none_reaches_no_shell(bench, name: str) -> None:
    one = bench(33)
    done = len(one.sim.state.log)
    with pytest.raises(DeviceError, match="no name of an Android app"), one.undo() as undo:
        install(one.device, undo, name, [one.package])
    assert not [line for line in one.sim.state.log[done:] if "pm" in line]


def made(folder: Path, bench_) -> list[Path]:
    """A base and its splits, known to the device."""
    files = []
    for split in ("", *SPLIT.splits):
        file = folder / f"{split or 'base'}.apk"
        file.write_bytes(PACKAGE + split.encode())
        bench_.sim.state.shelf.put(file.read_bytes(), SPLIT, split)
        files.append(file)
    return files


def test_a_set_of_splits_is_one_app(bench, tmp_path: Path) -> None:
    one = bench(33)
    before, files = one.sim.state.snapshot(), made(tmp_path, one)
    one.sim.state.shelf.put(files[0].read_bytes(), SPLIT)
    with one.undo() as undo:
        install(one.device, undo, SPLIT.package, files)
        assert one.sim.state.packages[SPLIT.package].splits == SPLIT.splits
        sent = [line for line in one.sim.state.log if line.startswith("cmd package")]
        sizes = [file.stat().st_size for file in files]
        assert sent == [
            f"cmd package install-create -t -S {sum(sizes)}",
            *(f"cmd package install-write -S {size} 1000 {at}.apk -" for at, size in enumerate(sizes)),
            "cmd package install-commit 1000",
        ]
    assert one.sim.state.snapshot() == before


def test_a_set_that_lacks_a_part_is_told(bench, tmp_path: Path) -> None:
    one = bench(33)
    before, files = one.sim.state.snapshot(), made(tmp_path, one)
    with pytest.raises(NotInstalled, match="give the whole set"), one.undo() as undo:
        install(one.device, undo, SPLIT.package, files[:2])
    assert one.sim.state.snapshot() == before


def test_a_full_device_ends_the_session(bench, tmp_path: Path) -> None:
    one = bench(33, full=True)
    before, files = one.sim.state.snapshot(), made(tmp_path, one)
    with pytest.raises(NotInstalled, match="has no room") as told, one.undo() as undo:
        install(one.device, undo, SPLIT.package, files)
    assert told.value.word == "INSTALL_FAILED_INSUFFICIENT_STORAGE"
    assert "cmd package install-abandon 1000" in one.sim.state.log
    assert one.sim.state.snapshot() == before


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (["base.apk", "config.nl.apk", "icon.png"], ["base.apk", "config.nl.apk"]),
        (
            ["splits/base-master.apk", "splits/base-nl.apk", "splits/base-master_2.apk", "standalones/x86.apk"],
            ["splits/base-master.apk", "splits/base-nl.apk"],
        ),
        (["universal.apk", "toc.pb"], ["universal.apk"]),
    ],
)
def test_sets_are_unpacked_and_the_pieces_removed(tmp_path: Path, names: list[str], taken: list[str]) -> None:
    package = tmp_path / "app.apks"
    with zipfile.ZipFile(package, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    with parts(package, tmp_path) as files:
        assert [file.read_text() for file in files] == taken
    assert list(tmp_path.iterdir()) == [package]


def test_a_single_package_is_taken_as_it_is(tmp_path: Path) -> None:
    package = tmp_path / "app.apk"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("AndroidManifest.xml", "")
    with parts(package, tmp_path) as files:
        assert files == [package]
    assert package.exists()


@given(st.binary(max_size=300))
def test_what_is_no_set_is_told_and_never_crashes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("set")
    (folder / "a.xapk").write_bytes(content)
    with pytest.raises(DeviceError, match="cannot be unpacked"), parts(folder / "a.xapk", folder):
        raise AssertionError("unpacked")
    assert [file.name for file in folder.iterdir()] == ["a.xapk"]
