"""The demo's disruption notice: an invented health station is closed on a Friday that is soon."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from luotsi.content import actions
from luotsi.content.models import DisruptionNotice
from luotsi.foundation import clock

CLOSED_FIRST = date(2026, 11, 27)
"""The Friday of the demo's own calendar; the importer's example hours have the same day."""
FRIDAY = 4

TITLES = {
    "fi": "Kuusiniemen terveysasema on kiinni perjantaina {day}.",
    "sv": "Gransudds hälsostation är stängd fredagen den {day}.",
    "en": "Kuusiniemi Health Centre is closed on Friday {day}.",
}
BODIES = {
    "fi": "Soita silloin Satamakadun terveysasemalle.",
    "sv": "Ring då Hamngatans hälsostation.",
    "en": "On that day, call Satamakatu Health Centre.",
}


def publish_demo_notice() -> None:
    """Publish the notice, unless one of its kind is there that has not ended. Repeatable at every start.

    A demo that is started later tells of a Friday in the coming days.
    """
    known = DisruptionNotice.objects.filter(title_fi__startswith=TITLES["fi"].partition("{")[0])
    if known.filter(shown_until__gt=clock.now()).exists():
        return
    day = closing_day(clock.today())
    actions.publish_notice(
        {language: text.format(day=_written(day, language)) for language, text in TITLES.items()},
        BODIES,
        shown_from=clock.now(),
        shown_until=datetime.combine(day + timedelta(days=1), time(), clock.HELSINKI),
    )


def closing_day(today: date) -> date:
    """The Friday that the notice tells of: the demo's own, or after that the next one, today included."""
    return max(CLOSED_FIRST, today + timedelta(days=(FRIDAY - today.weekday()) % 7))


def _written(day: date, language: str) -> str:
    """The day in short, without the full stop with which the sentence ends."""
    if language == "en":
        return f"{day.day} {day:%B}"
    return f"{day.day}.{day.month}"
