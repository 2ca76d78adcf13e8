"""Which host each line names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.bundle.contacts import Contacts, both, line_of
from harness.model.records import Body, Exchange, Frame

HOSTS = st.sampled_from(["a.example", "b.example", "c.example"])


def message(host: str, frame: bool) -> Exchange | Frame:
    if frame:
        return Frame(t=0.0, url=f"wss://{host}/", host=host, from_client=True, body=Body())
    return Exchange(t=0.0, method="GET", url=f"https://{host}/", host=host, port=443, scheme="https")


@given(st.lists(st.tuples(HOSTS, st.booleans(), st.booleans()), max_size=30), st.sets(HOSTS))
def test_masks_name_the_lines_of_the_hosts_that_are_wanted(lines: list[tuple[str, bool, bool]], wanted: set[str]) -> None:
    counting = [(at, message(host, frame)) for at, (host, frame, void) in enumerate(lines) if not void]
    contacts = Contacts(iter(counting))
    mask = contacts.of_hosts(lambda host: host in wanted)
    assert [at for at, bit in enumerate(mask) if bit] == [at for at, one in counting if one.host in wanted]
    assert contacts.exchanges(mask) == sum(one.host in wanted and isinstance(one, Exchange) for _, one in counting)
    assert contacts.first() == {one.host: at for at, one in reversed(counting)}
    assert len(contacts) == (counting[-1][0] + 1 if counting else 0)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40))
def test_both_is_the_lines_that_two_masks_share(bits: list[tuple[bool, bool]]) -> None:
    one, other = bytes(a for a, _ in bits), bytes(b for _, b in bits)
    assert both(one, other) == bytes(a and b for a, b in bits)


def test_a_pointer_ends_in_its_line() -> None:
    assert line_of("sessions/a#b/traffic.jsonl#12") == 12
