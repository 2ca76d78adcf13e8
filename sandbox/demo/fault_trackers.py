"""Faults that concern third parties, tracking and consent (TRK); what they put in a page stands in `snippets.py`."""

from __future__ import annotations

from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault import Fault
from harness.sandbox.demo.fault_behaviour import BEHAVIOUR_FAULTS

_WHOLE_PUPIL = ("email:plain", "first_name:plain", "last_name:plain", "pupil_number:plain")

_UNDECLARED = (
    Fault(
        id="font-undeclared", requirements=("TRK-01",), recipients=(hosts.FONT_CSS, hosts.FONT_FILES), leaky=True,
        title_en="Letters from an undeclared font host", title_nl="Lettertype van een niet-vermelde partij",
    ),
    Fault(
        id="library-undeclared", requirements=("TRK-01",), recipients=(hosts.LIBRARY,),
        title_en="Script library from an undeclared CDN", title_nl="Scriptbibliotheek van een niet-vermelde partij",
    ),
    Fault(
        id="stats-undeclared", requirements=("TRK-01",), recipients=(hosts.STATS,),
        title_en="Page counts to an undeclared host", title_nl="Paginatelling bij een niet-vermelde partij",
    ),
    Fault(
        id="redirect-undeclared", requirements=("TRK-01",), recipients=(hosts.CDN, hosts.COUNTER),
        title_en="A declared host redirects to an undeclared one",
        title_nl="Een vermelde partij verwijst door naar een niet-vermelde",
    ),
    Fault(
        id="worker-undeclared", requirements=("TRK-01",), recipients=(hosts.BACKGROUND,),
        title_en="A service worker fetches from an undeclared host",
        title_nl="Een service worker haalt iets op bij een niet-vermelde partij",
    ),
    Fault(
        id="websocket-undeclared", requirements=("TRK-01",), recipients=(hosts.CHAT,),
        title_en="A WebSocket to an undeclared host", title_nl="Een WebSocket naar een niet-vermelde partij",
    ),
    Fault(
        id="stun-undeclared", clashes=("webrtc-fingerprint",), requirements=("TRK-01",), recipients=(hosts.STUN,),
        title_en="WebRTC asks an undeclared STUN host for the pupil's address",
        title_nl="WebRTC vraagt het adres van de leerling op bij een niet-vermelde STUN-dienst",
    ),
)

# Known trackers that load whatever the choice are contacted before it too, hence TRK-03.
_TRACKERS = (
    Fault(
        id="ad-script", requirements=("TRK-01", "TRK-02", "TRK-03"), also=("SET-05",),
        recipients=(hosts.ADS, hosts.ADS_PIXEL), leaky=True,
        title_en="Advertising script", title_nl="Reclamescript",
    ),
    Fault(
        id="cookie-sync", requirements=("TRK-01", "TRK-02", "TRK-03"), also=("SET-05",), recipients=hosts.SYNC,
        told=("cookie uuid2",),
        title_en="Advertising companies match their ids by redirects",
        title_nl="Reclamebedrijven koppelen hun kenmerken via doorverwijzingen",
    ),
    Fault(
        id="hides-from-tools", requirements=("TRK-01", "TRK-02", "TRK-03"), also=("SET-05",), recipients=(hosts.SHY,),
        told=("{hosts} are kept from test tools; pupils meet them.",),
        title_en="An advertising pixel that test tools do not get",
        title_nl="Een reclamepixel die testprogramma's niet te zien krijgen",
    ),
    Fault(
        id="analytics-script", requirements=("TRK-01", "TRK-02", "TRK-03"), recommended=("TRK-02",),
        recipients=(hosts.TAGS, hosts.ANALYTICS), leaky=True,
        title_en="Analytics script", title_nl="Meetscript",
    ),
    Fault(
        id="social-pixel", requirements=("TRK-01", "TRK-02", "TRK-03"), also=("SET-05",),
        recipients=(hosts.SOCIAL, hosts.SOCIAL_PIXEL), leaky=True,
        title_en="Pixel of a social network", title_nl="Pixel van een sociaal netwerk",
    ),
    Fault(
        id="replay-masked", requirements=("TRK-01", "TRK-02", "TRK-03"),
        recipients=(hosts.REPLAY, hosts.REPLAY_POST),
        title_en="Session replay, texts masked", title_nl="Sessie-opname, teksten afgedekt",
    ),
    Fault(
        id="replay-unmasked", requirements=("DAT-03", "TRK-01", "TRK-02", "TRK-03", "TRK-04"), leaky=True,
        recipients=(hosts.REPLAY_FULL, hosts.REPLAY_FULL_POST), data=_WHOLE_PUPIL,
        title_en="Session replay with the texts on the page", title_nl="Sessie-opname met de teksten op de pagina",
    ),
    Fault(
        id="cname-cloak", requirements=("TRK-02",),
        told=("Names of the app lead to tracking services: {names} ({companies}).",),
        title_en="A tracker answers under a name of the school itself",
        title_nl="Een tracker antwoordt onder een naam van de school zelf",
    ),
)

