"""Commands about tracker lists of others: data status, update, import, export, rollback."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from harness.lists.fetch import Fetched
    from harness.lists.known import KnownList
    from harness.lists.store import Entry, Store, Versions


class From(StrEnum):
    """Where a list comes from."""

    deb = "deb"
    npm = "npm"
    pip = "pip"
    file = "file"
    url = "url"


Name = Annotated[str, typer.Argument(help="A list; `schoolproof data status` names them.")]
Folder = Annotated[
    Path | None, typer.Option("--store", help="Folder of the lists (default: SCHOOLPROOF_LISTS, or your data folder).")
]
Accept = Annotated[
    bool, typer.Option("--accept-non-commercial", help="You use the list for no commercial purpose, as it asks.")
]
Json = Annotated[bool, typer.Option("--json", help="Print data as JSON on stdout.")]

data = typer.Typer(
    name="data", help="Tracker lists of others: see, fetch, carry and take back.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (status, update, export, rollback):
        data.command()(command)
    data.command("import")(import_)
    app.add_typer(data)


def status(store: Folder = None, json: Json = False) -> None:
    """Which lists count, how old they are, and how fresh our own table of services is.

    Example: schoolproof data status
    """
    from harness.cli.output import print_json
    from harness.clock import day
    from harness.lists.freshness import freshness
    from harness.lists.known import builtin_known
    from harness.plugins.host import load_registry

    today, where, registry = day(None), _store(store), load_registry()
    locked, most = where.lock.lists, int(registry.parameters.number("list-age-days"))
    rows = [_row(known, locked.get(name), today.isoformat(), most) for name, known in builtin_known().items()]
    parties = freshness(registry.parties, today)
    if json:
        print_json({"store": str(where.folder), "lists": rows, "parties": parties})
    else:
        _show(rows, parties, str(where.folder))


def update(
    name: Name,
    source: Annotated[From | None, typer.Option("--from", help="Where to get it (default: its first source).")] = None,
    at: Annotated[str | None, typer.Argument(help="The file or the https address, with --from file or url.")] = None,
    store: Folder = None,
    accept_non_commercial: Accept = False,
) -> None:
    """Fetch a list, try it out, and let it count. The only command here that uses a network.

    Example: schoolproof data update easyprivacy
    """
    from harness.clock import day
    from harness.lists.known import known_list
    from harness.lists.update import agreed, put

    known = known_list(name)
    agreed(known, accept_non_commercial)
    fetched = _fetch(known, source, at)
    _told(put(_store(store), known, fetched, day(None)), known)


def import_(
    file: Annotated[Path, typer.Argument(help="A file of `data export`, or a folder with the two files in it.")],
    store: Folder = None,
    accept_non_commercial: Accept = False,
) -> None:
    """Take over a list from a machine that has a network. It is tried out here again.

    Example: schoolproof data import easyprivacy.zip
    """
    from harness.lists.portable import read_exported
    from harness.lists.update import agreed, put

    known, fetched, day = read_exported(file)
    agreed(known, accept_non_commercial)
    _told(put(_store(store), known, fetched, day), known)


def export(
    name: Name, file: Annotated[Path, typer.Argument(help="The file to write.")], store: Folder = None
) -> None:
    """Write an active list to one file, for a machine without a network.

    Example: schoolproof data export easyprivacy easyprivacy.zip
    """
    from harness.lists.portable import export_list

    export_list(_store(store), name, file)
    print(file)


def rollback(name: Name, store: Folder = None) -> None:
    """Let the version before count again; the two change places.

    Example: schoolproof data rollback easyprivacy
    """
    from harness.lists.known import known_list

    known = known_list(name)
    _told(_store(store).rollback(name), known)


def _store(folder: Path | None) -> Store:
    from harness.lists.store import Store, default_folder

    return Store(folder or default_folder())


def _fetch(known: KnownList, source: From | None, at: str | None) -> Fetched:
    from harness.errors import MisuseError
    from harness.lists.fetch import fetch_file, fetch_package, fetch_url

    kinds = known.sources
    chosen = source.value if source else next(iter(kinds), "file")
    if (chosen in ("file", "url")) is not (at is not None):
        told = f"{known.id}: --from {chosen} takes {'an address' if at is None else 'no address'}"
        raise MisuseError(told, hint=f"schoolproof data update {known.id} --from file|url WHERE   # see {known.home}")
    if chosen == "file":
        return fetch_file(Path(at or ""))
    if chosen == "url":
        return fetch_url(at or "")
    kind = next((one for one in kinds if one == chosen), None)
    if kind is None:
        have = ", ".join((*kinds, "file", "url"))
        raise MisuseError(f"{known.id} cannot be had from {chosen}; sources: {have}", hint=f"see {known.home}")
    return fetch_package(known, kind)


def _told(entry: Entry, known: KnownList) -> None:
    from harness.cli.output import safe

    unusable = sum(entry.unusable.values())
    version = f" {entry.version}" if entry.version else ""
    print(safe(f"{entry.name}{version} of {entry.date} is active: {entry.rules} rules, {unusable} not usable"))
    print(safe(f"{entry.trackers_named} of {entry.trackers_asked} known trackers named; licence {entry.licence}"))
    if known.notice is not None:
        print(known.notice.en)


def _row(known: KnownList, versions: Versions | None, today: str, most: int) -> dict[str, Any]:
    import msgspec

    from harness.lists.active import age_days

    row: dict[str, Any] = {"name": known.id, "title": known.title, "licence": known.licence, "home": known.home}
    row |= {"sources": [*known.sources, "file", "url"], "commercial": known.commercial}
    row |= {"active": None, "previous": None}
    if versions is not None:
        age = age_days(versions.active, today)
        row |= {"active": msgspec.to_builtins(versions.active), "age_days": age, "stale": age is None or age > most}
        row["previous"] = msgspec.to_builtins(versions.previous) if versions.previous else None
    return row


def _show(rows: list[dict[str, Any]], parties: dict[str, Any], folder: str) -> None:
    from harness.cli.output import safe

    print(safe(f"lists in {folder}"))
    for row in rows:
        entry = row["active"]
        if entry is None:
            terms = "" if row["commercial"] else ", for non-commercial use only"
            print(safe(f"  {row['name']:<18} not here ({', '.join(row['sources'])}; {row['licence']}{terms})"))
            continue
        old = "  OLD: schoolproof data update " + row["name"] if row["stale"] else ""
        told = f"{entry['dated'] or entry['fetched']}, {row['age_days']} days old, {entry['rules']} rules"
        print(safe(f"  {row['name']:<18} {told}, {sum(entry['unusable'].values())} not usable{old}"))
    status = ", ".join(f"{count} {name}" for name, count in parties["status"].items())
    print(f"own table of services: {parties['rows']} rows, {status}")
    print(f"  oldest review {parties['oldest_review']} ({parties['oldest_row']}), newest {parties['newest_review']}")
    for ground in parties["expired_grounds"]:
        told = "replaced by a later row" if ground["replaced"] else "NOTHING REPLACES IT"
        countries = ", ".join(ground["countries"])
        print(f"  no longer valid: {ground['ground']} for {countries}, until {ground['valid_to']}; {told}")
