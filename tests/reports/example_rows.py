"""The catalogue rows and findings of the example report: each status, and each way to have no answer."""

from __future__ import annotations

import hashlib
from typing import Any

from harness.model.report import FindingResult, Message, Proof, RequirementResult, Value, Words

TRAFFIC = "sessions/pupil-homework/traffic.jsonl"
EMAIL_HASH = "5f1c0a4b3f1f0a2d9a0c7d5c2f1e7b9a4c6d8e0f1a2b3c4d5e6f708192a3b4c5"


def words(en: str, nl: str) -> Words:
    """Shorthand for one text in both languages."""
    return Words(en=en, nl=nl)


def sha256(content: bytes) -> str:
    """The name of a blob."""
    return hashlib.sha256(content).hexdigest()


def proof(kind: str, at: str) -> Proof:
    """A pointer whose digest is made up from the pointer itself."""
    return Proof(kind=kind, at=at, sha256=sha256(at.encode()))


def requirement(
    name: str,
    status: str,
    titles: Words,
    *,
    level: str = "minimum",
    coverage: str = "full",
    by: str = "check",
    **more: Any,
) -> RequirementResult:
    """A catalogue row with a plain criterion."""
    content = {
        "criterion": words(f"What {name} asks for, in one sentence.", f"Wat {name} vraagt, in één zin."),
        **more,
    }
    return RequirementResult.model_validate(
        {"id": name, "status": status, "titles": titles, "level": level, "coverage": coverage, "by": by, **content}
    )


def finding(
    check: str,
    requirement_id: str,
    status: str,
    message: str,
    titles: Words,
    persona: str | None = "pupil",
    **more: Any,
) -> FindingResult:
    """A finding with a made-up but stable fingerprint."""
    name = sha256(f"{check}/{persona}/{message}".encode())[:32]
    content = {"severity": "medium", "fingerprint": name, "persona": persona, **more}
    return FindingResult.model_validate(
        {
            "check": check,
            "requirement": requirement_id,
            "status": status,
            "message": message,
            "titles": titles,
            **content,
        }
    )


STAYS = words("Pupil data stays with the provider", "Leerlinggegevens blijven bij de aanbieder")
DECLARED = words("All recipients are declared", "Alle ontvangers zijn gekend")
COOKIE = words("Session cookies are protected", "Sessiecookies zijn beschermd")
LIMITED = words("Guessing a password is limited", "Wachtwoorden raden is begrensd")
MFA = words("Staff sign in with a second factor", "Personeel meldt zich aan met een tweede factor")
NUDGE = words("Choices are not steered", "Keuzes worden niet gestuurd")
TLS = words("Connections are encrypted well", "Verbindingen zijn goed versleuteld")
PRIVATE = words("Pupil profile is private", "Leerlingprofiel staat standaard privé")
STATEMENT = words("Privacy statement can be found", "Privacyverklaring is vindbaar")
EXCHANGE = words("Exchange with other systems is protected", "Uitwisseling met andere systemen is beveiligd")
CERTIFICATE = words("Certificate and version can be traced", "Certificaat en versie zijn herleidbaar")
DELETION = words("Deleted accounts are gone", "Verwijderde accounts zijn echt weg")
ENGAGE = words("Features that hold attention are off", "Verslavende functies staan uit")
CONSENT = words("Nothing is placed before consent", "Niets wordt geplaatst vóór toestemming")


def requirements() -> tuple[RequirementResult, ...]:
    blind = words(
        "Values that the app encrypts itself, and data passed on by the provider's servers.",
        "Waarden die de app zelf versleutelt, en gegevens die de servers van de aanbieder doorgeven.",
    )
    windows = Message(template="The profile names no {what}", values={"what": "[authorisation]"})
    person = Message(template="Only a person can answer this, with documents")
    return (
        requirement("SET-01", "pass", PRIVATE, checks=["settings/profile-private"]),
        requirement("SET-07", "fail", ENGAGE, level="recommended", checks=["settings/engagement"]),
        requirement("SET-08", "review", NUDGE, checks=["settings/no-nudging"], coverage="partial"),
        requirement("AUT-04", "not_tested", LIMITED, checks=["authentication/guessing-limited"], reason=windows),
        requirement("AUT-06", "not_tested", MFA, checks=["authentication/staff-second-factor"], coverage="partial"),
        requirement("SES-01", "fail", COOKIE, checks=["sessions/cookie-flags"]),
        requirement("TRK-01", "fail", DECLARED, checks=["trackers/recipients-declared"]),
        requirement("TRK-03", "pass", CONSENT, checks=["trackers/nothing-before-consent"], coverage="partial"),
        requirement("TRK-04", "fail", STAYS, checks=["trackers/pupil-data-stays"], cannot_see=blind),
        requirement("DAT-05", "error", DELETION, checks=["data/deletion"], coverage="partial"),
        requirement(
            "DAT-07",
            "not_applicable",
            EXCHANGE,
            checks=["data/exchange"],
            reason=Message(template="Declared by the maker: {reason}", values={"reason": "Geen koppelingen"}),
        ),
        requirement("NET-01", "pass", TLS, checks=["transport/tls"]),
        requirement("ORG-02", "pass", STATEMENT, by="person", coverage="partial", cannot_see=blind),
        requirement("ORG-06", "not_tested", CERTIFICATE, by="none", coverage="none", reason=person),
    )


