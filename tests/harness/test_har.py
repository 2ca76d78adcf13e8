"""Opening HAR files: what is none is told with its place, and nothing in one can stop the rest or fill the memory."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness import MisuseError
from harness import har as har_module
from harness.har import is_page, open_har, origin_of


def file(folder: Path, content: bytes | str) -> Path:
    path = folder / "x.har"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def entries(folder: Path, inner: bytes | str) -> list[object]:
    """What the file with these entries, word for word, gives."""
    inner = inner.encode() if isinstance(inner, str) else inner
    return list(open_har(file(folder, b'{"log":{"version":"1.2","entries":[' + inner + b"]}}")))


class TestWhatIsNoHar:
    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", ":1:1: not a HAR file: it ends too early"),
            (b"hallo", ":1:1: not a HAR file: JSON is malformed"),
            (b"[]", ": not a HAR file: Expected `object`, got `array`"),
            (b'{"log": []}', "got `array` - at `$.log`"),
            (b'{"log": {"pages": []}}', "missing required field `entries` - at `$.log`"),
            (b'{"log": {"entries": {}}}', "log.entries is no list"),
            (b'{"log": {"entries": null}}', "log.entries is no list"),
            (b'{"log": {"entries": [\n{"request": {"url": "https://a.te', ":2:34: not a HAR file: it ends too early"),
            (b'{"log": {\n"entries": [\n1, NaN]}}', ":3:4: not a HAR file: JSON is malformed"),
            (b'{"log": {"entries": []}} and more', ":1:27: not a HAR file: JSON is malformed: trailing"),
            (b'{"log": {"entries": ' + b"[" * 100_000, "nested without end"),
            (b'{"log": {"entries": [{"request": ' + b'{"a":' * 100_000, "nested without end"),
            ('{"log": {"entries": []}}'.encode("utf-16"), "it is UTF-16, and a HAR is UTF-8"),
            (b"\x1f\x8b\x08\x00\x00", ":1:1: not a HAR file"),
            (b"\x1f\x8b\x00\x00\x00 no gzip", "not a HAR file: a damaged gzip file"),
        ],
        ids=["empty", "text", "list", "log-list", "no-entries", "table", "null", "cut", "nan", "trailing", "deep", "deep-entry", "utf-16", "gzip", "no-gzip"],
    )
    def test_it_is_told_with_its_place_and_the_next_command(self, tmp_path: Path, content: bytes, told: str) -> None:
        path = file(tmp_path, content)
        with pytest.raises(MisuseError) as caught:
            list(open_har(path))
        assert str(caught.value).startswith(str(path))
        assert told in str(caught.value)
        assert caught.value.owner == "profile"
        assert (caught.value.hint or "").startswith("schoolproof scan")

    @pytest.mark.parametrize("name", ["missing.har", ".", "a\0b", "x" * 300])
    def test_a_path_that_holds_no_file(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(MisuseError, match=r"no such file|not a file|cannot be read"):
            open_har(tmp_path / name)

    @pytest.mark.parametrize("device", ["/dev/zero", "/dev/stdin"])
    def test_a_device_without_end_is_not_read(self, device: str) -> None:
        with pytest.raises(MisuseError, match="not a file"):
            open_har(Path(device))

    def test_a_file_too_large_is_refused_unread(self, tmp_path: Path) -> None:
        path = file(tmp_path, b"{")
        os.truncate(path, 1 << 40)
        with pytest.raises(MisuseError, match="larger than 256 MiB"):
            open_har(path)


class TestPacked:
    def test_it_unpacks_to_no_more_than_a_file_may_have(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = b'{"log": {"entries": [{"a": 1}]}}'
        assert list(open_har(file(tmp_path, gzip.compress(whole[:9]) + gzip.compress(whole[9:])))) == [{"a": 1}]
        monkeypatch.setattr(har_module, "MAX_FILE", 100)
        with pytest.raises(MisuseError, match="unpacks to more than"):
            open_har(file(tmp_path, gzip.compress(whole + b" " * 100)))


class TestEntries:
    def test_a_byte_order_mark_is_ignored(self, tmp_path: Path) -> None:
        path = file(tmp_path, b'\xef\xbb\xbf {"log": {"entries": [ {"a": 1} ]}}\n')
        assert list(open_har(path)) == [{"a": 1}]

    def test_text_is_utf_8_escapes_included(self, tmp_path: Path) -> None:
        assert entries(tmp_path, '{"a": "Zoë ]}", "b": "\\u0141\\ud83d\\ude00"} , {}') == [{"a": "Zoë ]}", "b": "Ł😀"}, {}]

    def test_half_an_emoji_does_not_cost_the_entry(self, tmp_path: Path) -> None:
        assert entries(tmp_path, '{"a": "\\ud83d"}') == [{"a": "\ud83d"}]

    def test_one_that_is_no_table_or_no_utf_8_does_not_stop_the_rest(self, tmp_path: Path) -> None:
        found = entries(tmp_path, b'1, "x", null, [], {"a": "\xff"}, {"n": ' + b"9" * 5000 + b'}, {"a": 2}')
        assert found == [None] * 6 + [{"a": 2}]

    def test_of_a_key_that_stands_twice_the_last_counts(self, tmp_path: Path) -> None:
        path = file(tmp_path, '{"log": {"entries": [1]}, "log": {"entries": [2], "entries": [{"a": 1, "a": 3}]}}')
        assert list(open_har(path)) == [{"a": 3}]

    def test_too_many(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(har_module, "MAX_ENTRIES", 3)
        assert len(entries(tmp_path, "{},{},{}")) == 3
        with pytest.raises(MisuseError, match="more than 3 entries"):
            entries(tmp_path, "{},{},{},{}")

    def test_one_that_is_too_large_is_unreadable(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(har_module, "MAX_ENTRY", 50)
        assert entries(tmp_path, json.dumps({"a": "x" * 50}) + ", {}") == [None, {}]


MEASURE = """
import sys
from pathlib import Path
from harness.har import open_har
def peak(): return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])  # ru_maxrss begins at the parent's
before = peak()
try: count = sum(1 for _ in open_har(Path(sys.argv[1])))
except Exception as error: count = type(error).__name__
print((peak() - before) >> 10, count)
"""


@pytest.mark.parametrize("kind", ["millions of numbers", "one huge body", "many bodies", "deep"])
def test_memory_holds_the_file_twice_and_one_entry(tmp_path: Path, kind: str) -> None:
    size = 48 << 20
    body = b'{"request": {"url": "https://a.test/"}, "response": {"content": {"text": "%s"}}}'
    inner = {
        "millions of numbers": b"0," * (size // 2) + b"0",
        "one huge body": body % (b"x" * size),
        "many bodies": b",".join([body % (b"x" * (1 << 20))] * (size >> 20)),
        "deep": b"[" * size,
    }[kind]
    path = file(tmp_path, b'{"log": {"entries": [' + inner + b"]}}")
    done = subprocess.run([sys.executable, "-c", MEASURE, path], capture_output=True, text=True, timeout=120, check=True)
    grown, told = done.stdout.split()
    assert int(grown) < 4 * (size >> 20), done.stdout
    assert told == {"millions of numbers": "MisuseError", "one huge body": "1", "many bodies": "48", "deep": "MisuseError"}[kind]


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://app.test/a?sid=secret", "https://app.test/"),
        ("http://u:p@app.test:8080/a", "http://app.test:8080/"),
        ("https://[::1]:8443/", "https://[::1]:8443/"),
        ("wss://app.test/", None),
        ("data:text/html,x", None),
        ("https://co.uk/", None),
        ("https://exa mple/", None),
        ("https://a:99999/", None),
        ("https://[x/", None),
        ("", None),
        (5, None),
        (None, None),
    ],
)
def test_the_origin_that_an_entry_asked(url: object, origin: str | None) -> None:
    assert origin_of({"request": {"url": url}}) == origin


@pytest.mark.parametrize("entry", [None, {}, {"request": 1, "response": 1}, {"request": {}, "response": {"content": []}}])
def test_what_has_no_address_and_no_page(entry: dict[str, object] | None) -> None:
    assert origin_of(entry) is None
    assert not is_page(entry)
    assert is_page({"response": {"content": {"mimeType": "text/html; charset=utf-8"}}})
