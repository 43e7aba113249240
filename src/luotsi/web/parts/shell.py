"""What the frame of every page shows: the county, the languages, the links of header and footer.

Screens above register where their pages are (`register_links`, in their AppConfig.ready), because parts know
no screen; a template then finds it all under `shell`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from luotsi.foundation.languages import pick
from luotsi.organisation import queries as organisation
from luotsi.web.parts import wording
from luotsi.web.parts.types import LanguageLink, ShellLinks

NEUTRAL_SITE = "https://www.ilmatieteenlaitos.fi/"
"""Where "leave quickly" goes: the weather. An ordinary page that anyone may have open."""

_LANGUAGE_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


@dataclass(frozen=True, slots=True)
class Shell:
    """Values of the frame, in the language of the page."""

    county_name: str
    logo_name: str
    """First line beside the logo ("Rantamaan")."""
    logo_kind: str
    """Second line ("hyvinvointialue"); empty when the name has no such part."""
    logo: str
    """Address of the county's own logo (as data); empty for Luotsi's lighthouse."""
    colour: str
    languages: tuple[LanguageLink, ...]
    links: ShellLinks


_links: list[Callable[[], ShellLinks]] = []


def register_links(links: Callable[[], ShellLinks]) -> None:
    """Says where the resident's pages are. Called once per request, in the language of the page."""
    _links[:] = [links]


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor. Lazy, so that pages without our frame (the editor) ask nothing of the database."""
    return {"shell": SimpleLazyObject(lambda: _shell_of(request))}


def _shell_of(request: HttpRequest) -> Shell:
    language = get_language() or settings.LANGUAGE_CODE
    links = _links[0]() if _links else ShellLinks()
    try:
        county = organisation.county()
    except organisation.NoCounty:
        languages = tuple(code for code, _ in settings.LANGUAGES)
        return Shell("Luotsi", "Luotsi", "", "", "", language_links(request, languages, language), links)
    name = pick(county.names, language).text
    short, kind = wording.county_name(name, pick(county.short_names, language).text)
    return Shell(
        county_name=name,
        logo_name=short,
        logo_kind=kind,
        logo=_logo_address(county.logo),
        colour=county.colour,
        languages=language_links(request, county.languages, language),
        links=links,
    )


@lru_cache(maxsize=4)
def _logo_address(logo: str) -> str:
    """The county's picture as an address that needs no request; empty for Luotsi's own lighthouse."""
    return f"data:image/svg+xml,{quote(logo)}" if logo else ""


def language_links(request: HttpRequest, languages: Sequence[str], current: str) -> tuple[LanguageLink, ...]:
    """The same page in each language, with the same answers: those are codes, equal in every language."""
    return tuple(
        LanguageLink(
            code,
            _LANGUAGE_NAMES.get(code, code),
            request.get_full_path() if code == current else _address_in(request, code),
            is_current=code == current,
        )
        for code in languages
    )


def _address_in(request: HttpRequest, language: str) -> str:
    match = request.resolver_match
    query = request.META.get("QUERY_STRING", "")
    if match is None or not match.view_name:
        return f"/{language}/"
    with translation.override(language):
        try:
            path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        except NoReverseMatch:
            return f"/{language}/"
    return f"{path}?{query}" if query else path
