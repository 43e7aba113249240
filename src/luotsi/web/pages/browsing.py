"""Browsing: topics, life situations, and every guide by the alphabet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luotsi.catalogue import queries as catalogue
from luotsi.catalogue.types import ServiceView
from luotsi.foundation import clock
from luotsi.guidance import queries as guidance
from luotsi.guidance.types import PathCard
from luotsi.organisation import taxonomy
from luotsi.web.pages import stories
from luotsi.web.pages.alphabet import NUMBERS, Letter, letters, pages, sort_key
from luotsi.web.pages.home import situation_tiles
from luotsi.web.pages.paging import piece
from luotsi.web.pages.people import person_card
from luotsi.web.pages.topics import theme_link, theme_links
from luotsi.web.pages.usage import by_use, most_used
from luotsi.web.pages.wording import other_language, plain
from luotsi.web.parts.types import Choice, Link, SearchHit

NO_BREAK_SPACE = "\u00a0"

FEW = 12
"""Guides that may stand in one list with a line about each. More are titles, and after as many fold."""
OWN_HEADING = 3
"""Guides that make a group of a topic which is not the life situation's own."""
A_PAGE = 70
"""Titles on a page of the alphabet: with them it still arrives in the first round trip."""
LATELY = timedelta(days=30)
SOME = 6
"""How many are shown of the most used, and of the new ones."""


@dataclass(frozen=True, slots=True)
class Group:
    """Guides under a heading."""

    title: str
    hits: Sequence[SearchHit]
    more: Sequence[SearchHit] = ()
    """Those that fold."""
    href: str = ""
    """The topic's own page."""
    key: str = ""

    @property
    def anchor(self) -> str:
        """Where the group is on its page."""
        return f"#{self.key}"

    @property
    def is_short(self) -> bool:
        """Whether something is said of the guides, and not their titles alone."""
        return any(hit.summary for hit in self.hits)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Every topic, and the eight life situations."""
    language = get_language()
    situations = situation_tiles(language)
    return render(request, "pages/topics.html", {"themes": theme_links(language), "situations": situations})


@require_safe
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """Guides and services of one topic: its own guides first, then those of which it is the second topic."""
    try:
        shown = taxonomy.theme(code)
    except taxonomy.UnknownCode as error:
        raise Http404(str(error)) from error
    language = get_language()
    cards = _in_order(guidance.paths_of_theme(code), language)
    own = [card for card in cards if card.themes[0] == code]
    others = [card for card in cards if card.themes[0] != code]
    is_short = len(cards) <= FEW
    groups = [
        _group(title, some, language, is_short)
        for title, some in ((_("Guides"), own), (_("Guides on the side of this"), others))
        if some
    ]
    return _listing(request, shown.names, "", groups, catalogue.services_of_theme(code), code)


@require_safe
def life_situation(request: HttpRequest, code: str) -> HttpResponse:
    """Guides of one life situation, by topic."""
    try:
        shown = taxonomy.life_situation(code)
    except taxonomy.UnknownCode as error:
        raise Http404(str(error)) from error
    language = get_language()
    found = guidance.paths_of_life_situation(code)
    cards = _in_order(found, language, code)
    groups = _by_topic(cards, shown.themes, language)
    return _listing(request, shown.names, plain(shown.leads, language), groups)


def _by_topic(cards: Sequence[PathCard], themes: Sequence[str], language: str) -> list[Group]:
    """The situation's own topics in their order, then others with several guides, then the rest together."""
    found: dict[str, list[PathCard]] = {code: [] for code in themes}
    for card in cards:
        own = next((each for each in card.themes if each in themes), card.themes[0])
        found.setdefault(own, []).append(card)
    alone = [code for code, some in found.items() if code not in themes and len(some) < OWN_HEADING]
    lonely = {card.code for code in alone for card in found[code]}
    rest = [card for card in cards if card.code in lonely]
    is_short = len(cards) <= FEW
    groups = [
        _group(link.text, some, language, is_short, href=link.href, key=code)
        for code, some in found.items()
        if some and code not in alone
        for link in [theme_link(taxonomy.theme(code), language)]
    ]
    if rest:
        groups.append(_group(_("Other guides"), rest, language, is_short, key="other"))
    return groups


