"""A conversation as one side sees it: a fold of its log. What was seen before, and what has come since, give
exactly what a fresh look gives (`fold(new, fold(old)) == fold(old + new)`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from luotsi.conversations import kinds
from luotsi.conversations.types import Author, Entry

LINES = (
    kinds.Message,
    kinds.Note,
    kinds.Packet,
    kinds.Emergency,
    kinds.MaskedWords,
    kinds.Notice,
    kinds.Unreadable,
)
"""Kinds that stand as lines of the exchange; the others change how it stands."""


@dataclass(frozen=True, slots=True)
class View:
    """How a conversation stands for one side."""

    last_seq: int = 0
    """Of the last entry that this side saw."""
    state: str = "bot"
    area: str = ""
    professional: str = ""
    """What the client may call the professional who has it; empty when nobody does."""
    is_away: bool = False
    """Whether the client is away."""
    is_lost: bool = False
    """Whether the professional's connection is lost."""
    ends_at: str = ""
    """When it ends unless the client writes; empty when no warning stands."""
    ended_by: str = ""
    feedback: str = ""
    """Empty, asked or given."""
    is_emergency: bool = False
    identity: str = ""
    """Empty, asked or refused; of who has proved it `is_identified` tells."""
    is_identified: bool = False
    is_kept_longer: bool = False
    is_erased: bool = False
    lines: tuple[Entry, ...] = ()

    def to_json(self, *, for_staff: bool) -> dict[str, Any]:
        """As it goes over the wire, without the lines."""
        return {
            "seq": self.last_seq,
            "state": self.state,
            "area": self.area,
            "professional": self.professional,
            "is_away": self.is_away,
            "is_lost": self.is_lost,
            "ends_at": self.ends_at,
            "ended_by": self.ended_by,
            "feedback": self.feedback,
            "is_emergency": self.is_emergency,
            "identity": self.identity,
            "is_identified": self.is_identified,
            "is_kept_longer": self.is_kept_longer,
            "is_erased": self.is_erased,
            **({"lines": len(self.lines)} if for_staff else {}),
        }


NOTHING = View()


def fold(entries: Iterable[Entry], view: View = NOTHING, *, staff: bool = False) -> View:
    """The view after these entries, which are in order. What this side may not see leaves no trace in it."""
    for entry in entries:
        if entry.is_for(staff=staff) and entry.seq > view.last_seq:
            view = replace(_after(view, entry), last_seq=entry.seq)
    return view


def _after(view: View, entry: Entry) -> View:
    if isinstance(entry.what, LINES):
        view = replace(view, lines=(*view.lines, entry))
    change = _CHANGES.get(type(entry.what))
    return change(view, entry) if change else view


def _message(view: View, entry: Entry) -> View:
    return replace(view, ends_at="") if entry.author is Author.CLIENT else view


def _emergency(view: View, entry: Entry) -> View:
    return replace(view, is_emergency=view.is_emergency or not entry.what.is_soft)


def _status(view: View, entry: Entry) -> View:
    state = entry.what.state
    name = view.professional if state in {"assigned", "on_hold", "ended", "wrapped"} else ""
    return replace(view, state=state, area=entry.what.area or view.area, professional=name)


def _assigned(view: View, entry: Entry) -> View:
    return replace(view, state="assigned", professional=entry.what.name, is_lost=False)


def _notice(view: View, entry: Entry) -> View:
    if entry.what.about in {"idle", "on"}:
        return replace(view, ends_at=entry.what.due)
    return view


def _unasked(view: View) -> View:
    """Who asked no longer has it, so nobody waits for an answer."""
    return replace(view, identity="") if view.identity == "asked" else view


def _erased(_view: View, _entry: Entry) -> View:
    """Only what has ended is erased, and nothing that stood before may be seen in what is left."""
    return replace(NOTHING, state="ended", is_erased=True)


_CHANGES: dict[type[kinds.Kind], Callable[[View, Any], View]] = {
    kinds.Message: _message,
    kinds.Emergency: _emergency,
    kinds.Status: _status,
    kinds.Assigned: _assigned,
    kinds.Transferred: lambda view, entry: replace(_unasked(view), area=entry.what.to_area, is_lost=False),
    kinds.Held: lambda view, _entry: replace(view, state="on_hold"),
    kinds.Resumed: lambda view, _entry: replace(view, state="assigned"),
    kinds.ProfessionalLost: lambda view, _entry: replace(view, is_lost=True, ends_at=""),
    kinds.ProfessionalBack: lambda view, _entry: replace(view, is_lost=False),
    kinds.Requeued: lambda view, _entry: replace(
        _unasked(view), state="queued", professional="", is_lost=False
    ),
    kinds.Left: lambda view, _entry: replace(view, is_away=True),
    kinds.Returned: lambda view, _entry: replace(view, is_away=False),
    kinds.Notice: _notice,
    kinds.Ended: lambda view, entry: replace(
        _unasked(view), state="ended", ended_by=entry.what.by, ends_at="", is_lost=False
    ),
    kinds.WrappedUp: lambda view, _entry: replace(view, state="wrapped"),
    kinds.FeedbackAsked: lambda view, _entry: replace(view, feedback="asked"),
    kinds.FeedbackGiven: lambda view, _entry: replace(view, feedback="given"),
    kinds.IdentityAsked: lambda view, _entry: replace(view, identity="asked"),
    kinds.IdentityRefused: lambda view, _entry: replace(view, identity="refused"),
    kinds.Identified: lambda view, _entry: replace(view, identity="", is_identified=True),
    kinds.KeptLonger: lambda view, _entry: replace(view, is_kept_longer=True),
    kinds.Erased: _erased,
}
"""What each kind changes; a kind without a line here changes nothing but the lines."""
