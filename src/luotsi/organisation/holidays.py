"""The Finnish days that change opening hours: public holidays and the eves beside them, computed.

Codes are those of PTV's list of holidays. Sources of the rules: the Act on Epiphany and other church
holidays (Finlex 388/1973), the Independence Day Act (388/1937), the May Day Act (272/1944).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from luotsi.foundation.languages import Worded, pick

NAMES: dict[str, dict[str, str]] = {
    "NewYearDay": {"fi": "uudenvuodenpäivä", "sv": "nyårsdagen", "en": "New Year's Day"},
    "Epiphany": {"fi": "loppiainen", "sv": "trettondagen", "en": "Epiphany"},
    "MaundyThursday": {"fi": "kiirastorstai", "sv": "skärtorsdagen", "en": "Maundy Thursday"},
    "GoodFriday": {"fi": "pitkäperjantai", "sv": "långfredagen", "en": "Good Friday"},
    "EasterSunday": {"fi": "pääsiäispäivä", "sv": "påskdagen", "en": "Easter Sunday"},
    "EasterMonday": {"fi": "2. pääsiäispäivä", "sv": "annandag påsk", "en": "Easter Monday"},
    "MayDayEve": {"fi": "vapunaatto", "sv": "valborgsmässoafton", "en": "May Day Eve"},
    "MayDay": {"fi": "vappu", "sv": "första maj", "en": "May Day"},
    "AscensionDay": {"fi": "helatorstai", "sv": "Kristi himmelsfärdsdag", "en": "Ascension Day"},
    "WhitSunday": {"fi": "helluntai", "sv": "pingstdagen", "en": "Whit Sunday"},
    "MidsummerEve": {"fi": "juhannusaatto", "sv": "midsommarafton", "en": "Midsummer Eve"},
    "MidsummerDay": {"fi": "juhannuspäivä", "sv": "midsommardagen", "en": "Midsummer Day"},
    "AllSaintsDay": {"fi": "pyhäinpäivä", "sv": "alla helgons dag", "en": "All Saints' Day"},
    "IndependenceDay": {"fi": "itsenäisyyspäivä", "sv": "självständighetsdagen", "en": "Independence Day"},
    "ChristmasEve": {"fi": "jouluaatto", "sv": "julafton", "en": "Christmas Eve"},
    "ChristmasDay": {"fi": "joulupäivä", "sv": "juldagen", "en": "Christmas Day"},
    "SecondDayOfChristmas": {"fi": "tapaninpäivä", "sv": "annandag jul", "en": "Boxing Day"},
    "NewYearEve": {"fi": "uudenvuodenaatto", "sv": "nyårsafton", "en": "New Year's Eve"},
}
"""Every code with its name, as written in the middle of a sentence."""

EVES = frozenset({"MaundyThursday", "MayDayEve", "MidsummerEve", "ChristmasEve", "NewYearEve"})
"""Days that are not public holidays, though hours often differ on them."""

PUBLIC = frozenset(NAMES) - EVES
"""The thirteen public holidays."""

_FIXED = {
    (1, 1): "NewYearDay",
    (1, 6): "Epiphany",
    (4, 30): "MayDayEve",
    (5, 1): "MayDay",
    (12, 6): "IndependenceDay",
    (12, 24): "ChristmasEve",
    (12, 25): "ChristmasDay",
    (12, 26): "SecondDayOfChristmas",
    (12, 31): "NewYearEve",
}

_AFTER_EASTER = {
    -3: "MaundyThursday",
    -2: "GoodFriday",
    0: "EasterSunday",
    1: "EasterMonday",
    39: "AscensionDay",
    49: "WhitSunday",
}


def holidays_on(day: date) -> tuple[str, ...]:
    """Codes of the special days that fall on `day`; two may coincide (May Day and Ascension Day)."""
    return _of_year(day.year).get(day, ())


def holiday_name(code: str, language: str) -> Worded:
    """The name of a holiday; empty for a code that is not in the list."""
    return pick(NAMES.get(code, {}), language)


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, years = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - years) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def _of_year(year: int) -> dict[date, tuple[str, ...]]:
    days: dict[date, tuple[str, ...]] = {}

    def add(day: date, code: str) -> None:
        days[day] = (*days.get(day, ()), code)

    for (month, number), code in _FIXED.items():
        add(date(year, month, number), code)
    easter = easter_sunday(year)
    for offset, code in _AFTER_EASTER.items():
        add(easter + timedelta(days=offset), code)
    midsummer = _first_saturday_from(date(year, 6, 20))
    add(midsummer - timedelta(days=1), "MidsummerEve")
    add(midsummer, "MidsummerDay")
    add(_first_saturday_from(date(year, 10, 31)), "AllSaintsDay")
    return days


def _first_saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)
