"""Importing mitmproxy's flow files: what passed becomes evidence, what broke off is said, no secret reaches the disk."""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mitmproxy import dns, http
from mitmproxy.addons.savehar import SaveHar
from mitmproxy.flow import Error, Flow
from mitmproxy.io import FlowWriter, tnetstring
from mitmproxy.test import tflow

from harness import MisuseError, Status
from harness.audit import judge_bundle
from harness.bundle.manifest import verify
from harness.cli.main import main
from harness.cli.run import reading
from harness.gather import gather
from harness.model.profile import Profile
from harness.model.records import LookedUp
from harness.profile.quick import app_profile, har_profile
from harness.sandbox import flows as flows_module
from harness.sandbox.flows import flows_profile
from tests.sandbox.test_har import PASSWORD, PROFILE, REGISTRY, SESSION, Bundle, Taken, on_disk


def flow(url: str = "https://school.test/", body: bytes = b"hallo", at: float = 1767603600.0, **sent: str) -> http.HTTPFlow:
    """A page of the school and the answer to it."""
    made = tflow.tflow(resp=True)
    made.request = http.Request.make("GET", url, headers={"Cookie": f"PHPSESSID={SESSION}", **sent})
    made.request.timestamp_start = at
    made.response = http.Response.make(200, body, {"Content-Type": "text/html"})
    return made


def written(path: Path, *made: Flow) -> Path:
    with path.open("wb") as stream:
        for one in made:
            FlowWriter(stream).add(one)
    return path


def imported(folder: Path, *paths: Path, profile: Profile | None = None) -> Taken:
    chosen = profile or flows_profile(paths[0])
    asyncio.run(gather(chosen, folder / "bundle", REGISTRY, source=reading(REGISTRY.importer("flows"), paths)))
    return Taken(Bundle(folder / "bundle"))


@pytest.fixture
def taken(tmp_path: Path) -> Callable[..., Taken]:
    return lambda *made, profile=None: imported(tmp_path, written(tmp_path / "made.flows", *made), profile=profile)


class TestWhatPassed:
    def test_a_request_and_its_answer(self, taken: Callable[..., Taken]) -> None:
        found = taken(flow(at=1767603601.5), flow("http://cdn.example:8080/x?a=1", at=1767603600.0))
        first, second = found.exchanges
        assert (first.t, first.url, first.status, found.body(first.response_body)) == (1.5, "https://school.test/", 200, b"hallo")
        assert (second.t, second.host, second.port, second.scheme) == (0.0, "cdn.example", 8080, "http")
        assert set(found.gaps) == {("traffic", "imported-flows")}
        told = found.bundle.run["platform"]["imported"]
        assert (told["format"], told["recorded"], told["files"]) == ("flows", "2026-01-05T09:00:00+00:00", [told["sha256"]])

    def test_a_websocket_with_its_messages(self, taken: Callable[..., Taken]) -> None:
        found = taken(flow(), tflow.twebsocketflow())
        assert [(one.from_client, one.text, found.body(one.body)) for one in found.frames] == [
            (True, False, b"hello binary"), (True, True, b"hello text"), (False, True, b"it's me"),
        ]  # fmt: skip

    def test_an_error_keeps_what_was_asked(self, taken: Callable[..., Taken]) -> None:
        broken = flow("https://ads.example/")
        broken.response, broken.error = None, Error("server closed connection")
        refused = taken(flow(), broken).exchanges[1]
        assert (refused.host, refused.status, refused.error) == ("ads.example", None, "closed: server closed connection")

    def test_a_body_is_unpacked_and_one_that_was_streamed_past_is_missing(self, taken: Callable[..., Taken]) -> None:
        packed, streamed, broken = flow(), flow(), flow()
        packed.response = http.Response.make(200, b"", {"Content-Encoding": "gzip"})
        packed.response.raw_content = gzip.compress(b"Adalberta")
        broken.response = http.Response.make(200, b"", {"Content-Encoding": "br"})
        broken.response.raw_content = b"no brotli at all"
        assert streamed.response is not None
        streamed.response.raw_content = None
        found = taken(packed, streamed, broken)
        bodies = [one.response_body for one in found.exchanges]
        assert [found.body(one) for one in bodies] == [b"Adalberta", None, b"no brotli at all"]
        assert bodies[1] is not None
        assert bodies[1].truncated
        assert {("traffic", "flows-bodies-missing"), ("traffic", "body-undecodable")} <= set(found.gaps)

    def test_behind_a_proxy_that_sees_addresses_only_the_name_is_known(self, taken: Callable[..., Taken]) -> None:
        led = flow("https://203.0.113.7/x")
        led.client_conn.sni = "ads.example"
        plain = flow("http://203.0.113.7/y")
        plain.request.headers["Host"] = "cdn.example"
        plain.client_conn.sni = None
        assert [one.host for one in taken(flow(), led, plain).exchanges] == ["school.test", "ads.example", "cdn.example"]

    def test_names_that_were_looked_up_and_raw_connections(self, taken: Callable[..., Taken]) -> None:
        asked = tflow.tdnsflow(resp=True)
        assert asked.response is not None
        asked.response.questions = [dns.Question("metrics.school.test", 1, 1)]
        hop = dns.ResourceRecord.CNAME("metrics.school.test", "x.tracker.example")
        asked.response.answers = [hop, dns.ResourceRecord.A("x.tracker.example", IPv4Address("203.0.113.7"))]
        found = taken(flow(), asked, tflow.ttcpflow(), tflow.tudpflow())
        (told,) = found.bundle.probe("dns", LookedUp)
        assert (told.name, told.chain, told.address) == ("metrics.school.test", ["x.tracker.example"], "public")
        assert found.gaps["traffic", "flows-not-http"] == {"count": 2}
        assert "dns" in found.bundle.run["probes"]

    def test_several_files_are_one_session(self, tmp_path: Path) -> None:
        one = written(tmp_path / "one.flows", flow(at=1767603660.0))
        two = written(tmp_path / "two.flows", flow("https://cdn.example/", at=1767603600.0))
        assert [(each.host, each.t) for each in imported(tmp_path, one, two).exchanges] == [("school.test", 60.0), ("cdn.example", 0.0)]


