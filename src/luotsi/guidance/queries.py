"""Reading guidance: published paths, registers, help with local services found, and why.

Published paths come from a snapshot in memory (`luotsi.guidance.snapshot`), so that a page costs no
database reading beyond one small row a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from luotsi.catalogue import queries as catalogue
from luotsi.flows.differing import differences
from luotsi.flows.document import ContactStep, DoStep, EServiceStep, GuideStep, PathDocument, Step
from luotsi.flows.linking import OutcomeNode, link
from luotsi.foundation.languages import pick
from luotsi.guidance import gate, holdings, kept, novelty, registers, snapshot, telling, wording
from luotsi.guidance.faults import NoSuchPath
from luotsi.guidance.kept import Kept
from luotsi.guidance.models import GuidancePath, Utterance
from luotsi.guidance.slots import catalogue_slot
from luotsi.guidance.statistics import count
from luotsi.guidance.types import (
    Because,
    Fact,
    HelpStep,
    LibraryStats,
    PathCard,
    PublishedPath,
    PublishingChanges,
    Register,
    Rendered,
    Source,
    TextMap,
)

if TYPE_CHECKING:
    from luotsi.flows.types import Visit


def path(code: str) -> PublishedPath:
    """The published path with this code (never a sub-path). Raises `NoSuchPath`."""
    found = snapshot.now().path(code)
    if found is None:
        raise NoSuchPath(code)
    return found


def all_paths() -> list[PathCard]:
    """Cards of every published path, in the order of their Finnish titles."""
    return list(snapshot.now().cards)


def paths_of_theme(theme: str) -> list[PathCard]:
    """Cards of the paths under a theme: those whose primary theme it is come first."""
    found = [card for card in snapshot.now().cards if theme in card.themes]
    return sorted(found, key=lambda card: card.themes.index(theme))


def paths_of_life_situation(code: str) -> list[PathCard]:
    """Cards of the paths of a life situation (codes: organisation.taxonomy.LIFE_SITUATIONS)."""
    found = [card for card in snapshot.now().cards if code in card.life_situations]
    return sorted(found, key=lambda card: card.life_situations.index(code))


def paths_new_or_changed(since: datetime) -> list[PathCard]:
    """Cards of paths that residents have had, or have had as they are, only since `since`; the newest first.

    The library that a county began with is no news: what was published within a day of its first path
    counts from its next change.
    """
    return novelty.new_or_changed(snapshot.now().cards, since)


def sources() -> Mapping[str, Source]:
    """The register of sources by key."""
    return snapshot.now().sources


def facts() -> Mapping[str, Fact]:
    """The register of national facts by code."""
    return snapshot.now().facts


def kept_entries(register: Register) -> list[Kept]:
    """A register for those who look after it: what nobody has compared first, then what most paths use."""
    return kept.entries(register)


def kept_entry(register: Register, key: str) -> Kept:
    """One fact or source with its use, its state and what the library says. Raises `NoSuchEntry`."""
    return kept.entry(register, key)


def facts_of_source(key: str) -> list[Kept]:
    """The facts that lean on a source."""
    return kept.facts_of(key)


def render(text: TextMap | None, language: str) -> Rendered:
    """A text of content in `language`, or the nearest there is, with `{fact:CODE}` filled in.

    No text is an empty one. An unknown fact becomes a dash: the gate lets none through, and a page must
    not fail for one.
    """
    worded = pick(text or {}, language)
    if "{fact:" not in worded.text:
        return worded
    filled = registers.fill(worded.text, worded.language, snapshot.now().facts)
    return Rendered(filled, worded.language, worded.is_fallback)


def help_for(
    path: PublishedPath, outcome: str | OutcomeNode, municipality: str | None, language: str
) -> tuple[HelpStep, ...]:
    """The steps of an outcome, in order, with each slot resolved for the resident's municipality.

    `municipality` is a municipality code or None when the resident has not told; `outcome` is the outcome's
    node in the flow (`visit.position`) or its key. A contact that finds no local service still leads to a
    person. Raises `KeyError` for a key that the path does not have.
    """
    node = path.flow.outcomes[outcome] if isinstance(outcome, str) else outcome
    return help_steps(node, municipality, language)


def help_steps(node: OutcomeNode, municipality: str | None, language: str) -> tuple[HelpStep, ...]:
    """The same for the outcome of any flow, such as a draft's in a preview."""
    return tuple(_step(step, node.document, municipality, language) for step in node.outcome.steps)


