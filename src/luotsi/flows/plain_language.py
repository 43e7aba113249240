"""Advice on words: what makes a path's texts hard to read, hard on somebody, or soon untrue.

Nothing here keeps a path from residents; `words` has what does. Each rule is calibrated on the starter
library so that a remark is nearly always right. What good words are: docs/content-guide.md.

Reading ease is LIX, the mean length of sentences in words plus the share of words over six letters in per
cent (C. H. Björnsson, Läsbarhet, 1968). Under 40 is easy Swedish. Finnish words are longer, so that the same
text measures some 16 more; the limits stand apart by language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from luotsi.flows.document import PathDocument
from luotsi.flows.references import Texts, text_maps
from luotsi.flows.words import KNOWN_LANGUAGES

AdviceKind = Literal["sentence", "reading", "length", "word", "abbreviation", "amount", "tone", "missing"]

LONGEST_SENTENCE = {"fi": 16, "sv": 22, "en": 22}
"""Words; Finnish puts into endings what the others say in words of their own."""
HARDEST = {"fi": 62, "sv": 47, "en": 47}
"""LIX of what one screen says: an outcome, or the head of the path."""
LEAST_WORDS_TO_MEASURE = 40
"""The measure says little of a text shorter than this."""
LEAST_SENTENCE = 4
"""Words; what is shorter is a label and no sentence."""
LONGEST = {
    "title": {"fi": 10, "sv": 13, "en": 15},
    "ask": {"fi": 12, "sv": 15, "en": 16},
    "option": {"fi": 10, "sv": 14, "en": 15},
}
"""Words of a heading, a question and an option."""

_fact = re.compile(r"\{fact:[^{}]*\}")
_sentence_end = re.compile(r"(?<=[.!?:;])\s+|\n+|(?<=[.!?])(?=\{fact:)")
_word = re.compile(r"[^\W\d_][\w’'-]*")
_capitals = re.compile(r"(?<![\w-])[A-ZÅÄÖ]{2,6}(?![\w&])")


@dataclass(frozen=True, slots=True)
class Advice:
    """One remark: where, in which language's text (empty: of none), what, and what to do about it."""

    kind: AdviceKind
    where: str
    language: str
    message: str
    advice: str


