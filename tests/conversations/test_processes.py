"""Real time apart from pages: a process of live chat alone beside a web process, over one database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connections

from luotsi.conversations import timing
from luotsi.foundation import clock
from luotsi.organisation import actions as organisation
from tests.contacts.conftest import COUNTY
from tests.contacts.makers import NOON, TEETH
from tests.conversations.servers import (
    Events,
    Professional,
    Resident,
    Server,
    at_work,
    key,
    started,
    story,
    written,
)


@pytest.fixture(scope="module")
def servers(data: Path) -> Iterator[list[Server]]:
    with started([Server(data, "live", has_pages=True), Server(data, has_pages=True)]) as made:
        yield made


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ring(servers: list[Server]) -> None:
    """All processes have one keyring."""


@pytest.fixture(autouse=True)
def rantamaa(servers: list[Server]) -> None:
    """Every story ends by emptying all tables."""
    organisation.load_county(COUNTY)


@pytest.fixture
def live(servers: list[Server]) -> str:
    return servers[0].address


@pytest.fixture
def web(servers: list[Server]) -> str:
    return servers[1].address


async def by_form(http: httpx.AsyncClient, staff: Professional, path: str, **sent: str) -> None:
    """Something that a professional does on a page, without its script."""
    form = {**sent, "csrfmiddlewaretoken": staff.token}
    answer = await http.post(f"{staff.address}/staff/chats/{path}", data=form, headers=staff.headers)
    assert answer.status_code == 302, answer.text[:2000]


def test_the_live_process_answers_chats_and_the_watch_and_has_no_pages(live: str, web: str) -> None:
    with httpx.Client(timeout=60) as http:
        for path in ("/fi/", "/staff/login/", "/robots.txt", "/lively"):
            answer = http.get(live + path)
            assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
        assert http.get(f"{web}/staff/login/").status_code == 200
        for address in (live, web):
            assert http.get(f"{address}/health").text == "ok\n"
            assert "no search index" in http.get(f"{address}/ready").text
            assert http.get(f"{address}/live/v1/areas/{TEETH}").status_code == 200


def test_what_is_done_on_pages_is_seen_by_who_listens_at_the_live_process(live: str, web: str) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client, on_pages = Resident(live), at_work(web)
        listening = Professional(live, on_pages.person, on_pages.session)
        await by_form(http, on_pages, "presence/", state="present", areas=TEETH)
        await client.open(http, message="Hammas särkee", key=key())
        async with client.stream(http) as own, listening.stream(http) as theirs:
            await theirs.until(lambda: client.id in listening.cards)
            await by_form(http, on_pages, f"{client.id}/take/")
            await own.until(lambda: any(one["kind"] == "assigned" for one in client.entries))
            await by_form(http, on_pages, f"{client.id}/say/", text="Mistä asti?", key=key())
            await own.until(lambda: any(one.get("text") == "Mistä asti?" for one in client.entries))
            assert (await client.say(http, "Eilisestä")).status_code == 200
            await theirs.until(lambda: any(one.get("text") == "Eilisestä" for one in listening.entries))
            await by_form(http, on_pages, f"{client.id}/end/")
            await own.until(lambda: any(one["kind"] == "feedback_asked" for one in client.entries))
        fresh = await client.fresh(http)
        assert written(client.entries, client.id) == fresh["entries"]

    story(told)


def test_a_professional_who_vanished_is_back_with_the_next_thing_that_their_page_asks(
    live: str, web: str
) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client, staff = Resident(web), at_work(web)
        later = Professional(live, staff.person, staff.session)
        await staff.post(http, "presence", state="present")
        await client.open(http)
        await staff.post(http, "pick", id=client.id)

        def kinds() -> list[str]:
            return [one["kind"] for one in client.entries]

        async with client.stream(http) as own:
            await asyncio.to_thread(long_after)
            await own.until(lambda: "professional_lost" in kinds())
            await later.get(http, "desk")
            await own.until(lambda: kinds()[-1] == "professional_back")
        assert (await client.fresh(http))["view"]["is_lost"] is False

    story(told)


def long_after() -> None:
    """The worker's clock looks when nothing has been heard of the professional for a while."""
    try:
        with clock.frozen_at(NOON + timedelta(hours=2)):
            assert timing.look_at_vanished() == 1
    finally:
        connections.close_all()


