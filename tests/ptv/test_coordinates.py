"""Metres of ETRS-TM35FIN become degrees at known points."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.integrations.ptv.coordinates import EASTINGS, NORTHINGS, OutsideFinland, to_degrees

ARC_METRE = 1 / 111_000
"""About one metre in degrees of latitude."""


def meridian_arc(latitude: float) -> float:
    """Metres along a meridian of GRS80 from the equator, by Simpson's rule: another way than the series."""
    flattening = 1 / 298.257222101
    squared = flattening * (2 - flattening)

    def radius(angle: float) -> float:
        return 6_378_137.0 * (1 - squared) / (1 - squared * math.sin(angle) ** 2) ** 1.5

    steps, end = 2_000, math.radians(latitude)
    weights = [*[1, *([4, 2] * (steps // 2))][:steps], 1]
    return end / steps / 3 * sum(w * radius(end * place / steps) for place, w in enumerate(weights))


@pytest.mark.parametrize("latitude", [59.8, 60.0, 61.5, 65.0, 70.0])
def test_on_the_central_meridian_the_northing_is_the_scaled_arc(latitude: float) -> None:
    found = to_degrees(0.9996 * meridian_arc(latitude), 500_000)
    assert abs(found[0] - latitude) < ARC_METRE / 1000
    assert found[1] == pytest.approx(27.0, abs=1e-12)


def test_the_worked_example_is_met_to_a_millimetre() -> None:
    latitude, longitude = to_degrees(6715706.37708, 106256.35961)
    assert abs(latitude - 60.3851068722) < ARC_METRE / 1000
    assert abs(longitude - 19.84813676944) < ARC_METRE / 1000


@settings(max_examples=50, deadline=None)
@given(st.floats(*NORTHINGS), st.floats(*EASTINGS))
def test_it_mirrors_about_the_central_meridian_and_scales_as_the_projection_says(
    north: float, east: float
) -> None:
    latitude, longitude = to_degrees(north, east)
    if EASTINGS[0] <= 1_000_000 - east <= EASTINGS[1]:
        mirrored = to_degrees(north, 1_000_000 - east)
        assert mirrored[0] == pytest.approx(latitude, abs=1e-9)
        assert mirrored[1] - 27 == pytest.approx(27 - longitude, abs=1e-9)
    further, _ = to_degrees(min(north + 1, NORTHINGS[1]), east)
    metres = math.radians(further - latitude) * 6_390_000
    assert metres <= 1.01


@pytest.mark.parametrize(("north", "east"), [(60.2, 24.9), (0, 0), (6834688, 5), (float("nan"), 500000)])
def test_numbers_that_are_not_metres_in_finland_are_refused(north: float, east: float) -> None:
    with pytest.raises(OutsideFinland):
        to_degrees(north, east)
