"""ETRS-TM35FIN (EPSG:3067) to degrees of latitude and longitude.

Inverse transverse Mercator by Krüger's series on the GRS80 ellipsoid, as in the Finnish public
administration recommendation JHS 197, appendix 2. ETRS89 and WGS84 differ by well under a metre.
"""

from __future__ import annotations

import math

SEMI_MAJOR_AXIS = 6_378_137.0
FLATTENING = 1 / 298.257222101
SCALE = 0.9996
CENTRAL_MERIDIAN = math.radians(27.0)
FALSE_EASTING = 500_000.0

NORTHINGS = (6_500_000.0, 7_900_000.0)
EASTINGS = (30_000.0, 800_000.0)
"""Metres between which all of Finland lies."""

_N = FLATTENING / (2 - FLATTENING)
_RADIUS = SEMI_MAJOR_AXIS / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_ECCENTRICITY = math.sqrt(2 * FLATTENING - FLATTENING**2)
_SERIES = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161_280,
)


class OutsideFinland(ValueError):
    """The numbers are not metres of ETRS-TM35FIN inside Finland."""


def to_degrees(northing: float, easting: float) -> tuple[float, float]:
    """Latitude and longitude in degrees, to within a millimetre; raises `OutsideFinland`."""
    if not (NORTHINGS[0] <= northing <= NORTHINGS[1] and EASTINGS[0] <= easting <= EASTINGS[1]):
        raise OutsideFinland(f"{northing}, {easting}")
    xi = northing / (_RADIUS * SCALE)
    eta = (easting - FALSE_EASTING) / (_RADIUS * SCALE)
    flat_xi, flat_eta = xi, eta
    for order, factor in enumerate(_SERIES, start=1):
        flat_xi -= factor * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        flat_eta -= factor * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    conformal = math.asin(math.sin(flat_xi) / math.cosh(flat_eta))
    longitude = CENTRAL_MERIDIAN + math.asin(math.tanh(flat_eta) / math.cos(conformal))
    return math.degrees(_geodetic(conformal)), math.degrees(longitude)


def _geodetic(conformal: float) -> float:
    """Geodetic latitude of a conformal one, in radians; converges in a few rounds."""
    isometric = math.asinh(math.tan(conformal))
    q = isometric
    for _ in range(5):
        q = isometric + _ECCENTRICITY * math.atanh(_ECCENTRICITY * math.tanh(q))
    return math.atan(math.sinh(q))
