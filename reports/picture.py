"""The picture of the register: from the app to companies, and from them to the countries in which they sit.

Worked out here, drawn by `templates/picture.html.j2` as SVG inside the page. Boxes stand below one another, so that the
picture fits a phone and no line crosses another. Who received planted data has a thick frame, a solid line and a
hatched edge: all of it readable in grey. Sizes are in units of the drawing.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness.model.report import Report
from harness.model.sharing import SharingRow
from harness.reports.register.said import company, country
from harness.reports.translate import Translator

MAX_COMPANIES = 18
"""The picture shows so many companies, the gravest first, then one box for all others."""
MAX_DATA = 6
WIDTH, COMPANY_X, COMPANY_WIDTH, COUNTRY_X, COUNTRY_WIDTH = 420, 34, 266, 324, 95
TOP, GAP, PADDING = 52, 12, 10
NAME, SMALL, LINE = 14, 12, 16
"""Font sizes of names and of the rest, and the distance of lines."""

_WIDE, _CAPITAL, _PLAIN, _NARROW = 1.05, 0.78, 0.64, 0.42  # parts of the font size, as the widest of usual fonts needs
_BOLD = 1.12


@dataclass(frozen=True)
class Company:
    """Everything of one company in one country, of all its hosts and about everybody."""

    name: str
    country: str | None
    data: tuple[str, ...]
    declared: bool


@dataclass(frozen=True)
class Box:
    """One company on the picture: its frame and its lines of text; `leak`: planted data went there."""

    y: int
    height: int
    title: str
    lines: tuple[str, ...]
    leak: bool

    @property
    def middle(self) -> int:
        """Where its lines leave and arrive."""
        return self.y + self.height // 2


@dataclass(frozen=True)
class Land:
    """One country on the picture, beside its companies."""

    title: str
    boxes: tuple[Box, ...]

    @property
    def y(self) -> int:
        return self.boxes[0].y

    @property
    def height(self) -> int:
        return self.boxes[-1].y + self.boxes[-1].height - self.y


class Picture:
    """The picture of one report in one language; `lands` is empty when nobody was contacted."""

    width, company_x, company_width = WIDTH, COMPANY_X, COMPANY_WIDTH
    country_x, country_width = COUNTRY_X, COUNTRY_WIDTH
    top, padding, line, name_size, small_size = TOP, PADDING, LINE, NAME, SMALL

    def __init__(self, report: Report, tr: Translator) -> None:
        self._tr = tr
        self.companies = companies(report.sharing)
        shown = self.companies[:MAX_COMPANIES]
        self.left_out = self.companies[MAX_COMPANIES:]
        self.app = bold(tr.soft(report.app.name), NAME, WIDTH - 2 * PADDING)
        self.lands = tuple(self._lands(shown))

    @property
    def height(self) -> int:
        """Of the whole drawing."""
        last = self.lands[-1]
        return last.y + last.height + PADDING

    @property
    def trunk(self) -> int:
        """How far down the line from the app goes."""
        return self.lands[-1].boxes[-1].middle

    @property
    def told(self) -> str:
        """The picture in a sentence, for who does not see it."""
        return self._tr.fill(
            "{companies} companies in {countries} countries were contacted; "
            "planted data reached {leaks} of them ({names}).",
            {
                "companies": len(self.companies),
                "countries": len({one.country for one in self.companies}),
                "leaks": sum(bool(one.data) for one in self.companies),
                "names": [one.name for one in self.companies if one.data] or [self._tr.t("nobody")],
            },
        )

    def _lands(self, shown: Sequence[Company]) -> Iterable[Land]:
        """Countries in the order of their gravest company, so that the picture begins with what matters."""
        groups: dict[str | None, list[Company]] = defaultdict(list)
        for one in shown:
            groups[one.country].append(one)
        y = TOP
        for code, members in groups.items():
            boxes = []
            for one in members:
                boxes.append(self._box(one, y))
                y += boxes[-1].height + GAP
            title = self._tr.t("unknown") if code is None else self._tr.soft(code)
            yield Land(bold(title, SMALL, COUNTRY_WIDTH - 2 * 5), tuple(boxes))
        if self.left_out:
            yield self._rest(y)

    def _rest(self, y: int) -> Land:
        """One box for everybody who has none: how many, and how many of them received data."""
        count, leaks = len(self.left_out), sum(bool(one.data) for one in self.left_out)
        words = self._tr.fill("and {count} more companies", {"count": count})
        told = self._tr.fill("planted data reached {count} of them", {"count": leaks})
        lines = (told, self._tr.t("see the table below the picture"))
        lands = len({one.country for one in self.left_out})
        title = self._tr.fill("{count} countries", {"count": lands})
        return Land(bold(title, SMALL, COUNTRY_WIDTH - 2 * 5), (self._made(y, words, lines, leak=bool(leaks)),))

    def _box(self, one: Company, y: int) -> Box:
        tr = self._tr
        data = [tr.datum(datum) for datum in one.data[:MAX_DATA]]
        data += [f"+{len(one.data) - MAX_DATA}"] if len(one.data) > MAX_DATA else []
        lines = wrap(data, SMALL, COMPANY_WIDTH - 3 * PADDING) if data else [tr.t("no planted data seen")]
        lines += [] if one.declared else [tr.t("not declared")]
        return self._made(y, tr.soft(one.name), lines, leak=bool(one.data))

    def _made(self, y: int, title: str, lines: Sequence[str], *, leak: bool) -> Box:
        inside = COMPANY_WIDTH - 3 * PADDING
        height = 2 * PADDING + LINE * (1 + len(lines))
        return Box(y, height, bold(title, NAME, inside), tuple(fit(line, SMALL, inside) for line in lines), leak)


def companies(rows: Sequence[SharingRow]) -> list[Company]:
    """Who was contacted: those that received data first, then those that nobody declared, then by name."""
    groups: dict[tuple[str, str | None], list[SharingRow]] = defaultdict(list)
    for row in rows:
        if row.seen:
            groups[company(row), country(row)].append(row)
    found = [
        Company(
            name=name,
            country=code,
            data=tuple(sorted({f"{one.field}:{how}" for row in same for one in row.data for how in one.disguises})),
            declared=all(row.declared in ("yes", "not-asked") for row in same),
        )
        for (name, code), same in groups.items()
    ]
    return sorted(found, key=lambda one: (not one.data, one.declared, one.name, one.country or ""))


def fit(text: str, size: int, width: int) -> str:
    """As much of a text as fits a width, by a careful guess at its letters."""
    if measure(text, size) <= width:
        return text
    kept = text
    while kept and measure(kept + "…", size) > width:
        kept = kept[: min(len(kept) - 1, 2 * width // size)]
    return f"{kept}…"


def bold(text: str, size: int, width: int) -> str:
    """The same in bold letters, which are wider."""
    return fit(text, size, int(width / _BOLD))


def wrap(items: Sequence[str], size: int, width: int) -> list[str]:
    """Items, with commas between, on as many lines as they need."""
    lines = [""]
    for index, item in enumerate(items):
        word = item if index == len(items) - 1 else f"{item},"
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and measure(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def measure(text: str, size: int) -> float:
    """About how wide a text is, rather too much than too little."""
    return size * sum(_width(letter) for letter in text)


def _width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in ("W", "F") or letter in "MWmw@%…—‹›":
        return _WIDE
    if letter in " iljtfrI.,:;'|!()[]":
        return _NARROW
    return _CAPITAL if letter.isupper() or not letter.isascii() else _PLAIN
