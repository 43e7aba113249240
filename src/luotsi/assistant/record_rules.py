"""What of a turn may be kept. Pure: no table, no clock.

Whatever a stranger can send (answers, a municipality, the language of a page) is kept only when it is on a
closed list: a name that was put in the place of a code must not end in a column of codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from luotsi.assistant.record_types import MissClass
from luotsi.assistant.types import Candidate, Reply
from luotsi.guidance.facets import facets

KEPT_FOR = timedelta(days=90)
"""How long a record is kept."""
OPEN_FOR = timedelta(hours=24)
"""How long after a turn its record still learns what came of it."""
UNOPENED_AFTER = timedelta(hours=1)
"""After this long nobody is waited for to open what was offered."""
LONGEST_WORDS = 2_000
"""Characters of a message that are kept."""

LANGUAGES = frozenset({"fi", "sv", "en"})

_DONT_KNOW = "dont_know"
_MUNICIPALITY = re.compile(r"[0-9]{3}")
_FOREIGN = re.compile(r"[a-z]{2,3}")
_LENGTHS = ((0, "0"), (1, "1"), (3, "2-3"), (7, "4-7"), (15, "8-15"), (30, "16-30"), (100, "31-100"))


def columns_of(
    reply: Reply, channel: str, page_language: str, municipality: str | None, answers: Mapping[str, str]
) -> dict[str, Any]:
    """The columns of a record, all but its id, hour and words."""
    return {
        "channel": channel,
        "page_language": page_language if page_language in LANGUAGES else "",
        "language": _language(reply),
        "kind": reply.kind,
        "act": reply.act,
        "is_soft": reply.assessment.is_soft,
        "emergencies": together(reply.assessment.kinds if reply.assessment.is_emergency else ()),
        "candidates": [[one.path, round(one.score, 2)] for one in _all_candidates(reply)],
        "offered": offered(reply),
        "question": reply.question.facet if reply.question else "",
        "answers": known_answers(answers),
        "authorities": together(authority.code for authority in reply.authorities),
        "municipality": _municipality(reply, municipality or ""),
        "miss": reply.miss or "",
        "length": length(reply.masked.text),
    }


def known_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """Of answers to clarifying questions those of the vocabulary; municipalities have their column."""
    known = facets()
    return {
        facet: code
        for facet, code in answers.items()
        if facet in known and (code in known[facet].options or code == _DONT_KNOW)
    }


def offered(reply: Reply) -> int:
    """How many paths a reply offers, those of several needs counted together."""
    return len(_of_needs(reply)) if reply.needs else reply.offered


def may_keep_words(reply: Reply) -> bool:
    """Whether the message may be kept, should the turn prove to be a miss.

    Never of an emergency, of a worry that got the softer block, or where a sensitive path was offered: what
    people write of violence or intoxicants is not kept on such a path either.
    """
    shown = _all_candidates(reply)[: offered(reply)]
    return not _is_alarming(reply) and not any(candidate.is_sensitive for candidate in shown)


def is_missed_at_once(reply: Reply) -> bool:
    """Whether the reply itself says that the message was not understood well enough."""
    return reply.miss is not None or reply.kind in {"none", "clarify"} or reply.act == "vague"


def nearer_the_cause(known: str, new: MissClass) -> MissClass:
    """Which of two classes of a miss is kept; `known` may be ""."""
    order = list(MissClass)
    return min(new, MissClass(known), key=order.index) if known else new


def length(text: str) -> str:
    """How many words a text has, as a range; an exact number would tell messages apart."""
    words = len(text.split())
    return next((name for most, name in _LENGTHS if words <= most), "101-")


def to_the_hour(moment: datetime) -> datetime:
    """The start of the hour: all that is kept of the time."""
    return moment.replace(minute=0, second=0, microsecond=0)


def together(codes: Iterable[str]) -> str:
    """Codes in one column."""
    return ",".join(codes)


def apart(column: str) -> tuple[str, ...]:
    """The codes of a column."""
    return tuple(filter(None, column.split(",")))


def _is_alarming(reply: Reply) -> bool:
    return reply.kind == "emergency" or reply.assessment.is_emergency or reply.assessment.is_soft


def _municipality(reply: Reply, code: str) -> str:
    """The code; none of an emergency, which in a small place and a certain hour may tell whose it was."""
    return code if _MUNICIPALITY.fullmatch(code) and not _is_alarming(reply) else ""


def _language(reply: Reply) -> str:
    if reply.language in LANGUAGES:
        return reply.language
    return reply.foreign if _FOREIGN.fullmatch(reply.foreign) else ""


def _all_candidates(reply: Reply) -> tuple[Candidate, ...]:
    """Those offered first; a path that serves two needs counts once."""
    if not reply.needs:
        return reply.candidates
    found = {candidate.path: candidate for candidate in (*_of_needs(reply), *reply.candidates)}
    return tuple(found.values())


def _of_needs(reply: Reply) -> tuple[Candidate, ...]:
    found = {candidate.path: candidate for need in reply.needs for candidate in need.candidates}
    return tuple(found.values())
