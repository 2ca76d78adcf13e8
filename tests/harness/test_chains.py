"""Who brought a host in: the shortest chain from a page, whatever the records are."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.model import chains as chains_module
from harness.model.chains import LEFT_OUT, MOST_STEPS, Chains, told
from harness.model.records import BrowserRequest
from harness.plugins.host import load_registry
from harness.recipients import recipients
from tests.harness.build import HOST, URL, Build, one

PAGE, TAG, LIB = f"{URL}/start", "https://tags.example/gtag.js", "https://cdn.example/lib.js"
PIXEL = "https://ads.example/pixel.gif"


def asked(url: str, by: str | None = None, *, frame: str = PAGE, after: str | None = None, opened: bool = False) -> BrowserRequest:
    return BrowserRequest(
        t=0.0, method="GET", url=url, resource="document" if opened else "script", frame=frame, initiator=by, navigation=opened, redirected_from=after
    )


def to(host: str, *requests: BrowserRequest) -> tuple[str, ...]:
    return Chains(requests, lambda name: name.endswith(HOST)).to(host)


OPENED = asked(PAGE, frame="about:blank", opened=True)


class TestChain:
    def test_page_script_script_tracker(self) -> None:
        found = to("ads.example", OPENED, asked(LIB, PAGE), asked(f"{TAG}?id=7", LIB), asked(f"{PIXEL}?u=1", f"{TAG}?id=7"))
        assert found == (f"{HOST}/start", "cdn.example/lib.js", "tags.example/gtag.js")

    def test_the_shortest_counts_whatever_came_first(self) -> None:
        long = [asked(LIB, PAGE), asked(TAG, LIB), asked(PIXEL, TAG)]
        for order in (long, [*reversed(long)]):
            assert to("ads.example", OPENED, *order, asked(PIXEL, PAGE)) == (f"{HOST}/start",)

    def test_a_redirect_is_a_step_although_the_browser_names_the_page(self) -> None:
        assert to("ads.example", OPENED, asked(LIB, PAGE), asked(PIXEL, PAGE, after=LIB)) == (f"{HOST}/start", "cdn.example/lib.js")

    def test_without_an_initiator_it_is_the_frame(self) -> None:
        embed = "https://video.example/embed"
        assert to("ads.example", OPENED, asked(embed, opened=True), asked(PIXEL, frame=embed)) == (f"{HOST}/start", "video.example/embed")

    def test_a_page_of_the_app_begins_a_chain_though_another_led_to_it(self) -> None:
        second = asked(f"{URL}/class", PAGE, opened=True)
        assert to("ads.example", OPENED, second, asked(PIXEL, f"{URL}/class")) == (f"{HOST}/class",)

    def test_a_script_that_nobody_saw_loading_begins_one(self) -> None:
        assert to("ads.example", asked(PIXEL, TAG)) == ("tags.example/gtag.js",)

    @pytest.mark.parametrize("by", [None, "", "blob:https://school.test/1", "data:,x", "https://[x/", "extension://a/b"])
    def test_nobody_knows(self, by: str | None) -> None:
        assert to("ads.example", asked(PIXEL, by, frame="about:blank")) == ()
        assert to("other.example", OPENED) == ()

    def test_a_circle(self) -> None:
        circle = [asked(TAG, LIB), asked(LIB, TAG), asked(PIXEL, TAG)]
        assert to("ads.example", *circle) == ("cdn.example/lib.js", "tags.example/gtag.js")
        assert to("ads.example", asked(PIXEL, PIXEL)) == ()

    def test_a_long_one_keeps_its_page_and_its_end(self) -> None:
        hops = [f"https://h{number}.example/" for number in range(40)]
        found = to("h39.example", OPENED, asked(hops[0], PAGE), *(asked(new, after=old) for old, new in pairwise(hops)))
        assert len(found) == MOST_STEPS + 1
        assert (found[0], found[1], found[-1]) == (f"{HOST}/start", LEFT_OUT, "h38.example/")

    def test_no_more_links_are_remembered_than_the_bound(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(chains_module, "MOST_LINKS", 3)
        made = [asked(f"https://h{number}.example/", PAGE) for number in range(9)]
        assert [bool(to(f"h{number}.example", OPENED, *made)) for number in (0, 1, 2, 8)] == [True, True, False, False]


def test_lines_are_sorted_and_leave_out_what_nobody_knows() -> None:
    assert told({"b.example": ("p/", "s/"), "a.example": ("p/",), "c.example": ()}) == ["p/ → a.example", "p/ → s/ → b.example"]


ADDRESSES = st.sampled_from([f"https://h{number}.example/{path}" for number in range(6) for path in ("", "a.js")] + ["", "data:,x", PAGE])
ASKED = st.builds(asked, ADDRESSES, st.none() | ADDRESSES, frame=ADDRESSES, after=st.none() | ADDRESSES, opened=st.booleans())


@settings(max_examples=150, deadline=None)
@given(made=st.lists(ASKED, max_size=20), rotation=st.integers(0, 19))
def test_any_records_give_one_answer_in_any_order_without_repeating_a_step(made: list[BrowserRequest], rotation: int) -> None:
    turned = [*made[rotation:], *made[:rotation]]
    for number in range(6):
        host = f"h{number}.example"
        found = to(host, *made)
        assert found == to(host, *turned)
        assert len(set(found)) == len(found)
        asking = {part for one in made for part in (one.initiator, one.frame, one.redirected_from) if part}
        assert {f"https://{step}" for step in found} <= asking


class TestFindings:
    def bundle(self, root: Path, by: str) -> Path:
        made = Build(root)
        session = made.session().page("/start").exchange("https://www.facebook.com/tr")
        session.append("requests", method="GET", url=PAGE, resource="document", frame="about:blank", navigation=True)
        session.append("requests", method="GET", url=by, resource="script", frame=PAGE, initiator=PAGE)
        session.append("requests", method="GET", url="https://www.facebook.com/tr", resource="image", frame=PAGE, initiator=by)
        return made.seal()

    def test_a_finding_tells_it_and_stays_the_same_finding(self, tmp_path: Path) -> None:
        check = load_registry().checks["trackers/no-trackers"]
        first, second = (one(self.bundle(tmp_path / name, f"https://cdn.example/{name}.js"), check) for name in ("a", "b"))
        assert first.brought_by == (f"{HOST}/start → cdn.example/a.js → www.facebook.com",)
        assert second.brought_by != first.brought_by
        assert second.fingerprint == first.fingerprint

    def test_recipients_tell_it(self, tmp_path: Path) -> None:
        from harness.bundle.reader import Bundle
        from harness.judge import reference_of
        from harness.model.scope import Scope
        from harness.sharing.observing import observe

        bundle = Bundle(self.bundle(tmp_path, LIB))
        scope = Scope(bundle, reference_of(bundle, load_registry()), None)
        (found,) = recipients(scope, observe(scope))
        assert (found.host, found.brought_by) == ("www.facebook.com", (f"{HOST}/start", "cdn.example/lib.js"))
