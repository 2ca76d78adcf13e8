"""Judging is pure: the same bytes every time, without a network, in memory that does not grow with the bundle."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harness import Traffic, Verdict, fail
from harness.audit import judge_bundle, write_reports
from harness.model.finding import fingerprint
from harness.plugins.host import load_registry
from tests.harness.build import Build, a_check, judged, one, registry_of, returning
from tests.harness.many import many

JUDGE = """
import socket, sys
from pathlib import Path
from harness import Traffic, Verdict, fail
from harness.audit import judge_bundle, write_reports
from harness.plugins.host import load_registry
if sys.argv[3] == "cut":
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    except OSError as error:
        assert error.errno == 101, error
registry = load_registry()
write_reports(judge_bundle(Path(sys.argv[1]), registry), Path(sys.argv[2]), registry, ("json", "sarif", "junit", "html"))
"""


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Build(tmp_path_factory.mktemp("leaky"))
    for who in ("pupil", "teacher", "visitor"):
        session = made.session(who).page("/home").gap("events", "late")
        for host in ("b.example", "a.example", "c.example"):
            session.exchange(f"https://{host}/p?n=Adalberta", posted=b"email=ada.k7x2q@school.test")
        session.append("storage", when="end", store="local", origin="https://school.test", name="n", value="Adalberta")
    return made.seal()


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class TestTheSameBytes:
    def test_twice_in_one_process(self, leaky: Path, tmp_path: Path) -> None:
        registry = load_registry()
        for name in ("one", "two"):
            write_reports(judge_bundle(leaky, registry), tmp_path / name, registry, ("json", "sarif", "junit"))
        first = written(tmp_path / "one")
        assert set(first) == {"findings.jsonl", "report.json", "report.sarif", "junit.xml"}
        assert first == written(tmp_path / "two")

    def test_in_other_processes_and_without_a_network(self, leaky: Path, tmp_path: Path) -> None:
        for name, prefix, seed in (("here", [], "1"), ("cut", ["unshare", "-rn"], "2")):
            command = [*prefix, sys.executable, "-c", JUDGE, str(leaky), str(tmp_path / name), name]
            environment = {
                "PYTHONHASHSEED": seed,
                "PATH": "/usr/bin:/bin:/usr/sbin",
                "TZ": "Asia/Tokyo" if prefix else "UTC",
            }
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
            if prefix and "unshare" in done.stderr:
                pytest.skip(f"no network namespace here: {done.stderr.strip()}")
            assert done.returncode == 0, done.stderr
        assert written(tmp_path / "here") == written(tmp_path / "cut")

    def test_the_place_of_the_bundle_does_not_matter(self, leaky: Path, tmp_path: Path) -> None:
        moved = tmp_path / "elsewhere"
        leaky.rename(moved)
        try:
            registry = load_registry()
            write_reports(judge_bundle(moved, registry), tmp_path / "out", registry, ("json",))
        finally:
            moved.rename(leaky)
        assert str(moved).encode() not in (tmp_path / "out" / "report.json").read_bytes()


class TestFindings:
    def test_they_come_sorted_and_with_proof(self, leaky: Path) -> None:
        findings = judge_bundle(leaky, load_registry()).findings
        order = [(item.requirement, item.check, item.persona or "") for item in findings]
        assert order == sorted(order)
        found = next(item for item in findings if item.check == "trackers/pupil-data-stays")
        assert found.values["hosts"] == ["a.example", "b.example", "c.example"]
        assert [proof.kind for proof in found.proof] == ["traffic"] * 3
        assert all(len(proof.sha256) == 64 for proof in found.proof)

    def test_a_fingerprint_holds_when_only_details_change(self) -> None:
        first = fingerprint("a/b", "pupil", "{hosts}", {"hosts": ["x"], "spots": ["queue"]})
        assert first == fingerprint("a/b", "pupil", "{hosts}", {"hosts": ["x"]})
        assert first != fingerprint("a/b", "pupil", "{hosts}", {"hosts": ["y"], "spots": ["queue"]})

    def test_a_fingerprint_holds_when_only_counts_change(self) -> None:
        first = fingerprint("a/b", "pupil", "{hosts} {count}", {"hosts": ["x"], "count": 1})
        assert first == fingerprint("a/b", "pupil", "{hosts} {count}", {"count": 7, "hosts": ["x"]})
        others = [("a/c", "pupil", ["x"]), ("a/b", "teacher", ["x"]), ("a/b", "pupil", ["y"])]
        told = {
            fingerprint(check, who, "{hosts} {count}", {"hosts": hosts, "count": 1}) for check, who, hosts in others
        }
        assert len(told | {first}) == 4

    def test_a_proof_that_leads_nowhere_is_left_out(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session().page()
        at = ["sessions/pupil-homework/traffic.jsonl#0", "sessions/none/traffic.jsonl#0", "/etc/passwd#0"]
        found = one(made.seal(), returning(fail("bad", proof=at)))
        assert [proof.at for proof in found.proof] == at[:1]

    def test_two_checks_of_one_requirement(self, tmp_path: Path) -> None:
        made = Build(tmp_path)
        made.session().page()
        assert len(judged(made.seal(), returning(None), returning(None, id="test/two"))) == 2


def test_the_browsers_own_calls_are_left_out_unless_a_page_made_them(tmp_path: Path) -> None:
    def hosts(traffic: Traffic) -> Verdict:
        return fail("{hosts}", hosts=traffic.hosts(), proof=())

    noisy = load_registry().noise.rows[0]
    path = noisy.paths[0] if noisy.paths else "/"
    for folder, asked in (("quiet", False), ("asked", True)):
        made = Build(tmp_path / folder)
        session = made.session().page().exchange(f"https://{noisy.host}{path}")
        if asked:
            session.append("requests", method="GET", url=f"https://{noisy.host}{path}", resource="script")
        assert (noisy.host in one(made.seal(), a_check(hosts)).values["hosts"]) is asked


def test_memory_does_not_grow_with_the_bundle(tmp_path: Path) -> None:
    """Measured in processes of their own; the bundles are made beforehand, so that only judging counts.

    By VmHWM: `ru_maxrss` begins at what the parent held, and pytest holds more than judging ever does.
    """
    peaks = []
    for count in (2_000, 20_000):
        bundle = many(tmp_path / str(count), count)
        code = (
            "import sys; from pathlib import Path; from harness.audit import judge_bundle\n"
            "from harness.plugins.host import load_registry\n"
            "found = judge_bundle(Path(sys.argv[1]), load_registry()).findings\n"
            "assert any(one.status == 'pass' for one in found)\n"
            "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(bundle)], capture_output=True, text=True, timeout=300, check=True
        )
        peaks.append(int(done.stdout))
    assert peaks[1] < 1.3 * peaks[0]


def test_a_registry_of_no_checks_answers_nothing(tmp_path: Path) -> None:
    made = Build(tmp_path)
    made.session().page()
    assert judge_bundle(made.seal(), registry_of()).exit_code == 2