_CONSENT = (
    Fault(
        id="cookie-before-choice", requirements=("TRK-03",), leaky=True,
        told=("cookie: _dm",),
        title_en="Two-year visitor cookie before any choice", title_nl="Bezoekerscookie van twee jaar vóór elke keuze",
    ),
    Fault(
        id="storage-before-choice", requirements=("TRK-03",),
        told=("local: bezoeker",),
        title_en="Visitor id in localStorage before any choice",
        title_nl="Bezoekerskenmerk in localStorage vóór elke keuze",
    ),
    Fault(
        id="storage-after-refusal", requirements=("TRK-03",),
        told=("local: terugkeer",),
        title_en="Visitor id in localStorage after refusal", title_nl="Bezoekerskenmerk in localStorage na weigering",
    ),
    Fault(
        id="video-after-refusal", requirements=("TRK-03",), recipients=(hosts.VIDEO,),
        told=("cookie: kijker",),
        title_en="The video's player loads, with its cookie, after refusal",
        title_nl="De videospeler laadt, met cookie, na weigering",
    ),
    Fault(
        id="consent-preset", requirements=("TRK-03",),
        told=("cookie: _dm",), clashes=("storage-after-refusal", "video-after-refusal"),
        title_en="No banner: consent is assumed and a visitor cookie set",
        title_nl="Geen banner: toestemming wordt verondersteld en een bezoekerscookie gezet",
    ),
)

_EMBEDS = (
    # The embed sets its cookie before any choice, so it breaks the consent rule too.
    Fault(
        id="embed-without-click", requirements=("TRK-03", "TRK-05"), recipients=(hosts.VIDEO,), leaky=True,
        recommended=("TRK-05",),
        told=("cookie: kijker", "Embedded content of {hosts} loads without a click."),
        title_en="Video embedded without a click", title_nl="Video ingesloten zonder klik",
    ),
    Fault(
        id="referrer-unsafe", requirements=("TRK-05",), recipients=(hosts.CDN,),
        told=("{hosts} learned which page was open from the Referer.",),
        title_en="Third parties receive whole page addresses", title_nl="Derden krijgen volledige pagina-adressen",
    ),
    Fault(
        id="referrer-pupil-number", requirements=("DAT-02", "DAT-03", "TRK-04", "TRK-05"), recipients=(hosts.CDN,),
        data=("pupil_number:plain",),
        told=("Personal data stands in addresses: {fields}.", "{hosts} learned which page was open from the Referer."),
        title_en="The pupil number stands in the page address and goes out as Referer",
        title_nl="Het leerlingnummer staat in het pagina-adres en gaat mee als Referer",
    ),
)


def _leak(
    name: str, field: str, encoding: str, *, en: str, nl: str, host: str = hosts.METER, leaky: bool = False,
    more: tuple[str, ...] = (), also: tuple[str, ...] = (), told: tuple[str, ...] = (),
) -> Fault:
    """A leak of one planted value to a declared recipient: nothing but the personal data is wrong with it."""
    return Fault(
        id=name, requirements=tuple(sorted(("DAT-03", "TRK-04", *more))), recipients=(host,),
        data=(f"{field}:{encoding}",),
        title_en=en, title_nl=nl, leaky=leaky, also=also, told=told,
    )


