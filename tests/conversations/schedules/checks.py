"""What must hold, as plain functions that give sentences about what does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from luotsi.conversations import cursors, kinds, state
from luotsi.conversations.types import Audience, Author, Entry

Told = dict[str, Any]

WORDS = frozenset({"message", "note"})


@dataclass(slots=True)
class Said:
    """Something that somebody wants to say, and what became of it. Its `text` is said nowhere else."""

    key: str
    text: str
    author: str
    kind: str = "message"
    person: int = 0
    is_plain: bool = True
    """Whether it stands in the log as it was said: nothing in it is masked."""
    answer: list[Told] = field(default_factory=list)
    """The entries with which it was acknowledged."""
    is_refused: bool = False
    """The conversation had ended: it was not taken, and never will be."""

    @property
    def seq(self) -> int:
        """Its place in the log; 0 when it was never acknowledged."""
        return int(self.answer[0]["seq"]) if self.answer else 0


@dataclass(frozen=True, slots=True)
class Fresh:
    """A fresh look at a conversation."""

    entries: list[Told]
    view: Told
    cursor: str

    @classmethod
    def of(cls, told: Told) -> Fresh:
        return cls(told["entries"], told["view"], told["cursor"])

    @property
    def last(self) -> int:
        return int(self.entries[-1]["seq"]) if self.entries else 0


def opened(told: Told, conversation: str) -> Entry:
    """An entry as it came over the wire."""
    return Entry(
        conversation=UUID(conversation),
        seq=told["seq"],
        author=Author(told["author"]),
        person=told.get("person", 0),
        audience=Audience(told.get("audience", "both")),
        at=datetime.fromisoformat(told["at"]),
        what=kinds.from_json(told["kind"], told),
        key=told.get("key", ""),
    )


def places(cursor: str) -> dict[str, int]:
    """How far a cursor has come in its logs."""
    return cursors.read(cursor)


def place(cursor: str, log: str) -> int:
    """How far in this one; 0 when it does not know it."""
    return places(cursor).get(log, 0)


def of_an_answer(said: Said, entries: list[Told]) -> Iterator[str]:
    """An acknowledgement is of what was sent, and the second one equals the first."""
    if said.answer:
        if said.answer != entries:
            yield f"{said.key} was acknowledged twice, and not alike: {said.answer} and then {entries}"
        return
    first = entries[0]
    is_own = (first.get("key"), first["author"], first["kind"]) == (said.key, said.author, said.kind)
    if not is_own or (said.is_plain and first["text"] != said.text):
        yield f"{said.key} ({said.text}) was acknowledged with another entry: {first}"


def of_an_event(seqs: Sequence[int], since: int) -> Iterator[str]:
    """What a stream brings follows what it brought: nothing twice, nothing in another order."""
    if list(seqs) != sorted(set(seqs)) or (seqs and seqs[0] <= since):
        yield f"a stream at place {since} brought {list(seqs)}"


def of_a_step(seen: list[Told], fresh: Fresh, conversation: str, *, staff: bool) -> Iterator[str]:
    """Old state + events = fresh state, and the state that the server tells is a fold of its log."""
    whole = [opened(one, conversation) for one in fresh.entries]
    now = state.fold(whole, staff=staff)
    if now.to_json(for_staff=staff) != fresh.view:
        yield f"the view {fresh.view} is no fold of the log, which gives {now.to_json(for_staff=staff)}"
    last = seen[-1]["seq"] if seen else 0
    old = state.fold((opened(one, conversation) for one in seen), staff=staff)
    if state.fold((one for one in whole if one.seq > last), old, staff=staff) != now:
        yield f"old state at place {last} + events are not the fresh state at {fresh.last}"
    if state.fold(whole, old, staff=staff) != now:
        yield f"what came twice did not count once, from place {last} to {fresh.last}"
    if not now.is_erased and seen != (stood := [one for one in fresh.entries if one["seq"] <= last]):
        yield f"until place {last} was seen {_differing(seen, stood)}"


def of_growth(before: Fresh | None, after: Fresh) -> Iterator[str]:
    """A log only grows: what was shown once is shown ever after, unless it was erased."""
    if before is None or after.view["is_erased"]:
        return
    if after.entries[: len(before.entries)] != before.entries:
        yield f"what a fresh look showed is gone: {_differing(before.entries, after.entries)}"


def of_words(said: Sequence[Said], fresh: Fresh) -> Iterator[str]:
    """What is acknowledged stands there once, what is not at most once, and nobody else's words."""
    if fresh.view["is_erased"]:
        return
    by_seq = {one["seq"]: one for one in fresh.entries}
    texts = Counter(one["text"] for one in fresh.entries if one["kind"] in WORDS)
    for one in said:
        if one.seq and by_seq.get(one.seq, {}).get("text") != one.answer[0]["text"]:
            yield f"acknowledged at place {one.seq} and not there: {one.key} ({one.text})"
        if one.is_plain and texts[one.text] > 1:
            yield f"{texts[one.text]} times there: {one.key} ({one.text})"
        if one.is_refused and one.is_plain and texts[one.text]:
            yield f"refused and yet there: {one.key} ({one.text})"
    known = {one.text for one in said if one.is_plain} | {one.answer[0]["text"] for one in said if one.answer}
    masked = {one["of"] for one in fresh.entries if one["kind"] == "masked"}
    for entry in fresh.entries:
        if entry["kind"] in WORDS and entry["text"] not in known and entry["seq"] not in masked:
            yield f"nobody said what stands at place {entry['seq']}: {entry['text']}"


