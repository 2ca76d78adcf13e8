"""What is true of the page, by hand: who gets what from each SDK, from its source and from what the sink received.

A disguise is how the value travels within the message, outermost first; a content encoding that the message itself
announces is none. `plain` may be the value in JSON, in a form or in a query.
"""

from __future__ import annotations

from typing import NamedTuple


class Host(NamedTuple):
    """One host: the SDK that contacts it, the company behind it, its seat, and what it gets of the pupil."""

    sdk: str
    company: str
    country: str
    data: frozenset[str] = frozenset()


def _all(disguise: str) -> frozenset[str]:
    return frozenset(f"{field}:{disguise}" for field in ("email", "first_name", "pupil_number"))


PLAIN = _all("plain")
NAMELESS = frozenset({"email:plain", "pupil_number:plain"})

TRUTH = {
    "api-eu.mixpanel.com": Host("mixpanel", "Mixpanel, Inc.", "US", PLAIN),
    "api.amplitude.com": Host("old amplitude", "Amplitude, Inc.", "US", NAMELESS),
    "api.eu.amplitude.com": Host("amplitude", "Amplitude, Inc.", "US", NAMELESS),
    "sr-client-cfg.eu.amplitude.com": Host("amplitude", "Amplitude, Inc.", "US"),  # how to be configured
    "api.rollbar.com": Host("rollbar", "Rollbar, Inc.", "US", PLAIN),
    "api.segment.io": Host("segment", "Twilio Inc.", "US", PLAIN),
    "cdn.segment.com": Host("segment", "Twilio Inc.", "US"),  # settings
    # The whole user is in the address, as base64 of JSON …
    "app.launchdarkly.com": Host("launchdarkly", "Catamorphic, Co.", "US", _all("base64")),
    "events.launchdarkly.com": Host("launchdarkly", "Catamorphic, Co.", "US", PLAIN),
    "bam.eu01.nr-data.net": Host("newrelic", "New Relic, Inc.", "US", NAMELESS),
    # … which Datadog reports too, as an address that the page asked for; its recordings are packed.
    "browser-intake-datadoghq.eu": Host("datadog", "Datadog, Inc.", "US", PLAIN | _all("zlib") | _all("base64")),
    # Clarity makes a hash of who it is told; its recordings hold the words of the page.
    "c.clarity.ms": Host("clarity", "Microsoft Corporation", "US", _all("gzip") | {"email:sha256"}),
    "eu.i.posthog.com": Host("posthog", "PostHog, Inc.", "US", _all("gzip")),
    "eu-assets.i.posthog.com": Host("posthog", "PostHog, Inc.", "US"),  # settings
    "firebaseinstallations.googleapis.com": Host("firebase", "Google LLC", "US"),  # only the device
    "klasbord.count.ly": Host("countly", "Countly Ltd", "GB", PLAIN),
    "notify.bugsnag.com": Host("bugsnag", "SmartBear Software Inc.", "US", PLAIN),
    "sessions.bugsnag.com": Host("bugsnag", "SmartBear Software Inc.", "US"),  # before anybody told who it is
    # The recordings are zlib in an envelope that names the pupil in plain words as well.
    "o450001.ingest.de.sentry.io": Host("sentry", "Functional Software, Inc.", "US", PLAIN),
    "plausible.io": Host("plausible", "Plausible Insights OÜ", "EE", frozenset({"pupil_number:plain"})),
    "sdk.fra-01.braze.eu": Host("braze", "Braze, Inc.", "US", PLAIN),
    "test-klasbord-prod1.collector.snplow.net": Host("snowplow", "Snowplow Analytics Limited", "GB", NAMELESS),
    "ws-eu.pusher.com": Host("pusher", "Pusher Limited", "GB", PLAIN),  # over a WebSocket
}
"""Every third-party host of the careless page, and nobody else."""

LEAKY = {host for host, true in TRUTH.items() if true.data}
OUTSIDE = {"eu.i.posthog.com", "eu-assets.i.posthog.com", "klasbord.count.ly"}
"""Whom a visitor meets."""
REPLAY = {"c.clarity.ms"}
"""Recording is what they are for; the other recorders count as analytics or error reporters."""
RECORDERS = {"c.clarity.ms", "browser-intake-datadoghq.eu", "eu.i.posthog.com", "o450001.ingest.de.sentry.io"}
"""Who gets a film of the screen, each in a shape of its own."""
WITHOUT_ANALYTICS = {
    "api.rollbar.com", "notify.bugsnag.com", "sessions.bugsnag.com", "o450001.ingest.de.sentry.io",  # crash
    "firebaseinstallations.googleapis.com", "ws-eu.pusher.com",  # push
}  # fmt: skip
