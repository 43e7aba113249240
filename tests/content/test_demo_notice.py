"""The demo's home page has a notice from its first day, and whenever it is started."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

import luotsi.config
from luotsi.content import actions, demo, queries
from luotsi.content.models import DisruptionNotice
from luotsi.foundation import clock
from luotsi.organisation.actions import load_county

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 9, 1, 9, 0, tzinfo=clock.HELSINKI)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=clock.HELSINKI)


@pytest.fixture(autouse=True)
def county() -> None:
    load_county(Path(luotsi.config.__file__).parent / "demo" / "county.yaml")


def sentence(language: str) -> str:
    (notice,) = queries.notices(clock.now())
    return f"{notice.titles[language]} {notice.bodies[language]}"


def test_from_the_start_until_the_end_of_its_day_in_three_languages() -> None:
    with clock.frozen_at(BEFORE):
        demo.publish_demo_notice()
        assert sentence("fi") == (
            "Kuusiniemen terveysasema on kiinni perjantaina 27.11. Soita silloin Satamakadun terveysasemalle."
        )
        assert sentence("sv").startswith("Gransudds hälsostation är stängd fredagen den 27.11.")
        assert sentence("en").startswith("Kuusiniemi Health Centre is closed on Friday 27 November.")
    with clock.frozen_at(datetime(2026, 11, 27, 23, 59, tzinfo=clock.HELSINKI)):
        assert sentence("fi")
    with clock.frozen_at(datetime(2026, 11, 28, 0, 0, tzinfo=clock.HELSINKI)):
        assert queries.notices(clock.now()) == ()


def test_starting_again_says_it_once() -> None:
    with clock.frozen_at(BEFORE):
        demo.publish_demo_notice()
        demo.publish_demo_notice()
        assert DisruptionNotice.objects.count() == 1


def test_what_an_editor_has_taken_down_stays_down() -> None:
    with clock.frozen_at(BEFORE):
        demo.publish_demo_notice()
        DisruptionNotice.objects.get().unpublish()
        demo.publish_demo_notice()
        assert queries.notices(clock.now()) == ()


def test_a_demo_started_later_tells_of_a_friday_that_is_coming() -> None:
    with clock.frozen_at(BEFORE):
        demo.publish_demo_notice()
    with clock.frozen_at(LATER):
        demo.publish_demo_notice()
        assert "perjantaina 4.12." in sentence("fi")
        assert "Friday 4 December" in sentence("en")


@pytest.mark.parametrize("days", range(8))
def test_the_day_is_a_friday_within_a_week(days: int) -> None:
    today = date(2026, 12, 1) + timedelta(days=days)
    day = demo.closing_day(today)
    assert day.weekday() == demo.FRIDAY
    assert timedelta(0) <= day - today < timedelta(days=7)


def test_a_notice_that_the_form_would_refuse_is_refused() -> None:
    with pytest.raises(ValidationError):
        actions.publish_notice({"fi": "Vain suomeksi"}, {}, shown_from=LATER)
    with pytest.raises(ValidationError):
        actions.publish_notice(
            demo.TITLES, demo.BODIES, shown_from=LATER, shown_until=LATER - timedelta(hours=1)
        )
    assert not DisruptionNotice.objects.exists()
