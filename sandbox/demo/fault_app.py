"""Faults in sessions, transport, headers, data handling and defaults (SES, NET, APP, DAT, SET)."""

from __future__ import annotations

from harness.sandbox.demo import hosts
from harness.sandbox.demo.fault import Fault

_SESSIONS = (
    Fault(
        id="cookie-no-secure", requirements=("SES-01",),
        told=("Secure",),
        title_en="Session cookie without Secure", title_nl="Sessiecookie zonder Secure",
    ),
    Fault(
        id="cookie-no-httponly", requirements=("SES-01",), leaky=True,
        told=("HttpOnly",),
        title_en="Session cookie without HttpOnly", title_nl="Sessiecookie zonder HttpOnly",
    ),
    Fault(
        id="cookie-no-samesite", requirements=("SES-01",),
        told=("SameSite",),
        title_en="Session cookie without SameSite", title_nl="Sessiecookie zonder SameSite",
    ),
    Fault(
        id="cookie-samesite-none", requirements=("SES-01",),
        told=("SameSite",), clashes=("cookie-no-secure",),
        title_en="Session cookie with SameSite=None", title_nl="Sessiecookie met SameSite=None",
    ),
    Fault(
        id="cookie-no-prefix", requirements=("SES-01",), recommended=("SES-01",),
        told=("Session cookies lack a prefix: {cookies}.",), clashes=("cookie-no-secure",),
        title_en="Session cookie without the __Host- prefix", title_nl="Sessiecookie zonder het voorvoegsel __Host-",
    ),
    Fault(
        id="session-not-renewed", requirements=("SES-03",), leaky=True,
        told=("The session id stays the same at sign-in: {cookies}.",),
        title_en="Session id stays the same at sign-in", title_nl="Sessiekenmerk blijft hetzelfde bij aanmelden",
    ),
    Fault(
        id="session-old-valid", requirements=("SES-03",),
        told=("The session from before sign-in is signed in too: {cookies}.",), clashes=("session-not-renewed",),
        title_en="The session id from before sign-in is signed in too",
        title_nl="Het sessiekenmerk van vóór het aanmelden is mee aangemeld",
    ),
    Fault(
        id="session-in-url", requirements=("DAT-02", "SES-03"),
        told=("A session token stands in addresses of {hosts}.", "Session tokens stand in addresses of {hosts}."),
        clashes=("name-in-query", "number-in-query", "referrer-pupil-number"),
        title_en="Session token in the page address", title_nl="Sessiekenmerk in het pagina-adres",
    ),
    Fault(
        id="logout-keeps-session", requirements=("SES-02",), leaky=True,
        title_en="Signing out only takes the cookie away", title_nl="Afmelden haalt alleen de cookie weg",
    ),
    Fault(
        id="logout-keeps-name", requirements=("DAT-02", "SES-06"),
        title_en="The name of who signed in last stays in the browser",
        title_nl="De naam van wie zich het laatst aanmeldde, blijft in de browser",
    ),
    Fault(
        id="logout-keeps-cache", requirements=("SES-06",), told=("cache: https://demoschool.test/profile",),
        title_en="A page of the pupil stays in the browser's cache",
        title_nl="Een pagina van de leerling blijft in de cache van de browser",
    ),
    Fault(
        id="back-shows-page", requirements=("DAT-02", "SES-06"),
        told=("/profile", "back-button: first_name"),
        clashes=(
            "api-cached", "canary-in-storage", "leak-cookie", "logout-keeps-cache", "logout-keeps-name",
            "token-in-storage",
        ),
        title_en="After signing out the back button shows the pupil's page",
        title_nl="Na het afmelden toont de terugknop de pagina van de leerling",
    ),
    Fault(
        id="session-never-ends", requirements=("SES-04",), recommended=("SES-04",), later=True,
        title_en="A session that nobody uses stays open", title_nl="Een sessie die niemand gebruikt, blijft open",
    ),
)

_TRANSPORT = (
    Fault(
        id="no-hsts", requirements=("NET-03",), told=("HSTS is missing or too short on {hosts}.",),
        title_en="No HSTS", title_nl="Geen HSTS",
    ),
    Fault(
        id="short-hsts", requirements=("NET-03",), leaky=True,
        told=("HSTS is missing or too short on {hosts}.",),
        title_en="HSTS for one day only", title_nl="HSTS voor maar één dag",
    ),
    Fault(
        id="mixed-image", requirements=("NET-03",),
        told=("{count} messages of the browser tell of insecure content.",), clashes=("http-serves-pages",),
        title_en="Picture asked over plain HTTP", title_nl="Afbeelding over gewoon HTTP",
    ),
    Fault(
        id="form-over-http", requirements=("NET-03",),
        told=("{count} messages of the browser tell of insecure content.",), clashes=("http-serves-pages",),
        title_en="Search form sends over plain HTTP", title_nl="Zoekformulier verstuurt over gewoon HTTP",
    ),
    Fault(
        id="http-serves-pages", requirements=("NET-03",),
        told=("Unencrypted requests went to {hosts}.",),
        title_en="Plain HTTP serves pages instead of redirecting",
        title_nl="Gewoon HTTP toont pagina's in plaats van door te verwijzen",
    ),
)

