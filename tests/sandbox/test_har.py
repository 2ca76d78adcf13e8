"""Importing HAR files: every recorder's dialect becomes evidence, what a HAR cannot show stays open, secrets stay out."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import random
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.async_api import async_playwright

from harness import Exchange, Frame, MisuseError, Status
from harness.audit import AUDIT_FORMATS, judge_bundle, write_reports
from harness.bundle.reader import Bundle
from harness.bundle.writer import write_whole
from harness.cli.run import reading
from harness.gather import gather
from harness.model.finding import Finding
from harness.model.profile import Profile
from harness.model.records import BrowserRequest
from harness.plugins.host import load_registry
from harness.profile.quick import har_profile
from harness.sandbox.held import MAX_BODY, MAX_HEAD
from harness.sandbox.web.which import find_browser

REGISTRY = load_registry()
TRACKER = "https://www.facebook.com/tr"
PASSWORD = "geheim-wachtwoord-77"
SESSION = "b7c1e09d44aa4f6e9c31"
PROFILE = {
    "schema": 1,
    "app": {"name": "Demo", "url": "https://school.test/", "hosts": ["school.test"]},
    "personas": {
        "ada": {"name": "ada", "role": "pupil", "username": "ada", "password": PASSWORD, "known": {"first_name": "Adalberta"}}
    },
}


def entry(url: str = "https://school.test/", **parts: Any) -> dict[str, Any]:
    """A small entry as every recorder writes it; `request` and `response` add to it."""
    request = {"method": "GET", "url": url, "headers": [], **parts.pop("request", {})}
    content = {"size": 5, "mimeType": "text/html", "text": "hallo"}
    response = {"status": 200, "headers": [], "content": content, **parts.pop("response", {})}
    return {"startedDateTime": "2026-01-05T09:00:00.000Z", "request": request, "response": response, **parts}


def har(folder: Path, *entries: Any, **log: Any) -> Path:
    path = folder / "made.har"
    path.write_text(json.dumps({"log": {"version": "1.2", **log, "entries": entries}}), encoding="utf-8")
    return path


def imported(path: Path, folder: Path, profile: Profile | None = None) -> Bundle:
    """The bundle of this file."""
    source = reading(REGISTRY.importer("har"), [path])
    asyncio.run(gather(profile or har_profile(path), folder, REGISTRY, source=source))
    return Bundle(folder)


class Taken:
    """What an import left, ready to be asked."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        (self.view,) = bundle.sessions
        self.messages = list(self.view.traffic())
        self.exchanges = [one for one in self.messages if isinstance(one, Exchange)]
        self.frames = [one for one in self.messages if isinstance(one, Frame)]
        self.gaps = {(gap.evidence, gap.why): gap.values for gap in self.view.gaps}

    @property
    def only(self) -> Exchange:
        (one,) = self.exchanges
        return one

    def body(self, of: Any) -> bytes | None:
        return self.bundle.blob(of.sha256) if of is not None and of.sha256 else None


