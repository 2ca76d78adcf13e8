"""Faults that show only when others try: open profiles, contact from outside, open work, a school that cannot lock.

Each is looked for by what happens, never by what a page says: the labels of the settings stay as safe as they were.
"""

from __future__ import annotations

from dataclasses import replace

from harness.sandbox.demo.fault import Fault

_SEEN = (
    Fault(
        id="profile-open-page", requirements=("SET-01",),
        told=("profile-visibility page other-school /leerlingen/ada",),
        title_en="Another school opens the profile, whatever its label says",
        title_nl="Een andere school opent het profiel, wat het label ook zegt",
    ),
    Fault(
        id="profile-open-api", requirements=("SET-01",),
        told=("profile-visibility page other-school /api/leerlingen/ada",),
        title_en="The API gives the profile to another school",
        title_nl="De API geeft het profiel aan een andere school",
    ),
    Fault(
        id="profile-open-to-visitors", requirements=("SET-01",), told=("profile-visibility page anonymous",),
        title_en="Visitors open the profile", title_nl="Bezoekers openen het profiel",
    ),
    Fault(
        id="profile-sent-with-404", requirements=("SET-01",), told=("profile-visibility page other-school",),
        title_en="The profile is refused with status 404, and sent along",
        title_nl="Het profiel wordt geweigerd met status 404, en toch meegestuurd",
    ),
    Fault(
        id="search-across-schools", requirements=("SET-01",), told=("discoverability search other-school",),
        title_en="Search finds pupils of other schools", title_nl="Zoeken vindt leerlingen van andere scholen",
    ),
    Fault(
        id="search-open-to-visitors", requirements=("SET-01",), told=("discoverability search anonymous",),
        title_en="Visitors can search for pupils", title_nl="Bezoekers kunnen leerlingen zoeken",
    ),
    Fault(
        id="sitemap-lists-pupils", requirements=("SET-01",), told=("discoverability sitemap anonymous",),
        title_en="The sitemap lists pupils", title_nl="De sitemap somt leerlingen op",
    ),
)

_REACHED = (
    Fault(
        id="message-arrives-after-403", requirements=("SET-02",), told=("contact replay other-school",),
        title_en="A message is refused with status 403, and arrives",
        title_nl="Een bericht wordt geweigerd met status 403, en komt toch aan",
    ),
    Fault(
        id="message-from-other-school", requirements=("SET-02",), told=("contact screen other-school",),
        title_en="Another school can send messages", title_nl="Een andere school kan berichten sturen",
    ),
    Fault(
        id="message-from-visitors", requirements=("SET-02",), told=("contact screen anonymous",),
        title_en="Visitors can send messages", title_nl="Bezoekers kunnen berichten sturen",
    ),
    Fault(
        id="comment-from-outside", requirements=("SET-02",), told=("comments replay other-school",),
        title_en="Comments from another school appear", title_nl="Reacties van een andere school verschijnen",
    ),
)

_SHARED = (
    Fault(
        id="work-open-by-address", requirements=("SET-06",), told=("work-sharing page anonymous",),
        title_en="Visitors read work by its address", title_nl="Bezoekers lezen werk via het adres",
    ),
    Fault(
        id="work-open-to-school", requirements=("SET-06",), told=("work-sharing page other-class",),
        title_en="Other classes read work", title_nl="Andere klassen lezen werk",
    ),
    Fault(
        id="work-sent-with-404", requirements=("SET-06",), told=("work-sharing page other-school",),
        title_en="Work is refused with status 404, and sent along",
        title_nl="Werk wordt geweigerd met status 404, en toch meegestuurd",
    ),
    Fault(
        id="link-short", requirements=("SET-06",), told=("32",),
        title_en="Share links of 32 bits", title_nl="Deellinks van 32 bits",
    ),
    Fault(
        id="link-sequential", requirements=("SET-06",), told=("sequential",),
        title_en="Share links count up", title_nl="Deellinks tellen op",
    ),
    Fault(
        id="link-never-expires", requirements=("SET-06",), told=("never",),
        title_en="Share links never expire", title_nl="Deellinks vervallen nooit",
    ),
)

_DECIDED = (
    Fault(
        id="school-default-for-new-only", requirements=("SET-09",), told=("existing",),
        title_en="What the school decides does not reach existing pupils",
        title_nl="Wat de school beslist, bereikt bestaande leerlingen niet",
    ),
    Fault(
        id="school-default-not-for-new", requirements=("SET-09",), told=("new",),
        title_en="What the school decides does not reach new pupils",
        title_nl="Wat de school beslist, bereikt nieuwe leerlingen niet",
    ),
    Fault(
        id="lock-screen-only", requirements=("SET-09",), told=("request",),
        title_en="A lock stands on the screen only", title_nl="Een slot staat enkel op het scherm",
    ),
    Fault(
        id="lock-403-writes", requirements=("SET-09",), told=("request",),
        title_en="A locked setting is refused with status 403, and changed",
        title_nl="Een vergrendelde instelling wordt geweigerd met status 403, en toch gewijzigd",
    ),
    Fault(
        id="lock-not-kept", requirements=("SET-09",), told=("lock",),
        title_en="The school's lock is not kept", title_nl="Het slot van de school wordt niet bewaard",
    ),
)

EFFECT_FAULTS = tuple(replace(fault, others=True) for fault in (*_SEEN, *_REACHED, *_SHARED, *_DECIDED))
