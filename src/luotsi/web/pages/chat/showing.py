"""From a conversation's log to the lines that a page shows: what the script does in the browser, done here.

`static/chat/lines.js` makes the same lines of the same entries; tests/pages compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from luotsi.foundation.clock import HELSINKI
from luotsi.organisation.queries import area_name
from luotsi.safety.emergency import Assessment
from luotsi.web.pages.chat import words
from luotsi.web.pages.chat.engine import Talk

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `look`: said (the client's), reply, remark (what happened), packet, emergency."""

    seq: int
    look: str
    text: str = ""
    who: str = ""
    time: str = ""
    assessment: Assessment | None = None
    packet: Told | None = None

    @property
    def packet_lines(self) -> list[str]:
        """What was handed over, line by line."""
        return list(packet_words(self.packet or {}))

    @property
    def key(self) -> str:
        """For ids in the page."""
        return f"line-{self.seq}"


def blanks() -> list[Line]:
    """One empty line of each look, from which the script makes its own."""
    return [Line(0, look) for look in ("said", "reply", "remark", "packet")]


def lines(talk: Talk, language: str) -> list[Line]:
    """Every line, in order."""
    told, name = words.lines(), ""
    found: list[Line] = []
    for entry in talk.entries:
        if entry["kind"] == "assigned":
            name = entry["name"]
        found += _line(entry, told, name, language)
    return found


def _line(entry: Told, told: Mapping[str, str], name: str, language: str) -> Iterator[Line]:
    seq, kind = entry["seq"], entry["kind"]
    match kind:
        case "message":
            is_own = entry["author"] == "client"
            who = told["you"] if is_own else told["assistant"]
            if entry["author"] == "professional":
                who = name or told["professional"]
            yield Line(
                seq, "said" if is_own else "reply", entry["text"], who, clock_words(entry["at"], language)
            )
        case "packet":
            yield Line(seq, "packet", told["packet"], packet=entry)
        case "emergency":
            kinds = tuple(entry.get("kinds", ()))
            soft = bool(entry.get("is_soft"))
            yield Line(
                seq, "emergency", assessment=Assessment(is_emergency=not soft, kinds=kinds, is_soft=soft)
            )
        case _:
            if text := remark(entry, told, language):
                yield Line(seq, "remark", text)


def remark(entry: Told, told: Mapping[str, str], language: str) -> str:
    """What happened, as a sentence; "" for what needs none."""
    kind = entry["kind"]
    match kind:
        case "status":
            text = told["queued"] if entry["state"] == "queued" else ""
        case "masked":
            only_code = list(entry.get("found", ())) == ["identity_code"]
            text = told["masked.identity_code" if only_code else "masked"]
        case "left" if not entry.get("waited", True):
            text = told["left.held"]
        case "returned" if not entry.get("kept_place", True):
            text = told["returned.lost"]
        case "notice":
            text = told.get(f"notice.{entry['about']}", "")
        case "ended":
            text = told.get(f"ended.{entry['by']}", told["ended"])
        case _:
            text = told.get(kind, "")
    # A notice's moment is what it is about: when the conversation ends, when the service closes.
    return text.format(
        name=entry.get("name", ""),
        days=entry.get("days", ""),
        time=clock_words(entry.get("due") or entry["at"], language),
        area=area_name(entry["to_area"], language) if "to_area" in entry else "",
        place=minutes(entry.get("place_s", 0), told),
        whole=minutes(entry.get("whole_s", 0), told),
    )


def minutes(seconds: int, told: Mapping[str, str]) -> str:
    """A span that is promised, in whole minutes: never more than is kept."""
    number = seconds // 60
    return told["minutes.1"] if number == 1 else told["minutes"].format(number=number)


def clock_words(moment: str, language: str) -> str:
    """A moment in ISO 8601 as a time of day; "" for none."""
    if not moment:
        return ""
    try:
        at = datetime.fromisoformat(moment).astimezone(HELSINKI)
    except ValueError:
        return ""
    return at.strftime("%H:%M") if language == "en" else at.strftime("%H.%M").removeprefix("0")


def who(talk: Talk) -> str:
    """Who is on the other side now."""
    told = words.states()
    state = "lost" if talk.view.get("is_lost") else talk.state
    return told.get(f"who.{state}", "").format(name=talk.view.get("professional") or "")


def queue_words(talk: Talk) -> list[str]:
    """The place in the queue, and an honest guess of the wait."""
    if talk.state != "queued" or talk.position is None:
        return []
    told, place = words.states(), talk.position
    number = told["position.1"] if place.number == 1 else told["position"].format(number=place.number)
    if place.range is None:
        return [number, told["range.none"]]
    low, high = place.range.low, place.range.high
    return [number, told["range.same" if low == high else "range"].format(low=low, high=high)]


def stays_words(talk: Talk) -> str:
    """For how long the place in the queue is kept for who leaves; "" for who is in none."""
    if talk.position is None:
        return ""
    return words.states()["stays"].format(place=minutes(talk.position.kept_s, words.lines()))


def as_text(talk: Talk, title: str, language: str) -> str:
    """The conversation for the client's own keeping."""
    return "\n".join((title, "", *_written(lines(talk, language)), ""))


def _written(shown: Iterable[Line]) -> Iterator[str]:
    for line in shown:
        if line.packet:
            yield from (f"{line.text}:", *packet_words(line.packet), "")
        elif line.who:
            yield from (f"{line.who}, {line.time}: {line.text}", "")
        elif line.text:
            yield from (f"– {line.text}", "")


def packet_words(packet: Told) -> Iterator[str]:
    """What was handed over, line by line."""
    if packet.get("asked"):
        yield f"  ”{packet['asked']}”"
    if packet.get("title"):
        yield f"  {packet['title']}"
    yield from (f"  {asked} {answered}" for asked, answered in packet.get("answers", ()))
    yield from (f"  → {title}" for title in packet.get("offered", ()))