@pytest.fixture
def taken(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Import these entries, or this whole file."""

    def take(*entries: Any, profile: Profile | None = None) -> Taken:
        path = entries[0] if isinstance(entries[0], Path) else har(tmp_path, *entries)
        return Taken(imported(path, tmp_path / "bundle", profile))

    return take


def on_disk(folder: Path) -> bytes:
    """Everything that a bundle holds, blobs unpacked."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(zlib.decompress(p.read_bytes()) if p.parent.name == "blobs" else p.read_bytes() for p in files)


class TestDialects:
    def test_firefox(self, taken) -> None:  # type: ignore[no-untyped-def]
        """Zone offsets, sizes of -1, bodies in base64, a blocked request with an empty answer."""
        png = base64.b64encode(b"\x89PNG\r\n").decode()
        one = entry("https://school.test/logo.png", pageref="page_1", serverIPAddress="127.0.0.1", connection="443")
        one["startedDateTime"] = "2026-01-05T10:00:01.250+01:00"
        one["request"] |= {"httpVersion": "HTTP/2", "headersSize": -1, "bodySize": 0, "cookies": [], "comment": ""}
        one["response"]["content"] = {"mimeType": "image/png", "size": 6, "encoding": "base64", "text": png, "comment": "Response bodies are not included."}
        blocked = entry("https://ads.example/x.js", request={"headersSize": -1})
        blocked |= {"startedDateTime": "2026-01-05T10:00:00.000+01:00"}
        blocked["response"] = {"status": 0, "statusText": "", "headers": [], "content": {}, "bodySize": -1, "headersSize": -1}
        found = taken(entry(startedDateTime="2026-01-05T09:00:00.500Z"), one, blocked)
        _, image, refused = found.exchanges
        assert (image.t, image.http_version, found.body(image.response_body)) == (1.25, "HTTP/2", b"\x89PNG\r\n")
        assert (refused.t, refused.status, refused.response_body) == (0.0, None, None)

    def test_safari_keeps_cookies_in_a_list_only(self, taken) -> None:  # type: ignore[no-untyped-def]
        cookies = [{"name": "PHPSESSID", "value": SESSION, "path": "/"}, {"name": "taal", "value": "nl"}]
        found = taken(entry(request={"cookies": cookies, "headersSize": 512}))
        sent = found.only.sent("cookie")
        assert sent is not None
        assert sent.startswith("PHPSESSID=⟦session:20:")
        assert sent.endswith("; taal=nl")
        assert SESSION.encode() not in on_disk(found.bundle.root)

    def test_charles_keeps_a_form_as_fields_and_null_as_nothing(self, taken) -> None:  # type: ignore[no-untyped-def]
        fields = [{"name": "naam", "value": "Zoë Łuk"}, {"name": "foto", "fileName": "klas 4A.png"}, {"name": "leeg"}]
        post = {"mimeType": "application/x-www-form-urlencoded", "params": fields, "comment": None}
        one = entry(request={"method": "POST", "postData": post, "cookies": None, "bodySize": 40})
        one["request"]["headers"] = [{"name": "Content-Length", "value": 40}, {"name": "X-Empty", "value": None}]
        one |= {"startedDateTime": "2026-01-05T09:00:00.0000000+01:00", "_charlesStatus": "COMPLETE"}
        found = taken(one)
        assert found.body(found.only.request_body) == b"naam=Zo%C3%AB+%C5%81uk&foto=klas+4A.png&leeg="
        assert found.only.request_headers == [("Content-Length", "40"), ("X-Empty", "")]

    def test_mitmproxy_tells_a_websocket_by_its_messages(self, taken) -> None:  # type: ignore[no-untyped-def]
        messages = [
            {"type": "send", "time": 1767603601.5, "opcode": 1, "data": "Adalberta"},
            {"type": "receive", "time": 1767603602.0, "opcode": 2, "data": base64.b64encode(b"\x00\x01").decode()},
        ]
        one = entry("https://chat.example/ws", _resourceType="websocket", _webSocketMessages=messages)
        one |= {"startedDateTime": "2026-01-05T09:00:00.000000+00:00"}
        one["response"]["status"] = 101
        found = taken(one)
        sent, received = found.frames
        assert (sent.t, sent.url, sent.host, sent.from_client, sent.text) == (1.5, "wss://chat.example/ws", "chat.example", True, True)
        assert (found.body(sent.body), found.body(received.body), received.text) == (b"Adalberta", b"\x00\x01", False)
        assert found.only.status == 101

    def test_chromium_tells_a_websocket_by_its_address_and_milliseconds(self, taken) -> None:  # type: ignore[no-untyped-def]
        messages = [{"type": "send", "time": 1767603601500, "opcode": 1, "data": "x"}]
        found = taken(entry(), entry("wss://chat.example/ws?a=1", _webSocketMessages=messages, _initiator={"type": "script"}))
        assert [one.url for one in found.exchanges] == ["https://school.test/", "https://chat.example/ws?a=1"]
        assert [(one.t, one.url) for one in found.frames] == [(1.5, "wss://chat.example/ws?a=1")]

    def test_addresses_that_never_left_the_browser_are_left_out_without_a_gap(self, taken) -> None:  # type: ignore[no-untyped-def]
        local = [entry(url) for url in ("data:image/png;base64,AAAA", "blob:https://x.test/1", "chrome-extension://abc/x.js")]
        found = taken(*local, entry())
        assert found.only.url == "https://school.test/"
        assert set(found.gaps) == {("traffic", "imported-har"), ("requests", "imported-har")}

    def test_chromium_writes_the_request_line_of_http_2_as_headers_and_leaves_secrets_out(self, taken) -> None:  # type: ignore[no-untyped-def]
        names = [(":authority", "school.test"), (":method", "GET"), (":path", "/"), (":scheme", "https"), ("accept", "*/*")]
        one = entry(request={"httpVersion": "h3", "cookies": [], "headers": [{"name": name, "value": value} for name, value in names]})
        fronted = entry(request={"headers": [{"name": ":authority", "value": "other.example"}]})
        first, second = taken(one, fronted).exchanges
        assert (first.request_headers, first.http_version) == ([("accept", "*/*")], "h3")
        assert second.request_headers == [(":authority", "other.example")]

    @pytest.mark.parametrize(
        ("initiator", "told"),
        [
            ({"type": "parser", "url": "https://school.test/", "lineNumber": 3}, "https://school.test/"),
            ({"type": "script", "stack": {"callFrames": [{"url": ""}, {"url": "https://a.example/s.js"}]}}, "https://a.example/s.js"),
            ({"type": "script", "stack": {"callFrames": [], "parent": {"callFrames": [{"url": "https://b.example/t.js"}]}}}, "https://b.example/t.js"),
            ({"type": "other"}, None),
            (5, None), ([], None), ({"stack": {"callFrames": "x", "parent": 7}, "url": 9}, None), ({"stack": {"callFrames": [5, {"url": []}]}}, None),
        ],
    )  # fmt: skip
    def test_who_asked_as_chromium_tells_it(self, taken, initiator: Any, told: str | None) -> None:  # type: ignore[no-untyped-def]
        found = taken(entry(), entry("https://c.example/", _initiator=initiator))
        assert [one.initiator for one in found.view.records("requests", BrowserRequest)] == [None, told]

    def test_who_asked_as_other_recorders_let_it_be_seen(self, taken) -> None:  # type: ignore[no-untyped-def]
        """By the Referer, and by the address that an answer redirected to."""
        asked = {"headers": [{"name": "Referer", "value": "https://school.test/"}]}
        hop = entry("https://a.example/x", request=asked)
        hop["response"] = {"status": 302, "headers": [{"name": "Location", "value": "https://b.example/y"}]}
        requests = list(taken(entry(), hop, entry("https://b.example/y", request=asked)).view.records("requests", BrowserRequest))
        assert [one.frame for one in requests] == ["", "https://school.test/", "https://school.test/"]
        assert [one.redirected_from for one in requests] == [None, None, "https://a.example/x"]

    @pytest.mark.parametrize(
        ("post", "size", "body", "missing"),
        [
            ({"text": "a=1", "params": [{"name": "b", "value": "2"}]}, 3, b"a=1", False),
            ({"text": "", "params": [{"name": "b", "value": "2"}]}, 3, b"b=2", False),
            ({"text": "YT0x", "encoding": "base64"}, 3, b"a=1", False),
            ({"text": "Zoë"}, 4, "Zoë".encode(), False),
            ({"text": "\udc80a\udcff"}, 3, b"\x80a\xff", False),  # mitmproxy, of bytes that are no text
            ({"text": "", "params": []}, 0, None, False),
            ({"text": "", "params": []}, 70, None, True),
            ({"mimeType": "application/octet-stream", "_file": "../../etc/passwd"}, 9, None, True),
            (None, 12, None, True),
            ({"text": 5}, 1, None, True),
            ({"text": "%%%", "encoding": "base64"}, 2, None, True),
            ({"text": "a", "encoding": "rot13"}, 1, None, True),
        ],
    )
    def test_what_was_posted(self, taken, post: Any, size: int, body: bytes | None, missing: bool) -> None:  # type: ignore[no-untyped-def]
        found = taken(entry(request={"method": "POST", "postData": post, "bodySize": size}))
        assert found.body(found.only.request_body) == body
        assert (("traffic", "har-bodies-missing") in found.gaps) is missing
        if missing:
            assert found.only.request_body is not None
            assert found.only.request_body.truncated

    @pytest.mark.parametrize(
        ("stamp", "t"),
        [
            ("2026-01-05T09:00:02Z", 2.0),
            ("2026-01-05T10:00:02.5+0100", 2.5),
            ("2026-01-05T09:00:02", 2.0),
            ("2026-01-05T09:00:02.1234567+00:00", 2.123),
            ("Mon Jan 05 2026 10:00:00 GMT+0100", 0.0),
            ("0001-01-01T00:00:00+14:00", 0.0),
            ("1970-01-01T00:00:00Z", 0.0),
            ("9999-12-31T23:59:59-12:00", 0.0),
            (1767603602, 0.0),
            (None, 0.0),
            ([], 0.0),
        ],
    )
    def test_moments(self, taken, stamp: object, t: float) -> None:  # type: ignore[no-untyped-def]
        found = taken(entry(), entry(startedDateTime=stamp))
        assert [one.t for one in found.exchanges] == [0.0, t]

    def test_text_outside_latin_1_is_kept_as_its_bytes(self, taken) -> None:  # type: ignore[no-untyped-def]
        found = taken(entry("https://school.test/Łuk?q=Zoë", request={"headers": [{"name": "X", "value": "😀\ud83d"}]}))
        assert found.only.url.encode("latin-1").decode() == "https://school.test/Łuk?q=Zoë"
        assert (found.only.sent("x") or "").encode("latin-1").startswith("😀".encode())


def without(part: str, **changed: Any) -> dict[str, Any]:
    made = entry()
    made[part] = {**made[part], **changed}
    return made


class TestWhatDoesNotFit:
    @pytest.mark.parametrize(
        "bad",
        [
            None, 5, "x", [], {}, {"request": None}, {"request": []}, {"request": {}},
            without("request", url=5), without("request", url="https://"), without("request", url="ftp://x.test/"),
            without("request", url="https://[x/"), without("request", url="https://a:99999/"), without("request", url="https://evil\x1b[31m.test/"),
            without("request", url="https://../../etc/passwd"), without("request", method=None), without("request", headers="x"),
            without("request", headers=[5]), without("request", headers=[{"name": None, "value": "x"}]), without("request", headers=[{"name": "x", "value": {}}]),
            without("request", cookies={"a": 1}), without("request", postData="x"), without("request", postData={"params": "x"}),
            without("response", headers={"a": "b"}), without("response", content=[]), {**entry(), "response": "x"},
            without("request", url="https://school.test/" + "x" * MAX_HEAD),
            without("request", headers=[{"name": "x", "value": "\x01" * MAX_HEAD}]),
        ],
        ids=lambda bad: str(bad)[:60].encode("ascii", "backslashreplace").decode(),
    )  # fmt: skip
    def test_an_entry_that_does_not_fit_is_counted_and_the_rest_is_read(self, taken, bad: Any) -> None:  # type: ignore[no-untyped-def]
        found = taken(entry(), bad)
        assert found.only.url == "https://school.test/"
        assert found.gaps["traffic", "har-entries-unreadable"] == {"count": 1}

    @pytest.mark.parametrize("status", [0, -1, 10**30, 10**400, "abc", True, [], None, 99.5, 1000])
    def test_an_answer_without_a_usable_status(self, taken, status: object) -> None:  # type: ignore[no-untyped-def]
        assert taken(without("response", status=status)).only.status is None

    @pytest.mark.parametrize("size", [-1, 10**30, "5", True, [], None])
    def test_a_size_that_says_nothing(self, taken, size: object) -> None:  # type: ignore[no-untyped-def]
        assert taken(without("response", content={"size": size}, bodySize=-1)).only.response_body is None

    def test_a_number_without_end(self, taken, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        made = har(tmp_path, entry(response={"status": "HUGE", "content": {"size": "HUGE"}}, _webSocketMessages=[{"type": "send", "time": "HUGE", "opcode": "HUGE", "data": ""}]))
        made.write_text(made.read_text().replace('"HUGE"', "1e400"))
        found = taken(made)
        assert (found.only.status, found.only.response_body, found.frames[0].t) == (None, None, 0.0)

    def test_messages_that_do_not_fit_are_counted(self, taken) -> None:  # type: ignore[no-untyped-def]
        good = {"type": "send", "time": None, "opcode": 1, "data": "ja"}
        bad = [None, 5, "x", [], {}, {**good, "data": 5}, {**good, "opcode": 2, "data": "%"}]
        found = taken(entry(_webSocketMessages=[*bad, good]), entry(_webSocketMessages={"a": 1}))
        assert [(one.t, found.body(one.body)) for one in found.frames] == [(0.0, b"ja")]
        assert found.gaps["traffic", "har-messages-unreadable"] == {"count": len(bad) + 1}

    def test_a_huge_body_is_cut_and_told(self, taken) -> None:  # type: ignore[no-untyped-def]
        data = base64.b64encode(b"x" * (MAX_BODY + 7)).decode()
        found = taken(without("response", content={"text": data, "encoding": "base64"}))
        held = found.only.response_body
        assert held is not None
        assert (held.size, held.truncated, len(found.body(held) or b"")) == (MAX_BODY + 7, True, MAX_BODY)
        assert ("traffic", "body-too-large") in found.gaps

    def test_a_file_without_anything_readable_is_refused(self, tmp_path: Path) -> None:
        profile = Profile.model_validate(PROFILE)
        for entries in ([], [None, {}], [entry("data:,x")]):
            with pytest.raises(MisuseError, match="none of its entries can be read"):
                imported(har(tmp_path, *entries), tmp_path / "bundle", profile)

    def test_a_resource_is_one_word(self, taken) -> None:  # type: ignore[no-untyped-def]
        found = taken(entry(_resourceType="fetch"), entry(_resourceType={"a": "\x1b[31m"}), entry(_resourceType="x" * 500))
        assert [one.resource for one in found.view.records("requests", BrowserRequest)] == ["fetch", "other", "other"]


class TestFilesThatBreakOff:
    @pytest.mark.parametrize("rest", [b"", b', {"request": {"url": "https://sch', b", NaN]}}", b', {"a": "\x00"}]}}'])
    def test_what_came_before_is_read_and_the_rest_is_a_gap(self, taken, tmp_path: Path, rest: bytes) -> None:  # type: ignore[no-untyped-def]
        path = har(tmp_path, entry(), entry("https://cdn.example/"))
        path.write_bytes(path.read_bytes().removesuffix(b"]}}") + rest)
        found = taken(path)
        assert [one.host for one in found.exchanges] == ["school.test", "cdn.example"]
        assert found.gaps["traffic", "har-cut"] == {"count": 1}

    @pytest.mark.parametrize("cut", [0, 30])
    def test_a_packed_one(self, taken, tmp_path: Path, cut: int) -> None:  # type: ignore[no-untyped-def]
        path = har(tmp_path, entry(), *[entry(f"https://cdn.example/{random.random()}") for _ in range(200)])
        packed = gzip.compress(path.read_bytes())
        path.write_bytes(packed[: len(packed) - cut * 50])
        found = taken(path)
        assert (len(found.exchanges) == 201) is (cut == 0)
        assert (("traffic", "har-cut") in found.gaps) is (cut > 0)

    def test_several_files_are_one_session(self, tmp_path: Path) -> None:
        paths = [har(tmp_path, entry()).rename(tmp_path / "one.har"), har(tmp_path, entry("https://cdn.example/", startedDateTime="2026-01-05T08:59:00Z"))]
        source = reading(REGISTRY.importer("har"), paths)
        asyncio.run(gather(har_profile(paths[0]), tmp_path / "bundle", REGISTRY, source=source))
        found = Taken(Bundle(tmp_path / "bundle"))
        assert [(one.host, one.t) for one in found.exchanges] == [("school.test", 60.0), ("cdn.example", 0.0)]


class TestSecrets:
    def test_a_declared_password_never_reaches_the_disk(self, taken) -> None:  # type: ignore[no-untyped-def]
        form = {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "w", "value": PASSWORD}]}
        packed = base64.b64encode(json.dumps({"p": PASSWORD}).encode()).decode()
        found = taken(
            entry("https://school.test/login?p=" + PASSWORD, request={"method": "POST", "postData": form}),
            entry(request={"method": "POST", "postData": {"text": packed, "encoding": "base64"}}),
            entry(request={"headers": [{"name": "X-" + PASSWORD, "value": "basic " + base64.b64encode(f"ada:{PASSWORD}".encode()).decode()}]}),
            entry("wss://school.test/ws", _webSocketMessages=[{"type": "send", "opcode": 1, "data": PASSWORD}]),
            without("response", content={"text": f"<p>{PASSWORD}</p>"}),
            profile=Profile.model_validate(PROFILE),
        )
        written = on_disk(found.bundle.root)
        assert PASSWORD.encode() not in written
        assert base64.b64encode(f"ada:{PASSWORD}".encode()) not in written
        assert found.body(found.exchanges[0].request_body) == "w=⟦secret:ada.password⟧".encode()
        assert b"Adalberta" in written  # planted values are evidence

    @pytest.mark.parametrize(
        "header",
        [
            {"name": "Cookie", "value": f"PHPSESSID={SESSION}"},
            {"name": "authorization", "value": f"Bearer {SESSION}"},
            {"name": "Authorization", "value": "Basic " + base64.b64encode(f"ada:{SESSION}".encode()).decode()},
            {"name": "X-Csrf-Token", "value": SESSION},
        ],
        ids=lambda header: header["name"],
    )
    def test_session_values_become_tokens_also_where_they_came_earlier(self, taken, header: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
        found = taken(
            entry(f"https://school.test/?s={SESSION}"),
            without("response", content={"text": f'{{"echo": "{SESSION}"}}'}),
            entry(request={"headers": [header]}),
        )
        assert SESSION.encode() not in on_disk(found.bundle.root)
        assert base64.b64encode(f"ada:{SESSION}".encode()) not in on_disk(found.bundle.root)
        assert found.exchanges[0].url.startswith("https://school.test/?s=⟦session:20:")

    @pytest.mark.parametrize("where", ["set-cookie", "listed", "json", "message"])
    def test_values_that_an_answer_hands_out_are_learned(self, taken, where: str) -> None:  # type: ignore[no-untyped-def]
        handed = json.dumps({"access_token": SESSION})
        given = {
            "set-cookie": without("response", headers=[{"name": "Set-Cookie", "value": f"k={SESSION}; HttpOnly"}]),
            "listed": without("response", cookies=[{"name": "k", "value": SESSION, "httpOnly": True}]),
            "json": without("response", content={"text": handed, "mimeType": "application/json"}),
            "message": entry(_webSocketMessages=[{"type": "receive", "opcode": 1, "data": handed}]),
        }[where]
        found = taken(entry(request={"headers": [{"name": "Cookie", "value": f"k={SESSION}"}]}), given)
        assert SESSION.encode() not in on_disk(found.bundle.root)

    def test_the_quick_profile_keeps_no_part_of_an_address_but_its_origin(self, taken) -> None:  # type: ignore[no-untyped-def]
        found = taken(entry(f"https://ada:{PASSWORD}@school.test/home?ticket=abc"))
        assert found.bundle.profile["app"]["url"] == "https://school.test/"


class TestWhoseFileItIs:
    def test_the_first_page_is_the_app_and_not_what_the_browser_did_before(self, tmp_path: Path) -> None:
        early = entry("https://telemetry.browser.example/ping", response={"content": {"mimeType": "application/json"}})
        broken = {"request": {"url": 5}}
        path = har(tmp_path, broken, entry("data:text/html,x"), early, entry("https://www.school.test:8443/home"))
        profile = har_profile(path)
        assert (profile.app.url, profile.app.hosts) == ("https://www.school.test:8443/", ("school.test",))

    def test_without_a_page_it_is_the_first_request(self, tmp_path: Path) -> None:
        assert har_profile(har(tmp_path, entry("http://school.test/api", response={"content": {}}))).app.hosts == ("school.test",)

    def test_nothing_that_was_asked(self, tmp_path: Path) -> None:
        with pytest.raises(MisuseError, match="holds no request of a web app") as caught:
            har_profile(har(tmp_path, {}, entry("data:,x")))
        assert caught.value.hint


def findings(bundle: Bundle) -> list[Finding]:
    return judge_bundle(bundle.root, REGISTRY).findings


class TestJudging:
    def test_what_a_har_cannot_show_is_not_tested_and_names_it(self, taken) -> None:  # type: ignore[no-untyped-def]
        headers = [{"name": "Content-Type", "value": "text/html"}, {"name": "Strict-Transport-Security", "value": "max-age=63072000"}]
        headers += [{"name": "X-Frame-Options", "value": "DENY"}, {"name": "X-Content-Type-Options", "value": "nosniff"}]
        found = {one.check: one for one in findings(taken(entry(response={"headers": headers})).bundle)}
        assert {one.status for one in found.values()} == {Status.NOT_TESTED}
        told = {id: json.dumps(one.reason.values) for id, one in found.items() if one.reason}
        assert "traffic: imported-har" in told["transport/hsts"]
        assert '"bypass"' in told["trackers/recipients-declared"]
        assert "imported from a HAR" in told["trackers/recipients-declared"]
        assert '"storage"' in told["trackers/nothing-before-consent"]
        assert '"events"' in told["trackers/no-fingerprinting"]
        assert '"console"' in told["transport/https-only"]

    def test_with_a_profile_nobody_is_taken_for_signed_in(self, taken) -> None:  # type: ignore[no-untyped-def]
        found = taken(without("response", content={"text": "Dag Adalberta"}), profile=Profile.model_validate(PROFILE))
        about_ada = [one for one in findings(found.bundle) if one.persona == "ada"]
        assert about_ada
        assert {one.status for one in about_ada} == {Status.NOT_TESTED}
        assert "no session of this persona" in json.dumps([one.reason.values for one in about_ada if one.reason])

    def test_a_tracker_fails_whatever_else_is_missing(self, taken) -> None:  # type: ignore[no-untyped-def]
        found = taken(entry(), None, entry(TRACKER))
        (one,) = [one for one in findings(found.bundle) if one.check == "trackers/no-trackers"]
        assert (one.status, one.values["hosts"]) == (Status.FAIL, ["www.facebook.com"])
        assert [proof.at for proof in one.proof] == ["sessions/visitor-har/traffic.jsonl#1"]

    def test_an_undeclared_recipient_fails_though_a_har_shows_no_other_way_out(self, taken) -> None:  # type: ignore[no-untyped-def]
        found = taken(entry(), entry("https://cdn.unknown.example/x.js"), profile=Profile.model_validate(PROFILE))
        told = {one.persona: one for one in findings(found.bundle) if one.check == "trackers/recipients-declared"}
        assert (told["visitor"].status, told["visitor"].values["hosts"]) == (Status.FAIL, ["cdn.unknown.example"])
        assert told["ada"].status is Status.NOT_TESTED

    def test_a_finding_tells_the_chain_that_the_browser_wrote_down(self, taken) -> None:  # type: ignore[no-untyped-def]
        tag = "https://tags.example/gtag.js"
        by_page, by_tag = {"type": "parser", "url": "https://school.test/"}, {"type": "script", "stack": {"callFrames": [{"url": tag}]}}
        asked = [entry(_resourceType="document"), entry(tag, _initiator=by_page), entry(TRACKER, _initiator=by_tag)]
        (one,) = [one for one in findings(taken(*asked).bundle) if one.check == "trackers/no-trackers"]
        assert one.brought_by == ("school.test/ → tags.example/gtag.js → www.facebook.com",)

    def test_the_same_file_twice_is_the_same_evidence_and_the_same_findings(self, tmp_path: Path) -> None:
        path = har(tmp_path, entry(), None, entry(TRACKER, startedDateTime="2026-01-05T09:00:01Z"))
        for name in ("one", "two"):
            bundle = imported(path, tmp_path / name)
            write_reports(judge_bundle(bundle.root, REGISTRY), tmp_path / f"{name}-out", REGISTRY, AUDIT_FORMATS)
            write_reports(judge_bundle(bundle.root, REGISTRY), tmp_path / f"{name}-again", REGISTRY, AUDIT_FORMATS)
            for file in (tmp_path / f"{name}-out").iterdir():
                assert file.read_bytes() == (tmp_path / f"{name}-again" / file.name).read_bytes()
        for file in sorted((tmp_path / "one" / "sessions").rglob("*.*")):
            assert file.read_bytes() == (tmp_path / "two" / file.relative_to(tmp_path / "one")).read_bytes(), file
        assert (tmp_path / "one-out" / "findings.jsonl").read_bytes() == (tmp_path / "two-out" / "findings.jsonl").read_bytes()

    def test_the_bundle_says_which_file_it_is_of_and_when_that_was_made(self, taken) -> None:  # type: ignore[no-untyped-def]
        told = taken(entry()).bundle.run["platform"]["imported"]
        assert (told["format"], told["recorded"], len(told["sha256"])) == ("har", "2026-01-05T09:00:00+00:00", 64)


KEYS = st.sampled_from(
    ["request", "response", "headers", "cookies", "name", "value", "url", "method", "postData", "text", "params", "content",
     "encoding", "size", "bodySize", "status", "startedDateTime", "_webSocketMessages", "opcode", "data", "type", "time",
     "httpOnly", "_resourceType", "_error", "mimeType", "fileName"]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(["https://school.test/", "wss://a.test/x", "base64", "YT0x", "text/html", "2026-01-05T09:00:00Z", "\ud800", "\x1b[31m", "../.."]),
)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=8)
PAIRS = st.lists(st.fixed_dictionaries({"name": st.text(max_size=8), "value": LEAVES}), max_size=2)
REQUESTS = st.fixed_dictionaries(
    {"method": st.just("POST"), "url": st.sampled_from(["https://school.test/", "http://x.test:1/é", "wss://a.test/"])},
    optional={"headers": PAIRS, "cookies": PAIRS, "postData": JSON, "bodySize": LEAVES},
)
RESPONSES = st.fixed_dictionaries({}, optional={"status": LEAVES, "headers": PAIRS, "cookies": PAIRS, "content": JSON, "_error": JSON})
LIKELY = st.fixed_dictionaries(
    {"request": REQUESTS | JSON, "response": RESPONSES | JSON},
    optional={"startedDateTime": LEAVES, "_webSocketMessages": st.lists(JSON, max_size=2), "_resourceType": JSON},
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(entries=st.lists(LIKELY | JSON, max_size=4), log=st.dictionaries(KEYS, JSON, max_size=1))
def test_any_har_is_imported_or_a_misuse_and_never_passes(tmp_path: Path, entries: list[Any], log: dict[str, Any]) -> None:
    write_whole(tmp_path / "any.har", json.dumps({"log": {**log, "entries": entries}}).encode())
    try:
        bundle = imported(tmp_path / "any.har", tmp_path / "any", Profile.model_validate(PROFILE))
    except MisuseError as error:
        assert "none of its entries can be read" in str(error)
        return
    found = Taken(bundle)
    counted = found.gaps.get(("traffic", "har-entries-unreadable"), {}).get("count", 0)
    assert len(found.exchanges) + int(str(counted)) == len(entries)
    assert {one.status for one in findings(bundle)} <= {Status.FAIL, Status.NOT_TESTED}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60) | JSON.map(lambda one: json.dumps(one).encode()) | JSON.map(lambda one: json.dumps({"log": one}).encode()))
