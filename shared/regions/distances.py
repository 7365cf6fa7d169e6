"""How far municipalities' centres are from each other and from a place, as the crow flies.

Source: `data/municipality-centres.csv`, WGS84 degrees of each centre with two decimals (about a kilometre), entered by
hand: good for "is it near", not for a travel allowance.
"""

from __future__ import annotations

from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import Final, NamedTuple

from shared.regions.files import rows

EARTH_KILOMETRES: Final = 6371.0088  # the mean radius of IUGG


class Point(NamedTuple):
    """A place in WGS84 degrees."""

    latitude: float
    longitude: float


@cache
def _centres() -> dict[str, Point]:
    return {
        row["code"]: Point(float(row["latitude"]), float(row["longitude"]))
        for _, row in rows("municipality-centres.csv", ("code", "latitude", "longitude"))
    }


def centre(municipality: str) -> Point:
    """Where the municipality's centre is.

    Raises:
        LookupError: the table has none of it; it has every municipality of the deployment.
    """
    try:
        return _centres()[municipality]
    except KeyError:
        raise LookupError(f"where the centre of {municipality!r} is, is not known") from None


def kilometres(one: Point, other: Point) -> int:
    """The distance along a great circle (haversine), in whole kilometres."""
    across = radians(other.longitude - one.longitude)
    up = radians(other.latitude - one.latitude)
    half = sin(up / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(across / 2) ** 2
    return round(2 * EARTH_KILOMETRES * asin(sqrt(half)))


def between(one: str, other: str) -> int:
    """Kilometres from one municipality's centre to another's; 0 within one."""
    return kilometres(centre(one), centre(other))
