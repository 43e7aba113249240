"""What of a question or an outcome is not what it was: by structure, and by words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from luotsi.flows.common_answers import codes, same_kind
from luotsi.flows.document import (
    BaseQuestion,
    ContactStep,
    EServiceStep,
    NumberQuestion,
    SelfCare,
)
from luotsi.flows.linking import Flow, OutcomeNode
from luotsi.flows.references import text_maps_in
from luotsi.flows.types import DONT_KNOW, QuestionChange

Leaf = tuple[str, object]
"""A place in an outcome and what stands there."""


def changed_advice(before: OutcomeNode, after: OutcomeNode) -> tuple[str, ...]:
    """The places where kind, steps or services of an outcome are others than before."""
    return _changed(dict(_structure(before)), dict(_structure(after)))


def changed_words(before: OutcomeNode, after: OutcomeNode) -> tuple[str, ...]:
    """The places where the texts of an outcome, those of its services included, are others."""
    return _changed(dict(_texts(before)), dict(_texts(after)))


def question_changes(before: Flow, after: Flow) -> tuple[QuestionChange, ...]:
    """Questions added, taken out, renamed, with other answers or in other words; in document order."""
    renamed = renamed_questions(before, after)
    found: list[QuestionChange] = []
    for key, node in before.questions.items():
        now = after.questions.get(key)
        if key in renamed:
            found.append(QuestionChange("renamed", key, renamed[key]))
        elif now is None:
            found.append(QuestionChange("removed", key))
        else:
            found += _question_change(key, node.question, now.question)
    new = [key for key in after.questions if key not in before.questions and key not in renamed.values()]
    return (*found, *(QuestionChange("added", key) for key in new))


def renamed_questions(before: Flow, after: Flow) -> dict[str, str]:
    """Earlier key to later key of questions that ask the same with the same answers under another name."""
    new = [key for key in after.questions if key not in before.questions]
    renamed: dict[str, str] = {}
    for key, node in before.questions.items():
        if key in after.questions:
            continue
        for now in new:
            if now not in renamed.values() and _asks_the_same(node.question, after.questions[now].question):
                renamed[key] = now
                break
    return renamed


def _asks_the_same(one: BaseQuestion, other: BaseQuestion) -> bool:
    same = one.ask == other.ask and same_kind(one, other)
    return same and set(_answers(one)) == set(_answers(other))


def _question_change(key: str, before: BaseQuestion, after: BaseQuestion) -> Iterator[QuestionChange]:
    was, now = _answers(before), _answers(after)
    added = tuple(each for each in now if each not in was)
    removed = tuple(each for each in was if each not in now)
    reworded = _changed(dict(text_maps_in(before)), dict(text_maps_in(after)))
    if not same_kind(before, after):
        yield QuestionChange("retyped", key, kind_of(after), added, removed, reworded)
    elif added or removed:
        yield QuestionChange("changed", key, "", added, removed, reworded)
    elif reworded:
        yield QuestionChange("reworded", key, reworded=reworded)


def kind_of(question: BaseQuestion) -> str:
    """The question's type, as its document writes it."""
    return str(getattr(question, "type", ""))


def _answers(question: BaseQuestion) -> tuple[str, ...]:
    """What can be answered: codes, or a range."""
    found = codes(question)
    if isinstance(question, NumberQuestion):
        found = (f"{question.min}–{question.max}",)
    return (*found, DONT_KNOW) if question.dont_know else found


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    places = dict.fromkeys([*before, *after])
    return tuple(place for place in places if before.get(place) != after.get(place))


def _structure(node: OutcomeNode) -> Iterator[Leaf]:
    outcome = node.outcome
    yield "kind", outcome.kind
    for position, step in enumerate(outcome.steps):
        plain = step.model_dump(exclude={"do", "say"})
        yield f"steps[{position}]", (type(step).__name__, plain)
    care = outcome.self_care or SelfCare()
    yield "self_care.do", len(care.do)
    yield "self_care.dont", len(care.dont)
    for name, slot in _services(node).items():
        yield f"slots.{name}", slot.model_dump(exclude={"what"})


def _texts(node: OutcomeNode) -> Iterator[Leaf]:
    yield from text_maps_in(node.outcome)
    for name, slot in _services(node).items():
        yield from ((f"slots.{name}.{place}", texts) for place, texts in text_maps_in(slot))


def _services(node: OutcomeNode) -> dict[str, BaseModel]:
    """The slots that an outcome's steps name."""
    names = (
        step.contact if isinstance(step, ContactStep) else step.e_service
        for step in node.outcome.steps
        if isinstance(step, ContactStep | EServiceStep)
    )
    return {name: node.document.slots[name] for name in names}
