"""A draft as a resident would meet it: the whole of it on one page, or step by step with answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, override

from luotsi.content.preview import MODES
from luotsi.flows.document import ChoiceQuestion, MunicipalityQuestion, PathDocument, SeveralQuestion
from luotsi.flows.linking import Flow, OutcomeNode, QuestionNode
from luotsi.flows.replaying import replay
from luotsi.flows.types import DONT_KNOW, NONE, LinkError, Visit
from luotsi.foundation import clock
from luotsi.foundation.languages import Worded
from luotsi.guidance import gate, queries, wording
from luotsi.guidance.fault_words import in_words, said
from luotsi.guidance.models import GuidancePath, shelf_around
from luotsi.organisation import queries as organisation
from luotsi.web.parts.types import Choice, GivenAnswer


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step of an outcome in a preview."""

    kind: str
    say: Worded
    title: str = ""
    lines: tuple[str, ...] = ()
    is_fallback: bool = False


def draw_preview(row: GuidancePath, request: HttpRequest, mode: str) -> HttpResponse:
    """Every question and outcome of a draft on one page, in the language `mode`."""
    language = mode if mode in MODES else "fi"
    flow, faults = _flow(row)
    context: dict[str, Any] = {"draft_name": row.code, "faults": faults, "language": language}
    if flow is not None:
        context |= _frame(flow.document, language)
        context["questions"] = [_question(node, language, ()) for node in _in_walking_order(flow)]
        context["outcomes"] = [_outcome(node, None, language) for node in flow.outcomes.values()]
    return _drawn(request, "editor/preview_whole.html", context, language)


def draw_step(row: GuidancePath, request: HttpRequest) -> HttpResponse:
    """The step of a draft to which the answers of the address lead."""
    language = request.GET.get("_language", "")
    language = language if language in MODES else "fi"
    flow, faults = _flow(row)
    context: dict[str, Any] = {"draft_name": row.code, "faults": faults, "language": language}
    if flow is not None:
        answers = {key: values for key, values in request.GET.lists() if not key.startswith("_")}
        visit = replay(flow, answers, clock.today(), request.GET.get("_until"))
        context |= _frame(flow.document, language) | _step(flow, visit, language)
    return _drawn(request, "editor/preview_step.html", context, language)


def _drawn(request: HttpRequest, template: str, context: dict[str, Any], language: str) -> HttpResponse:
    """Rendered now, inside the preview's language, and not later in the editor's own."""
    with override(language):
        context["modes"] = [(code, name, code == language) for code, name in MODES.items()]
        return TemplateResponse(request, template, context).render()


def _flow(row: GuidancePath) -> tuple[Flow | None, list[str]]:
    reading = gate.read(row.text, row.code)
    if reading.document is None:
        return None, [str(said(flaw)) for flaw in reading.flaws]
    document = reading.document
    try:
        return gate.linked(document, shelf_around(row.code, gate.called(document))), []
    except LinkError as error:
        return None, [in_words(fault.message) for fault in error.faults]


def _in_walking_order(flow: Flow) -> Iterator[QuestionNode]:
    """Questions in the order in which walks come to them, those that none comes to last."""
    waiting, met = [flow.start], set[str]()
    while waiting:
        key = waiting.pop(0)
        if key in met or key not in flow.questions:
            continue
        met.add(key)
        yield flow.questions[key]
        waiting += [turn.to for turn in flow.questions[key].turns]
    yield from (node for key, node in flow.questions.items() if key not in met)


def _frame(document: PathDocument, language: str) -> dict[str, Any]:
    emergency = document.emergency
    return {
        "title": queries.render(document.title, language),
        "summary": queries.render(document.summary, language),
        "for_whom": queries.render(document.for_whom, language),
        "emergency": emergency
        and {
            "title": queries.render(emergency.title, language),
            "signs": [queries.render(sign, language) for sign in emergency.signs],
            "call": emergency.call,
        },
    }


def _step(flow: Flow, visit: Visit, language: str) -> dict[str, Any]:
    answers = visit.answers
    carried = [(one.question, value) for one in (*visit.given, *visit.kept) for value in one.values]
    shown: dict[str, Any] = {
        "carried": [pair for pair in carried if pair[0] != visit.position.key],
        "given": list(_given(flow, visit, language)),
        "stuck": visit.stuck,
        "number": visit.questions_asked + 1,
        "at_most": visit.questions_asked + visit.questions_left_at_most,
    }
    if isinstance(visit.position, QuestionNode):
        chosen = next((one.values for one in visit.kept if one.question == visit.position.key), ())
        shown["question"] = _question(visit.position, language, chosen)
    elif isinstance(visit.position, OutcomeNode):
        shown["outcome"] = _outcome(visit.position, _municipality(flow, answers), language)
        shown["reasons"] = visit.reasons
    else:
        shown["returns"] = visit.position.key
    return shown


