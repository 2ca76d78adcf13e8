"""Faults in how people come into a school (AUT-16), out of it elsewhere (AUT-10), and in as a child (AUT-12)."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault

ENROLMENT_FAULTS = (
    Fault(
        id="teacher-self-declared", requirements=("AUT-16",), told=("says-teacher",),
        title_en="Whoever says to teach at a school sees its pupils at once",
        title_nl="Wie zegt les te geven aan een school, ziet er meteen de leerlingen",
    ),
    Fault(
        id="class-code-shows-class", requirements=("AUT-16",), told=("has-code",),
        title_en="A class code alone shows the pupils of the class",
        title_nl="Een klascode alleen toont de leerlingen van de klas",
    ),
    Fault(
        id="class-code-lives-on", requirements=("AUT-16",), told=("still lets in",),
        title_en="A class code goes on working after it was renewed",
        title_nl="Een klascode blijft werken nadat ze vernieuwd is",
    ),
)
DEVICE_FAULTS = (
    Fault(
        id="devices-hidden", requirements=("AUT-10",), told=("The list shows",), others=True,
        title_en="The list of devices shows the present one only",
        title_nl="De lijst van toestellen toont alleen het huidige",
    ),
    Fault(
        id="device-end-in-words", requirements=("AUT-10",), told=("reads on",), others=True,
        title_en="A device that was signed out goes from the list only",
        title_nl="Een afgemeld toestel verdwijnt alleen uit de lijst",
    ),
)
YOUNG_FAULTS = (
    Fault(
        id="young-any-secret", requirements=("AUT-12",), told=("pictures: any secret",), clashes=("young-no-throttle",),
        title_en="Any five pictures open the account of a young child",
        title_nl="Om het even welke vijf prenten openen het account van een jong kind",
    ),
    Fault(
        id="young-no-throttle", requirements=("AUT-12",), told=("pictures: tries",),
        title_en="The pictures of a young child may be guessed without end",
        title_nl="De prenten van een jong kind zijn eindeloos te raden",
    ),
    Fault(
        id="qr-short", requirements=("AUT-12",), told=("card: bits",),
        title_en="The QR code of a card can be guessed", title_nl="De QR-code van een kaart is te raden",
    ),
    Fault(
        id="qr-lives-on", requirements=("AUT-12",), told=("card: renewed",),
        title_en="The QR code of a lost card goes on working after it was renewed",
        title_nl="De QR-code van een verloren kaart blijft werken nadat ze vernieuwd is",
    ),
    Fault(
        id="young-sees-school", requirements=("AUT-12",), told=("/class: pupil.first_name",),
        title_en="A young child sees the pupils of other classes",
        title_nl="Een jong kind ziet de leerlingen van andere klassen",
    ),
    Fault(
        id="young-unasked", requirements=("AUT-12",), told=("although the school forbids it",),
        title_en="Pictures and cards open accounts of schools that did not allow it",
        title_nl="Prenten en kaarten openen accounts van scholen die dat niet toestonden",
    ),
)
JOINING_FAULTS = (*ENROLMENT_FAULTS, *DEVICE_FAULTS, *YOUNG_FAULTS)
JOINING = frozenset(fault.id for fault in (*ENROLMENT_FAULTS, *YOUNG_FAULTS))
"""They show only where the profile says how people come in: tests/sandbox/enrolment."""
