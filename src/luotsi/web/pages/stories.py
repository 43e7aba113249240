"""Stories of how somebody got help: a page of their own, and a few below the help itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from luotsi.content import queries as content
from luotsi.content.types import TOLD_BY, TOLD_BY_IN_SHORT, NoSuchStory, StoryCard, StoryView
from luotsi.foundation import clock
from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.guidance.types import PublishedPath
from luotsi.organisation import taxonomy
from luotsi.web.pages.people import person_card
from luotsi.web.pages.wording import other_language, plain
from luotsi.web.parts.types import Link, SearchHit

MOST = 2
"""Stories below the help: they comfort, they are not what one came for."""


@require_safe
def story(request: HttpRequest, code: str) -> HttpResponse:
    """One story, whose it is, and where the same help is found."""
    try:
        shown = content.story(code)
    except NoSuchStory as error:
        raise Http404(f"No story {code}") from error
    language = get_language()
    return render(
        request,
        "pages/story.html",
        {**telling(shown, language), "person": person_card(language, clock.now())},
    )


def telling(shown: StoryView, language: str) -> dict[str, object]:
    """What the template needs of a story, published or a draft's."""
    return {
        "title": plain(shown.titles, language),
        "words_lang": other_language(shown.titles, language),
        "quote": pick(shown.quotes, pick(shown.titles, language).language).text,
        "body": plain(shown.bodies, language),
        "told_by": TOLD_BY[shown.told_by],
        "guides": _guides(shown, language),
        "themes": [
            Link(reverse("pages:theme", args=[theme]), plain(taxonomy.THEMES[theme].names, language))
            for theme in shown.themes
            if theme in taxonomy.THEMES
        ],
    }


def of_theme(theme: str, language: str) -> list[SearchHit]:
    """The few stories that a topic's page shows."""
    return _hits(content.stories_of_theme(theme, MOST), language)


def of_path(path: PublishedPath, language: str) -> list[SearchHit]:
    """The few below a path's outcome. None on a sensitive path: an opened story would stay in the history."""
    if path.is_sensitive:
        return []
    # Titles are enough here: the page is full of help already, and must arrive in one round trip.
    return [replace(hit, summary="") for hit in _hits(content.stories_of_path(path.code, MOST), language)]


def _hits(cards: Iterable[StoryCard], language: str) -> list[SearchHit]:
    return [
        SearchHit(
            title=plain(card.titles, language),
            href=reverse("pages:story", args=[card.code]),
            summary=plain(card.openings, language),
            chip=str(TOLD_BY_IN_SHORT[card.told_by]),
            lang=other_language(card.titles, language),
        )
        for card in cards
    ]


def _guides(shown: StoryView, language: str) -> list[Link]:
    """The story's paths that are published, in their own order."""
    cards = {card.code: card for card in guidance.all_paths()}
    return [
        Link(reverse("pages:guide", args=[code]), plain(cards[code].title, language))
        for code in shown.paths
        if code in cards
    ]
