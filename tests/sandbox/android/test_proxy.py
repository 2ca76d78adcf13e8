"""What an app on the device sends to its proxy arrives here, through adb, and only while we are at it."""

from __future__ import annotations

import socket
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from harness.sandbox.android.errors import DeviceError, DeviceGone
from harness.sandbox.android.proxy import lead_to


class Echo(BaseHTTPRequestHandler):
    """A proxy that answers by what it was asked."""

    def do_GET(self) -> None:
        body = self.path.encode() * 5000
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port():
    server = HTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join(30)


def test_traffic_of_the_device_crosses_adb(bench, port: int) -> None:
    one = bench(33)
    with one.undo() as undo:
        lead_to(one.device, undo, port)
        host, there = one.sim.proxy()
        assert there != port
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": f"http://{host}:{there}"}))
        with opener.open("http://school.example/a", timeout=30) as answer:
            assert answer.read() == b"http://school.example/a" * 5000
    assert one.sim.proxy() is None
    with socket.socket() as probe:
        assert probe.connect_ex((host, there)) != 0


def test_a_broken_connection_ends_the_way(bench, port: int) -> None:
    one = bench(33, breaks="logcat")
    with one.undo() as undo:
        lead_to(one.device, undo, port)
        with pytest.raises(DeviceGone):
            one.device.shell("logcat -d")
        one.device.wait(30)
        assert "tcp:" not in one.device.service("reverse:list-forward")
    assert one.sim.state.reverses == {}


def test_two_proxies_in_a_row_and_a_broken_connection_leave_nothing(bench, port: int) -> None:
    """A session each has a proxy of its own; rules end when adb loses the device, settings do not."""
    one = bench(33, breaks="logcat")
    before = one.sim.state.snapshot()
    with one.undo() as undo:
        for at in (port, 9999, port):
            lead_to(one.device, undo, at)
        with pytest.raises(DeviceGone):
            one.device.shell("logcat -d")
        one.device.wait(30)
        assert one.sim.state.live_proxy == f"127.0.0.1:{port}"
    assert one.sim.state.snapshot() == before


def test_a_rule_of_somebody_else_is_not_taken_over(bench, port: int) -> None:
    one = bench(33)
    one.sim.state.reverses[f"tcp:{port}"] = "tcp:1"
    with pytest.raises(DeviceError, match="cannot rebind"), one.undo() as undo:
        lead_to(one.device, undo, port)
    assert one.sim.state.reverses == {f"tcp:{port}": "tcp:1"}


def test_a_port_that_the_device_does_not_open_is_told(bench, port: int) -> None:
    one = bench(33, reverse_refused=True)
    with pytest.raises(DeviceError, match="opens no port that leads to our proxy"), one.undo() as undo:
        lead_to(one.device, undo, port)
    assert one.sim.state.live_proxy is None
