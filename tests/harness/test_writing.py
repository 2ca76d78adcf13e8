"""Writing a bundle: a full disk, whose folder it may take, and what an interrupted run leaves."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import Gathered, MisuseError, Run, SchoolproofError
from harness.bundle.manifest import DamagedBundleError
from harness.bundle.reader import Bundle
from harness.bundle.writer import BundleWriter, RecordFile, write_whole
from harness.claiming import claimed
from harness.gather import gather
from tests.harness.build import Build, Plain, registry_of, returning


class TestAFullDisk:
    def full(self, *_: object, **__: object) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def test_documents_and_blobs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Path, "write_bytes", self.full)
        with pytest.raises(SchoolproofError, match="No space left") as caught:
            BundleWriter(tmp_path, Plain(), 0.0).blob(b"x")
        assert caught.value.owner == "platform"
        assert caught.value.hint

    def test_a_record_that_stops_short_is_not_taken_for_written(self, tmp_path: Path) -> None:
        file = RecordFile(tmp_path / "a.jsonl")
        file._stream = Short(tmp_path / "a.jsonl")
        with pytest.raises(SchoolproofError, match="No space left") as caught:
            file.append({"text": "x" * 100})
        assert caught.value.owner == "platform"

    @pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
    def test_a_small_disk(self, tmp_path: Path) -> None:
        script = (
            "from pathlib import Path; from harness.bundle.writer import BundleWriter; from tests.harness.build import Plain\n"
            f"w = BundleWriter(Path({str(tmp_path)!r}) / 'b', Plain(), 0.0)\n"
            "from harness import SchoolproofError\n"
            "try:\n for i in range(3000): w.session('a-b').append('console', {'text': 'x' * 1000})\n"
            "except SchoolproofError as error: print(error.owner, error)"
        )
        mount = f'mount -t tmpfs -o size=256k none {tmp_path} && exec {sys.executable} -c "$SCRIPT"'
        command = ["unshare", "-m", "sh", "-c", mount]
        done = subprocess.run(
            command, env={**os.environ, "SCRIPT": script}, capture_output=True, text=True, timeout=60, check=False
        )
        if "unshare" in done.stderr or "mount" in done.stderr:
            pytest.skip(f"no mount here: {done.stderr.strip()}")
        assert done.stdout.startswith("platform the evidence could not be written: No space left"), done.stderr

    def test_a_folder_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(SchoolproofError, match=r"File exists|Not a directory") as caught:
            write_whole(tmp_path / "file" / "report.json", b"{}")
        assert caught.value.owner == "platform"


class Short:
    """A stream on a disk that has room for ten more bytes."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("ab", buffering=0)
        self._room = 10

    def write(self, data: memoryview) -> int:
        if not self._room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = self._stream.write(data[: self._room])
        self._room -= written
        return written


async def nothing(run: Run) -> Gathered:
    return Gathered(facts={"by": "a test"})


async def another(run: Run) -> Gathered:
    return Gathered(facts={"by": "another test"})


def gathered(folder: Path, source: Any = nothing, derived: Iterable[Path] = ()) -> Path:
    profile = Build(folder.parent / "unused").profile
    return asyncio.run(gather(profile, folder, registry_of(returning(None)), source=source, derived=derived))


