"""Two processes over one database: what is acknowledged comes to both sides, once and in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from luotsi.accounts import actions as accounts
from luotsi.accounts.models import StaffSession, User
from luotsi.accounts.types import Role
from luotsi.contacts import actions as contacts
from luotsi.conversations.models import ConversationRow
from luotsi.organisation import actions as organisation
from tests.contacts.conftest import COUNTY
from tests.contacts.makers import MIND, TEETH
from tests.conversations.servers import (
    Resident,
    Server,
    at_work,
    key,
    outside,
    running,
    story,
    written,
)


@pytest.fixture(scope="module")
def servers(data: Path) -> Iterator[list[Server]]:
    with running(data, 2) as made:
        yield made


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ring(servers: list[Server]) -> None:
    """All processes have one keyring."""


@pytest.fixture(autouse=True)
def rantamaa(servers: list[Server]) -> None:
    """Every story ends by emptying all tables."""
    organisation.load_county(COUNTY)


def test_a_client_on_one_process_and_a_professional_on_another(servers: list[Server]) -> None:
    here, there = servers

    async def told(http: httpx.AsyncClient) -> None:
        client, staff = Resident(here.address), at_work(there.address)
        assert (await staff.post(http, "presence", state="present")).status_code == 204
        desk = (await staff.get(http, "desk")).json()
        staff.cursor = desk["cursor"]
        async with staff.stream(http) as theirs:
            await client.open(http, message="Hammas särkee, numeroni 040 123 4567", key=key())
            async with client.stream(http) as own:
                await theirs.until(lambda: client.id in staff.cards)
                picked = await staff.post(http, "pick", id=client.id)
                assert picked.status_code == 200, picked.text
                await own.until(lambda: any(one["kind"] == "assigned" for one in client.entries))
                for number in range(5):
                    assert (await client.say(http, f"asiakas {number}")).status_code == 200
                    assert (await staff.say(http, client.id, f"ammattilainen {number}")).status_code == 200
                assert (await staff.post(http, f"conversations/{client.id}/typing")).status_code == 204
                await own.until(lambda: any(one.get("text") == "ammattilainen 4" for one in client.entries))
                await theirs.until(lambda: any(one.get("text") == "ammattilainen 4" for one in staff.entries))
                assert (await staff.post(http, f"conversations/{client.id}/end")).status_code == 200
                await own.until(lambda: any(one["kind"] == "feedback_asked" for one in client.entries))
                await theirs.until(lambda: any(one["kind"] == "feedback_asked" for one in staff.entries))
                refused = await client.say(http, "Vielä yksi")
                assert refused.status_code == 409
                assert refused.json()["error"] == "ended"
                assert refused.json()["next"]
        fresh = await client.fresh(http)
        assert written(client.entries, client.id) == fresh["entries"]
        shown = (await staff.get(http, f"conversations/{client.id}")).json()
        assert written(staff.entries, client.id) == shown["entries"]
        assert "040 123" not in str(shown)

    story(told)


def test_what_a_third_process_writes_is_seen_by_streams(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client, staff = Resident(servers[0].address), at_work(servers[1].address)
        await client.open(http)
        await staff.post(http, "presence", state="present")
        async with client.stream(http) as own, staff.stream(http) as theirs:
            await outside(contacts.assign, UUID(client.id), staff.person)
            await own.until(lambda: any(one["kind"] == "assigned" for one in client.entries))
            await theirs.until(lambda: any(one["kind"] == "assigned" for one in staff.entries))
            assert staff.cards[client.id]["assignee"] == staff.person

    story(told)


def test_after_a_kill_both_sides_go_on_where_they_were(servers: list[Server]) -> None:
    here, there = servers

    async def told(http: httpx.AsyncClient) -> None:
        client, staff = Resident(here.address), at_work(there.address)
        await staff.post(http, "presence", state="present")
        await client.open(http)
        await staff.post(http, "pick", id=client.id)
        own = key()
        async with client.stream(http) as stream:
            first = (await client.say(http, "Ennen", own)).json()
            await stream.until(lambda: any(one.get("text") == "Ennen" for one in client.entries))
            here.kill()
            await asyncio.wait_for(stream.is_over.wait(), 60)
        assert (await staff.say(http, client.id, "Oletko siellä?")).status_code == 200
        here.start()
        here.wait()
        async with client.stream(http) as stream:
            await stream.until(lambda: any(one.get("text") == "Oletko siellä?" for one in client.entries))
            assert (await client.say(http, "Ennen", own)).json() == first
        fresh = await client.fresh(http)
        assert written(client.entries, client.id) == fresh["entries"]
        assert [one["text"] for one in fresh["entries"] if one["kind"] == "message"] == [
            "Ennen",
            "Oletko siellä?",
        ]

    story(told)


@pytest.mark.parametrize("how", ["signed out", "right withdrawn"])
def test_a_stream_ends_within_five_seconds_when_a_right_does(servers: list[Server], how: str) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client, staff = Resident(servers[0].address), at_work(servers[1].address)
        user = await outside(User.objects.get, pk=staff.person)
        await client.open(http)
        async with staff.stream(http) as theirs:
            if how == "signed out":
                await outside(StaffSession.objects.filter(user=user).delete)
            else:
                await outside(accounts.withdraw_role, user, Role.PROFESSIONAL, TEETH, by=None)
            assert await theirs.cut(within=5) in {"signed_out", "no_right"}
        after = await staff.get(http, "desk")
        assert after.status_code in {401, 403}

    story(told)


def test_erased_conversations_end_their_streams(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client = Resident(servers[0].address)
        await client.open(http)
        async with client.stream(http) as own:
            await outside(ConversationRow.objects.filter(pk=client.id).delete)
            assert await own.cut(within=6) == "gone"

    story(told)


def test_a_poll_brings_what_a_stream_brings(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client = Resident(servers[0].address)
        fresh = await client.open(http)
        headers = {"Authorization": f"Ticket {await client.ticket(http)}"}
        url = f"{client.address}/live/v1/poll"
        waiting = asyncio.create_task(
            http.get(url, params={"cursor": fresh["cursor"], "wait": "20"}, headers=headers)
        )
        await asyncio.sleep(0.3)
        said = await client.say(http, "Hei")
        came = (await waiting).json()
        assert came["events"][0]["data"]["entries"] == said.json()["entries"]
        nothing = await http.get(url, params={"cursor": came["cursor"], "wait": "0"}, headers=headers)
        assert nothing.json()["events"] == []

    story(told)


def test_opening_over_and_over_opens_once(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client = Resident(servers[0].address)
        body = {"area": TEETH, "language": "fi", "message": "Hei", "key": key()}
        both = [Resident(one.address, client.capability) for one in servers * 3]
        answers = await asyncio.gather(*(one.post(http, "conversations", **body) for one in both))
        assert {one.status_code for one in answers} == {201}
        assert len({one.json()["id"] for one in answers}) == 1

    story(told)


def test_the_same_words_sent_many_times_at_once_stand_once(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client, own = Resident(servers[0].address), key()
        await client.open(http)
        there = Resident(servers[1].address, client.capability, client.id)
        answers = await asyncio.gather(*(one.say(http, "Kerran", own) for one in (client, there) * 5))
        assert len({one.text for one in answers}) == 1
        fresh = await client.fresh(http)
        assert [one.get("text") for one in fresh["entries"]].count("Kerran") == 1
        other = await client.say(http, "Toiset sanat", own)
        assert (other.status_code, other.json()["error"]) == (409, "key_reused")

    story(told)


def test_only_one_of_two_professionals_gets_it(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client = Resident(servers[0].address)
        staff = [at_work(one.address) for one in servers * 2]
        await client.open(http)
        answers = await asyncio.gather(*(one.post(http, "pick", id=client.id) for one in staff))
        assert sorted(one.status_code for one in answers) == [200, 409, 409, 409]

    story(told)


def test_others_learn_nothing_and_forged_things_open_nothing(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client, other = Resident(servers[0].address), Resident(servers[0].address)
        await client.open(http, message="Salaisuus", key=key())
        await other.open(http)
        wrong = Resident(client.address, other.capability, client.id)
        missing = Resident(
            client.address, other.capability, other.id[:-1] + ("0" if other.id[-1] != "0" else "1")
        )
        answers = [
            await http.get(f"{one.address}/live/v1/conversations/{one.id}", headers=one.headers)
            for one in (wrong, missing)
        ]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].content == answers[1].content
        assert (await wrong.say(http, "Hei")).status_code == 404
        ticket = await client.ticket(http)
        for forged in (
            "x",
            "v1.e30.AA",
            ticket[:-2] + "AA",
            ticket.replace("v1", "v2"),
            ticket + "a",
            client.capability,
        ):
            headers = {"Authorization": f"Ticket {forged}"}
            refused = await http.get(f"{client.address}/live/v1/poll?wait=0", headers=headers)
            assert refused.status_code == 401, forged
        stranger = at_work(servers[1].address, MIND)
        assert (await stranger.get(http, f"conversations/{client.id}")).status_code == 404
        assert (await stranger.say(http, client.id, "Hei")).status_code == 404

    story(told)


def test_nothing_is_taken_from_another_site_or_without_the_forms_token(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client, staff = Resident(servers[0].address), at_work(servers[0].address)
        await client.open(http)
        url = f"{client.address}/live/v1/conversations/{client.id}/messages"
        body = {"key": key(), "text": "Hei"}
        for headers in (
            {**client.headers, "Origin": "https://elsewhere.example"},
            {**client.headers, "Sec-Fetch-Site": "cross-site"},
        ):
            assert (await http.post(url, json=body, headers=headers)).status_code == 403
        plain = await http.post(url, content="{}", headers={**client.headers, "Content-Type": "text/plain"})
        assert plain.status_code == 415
        url = f"{client.address}/live/v1/staff/pick"
        without = await http.post(url, json={"id": client.id}, headers=staff.headers)
        assert (without.status_code, without.json()["error"]) == (403, "csrf")
        nowhere = {"Cookie": staff.cookies, "X-CSRFToken": staff.token}
        assert (await http.post(url, json={"id": client.id}, headers=nowhere)).status_code == 403
        nobody = await http.get(f"{client.address}/live/v1/staff/desk")
        assert (nobody.status_code, nobody.json()["error"]) == (401, "signed_out")

    story(told)


HOSTILE = [
    b"",
    b"null",
    b"[]",
    b'{"key": 7}',
    b'{"key": "short", "text": "x"}',
    b'{"text": "x", "key": NaN}',
    b"{" * 5000,
    b"[" * 60_000,
    b'{"key": "aaaaaaaaaa", "text": "' + b"x" * 5000 + b'"}',
    b'{"key": "aaaaaaaaaa", "text": ["x"]}',
    b'{"key": "aaaaaaaaaa", "text": "\xff\xfe"}',
    b'{"key": "aaaa\\u0000aaaa", "text": "x"}',
    b'{"key": "aaaaaaaaaa", "text": "\\u202e\\u0000\\ud800"}',
]


def test_hostile_bodies_are_refused_clearly_and_harm_nobody(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client = Resident(servers[0].address)
        await client.open(http)
        url = f"{client.address}/live/v1/conversations/{client.id}/messages"
        headers = {**client.headers, "Content-Type": "application/json"}
        for body in HOSTILE:
            answer = await http.post(url, content=body, headers=headers)
            assert answer.status_code == 400, (body[:50], answer.text)
            assert set(answer.json()) >= {"error", "message", "next"}
        large = await http.post(url, content=b'{"text": "' + b"a" * 1_000_000 + b'"}', headers=headers)
        assert large.status_code == 413
        words = "<script>alert(1)</script> \u202eolleh 👩\u200d⚕️\x00"
        said = (await client.say(http, words)).json()["entries"][0]["text"]
        assert said == "<script>alert(1)</script> olleh 👩\u200d⚕️"
        for cursor in ("x", "e30", "eyJhIjoxfQ", "A" * 9000, "%00", "W10", "bnVsbA"):
            headers = {"Authorization": f"Ticket {await client.ticket(http)}"}
            answer = await http.get(f"{client.address}/live/v1/poll?wait=1&cursor={cursor}", headers=headers)
            assert len(answer.json()["events"]) == 1, cursor
        for path in ("", "conversations/1", "stream/", "staff", "%2e%2e"):
            answer = await http.get(f"{client.address}/live/v1/{path}")
            assert answer.status_code in {404, 405}, path

    story(told)


def test_from_one_address_ten_chats_are_opened_in_an_hour(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client = Resident(servers[0].address)
        clients = [Resident(client.address, comes_from=client.comes_from) for _ in range(11)]
        body = {"area": TEETH, "language": "fi", "message": "En saa henkeä", "key": key()}
        answers = [await one.post(http, "conversations", **body) for one in clients]
        assert [one.status_code for one in answers] == [201] * 10 + [429]
        assert answers[-1].json()["emergency"]["kinds"] == ["medical"]
        assert (await clients[0].post(http, "conversations", **body)).status_code == 201
        await Resident(client.address).open(http)

    story(told)


def test_whoever_was_blocked_opens_no_other_chat_today(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client, staff = Resident(servers[0].address), at_work(servers[1].address)
        await staff.post(http, "presence", state="present")
        await client.open(http)
        await staff.post(http, "pick", id=client.id)
        assert (await staff.post(http, f"conversations/{client.id}/block")).status_code == 200
        assert (await client.fresh(http))["view"]["ended_by"] == "blocked"
        another = Resident(client.address, comes_from=client.comes_from)
        refused = await another.post(http, "conversations", area=TEETH, language="fi")
        assert (refused.status_code, refused.json()["error"]) == (403, "blocked")
        assert any(one["kind"] == "phone" for one in refused.json()["next"])
        await Resident(client.address).open(http)

    story(told)


def test_over_the_limit_an_emergency_is_still_recognised(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client = Resident(servers[1].address)
        await client.open(http)
        answers = [await client.say(http, f"viesti {number}") for number in range(21)]
        assert [one.status_code for one in answers] == [200] * 20 + [429]
        refused = await client.say(http, "Mies ei hengitä")
        assert refused.status_code == 429
        assert "medical" in refused.json()["emergency"]["kinds"]
        assert any(one["kind"] == "phone" for one in refused.json()["next"])
        assert refused.headers["retry-after"] == "60"

    story(told)


def test_no_answer_is_kept_or_framed_and_none_sets_a_cookie(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client = Resident(servers[0].address)
        await client.open(http)
        for path in (f"conversations/{client.id}", "areas/nowhere", "conversations"):
            answer = await http.get(f"{client.address}/live/v1/{path}", headers=client.headers)
            assert answer.headers["cache-control"] == "no-store"
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert "set-cookie" not in answer.headers
            assert answer.headers["x-request-id"]

    story(told)


def test_told_to_stop_it_ends_its_streams_and_itself_at_once(servers: list[Server]) -> None:
    async def told(http: httpx.AsyncClient) -> None:
        client = Resident(servers[1].address)
        await client.open(http)
        async with client.stream(http) as own:
            stopping = asyncio.get_running_loop().run_in_executor(None, servers[1].stop)
            assert await own.cut(within=5) == "closing"
            assert await stopping < 5

    story(told)
    servers[1].start()
    servers[1].wait()