def of_both_sides(client: Fresh, staff: Fresh) -> Iterator[str]:
    """Both sides see the same log; a client sees neither notes nor whose number or key something has."""
    hidden = ("person", "audience")
    shown = []
    for entry in staff.entries:
        if entry["audience"] == "both":
            own = {name: value for name, value in entry.items() if name not in hidden}
            if entry["author"] != "client":
                own.pop("key", None)
            shown.append(own)
    if client.entries != shown:
        yield f"the sides differ: {_differing(client.entries, shown)}"


def of_a_log(entries: Sequence[Entry], last_seq: int, said: Sequence[Said]) -> Iterator[str]:
    """The tables themselves: places without a gap, each key once, each acknowledged message at its place."""
    if any(isinstance(one.what, kinds.Erased) for one in entries):
        if len(entries) != 1:
            yield f"more stands there than that it was erased: {[one.what.kind for one in entries]}"
        return
    if [one.seq for one in entries] != list(range(1, last_seq + 1)):
        yield f"places up to {last_seq} are {[one.seq for one in entries]}"
    keys = Counter((one.author.value, one.person, one.key) for one in entries if one.key)
    by_key = {(one.author.value, one.person, one.key): one for one in entries}
    yield from (f"{number} entries have the key {key}" for key, number in keys.items() if number > 1)
    for one in said:
        found = by_key.get((one.author, one.person, one.key))
        if one.seq and (found is None or (found.seq, found.what.to_json().get("text")) != _stood(one)):
            yield f"acknowledged at place {one.seq}, in the tables {found}: {one.key}"
        if one.is_refused and found is not None:
            yield f"refused, and in the tables at place {found.seq}: {one.key}"


def of_a_desk(cards: Mapping[str, Told], fresh: Told, person: int) -> str | None:
    """A desk is a fold: the last card of each contact holds. None when it stands as a fresh look does."""
    areas = set(fresh["areas"])
    queue = {
        number: card for number, card in cards.items() if card["state"] == "queued" and card["area"] in areas
    }
    own = {
        number: card
        for number, card in cards.items()
        if card["assignee"] == person and card["state"] in {"assigned", "on_hold", "ended"}
    }
    shown = [{one["id"]: one for one in fresh[name]} for name in ("queue", "own")]
    if [queue, own] == shown:
        return None
    return (
        f"the desk shows {len(queue)} waiting and {len(own)} own, a fresh one {[len(one) for one in shown]}"
    )


def _stood(said: Said) -> tuple[int, str]:
    return said.seq, said.answer[0]["text"]


def _differing(one: Sequence[Told], other: Sequence[Told]) -> str:
    """The first places at which two lists of entries differ."""
    mine, others = ({entry["seq"]: entry for entry in entries} for entries in (one, other))
    at = [seq for seq in sorted({*mine, *others}) if mine.get(seq) != others.get(seq)]
    shown = [f"{seq}: {mine.get(seq)} / {others.get(seq)}" for seq in at[:2]]
    return f"[{len(one)} / {len(other)} entries, {len(at)} differ] " + "; ".join(shown)