def test_signals_come_from_one_process_to_the_other(live: str, web: str) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client, staff = Resident(live), at_work(web)
        await staff.post(http, "presence", state="present")
        await client.open(http)
        await staff.post(http, "pick", id=client.id)
        log = f"conversation:{client.id}"

        def came(events: Events, signal: str, side: str, **more: Any) -> Callable[[], bool]:
            return lambda: {"log": log, "signal": signal, "from": side, **more} in events.signals

        async with staff.stream(http) as theirs:
            await theirs.until(lambda: any(one["kind"] == "assigned" for one in staff.entries))
            async with client.stream(http) as own:
                await theirs.until(came(theirs, "present", "client"))
                await client.post(http, f"conversations/{client.id}/typing")
                await theirs.until(came(theirs, "typing", "client"))
                await client.post(http, f"conversations/{client.id}/read", seq=3)
                await theirs.until(came(theirs, "read", "client", seq=3))
                await staff.post(http, f"conversations/{client.id}/typing")
                await own.until(came(own, "typing", "professional"))
                await staff.post(http, f"conversations/{client.id}/read", seq=2)
                await own.until(came(own, "read", "professional", seq=2))
                assert {one["from"] for one in own.signals if "from" in one} == {"professional"}
            await theirs.until(came(theirs, "gone", "client"))

    story(told)


def test_a_client_with_a_tab_on_each_process_is_not_gone_when_one_closes(live: str, web: str) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client, staff = Resident(live), at_work(web)
        await staff.post(http, "presence", state="present")
        await client.open(http)
        other_tab = Resident(web, client.capability, client.id)
        await staff.post(http, "pick", id=client.id)
        async with staff.stream(http) as theirs, other_tab.stream(http):
            async with client.stream(http):
                await theirs.until(lambda: "present" in [one["signal"] for one in theirs.signals])
            await theirs.until(lambda: "gone" in [one["signal"] for one in theirs.signals])
            await theirs.until(lambda: theirs.signals[-1]["signal"] == "present", within=15)

    story(told)


def test_who_was_blocked_on_a_page_opens_no_other_chat_in_any_process(live: str, web: str) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client, staff = Resident(live), at_work(web)
        await staff.post(http, "presence", state="present")
        await client.open(http)
        await by_form(http, staff, f"{client.id}/take/")
        async with client.stream(http) as own:
            await by_form(http, staff, f"{client.id}/block/", key=key())
            await own.until(lambda: any(one["kind"] == "ended" for one in client.entries))
        assert (await opening(http, live, client.comes_from)).status_code == 403
        # The process that knows the address tells the others within some seconds.
        deadline = time.monotonic() + 60
        while (there := await opening(http, web, client.comes_from)).status_code == 201:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.5)
        assert (there.status_code, there.json()["error"]) == (403, "blocked")
        door = {"start": "without", "area": TEETH}
        headers = {"X-Forwarded-For": client.comes_from, "Origin": web}
        assert (await http.post(f"{web}/fi/chat/", data=door, headers=headers)).status_code == 403
        for address in (live, web):
            assert (await opening(http, address, Resident(address).comes_from)).status_code == 201

    story(told)


async def opening(http: httpx.AsyncClient, address: str, comes_from: str) -> httpx.Response:
    """Another client's wish for a chat, from this network address."""
    another = Resident(address, comes_from=comes_from)
    return await another.post(http, "conversations", area=TEETH, language="fi")


def test_a_professional_has_twenty_streams_at_most_in_a_process(live: str) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        staff, colleague = at_work(live), at_work(live)
        async with AsyncExitStack() as tabs:
            for _tab in range(20):
                await tabs.enter_async_context(staff.stream(http))
            refused = await staff.get(http, "stream")
            assert (refused.status_code, refused.json()["error"]) == (429, "too_many")
            assert refused.headers["retry-after"] == "60"
            await tabs.enter_async_context(colleague.stream(http))

    story(told)