def _in_order(cards: Iterable[PathCard], language: str, situation: str = "") -> list[PathCard]:
    """The much used first; then by the alphabet of the page, the situation's own first."""
    return by_use(
        sorted(
            cards,
            key=lambda card: (
                bool(situation) and card.life_situations[0] != situation,
                sort_key(plain(card.title, language), language),
            ),
        )
    )


def _group(
    title: str, cards: Sequence[PathCard], language: str, is_short: bool, href: str = "", key: str = ""
) -> Group:
    hits = [path_hit(card, language, has_summary=is_short) for card in cards]
    # A single one behind a fold would take as much room as the fold.
    shown = FEW if len(hits) > FEW + 1 else len(hits)
    return Group(title, hits[:shown], hits[shown:], href, key)


def _listing(
    request: HttpRequest,
    names: Mapping[str, str],
    lead: str,
    groups: Sequence[Group],
    services: Sequence[ServiceView] = (),
    theme_code: str = "",
) -> HttpResponse:
    language = get_language()
    some, page = piece(request, services)
    is_first = page.number == 1
    return render(
        request,
        "pages/listing.html",
        {
            "title": capfirst(plain(names, language)),
            "lead": lead,
            "groups": groups if is_first else [],
            "services": [service_hit(each, language) for each in some],
            "page": page,
            "stories": stories.of_theme(theme_code, language) if theme_code and is_first else [],
            "person": person_card(language, clock.now()),
        },
    )