def findings() -> tuple[FindingResult, ...]:
    return (*_failures(), *_unanswered(), *_answered())


def _failures() -> tuple[FindingResult, ...]:
    hosts: dict[str, Value] = {"hosts": ("collect.metrics.test",), "data": ("email:sha256",), "found": (EMAIL_HASH,)}
    seen = proof("traffic", f"{TRAFFIC}#12")
    return (
        finding(
            "trackers/pupil-data-stays",
            "TRK-04",
            "fail",
            "Pupil data ({data}) reached {hosts}",
            STAYS,
            values=hosts,
            severity="critical",
            proof=[seen],
        ),
        finding(
            "trackers/recipients-declared",
            "TRK-01",
            "fail",
            "{count} hosts received requests without being declared: {hosts}",
            DECLARED,
            values={"count": 2, "hosts": ["collect.metrics.test", "fonts.letters.test"]},
            brought_by=("demoschool.test/start → tags.metrics.test/tag.js → collect.metrics.test",),
            severity="high",
            proof=[seen, proof("traffic", f"{TRAFFIC}#40")],
        ),
        finding(
            "sessions/cookie-flags",
            "SES-01",
            "fail",
            "The session cookie {name} can be read by scripts",
            COOKIE,
            values={"name": "session"},
            proof=[proof("storage", "sessions/pupil-homework/storage.jsonl#3")],
            waived="cookie-flags-2",
        ),
        finding(
            "settings/engagement",
            "SET-07",
            "fail",
            "Streaks are on for a new pupil",
            ENGAGE,
            severity="low",
        ),
    )


def _unanswered() -> tuple[FindingResult, ...]:
    return (
        finding(
            "authentication/guessing-limited",
            "AUT-04",
            "not_tested",
            "No password was guessed",
            LIMITED,
            persona=None,
            reason=Message(template="The profile names no {what}", values={"what": "[authorisation]"}),
        ),
        finding(
            "authentication/staff-second-factor",
            "AUT-06",
            "not_tested",
            "No sign-in by a member of staff could be judged",
            MFA,
            persona="teacher",
            reason=Message(
                template="The login of {persona} was lost at {page}", values={"persona": "teacher", "page": "/grades"}
            ),
        ),
        finding(
            "sessions/cookie-flags",
            "SES-01",
            "not_tested",
            "The cookies of {persona} were not seen",
            COOKIE,
            persona="teacher",
            values={"persona": "teacher"},
            reason=Message(
                template="The login of {persona} was lost at {page}", values={"persona": "teacher", "page": "/grades"}
            ),
        ),
        finding(
            "settings/no-nudging",
            "SET-08",
            "review",
            "The button “{accept}” stands out {ratio} times more than “{refuse}”",
            NUDGE,
            persona="anonymous",
            values={"accept": "Alles aanvaarden", "refuse": "Weigeren", "ratio": "1.6"},
            proof=[proof("pages", "sessions/anonymous-visit/pages.jsonl#0")],
        ),
        finding(
            "data/deletion",
            "DAT-05",
            "error",
            "The check stopped with {error}",
            DELETION,
            persona=None,
            values={"error": "TimeoutError"},
            reason=Message(template="A fault of the tool, not of the app"),
        ),
    )


def _answered() -> tuple[FindingResult, ...]:
    return (
        finding(
            "settings/profile-private",
            "SET-01",
            "pass",
            "{count} pages show no planted value",
            PRIVATE,
            values={"count": 31},
        ),
        finding(
            "trackers/nothing-before-consent",
            "TRK-03",
            "pass",
            "Nothing was placed in {count} visits",
            CONSENT,
            values={"count": 3},
        ),
        finding(
            "transport/tls",
            "NET-01",
            "pass",
            "{hosts} accept TLS 1.2 and 1.3 only",
            TLS,
            persona=None,
            values={"hosts": ["demoschool.test"]},
        ),
        finding("data/exchange", "DAT-07", "not_applicable", "No interface was seen", EXCHANGE, persona=None),
    )
