"""The bundle: what is written is read back, and whatever was touched after sealing is noticed and named."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import Gathered, MisuseError, Run, SchoolproofError, Traffic
from harness.bundle import reader
from harness.bundle.manifest import DamagedBundleError, seal
from harness.bundle.reader import Bundle
from harness.bundle.writer import BundleWriter, RecordFile, write_whole
from harness.gather import claimed, gather
from harness.judge import judge
from harness.model.records import Exchange
from tests.harness.build import Build, Plain, a_check, registry_of, returning


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    made = Build(tmp_path)
    made.session().page(body=b"<h1>Adalberta</h1>").append("events", api="camera", call="getUserMedia")
    return made.probe("bypass", protocol="udp", destination="192.0.2.1").gap("events", "late").seal()


def everything(bundle: Bundle) -> list[Any]:
    """Read all that can be read."""
    read: list[Any] = [bundle.gaps, bundle.complete]
    for session in bundle.sessions:
        read += [list(session.traffic()), session.proofs, session.gaps, session.consent, session.pages]
        read += [bundle.blob(one.response_body.sha256 or "") for one in session.traffic() if isinstance(one, Exchange) and one.response_body]
    return read


def reseal(root: Path) -> Bundle:
    (root / "manifest.json").unlink()
    seal(root)
    return Bundle(root)


class TestRoundTrip:
    def test_what_was_written_is_read(self, sealed: Path) -> None:
        bundle = Bundle(sealed)
        (exchange,) = bundle.sessions[0].traffic()
        assert isinstance(exchange, Exchange)
        assert (exchange.at, exchange.session) == ("sessions/pupil-homework/traffic.jsonl#0", "pupil-homework")
        assert exchange.header("content-type") == "text/html"
        assert exchange.response_body is not None
        assert bundle.blob(exchange.response_body.sha256 or "") == b"<h1>Adalberta</h1>"
        assert [gap.why for gap in bundle.gaps] == ["late"]
        assert bundle.record(exchange.at) is not None
        assert bundle.raw(exchange.at) == (sealed / "sessions/pupil-homework/traffic.jsonl").read_bytes().strip()

    def test_hostile_text_survives(self, tmp_path: Path) -> None:
        writer = BundleWriter(tmp_path, Plain(), 0.0)
        writer.session("a-b").append("console", {"t": 1, "level": "log", "text": "\x00\u2028\x1b[2J⟦\ud800"})
        writer.close()
        line = json.loads((tmp_path / "sessions/a-b/console.jsonl").read_bytes())
        assert line["text"] == "\x00\u2028\x1b[2J⟦?"

    @pytest.mark.parametrize("name", ["../out", "A", "", "a/b", "a\n", "x" * 121])
    def test_odd_session_names_are_refused(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(SchoolproofError, match="not a session name"):
            BundleWriter(tmp_path, Plain(), 0.0).session(name)

    @pytest.mark.parametrize("at", ["/etc/passwd#0", "../../etc/passwd#0", "run.json", "run.json#x", "run.json#²", "no#1", ""])
    def test_pointers_that_lead_outside_or_nowhere(self, sealed: Path, at: str) -> None:
        bundle = Bundle(sealed)
        assert bundle.raw(at) is None
        assert bundle.record(at) is None
        assert bundle.digests({at}) == {}

    @pytest.mark.parametrize("name", ["", "a" * 64, "../" + "a" * 61, "é" * 64])
    def test_a_blob_that_is_not_there(self, sealed: Path, name: str) -> None:
        assert Bundle(sealed).blob(name) is None


class TestTouchedAfterwards:
    def test_a_flipped_byte_in_any_file_is_named(self, sealed: Path) -> None:
        names = sorted(path.relative_to(sealed) for path in sealed.rglob("*") if path.is_file())
        assert len(names) > 8
        for name in names:
            path = sealed / name
            before = path.read_bytes()
            for place in {0, len(before) // 2, len(before) - 1} if before else ():
                path.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
                with pytest.raises(DamagedBundleError) as caught:
                    Bundle(sealed)
                if name.name != "manifest.json":
                    assert str(path) in str(caught.value)
            path.write_bytes(before)
        everything(Bundle(sealed))

    def test_an_added_file(self, sealed: Path) -> None:
        (sealed / "sessions/pupil-homework/extra.jsonl").write_text("{}")
        with pytest.raises(DamagedBundleError, match=r"extra.jsonl: not in the manifest"):
            Bundle(sealed)

    def test_a_missing_file(self, sealed: Path) -> None:
        (sealed / "sessions/pupil-homework/traffic.jsonl").unlink()
        with pytest.raises(DamagedBundleError, match=r"traffic.jsonl: in the manifest, but missing"):
            Bundle(sealed)

    @pytest.mark.parametrize("target", ["plan.jsonl", "/etc/passwd", "nowhere"])
    def test_a_link(self, sealed: Path, target: str) -> None:
        (sealed / "sessions/link").symlink_to(target)
        with pytest.raises(DamagedBundleError, match="link: only plain files"):
            Bundle(sealed)

    def test_a_link_to_a_folder_and_a_pipe(self, sealed: Path) -> None:
        os.mkfifo(sealed / "probes/pipe")
        with pytest.raises(DamagedBundleError, match="pipe: only plain files"):
            Bundle(sealed)

    def test_no_seal(self, sealed: Path) -> None:
        (sealed / "manifest.json").unlink()
        with pytest.raises(DamagedBundleError, match="interrupted"):
            Bundle(sealed)

    @pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"files":[["a","b"]]}', b'{"files":1}', b"\xff", b"[" * 100_000])
    def test_a_manifest_that_is_none(self, sealed: Path, content: bytes) -> None:
        (sealed / "manifest.json").write_bytes(content)
        with pytest.raises(DamagedBundleError, match=r"manifest\.json"):
            Bundle(sealed)


class TestSealedByAnAdversary:
    """What was sealed is not yet true or well-formed."""

    def test_a_blob_that_unpacks_without_end(self, sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reader, "_MAX_BLOB", 1 << 16)
        name = hashlib.sha256(b"\0" * (1 << 20)).hexdigest()
        (sealed / "blobs" / name).write_bytes(zlib.compress(b"\0" * (1 << 20)))
        with pytest.raises(DamagedBundleError, match="unpacks to more than"):
            reseal(sealed).blob(name)

    @pytest.mark.parametrize("content", [b"not zlib", zlib.compress(b"something else"), zlib.compress(b"x")[:-4]])
    def test_a_blob_that_is_not_what_its_name_says(self, sealed: Path, content: bytes) -> None:
        name = hashlib.sha256(b"x" if len(content) > 100 else b"y").hexdigest()
        (sealed / "blobs" / name).write_bytes(content)
        with pytest.raises(DamagedBundleError, match=name):
            reseal(sealed).blob(name)

    def test_a_line_without_end(self, sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reader, "_MAX_LINE", 1000)
        (sealed / "sessions/pupil-homework/traffic.jsonl").write_bytes(b" " * 2000)
        with pytest.raises(DamagedBundleError, match=r"traffic\.jsonl#0: line is longer"):
            everything(reseal(sealed))

    @pytest.mark.parametrize(
        "line",
        [b"{}", b"null", b"\xff", b"", b'{"t":"soon"}', b'{"kind":"exchange","t":1}', b'{"t":1,"kind":"\xff"}', b'{"t":' + b"[" * 100_000],
        ids=range(8),
    )
    def test_lines_that_are_no_records(self, sealed: Path, line: bytes) -> None:
        (sealed / "sessions/pupil-homework/traffic.jsonl").write_bytes(line + b"\n")
        with pytest.raises(DamagedBundleError, match=r"traffic\.jsonl#0"):
            everything(reseal(sealed))

    @pytest.mark.parametrize(
        "change",
        [{"format": 2}, {"format": None}, {"level": "none"}, {"probes": "cors"}, {"probes_skipped": []}, {"platform": "x"}],
        ids=str,
    )
    def test_a_run_of_another_shape(self, sealed: Path, change: dict[str, Any]) -> None:
        path = sealed / "run.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
        with pytest.raises(DamagedBundleError, match=r"run\.json"):
            reseal(sealed)

    @pytest.mark.parametrize(("name", "content"), [("profile.json", b"{}"), ("profile.json", b"[]"), ("plan.jsonl", b"[1]\n")])
    def test_a_profile_or_plan_that_is_none(self, sealed: Path, name: str, content: bytes) -> None:
        (sealed / name).write_bytes(content)
        with pytest.raises(DamagedBundleError, match=name):
            judge(reseal(sealed), registry_of(returning(None)))

    def test_damage_is_not_taken_for_the_crash_of_a_check(self, sealed: Path) -> None:
        def looks(traffic: Traffic) -> Any:
            return list(traffic)

        (sealed / "sessions/pupil-homework/traffic.jsonl").write_bytes(b"{}\n")
        with pytest.raises(DamagedBundleError):
            judge(reseal(sealed), registry_of(a_check(looks)))


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
        mount = f"mount -t tmpfs -o size=256k none {tmp_path} && exec {sys.executable} -c \"$SCRIPT\""
        command = ["unshare", "-m", "sh", "-c", mount]
        done = subprocess.run(command, env={**os.environ, "SCRIPT": script}, capture_output=True, text=True, timeout=60, check=False)
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


def gathered(folder: Path, source: Any = nothing) -> Path:
    profile = Build(folder.parent / "unused").profile
    return asyncio.run(gather(profile, folder, registry_of(returning(None)), source=source))


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

    @pytest.mark.parametrize("error", [SchoolproofError("the browser fell over"), KeyboardInterrupt(), ValueError("ours")])
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
