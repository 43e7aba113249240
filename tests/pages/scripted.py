"""An assistant whose replies a test decides, so that the page is tested and not the understanding."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import pytest

from luotsi.assistant import queries
from luotsi.assistant.types import Asked, Authority, Candidate, Option, Question, Reply
from luotsi.guidance import queries as guidance
from luotsi.safety.emergency import assess
from luotsi.safety.masking import mask


class Script:
    """Answers by the first rule that fits; masks and assesses as the real one does."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.rules: list[tuple[Callable[[Asked], bool], dict[str, object]]] = []

    def when(self, fits: Callable[[Asked], bool] | str, **reply: object) -> Script:
        """`fits` may be a piece of the message."""
        rule = fits if callable(fits) else lambda asked, piece=fits: piece in asked.text
        self.rules.append((rule, reply))
        return self

    def turn(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        told = next((reply for fits, reply in self.rules if fits(asked)), {"kind": "none"})
        own = {
            "kind": "guide",
            "language": asked.page_language,
            "masked": mask(asked.text, asked.page_language),
            "assessment": assess(asked.text, asked.page_language),
        }
        return Reply(**{**own, **told})


def offering(*codes: str, because: tuple[str, ...] = ()) -> dict[str, object]:
    """A reply that offers these paths."""
    return {
        "kind": "guide",
        "candidates": tuple(path(code, because) for code in codes),
        "offered": len(codes),
    }


def path(code: str, because: tuple[str, ...] = ()) -> Candidate:
    document = guidance.path(code).document
    return Candidate(
        path=code,
        title=document.title,
        summary=document.summary,
        contact_reasons=tuple(document.contact_reasons),
        themes=tuple(document.themes),
        service_classes=tuple(document.service_classes),
        is_sensitive=document.sensitive,
        score=0.8,
        because=because,
    )


WHO = Question(
    "who",
    # Packaged texts cannot be changed, and must travel all the same.
    MappingProxyType({"fi": "Kenen asiasta on kyse?", "sv": "Vem gäller det?", "en": "Who is it about?"}),
    (
        Option("self", {"fi": "Omasta", "sv": "Mig själv", "en": "Me"}),
        Option("other", {"fi": "Läheisen", "sv": "En närstående", "en": "Someone close"}),
        Option("dont_know", {"fi": "En tiedä", "sv": "Jag vet inte", "en": "I don't know"}),
    ),
)

KELA = Authority(
    "kela",
    {"fi": "Kela", "sv": "FPA", "en": "Kela"},
    {"fi": "Kela maksaa etuudet.", "sv": "FPA betalar förmåner.", "en": "Kela pays benefits."},
    {"fi": "Hae OmaKelassa.", "sv": "Ansök i MittFPA.", "en": "Apply in OmaKela."},
    {"fi": "https://www.kela.fi", "sv": "https://www.kela.fi", "en": "https://www.kela.fi"},
)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    made = Script()
    monkeypatch.setattr(queries, "turn", made.turn)
    return made
