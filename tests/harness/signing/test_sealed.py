"""A sealed bundle: one flipped byte anywhere is found and its file named; a hostile one harms nobody."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.bundle import manifest
from harness.bundle.manifest import MANIFEST, SEALS, DamagedBundleError
from harness.bundle.reader import Bundle
from harness.errors import MisuseError, SchoolproofError
from harness.signing.keyring import Keyring, load_keyring
from harness.signing.sealing import seal
from harness.signing.verification import Verification, verify_bundle, verify_report
from tests.harness.build import Build
from tests.harness.signing.ring import KEY, OTHER, TODAY, block, clock, keyring_file


def build(folder: Path) -> Path:
    """A bundle with every kind of file in it, blobs included."""
    made = Build(folder)
    made.session().page(body=b"<h1>Adalberta</h1>" * 20).append("events", api="camera", call="getUserMedia")
    made.session("teacher", "grades").exchange("https://ads.example/p", posted=b"Adalberta")
    return made.probe("bypass", protocol="udp", destination="192.0.2.1").gap("events", "late").seal()


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    root = build(tmp_path)
    seal(root, KEY, clock)
    return root


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One bundle for many flips, each of which is undone; two have signed it."""
    root = build(tmp_path_factory.mktemp("lasting"))
    seal(root, KEY, clock)
    seal(root, OTHER, clock)
    return root


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return load_keyring(keyring_file(tmp_path / "ring.toml", block(KEY)))


def look(root: Path, ring: Keyring | None = None) -> Verification:
    return verify_bundle(root, ring, TODAY)


def wrong(found: Verification) -> dict[str, str]:
    return {problem.file: problem.why for problem in found.problems}


