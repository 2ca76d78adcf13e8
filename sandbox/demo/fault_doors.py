"""Faults of other ways in: passkeys of which not all is looked at, and doors without the code (AUT-07)."""

from __future__ import annotations

from harness.sandbox.demo.fault import Fault


def _fault(id: str, told: str, title_en: str, title_nl: str) -> Fault:
    return Fault(
        id=id, requirements=("AUT-07",), told=(told,), others=True, title_en=title_en, title_nl=title_nl,
    )


PASSKEY_FAULTS = (
    _fault("passkey-any-origin", "origin", "A passkey may answer from any address",
           "Een passkey mag van elk adres antwoorden"),
    _fault("passkey-any-site", "site", "A passkey of another site opens an account",
           "Een passkey van een andere site opent een account"),
    _fault("passkey-unverified", "unverified", "A passkey works without finger, face or PIN",
           "Een passkey werkt zonder vinger, gezicht of pincode"),
    _fault("passkey-replayed", "replayed", "An answer of a passkey works again",
           "Een antwoord van een passkey werkt opnieuw"),
    _fault("passkey-unsigned", "signature", "The signature of a passkey is not checked",
           "De handtekening van een passkey wordt niet gecontroleerd"),
    _fault("passkey-of-another", "other", "Somebody else's passkey opens an account",
           "De passkey van iemand anders opent een account"),
)

DOOR_FAULTS = (
    _fault("api-login-without-code", "api app", "The app signs in without a code", "De app meldt aan zonder code"),
    _fault("api-token-without-code", "api /api/token", "A token is given without a code",
           "Een token wordt gegeven zonder code"),
    _fault("remembered-everywhere", "remember-me elsewhere", "A remembered person needs no code on any device",
           "Wie onthouden is, heeft op geen enkel toestel een code nodig"),
    _fault("remembered-for-all", "remember-me another", "A remembered device needs no code of anybody",
           "Op een onthouden toestel heeft niemand een code nodig"),
)