def _municipality(flow: Flow, answers: Mapping[str, tuple[str, ...]]) -> str | None:
    for key, values in answers.items():
        if isinstance(flow.questions[key].question, MunicipalityQuestion) and values != (DONT_KNOW,):
            return values[0]
    return None


def _given(flow: Flow, visit: Visit, language: str) -> Iterator[GivenAnswer]:
    everything = [(one.question, value) for one in (*visit.given, *visit.kept) for value in one.values]
    for one in visit.given:
        question = flow.questions[one.question].question
        words = ", ".join(str(word) for word in wording.of_answer(question, one.values, language))
        change = urlencode([*everything, ("_until", one.question), ("_language", language)])
        yield GivenAnswer(str(queries.render(question.ask, language)), words, f"?{change}")


def _question(node: QuestionNode, language: str, chosen: tuple[str, ...]) -> dict[str, Any]:
    question = node.question
    return {
        "key": node.key,
        "type": question.type,
        "ask": queries.render(question.ask, language),
        "hint": queries.render(question.hint, language),
        "why": queries.render(question.why, language),
        "choices": list(_choices(node, language, chosen)),
        "dont_know": _dont_know(chosen, language) if question.dont_know else None,
        "unit": queries.render(getattr(question, "unit", None), language),
        "value": chosen[0] if chosen else "",
        "turns": [(turn.when or "otherwise", turn.to) for turn in node.turns],
    }


def _dont_know(chosen: tuple[str, ...], language: str) -> Choice:
    with override(language):
        return Choice(DONT_KNOW, gettext("I don’t know"), is_chosen=DONT_KNOW in chosen)


def _choices(node: QuestionNode, language: str, chosen: tuple[str, ...]) -> Iterator[Choice]:
    question = node.question
    if isinstance(question, ChoiceQuestion | SeveralQuestion):
        for code, option in question.options.items():
            label, hint = queries.render(option.label, language), queries.render(option.hint, language)
            lang = label.language if label.is_fallback else ""
            yield Choice(code, label.text, hint.text, code in chosen, lang)
        if isinstance(question, SeveralQuestion):
            yield Choice(
                NONE, str(wording.of_answer(question, [NONE], language)[0]), is_chosen=NONE in chosen
            )
    elif question.type == "yes_no":
        for value in ("yes", "no"):
            yield Choice(
                value, str(wording.of_answer(question, [value], language)[0]), is_chosen=value in chosen
            )
    elif isinstance(question, MunicipalityQuestion):
        yield from _municipalities(language, chosen)


def _municipalities(language: str, chosen: tuple[str, ...]) -> Iterator[Choice]:
    try:
        places = organisation.county().municipalities
    except organisation.NoCounty:
        return
    for place in places:
        yield Choice(place.code, str(queries.render(place.names, language)), is_chosen=place.code in chosen)


def _outcome(node: OutcomeNode, municipality: str | None, language: str) -> dict[str, Any]:
    outcome = node.outcome
    self_care = outcome.self_care
    return {
        "key": node.key,
        "kind": outcome.kind,
        "title": queries.render(outcome.title, language),
        "lead": queries.render(outcome.lead, language),
        "because": queries.render(outcome.because, language),
        "steps": [_shown(step, language) for step in queries.help_steps(node, municipality, language)],
        "do": [queries.render(text, language) for text in self_care.do] if self_care else [],
        "dont": [queries.render(text, language) for text in self_care.dont] if self_care else [],
    }


def _shown(step: Any, language: str) -> ShownStep:
    if step.kind == "read":
        title = queries.render(step.source.title, language).text if step.source else ""
        return ShownStep("read", step.say, title)
    if step.guide:
        return ShownStep("guide", step.say, queries.render(step.guide.title, language).text)
    if step.resolution is None:
        return ShownStep(step.kind, step.say)
    found = step.resolution.contact_points[:2] or (step.resolution.fallback,)
    lines = tuple(str(queries.render(point.names, language)) for point in found)
    what = queries.render(step.slot.what, language).text
    return ShownStep(step.kind, step.say, what, lines, not step.resolution.is_found)
