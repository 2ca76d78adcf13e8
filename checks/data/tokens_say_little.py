"""Personal data within tokens."""

import re

from harness import Persona, SessionTokens, Severity, Verdict, check, fail, not_tested, ok, review

NEEDED = frozenset({"username", "first_name", "last_name", "name"})
"""Planted fields that a page may need of whoever is signed in."""
NUMBERS = frozenset({"username", "pupil_number"})
"""What may stand in `sub`: it has to say who it is."""
PERSONAL = frozenset({
    "address", "adres", "birthdate", "birthday", "dateofbirth", "dob", "geboortedatum", "email", "emailaddress", "mail",
    "gender", "geslacht", "insz", "nationalnumber", "niss", "rijksregisternummer", "ssn", "phone", "phonenumber",
    "telefoon", "gsm", "religion", "photo", "picture",
})  # fmt: skip


@check(
    id="data/tokens-say-little",
    requirement="DAT-02",
    title="Tokens hold no personal data",
    severity=Severity.MEDIUM,
    personas=("pupil",),
    since="0.4",
    coverage="partial",
)
def tokens_say_little(tokens: SessionTokens, persona: Persona) -> Verdict:
    """
    ## What it checks
    The part of a signed token (JWT) that anybody can read holds no planted value of the pupil, such as the e-mail
    address or the date of birth; a name, and a number that says who it is, may be needed. A person looks at claims
    whose name promises such data with a value that the test did not plant.
    ## Why it matters
    A token is copied into storage, logs and requests, and is no secret to whoever finds it there.
    ## What it cannot see
    Tokens that are encrypted or that the pages visited did not use, and values of a form that the test did not plant.
    """
    records = list(tokens)
    if not any(one.looked for one in records):
        return not_tested("The session of {persona} was not looked through for tokens.", persona=persona.name)
    telling = [(one, field) for one in records for claim, field in one.tells if not _needed(claim, field)]
    if telling:
        told = "A token holds personal data that anybody can read: {fields}."
        return fail(told, fields={field for _, field in telling}, proof=[one for one, _ in telling])
    named = {claim for one in records for claim in one.claims if _plain(claim) in PERSONAL}
    if named:
        return review("A token has claims that may be personal data: {claims}.", claims=named, proof=records)
    return ok("Among {count} values no token tells more than who it is.", count=records[0].looked, examined=records,
              proof=records)


def _needed(claim: str, field: str) -> bool:
    return field in NEEDED or (claim == "sub" and field in NUMBERS)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
