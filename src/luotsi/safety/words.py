"""Takes a message apart into folded words, with the sentence and the clause in which each stands.

Folding makes "HENGITÄ", "hengita" and "hengitäää" one word: lower case, no marks over letters, no
apostrophes, three or more of a letter as one. It is done with a table and two plain patterns, so the time
is proportional to the text and every string is allowed, also one that is no valid Unicode.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass

_DROPPED = "'`´‘’ʼ＇\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f"
_SPECIAL = {"æ": "a", "ø": "o", "ß": "ss", "ı": "i", "ð": "d", "þ": "th", "ł": "l", "đ": "d"}


def _table() -> dict[int, str | None]:
    """What each character becomes; letters with marks lose them, combining marks go."""
    table: dict[int, str | None] = dict.fromkeys(map(ord, _DROPPED))
    for start, end in ((0xC0, 0x250), (0x1E00, 0x1F00), (0xFF01, 0xFF5F)):
        for code in range(start, end):
            base = unicodedata.normalize("NFKD", chr(code))[0].lower()
            if base != chr(code):
                table[code] = base
    table.update(dict.fromkeys(range(0x300, 0x370)))
    table.update({ord(letter): base for letter, base in _SPECIAL.items()})
    return table


_FOLDED = _table()
_STRETCHED = re.compile(r"([^\W\d_])\1\1+")
_PIECE = re.compile(r"[^\W_]+|[.!?\n\r…;:,()\u2013\u2014]|(?<=\s)-(?=\s)")
_ENDS_OF_SENTENCE = frozenset(".!?\n\r…")

_JOINING = frozenset(
    "ja mutta joten vaan kunnes jolloin och men sa and but so then because while".split()  # noqa: SIM905
)
"""Words that begin a new clause though no comma stands before them."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text. All sequences are parallel; `questions` holds the sentences that ask."""

    words: list[str]
    sentences: list[int]
    clauses: list[int]
    questions: frozenset[int]


def fold(text: str) -> str:
    """The text as rules and classifier read it; never longer than twice the text."""
    return _STRETCHED.sub(r"\1", text.lower().translate(_FOLDED))


def split(folded: str) -> Words:
    """Words of a folded text. Time is proportional to its length."""
    words: list[str] = []
    sentences: list[int] = []
    clauses: list[int] = []
    questions: set[int] = set()
    sentence = clause = 0
    for piece in _PIECE.findall(folded):
        if piece in _ENDS_OF_SENTENCE:
            if words and sentences[-1] == sentence:
                if piece == "?":
                    questions.add(sentence)
                sentence += 1
                clause += 1
            elif words and piece == "?":
                questions.add(sentence - 1)
        elif len(piece) == 1 and not piece.isalnum():
            clause += 1
        else:
            if piece in _JOINING:
                clause += 1
            words.append(sys.intern(piece) if len(piece) < 4 else piece)
            sentences.append(sentence)
            clauses.append(clause)
    return Words(words, sentences, clauses, frozenset(questions))