@require_safe
def all_guides(request: HttpRequest) -> HttpResponse:
    """Every guide by the alphabet of the page's language, or those of a topic and a life situation."""
    language = get_language()
    cards = guidance.all_paths()
    asked = _asked(request)
    chosen = [card for card in cards if _fits(card, asked)]
    shelf = letters(chosen, lambda card: plain(card.title, language), language)
    leaves = pages(shelf, A_PAGE)
    number = _page_number(request, len(leaves))
    is_all, is_first = not asked, number == 1
    return render(
        request,
        "pages/all_guides.html",
        {
            "count": len(chosen),
            "is_all": is_all,
            "filters": _filters(cards, asked, language),
            "only": _names_of(asked, language),
            "few": [path_hit(card, language) for letter in shelf for card in letter.items]
            if len(chosen) <= FEW
            else [],
            "index": _index(leaves, number, asked) if len(chosen) > FEW else [],
            "letters": [_letter(each, language) for each in leaves[number - 1]],
            "number": number if len(leaves) > 1 else 0,
            "before": _leaf(leaves, number - 1, asked),
            "after": _leaf(leaves, number + 1, asked),
            "used": [path_hit(card, language, has_summary=False) for card in most_used(cards, SOME)]
            if is_all and is_first
            else [],
            "lately": _lately(cards, language) if is_all and is_first else [],
            "person": person_card(language, clock.now()),
        },
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    """The filter of the address; codes that are not in the lists filter nothing."""
    known = {"theme": taxonomy.ALL_THEMES, "situation": taxonomy.LIFE_SITUATIONS}
    return {name: code for name, codes in known.items() if (code := request.GET.get(name, "")) in codes}


def _fits(card: PathCard, asked: Mapping[str, str]) -> bool:
    return asked.get("theme", card.themes[0]) in card.themes and (
        "situation" not in asked or asked["situation"] in card.life_situations
    )


def _page_number(request: HttpRequest, count: int) -> int:
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    return min(max(number, 1), count)


def _filters(cards: Iterable[PathCard], asked: Mapping[str, str], language: str) -> dict[str, list[Choice]]:
    """What may be chosen: topics by the alphabet and life situations as at home; only those with guides."""
    cards = list(cards)
    themes = {code for card in cards for code in card.themes}
    situations = {code for card in cards for code in card.life_situations}
    named = [(theme_link(taxonomy.theme(code), language).text, code) for code in themes]
    return {
        "themes": [
            Choice(code, name, is_chosen=asked.get("theme") == code)
            for name, code in sorted(named, key=lambda pair: sort_key(pair[0], language))
        ],
        "situations": [
            Choice(each.code, plain(each.names, language), is_chosen=asked.get("situation") == each.code)
            for each in taxonomy.LIFE_SITUATIONS.values()
            if each.code in situations
        ],
    }


def _names_of(asked: Mapping[str, str], language: str) -> str:
    """The filter in words."""
    found = {**taxonomy.ALL_THEMES, **taxonomy.LIFE_SITUATIONS}
    return " · ".join(capfirst(plain(found[code].names, language)) for code in asked.values())


def _letter(letter: Letter[PathCard], language: str) -> Group:
    hits = [path_hit(card, language, has_summary=False) for card in letter.items]
    return Group(letter.sign, hits, key=_anchor(letter.sign))


def _anchor(sign: str) -> str:
    return f"letter-{'numbers' if sign == NUMBERS else sign}"


def _index(leaves: Sequence[Sequence[Letter[PathCard]]], here: int, asked: Mapping[str, str]) -> list[Link]:
    """A link to every letter there is, on this page or another."""
    found: dict[str, Link] = {}
    for number, leaf in enumerate(leaves, start=1):
        for letter in leaf:
            place = "" if number == here else _address(number, asked)
            found.setdefault(letter.sign, Link(f"{place}#{_anchor(letter.sign)}", letter.sign))
    return list(found.values())


def _leaf(leaves: Sequence[Sequence[Letter[PathCard]]], number: int, asked: Mapping[str, str]) -> Link | None:
    """A link to a page of the alphabet by the letters on it; None when there is no such page."""
    if not 1 <= number <= len(leaves):
        return None
    signs = [letter.sign for letter in leaves[number - 1]]
    return Link(_address(number, asked), "–".join(dict.fromkeys((signs[0], signs[-1]))))


def _address(number: int, asked: Mapping[str, str]) -> str:
    return "?" + urlencode({**asked, "page": number})


def _lately(cards: Sequence[PathCard], language: str) -> list[SearchHit]:
    """What is new or has changed. Nothing when it is most of what there is: then nothing of it is news.

    Sensitive guides stand in the alphabet alone, without a mark.
    """
    since = clock.earlier(LATELY)
    found = [card for card in guidance.paths_new_or_changed(since) if not card.sensitive]
    if len(found) > len(cards) // 2:
        return []
    return [_news(card, card.first_published_at >= since, language) for card in found[:SOME]]


def _news(card: PathCard, is_new: bool, language: str) -> SearchHit:
    day = date_format(card.published_at.astimezone(clock.HELSINKI), "j.n.Y")
    words = _("New %(day)s") if is_new else _("Changed %(day)s")
    return SearchHit(
        title=plain(card.title, language),
        href=reverse("pages:guide", args=[card.code]),
        summary=(words % {"day": day}).replace(" ", NO_BREAK_SPACE),
        lang=other_language(card.title, language),
    )


def path_hit(card: PathCard, language: str, has_summary: bool = True) -> SearchHit:
    """A guide in a list. A sensitive one is its title alone: others may see the screen."""
    return SearchHit(
        title=plain(card.title, language),
        href=reverse("pages:guide", args=[card.code]),
        summary=plain(card.summary, language) if has_summary and not card.sensitive else "",
        lang=other_language(card.title, language),
    )


def service_hit(service: ServiceView, language: str) -> SearchHit:
    """A service in a list."""
    return SearchHit(
        title=plain(service.names, language),
        href=reverse("pages:service", args=[service.id]),
        summary=plain(service.summaries, language),
        lang=other_language(service.names, language),
    )
