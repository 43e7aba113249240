"""A message in pieces, to see whether it tells several needs."""

from __future__ import annotations

import re

LEAST_WORDS = 2
MOST_PIECES = 8

_BREAK = re.compile(
    r"[.!?;\n]+"
    r"|,?\s+(?:ja sitten|ja lisäksi|ja myös|lisäksi|sekä|toiseks(?:i|een)?|samalla"
    r"|och också|och dessutom|dessutom|för det andra|samt|and also|also|plus|as well as|secondly)\s+"
    r"|,?\s+(?:ja|och|and)\s+|,\s+",
    re.IGNORECASE,
)

_SEVERAL = re.compile(
    r"\b(?:molem(?:pi|mat|mis)\w*|kumpi(?:kin|naan)\w*|kaks\w* asia\w*|samalla|lisäksi|toiseks\w*"
    r"|båda|bägge|både|dessutom|samtidigt|för det andra|två saker"
    r"|both|two things|at the same time|same visit|secondly|another thing)\b",
    re.IGNORECASE,
)


def tells_several(text: str) -> bool:
    """Whether the message itself says that it holds more than one need ("båda", "samalla")."""
    return _SEVERAL.search(text[:4000]) is not None


def pieces(text: str) -> list[str]:
    """Sentences and clauses of at least two words, in order; what is shorter belongs to the one before."""
    found: list[str] = []
    # One blank at most between two words: the pattern takes long over a run of them.
    lines = (" ".join(line.split()) for line in text[:4000].splitlines())
    for piece in _BREAK.split("\n".join(line for line in lines if line)):
        words = piece.strip(" ,")
        if not words:
            continue
        if found and len(words.split()) < LEAST_WORDS:
            found[-1] += f" {words}"
        else:
            found.append(words)
    return [piece for piece in found if len(piece.split()) >= LEAST_WORDS][:MOST_PIECES]
