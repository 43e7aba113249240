"""The values of a replay: what became of messages, in numbers, and what there is to write."""

from __future__ import annotations

from dataclasses import dataclass

ANSWERED, UNSURE, CLARIFIED, PERSON = "answered", "unsure", "clarified", "person"
DECLINED, TALK, MISSED, EMERGENCY = "declined", "talk", "missed", "emergency"
KINDS = (ANSWERED, UNSURE, CLARIFIED, PERSON, DECLINED, TALK, MISSED, EMERGENCY)
"""What becomes of a message. `unsure`: an offer was made, and it may be wrong. `declined`: another
authority's matter or nobody's. `talk`: a greeting, thanks and the like."""
OTHER_LANGUAGE = "other_language"
"""A class of misses beside those of `types.Miss`: a language that Luotsi does not speak."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a turn made of one message; no words of it."""

    kind: str
    miss: str = ""
    language: str = "fi"
    path: str = ""
    """The path offered first, if any."""
    authority: str = ""
    near: tuple[tuple[str, float], ...] = ()
    """The likeliest paths with their probabilities, also where nothing was offered."""
    themes: tuple[str, ...] = ()
    emergencies: tuple[str, ...] = ()
    is_soft: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people, and how many different messages."""

    name: str
    people: int
    messages: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Messages of about one meaning that found nothing or only an unsure offer."""

    people: int
    messages: int
    missed: int
    """People of these who would have been offered nothing at all."""
    words: tuple[str, ...]
    """Words that tell the group from all other messages."""
    examples: tuple[str, ...]
    """Typical messages, masked."""
    path: str
    path_title: str
    path_probability: float
    theme: str
    theme_title: str
    is_near_a_path: bool
    """Whether words and examples for the nearest path will do; otherwise a path is missing."""


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A frequent word that nothing here holds: perhaps a term for the lexicon."""

    word: str
    people: int
    forms: tuple[str, ...]
    near: str
    """The most similar word that is known, or ""."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The whole report. "People" are rows of the log times their count."""

    people: int
    messages: int
    """Different messages."""
    kinds: tuple[Counted, ...]
    misses: tuple[Counted, ...]
    emergency_kinds: tuple[Counted, ...]
    soft: int
    languages: tuple[Counted, ...]
    paths: tuple[Counted, ...]
    authorities: tuple[Counted, ...]
    clusters: tuple[Cluster, ...]
    clusters_left: int
    """Smaller groups that are not told."""
    alone: Counted
    """Messages that are like no other."""
    words: tuple[UnknownWord, ...]

    def of_kind(self, kind: str) -> Counted:
        """The count of one of `KINDS`."""
        return next(one for one in self.kinds if one.name == kind)
