"""The county as pages need it: an installation without one yet still answers."""

from __future__ import annotations

from django.conf import settings

from luotsi.organisation import queries as organisation
from luotsi.organisation.types import Municipality
from luotsi.web.pages.wording import plain


def languages() -> tuple[str, ...]:
    """Languages of the county, its main one first."""
    try:
        return organisation.county().languages
    except organisation.NoCounty:
        return tuple(code for code, _name in settings.LANGUAGES)


def name(language: str) -> str:
    """The county's name, or that of the software."""
    try:
        return plain(organisation.county().names, language)
    except organisation.NoCounty:
        return "Luotsi"


def is_demo() -> bool:
    """Whether the county's file says that it is invented."""
    try:
        return organisation.county().is_demo
    except organisation.NoCounty:
        return False


def advice(language: str) -> dict[str, str] | None:
    """The county's advice line and site: "name", "phone", "charge", "site"; None without a county."""
    try:
        found = organisation.county()
    except organisation.NoCounty:
        return None
    line = found.advice_channel
    return {
        "name": plain(line.names, language),
        "phone": line.phone,
        "charge": plain(line.charge, language),
        "site": plain(found.site, language),
    }


def municipalities() -> tuple[Municipality, ...]:
    """The county's municipalities, in alphabetical order of their Finnish names."""
    try:
        return organisation.county().municipalities
    except organisation.NoCounty:
        return ()
