"""Links to topics: each theme of the national list has a page of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.urls import reverse
from django.utils.text import capfirst

from luotsi.organisation import taxonomy
from luotsi.web.pages.wording import plain
from luotsi.web.parts.types import Link


def theme_link(theme: taxonomy.Theme, language: str) -> Link:
    """A topic's own page."""
    return Link(reverse("pages:theme", args=[theme.code]), capfirst(plain(theme.names, language)))


def links_of(codes: Iterable[str], language: str) -> Iterator[Link]:
    """The topics with these codes, in their order; a code that is not in the list is left out."""
    return (theme_link(taxonomy.ALL_THEMES[code], language) for code in codes if code in taxonomy.ALL_THEMES)


@lru_cache(maxsize=16)
def theme_links(language: str) -> list[Link]:
    """Every topic that guidance can be about, in alphabetical order of the page's language."""
    links = (theme_link(each, language) for each in taxonomy.THEMES.values())
    return sorted(links, key=lambda link: link.text.casefold())