def advise(document: PathDocument) -> tuple[Advice, ...]:
    """Every remark on the texts of a document, in the order of the document."""
    places = list(text_maps(document))
    order = {where: number for number, (where, _) in enumerate(places)}
    found = [
        *_missing(document),
        *(advice for where, texts in places for advice in _of_text(where, texts)),
        *_of_screens(places),
    ]
    return tuple(sorted(found, key=lambda advice: order.get(advice.where, -1)))


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence of a text; what a fact says is not counted."""
    parts = (_word.findall(_fact.sub(" ", part)) for part in _sentence_end.split(text))
    return [words for words in parts if words]


def reading_ease(text: str) -> float:
    """The LIX of a text; 0 for an empty one."""
    found = sentences(text)
    words = [word for words in found for word in words]
    if not words:
        return 0.0
    return len(words) / len(found) + 100 * sum(len(word) > 6 for word in words) / len(words)


def _missing(document: PathDocument) -> Iterator[Advice]:
    """Parts that the format lets out and a reader misses."""
    if document.kind != "path":
        return
    for name in ("summary", "for_whom", "sources", "facets"):
        if not getattr(document, name):
            yield Advice("missing", name, "", f"“{name}” is missing.", "Add it; every path has it.")
    for code, outcome in document.outcomes.items():
        if not outcome.because:
            place = f"outcomes.{code}"
            yield Advice("missing", place, "", "“because” is missing.", "Say which answer led here.")


def _of_text(where: str, texts: Texts) -> Iterator[Advice]:
    """Remarks on one text in each of its languages."""
    if where == "owner_role":
        return
    for tag, text in texts.items():
        language = tag.split("-")[0]
        if language not in KNOWN_LANGUAGES:
            continue
        if not where.startswith("emergency."):
            yield from _lengths(where, tag, language, text)
            yield from _amounts(where, tag, language, text)
            yield from _promises(where, tag, language, text)
        yield from _words(where, tag, language, text)
        if "!" in text:
            message = f"There is an exclamation mark ({tag})."
            yield Advice("tone", where, tag, message, "End the sentence with a full stop.")


def _lengths(where: str, tag: str, language: str, text: str) -> Iterator[Advice]:
    most = LONGEST_SENTENCE[language]
    for words in sentences(text):
        if len(words) > most:
            message = f"A sentence has {len(words)} words ({tag}): {' '.join(words[:4])} …"
            yield Advice("sentence", where, tag, message, f"Split it; at most {most} words.")
            return
    part = _part(where)
    count = len(_word.findall(_fact.sub(" ", text)))
    if part and count > LONGEST[part][language]:
        message = f"It has {count} words ({tag})."
        yield Advice("length", where, tag, message, f"Shorten it to {LONGEST[part][language]} words at most.")


def _part(where: str) -> str:
    """Which limit of length a place has; empty for none."""
    if where == "title" or (where.startswith("outcomes.") and where.endswith(".title")):
        return "title"
    if where.startswith("questions."):
        if where.endswith(".ask"):
            return "ask"
        if ".options." in where and not where.endswith(".hint"):
            return "option"
    return ""


def _words(where: str, tag: str, language: str, text: str) -> Iterator[Advice]:
    """Words with a better one instead. The names of services are not ours to choose."""
    if not _any_plain_word()[language].search(text):
        return
    is_name = where.startswith("slots.")
    for subject, entries in _plain_words()[language].items():
        if is_name and subject in {"office", "trade"}:
            continue
        for entry in entries:
            match = entry.avoid.search(text)
            if match and not (entry.unless and entry.unless.search(text)):
                message = _WORD_MESSAGES[subject].format(found=match[0].strip(), language=tag)
                yield Advice("word", where, tag, message, f"Write: {entry.write}.")


def _amounts(where: str, tag: str, language: str, text: str) -> Iterator[Advice]:
    """Numbers that change, outside of facts. Options and units are answers and may name ranges."""
    if ".options." in where or where.endswith(".unit"):
        return
    bare = _fact.sub(" ", text)
    if not _may_be_amount.search(bare):
        return
    for subject, (message, advice) in _AMOUNT_MESSAGES.items():
        if match := _AMOUNTS[subject][language].search(bare):
            yield Advice("amount", where, tag, message.format(found=match[0].strip(), language=tag), advice)


def _promises(where: str, tag: str, language: str, text: str) -> Iterator[Advice]:
    """What costs nothing and who has a right to it, told outside of facts; a wish to ask about it passes."""
    if ".options." in where or not _PROMISED[language].search(text):
        return
    for sentence in _sentence_end.split(_fact.sub(" ", text)):
        match = _PROMISED[language].search(sentence)
        if match and not _ASKED[language].search(sentence):
            message = f"Something is promised in the text (“{match[0]}”, {tag})."
            advice = "Make it a fact of the register, or say where to ask."
            yield Advice("amount", where, tag, message, advice)
            return


def _of_screens(places: list[tuple[str, Texts]]) -> Iterator[Advice]:
    """Reading ease and abbreviations: what belongs together is read together."""
    screens: dict[str, list[tuple[str, Texts]]] = {}
    for where, texts in places:
        if where != "owner_role" and not where.startswith("emergency."):
            screens.setdefault(_screen(where), []).append((where, texts))
    head = screens.get("", [])
    for language in KNOWN_LANGUAGES:
        told = "\n".join(texts[language] for _, texts in head if language in texts)
        named: set[str] = set()
        for screen in screens.values():
            said = [(where, texts[language]) for where, texts in screen if language in texts]
            yield from _hard(said, language)
            yield from _abbreviations(said, told, language, named)


def _screen(where: str) -> str:
    """What is read together: the head, one question, one outcome; slots stand with any of them."""
    parts = where.split(".")
    if parts[0] in {"questions", "outcomes"}:
        return ".".join(parts[:2])
    return "slots" if parts[0] == "slots" else ""


def _hard(said: list[tuple[str, str]], language: str) -> Iterator[Advice]:
    """Whether a screen's sentences, bare labels apart, are hard to read."""
    if not said or said[0][0].startswith("slots."):
        return
    together = "\n".join(text for _, text in said if text.count(" ") >= LEAST_SENTENCE - 1)
    if together.count(" ") < LEAST_WORDS_TO_MEASURE:
        return
    ease = round(reading_ease(together))
    if ease > HARDEST[language]:
        where = _screen(said[0][0]) or "summary"
        message = f"The text is hard to read: LIX {ease} ({language})."
        advice = f"Use shorter words and sentences; LIX at most {HARDEST[language]}."
        yield Advice("reading", where, language, message, advice)