def test_a_har_that_mitmproxy_saved_itself_gives_the_same_exchanges(tmp_path: Path) -> None:
    """Forms, bodies that are no text, a compressed answer, a WebSocket and a failed request, by both ways."""
    form, binary, packed, failed = flow(), flow(), flow(), flow("https://ads.example/")
    form.request = http.Request.make("POST", "https://school.test/form", b"klas=4A", {"Content-Type": "application/x-www-form-urlencoded"})
    binary.request = http.Request.make("POST", "https://school.test/raw", b"\x00\xff\x80Adalberta", {"Content-Type": "text/plain; charset=utf-8"})
    packed.response = http.Response.make(200, "Zoë".encode(), {"Content-Encoding": "gzip", "Content-Type": "text/plain; charset=utf-8"})
    failed.response, failed.error = None, Error("connection refused")
    for one in (form, binary):
        one.request.timestamp_start = 1767603600.0
    made = [flow(), form, binary, packed, failed, tflow.twebsocketflow()]
    saved = tmp_path / "saved.har"
    saved.write_text(json.dumps(SaveHar().make_har(made)), encoding="utf-8")
    direct = imported(tmp_path / "one", written(tmp_path / "x.flows", *made))
    asyncio.run(gather(har_profile(saved), tmp_path / "two", REGISTRY, source=reading(REGISTRY.importer("har"), [saved])))
    by_har = Taken(Bundle(tmp_path / "two"))

    def seen(found: Taken) -> list[object]:
        return [(one.method, one.url, one.status, found.body(one.request_body), found.body(one.response_body)) for one in found.exchanges]

    assert seen(by_har) == seen(direct)
    assert seen(direct)[2] == ("POST", "https://school.test/raw", 200, b"\x00\xff\x80Adalberta", b"hallo")
    assert [by_har.body(one.body) for one in by_har.frames] == [direct.body(one.body) for one in direct.frames]


