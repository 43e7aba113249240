"""Opening hours as people read them, in three languages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from django.utils.translation import trans_real

from luotsi.foundation.clock import HELSINKI
from luotsi.organisation import hours_words
from luotsi.organisation.calendar import OpeningHours
from luotsi.organisation.hours_words import status_words, today_tomorrow_words, week_words

LOCALES = Path(hours_words.__file__).parent / "locale"

OFFICE = OpeningHours.from_json(
    {
        "weekly": ["mon-fri 8-15:30"],
        "exceptions": [{"from": "2026-12-24", "to": "2026-12-26", "closed": True}],
    }
)
NIGHTS = OpeningHours.from_json(["mon-sun 16-8"])
ALWAYS = OpeningHours.from_json("always")


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    """Translations as an installation has them, compiled where they are not yet."""
    for source in LOCALES.rglob("*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as file, compiled.open("wb") as out:
                mofile.write_mo(out, pofile.read_po(file))
            trans_real._translations.clear()


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("language", "moment", "words"),
    [
        ("fi", at(23, 12), "Auki nyt, sulkeutuu klo 15.30"),
        ("sv", at(23, 12), "Öppet nu, stänger kl. 15.30"),
        ("en", at(23, 12), "Open now, closes at 15:30"),
        ("fi", at(23, 7), "Kiinni, avautuu klo 8"),
        ("fi", at(21, 17), "Kiinni, avautuu huomenna klo 8"),
        ("sv", at(21, 17), "Stängt, öppnar i morgon kl. 8"),
        ("fi", at(23, 17), "Kiinni, avautuu ma klo 8"),
        ("sv", at(23, 17), "Stängt, öppnar mån kl. 8"),
        ("en", at(23, 17), "Closed, opens Mon at 8:00"),
    ],
)
def test_the_badge_says_what_is_now_and_what_comes_next(language: str, moment: datetime, words: str) -> None:
    assert status_words(OFFICE, moment, language) == words


def test_the_badge_at_the_edges() -> None:
    assert status_words(NIGHTS, at(22, 23), "fi") == "Auki nyt, sulkeutuu huomenna klo 8"
    assert status_words(ALWAYS, at(22, 3), "fi") == "Auki ympäri vuorokauden"
    assert status_words(ALWAYS, at(22, 3), "sv") == "Öppet dygnet runt"
    assert status_words(OpeningHours(), at(22, 3), "fi") == "", "unknown is not closed"
    late = OpeningHours.from_json({"exceptions": [{"from": "2027-01-07", "open": "9-12"}]})
    assert status_words(late, at(22, 3), "fi") == "Kiinni, avautuu 7.1. klo 9"
    assert status_words(late, at(22, 3), "en") == "Closed, opens 7 Jan at 9:00"
    gone = OpeningHours.from_json({"exceptions": [{"from": "2026-01-07", "open": "9-12"}]})
    assert status_words(gone, at(22, 3), "sv") == "Stängt"
    evening = OpeningHours.from_json(["mon-sun 18-24"])
    assert status_words(evening, at(22, 20), "fi") == "Auki nyt, sulkeutuu keskiyöllä"
    booked = OpeningHours.from_json({"weekly": ["tue 8-16"], "reservation_only": True})
    assert status_words(booked, at(22, 9), "fi") == "Auki nyt, sulkeutuu klo 16. Vain ajanvarauksella"
    assert status_words(OpeningHours(is_reservation_only=True), at(22, 9), "sv") == "Endast med tidsbokning"


def test_today_and_tomorrow() -> None:
    assert today_tomorrow_words(OFFICE, at(23, 12), "fi") == "Tänään ke 8–15.30. Huomenna to kiinni."
    assert today_tomorrow_words(OFFICE, at(21, 12), "en") == "Today Mon 8:00–15:30. Tomorrow Tue 8:00–15:30."
    assert today_tomorrow_words(ALWAYS, at(21, 12), "sv") == "Alla dagar dygnet runt."
    assert today_tomorrow_words(OpeningHours(), at(21, 12), "fi") == ""


def test_the_week_joins_days_alike_and_names_what_differs() -> None:
    rows = week_words(OFFICE, at(25, 12).date(), "fi")
    assert [(row.days, row.times, row.note) for row in rows] == [
        ("ma–ke", "8–15.30", ""),
        ("to 24.12.", "kiinni", "jouluaatto"),
        ("pe 25.12.", "kiinni", "joulupäivä"),
        ("la 26.12.", "kiinni", "tapaninpäivä"),
        ("su", "kiinni", ""),
    ]


def test_several_slots_nights_and_whole_days() -> None:
    hours = OpeningHours.from_json(["mon-thu 9-11, 12:30-14:30", "fri 20-4", "sat 0-24", "sun 18-24"])
    rows = week_words(hours, at(1, 12).date(), "sv")
    assert [(row.days, row.times) for row in rows] == [
        ("mån–tors", "9–11, 12.30–14.30"),
        ("fre", "20–4"),
        ("lör", "dygnet runt"),
        ("sön", "18–24"),
    ]
    assert week_words(ALWAYS, at(1, 12).date(), "en")[0].times == "around the clock"
    assert week_words(OpeningHours(), at(1, 12).date(), "en") == []


def test_a_note_of_its_own_stands_before_the_name_of_the_holiday() -> None:
    hours = OpeningHours.from_json(
        {
            "weekly": ["mon-fri 8-16"],
            "exceptions": [{"from": "2026-12-24", "closed": True, "note": {"fi": "Joulutauko"}}],
        }
    )
    rows = week_words(hours, at(24, 12).date(), "fi")
    assert [row.note for row in rows] == ["", "Joulutauko", "", ""]


def test_both_catalogues_say_everything() -> None:
    for language in ("fi", "sv"):
        with (LOCALES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
            catalogue = pofile.read_po(file)
        assert all(message.string for message in catalogue if message.id), language
