"""Android's count of an app's bytes, beside what was read of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sandbox.android.network import HEADERS, Count, Share, counted

DUMP = """Active interfaces:
  iface=wlan0 ident=[{type=WIFI}]
Xt stats:
  ident=[{type=WIFI}] uid=-1 set=ALL tag=0x0
    NetworkStatsHistory: bucketDuration=3600
      st=1700000000 rb=999999 rp=999 tb=999999 tp=999 op=0
UID stats:
  Pending bytes: 12
  History since boot:
  ident=[{type=WIFI, metered=false}] uid=10190 set=FOREGROUND tag=0x0
    NetworkStatsHistory: bucketDuration=7200
      st=1700000000 rb=10000 rp=10 tb=2000 tp=8 op=0
      st=1700007200 rb=100 rp=1 tb=0 tp=0 op=0
  ident=[{type=WIFI, metered=false}] uid=10190 set=DEFAULT tag=0x0
    NetworkStatsHistory: bucketDuration=7200
      st=1700000000 rb=5 rp=1 tb=5 tp=1 op=0
  ident=[{type=WIFI, metered=false}] uid=10191 set=DEFAULT tag=0x0
    NetworkStatsHistory: bucketDuration=7200
      st=1700000000 rb=7 rp=1 tb=7 tp=1 op=0
UID tag stats:
  ident=[{type=WIFI, metered=false}] uid=10190 set=DEFAULT tag=0xffffff01
    NetworkStatsHistory: bucketDuration=7200
      st=1700000000 rb=7777 rp=7 tb=7777 tp=7 op=0
"""


def test_all_buckets_of_the_app_count_once_and_no_others() -> None:
    assert counted(DUMP, 10190) == Count(12110, 21)
    assert counted(DUMP, 10191) == Count(14, 2)


def test_an_app_without_traffic_is_not_an_uncounted_one() -> None:
    assert counted(DUMP, 10999) == Count()
    assert counted("Can't find service: netstats", 10190) is None
    assert counted("", 10190) is None


@given(st.text(max_size=400))
def test_any_text_is_counted_or_not(text: str) -> None:
    found = counted(text, 10190)
    assert found is None or found.bytes >= 0


def test_counts_are_taken_from_each_other_without_headers() -> None:
    assert Count(5000, 30).since(Count(1000, 10)) == Count(4000, 20)
    assert Count(4000, 20).content == 4000 - 20 * HEADERS
    assert Count(10, 5).since(Count(1000, 10)) == Count(10, 5)
    assert Count(52, 1).content == 0


@pytest.mark.parametrize(
    ("share", "percent", "enough"),
    [
        (Share(0, 9000, 9000), 100, True),
        (Share(400, 9600, 9600), 96, True),
        (Share(9000, 1000, 1000), 10, False),
        (Share(0, 9000, 4000), 44, False),
        (Share(None, 9000, 9000), None, False),
        (Share(0, 0, 0), 100, True),
    ],
)
def test_enough_is_nearly_all_of_it(share: Share, percent: int | None, enough: bool) -> None:
    assert (share.percent, share.enough) == (percent, enough)
