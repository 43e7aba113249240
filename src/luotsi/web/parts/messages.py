"""What a person wrote, made fit to be read by machines and shown: for pages and the API alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luotsi.safety.emergency import Assessment, assess

LONGEST = 4_000
"""Characters of a message that are understood and shown; more is cut, and the writer is told."""

LONGEST_ASSESSED = 40_000
"""Characters that are searched for an emergency: danger may stand at the end of a long story."""

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters and those that turn the direction of the text around them."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message without what no keyboard writes; `whole` is all of it, for the emergency rules only."""

    text: str
    whole: str
    was_cut: bool


def tidied(written: str) -> Message:
    """Never fails: lone surrogates become "�", control characters go, line ends are one kind."""
    sound = written[: LONGEST_ASSESSED * 2].encode("utf-8", "replace").decode()
    sound = _UNSEEN.sub("", sound.replace("\r\n", "\n").replace("\r", "\n")).strip()
    whole = re.sub(r"\n{3,}", "\n\n", sound)[:LONGEST_ASSESSED]
    return Message(whole[:LONGEST].rstrip(), whole, len(whole) > LONGEST)


def assessed_whole(message: Message, so_far: Assessment, language: str) -> Assessment:
    """The assessment of the part that was understood, or of the whole message where that tells of more."""
    if not message.was_cut or so_far.is_emergency:
        return so_far
    found = assess(message.whole, language)
    return found if found.is_emergency or found.is_soft else so_far