def explain(path: PublishedPath, visit: Visit, language: str) -> tuple[Because, ...]:
    """Why this help: the questions whose answers decided, in the order asked, in words.

    Empty when every answer would have led here.
    """
    deciding = {given.question for reason in visit.reasons for given in reason.decided_by}
    return tuple(
        Because(
            given.question,
            render(path.flow.questions[given.question].question.ask, language),
            answer_words(path, given.question, given.values, language),
        )
        for given in visit.given
        if given.question in deciding
    )


def answer_words(
    path: PublishedPath, question: str, values: Iterable[str], language: str
) -> tuple[Rendered, ...]:
    """An answer as the person would say it: labels of options, "78 years", a date, a municipality's name."""
    return wording.of_answer(path.flow.questions[question].question, values, language)


def changes_since_published(code: str, document: PathDocument, language: str) -> PublishingChanges:
    """What residents would meet otherwise if `document` were published as `code`, in words of `language`.

    It stands among the paths that are published now. Raises `LinkError` when it does not fit them.
    """
    documents = snapshot.now().documents
    published = documents.get(code)
    if published is None:
        return PublishingChanges(is_first=True)
    shelf = gate.Shelf({**documents, **gate.companions()})
    before = link(published, documents)
    after = gate.linked(document, shelf)
    callers = [shelf.documents[name] for name in shelf.callers_of(code)]
    told = telling.told(before, after, differences(before, after), language, render)
    return replace(told, callers=tuple(render(caller.title, language) for caller in callers))


def utterances(code: str) -> Mapping[str, tuple[str, ...]]:
    """What people say when they need this path, by language."""
    found: dict[str, list[str]] = {}
    rows = Utterance.objects.filter(path__code=code, is_dropped=False).order_by("pk")
    for language, text in rows.values_list("language", "text"):
        found.setdefault(language, []).append(text)
    return {language: tuple(texts) for language, texts in found.items()}


def published_documents() -> Mapping[str, PathDocument]:
    """Every published path and sub-path as a document, by code."""
    return snapshot.now().documents


def newest_document(code: str) -> PathDocument | None:
    """What the newest text of a path says, published or not; None where there is none that can be read."""
    row = GuidancePath.objects.filter(code=code).first()
    return gate.read(row.get_latest_revision_as_object().text, code).document if row else None


def as_yaml(code: str) -> str:
    """A published path or sub-path as its author wrote it. Raises `NoSuchPath`."""
    text = GuidancePath.objects.filter(live=True, code=code).values_list("text", flat=True).first()
    if text is None:
        raise NoSuchPath(code)
    return text


def stats() -> LibraryStats:
    """Figures of what is published now."""
    return count(holdings.published())


def _step(step: Step, document: PathDocument, municipality: str | None, language: str) -> HelpStep:
    if isinstance(step, DoStep):
        return HelpStep("do", render(step.do, language))
    if isinstance(step, ContactStep):
        return _slot_step(
            HelpStep("contact", render(step.say, language), step.contact), document, municipality
        )
    if isinstance(step, EServiceStep):
        shown = HelpStep(
            "e_service",
            render(step.say, language),
            step.e_service,
            sign_in=step.sign_in,
            on_behalf=step.on_behalf,
        )
        return _slot_step(shown, document, municipality)
    if isinstance(step, GuideStep):
        return HelpStep("guide", render(step.say, language), guide=snapshot.now().card(step.guide))
    return HelpStep("read", render(step.say, language), source=sources().get(step.read))


def _slot_step(step: HelpStep, document: PathDocument, municipality: str | None) -> HelpStep:
    slot = catalogue_slot(document.slots[step.slot_name])
    return replace(step, slot=slot, resolution=catalogue.resolve(slot, municipality))
