"""Which of Wagtail's addresses the desk has. Everything else is closed: no entry here, no page.

Wagtail brings pages, images, documents, collections, groups, users, reports and choosers. Nothing of that is
used here, each would need its own look at rights, and a page nobody looks after is where things leak.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver

OPEN = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "wagtailadmin_dismissibles",
    }
)
"""Addresses by name: the front page, and what Wagtail's own scripts fetch."""

OPEN_SPACES = frozenset(
    {
        "wagtailsnippets_guidance_guidancepath",
        "wagtailsnippets_content_disruptionnotice",
        "wagtailsnippets_content_story",
        "wagtailsnippets_content_lexiconterm",
        "wagtailadmin_editing_sessions",
    }
)
"""Whole namespaces: ours, each address of which `permissions.guard` asks, and who else edits the same."""


def closed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """There is no such page."""
    raise Http404


def only_open(
    patterns: Iterable[URLPattern | URLResolver], space: str = ""
) -> list[URLPattern | URLResolver]:
    """The same addresses, all but the open ones closed. Their names stay: Wagtail makes links of them."""
    kept = list(patterns)
    for pattern in kept:
        if isinstance(pattern, URLResolver):
            only_open(pattern.url_patterns, pattern.namespace or space)
        elif not (space in OPEN_SPACES or (not space and pattern.name in OPEN)):
            pattern.callback = closed
    return kept
