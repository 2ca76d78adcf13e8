"""The browser's own calls home, which are no doing of the app.

A row only says "a browser does this by itself". Whoever drops traffic because of it has to make sure as well that no
page asked for that host: otherwise an app could hide behind a host of the browser's maker.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources.abc import Traversable
from typing import Annotated

from pydantic import StringConstraints

from harness.catalogue.domains import is_host, normalise
from harness.catalogue.tables import Row, builtin_data, read_rows, refuse


class NoiseRow(Row):
    """A host that the browser contacts by itself.

    `subdomains`: also everything below it. `paths`: only addresses that start with one of these; needed for every host
    that apps use too. Without paths every address of the host counts.
    """

    host: Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$")]
    subdomains: bool = False
    paths: tuple[Annotated[str, StringConstraints(pattern=r"^/\S+$")], ...] = ()
    reason: Annotated[str, StringConstraints(min_length=10)]


class Noise:
    """The hosts that a browser contacts by itself."""

    def __init__(self, rows: Iterable[NoiseRow]) -> None:
        self.rows = tuple(rows)
        self._by_host = {row.host: row for row in self.rows}

    def is_noise(self, host: str, path: str = "/") -> bool:
        """Whether a request to this host and path can be the browser's own. The path may carry a query."""
        return self.row(host, path) is not None

    def row(self, host: str, path: str = "/") -> NoiseRow | None:
        """The row that explains a request, or None."""
        if not is_host(host):
            return None
        name = normalise(host)
        exact = self._by_host.get(name)
        if exact is not None and _path_fits(exact, path):
            return exact
        while "." in name:
            name = name.partition(".")[2]
            above = self._by_host.get(name)
            if above is not None and above.subdomains and _path_fits(above, path):
                return above
        return None


def load_noise(path: Traversable) -> Noise:
    """Reads a noise file of `[[noise]]` rows. Raises `MisuseError` naming file, row and reason."""
    rows = read_rows(path, "noise", NoiseRow)
    seen: set[str] = set()
    for row in rows:
        if row.host in seen:
            refuse(path, row.host, "this host stands here twice")
        seen.add(row.host)
    return Noise(rows)


def builtin_noise() -> Noise:
    """The browser noise that came with this installation."""
    return load_noise(builtin_data() / "noise.toml")


def _path_fits(row: NoiseRow, path: str) -> bool:
    return not row.paths or path.startswith(row.paths)
