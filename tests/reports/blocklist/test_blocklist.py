"""Blocklists: what was observed and nothing that an app needs, in files into which no host can write a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suricataparser import parse_rule

from harness.model.renderer import Selection
from harness.model.report import AppFacts, Recipient, Report
from harness.reports.blocklist import BLOCKLISTS
from harness.reports.blocklist.choosing import Blocked, choose, is_name
from harness.reports.blocklist.writing import FIRST_SID, SIDS, numbered
from tests.reports.example import example_report
from tests.reports.hostile import PAYLOADS, hostile_report

MAKE = {one.format: one.render for one in BLOCKLISTS}
NAME = r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
HEAD = r"[#!] [ -~¡-￿]*"
RULE = (
    rf'alert (dns|tls) any any -> any any \(msg:"Schoolproof: (?:tracker|undeclared) of a school app, (?P<told>{NAME}) \(\1\)"; '
    rf'(?:dns\.query|tls\.sni); (?:content:"{NAME}"; startswith|dotprefix; content:"\.{NAME}"); endswith; nocase; '
    r"classtype:policy-violation; sid:\d{7}; rev:1;\)"
)
GRAMMAR = {
    "hosts": rf"(?:{HEAD}|0\.0\.0\.0 {NAME})",
    "adguard": rf"(?:{HEAD}|\|\|{NAME}\^|{NAME})",
    "suricata": rf"(?:{HEAD}|{RULE})",
}
TRACKERS, UNDECLARED, ALL = (Selection(what) for what in ("trackers", "undeclared", "all"))


def host(name: str, *categories: str, declared: bool = False) -> Recipient:
    return Recipient(host=name, categories=categories, declared=declared, requests=1)


def report(*recipients: Recipient, **more: Any) -> Report:
    """The example, with nothing but these recipients."""
    return example_report(recipients=recipients, sharing=(), findings=(), **more)


def names(reports: Sequence[Report], selection: Selection) -> list[str]:
    return [one.host for one in choose(reports, selection).blocked]


SEEN = report(
    host("ads.tracker.test", "advertising"),
    host("fonts.letters.test"),
    host("cdn.voorbeeld.test", "cdn", declared=True),
    host("meter.voorbeeld.test", "analytics", declared=True),
    host("static.demoschool.test", "analytics"),
)


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        (TRACKERS, ["ads.tracker.test"]),
        (UNDECLARED, ["ads.tracker.test", "fonts.letters.test"]),
        (ALL, ["ads.tracker.test", "fonts.letters.test"]),
        (Selection("trackers", frozenset({"declared"})), ["ads.tracker.test", "meter.voorbeeld.test"]),
        (Selection("trackers", frozenset({"own"})), ["ads.tracker.test", "static.demoschool.test"]),
    ],
)
def test_what_is_chosen(selection: Selection, told: list[str]) -> None:
    assert names([SEEN], selection) == told


def test_a_failed_check_makes_a_tracker_of_a_host_that_no_table_knows() -> None:
    finding = next(one for one in example_report().findings if one.status == "fail")
    values = {"hosts": ("fonts.letters.test", "static.demoschool.test", "never.contacted.test")}
    failed = finding.model_copy(update={"requirement": "TRK-02", "values": values})
    told = SEEN.model_copy(update={"findings": (failed,)})
    assert names([told], TRACKERS) == ["ads.tracker.test", "fonts.letters.test"]
    passed = told.model_copy(update={"findings": (failed.model_copy(update={"status": "pass"}),)})
    assert names([passed], TRACKERS) == ["ads.tracker.test"]


def test_what_one_app_needs_is_not_blocked_for_another() -> None:
    other = report(
        host("demoschool.test"), host("cdn.voorbeeld.test"), host("pixel.other.test", "social"),
        app=AppFacts(name="Other", version="1", kind="web", hosts=("other.test",)),
    )
    assert names([other], ALL) == ["cdn.voorbeeld.test", "demoschool.test"]
    assert names([SEEN, other], ALL) == ["ads.tracker.test", "fonts.letters.test"]


def test_a_quick_scan_has_no_undeclared_hosts() -> None:
    row = example_report().sharing[1].model_copy(update={"declared": "not-asked"})
    quick = SEEN.model_copy(update={"sharing": (row,)})
    assert names([quick], UNDECLARED) == []
    assert names([quick], ALL) == ["ads.tracker.test"]


def test_names_below_that_have_to_stay_are_not_blocked_with_it() -> None:
    seen = report(host("platform.test", "advertising"), app=AppFacts(
        name="App", version="1", kind="web", hosts=("school.platform.test",)))  # fmt: skip
    assert choose([seen], TRACKERS).blocked == (Blocked("platform.test", "tracker", alone=True),)
    assert MAKE["adguard"]([seen], TRACKERS).decode().splitlines()[-1] == "platform.test"
    assert 'content:"platform.test"; startswith; endswith;' in MAKE["suricata"]([seen], TRACKERS).decode()
    assert MAKE["adguard"]([SEEN], TRACKERS).decode().splitlines()[-1] == "||ads.tracker.test^"
    assert MAKE["hosts"]([SEEN], TRACKERS).decode().splitlines()[-1] == "0.0.0.0 ads.tracker.test"


@pytest.mark.parametrize(
    "name",
    [
        *("com", "co.uk", "github.io", "localhost", "192.0.2.1", "[2001:db8::1]", "2001:db8::1", "a..b.test", "-a.test"),
        *("a b.test", "a.test\n0.0.0.0 bank.example", "a.test#", 'a.test";)', "a.1", "é.test", "*.test", "", ".", "a.test/x"),
        *("a" * 64 + ".test", ".".join(["a" * 60] * 5)),
    ],
)
def test_what_is_no_plain_name_is_left_out_and_counted(name: str) -> None:
    seen = report(host(name, "advertising"), host("x.tracker.test", "advertising"))
    choice = choose([seen], TRACKERS)
    assert [one.host for one in choice.blocked] == ["x.tracker.test"]
    assert choice.unnamed == 1
    for make in MAKE.values():
        text = make([seen], TRACKERS).decode()
        assert "left out, no plain host name: 1" in text
        assert text.count("\n") - len([line for line in text.splitlines() if line[0] in "#!"]) in (1, 2)


@given(st.text(max_size=40))
def test_a_name_holds_nothing_that_a_filter_reads(text: str) -> None:
    if is_name(text):
        assert re.fullmatch(r"[a-z0-9_.-]{1,253}", text)


def _hostile() -> Report:
    spoiled = [host(f"{payload}.tracker.test", "advertising") for payload in PAYLOADS]
    app = AppFacts(name="x\n0.0.0.0 bank.example", version="\r||bank.example^", kind="web", hosts=())
    return report(*spoiled, host("x.tracker.test", "social"), app=app, bundle="sha256:x\nalert", started="\n# 1")


@pytest.mark.parametrize("make", [lambda: SEEN, _hostile, hostile_report])
@pytest.mark.parametrize("format", sorted(MAKE))
def test_every_line_is_of_the_grammar(format: str, make: Any) -> None:
    text = MAKE[format]([make()], ALL).decode()
    assert text.endswith("\n")
    wrong = [line for line in text[:-1].split("\n") if re.fullmatch(GRAMMAR[format], line) is None]
    assert wrong == []
    assert "bank.example" not in [line for line in text.splitlines() if line[0] not in "#!"]


def test_suricata_rules_read_as_rules() -> None:
    """With a parser that is not ours."""
    text = MAKE["suricata"]([SEEN], ALL).decode()
    rules = [parse_rule(line) for line in text.splitlines() if not line.startswith("#")]
    assert all(rules)
    assert [(rule.action, rule.header.split()[0], rule.rev) for rule in rules] == [("alert", one, 1) for one in ("dns", "tls")] * 2
    assert len({rule.sid for rule in rules}) == 4
    assert {option.name for rule in rules for option in rule.options} == {
        *("msg", "dns.query", "tls.sni", "dotprefix", "content", "endswith", "nocase", "classtype", "sid", "rev")
    }
    assert [rule.msg for rule in rules][:2] == [
        "Schoolproof: tracker of a school app, ads.tracker.test (dns)",
        "Schoolproof: tracker of a school app, ads.tracker.test (tls)",
    ]


def test_the_number_of_a_rule_comes_of_its_name() -> None:
    one, two = (Blocked(name, "tracker", alone=False) for name in ("a.test", "b.test"))
    alone, both = dict(numbered([one])), dict(numbered([one, two]))
    assert alone[one] == both[one]
    assert both[one] != both[two]


def test_two_of_one_number_move_on_and_all_stay_local() -> None:
    many = [Blocked(f"h{number}.test", "tracker", alone=False) for number in range(3000)]
    sids = [sid for _, sid in numbered(many)]
    assert len(set(sids)) == len(sids)
    assert all(FIRST_SID <= sid < FIRST_SID + SIDS and sid % 2 == 0 for sid in sids)


def test_the_header_says_what_it_was_made_from() -> None:
    text = MAKE["adguard"]([SEEN], Selection("all", frozenset({"own"}))).decode()
    assert f"bundle {SEEN.bundle}, rules 2026.11" in text
    assert "! what: all, also own; hosts: 3" in text
    assert MAKE["adguard"]([SEEN], ALL) == MAKE["adguard"]([SEEN], ALL)