_HEADERS = (
    Fault(
        id="no-nosniff", requirements=("APP-01",), told=("nosniff (200)", "nosniff (404)"),
        title_en="No nosniff", title_nl="Geen nosniff",
    ),
    Fault(
        id="framable", requirements=("APP-01",), leaky=True,
        told=("frame-ancestors (200)",),
        title_en="Any site may frame the pages", title_nl="Elke site mag de pagina's insluiten",
    ),
    Fault(
        id="error-page-bare", requirements=("APP-01",),
        told=("nosniff (404)",),
        title_en="Error pages lack the protective headers", title_nl="Foutpagina's missen de beschermende headers",
    ),
    Fault(
        id="no-csp", requirements=("APP-01",), recommended=("APP-01",),
        told=("The content policy is missing or weak: {lacks}.",),
        title_en="No Content-Security-Policy", title_nl="Geen Content-Security-Policy",
    ),
    Fault(
        id="weak-csp", requirements=("APP-01",), recommended=("APP-01",),
        told=("The content policy is missing or weak: {lacks}.",),
        title_en="Content-Security-Policy allows any inline script",
        title_nl="Content-Security-Policy laat elk inline script toe",
    ),
    Fault(
        id="cors-reflect", requirements=("APP-02",), leaky=True,
        title_en="The API allows any origin with credentials", title_nl="De API laat elke origin toe met cookies",
    ),
    Fault(
        id="cors-null", requirements=("APP-02",),
        title_en="The API allows the null origin with credentials",
        title_nl="De API laat de origin null toe met cookies",
    ),
    Fault(
        id="cors-star", requirements=("APP-02",),
        title_en="The API shares personal data with *", title_nl="De API deelt persoonsgegevens met *",
    ),
)

_DATA = (
    Fault(
        id="name-in-query", requirements=("DAT-02",),
        told=("Personal data stands in addresses: {fields}.",),
        title_en="Name in the school's own address", title_nl="Naam in een eigen webadres",
    ),
    Fault(
        id="number-in-query", requirements=("DAT-02",),
        told=("Personal data stands in addresses: {fields}.",),
        title_en="Pupil number in the school's own links", title_nl="Leerlingnummer in de eigen links",
    ),
    Fault(
        id="page-cached", requirements=("DAT-02",), leaky=True,
        told=("/profile",), clashes=("referrer-pupil-number",),
        title_en="Profile page may be cached", title_nl="Profielpagina mag bewaard worden",
    ),
    Fault(
        id="api-cached", requirements=("DAT-02",), also=("SES-06",),
        told=("/api/me",),
        title_en="Personal API answer may be cached", title_nl="Persoonlijk API-antwoord mag bewaard worden",
    ),
    Fault(
        id="canary-in-storage", requirements=("DAT-02",), also=("SES-06", "TRK-03"),
        told=("profiel.email",),
        title_en="Profile copied to localStorage", title_nl="Profiel gekopieerd naar localStorage",
    ),
    Fault(
        id="token-in-storage", requirements=("DAT-02",), also=("SES-06", "TRK-03"),
        told=("local: sessie",),
        clashes=("canary-in-storage", "leak-cookie", "logout-keeps-name"),
        title_en="Session token in localStorage", title_nl="Sessiekenmerk in localStorage",
    ),
)

_DEFAULTS = (
    Fault(
        id="geo-at-start", requirements=("SET-03",), leaky=True,
        title_en="Asks the location on the start page", title_nl="Vraagt de locatie op de startpagina",
    ),
    Fault(
        id="geo-to-own-api", requirements=("SET-03",),
        title_en="Sends the location to the school", title_nl="Stuurt de locatie naar de school",
    ),
    Fault(
        id="geo-to-third-party", requirements=("DAT-03", "SET-03"), also=("TRK-04",), recipients=(hosts.METER,),
        data=("location:plain",),
        title_en="Sends the location to a third party", title_nl="Stuurt de locatie naar een derde partij",
    ),
    Fault(
        id="camera-at-start", requirements=("SET-04",), leaky=True,
        title_en="Asks the camera on the start page", title_nl="Vraagt de camera op de startpagina",
    ),
    Fault(
        id="microphone-at-start", requirements=("SET-04",),
        title_en="Asks the microphone on the start page", title_nl="Vraagt de microfoon op de startpagina",
    ),
)

APP_FAULTS = (*_SESSIONS, *_TRANSPORT, *_HEADERS, *_DATA, *_DEFAULTS)