class TestSecrets:
    def test_neither_password_nor_session_value_reaches_the_disk(self, taken: Callable[..., Taken]) -> None:
        early = flow(f"https://school.test/?sid={SESSION}")
        basic = flow(body=PASSWORD.encode(), Authorization=f"Bearer {SESSION[::-1]}")
        found = taken(early, basic, profile=Profile.model_validate(PROFILE))
        disk = on_disk(found.bundle.root)
        assert not [one for one in (SESSION, SESSION[::-1], PASSWORD) if one.encode() in disk]
        assert (found.exchanges[0].sent("cookie") or "").startswith("PHPSESSID=⟦session:20:")
        assert found.body(found.exchanges[1].response_body) == "⟦secret:ada.password⟧".encode()


def state(**changed: Any) -> bytes:
    return tnetstring.dumps({**flow().get_state(), **changed})


class TestBrokenFiles:
    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "it is empty"),
            (b"hallo", "it breaks off"),
            (b"999999999999:", "it breaks off"),
            (b"9" * 40 + b":", "it breaks off"),
            (b"5:hallo,", "a flow is no table"),
            (b"0:}", ""),
            (state(version=99), "flow format version 99"),
            (state(version="x"), ""),
            (state(type="fax"), ""),
            (b"\x80\x04\x95csystem\n(S'true'\ntR.", "it breaks off"),
        ],
        ids=["empty", "text", "length", "digits", "no-table", "nothing", "newer", "version-text", "type", "pickle"],
    )
    def test_a_file_that_is_none_is_told_with_its_name(self, tmp_path: Path, content: bytes, told: str) -> None:
        path = tmp_path / "x.flows"
        path.write_bytes(content)
        with pytest.raises(MisuseError, match=r"x\.flows: not a flow file") as caught:
            flows_profile(path)
        assert told in str(caught.value)
        assert "schoolproof import flows" in (caught.value.hint or "")

    @pytest.mark.parametrize("cut", [1, 2, 40, 700])
    def test_one_that_breaks_off_keeps_what_came_before(self, tmp_path: Path, cut: int) -> None:
        path = written(tmp_path / "x.flows", flow(), flow("https://cdn.example/"))
        path.write_bytes(path.read_bytes()[:-cut])
        found = imported(tmp_path, path)
        assert [one.host for one in found.exchanges] == ["school.test"]
        assert found.gaps["traffic", "flows-cut"] == {"count": 1}

    @pytest.mark.parametrize(
        "bad",
        [b"2:ab,", b"0:}", state(version=99), state(request=None), state(request=[1, 2]), state(websocket=5), b"4000:" + b"1:[" * 1333 + b"x]", b"1:x}"],
        ids=["text", "nothing", "newer", "no-request", "list", "websocket", "deep", "odd"],
    )  # fmt: skip
    def test_a_flow_of_odd_types_does_not_stop_the_rest(self, tmp_path: Path, bad: bytes) -> None:
        path = tmp_path / "x.flows"
        path.write_bytes(state() + bad + state())
        found = imported(tmp_path, path)
        assert len(found.exchanges) == 2
        assert found.gaps["traffic", "flows-entries-unreadable"] == {"count": 1}

    def test_a_flow_too_large_is_skipped_unread(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = written(tmp_path / "x.flows", flow(), flow(body=b"x" * 9000), flow())
        monkeypatch.setattr(flows_module, "MAX_FLOW", 8000)
        assert len(imported(tmp_path, path).exchanges) == 2

    def test_an_older_version_is_read(self, tmp_path: Path) -> None:
        made = flow().get_state()
        made["version"] = 19  # which told of the state of each connection, in numbers
        made["client_conn"]["state"] = made["server_conn"]["state"] = 3
        path = tmp_path / "old.flows"
        path.write_bytes(tnetstring.dumps(made))
        assert imported(tmp_path, path).only.url == "https://school.test/"

    def test_too_many(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(flows_module, "MAX_FLOWS", 2)
        path = written(tmp_path / "x.flows", *[flow()] * 3)
        with pytest.raises(MisuseError, match="more than 2 flows"):
            imported(tmp_path, path)


MEASURE = """
import sys
from pathlib import Path
from harness.sandbox.flows import FlowsRecording, MisuseError
def peak(): return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])  # ru_maxrss begins at the parent's
before = peak()
try: count = sum(len(one.request().url) > 0 for one in FlowsRecording(Path(sys.argv[1])))
except MisuseError as error: count = str(error).rpartition(": ")[2]
print((peak() - before) >> 10, count, sep=":")
"""


@pytest.mark.parametrize(
    ("kind", "told"), [("many bodies", "96"), ("a length that lies", "it breaks off"), ("millions of nothings", ""), ("no table", "a flow is no table"), ("deep", "")]
)
def test_memory_holds_one_flow(tmp_path: Path, kind: str, told: str) -> None:
    """96 MiB of bodies, and bombs of 12 MiB; what mitmproxy makes of a flow may be some times its size, never the file's."""
    path, size = tmp_path / "x.flows", 12 << 20
    with path.open("wb") as stream:
        if kind == "many bodies":
            one = tnetstring.dumps(flow(body=b"x" * (1 << 20)).get_state())
            for _ in range(96):
                stream.write(one)
        elif kind == "a length that lies":
            stream.write(b"99999999999:x")
        else:
            inner = b"9999:" * (size // 5) if kind == "deep" else b"0:~" * (size // 3)
            listed = b"1:a;%d:%s]" % (len(inner), inner)
            stream.write(b"%d:%s%s" % (len(listed), listed, b"]" if kind == "no table" else b"}"))
    done = subprocess.run([sys.executable, "-c", MEASURE, path], capture_output=True, text=True, timeout=120, check=True)
    grown, _, found = done.stdout.strip().partition(":")
    assert int(grown) < 150, done.stdout
    assert found.startswith(told), done.stdout


LEAVES: Any = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.binary(max_size=6) | st.text(max_size=6)
SPOILED = st.dictionaries(st.sampled_from(sorted(flow().get_state())), st.recursive(LEAVES, lambda one: st.lists(one, max_size=3)), max_size=3)
INNER = st.dictionaries(st.sampled_from(sorted(flow().get_state()["request"])), LEAVES | st.lists(LEAVES, max_size=2), max_size=2)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(outer=SPOILED, inner=INNER, rest=st.binary(max_size=12))
def test_whatever_a_state_holds_is_read_or_counted(tmp_path: Path, outer: dict[str, Any], inner: dict[str, Any], rest: bytes) -> None:
    made = flow().get_state()
    spoiled = {**made, "request": {**made["request"], **inner}, **outer}
    path = tmp_path / "any.flows"
    path.write_bytes(state() + tnetstring.dumps(spoiled) + rest)
    found = imported(tmp_path, path, profile=Profile.model_validate(PROFILE))
    counted = sum(int(str(values["count"])) for (_, why), values in found.gaps.items() if why in ("flows-entries-unreadable", "flows-not-http"))
    assert 1 <= len(found.exchanges) <= 2
    assert len(found.exchanges) + counted >= 2


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["schoolproof", *arguments])
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0)


class TestCommands:
    def test_import_and_scan_take_flow_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        written(tmp_path / "one.flows", flow())
        written(tmp_path / "two.bin", flow("https://www.facebook.com/tr"))
        assert run(monkeypatch, "import", "flows", "one.flows", "two.bin", "--bundle", "evidence") == 0
        assert verify(tmp_path / "evidence").startswith("sha256:")
        found = {one.check: one for one in judge_bundle(tmp_path / "evidence", REGISTRY).findings}
        assert found["trackers/no-trackers"].status is Status.FAIL
        assert {one.status for one in found.values()} == {Status.FAIL, Status.NOT_TESTED}
        assert run(monkeypatch, "scan", "one.flows", "--out", "out", "--quiet") == 1
        assert "imported" in (tmp_path / "out" / "bundle" / "run.json").read_text()

    def test_a_recording_without_the_app_is_told(self, tmp_path: Path) -> None:
        path = written(tmp_path / "x.flows", tflow.ttcpflow())
        with pytest.raises(MisuseError, match="holds no request of a web app"):
            flows_profile(path)
        with pytest.raises(MisuseError, match="holds no request"):
            app_profile([], path)

    def test_nothing_is_loaded_before_a_file_is_read(self) -> None:
        code = "import harness.sandbox.plugin as p, sys; p.schoolproof_importers(); print([m for m in sys.modules if m.startswith('mitmproxy')])"
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