def _abbreviations(
    said: list[tuple[str, str]], told: str, language: str, named: set[str]
) -> Iterator[Advice]:
    """Abbreviations that neither this screen nor the head explains; each once in a document."""
    found = [(where, match[0]) for where, text in said for match in _capitals.finditer(text)]
    if not found:
        return
    everything = "\n".join([told, *(text for _, text in said)])
    for where, short in found:
        is_a_word = short in _known_abbreviations() or _any_plain_word()[language].fullmatch(short)
        if short in named or is_a_word or _is_explained(short, everything):
            continue
        named.add(short)
        message = f"“{short}” is not explained ({language})."
        advice = "Write it out, or explain it in brackets where it first stands."
        yield Advice("abbreviation", where, language, message, advice)


def _is_explained(short: str, text: str) -> bool:
    """“Digi- ja väestötietovirasto (DVV)” or “DVV (Digi- ja väestötietovirasto)”."""
    return bool(re.search(rf"\([^()]*\b{short}\b[^()]*\)|\b{short}(?::\w+)? \(", text))


@dataclass(frozen=True, slots=True)
class _Entry:
    avoid: re.Pattern[str]
    write: str
    unless: re.Pattern[str] | None


@cache
def _file() -> dict[str, Any]:
    text = (files(__package__) / "plain_words.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


@cache
def _plain_words() -> dict[str, dict[str, list[_Entry]]]:
    """By language and subject."""
    found: dict[str, dict[str, list[_Entry]]] = {language: {} for language in KNOWN_LANGUAGES}
    for subject in _WORD_MESSAGES:
        for language, rows in _file()[subject].items():
            found[language][subject] = [
                _Entry(
                    re.compile(row["avoid"], re.IGNORECASE),
                    row["write"],
                    re.compile(row["unless"], re.IGNORECASE) if "unless" in row else None,
                )
                for row in rows
            ]
    return found


@cache
def _any_plain_word() -> dict[str, re.Pattern[str]]:
    """By language all words in one, since most texts have none of them."""
    return {
        language: re.compile(
            "|".join(f"(?:{entry.avoid.pattern})" for entries in subjects.values() for entry in entries),
            re.IGNORECASE,
        )
        for language, subjects in _plain_words().items()
    }


@cache
def _known_abbreviations() -> frozenset[str]:
    return frozenset(map(str, _file()["known_abbreviations"]))


_WORD_MESSAGES = {
    "office": "“{found}” is a word of offices ({language}).",
    "trade": "“{found}” is a word of the trade ({language}).",
    "person": "“{found}” makes somebody their trouble ({language}).",
    "elsewhere": "“{found}” is used in another country, not here ({language}).",
}

_AMOUNT_MESSAGES = {
    "phone": (
        "There is a phone number in the text (“{found}”, {language}).",
        "Name the service by a slot, or the number by a fact.",
    ),
    "amount": (
        "There is an amount or a time in the text (“{found}”, {language}).",
        "Make it a fact of the register, or say it without the number.",
    ),
    "date": (
        "There is a date or an hour in the text (“{found}”, {language}).",
        "Make it a fact of the register, or leave it to the service's own hours.",
    ),
}

_may_be_amount = re.compile(r"\d|kuluessa|sisällä|aikana|inom|within", re.IGNORECASE)
_NUMBER = r"(?<![\w:/])\d[\d\s.,–-]{0,15}"
_AMOUNTS = {
    "phone": dict.fromkeys(
        KNOWN_LANGUAGES,
        re.compile(
            r"(?<![\w/.,-])(?:\+358[\d ]{5,15}|0\d{1,3}[ -]?\d{2,4}[ -]?\d{2,4}[\d -]{0,8}|116 ?\d{3})(?!\w)"
        ),
    ),
    "amount": {
        "fi": re.compile(
            rf"{_NUMBER}(?:€|e\b|euro|%|prosent|(?:arki|vuoro)?päivä(?!kir)|vuorokau|viik(?!onl)|vk\b|kuukau|kk\b"
            r"|tun(?:ti|nin|tia|neissa)|minuut)\w*"
            r"|\b(?:yhden|kahden|kolmen|neljän|viiden|kuuden|seitsemän|kahdeksan|kymmenen|\w+toista)\s"
            r"(?:(?:arki)?päivän|vuorokauden|viikon|kuukauden|vuoden)\s(?:kuluessa|sisällä|aikana)",
            re.IGNORECASE,
        ),
        "sv": re.compile(
            rf"{_NUMBER}(?:€|euro\b|%|procent|dag(?!e)|arbetsdag|dygn|vecka|veckor|månad|timm|minut)\w*"
            r"|\binom (?:ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|fjorton|trettio)\s"
            r"(?:arbetsdag|vardag|dag|dygn|veck|månad|år)\w*",
            re.IGNORECASE,
        ),
        "en": re.compile(
            rf"(?:€|\bEUR)\s?\d|{_NUMBER}(?:€|euros?\b|%|per ?cent|(?:working )?days?\b|weeks?\b|months?\b"
            r"|hours?\b|minutes?\b)"
            r"|\bwithin (?:one|two|three|four|five|six|seven|eight|ten|fourteen|thirty)\s"
            r"(?:working )?(?:day|week|month|year)s?",
            re.IGNORECASE,
        ),
    },
    "date": {
        "fi": re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.|\b20\d\d\b|\bklo\s?\d+", re.IGNORECASE),
        "sv": re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.|\b20\d\d\b|\bkl\.?\s?\d+", re.IGNORECASE),
        "en": re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.|\b20\d\d\b|\b\d+\s?(?:am|pm)\b", re.IGNORECASE),
    },
}

_PROMISED = {
    "fi": re.compile(
        r"\b(?:maksuton(?:ta)?|maksutt(?:a|omasti)|ilmai(?:nen|seksi)"
        r"|(?<!mihin )(?<!mitä )sinulla (?:on|voi olla) oikeus)\b",
        re.IGNORECASE,
    ),
    "sv": re.compile(
        r"\b(?:(?:avgifts|kostnads)fri(?:a|tt)?|gratis|kostar inget(?:ting)?"
        r"|(?<!vad )du (?:har|kan ha) rätt (?:till|att))\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:free of charge|(?:is|are) free(?=[.,;]|$)|for free(?! time)|costs? nothing"
        r"|(?<!what )you (?:may )?have (?:the|a) right to|(?<!what )you are entitled)\b",
        re.IGNORECASE,
    ),
}
"""That something is free or a right: true until the law or the price changes."""
_ASKED = {
    "fi": re.compile(r"\b(?:kysy|katso|selvitä|tarkista|onko|ovatko|mihin asti)", re.IGNORECASE),
    "sv": re.compile(r"\b(?:fråga|se|ta reda|kontrollera|hur länge)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:ask|see|check|find out|whether)\b", re.IGNORECASE),
}
"""A sentence that sends somebody to ask promises nothing."""