_LEAKS = (
    _leak("leak-query-plain", "email", "plain", en="E-mail in a query", nl="E-mail in een query"),
    _leak("leak-query-encoded", "email", "url", en="E-mail URL-encoded in a query", nl="E-mail URL-gecodeerd"),
    _leak("leak-path", "pupil_number", "plain", en="Pupil number in a path", nl="Leerlingnummer in een pad"),
    _leak("leak-base64", "email", "base64", en="E-mail in base64", nl="E-mail in base64"),
    _leak("leak-base64url", "email", "base64url", en="E-mail in base64url", nl="E-mail in base64url"),
    _leak("leak-hex", "email", "hex", en="E-mail in hexadecimal", nl="E-mail hexadecimaal"),
    _leak("leak-md5", "email", "md5", en="MD5 of the e-mail", nl="MD5 van de e-mail"),
    _leak("leak-sha1", "email", "sha1", en="SHA-1 of the e-mail", nl="SHA-1 van de e-mail"),
    _leak("leak-sha256", "email", "sha256", leaky=True, en="SHA-256 of the e-mail", nl="SHA-256 van de e-mail"),
    _leak("leak-sha256-upper", "email", "sha256-upper", en="SHA-256 of the e-mail in capitals",
          nl="SHA-256 van de e-mail in hoofdletters"),
    _leak("leak-name-sha256", "last_name", "sha256", en="SHA-256 of the last name", nl="SHA-256 van de familienaam"),
    _leak("leak-json-body", "pupil_number", "plain", en="Pupil number in a JSON body",
          nl="Leerlingnummer in een JSON-bericht"),
    _leak("leak-form-body", "first_name", "plain", en="Name in a form body", nl="Naam in een formulierbericht"),
    _leak("leak-header", "first_name", "plain", en="Name in a request header", nl="Naam in een verzoekkop"),
    _leak("leak-beacon", "email", "plain", en="E-mail in a beacon", nl="E-mail in een beacon"),
    _leak("leak-websocket", "email", "plain", en="E-mail in a WebSocket message", nl="E-mail in een WebSocket-bericht"),
    _leak("leak-gzip", "email", "gzip", en="E-mail in a gzip-compressed body", nl="E-mail in een gzip-bericht"),
    _leak("leak-base64-json", "email", "base64-json", en="E-mail in base64 of JSON", nl="E-mail in base64 van JSON"),
    _leak("leak-base64-twice", "pupil_number", "base64", en="Pupil number in base64 of base64",
          nl="Leerlingnummer in base64 van base64"),
    _leak("leak-deflate", "pupil_number", "deflate", en="Pupil number in a deflated body without a mark",
          nl="Leerlingnummer in een deflate-bericht zonder kenmerk"),
    _leak("leak-multipart", "last_name", "plain", en="Last name in a multipart form",
          nl="Familienaam in een meerdelig formulier"),
    _leak("leak-protobuf", "last_name", "plain", en="Last name in a protobuf message",
          nl="Familienaam in een protobuf-bericht"),
    _leak("leak-fragment", "last_name", "plain", en="Last name behind the # of an address that a script sends",
          nl="Familienaam achter de # van een adres dat een script verstuurt"),
    _leak("leak-email-in-token", "email", "token", en="A signed token that holds the e-mail",
          nl="Een ondertekend token met de e-mail erin"),
    # The value reaches the recipient covered, which no search finds; the cookie made of it is what shows.
    _leak("leak-cookie", "email", "plain", host=hosts.METER_BARE, more=("TRK-03",), also=("DAT-02", "SES-06"),
          told=("cookie: lezer",), en="E-mail in the cookie of a third party",
          nl="E-mail in de cookie van een derde partij"),
    Fault(
        id="leak-session-token", requirements=("TRK-04",), recipients=(hosts.METER,),
        told=("session in body.sessie",), clashes=("replay-own",),  # which records the page, the session in it included
        title_en="The session itself goes to a third party", title_nl="De sessie zelf gaat naar een derde partij",
    ),
    Fault(
        id="key-logger", requirements=("DAT-03", "TRK-04"), recipients=(hosts.METER,), data=_WHOLE_PUPIL,
        told=("typed-search in body",),
        title_en="What is typed leaves before the pupil saves",
        title_nl="Wat getypt wordt vertrekt voor de leerling bewaart",
    ),
    Fault(
        id="password-logger", requirements=("DAT-03", "TRK-04"), recipients=(hosts.METER,), data=("password:plain",),
        title_en="What is typed into the password field goes to a third party",
        title_nl="Wat in het wachtwoordveld getypt wordt gaat naar een derde partij",
    ),
)

TRACKER_FAULTS = (*_UNDECLARED, *_TRACKERS, *BEHAVIOUR_FAULTS, *_CONSENT, *_EMBEDS, *_LEAKS)
