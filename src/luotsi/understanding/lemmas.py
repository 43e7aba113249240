"""Base forms and compound parts of Finnish words, where libvoikko is installed; without it nothing is lost
but a few hits.

Neither the library nor its dictionary is part of Luotsi: the dictionary is under the GPL. One handle must
not be used by two threads at once.
"""

from __future__ import annotations

import logging
import threading
from functools import lru_cache

from luotsi.understanding.words import fold

try:
    from libvoikko import Voikko, VoikkoException
except ImportError:
    Voikko = None

_MOST_KEPT = 50_000
_lock = threading.Lock()

logger = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def _handle() -> object | None:
    """The library with its Finnish dictionary; None when either is missing."""
    if Voikko is None:
        return None
    try:
        return Voikko("fi")
    except (VoikkoException, OSError) as error:
        logger.info("libvoikko is there but cannot be used (%s); Finnish is read without it.", error)
        return None


def is_available() -> bool:
    """Whether Finnish words get base forms on this machine."""
    return _handle() is not None


@lru_cache(maxsize=_MOST_KEPT)
def forms(word: str) -> tuple[str, ...]:
    """Base forms and parts of a compound, folded, without the word itself; empty where nothing is known.

    `word` is in lower case and not folded: the dictionary knows ä and ö.
    """
    handle = _handle()
    if handle is None or len(word) < 3:
        return ()
    with _lock:
        analyses = handle.analyze(word)
    found: dict[str, None] = {}
    for analysis in analyses[:3]:
        found[fold(analysis.get("BASEFORM", ""))] = None
        parts = analysis.get("WORDBASES", "")
        found.update(dict.fromkeys(fold(part) for part in _parts(parts)))
    found.pop(fold(word), None)
    found.pop("", None)
    return tuple(found)


def _parts(bases: str) -> list[str]:
    """The words of "+hammas(hammas)+lääkäri(lääkäri)"; an ending such as "+(+in)" is none."""
    inside = [piece.split("(", 1)[1].rstrip(")") for piece in bases.split("+") if "(" in piece]
    return [part for part in inside if part and part[0].isalpha()]
