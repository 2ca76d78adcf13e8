"""A quick scan, and evidence from another recorder: what is found without a profile, what stays open, what is refused."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from harness.bundle.manifest import verify
from harness.cli.main import main
from harness.model.profile import Profile
from harness.platform import Gathered, Importer, Run
from harness.plugins.host import Registry
from harness.profile import quick
from harness.profile.quick import quick_profile, recording
from harness.sandbox.demo import hosts
from harness.sandbox.demo.school import RunningDemo, demo_school

PROFILE = """\
schema = 1
[app]
name = "Demoschool"
url = "https://school.test/"
hosts = ["school.test"]
[personas.pupil]
role = "pupil"
username = "ada"
password = "geheim-wachtwoord-77"
known = { first_name = "Adalberta" }
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Done]:
    """Run the command line within this process and within a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def go(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["schoolproof", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Done(code, *capfd.readouterr())

    return go


def entry(url: str, kind: str = "text/html", **headers: str) -> dict[str, Any]:
    pairs = [{"name": name.replace("_", "-"), "value": value} for name, value in {"Content_Type": kind, **headers}.items()]
    answer = {"status": 200, "headers": pairs, "content": {"mimeType": kind, "text": "hallo", "size": 5}}
    return {"startedDateTime": "2026-01-05T09:00:00Z", "request": {"method": "GET", "url": url, "headers": []}, "response": answer}


SAFE = {"X_Content_Type_Options": "nosniff", "X_Frame_Options": "DENY", "Strict_Transport_Security": "max-age=63072000"}


@pytest.fixture
def har(tmp_path: Path) -> Callable[..., Path]:
    def write(*entries: Any, name: str = "school.har") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), encoding="utf-8")
        return path

    return write


def report(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return content


def statuses(told: dict[str, Any]) -> dict[str, str]:
    return {row["id"]: row["status"] for row in told["requirements"]}


def at(demo: RunningDemo) -> Callable[[str], Profile]:
    """Quick profiles that find the demo school, and nothing beyond this machine."""

    def found(url: str) -> Profile:
        profile = quick_profile(url)
        sandbox = profile.sandbox.model_copy(update={"names": demo.names, "ca": demo.ca, "public": False})
        return profile.model_copy(update={"sandbox": sandbox})

    return found


class TestAnAddress:
    @pytest.mark.usefixtures("in_the_shell")
    def test_what_a_visitor_gets_is_judged_and_the_rest_is_named(
        self, run: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with demo_school(["ad-script"], tmp_path / "school") as demo:
            monkeypatch.setattr(quick, "quick_profile", at(demo))
            done = run("scan", demo.url, "--out", tmp_path / "out", "--quiet")
        assert done.code == 1, done.err
        assert done.out.splitlines() == ["fails-minimum", str(tmp_path / "out" / "report.html")]
        told = report(tmp_path / "out")
        assert told["app"]["hosts"] == [hosts.SCHOOL]
        found = statuses(told)
        assert (found["TRK-02"], found["TRK-03"]) == ("fail", "fail")
        (trackers,) = [one for one in told["findings"] if one["check"] == "trackers/no-trackers"]
        assert {hosts.ADS, hosts.ADS_PIXEL} <= set(trackers["values"]["hosts"])
        assert all(proof["at"].startswith("sessions/visitor-") for proof in trackers["proof"])
        # Nobody signed in and nobody allowed probes: what rests on those is open, and says why.
        open_rows = {one["check"]: json.dumps(one["reason"]) for one in told["findings"] if one["status"] == "not_tested"}
        assert "A quick scan signs nobody in" in open_rows["trackers/pupil-data-stays"]
        # What stays open beside what was seen: the requirement is the worst of its questions.
        assert "not made again as a test tool" in open_rows["trackers/same-for-tools"]
        (asked,) = [one for one in told["findings"] if one["check"] == "trackers/recipients-declared"]
        assert (found["TRK-01"], asked["status"]) == ("not_tested", "review")
        assert "no [authorisation]" in open_rows["platform/scope-guard"]
        assert not [one for one in told["findings"] if one["status"] == "pass" and one["persona"] not in (None, "visitor")]
        assert told["coverage"]["personas"]["visitor"]["login"] == "anonymous"
        assert not (tmp_path / "out" / "bundle" / "probes" / "requests.jsonl").exists()

    def test_one_where_nobody_answers_is_no_report(self, run: Callable[..., Done], tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        done = run("scan", f"http://127.0.0.1:{port}/", "--out", tmp_path / "out", "--quiet")
        assert (done.code, done.out) == (3, "")
        assert f"http://127.0.0.1:{port}/: nobody answered" in done.err
        assert "failed here: the app under test" in done.err
        assert "try: schoolproof doctor" in done.err
        assert not (tmp_path / "out" / "report.json").exists()

    @pytest.mark.parametrize(
        ("target", "told"),
        [
            ("", "not a web address and not a file"),
            ("not an address", "not a web address and not a file"),
            ("ftp://app.example/", "not a web address and not a file"),
            ("https://", "not a web address and not a file"),
            ("https://[::1", "not a web address and not a file"),
            ("https://app.example:99999/", "not a web address and not a file"),
            ("https://\x1b[31mapp.example/", "not a web address and not a file"),
            ("./nowhere", "not a web address and not a file"),
            ("co.uk", "co.uk is a public suffix"),
            ("https://github.io/", "github.io is a public suffix"),
            ("missing.har", "missing.har: no such file"),
            ("https.har", "no such file"),
            (".", "not a file"),
            ("app.apk", "no such file"),
            ("app.IPA", "no such file"),
        ],
    )
    def test_what_is_none_is_a_misuse_with_a_next_command(self, run: Callable[..., Done], target: str, told: str) -> None:
        done = run("scan", target)
        assert (done.code, done.out) == (4, "")
        assert told in done.err
        assert "try: schoolproof scan" in done.err
        assert "\x1b" not in done.err
        assert not Path("schoolproof-out").exists()

    def test_a_password_in_it_is_refused_and_not_repeated(self, run: Callable[..., Done]) -> None:
        done = run("scan", "https://ada:geheim77@app.example/")
        assert done.code == 4
        assert "user name or password" in done.err
        assert "geheim77" not in done.err + done.out

    @pytest.mark.parametrize(
        ("url", "own", "opened"),
        [
            ("app.example", "app.example", "https://app.example"),
            ("https://www.app.example/a?b=//c", "app.example", "https://www.app.example/a?b=//c"),
            ("app.example/?next=https://other.example/", "app.example", "https://app.example/?next=https://other.example/"),
            ("https://www.be/", "www.be", "https://www.be/"),
            ("HTTP://LOCALHOST:8080/", "localhost", "http://LOCALHOST:8080/"),
        ],
    )
    def test_whose_hosts_are_its_own(self, url: str, own: str, opened: str) -> None:
        app = quick_profile(url).app
        assert (app.hosts, app.url) == ((own,), opened)

    @pytest.mark.parametrize("url", ["https://app.example/" + "x" * 300, "app.example/" + "x" * 5000, "https://a.example/x.har", "https://a.example/x.apk"])
    def test_an_address_is_not_taken_for_a_file(self, url: str) -> None:
        assert recording(url) is None


class TestAHar:
    def test_a_tracker_in_it_is_found(self, run: Callable[..., Done], har: Callable[..., Path], tmp_path: Path) -> None:
        path = har(entry("https://school.test/", **SAFE), entry("https://www.facebook.com/tr", "image/gif"))
        done = run("scan", path, "--out", tmp_path / "out", "--quiet")
        assert (done.code, done.out.splitlines()[0]) == (1, "fails-minimum")
        told = report(tmp_path / "out")
        (trackers,) = [one for one in told["findings"] if one["status"] == "fail"]
        assert (trackers["check"], trackers["values"]["hosts"]) == ("trackers/no-trackers", ["www.facebook.com"])

    def test_one_in_which_nothing_is_wrong_is_no_approval(self, run: Callable[..., Done], har: Callable[..., Path], tmp_path: Path) -> None:
        done = run("scan", har(entry("https://school.test/", **SAFE)), "--out", tmp_path / "out", "--quiet")
        assert (done.code, done.out.splitlines()[0]) == (2, "incomplete")
        told = report(tmp_path / "out")
        assert set(statuses(told).values()) == {"not_tested"}
        assert told["counts"]["pass"] == told["counts"]["error"] == 0
        assert {gap["why"] for gap in told["coverage"]["gaps"]} == {"imported-har"}
        assert told["app"]["name"] == "school.test"

    def test_with_json_stdout_is_the_report_alone(self, run: Callable[..., Done], har: Callable[..., Path], tmp_path: Path) -> None:
        done = run("scan", har(entry("https://school.test/")), "--out", tmp_path / "out", "--json", "--quiet")
        assert json.loads(done.out) == report(tmp_path / "out")

    def test_what_it_holds_cannot_steer_the_terminal(self, run: Callable[..., Done], har: Callable[..., Path], tmp_path: Path) -> None:
        evil = "https://ads.facebook.com/\x1b]0;owned\x07\x9b31m"
        path = har(entry("https://school.test/"), entry(evil, "text/\x1b[31m"), {"request": {"url": "\x1b[2J"}}, name="s\x1b[31m.har")
        done = run("scan", path, "--out", tmp_path / "out")
        assert done.code == 1
        assert not {"\x1b", "\x07", "\x9b"} & set(done.err + done.out)

    @pytest.mark.parametrize(
        ("content", "told"),
        [(b"", "bad.har:1:1: not a HAR file: it ends too early"), (b"PK\x05\x06", "bad.har:1:1: not a HAR file"), (b'{"log":{"entries":[]}}', "holds no request")],
    )  # fmt: skip
    def test_a_bad_one_names_its_place_and_the_next_command(self, run: Callable[..., Done], tmp_path: Path, content: bytes, told: str) -> None:
        (tmp_path / "bad.har").write_bytes(content)
        done = run("scan", "bad.har", "--out", tmp_path / "out")
        assert (done.code, done.out) == (4, "")
        assert told in done.err
        assert "failed here: the profile or the command\ntry: schoolproof scan FILE.har" in done.err
        assert not (tmp_path / "out").exists()


class TestImport:
    def test_it_leaves_a_sealed_bundle_that_can_be_judged(self, run: Callable[..., Done], har: Callable[..., Path], tmp_path: Path) -> None:
        done = run("import", "har", har(entry("https://school.test/", **SAFE)), "--bundle", "evidence")
        assert (done.code, done.out) == (0, "evidence\n")
        assert verify(tmp_path / "evidence").startswith("sha256:")
        assert run("judge", "evidence", "--out", "one").code == 2
        assert run("judge", "evidence", "--out", "two").code == 2
        for path in sorted((tmp_path / "one").iterdir()):
            assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()

    def test_with_a_profile_its_password_is_hidden(self, run: Callable[..., Done], har: Callable[..., Path], tmp_path: Path) -> None:
        (tmp_path / "app.toml").write_text(PROFILE)
        path = har(entry("https://school.test/?p=geheim-wachtwoord-77"))
        assert run("import", "har", path, "--bundle", "evidence", "--profile", "app.toml").code == 0
        traffic = (tmp_path / "evidence" / "sessions" / "visitor-har" / "traffic.jsonl").read_text(encoding="utf-8")
        assert "https://school.test/?p=⟦secret:pupil.password⟧" in traffic

    @pytest.mark.parametrize("options", [(), ("--profile", "app.toml")])
    def test_a_bad_file_does_not_cost_the_bundle_that_was_there(
        self, run: Callable[..., Done], har: Callable[..., Path], tmp_path: Path, options: tuple[str, ...]
    ) -> None:
        (tmp_path / "app.toml").write_text(PROFILE)
        assert run("import", "har", har(entry("https://school.test/")), "--bundle", "evidence").code == 0
        before = verify(tmp_path / "evidence")
        for bad in (har(None, name="none.har"), tmp_path / "missing.har", tmp_path, Path("/dev/zero")):
            done = run("import", "har", bad, "--bundle", "evidence", *options)
            assert done.code == 4, done.err
            assert "try: " in done.err
        assert verify(tmp_path / "evidence") == before

    def test_a_format_that_nobody_reads(self, run: Callable[..., Done], har: Callable[..., Path]) -> None:
        done = run("import", "fax", har(entry("https://school.test/")), "--bundle", "evidence")
        assert done.code == 4
        assert "no importer for fax" in done.err
        assert "try: schoolproof import --help" in done.err

    def test_a_plugin_format_needs_a_profile(
        self, run: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def read(paths: Sequence[Path], run: Run) -> Gathered:
            run.writer.session("visitor-flows").state({"persona": "visitor", "journey": paths[0].name, "status": "complete"})
            return Gathered()

        monkeypatch.setattr(Registry, "importer", lambda self, name: Importer(name, read))
        (tmp_path / "app.toml").write_text(PROFILE)
        (tmp_path / "x.flows").write_bytes(b"\x00")
        done = run("import", "flows", "x.flows", "--bundle", "evidence")
        assert done.code == 4
        assert "try: schoolproof import flows FILE --bundle DIR --profile PROFILE" in done.err
        assert run("import", "flows", "x.flows", "--bundle", "evidence", "--profile", "app.toml").code == 0
