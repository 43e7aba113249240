"""What an answer to the survey of wishes must be like, and what of the answers may be shown. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from luotsi.feedback.types import LONGEST_WORDS, Problem
from luotsi.feedback.wish_types import ACTING_FOR, CHANNELS, FEWEST_SHOWN, HOURS, LANGUAGES, Count, Wish
from luotsi.organisation import taxonomy

CHOICES: Mapping[str, Collection[str]] = {
    "channels": CHANNELS,
    "hours": HOURS,
    "themes": taxonomy.THEMES,
    "languages": LANGUAGES,
    "acting_for": ACTING_FOR,
}
"""The questions in the order in which they are asked, and the codes that each may be answered with."""


def problems_of(wish: Wish) -> Iterator[Problem]:
    """What is wrong with an answer."""
    for question, codes in wish.choices.items():
        if not set(codes) <= set(CHOICES[question]):
            yield Problem(question, "unknown", "a choice is not on the list")
    if len(wish.words) > LONGEST_WORDS:
        yield Problem("words", "too_long", f"at most {LONGEST_WORDS} characters can be kept")
    if wish.is_empty:
        yield Problem("channels", "empty", "nothing was answered")


def languages_to_show(answers: Mapping[str, int]) -> dict[str, int]:
    """Languages whose answers may stand apart. What is left out must not be found by subtraction either."""
    shown = {language: count for language, count in answers.items() if count >= FEWEST_SHOWN}
    hidden = sum(answers.values()) - sum(shown.values())
    if 0 < hidden < FEWEST_SHOWN and shown:
        del shown[min(shown, key=lambda language: (shown[language], language))]
    return dict(sorted(shown.items(), key=lambda pair: (-pair[1], pair[0])))


def counted(
    answers: Iterable[tuple[str, Mapping[str, Iterable[str]]]], languages: Collection[str]
) -> dict[str, dict[str, Count]]:
    """Answers (language, codes by question) as counts of every choice; only `languages` are told apart."""
    totals: Counter[tuple[str, str]] = Counter()
    parts: dict[str, Counter[tuple[str, str]]] = {language: Counter() for language in languages}
    for language, choices in answers:
        made = [(question, code) for question, codes in choices.items() for code in codes]
        totals.update(made)
        if language in parts:
            parts[language].update(made)
    return {
        question: {
            code: Count(
                totals[question, code], {language: part[question, code] for language, part in parts.items()}
            )
            for code in codes
        }
        for question, codes in CHOICES.items()
    }
