"""One conversation from its opening to its end, with everything that can happen in between."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from luotsi.conversations import capabilities
from tests.conversations.schedules import checks
from tests.conversations.schedules.checks import Fresh, Said
from tests.conversations.schedules.desks import MOST_TRIES, Desk
from tests.conversations.schedules.pages import IN_HAND, Tab, pause
from tests.conversations.schedules.wire import Answer, Asked, Network, Unreachable

STEPS: Mapping[str, int] = {
    "client_says": 30,
    "professional_says": 24,
    "both_say": 10,
    "note": 4,
    "hold": 4,
    "transfer": 5,
    "leave": 4,
    "more_time": 2,
    "reload": 4,
    "another_tab": 3,
    "same_in_both_tabs": 4,
    "sleep": 3,
    "desk_reload": 2,
    "signs": 1,
}
"""What happens next, in a hundred."""

MOST_TABS = 3
CATCH_UP = 40.0
"""Seconds in which every page must have got everything, though processes die meanwhile."""

Outside = Callable[..., Awaitable[Any]]


@dataclass
class Talk:
    """A client, and whoever answers. `outside` writes something as a page or the worker writes it."""

    number: int
    network: Network
    weather: Random
    area: str
    desks: Sequence[Desk]
    blame: Callable[[str], None]
    outside: Outside
    counts: Counter[str]
    steps: tuple[int, int]
    id: str = ""
    capability: str = field(default_factory=capabilities.new_capability)
    said: list[Said] = field(default_factory=list)
    tabs: list[Tab] = field(default_factory=list)
    is_erased: bool = False
    _last: dict[str, int] = field(default_factory=dict)
    _looked: dict[str, Fresh] = field(default_factory=dict)
    _holder: Desk | None = None
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """What the network calls everything that is under way for this conversation."""
        return f"talk {self.number}"

    @property
    def comes_from(self) -> Mapping[str, str]:
        """Everybody has an address of their own."""
        address = f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"
        return {"X-Forwarded-For": address}

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.capability}", **self.comes_from}

    async def play(self) -> None:
        """All of it, checked after every step and at the end."""
        if not await self._open():
            return
        await self._get_a_professional()
        for _ in range(self.weather.randint(*self.steps)):
            step = self.weather.choices(list(STEPS), list(STEPS.values()))[0]
            self.counts["steps"] += 1
            await getattr(self, f"_{step}")()
            await self._check()
            await asyncio.sleep(self.weather.uniform(0, 0.3))
        await self._finish()

    # What the client does.

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """One try. Raises Unreachable, also when the server is busy."""
        told = body if method == "GET" else body or {}
        answer = await self.network.ask(Asked(method, path, self.headers, told), self.weather, self.group)
        if answer.status == 503:
            self.counts["busy"] += 1
            raise Unreachable("busy")
        return answer

    async def persist(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Try until there is an answer."""
        for tries in range(1, MOST_TRIES):
            try:
                return await self.ask(method, path, body)
            except Unreachable:
                await asyncio.sleep(pause(tries, self.weather))
        raise Unreachable(f"{method} {path} was tried {MOST_TRIES} times")

    async def _open(self) -> bool:
        first = self._words("client")
        body = {"area": self.area, "language": "fi", "message": first.text, "key": first.key}
        if self.weather.random() < 0.3:
            body |= {
                "consent": True,
                "packet": {"source": "assistant", "asked": "Miten pääsen vastaanotolle?"},
            }
        answer = await self.persist("POST", "conversations", body)
        if answer.status != 201:
            self.said.clear()
            self.counts[f"openings refused: {answer.code}"] += 1
            if answer.code not in {"too_many_chats", "queue_full"}:
                self.blame(f"not opened: {answer}")
            return False
        self.id = answer.told["id"]
        entries = answer.told["entries"]
        at = next((n for n, one in enumerate(entries) if one.get("key") == first.key), None)
        if at is None:
            self.blame(f"the opening words are not in the answer: {entries}")
            return False
        first.answer = [entries[at]]
        self.counts["acknowledged"] += 1
        self._new_tab(Fresh.of(answer.told))
        return True

    async def _client_says(self) -> None:
        tab = self.weather.choice(self.tabs)
        await self._say(self._words("client"), f"tab {id(tab)}", self._send_as_client)

    async def _same_in_both_tabs(self) -> None:
        """A tab that was copied has the same messages on their way."""
        words = self._words("client")
        await asyncio.gather(
            *(self._say(words, "", self._send_as_client, gives_up=False) for _ in range(2)),
        )

    async def _leave(self) -> None:
        await self._change("leave")
        await asyncio.sleep(self.weather.uniform(0, 0.2))
        await self._change("return")

    async def _more_time(self) -> None:
        await self._change("more-time")

    async def _signs(self) -> None:
        """Passing signals, which nobody misses."""
        for path, body in (("typing", {}), ("read", {"seq": 1})):
            await self._change(path, body)

    async def _reload(self) -> None:
        tab = self.tabs.pop(self.weather.randrange(len(self.tabs)))
        await tab.stop()
        self._new_tab(await self._fresh())

    async def _another_tab(self) -> None:
        if len(self.tabs) < MOST_TABS:
            # One without a fresh look gets everything by its stream.
            self._new_tab(await self._fresh() if self.weather.random() < 0.5 else None)

    async def _sleep(self) -> None:
        tab = self.weather.choice(self.tabs)
        await tab.stop()
        for _ in range(self.weather.randint(1, 2)):
            await self._professional_says()
        tab.start()

    async def _change(self, verb: str, body: Mapping[str, Any] | None = None) -> Answer:
        answer = await self.persist("POST", f"conversations/{self.id}/{verb}", body or {})
        if answer.status not in {200, 204, 409}:
            self.blame(f"{verb}: {answer}")
        return answer

    # What professionals do.

    async def _get_a_professional(self) -> None:
        able = [desk for desk in self.desks if self.area in desk.areas]
        desk = self.weather.choice(able)
        if self.weather.random() < 0.1:
            await self.outside("assign", self.id, desk.person)
        else:
            body = {"id": self.id}
            answer = await desk.persist("POST", "pick", body, self.group)
            if answer.status not in {200, 409}:
                self.blame(f"could not be picked: {answer}")
        await self._look_as_staff()

    async def _professional_says(self, kind: str = "message") -> None:
        if (desk := self._holder) is None:
            return
        words = self._words("professional", kind=kind, person=desk.person)

        async def send(words: Said) -> Answer:
            path = f"conversations/{self.id}/{'notes' if kind == 'note' else 'messages'}"
            return await desk.ask("POST", path, {"key": words.key, "text": words.text}, self.group)

        page = self.weather.randrange(2)
        await self._say(words, f"desk {desk.person} {page}", send)

    async def _note(self) -> None:
        await self._professional_says("note")

    async def _both_say(self) -> None:
        """At the same moment, and several each."""
        mine = [self._client_says() for _ in range(self.weather.randint(1, 3))]
        theirs = [self._professional_says() for _ in range(self.weather.randint(1, 2))]
        await asyncio.gather(*mine, *theirs)

    async def _hold(self) -> None:
        for verb in ("hold", "resume"):
            await self._staff_changes(verb)
            await asyncio.sleep(self.weather.uniform(0, 0.2))

    async def _transfer(self) -> None:
        """To another person, or to another area's queue, where somebody picks it."""
        if self._holder is None:
            return
        if self.weather.random() < 0.5:
            to = self.weather.choice([desk for desk in self.desks if self.area in desk.areas])
            await self._staff_changes("transfer", {"person": to.person, "words": "Katsotko tämän?"})
        else:
            self.area = self.weather.choice(self._holder.areas)
            await self._staff_changes("transfer", {"area": self.area})
            await self._look_as_staff()
            await self._get_a_professional()
        await self._look_as_staff()

    async def _desk_reload(self) -> None:
        await self.weather.choice(self.desks).reload()

    async def _staff_changes(self, verb: str, body: Mapping[str, Any] | None = None) -> None:
        """What was done already by a lost answer is refused the second time: that is no harm."""
        if self._holder is not None:
            path = f"conversations/{self.id}/{verb}"
            answer = await self._holder.persist("POST", path, body or {}, self.group)
            if answer.status not in {200, 409}:
                self.blame(f"{verb}: {answer}")

    # Saying, and trying again.

    def _words(self, author: str, kind: str = "message", person: int = 0) -> Said:
        nth = len(self.said)
        key = f"key-{self.number:06}-{nth:04}"
        text, is_plain = f"{author} kirjoittaa {_letters(self.number)} {_letters(nth)}", True
        if author == "client" and self.weather.random() < 0.05:
            text, is_plain = f"{text}, soita 040 123 4567, en saa henkeä", False
        words = Said(key, text, author, kind, person, is_plain)
        self.said.append(words)
        return words

    async def _send_as_client(self, words: Said) -> Answer:
        return await self.ask(
            "POST", f"conversations/{self.id}/messages", {"key": words.key, "text": words.text}
        )

    async def _say(
        self, words: Said, lane: str, send: Callable[[Said], Awaitable[Answer]], *, gives_up: bool = True
    ) -> None:
        """One after another in each lane, again and again with the same key, unless somebody gives up."""
        patience = self.weather.choice([1, 2, MOST_TRIES, MOST_TRIES, MOST_TRIES]) if gives_up else MOST_TRIES
        async with self._locks.setdefault(lane or f"{id(words)}{len(self._locks)}", asyncio.Lock()):
            for tries in range(1, patience + 1):
                try:
                    answer = await send(words)
                except Unreachable:
                    self.counts["tries that failed"] += 1
                    await asyncio.sleep(pause(tries, self.weather))
                    continue
                self._answered(words, answer, lane)
                return
        self.counts["given up"] += 1

    def _answered(self, words: Said, answer: Answer, lane: str) -> None:
        if answer.status == 200:
            entries = answer.told["entries"]
            self._blame(checks.of_an_answer(words, entries))
            if not words.answer:
                self.counts["acknowledged"] += 1
                words.answer = entries
                if lane and words.seq <= self._last.get(lane, 0):
                    self.blame(f"{words.key} stands at {words.seq}, before what was said earlier")
                self._last[lane] = max(words.seq, self._last.get(lane, 0))
        elif answer.code == "ended":
            words.is_refused = True
            self.counts["refused: ended"] += 1
        elif answer.status == 429 or answer.code in {"not_yours", "wrong_state"}:
            self.counts[f"refused: {answer.code}"] += 1
        else:
            self.blame(f"{words.key} was answered {answer}")

    # Looking.

    async def _fresh(self) -> Fresh:
        answer = await self.persist("GET", f"conversations/{self.id}")
        assert answer.status == 200, answer
        return Fresh.of(answer.told)

    async def _check(self) -> None:
        """Both sides: what every page showed, and what was acknowledged, before a fresh look."""
        tabs = [(tab, list(tab.seen)) for tab in self.tabs]
        said = [self._as_now(one) for one in self.said if one.kind == "message"]
        fresh = await self._fresh()
        self._compare("client", fresh, [seen for _tab, seen in tabs], said)
        if self._holder is None or self.weather.random() < 0.6:
            return
        pages = [list(page.logs.get(self.id, ())) for page in self._holder.pages]
        said = [self._as_now(one) for one in self.said]
        fresh, _card = await self._look_as_staff()
        self._compare("staff", fresh, pages, said)

    def _compare(
        self, side: str, fresh: Fresh, pages: Iterable[list[checks.Told]], said: Sequence[Said]
    ) -> None:
        self.counts["looks"] += 1
        for seen in pages:
            self._blame(checks.of_a_step(seen, fresh, self.id, staff=side == "staff"))
        self._blame(checks.of_growth(self._looked.get(side), fresh))
        self._blame(checks.of_words(said, fresh))
        self._looked[side] = fresh

    async def _look_as_staff(self) -> tuple[Fresh, Mapping[str, Any]]:
        """A fresh look, and the card. Also finds out who has it in hand now."""
        desk = self._holder or self.weather.choice([one for one in self.desks if self.area in one.areas])
        fresh, card = await desk.look(self.id, self.group)
        self.area = card["area"]
        by_person = {one.person: one for one in self.desks}
        self._holder = by_person.get(card["assignee"]) if card["state"] in IN_HAND else None
        return fresh, card

    # The end.

    async def _finish(self) -> None:
        if self._holder is not None and self.weather.random() < 0.5:
            await self._staff_changes("end")
        else:
            await self._change("end")
        late = self._words("client")
        await self._say(late, "", self._send_as_client, gives_up=False)
        if not late.is_refused:
            self.blame(f"said after the end: {late}")
        if self.weather.random() < 0.4:
            await self._change("feedback", {"key": "feedback", "answer": "yes", "nps": 9})
        await self.network.settled(self.group)
        client, (staff, card) = await self._fresh(), await self._look_as_staff()
        self._blame(checks.of_both_sides(client, staff))
        await self._all_have(client, staff, card)
        if self._holder is not None:
            await self._staff_changes("wrap-up", {"code": "answered"})
        if self.weather.random() < 0.3:
            await self._erase()
        await asyncio.gather(*(tab.stop() for tab in self.tabs))
        for desk in self.desks:
            desk.forget(self.id)
        self.tabs.clear()
        self._looked.clear()
        for words in self.said:
            words.answer = words.answer[:1]
        self.counts["conversations"] += 1

    async def _all_have(self, client: Fresh, staff: Fresh, card: Mapping[str, Any]) -> None:
        """Every page gets everything by itself, and then stands exactly as a fresh look does."""
        for number, tab in enumerate(self.tabs):
            await self._caught_up(tab, lambda tab=tab: tab.has(client), f"tab {number}")
            self._compare("client", client, [tab.seen], [one for one in self.said if one.kind == "message"])
            if tab.seen != client.entries:
                self.blame(f"tab {number} ends with other entries than a fresh look")
        for number, page in enumerate(self._holder.pages if self._holder else ()):
            name = f"page {number} of professional {page.person}"
            await self._caught_up(page, lambda page=page: page.has(self.id, staff, card), name)
            seen = page.logs.get(self.id, [])
            self._compare("staff", staff, [seen], self.said)
            if seen != staff.entries:
                self.blame(f"{name} ends with other entries than a fresh look")

    async def _caught_up(self, page: Any, has: Callable[[], bool], name: str) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + CATCH_UP
        while not has():
            page.moved.clear()
            if has() or (left := deadline - loop.time()) <= 0:
                break
            try:
                await asyncio.wait_for(page.moved.wait(), min(left, 1))
            except TimeoutError:
                continue
        if not has():
            self.blame(f"{name} did not get everything within {CATCH_UP:.0f} s, at cursor {page.cursor}")

    async def _erase(self) -> None:
        answer = await self._change("erase")
        if answer.status not in {204, 409}:
            self.blame(f"could not be erased: {answer}")
        self.is_erased = answer.status == 204
        await self.network.settled(self.group)
        fresh = await self._fresh()
        for tab in self.tabs:
            self._blame(checks.of_a_step(tab.seen, fresh, self.id, staff=False))

    def _new_tab(self, fresh: Fresh | None) -> None:
        tab = Tab(self.network, self.weather, self.blame, (self.id, self.capability), self.comes_from)
        if fresh is not None:
            tab.begin(fresh)
        tab.start()
        self.tabs.append(tab)

    def _as_now(self, said: Said) -> Said:
        return Said(
            said.key,
            said.text,
            said.author,
            said.kind,
            said.person,
            said.is_plain,
            said.answer,
            said.is_refused,
        )

    def _blame(self, found: Iterable[str]) -> None:
        for words in found:
            self.blame(words)


def _letters(number: int) -> str:
    """A number in letters, which nothing takes for a phone number."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))
