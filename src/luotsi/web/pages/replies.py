"""From the assistant's replies to what a page shows of them, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from luotsi.assistant.types import Authority, Candidate, Place, Question
from luotsi.catalogue import queries as catalogue
from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.guidance.faults import NoSuchPath
from luotsi.safety import emergency_texts, masking
from luotsi.safety.emergency import Assessment
from luotsi.web.pages import saying
from luotsi.web.pages.cards import contact_card
from luotsi.web.pages.exchange import Exchange, Turn
from luotsi.web.pages.topics import links_of
from luotsi.web.pages.wording import other_language, plain
from luotsi.web.parts.types import ContactCard, Link

MOST_PLACES = 3
MOST_THEMES = 6


@dataclass(frozen=True, slots=True)
class Offer:
    """A guidance path as a reply offers it."""

    title: str
    summary: str
    href: str
    """Leads to the path and counts that it was opened."""
    address: str
    """The path's own address, to be kept."""
    kind: str = ""
    """The one kind of help that it leads to; empty when there are several."""
    why: str = ""
    for_whom: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class ShownAuthority:
    """Somebody else who takes care of a matter."""

    name: str
    what: str
    how: str
    href: str
    host: str


@dataclass(frozen=True, slots=True)
class ShownNeed:
    """One of several needs of a message, and what is offered for it."""

    words: str
    offers: Sequence[Offer]


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One turn on the page."""

    number: int
    turn: Turn
    heading: str
    """What happened, in a few words: the title of the page, and what a screen reader hears."""
    says: Sequence[str]
    """What Luotsi says first, in paragraphs."""
    is_newest: bool
    words_lang: str = ""
    masked_note: str = ""
    offers: Sequence[Offer] = ()
    needs: Sequence[ShownNeed] = ()
    question: str = ""
    options: Sequence[tuple[str, str]] = ()
    """Value and words of each option of the question."""
    places: Sequence[ContactCard] = ()
    authorities: Sequence[ShownAuthority] = ()
    themes: Sequence[Link] = ()
    elsewhere: Link | None = None
    """What there is in the language of the message, when Luotsi does not speak it."""
    other_page: Link | None = None
    """The same page in the language of the message."""
    other_lang: str = ""
    person_first: bool = False

    @property
    def key(self) -> str:
        """The number as text, for ids in the page."""
        return str(self.number)

    @property
    def assessment(self) -> Assessment:
        return self.turn.reply.assessment

    @property
    def asks_verdict(self) -> bool:
        """A question is not judged, and only the newest reply is."""
        return self.is_newest and not self.options

    @property
    def explained(self) -> Sequence[Offer]:
        """The offers for which there is something to explain."""
        every = [*self.offers, *(offer for need in self.needs for offer in need.offers)]
        return [each for each in every if each.why or each.for_whom]


def shown_turns(exchange: Exchange, language: str, at: datetime) -> list[ShownTurn]:
    """Every turn of the exchange, oldest first."""
    last = len(exchange.turns) - 1
    return [
        shown(turn, number + 1, language, at, is_newest=number == last)
        for number, turn in enumerate(exchange.turns)
    ]


def shown(turn: Turn, number: int, language: str, at: datetime, *, is_newest: bool) -> ShownTurn:
    """One turn; paths and places that are not published any more are left out."""
    reply = turn.reply
    offers = [] if reply.needs else list(_offers(reply.candidates, turn.record, language))
    needs = [
        ShownNeed(need.words, offered)
        for need in reply.needs
        if (offered := list(_offers(need.candidates, turn.record, language)))
    ]
    counted = len(offers) or sum(len(need.offers) for need in needs)
    is_foreign = bool(reply.foreign)
    return ShownTurn(
        number=number,
        turn=turn,
        heading=heading_of(turn, counted, language),
        says=saying.says(turn, offered=counted, has_needs=bool(needs)),
        is_newest=is_newest,
        words_lang=reply.language if reply.language not in ("", language) else "",
        masked_note=_masked_note(turn),
        offers=offers,
        needs=needs,
        question=plain(reply.question.text, language) if reply.question else "",
        options=list(_options(reply.question, language)) if reply.question and is_newest else (),
        places=_places(reply.place, language, at) if reply.place else (),
        authorities=[authority(each, language) for each in reply.authorities],
        themes=list(links_of(reply.themes[:MOST_THEMES], language)) if not counted and _is_lost(turn) else (),
        elsewhere=saying.elsewhere(reply.foreign) if is_foreign else None,
        other_page=_other_page(reply.language, language) if is_newest else None,
        other_lang=reply.language,
        person_first=reply.kind == "person" or turn.is_repeated,
    )


def _is_lost(turn: Turn) -> bool:
    """Whether nothing came of the message, so that the nearest subjects may help."""
    reply = turn.reply
    is_answered = reply.question or reply.place or reply.authorities or reply.foreign
    return reply.kind in {"none", "out_of_scope"} and not is_answered and reply.act in {"", "vague"}


def heading_of(turn: Turn, offered: int, language: str) -> str:
    """What happened: danger before everything else."""
    if turn.reply.assessment.is_emergency:
        return emergency_texts.block(turn.reply.assessment.kinds, language).title
    return saying.heading(turn, offered, language)


def _offers(candidates: Iterable[Candidate], record: str, language: str) -> Iterator[Offer]:
    cards = {card.code: card for card in guidance.all_paths()}
    for each in candidates:
        try:
            path = guidance.path(each.path)
        except NoSuchPath:
            continue
        kinds = cards[each.path].kinds if each.path in cards else frozenset()
        address = reverse("pages:guide", args=[each.path])
        yield Offer(
            title=plain(path.document.title, language),
            summary=plain(path.document.summary, language),
            href=reverse("pages:assistant-open", args=[record, each.path]) if record else address,
            address=address,
            kind=next(iter(kinds)) if len(kinds) == 1 else "",
            why=", ".join(f"”{words}”" for words in each.because),
            for_whom=plain(path.document.for_whom, language),
            lang=other_language(path.document.title, language),
        )


def _options(question: Question, language: str) -> Iterator[tuple[str, str]]:
    """Options as buttons. The paths of "what did you mean?" are offered as cards: one press leads there."""
    for option in question.options:
        if question.facet == "path" and option.code != "dont_know":
            continue
        yield f"{question.facet}:{option.code}", plain(option.label, language)


def _places(place: Place, language: str, at: datetime) -> list[ContactCard]:
    advice = catalogue.advice_line()
    found = []
    for contact_id in place.contact_points[:MOST_PLACES]:
        try:
            point = advice if contact_id == advice.id else catalogue.contact_point(contact_id)
        except LookupError:
            continue
        found.append(contact_card(point, language, at))
    return found


def authority(authority: Authority, language: str) -> ShownAuthority:
    url = pick(authority.url, language).text
    return ShownAuthority(
        name=plain(authority.name, language),
        what=plain(authority.what, language),
        how=plain(authority.how, language),
        href=url,
        host=urlsplit(url).netloc.removeprefix("www."),
    )


def _masked_note(turn: Turn) -> str:
    found = turn.reply.masked.found
    if not found or turn.is_choice:
        return ""
    if set(found) == {masking.IDENTITY_CODE}:
        return _("We covered your personal identity code. It was not stored.")
    return _("We covered the personal data you wrote. It was not stored.")


def _other_page(spoken: str, language: str) -> Link | None:
    """The assistant in the language in which the reader wrote; the exchange goes along."""
    if spoken in ("", language):
        return None
    return saying.page_in(spoken)
