"""Five conversations in three tabs at once over HTTP/1.1, where browsers open six connections to a host."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from luotsi.organisation import actions as organisation
from tests.contacts.conftest import COUNTY
from tests.conversations.servers import (
    Professional,
    Resident,
    Server,
    at_work,
    key,
    started,
    written,
)

PER_HOST = 6
TABS, TALKS, EACH = 3, 5, 6
"""Each side says so much in each conversation, from each tab in turn."""

PAGES = 4
"""So often a tab goes on to another page, while everybody talks."""


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    with started([Server(data, has_pages=True)]) as made:
        yield made[0]


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ring(server: Server) -> None:
    """All processes have one keyring."""


@pytest.fixture(autouse=True)
def rantamaa(server: Server) -> None:
    """Every story ends by emptying all tables."""
    organisation.load_county(COUNTY)


def browser() -> httpx.AsyncClient:
    """One browser's way to the host. What finds no free connection for this long has starved."""
    limits = httpx.Limits(max_connections=PER_HOST, max_keepalive_connections=PER_HOST)
    return httpx.AsyncClient(http1=True, http2=False, timeout=60, limits=limits)


def tabs_of(talks: Sequence[Resident]) -> list[Resident]:
    """Tabs of one client, each over all conversations."""
    first, *_rest = talks
    keys = {one.id: one.capability for one in talks}
    return [
        Resident(first.address, first.capability, first.id, comes_from=first.comes_from, others=keys)
        for _tab in range(TABS)
    ]


def desks_of(staff: Professional) -> list[Professional]:
    """Tabs of one professional."""
    return [Professional(staff.address, staff.person, staff.session) for _tab in range(TABS)]


async def talks_in_hand(
    http: httpx.AsyncClient, theirs: httpx.AsyncClient, address: str
) -> tuple[list[Resident], Professional]:
    """One client's conversations, and the professional who has all of them."""
    staff = at_work(address)
    await staff.post(theirs, "presence", state="present", capacity=TALKS)
    talks = [Resident(address, comes_from="10.77.0.1") for _talk in range(TALKS)]
    for talk in talks:
        await talk.open(http, message="Hammas särkee", key=key())
        assert (await staff.post(theirs, "pick", id=talk.id)).status_code == 200
    return talks, staff


async def talk_on(
    http: httpx.AsyncClient, theirs: httpx.AsyncClient, talk: Resident, staff: Professional
) -> None:
    for number in range(EACH):
        assert (await talk.say(http, f"asiakas {number}")).status_code == 200
        assert (await staff.say(theirs, talk.id, f"ammattilainen {number}")).status_code == 200


async def pages_load(http: httpx.AsyncClient, address: str) -> None:
    for _page in range(PAGES):
        assert (await http.get(f"{address}/staff/login/")).status_code == 200


def has_all(tab: Resident | Professional, fresh: dict[str, list[dict[str, Any]]]) -> bool:
    return all(
        any(
            one["log"] == f"conversation:{number}" and one["seq"] == entries[-1]["seq"] for one in tab.entries
        )
        for number, entries in fresh.items()
    )


async def fresh_looks(
    http: httpx.AsyncClient, theirs: httpx.AsyncClient, talks: Sequence[Resident], staff: Professional
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, list[dict[str, Any]]]]:
    """The entries of each conversation, as the client and as the professional may see them."""
    own = {talk.id: (await talk.fresh(http))["entries"] for talk in talks}
    shown = [(await staff.get(theirs, f"conversations/{talk.id}")).json() for talk in talks]
    return own, {one["id"]: one["entries"] for one in shown}


def assert_whole(tab: Resident | Professional, fresh: dict[str, list[dict[str, Any]]]) -> None:
    """Everything came, in the order of each log, and nothing twice."""
    for number, entries in fresh.items():
        assert written(tab.entries, number) == entries


def test_everything_that_is_said_comes_to_every_tab_in_order(server: Server) -> None:
    """Streams without a cursor: each tab gets everything from the beginning, once."""

    async def told() -> None:
        async with browser() as http, browser() as theirs, AsyncExitStack() as open_tabs:
            talks, staff = await talks_in_hand(http, theirs, server.address)
            tabs, desks = tabs_of(talks), desks_of(staff)
            events = [await open_tabs.enter_async_context(tab.stream(http)) for tab in tabs]
            events += [await open_tabs.enter_async_context(desk.stream(theirs)) for desk in desks]
            await asyncio.gather(
                *(talk_on(http, theirs, talk, staff) for talk in talks),
                pages_load(http, server.address),
                pages_load(theirs, server.address),
            )
            own, shown = await fresh_looks(http, theirs, talks, staff)
            for stream in events:
                fresh = own if isinstance(stream.owner, Resident) else shown
                await stream.until(lambda owner=stream.owner, all_of=fresh: has_all(owner, all_of))
                assert_whole(stream.owner, fresh)

    asyncio.run(told())


def test_going_from_page_to_page_loses_and_doubles_nothing(server: Server) -> None:
    """Each page ends its stream, and the next one takes it up where it was."""

    async def turn_pages(
        http: httpx.AsyncClient, tab: Resident | Professional, is_over: asyncio.Event
    ) -> None:
        for _page in range(PAGES):
            before = len(tab.entries)
            async with tab.stream(http) as stream:
                await stream.until(lambda: is_over.is_set() or len(tab.entries) > before)  # noqa: B023

    async def told() -> None:
        async with browser() as http, browser() as theirs:
            talks, staff = await talks_in_hand(http, theirs, server.address)
            tabs, desks, is_over = tabs_of(talks), desks_of(staff), asyncio.Event()

            async def talking() -> None:
                await asyncio.gather(*(talk_on(http, theirs, talk, staff) for talk in talks))
                is_over.set()

            await asyncio.gather(
                talking(),
                *(turn_pages(http, tab, is_over) for tab in tabs),
                *(turn_pages(theirs, desk, is_over) for desk in desks),
            )
            own, shown = await fresh_looks(http, theirs, talks, staff)
            for tab, browsing, fresh in [(tab, http, own) for tab in tabs] + [
                (desk, theirs, shown) for desk in desks
            ]:
                async with tab.stream(browsing) as stream:
                    await stream.until(lambda owner=tab, all_of=fresh: has_all(owner, all_of))
                assert_whole(tab, fresh)

    asyncio.run(told())
