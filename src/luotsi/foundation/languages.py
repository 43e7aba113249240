"""Texts in several languages: maps keyed by language tag, with an honest fallback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LANGUAGES_BY_LAW = ("fi", "sv")
DEFAULT_ORDER = (*LANGUAGES_BY_LAW, "en")
"""English beside the languages of the law; also the order of falling back."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A text as shown: the words, the language they really are in, and whether that was a fallback."""

    text: str
    language: str
    is_fallback: bool = False

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def pick(texts: Mapping[str, str], language: str, order: Iterable[str] = DEFAULT_ORDER) -> Worded:
    """The text in `language`, or else in the first language of `order` that has it, or else in any.

    A missing text is an empty `Worded`, never an error: a page must render whatever content holds.
    """
    if wanted := texts.get(language):
        return Worded(wanted, language)
    for other in (*order, *texts):
        if found := texts.get(other):
            return Worded(found, other, is_fallback=True)
    return Worded("", language)
