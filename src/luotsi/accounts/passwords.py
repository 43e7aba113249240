"""What a password must be: long, and not made of words that everybody tries first.

No rule about capitals, digits or marks, and no expiry: they make passwords worse.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 15
LONGEST = 128
"""Longer ones would only let a stranger make the server hash megabytes."""

SHORTEST_WORD = 4
FEWEST_OWN_CHARACTERS = 5
"""How many characters must be left when common words, runs and repetitions are taken away ..."""
ENOUGH_WORDS = 4
"""... unless at least this many different words were joined: such a phrase is hard to guess."""

_WORDS_FILE = Path(__file__).with_name("common_words.txt")
_SEPARATORS = re.compile(r"[\W_]+")


class LengthValidator:
    """15–128 characters."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(
                _("The password is too short: use at least %(shortest)d characters."),
                code="password_too_short",
                params={"shortest": SHORTEST},
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("The password is too long: use at most %(longest)d characters."),
                code="password_too_long",
                params={"longest": LONGEST},
            )

    def get_help_text(self) -> str:
        return _(
            "At least %(shortest)d characters. Four or more words of your own that do not belong "
            "together make a good password."
        ) % {"shortest": SHORTEST}


class CommonWordsValidator:
    """Refuses what is only a common word or the person's own name, repeated, numbered or in a row."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_too_common(password, _words_of(user)):
            raise ValidationError(
                _("This password is easy to guess: it is made of common words, names or rows of keys."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Do not use your name, the name of the service or common words alone.")


def is_too_common(password: str, own_words: Iterable[str] = ()) -> bool:
    """Whether little is left of `password` when everything that guessers try first is taken away."""
    text = _SEPARATORS.sub("", _plain(password))
    words = _common_words() | {_plain(word) for word in own_words if len(word) >= SHORTEST_WORD}
    found, rest = _take_words(text, words)
    if len(found) >= ENOUGH_WORDS:
        return False
    return len(set(_without_runs(rest))) < FEWEST_OWN_CHARACTERS


def _take_words(text: str, words: frozenset[str] | set[str]) -> tuple[set[str], str]:
    """The different common words in `text`, longest first from the left, and what is between them."""
    found: set[str] = set()
    rest: list[str] = []
    longest = max(map(len, words))
    at = 0
    while at < len(text):
        ends = range(min(len(text), at + longest), at + SHORTEST_WORD - 1, -1)
        end = next((end for end in ends if text[at:end] in words), None)
        if end is None:
            rest.append(text[at])
            at += 1
        else:
            found.add(text[at:end])
            at = end
    return found, "".join(rest)


def _without_runs(text: str) -> str:
    """`text` without repetitions and rows such as "aaaa", "1234", "fedc" (three characters or more)."""
    kept: list[str] = []
    at = 0
    while at < len(text):
        end = at + 1
        step = ord(text[end]) - ord(text[at]) if end < len(text) else None
        if step in {-1, 0, 1}:
            while end < len(text) and ord(text[end]) - ord(text[end - 1]) == step:
                end += 1
        if end - at < 3:
            end = at + 1
            kept.append(text[at])
        at = end
    return "".join(kept)


def _plain(text: str) -> str:
    """Small letters without accents, so that "Väinö" and "vaino" are the same guess."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def _words_of(user: Any) -> list[str]:
    if user is None:
        return []
    texts = [user.first_name, user.last_name, user.username, user.email.partition("@")[0]]
    return [word for text in texts for word in re.split(r"[\W_]+", text or "")]


@cache
def _common_words() -> frozenset[str]:
    """Words and passwords that are tried first: Django's list of 20,000 and our Nordic ones."""
    ours = _WORDS_FILE.read_text(encoding="utf-8").splitlines()
    every = {
        _plain(word.strip())
        for word in (*ours, *CommonPasswordValidator().passwords)
        if not word.startswith("#")
    }
    return frozenset(word for word in every if len(word) >= SHORTEST_WORD)
