"""A reply of the assistant as JSON, every text in the language that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from luotsi.assistant.types import Authority, Candidate, Need, Place, Question, Reply
from luotsi.catalogue import queries as catalogue
from luotsi.catalogue.types import ContactPointView
from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.guidance.faults import NoSuchPath
from luotsi.organisation import hours_words, taxonomy
from luotsi.safety import emergency_texts
from luotsi.safety.emergency import Assessment

Absolute = Callable[[str], str]
"""Makes a full address of one of ours."""

Json = dict[str, Any]


def told(reply: Reply, record: str, language: str, at: datetime, absolute: Absolute) -> Json:
    """Everything of a reply. The active language must be `language`, for the addresses."""
    offered = reply.candidates[: reply.offered]
    return {
        "kind": reply.kind,
        **blocks(reply.assessment, language),
        "masked_text": reply.masked.text,
        "masked": list(reply.masked.found),
        "message_language": reply.language,
        "language": language,
        "act": reply.act,
        "offered": reply.offered,
        "candidates": [_candidate(each, language, absolute) for each in reply.candidates],
        "needs": [_need(each, language, absolute) for each in reply.needs],
        "question": _question(reply.question, language) if reply.question else None,
        "place": _place(reply.place, language, at, absolute) if reply.place else None,
        "authorities": [_authority(each, language) for each in reply.authorities],
        "themes": [_theme(code, language, absolute) for code in reply.themes if code in taxonomy.ALL_THEMES],
        "explanation": [_explanation(each, language) for each in offered],
        "record": record,
        "person": {
            **contact(catalogue.advice_line(), language, at, absolute),
            "other_ways": absolute(reverse("pages:people")),
        },
    }


def blocks(assessment: Assessment, language: str) -> Json:
    """What a screen must show before everything else; null when there is nothing."""
    emergency = soft = None
    if assessment.is_emergency:
        block = emergency_texts.block(assessment.kinds, language)
        emergency = {"kinds": list(assessment.kinds), **_block(block)}
    elif assessment.is_soft:
        soft = _block(emergency_texts.soft_block(language))
    return {"emergency": emergency, "soft_block": soft}


def _block(block: emergency_texts.Block) -> Json:
    calls = [{"label": call.label, "number": call.number, "href": call.href} for call in block.calls]
    return {"title": block.title, "lead": block.lead, "calls": calls, "advice": list(block.advice)}


def _words(texts: Mapping[str, str] | None, language: str) -> str:
    return guidance.render(texts, language).text if texts else ""


def _candidate(candidate: Candidate, language: str, absolute: Absolute) -> Json:
    return {
        "path": candidate.path,
        "address": absolute(reverse("pages:guide", args=[candidate.path])),
        "title": _words(candidate.title, language),
        "summary": _words(candidate.summary, language),
        "contact_reasons": list(candidate.contact_reasons),
        "themes": list(candidate.themes),
        "is_sensitive": candidate.is_sensitive,
        "score": round(candidate.score, 4),
        "because": list(candidate.because),
    }


def _need(need: Need, language: str, absolute: Absolute) -> Json:
    return {
        "words": need.words,
        "candidates": [_candidate(each, language, absolute) for each in need.candidates],
    }


def _question(question: Question, language: str) -> Json:
    options = [{"code": option.code, "label": _words(option.label, language)} for option in question.options]
    return {"facet": question.facet, "text": _words(question.text, language), "options": options}


def _place(place: Place, language: str, at: datetime, absolute: Absolute) -> Json:
    advice = catalogue.advice_line()
    points = []
    for contact_id in place.contact_points:
        try:
            point = advice if contact_id == advice.id else catalogue.contact_point(contact_id)
        except LookupError:
            continue
        points.append(contact(point, language, at, absolute))
    return {"wish": place.wish, "contact_points": points}


def contact(point: ContactPointView, language: str, at: datetime, absolute: Absolute) -> Json:
    """How to reach somebody: numbers, hours, address."""
    hours = point.hours if point.hours and point.hours.is_known else None
    phones = [phone for phone in point.phones_in(language) if phone.kind == "phone"]
    return {
        "id": point.id,
        "name": _words(point.names, language),
        "numbers": [
            {"number": phone.display or phone.number, "href": f"tel:{phone.number}"} for phone in phones
        ],
        "is_open": hours.is_open(at) if hours else None,
        "hours": hours_words.status_words(hours, at, language) if hours else "",
        "where": _where(point, language),
        "address": absolute(reverse("pages:contact", args=[point.id])),
    }


def _where(point: ContactPointView, language: str) -> str:
    address = point.address
    if address is None:
        return ""
    street = f"{_words(address.street, language)} {address.number or ''}".strip()
    office = f"{address.postal_code or ''} {_words(address.post_office, language)}".strip()
    return ", ".join(part for part in (street, office) if part) or _words(address.text, language)


def _authority(authority: Authority, language: str) -> Json:
    return {
        "code": authority.code,
        "name": _words(authority.name, language),
        "what": _words(authority.what, language),
        "how": _words(authority.how, language),
        "address": pick(authority.url, language).text,
    }


def _theme(code: str, language: str, absolute: Absolute) -> Json:
    name = _words(taxonomy.theme(code).names, language)
    return {"code": code, "name": name, "address": absolute(reverse("pages:theme", args=[code]))}


def _explanation(candidate: Candidate, language: str) -> Json:
    """Why a path is offered: the words that spoke for it, and whom it is for."""
    try:
        for_whom = _words(guidance.path(candidate.path).document.for_whom, language)
    except NoSuchPath:
        for_whom = ""
    return {"path": candidate.path, "because": list(candidate.because), "for_whom": for_whom}
