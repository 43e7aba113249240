"""A text as the patterns of masking read it: every digit, dash and space written in one way.

The reading is never shown or stored. It only tells where personal data stands, and its places lead back to
the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

MASKED, KEPT = "\x00", "\x01"
"""What stands in a reading for a masked and for a kept character. No reading of a text holds them itself."""

GAP = r"[ \n\u00ad]"
BLANK = r"[ \u00ad]"

Span = tuple[int, int]
Judge = Callable[[re.Match[str]], Span | None]
"""Which part of a match is meant, or None when it is something else after all."""

_PLAIN = re.compile(r"[\n\x20-\x7e]*\Z")
_SOFT_HYPHEN = "\u00ad"
_LOOKALIKES = str.maketrans("АВСЕНКМОРТХУаеорсхуΑΒΕΗΚΜΝΟΡΤΥΧ", "ABCEHKMOPTXYaeopcxyABEHKMNOPTYX")
"""Cyrillic and Greek letters that no eye tells from Latin ones."""

_MONEY_OR_MEASURE = re.compile(
    r"\s?(?:€|%|(?:e|eur|euroa?|euron|euros?|mk|kr|sek|km|kpl|kg|min|h|v|vuotta|tuntia|kertaa|päivää|st"
    r"|years?|hours?|år|timmar|mg|ml|g|cm|mm|m2|m3)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` as patterns read it; `places[i]` is where its character i stands (None: at i itself)."""

    text: str
    places: tuple[int, ...] | None = None

    def place(self, index: int, end: int) -> int:
        """Where character `index` of the reading stands in the text, whose length is `end`."""
        if self.places is None:
            return index
        return self.places[index] if index < len(self.places) else end


def read(text: str) -> Reading:
    """The reading of any string. Marks that nobody sees (zero width, accents on their own) are left out."""
    if _PLAIN.match(text):
        return Reading(text)
    table = {character: _read_character(character) for character in set(text)}
    if all(table.values()):
        return Reading("".join([table[character] for character in text]))
    places = tuple(index for index, character in enumerate(text) if table[character])
    return Reading("".join([table[character] for character in text]), places)


def _read_character(character: str) -> str:
    """One character or none."""
    if character in ("\n", _SOFT_HYPHEN):
        return character
    if character.isspace():
        return "\n" if character in "\v\f\x85\u2028\u2029" else " "
    compatible = unicodedata.normalize("NFKC", character)
    if len(compatible) == 1:
        character = compatible
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    if character in "·•∙⋅‧・":
        return "."
    category = unicodedata.category(character)
    if category == "Pd" or character in "\u2212\u2043\u02d7":
        return "-"
    if category in ("Cc", "Cf", "Mn", "Me") or character in "\u3164\u115f\u1160":
        return ""
    return character.translate(_LOOKALIKES)


def whole(match: re.Match[str]) -> Span:
    """The judge that always means all of a match."""
    return match.span()


def digits_of(text: str) -> str:
    return re.sub(r"\D+", "", text)


def is_measured(match: re.Match[str]) -> bool:
    """Whether a unit of money, time or size follows."""
    return _MONEY_OR_MEASURE.match(match.string, match.end()) is not None


def before(match: re.Match[str], length: int) -> str:
    """At most `length` characters before a match, none from beyond what was masked."""
    start = match.start()
    return match.string[max(0, start - length) : start].rpartition(MASKED)[2]


def after(match: re.Match[str], length: int) -> str:
    """At most `length` characters after a match, none from beyond what was masked."""
    return match.string[match.end() : match.end() + length].partition(MASKED)[0]
