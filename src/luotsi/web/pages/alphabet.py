"""Titles in the order of an alphabet: by language, as people of that language look for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

NUMBERS = "0–9"

_OWN_LETTERS = {"å": "{", "ä": "|", "ö": "}"}
"""Letters after z in Finnish and Swedish: the characters that follow z in the order of computers."""
_ALIKE = {"æ": "ä", "ø": "ö", "õ": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ŋ": "n", "ŧ": "t"}
_V_FOR_W = frozenset({"fi"})
"""Finnish lists keep W among V. Swedish ones did, too, until 2006; now it is a letter of its own."""
_ARTICLE = re.compile(r"(?:an?|the)\s+(?=\w)", re.IGNORECASE)
_BEFORE_WORDS = re.compile(r"^[^\w]+")


@dataclass(frozen=True, slots=True)
class Letter(Generic[Item]):
    """A heading of the list and what stands under it."""

    sign: str
    items: tuple[Item, ...]


def sort_key(title: str, language: str) -> tuple[str, str]:
    """What titles are ordered by: å ä ö after z except in English, whose articles do not count."""
    words = _BEFORE_WORDS.sub("", title)
    if language == "en":
        words = _ARTICLE.sub("", words, count=1) if _ARTICLE.match(words) else words
    return "".join(_places(words, language)), title


def _places(words: str, language: str) -> Iterable[str]:
    has_own = language != "en"
    for sign in unicodedata.normalize("NFC", words.casefold()):
        alike = _ALIKE.get(sign, sign)
        if has_own and alike in _OWN_LETTERS:
            yield _OWN_LETTERS[alike]
        elif alike == "w" and language in _V_FOR_W:
            yield "v"
        elif alike == "ü" and has_own:
            yield "y"
        elif alike.isalnum():
            yield unicodedata.normalize("NFD", alike)[0] if len(alike) == 1 else alike
        elif alike.isspace():
            yield " "


def letters(items: Iterable[Item], title_of: Callable[[Item], str], language: str) -> list[Letter[Item]]:
    """Items under the letters that they begin with, numbers first; letters without any are left out."""
    keyed = sorted(((sort_key(title_of(item), language), item) for item in items), key=lambda pair: pair[0])
    found: dict[str, list[Item]] = {}
    for (order, _title), item in keyed:
        found.setdefault(_sign(order), []).append(item)
    return [Letter(sign, tuple(some)) for sign, some in found.items()]


def _sign(order: str) -> str:
    first = order[:1]
    own = {place: letter for letter, place in _OWN_LETTERS.items()}
    return own.get(first, first).upper() if first.isalpha() or first in own else NUMBERS


def pages(found: Sequence[Letter[Item]], most: int) -> list[list[Letter[Item]]]:
    """Whole letters on pages of at most `most` items; a letter with more of them than that goes on."""
    made: list[list[Letter[Item]]] = [[]]
    for letter in found:
        taken = sum(len(each.items) for each in made[-1])
        if taken and taken + len(letter.items) > most:
            made.append([])
        for first in range(0, len(letter.items), most):
            if first:
                made.append([])
            made[-1].append(Letter(letter.sign, letter.items[first : first + most]))
    return made
