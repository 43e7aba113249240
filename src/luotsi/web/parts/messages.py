"""What a person wrote, made fit to be read by machines and shown: for pages and the API alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luotsi.safety.emergency import Assessment, assess

LONGEST = 4_000
"""Characters of a message that are understood and shown; more is cut, and the writer is told."""

LONGEST_ASSESSED = 40_000
"""Characters that are searched for an emergency: danger may stand at the end of a long story."""

_LONGEST_DATA = 100
"""Characters at the end of a part in which half of some personal data is looked for."""

_WORD = re.compile(r"\S+")
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
    return Message(beginning(whole, LONGEST), whole, len(whole) > LONGEST)


def beginning(text: str, most: int) -> str:
    """The text, or its first `most` characters without what was cut in two.

    Half a word goes, and so do numbers at the end: half an identity code or e-mail address could not be
    recognised and masked any more.
    """
    if len(text) <= most:
        return text
    floor = max(0, most - _LONGEST_DATA)
    last = text[floor:most]
    end = len(last)
    for word in reversed(list(_WORD.finditer(last))):
        is_half = word.end() == len(last) and not text[most].isspace()
        if not is_half and not any(letter.isdigit() for letter in word.group()):
            break
        end = word.start()
    # One unbroken run of letters has no half words.
    is_unbroken = end == 0 and not any(letter.isdigit() for letter in last)
    return text[: most if is_unbroken else floor + end].rstrip()


def assessed_whole(message: Message, so_far: Assessment, language: str) -> Assessment:
    """The assessment of the part that was understood, or of the whole message where that tells of more."""
    if not message.was_cut or so_far.is_emergency:
        return so_far
    found = assess(message.whole, language)
    return found if found.is_emergency or found.is_soft else so_far
