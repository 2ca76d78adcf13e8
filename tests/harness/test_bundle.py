"""The bundle: what is written is read back, and whatever was touched after sealing is noticed and named."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from pathlib import Path
from typing import Any

import pytest

from harness import SchoolproofError, Traffic
from harness.bundle import reader
from harness.bundle.manifest import DamagedBundleError, seal
from harness.bundle.reader import Bundle
from harness.bundle.writer import BundleWriter
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
        read += [
            bundle.blob(one.response_body.sha256 or "")
            for one in session.traffic()
            if isinstance(one, Exchange) and one.response_body
        ]
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

    @pytest.mark.parametrize(
        "at", ["/etc/passwd#0", "../../etc/passwd#0", "run.json", "run.json#x", "run.json#²", "no#1", ""]
    )
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

    @pytest.mark.parametrize(
        "content", [b"", b"[]", b"{}", b'{"files":[["a","b"]]}', b'{"files":1}', b"\xff", b"[" * 100_000]
    )
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
        [
            b"{}",
            b"null",
            b"\xff",
            b"",
            b'{"t":"soon"}',
            b'{"kind":"exchange","t":1}',
            b'{"t":1,"kind":"\xff"}',
            b'{"t":' + b"[" * 100_000,
        ],
        ids=range(8),
    )
    def test_lines_that_are_no_records(self, sealed: Path, line: bytes) -> None:
        (sealed / "sessions/pupil-homework/traffic.jsonl").write_bytes(line + b"\n")
        with pytest.raises(DamagedBundleError, match=r"traffic\.jsonl#0"):
            everything(reseal(sealed))

    @pytest.mark.parametrize(
        "change",
        [
            {"format": 2},
            {"format": None},
            {"level": "none"},
            {"probes": "cors"},
            {"probes_skipped": []},
            {"platform": "x"},
        ],
        ids=str,
    )
    def test_a_run_of_another_shape(self, sealed: Path, change: dict[str, Any]) -> None:
        path = sealed / "run.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
        with pytest.raises(DamagedBundleError, match=r"run\.json"):
            reseal(sealed)

    @pytest.mark.parametrize(
        ("name", "content"), [("profile.json", b"{}"), ("profile.json", b"[]"), ("plan.jsonl", b"[1]\n")]
    )
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
