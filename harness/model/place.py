"""The planted position: where every test browser claims to be, so that it can be recognised in traffic."""

from __future__ import annotations

LATITUDE = 50.873519
LONGITUDE = 4.698273

_COARSEST, _FINEST = 4, 7
"""Decimals. Four are about ten metres; an app that rounds more coarsely is not recognised."""


def _marks(name: str, degrees: float) -> dict[str, str]:
    """The looks of a coordinate: a number only counts when it stands whole, so each precision is a look of its own."""
    exact = f"{degrees:.{_FINEST}f}"
    looks = {exact.replace(".", "")}
    for decimals in range(_COARSEST, _FINEST + 1):
        looks |= {f"{degrees:.{decimals}f}", exact[: len(exact) - _FINEST + decimals]}
    return {f"{name} {look}": look for look in sorted(looks)}


PLACE_MARKS = _marks("latitude", LATITUDE) | _marks("longitude", LONGITUDE)
"""Name of a look → the look itself: rounded, cut off, and as whole ten-millionths of a degree."""
