"""Faults of what a page keeps alive by script: tokens, sockets and workers (SES-02, SES-03, SES-05, SES-06, DAT-02)."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault

LIVE_FAULTS = (
    Fault(
        id="logout-keeps-token", requirements=("SES-02",), told=("token",),
        title_en="A token works on for a month after signing out",
        title_nl="Een token werkt na het afmelden nog een maand",
    ),
    Fault(
        id="logout-keeps-refresh", requirements=("SES-02",), told=("renewal",),
        title_en="After signing out a refresh token still gives new tokens",
        title_nl="Na het afmelden geeft een vernieuwingstoken nog nieuwe tokens",
    ),
    Fault(
        id="logout-keeps-cookie-renewal", requirements=("SES-02",), told=("new-cookie",),
        title_en="After signing out a second cookie still brings a new session",
        title_nl="Na het afmelden brengt een tweede cookie nog een nieuwe sessie",
    ),
    Fault(
        id="logout-keeps-socket", requirements=("SES-02",), told=("socket",),
        title_en="A socket that was open when somebody signed out tells on",
        title_nl="Een verbinding die open was bij het afmelden, vertelt verder",
    ),
    Fault(
        id="socket-after-logout", requirements=("SES-02",), told=("new-socket",),
        title_en="The old session still opens a socket after signing out",
        title_nl="De oude sessie opent na het afmelden nog een verbinding",
    ),
    Fault(
        id="removed-token-lives", requirements=("SES-05",), told=("switched-off /live/me token",), others=True,
        title_en="A token goes on when the account is switched off",
        title_nl="Een token gaat door als het account uitgeschakeld is",
    ),
    Fault(
        id="removed-still-renews", requirements=("SES-05",), told=("switched-off renewal",), others=True,
        title_en="An account that is switched off still gets new tokens",
        title_nl="Een uitgeschakeld account krijgt nog nieuwe tokens",
    ),
    Fault(
        id="worker-shows-page", requirements=("SES-06",), told=("without-network: first_name",),
        clashes=("back-shows-page",),
        title_en="Without the network a worker shows the page of who signed out",
        title_nl="Zonder netwerk toont een achtergrondscript de pagina van wie zich afmeldde",
    ),
    Fault(
        id="token-unsigned", requirements=("SES-03",), told=("unsigned",),
        title_en="A token without a signature is believed", title_nl="Een token zonder handtekening wordt geloofd",
    ),
    Fault(
        id="token-any-signature", requirements=("SES-03",), told=("other-signature",),
        title_en="The signature of a token is not checked",
        title_nl="De handtekening van een token wordt niet gecontroleerd",
    ),
    Fault(
        id="token-weak-secret", requirements=("SES-03",), told=("common-secret",),
        title_en="Tokens are signed with a secret that everybody knows",
        title_nl="Tokens zijn ondertekend met een geheim dat iedereen kent",
    ),
    Fault(
        id="token-tells-mail", requirements=("DAT-02",),
        told=("A token holds personal data that anybody can read: {fields}.",),
        title_en="A token holds the e-mail address of the pupil",
        title_nl="Een token bevat het e-mailadres van de leerling",
    ),
)
LIVE = frozenset(fault.id for fault in LIVE_FAULTS)
