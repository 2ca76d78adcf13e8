"""Whether a signed record counts at all: whose it is, whether it was changed, whether it is of today and this app."""

from __future__ import annotations

from datetime import date

from harness.model.finding import Reason
from harness.model.profile import App
from harness.signing.keyring import TrustedKey
from harness.statements.reading import Signed, Statements
from harness.statements.record import AppNamed, Record


def key_of[RecordT: Record](signed: Signed[RecordT], statements: Statements) -> TrustedKey | None:
    """The key in the keyring that the envelope names; None for a stranger's."""
    return statements.keyring.keys.get(signed.envelope.key_id)


def objection[RecordT: Record](
    signed: Signed[RecordT], named: AppNamed, statements: Statements, app: App
) -> Reason | None:
    """Why the record does not count, whatever it says; None when it does."""
    key, record = key_of(signed, statements), signed.record
    if key is None:
        return Reason(
            "It was signed with a key that is not in the keyring: {key}.", {"key": signed.envelope.key_id[:80]}
        )
    if not signed.envelope.signed_by(key.key):
        return Reason("The signature does not fit: the record was changed, or another key signed it.")
    if record.date > statements.at:
        return Reason("It holds from {date} on, and was asked for {at}.", _days(date=record.date, at=statements.at))
    if record.expires < statements.at:
        return Reason("It expired: it held until {expires}.", _days(expires=record.expires))
    if key.distrusted(record.date, statements.at) is not None:
        days = _days(**{"from": key.from_, "until": key.until})
        return Reason("The key of {holder} counts only from {from} until {until}.", {"holder": key.holder, **days})
    if named.name != app.name or named.version not in (None, app.version):
        values = {"other": _app(named.name, named.version), "this": _app(app.name, app.version)}
        return Reason("It speaks about {other}, and this is {this}.", values)
    return None


def _app(name: str, version: str | None) -> str:
    return f"{name} {version}" if version else name


def _days(**days: date) -> dict[str, str]:
    return {name: day.isoformat() for name, day in days.items()}
