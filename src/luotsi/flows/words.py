"""The boundary of guidance: no question that assesses, no verdict, no dose.

A path that asked about symptoms, measurements, severity or urgency in order to choose an outcome, or told
people what they have or how much of a medicine to take, would assess a person's state of health, and be a
medical device. The check reads the texts in each language; the emergency box, static and the same for
everybody, is never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Literal

import yaml

from luotsi.flows.document import BaseQuestion, NumberQuestion, PathDocument
from luotsi.flows.references import Texts, text_maps
from luotsi.flows.types import DocumentFault

Subject = Literal["symptom", "measurement", "severity", "urgency", "emergency", "dose", "verdict"]
Patterns = dict[str, re.Pattern[str]]
"""By language, one expression that matches any of the words."""

KNOWN_LANGUAGES = ("fi", "sv", "en")
"""The languages that have word lists; texts in others are not checked."""

_MESSAGES: dict[Subject, tuple[str, str]] = {
    "symptom": (
        "The question asks about symptoms (“{found}”, {language}).",
        "Ask which help the person wants; leave symptoms to 116117, Omaolo and professionals.",
    ),
    "measurement": (
        "The question asks for a measurement (“{found}”, {language}).",
        "Leave it out; the professional who is contacted asks it.",
    ),
    "severity": (
        "The question asks how severe something is (“{found}”, {language}).",
        "Ask how soon the person wants help; put signs of danger into the emergency box.",
    ),
    "urgency": (
        "The question asks how urgent something is (“{found}”, {language}).",
        "Ask how soon the person wants help; put signs of danger into the emergency box.",
    ),
    "emergency": (
        "There is emergency text outside the emergency box (“{found}”, {language}).",
        "Put it into emergency, which everybody sees whatever they answer.",
    ),
    "dose": (
        "The text says how to take a medicine (“{found}”, {language}).",
        "Leave it out; lead to a pharmacy or to whoever prescribed it.",
    ),
    "verdict": (
        "The text says what somebody has, or how bad it is (“{found}”, {language}).",
        "Say what the person can do and who assesses it with them.",
    ),
}


def _load_words() -> dict[str, Patterns]:
    text = (files(__package__) / "boundary_words.yaml").read_text(encoding="utf-8")
    lists: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return {
        subject: {
            language: re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
            for language, patterns in by_language.items()
        }
        for subject, by_language in lists.items()
    }


_WORDS = _load_words()
_IN_OPTIONS: tuple[Subject, ...] = ("measurement", "severity")
_IN_QUESTIONS: tuple[Subject, ...] = (*_IN_OPTIONS, "urgency")
_IN_ORDER: dict[Subject, str] = {
    "symptom": "asks_who_or_what_help",
    "dose": "leaves_the_dose_alone",
    "verdict": "names_a_case",
}
"""In which sentences the words of a subject may stand."""
_sentence = re.compile(r"[^.!?\n]+[.!?]?")


def check_words(
    document: PathDocument, languages: Iterable[str] = KNOWN_LANGUAGES
) -> tuple[DocumentFault, ...]:
    """Everything that a path must not ask or say, with what to do instead. Empty when there is nothing.

    Looks at texts in the given languages, plain-language and other variants of them included.
    """
    wanted = {language.split("-")[0] for language in languages} & set(KNOWN_LANGUAGES)
    found: dict[tuple[str, str, Subject], DocumentFault] = {}
    for where, subject, words, tag in _breaches(document, wanted):
        message, advice = _MESSAGES[subject]
        text = message.format(found=words.strip(), language=tag)
        found.setdefault((where, tag, subject), DocumentFault(document.code, 0, where, text, advice))
    return tuple(found.values())


_Breach = tuple[str, Subject, str, str]
"""Place, subject, the words found, the text's language tag."""


def _breaches(document: PathDocument, languages: set[str]) -> Iterator[_Breach]:
    for name, question in document.questions.items():
        yield from _question_breaches(f"questions.{name}", question, languages)
    for where, texts in text_maps(document):
        if where.startswith(("questions.", "outcomes.")):
            yield from _search(where, "emergency", texts, languages)
        if not where.startswith("emergency."):
            yield from _by_sentence(where, "dose", texts, languages)
            yield from _by_sentence(where, "verdict", texts, languages)


def _question_breaches(where: str, question: BaseQuestion, languages: set[str]) -> Iterator[_Breach]:
    for part, texts in (("ask", question.ask), ("hint", question.hint or {})):
        place = f"{where}.{part}"
        for subject in _IN_QUESTIONS:
            yield from _search(place, subject, texts, languages)
        yield from _by_sentence(place, "symptom", texts, languages)
    for code, option in getattr(question, "options", {}).items():
        for subject in _IN_OPTIONS:
            yield from _search(f"{where}.options.{code}", subject, option.label, languages)
    if isinstance(question, NumberQuestion):
        for tag, unit in (question.unit or {}).items():
            if match := _WORDS["unit"]["any"].search(unit):
                yield f"{where}.unit", "measurement", match[0], tag


def _by_sentence(where: str, subject: Subject, texts: Texts, languages: set[str]) -> Iterator[_Breach]:
    """Sentence by sentence, but for sentences of a kind in which the words are in order."""
    for tag, language, text in _in(languages, texts):
        if not _WORDS[subject][language].search(text):
            continue
        for sentence in _sentence.findall(text):
            match = _WORDS[subject][language].search(sentence)
            # What follows a verdict does not take it back.
            read = sentence[: match.end()] if match and subject == "verdict" else sentence
            if match and not _WORDS[_IN_ORDER[subject]][language].search(read.strip()):
                yield where, subject, match[0], tag


def _search(where: str, subject: Subject, texts: Texts, languages: set[str]) -> Iterator[_Breach]:
    for tag, language, text in _in(languages, texts):
        if match := _WORDS[subject][language].search(text):
            yield where, subject, match[0], tag


def _in(languages: set[str], texts: Texts) -> Iterator[tuple[str, str, str]]:
    """Tag, language and text of each text in one of the languages."""
    for tag, text in texts.items():
        if (language := tag.split("-")[0]) in languages:
            yield tag, language, text