def names(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_byte_is_found_and_its_file_named(lasting: Path, data: st.DataObject) -> None:
    sizes = {name: (lasting / name).stat().st_size for name in names(lasting)}
    name = data.draw(st.sampled_from([name for name, size in sizes.items() if size]))
    at, mask = data.draw(st.integers(0, sizes[name] - 1)), data.draw(st.integers(1, 255))
    path = lasting / name
    before = path.read_bytes()
    path.write_bytes(before[:at] + bytes([before[at] ^ mask]) + before[at + 1 :])
    try:
        found = look(lasting)
    finally:
        path.write_bytes(before)
    assert not found.ok
    assert name in wrong(found)


def test_the_property_meets_every_kind_of_file(lasting: Path) -> None:
    kinds = {name.split("/")[0] for name in names(lasting)}
    assert kinds == {"run.json", "profile.json", "plan.jsonl", "sessions", "probes", "blobs", MANIFEST, SEALS}
    assert look(lasting).ok


class TestWhole:
    def test_signed_and_trusted(self, sealed: Path, ring: Keyring) -> None:
        found = look(sealed, ring)
        assert found.ok
        assert found.identity == Bundle(sealed).identity, "a seal does not change what a bundle is"
        (one,) = found.seals
        assert (one.key, one.holder, one.role, one.trusted) == (KEY.public.id, "Holder of certifier", "certifier", True)

    def test_nobody_in_the_keyring_vouches(self, tmp_path: Path, ring: Keyring) -> None:
        root = build(tmp_path)
        assert look(root).ok, "whole, and nothing more was asked"
        assert not look(root, ring).ok
        seal(root, OTHER, clock)
        found = look(root, ring)
        assert (found.ok, found.problems, found.seals[0].why) == (False, [], "not in the keyring")
        seal(root, KEY, clock)
        assert look(root, ring).ok, "one that is trusted is enough"

    @pytest.mark.parametrize("days", ['from = "2026-12-01"', 'until = "2026-11-22"'])
    def test_a_key_outside_its_time(self, sealed: Path, tmp_path: Path, days: str) -> None:
        name, _, day = days.partition(" = ")
        ring = load_keyring(keyring_file(tmp_path / "late.toml", block(KEY, **{name: day.strip('"')})))
        found = look(sealed, ring)
        assert not found.ok
        assert "the key did not count" in str(found.seals[0].why)

    def test_sealing_again_replaces_ones_own(self, sealed: Path) -> None:
        before = (sealed / SEALS).read_bytes()
        seal(sealed, KEY, clock)
        assert (sealed / SEALS).read_bytes() == before
        seal(sealed, OTHER, clock)
        assert [one.key for one in look(sealed).seals] == [KEY.public.id, OTHER.public.id]

    def test_what_is_not_whole_is_not_signed(self, sealed: Path) -> None:
        (sealed / "run.json").write_text("{}")
        with pytest.raises(DamagedBundleError, match=r"run\.json"):
            seal(sealed, KEY, clock)
        (sealed / MANIFEST).unlink()
        with pytest.raises(DamagedBundleError, match="interrupted"):
            seal(sealed, KEY, clock)


class TestTouched:
    def test_all_of_it_is_told(self, sealed: Path) -> None:
        (sealed / "run.json").write_text("{}")
        (sealed / "plan.jsonl").unlink()
        (sealed / "probes/extra.jsonl").write_text("{}")
        found = wrong(look(sealed))
        assert set(found) == {"run.json", "plan.jsonl", "probes/extra.jsonl"}
        assert "changed" in found["run.json"]
        assert "missing" in found["plan.jsonl"]
        assert "added" in found["probes/extra.jsonl"]

    def test_a_whole_new_manifest(self, sealed: Path) -> None:
        (sealed / "run.json").write_text("{}")
        manifest.seal(sealed)
        assert set(wrong(look(sealed))) == {MANIFEST}

    def test_the_seal_of_another_bundle(self, sealed: Path, tmp_path: Path) -> None:
        made = Build(tmp_path / "other")
        made.session().page()
        other = made.seal()
        (other / SEALS).write_bytes((sealed / SEALS).read_bytes())
        assert "that of another" in wrong(look(other))[MANIFEST]

    @pytest.mark.parametrize("name", [SEALS, f"blobs/{SEALS}", "manifest.dsse.json", ".x"])
    def test_one_file_beside_the_manifest_and_no_other(self, sealed: Path, name: str) -> None:
        if name != SEALS:
            (sealed / name).write_text("x")
        assert look(sealed).ok is (name == SEALS)

    @pytest.mark.parametrize(
        "content", [b"", b"\n", b"{}\n", b"[" * 9999, b"\xff" * 99, b"x" * (5 << 20)], ids=range(6)
    )
    def test_a_file_of_seals_that_is_none(self, sealed: Path, content: bytes) -> None:
        (sealed / SEALS).write_bytes(content)
        assert set(wrong(look(sealed))) == {SEALS}
        with pytest.raises(MisuseError, match=r"intoto\.jsonl"):
            seal(sealed, KEY, clock)

    def test_the_same_seal_twice(self, sealed: Path) -> None:
        (sealed / SEALS).write_bytes((sealed / SEALS).read_bytes() * 2)
        assert "two seals" in wrong(look(sealed))[SEALS]


class TestHostile:
    """Nothing outside is read, nothing is waited for, and what is wrong is said."""

    @pytest.fixture(autouse=True)
    def watched(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Whatever is opened lies in the bundle."""
        opened: list[str] = []
        real = os.open
        monkeypatch.setattr(manifest.os, "open", lambda path, *more: opened.append(str(path)) or real(path, *more))
        yield
        assert [path for path in opened if not path.startswith(str(tmp_path)) or ".." in path] == []

    @pytest.mark.parametrize("name", ["run.json", "sessions/link", "blobs/x", MANIFEST, SEALS])
    @pytest.mark.parametrize("target", ["/etc/passwd", "plan.jsonl", "/dev/zero", "nowhere", "."])
    def test_links(self, sealed: Path, name: str, target: str) -> None:
        (sealed / name).unlink(missing_ok=True)
        (sealed / name).symlink_to(target)
        assert name in wrong(look(sealed))

    def test_a_pipe_is_not_waited_for(self, sealed: Path) -> None:
        for name in ("probes/pipe", SEALS, "run.json"):
            (sealed / name).unlink(missing_ok=True)
            os.mkfifo(sealed / name)
        assert set(wrong(look(sealed))) == {"probes/pipe", SEALS, "run.json"}

    @pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "a/../../secret", "..", "", "a\x00b", MANIFEST])
    def test_paths_that_lead_outside(self, sealed: Path, tmp_path: Path, path: str) -> None:
        (tmp_path / "secret").write_text("x")
        content = json.loads((sealed / MANIFEST).read_bytes())
        content["files"][path] = "a" * 64
        (sealed / MANIFEST).write_text(json.dumps(content))
        assert path in wrong(look(sealed))
        assert MANIFEST in wrong(look(sealed))

    @pytest.mark.parametrize(
        "content",
        [
            b'{"files":{"run.json":"a"},"files":{}}',
            b'{"files":{"run.json":"a","run.json":"b"}}',
            b'{"files":{"run.json":NaN}}',
            b'{"files":{"\\ud800":"a"}}',
            b'{"files":[]}',
            b"{" * 100_000,
        ],
        ids=range(6),
    )
    def test_manifests_that_two_readers_read_differently(self, sealed: Path, content: bytes) -> None:
        (sealed / MANIFEST).write_bytes(content)
        assert set(wrong(look(sealed))) == {MANIFEST}
        with pytest.raises(DamagedBundleError, match="not a manifest"):
            Bundle(sealed)

    @pytest.mark.parametrize("digest", [7, None, [], "", "A" * 64, "a" * 63])
    def test_digests_that_are_none(self, sealed: Path, digest: object) -> None:
        content = json.loads((sealed / MANIFEST).read_bytes())
        content["files"]["run.json"] = digest
        (sealed / MANIFEST).write_text(json.dumps(content))
        assert "sha256" in wrong(look(sealed))["run.json"]

    def test_a_file_without_end_is_not_read(self, sealed: Path) -> None:
        with (sealed / "run.json").open("r+b") as stream:
            stream.truncate(manifest.MAX_FILE + 1)
        assert "larger than" in wrong(look(sealed))["run.json"]

    def test_a_manifest_without_end_is_not_read(self, sealed: Path) -> None:
        with (sealed / MANIFEST).open("r+b") as stream:
            stream.truncate(1 << 40)
        assert "longer than" in wrong(look(sealed))[MANIFEST]


class TestReport:
    @pytest.fixture
    def report(self, tmp_path: Path) -> Path:
        path = tmp_path / "report.json"
        content = {"schema": "schoolproof.report/1", "tool": {"version": "1", "rules": "2"}, "bundle": "sha256:ab"}
        path.write_text(json.dumps(content))
        return path

    def test_sealed_and_flipped(self, report: Path, ring: Keyring) -> None:
        seals = seal(report, KEY, clock)
        found = verify_report(report, ring, TODAY)
        assert (found.ok, found.identity, found.seals[0].tool) == (True, "sha256:ab", "1")
        for path in (report, seals):
            before = path.read_bytes()
            for at in range(len(before)):
                path.write_bytes(before[:at] + bytes([before[at] ^ 1]) + before[at + 1 :])
                found = verify_report(report, None, TODAY)
                assert not found.ok
                assert path.name in wrong(found)
            path.write_bytes(before)

    def test_without_a_seal(self, report: Path) -> None:
        assert "no seal" in wrong(verify_report(report, None, TODAY))["report.json"]

    def test_a_seal_of_a_bundle_is_none_of_a_report(self, report: Path, sealed: Path) -> None:
        (report.with_name("report.intoto.jsonl")).write_bytes((sealed / SEALS).read_bytes())
        assert "something else" in wrong(verify_report(report, None, TODAY))["report.intoto.jsonl"]

    @pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"schema":"schoolproof.report/9"}', b"\xff"])
    def test_what_is_no_report(self, report: Path, content: bytes) -> None:
        report.write_bytes(content)
        assert set(wrong(verify_report(report, None, TODAY))) == {"report.json"}
        with pytest.raises(MisuseError, match=r"report\.json:1"):
            seal(report, KEY, clock)


class TestReportWithFollowups:
    """A report that rests on what was asked later is whole only with it."""

    @pytest.fixture
    def report(self, tmp_path: Path) -> Path:
        made = build(tmp_path / "x")
        (tmp_path / "followups").mkdir()
        name = "sha256:" + hashlib.sha256((made / MANIFEST).read_bytes()).hexdigest()
        made.rename(tmp_path / "followups" / "1")
        path = tmp_path / "report.json"
        content = {"schema": "schoolproof.report/1", "tool": {"version": "1", "rules": "2"}, "bundle": "sha256:ab"}
        path.write_text(json.dumps({**content, "followups": [name]}))
        seal(path, KEY, clock)
        return path

    def test_whole(self, report: Path, ring: Keyring) -> None:
        (report.parent / "followups" / "notes").mkdir()
        assert verify_report(report, ring, TODAY).ok

    def test_a_changed_one(self, report: Path) -> None:
        (report.parent / "followups" / "1" / "plan.jsonl").write_text("{}")
        found = verify_report(report, None, TODAY)
        assert "changed after" in wrong(found)["followups/1/plan.jsonl"]

    @pytest.mark.parametrize("change", ["gone", "sealed again"])
    def test_one_that_is_not_there(self, report: Path, change: str) -> None:
        folder = report.parent / "followups" / "1"
        if change == "gone":
            (folder / MANIFEST).unlink()
        else:
            (folder / "plan.jsonl").write_text("{}")
            manifest.seal(folder)
        assert "not there whole" in wrong(verify_report(report, None, TODAY))["followups"]

    def test_a_broken_seal_of_a_follow_up(self, report: Path) -> None:
        (report.parent / "followups" / "1" / SEALS).write_text("{}\n")
        assert f"followups/1/{SEALS}" in wrong(verify_report(report, None, TODAY))

    def test_without_the_folder_there_is_nothing_to_compare(self, report: Path) -> None:
        """As with the bundle: a report may travel alone, and its seal covers the digests."""
        (report.parent / "followups").rename(report.parent / "elsewhere")
        assert verify_report(report, None, TODAY).ok


@pytest.mark.parametrize("name", [MANIFEST, SEALS, "run.json"])
def test_what_this_machine_cannot_read_is_not_the_bundles_fault(
    sealed: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def denied(path: object, *more: object) -> int:
        if str(path).endswith(f"/{name}"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *more)  # type: ignore[arg-type]

    real = os.open
    monkeypatch.setattr(manifest.os, "open", denied)
    with pytest.raises(SchoolproofError, match="cannot be read") as caught:
        look(sealed)
    assert (caught.value.owner, caught.value.exit_code) == ("platform", 3)
