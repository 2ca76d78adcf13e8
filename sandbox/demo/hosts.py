"""The names in the demo's world: the school's own, the recipients that it declares, and those that it does not.

Tracker names are the real ones, so that lists and rules meet what they know; all of them are answered by the sink on
this machine. Every invented name ends in `.example` or `.test`.
"""

from __future__ import annotations

from dataclasses import dataclass

SCHOOL = "demoschool.test"
STATIC = "static.demoschool.test"
OWN = (SCHOOL, STATIC)

# The identity provider of the sign-in with a school account; it is run by whoever tests the school.
IDP = "idp.demoschool-test.example"
SAML_IDP = "saml.demoschool-test.example"

# A name of the school behind which somebody else answers, and who that is; static files come from a delivery network.
CLOAK = "metingen.demoschool.test"
CLOAKED = "demoschool.widget.criteo.com"
DELIVERY = "demoschool.b-cdn.net"

# Declared recipients.
CDN = "cdn.voorbeeldhosting.example"
VIDEO = "video.demostream.example"
METER = "fout.meetplein.example"
METER_BARE = "meetplein.example"

# What a page and `meetplein.example` agreed on to cover a value with, so that only its cookie tells.
COVER = 0x5A

# Recipients that nobody declared; no tracker list knows them.
FONT_CSS = "fonts.lettertype.example"
FONT_FILES = "cdn.lettertype.example"
LIBRARY = "cdn.bibliotheek.example"
COUNTER = "beeld.onvermeld.example"
BACKGROUND = "telling.achtergrond.example"
CHAT = "live.praatdienst.example"
STUN = "stun.voorbeeld.example"
STATS = "stats.voorbeeld.example"

# Well-known trackers.
ADS = "securepubads.g.doubleclick.net"
ADS_PIXEL = "pagead2.googlesyndication.com"
TAGS = "www.googletagmanager.com"
ANALYTICS = "www.google-analytics.com"
SOCIAL = "connect.facebook.net"
SOCIAL_PIXEL = "www.facebook.com"
REPLAY = "static.hotjar.com"
REPLAY_POST = "in.hotjar.com"
REPLAY_FULL = "cdn.mouseflow.com"
REPLAY_FULL_POST = "o2.mouseflow.com"
SHY = "bat.bing.com"
SYNC = ("ib.adnxs.com", "match.adsrvr.org", "cm.g.doubleclick.net")


@dataclass(frozen=True)
class Declared:
    """One `[[recipients]]` table of the profile."""

    name: str
    hosts: tuple[str, ...]
    role: str
    country: str
    purpose: str
    data: tuple[str, ...]


DECLARED = (
    Declared("Voorbeeld Hosting BV", (CDN,), "processor", "BE", "hosting", ("none",)),
    Declared("Demostream Video BV", (VIDEO,), "controller", "NL", "video", ("none",)),
    Declared("Meetplein NV", (METER, METER_BARE), "processor", "BE", "error reports", ("technical",)),
)