def test_any_file_is_a_har_or_a_misuse(tmp_path: Path, content: bytes) -> None:
    write_whole(tmp_path / "any.har", content)
    with pytest.raises(MisuseError) as caught:
        har_profile(tmp_path / "any.har")
    assert str(caught.value).startswith(str(tmp_path / "any.har"))


PAGE = """<!doctype html><meta charset=utf-8><title>school</title><script>
(async () => {
  await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const answer = await fetch("/api", {method: "POST", headers: {"Content-Type": "application/json",
    "Authorization": "Bearer 5e8f00aa17c94b2d"}, body: JSON.stringify({naam: "Adalberta Łuk"})});
  await answer.text();
  const form = new URLSearchParams({klas: "4A"});
  await (await fetch("/form", {method: "POST", body: form})).text();
  await new Promise((done) => { const one = new Image(); one.onload = one.onerror = done; one.src = "/dot.png"; });
  document.title = "done";
})();
</script>"""
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")


class School(BaseHTTPRequestHandler):
    ANSWERS = {"/": ("text/html", PAGE.encode()), "/sw.js": ("text/javascript", b"self.addEventListener('fetch', () => {});"), "/dot.png": ("image/png", DOT)}

    def do_GET(self) -> None:
        kind, body = self.ANSWERS.get(self.path, ("application/json", b"{}"))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", f"k={SESSION}; HttpOnly; Path=/")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        return None


