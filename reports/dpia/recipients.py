"""One recipient in words: what is declared, what was seen, and where the two differ."""

from __future__ import annotations

from harness.model.sharing import SharingDatum, SharingRow
from harness.reports.dpia.block import Line, foreign
from harness.reports.register.said import country, differences
from harness.reports.translate import Piece, Translator


def described(row: SharingRow, tr: Translator) -> tuple[Line, list[Line]]:
    """The name of the recipient, and a line for each fact."""
    about = tr.t("not seen") if row.subject is None else tr.soft(row.subject)
    title: Line = [Piece(tr.soft(row.recipient), True), *tr.pieces(" – {about}", {"about": about})]
    lines = [_who(row, tr), *_seen(row, tr), *_declared(row, tr)]
    return title, [*lines, *(foreign(tr.pieces(one.template, one.values)) for one in differences(row))]


def _who(row: SharingRow, tr: Translator) -> Line:
    unknown = tr.t("unknown")
    facts = {"company": row.entity or unknown, "country": country(row) or unknown}
    return tr.pieces("Company: {company}, seat: {country}", facts)


def _seen(row: SharingRow, tr: Translator) -> list[Line]:
    if not row.seen:
        return []
    data = tuple(_datum(one, tr) for one in row.data) or (tr.t("none found"),)
    times = {"first": row.first_seen or tr.t("unknown"), "last": row.last_seen or tr.t("unknown")}
    return [
        tr.pieces("Planted data seen: {data}", {"data": data}),
        tr.pieces("Cookie choice at that moment: {phases}", {"phases": tuple(tr.soft(one) for one in row.consent)}),
        tr.pieces("Seen from {first} to {last}", times),
    ]


def _datum(one: SharingDatum, tr: Translator) -> str:
    return f"{tr.soft(one.field)} ({', '.join(map(tr.soft, one.disguises))})"


def _declared(row: SharingRow, tr: Translator) -> list[Line]:
    """What the maker says; a gap is said as a gap."""
    absent = tr.t("not declared")
    facts = {
        "Role: {it}": tr.soft(row.role) if row.role else absent,
        "Purpose: {it}": row.purpose or (absent,),
        "Retention: {it}": row.retention or absent,
        "Legal basis that the maker names: {it}": row.legal_basis or absent,
        "Agreement: {it}": row.agreement or absent,
        "Ground for a transfer: {it}": tr.soft(row.transfer.mechanism),
    }
    return [tr.pieces(words, {"it": it}) for words, it in facts.items()]
