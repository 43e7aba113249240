"""Advice beside the faults: what a writer may mend in the words of a path and in its example utterances.

Nothing here keeps anything from residents. What good words and utterances are: docs/content-guide.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from luotsi.flows.document import PathDocument
from luotsi.flows.plain_language import Advice, advise
from luotsi.flows.yaml_tree import lines_of
from luotsi.guidance.types import Flaw

FEWEST = {"fi": 20, "sv": 10, "en": 10}
MOST = {"fi": 60}
"""Utterances of one path, by language."""
LONG = 8
"""Words; a path needs utterances that are longer."""
LEAST_LONG = 0.25
OPENING = 4
"""Words that make an opening."""
MOST_SHARED_OPENINGS = 0.15

_personal = re.compile(
    r"\b\d{6}[-+A-Y]\d{3}[0-9A-Y]\b|(?<![\d.,])(?:\+358|0\d)[\d -]{6,15}\d|\S@[\w.-]{1,60}\.\w"
)
_words = re.compile(r"\w+(?:[’'-]\w+)*")

Utterances = Mapping[str, Sequence[str]]
"""By language."""


def of_document(document: PathDocument, text: str = "") -> tuple[Flaw, ...]:
    """Advice on a document's words, with the line of `text` for each remark."""
    found = advise(document)
    lines = lines_of(text, [place for advice in found for place in _places(advice)]) if found and text else {}
    return tuple(
        Flaw(
            advice.kind,
            advice.where,
            advice.message,
            advice.advice,
            max((lines[place] for place in _places(advice)), default=None) if lines else None,
        )
        for advice in found
    )


def of_utterances(utterances: Utterances, text: str = "") -> tuple[Flaw, ...]:
    """Advice on the example utterances of one path; `text` is the file in which they stand."""
    found = [flaw for language in FEWEST for flaw in _of_language(language, utterances.get(language, ()))]
    return tuple(_with_line(flaw, text) for flaw in found)


def _places(advice: Advice) -> tuple[str, ...]:
    """Where the text of a remark stands; an option's label may have a name of its own."""
    if not advice.language:
        return (advice.where,)
    return (f"{advice.where}.{advice.language}", f"{advice.where}.label.{advice.language}")


def _of_language(language: str, said: Sequence[str]) -> Iterator[Flaw]:
    if len(said) < FEWEST[language]:
        yield _flaw(language, f"There are {len(said)} utterances.", f"Write at least {FEWEST[language]}.")
    if len(said) > MOST.get(language, len(said)):
        yield _flaw(language, f"There are {len(said)} utterances.", f"Keep the {MOST[language]} best.")
    if not said:
        return
    words = [_words.findall(line.casefold()) for line in said]
    long = sum(len(line) > LONG for line in words) / len(said)
    if long < LEAST_LONG:
        message = f"{long:.0%} of the lines have more than {LONG} words."
        yield _flaw(language, message, f"Let at least {LEAST_LONG:.0%} be whole stories.")
    yield from _alike(language, said, words)
    for line in said:
        if _personal.search(line):
            yield _flaw(line, f"A number or address of a person stands here ({language}).", "Take it out.")


def _alike(language: str, said: Sequence[str], words: Sequence[Sequence[str]]) -> Iterator[Flaw]:
    """Lines made from one template: the same opening, or one word changed."""
    openings = Counter(tuple(line[:OPENING]) for line in words if len(line) >= OPENING)
    shared = {opening: count for opening, count in openings.items() if count > 1}
    share = sum(shared.values()) / len(said)
    if share > MOST_SHARED_OPENINGS:
        usual = " ".join(max(shared.items(), key=itemgetter(1))[0])
        message = f"{share:.0%} of the lines share their first {OPENING} words with another: {usual} …"
        yield _flaw(language, message, f"Begin them differently; at most {MOST_SHARED_OPENINGS:.0%}.")
    seen: dict[tuple[str, ...], str] = {}
    for line, parts in zip(said, words, strict=True):
        if len(parts) < OPENING:
            continue
        for place in range(len(parts)):
            gapped = (*parts[:place], "…", *parts[place + 1 :])
            other = seen.setdefault(gapped, line)
            if other != line:
                yield _flaw(line, f"It differs by one word from “{other}” ({language}).", "Keep one.")
                break


def _flaw(where: str, message: str, advice: str) -> Flaw:
    return Flaw("utterances", where, message, advice)


def _with_line(flaw: Flaw, text: str) -> Flaw:
    """The line of the utterance, or of its language's list."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() == f"{flaw.where}:" or flaw.where == _plain(line):
            return Flaw(flaw.kind, flaw.where, flaw.message, flaw.advice, number)
    return flaw


def _plain(line: str) -> str:
    """The utterance that a line of a list holds."""
    return " ".join(line.strip().removeprefix("- ").strip("'\"").split())
