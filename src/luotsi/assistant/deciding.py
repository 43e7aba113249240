"""What a message is, from what understanding makes of it. Pure; the thresholds were found on the development
cases in `evaluation/`, and `luotsi evaluate` shows what another value would do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from luotsi.assistant.register import ACT, AUTHORITY, OUT_OF_SCOPE
from luotsi.understanding.types import Understood

PATH = "path"

PERSON = 0.25
"""Probability from which a message asks for a person, or whether this is a machine."""
ACT_ALONE = 0.4
"""The same for the other acts: a greeting, thanks, opening hours …"""
NOBODY, ANOTHER = 0.06, 0.3
"""Probability from which a message may be nobody's matter here, or another authority's."""
BESIDE_PATH = 1.0
"""How likely other authorities must be beside the likeliest path of the county's own."""
LEAST_KNOWN, LEAST_KNOWN_OF_NOTHING, HARDLY_A_PATH = 0.55, 0.68, 0.2
"""Share of a message that must be known, lest it is gibberish or another language: more where no path is
even this likely."""
PLACE_TOLD = 0.05
"""Probability from which opening hours, a place or a number are asked, so that the path about them joins."""
VAGUE, VAGUE_IN_LONG, SHORT = 0.05, 0.4, 9
"""Up to `SHORT` words a little vagueness is enough to ask first: a story always sounds a bit vague."""
FEW_WORDS, LEAST_TELLING, CLEAR = 3, 0.52, 0.96
"""A word or two that are used of everything ("time", "information") ask for a question too, unless one path
is as good as sure."""
FLAT, FLAT_WORDS = 0.5, 5
"""So few words of which no path is this likely are asked about as well."""
UNSURE = 0.1
"""Up to `SHORT` words are asked about too when hardly any path is likely: an offer would be a guess."""
NAMED = 0.05
"""Probability from which an authority is named; below it the path about authorities is enough."""
BELOW_FLOOR = 0.02
"""A likeliest path less probable than this is no offer."""
CLOSE, CLOSE_TOGETHER = 0.6, 0.6
"""Two paths of which the second is nearly as likely as the first, and hardly any third: which was meant?"""

Sense = Literal["person", "act", "nothing", "out_of_scope", "vague", "need"]

PLACES = frozenset({"opening_hours", "location", "phone_number"})
PERSONS = frozenset({"person", "machine"})
OTHER_AUTHORITY = "other_authority"
_SAME: Mapping[str, frozenset[str]] = {"human_request": PERSONS, "opening_contact": PLACES}
"""The acts that say what the paths of a contact reason say."""


@dataclass(frozen=True, slots=True)
class Sensed:
    """What a message is, and what speaks for it."""

    sense: Sense
    act: str = ""
    authorities: tuple[str, ...] = ()
    paths: Mapping[str, float] = field(default_factory=dict)
    """Every path that came up with its probability, the likeliest first."""


def sensed(understood: Understood, reasons: Mapping[str, str] = MappingProxyType({})) -> Sensed:
    """What a message is. `reasons`: the primary contact reason of each path. It tells the paths that only
    lead to another authority, and those that say what an act says: a wish for a person, opening hours.
    """
    shares = _Shares.of(understood).joined(reasons)
    act = max(shares.acts, key=lambda code: shares.acts[code], default="")
    paths = shares.paths
    top = max(paths.values(), default=0.0)
    asks_person = sum(shares.acts.get(code, 0.0) for code in PERSONS)
    if asks_person >= PERSON and asks_person > top:
        code = "machine" if shares.acts.get("machine", 0.0) > shares.acts.get("person", 0.0) else "person"
        return Sensed("person", code, paths=paths)
    if act not in {"", "vague", *PERSONS} and shares.acts[act] >= ACT_ALONE:
        return Sensed("act", act, paths=paths)
    if _is_nothing(understood, top):
        return Sensed("nothing", paths=paths)
    its_own_authority = frozenset(path for path in paths if reasons.get(path) == OTHER_AUTHORITY)
    if _is_of_another(shares, its_own_authority):
        return Sensed("out_of_scope", authorities=_likeliest(shares.authorities), paths=paths)
    if shares.nobody >= NOBODY and shares.nobody > top and shares.nobody > shares.acts.get("vague", 0.0):
        return Sensed("out_of_scope", paths=paths)
    if _is_vague(understood, shares, top):
        return Sensed("vague", "vague", paths=paths)
    return Sensed("need", paths=paths)


def are_close(paths: Mapping[str, float]) -> bool:
    """Whether two paths are meant about equally, and no third."""
    best = sorted(paths.values(), reverse=True)[:2]
    return len(best) == 2 and best[1] >= CLOSE * best[0] and sum(best) >= CLOSE_TOGETHER


@dataclass(frozen=True, slots=True)
class _Shares:
    paths: Mapping[str, float]
    acts: Mapping[str, float]
    authorities: Mapping[str, float]
    nobody: float

    @classmethod
    def of(cls, understood: Understood) -> _Shares:
        def of_kind(kind: str) -> dict[str, float]:
            return {one.key: one.probability for one in understood.guesses if one.kind == kind}

        return cls(of_kind(PATH), of_kind(ACT), of_kind(AUTHORITY), sum(of_kind(OUT_OF_SCOPE).values()))

    def joined(self, reasons: Mapping[str, str]) -> _Shares:
        """The same, where a path that says what an act says adds to that act."""
        paths, acts = dict(self.paths), dict(self.acts)
        for path in self.paths:
            said = _SAME.get(reasons.get(path, ""), frozenset())
            act = max(said, key=lambda code: (acts.get(code, 0.0), code), default="")
            if act and (act in PERSONS or acts.get(act, 0.0) >= PLACE_TOLD):
                acts[act] = acts.get(act, 0.0) + paths.pop(path)
        return replace(self, paths=paths, acts=acts)


def _is_nothing(understood: Understood, top: float) -> bool:
    least = LEAST_KNOWN if top >= HARDLY_A_PATH else LEAST_KNOWN_OF_NOTHING
    return understood.words == 0 or understood.known < least


def _is_of_another(shares: _Shares, its_own: frozenset[str]) -> bool:
    """Whether other authorities, with the paths that only lead to them, are likely beside our own paths."""
    theirs = sum(shares.authorities.values()) + sum(shares.paths.get(path, 0.0) for path in its_own)
    ours = max((share for path, share in shares.paths.items() if path not in its_own), default=0.0)
    return theirs >= ANOTHER and theirs > BESIDE_PATH * ours


def _is_vague(understood: Understood, shares: _Shares, top: float) -> bool:
    vague = shares.acts.get("vague", 0.0)
    if vague > top and vague >= (VAGUE if understood.words <= SHORT else VAGUE_IN_LONG):
        return True
    if understood.words <= FEW_WORDS and understood.telling < LEAST_TELLING and top < CLEAR:
        return True
    if understood.words <= SHORT and top < UNSURE:
        return True
    return understood.words <= FLAT_WORDS and top < FLAT


def _likeliest(authorities: Mapping[str, float]) -> tuple[str, ...]:
    """The likeliest authority, and a second one that is nearly as likely."""
    order = sorted(authorities, key=lambda code: (-authorities[code], code))[:2]
    least = max(NAMED, CLOSE * authorities[order[0]]) if order else NAMED
    return tuple(code for code in order if authorities[code] >= least)
