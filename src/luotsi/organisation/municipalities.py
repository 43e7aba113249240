"""Look-ups of organisers and municipalities: the national register, and the loaded county's own.

An invented county (the demo) is in no national list; its rows come with the county itself.
"""

from __future__ import annotations

from datetime import date

from luotsi.foundation.clock import today
from luotsi.organisation import register
from luotsi.organisation.queries import NoCounty, county
from luotsi.organisation.types import Municipality, Organiser


class UnknownOrganiser(LookupError):
    """No organiser has this code."""


class UnknownMunicipality(LookupError):
    """No municipality has this code on the day asked about."""


def organiser(code: str) -> Organiser:
    """The organiser with this code ("01"–"21", "90" Helsinki, "91" Åland, or the loaded county's)."""
    found = [row for row in register.organisers() if row.code == code]
    if found:
        return found[-1]
    own = _own_county()
    if own and own.code == code:
        return own
    raise UnknownOrganiser(f"No organiser of social and health care has the code {code!r}.")


def municipality(code: str, on: date | None = None) -> Municipality:
    """The municipality with this code ("049") as it is on a day (today). Raises UnknownMunicipality."""
    day = on or today()
    for row in (*register.municipalities(), *_own_municipalities()):
        if row.code == code and row.is_valid(day):
            return row
    raise UnknownMunicipality(f"No municipality has the code {code!r} on {day}.")


def municipalities_of(organiser_code: str, on: date | None = None) -> tuple[Municipality, ...]:
    """The municipalities of an organiser on a day (today), by Finnish name. Raises UnknownOrganiser."""
    organiser(organiser_code)
    day = on or today()
    rows = (*register.municipalities(), *_own_municipalities())
    found = {row.code: row for row in rows if row.organiser == organiser_code and row.is_valid(day)}
    return tuple(sorted(found.values(), key=lambda row: row.names["fi"]))


def _own_county() -> Organiser | None:
    try:
        loaded = county()
    except NoCounty:
        return None
    return Organiser(loaded.code, "invented", loaded.names, source="the loaded county file")


def _own_municipalities() -> tuple[Municipality, ...]:
    try:
        return county().municipalities
    except NoCounty:
        return ()