class TestGathering:
    def test_a_run_is_planned_and_sealed(self, tmp_path: Path) -> None:
        bundle = Bundle(gathered(tmp_path / "out"))
        assert bundle.complete
        assert bundle.run["platform"] == {"by": "a test"}
        assert [json.loads(line)["check"] for line in (bundle.root / "plan.jsonl").open()] == ["test/one"]

    def test_a_second_run_replaces_the_first(self, tmp_path: Path) -> None:
        first = Bundle(gathered(tmp_path / "out"))
        (first.root / "sessions").mkdir(exist_ok=True)
        (first.root / "sessions" / "old").write_text("")
        second = Bundle(gathered(tmp_path / "out"))
        assert not (second.root / "sessions").exists()
        assert len((second.root / "plan.jsonl").read_bytes().splitlines()) == 1

    @pytest.mark.parametrize("error", [SchoolproofError("the browser fell over"), KeyboardInterrupt()])
    def test_a_second_run_that_is_interrupted_takes_nothing_from_the_first(self, tmp_path: Path, error: BaseException) -> None:
        async def breaks(run: Run) -> Gathered:
            run.writer.session("pupil-a").append("console", {"level": "log", "text": "one"})
            raise error

        first, report = Bundle(gathered(tmp_path / "out")), tmp_path / "report.json"
        report.write_text("{}")
        with pytest.raises(type(error)):
            gathered(tmp_path / "out", breaks, derived=[report])
        assert Bundle(tmp_path / "out").identity == first.identity
        assert report.exists()
        assert json.loads((tmp_path / "out.new/run.json").read_text())["status"] == "started"
        third = Bundle(gathered(tmp_path / "out", another, derived=[report]))
        assert third.complete
        assert third.identity != first.identity
        assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]

    def test_a_bundle_that_cannot_make_way_stays_and_the_new_one_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = Bundle(gathered(tmp_path / "out"))
        before = Path.rename

        def refused(self: Path, target: Path) -> Path:
            if self.suffix == ".new":
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
            return before(self, target)

        monkeypatch.setattr(Path, "rename", refused)
        with pytest.raises(SchoolproofError, match="new one is in") as caught:
            gathered(tmp_path / "out")
        assert caught.value.owner == "platform"
        assert Bundle(tmp_path / "out").identity == first.identity
        assert Bundle(tmp_path / "out.new").complete

    def test_a_link_to_a_folder_stays_one(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
        first = Bundle(gathered(tmp_path / "out"))
        assert Bundle(gathered(tmp_path / "out", another)).identity != first.identity
        assert (tmp_path / "out").is_symlink()
        assert Bundle(tmp_path / "elsewhere").complete

    @pytest.mark.parametrize(
        "content",
        [
            {"essay.txt": "years of work"},
            {"run.json": '{"scripts": {}}'},
            {"run.json": "no json"},
            {"run.json": '{"format": 1, "status": "complete"}', "essay.txt": "years of work"},
            {"sessions": "a file of somebody"},
        ],
        ids=lambda content: "+".join(content),
    )
    def test_any_other_folder_is_refused_and_left_as_it_is(self, tmp_path: Path, content: dict[str, str]) -> None:
        folder = tmp_path / "out"
        folder.mkdir()
        for name, text in content.items():
            (folder / name).write_text(text)
        with pytest.raises(MisuseError, match="out: "):
            gathered(folder)
        assert {path.name: path.read_text() for path in folder.iterdir()} == content

    def test_a_folder_that_is_being_written_is_refused(self, tmp_path: Path) -> None:
        with claimed(tmp_path / "out"), pytest.raises(MisuseError, match="another run is writing here"):
            gathered(tmp_path / "out")

    @pytest.mark.parametrize(
        "error", [SchoolproofError("the browser fell over"), KeyboardInterrupt(), ValueError("ours")]
    )
    def test_an_interrupted_run_has_no_seal(self, tmp_path: Path, error: BaseException) -> None:
        async def breaks(run: Run) -> Gathered:
            run.writer.session("pupil-a").append("console", {"level": "log", "text": "one"})
            raise error

        with pytest.raises(type(error)):
            gathered(tmp_path / "out", breaks)
        assert json.loads((tmp_path / "out/run.json").read_text())["status"] == "started"
        with pytest.raises(DamagedBundleError, match="interrupted"):
            Bundle(tmp_path / "out")
        assert Bundle(gathered(tmp_path / "out")).complete

    def test_secrets_never_reach_the_bundle(self, tmp_path: Path) -> None:
        async def careless(run: Run) -> Gathered:
            session = run.writer.session("pupil-a")
            session.append("console", {"level": "log", "text": "my password is geheim-zonder-weerga"})
            session.blob(b"geheim-zonder-weerga")
            return Gathered(facts={"told": "geheim-zonder-weerga"})

        made = Build(tmp_path / "unused")
        persona = made.profile.personas["pupil"].model_dump() | {"password": "geheim-zonder-weerga", "username": "ada"}
        profile = type(made.profile).model_validate(
            {**made.profile.model_dump(by_alias=True), "personas": {"pupil": persona}}
        )
        asyncio.run(gather(profile, tmp_path / "out", registry_of(returning(None)), source=careless))
        for path in files(tmp_path / "out"):
            content = path.read_bytes()
            assert b"geheim" not in (zlib.decompress(content) if path.parent.name == "blobs" else content), path


def files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file())