@contextmanager
def served() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), School) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


async def record(port: int, path: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser().path)
        context = await browser.new_context(record_har_path=path, service_workers="allow")
        page = await context.new_page()
        await page.goto(f"http://localhost:{port}/")
        await page.wait_for_function("document.title === 'done'", timeout=30_000)
        await context.close()
        await browser.close()


def test_what_a_real_browser_recorded(tmp_path: Path) -> None:
    with served() as port:
        asyncio.run(record(port, tmp_path / "real.har"))
    assert SESSION in (tmp_path / "real.har").read_text(encoding="utf-8")
    found = Taken(imported(tmp_path / "real.har", tmp_path / "bundle"))
    by_path = {one.path: one for one in found.exchanges}
    assert {"/", "/sw.js", "/api", "/form", "/dot.png"} <= set(by_path)
    assert json.loads(found.body(by_path["/api"].request_body) or b"") == {"naam": "Adalberta Łuk"}
    assert found.body(by_path["/form"].request_body) == b"klas=4A"
    assert found.body(by_path["/dot.png"].response_body) == DOT
    page, answer = PAGE.encode(), found.body(by_path["/"].response_body) or b""
    assert answer[:200] == page[:200]
    assert "Bearer ⟦session:16:".encode() in answer  # what the page sends along stands in its script too
    assert found.bundle.profile["app"]["hosts"] == ["localhost"]
    assert not [why for _, why in found.gaps if why in ("har-entries-unreadable", "har-messages-unreadable")]
    for secret in (SESSION, "5e8f00aa17c94b2d"):
        assert secret.encode() not in on_disk(found.bundle.root)
    assert {one.resource for one in found.view.records("requests", BrowserRequest)} >= {"document", "fetch", "image"}
