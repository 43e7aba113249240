"""The routes of identification: the panel has the capability, the window a ticket and its own secret."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from django.conf import LazySettings

from luotsi.accounts.models import User
from luotsi.conversations import capabilities
from luotsi.conversations.ports import Departure
from luotsi.conversations.transport import limits
from luotsi.conversations.transport.application import LiveApplication
from luotsi.conversations.twins import ADDRESS, IdentificationTwin
from luotsi.foundation import clock
from tests.contacts.makers import NOON, TEETH, county_says, professional
from tests.conversations.servers import Professional, Resident, signed_in

BROWSER = capabilities.new_capability()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("many_connections")
def test_from_the_asking_to_the_entry(
    twin: IdentificationTwin, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The clock of all threads: it is noon.
    monkeypatch.setattr(clock, "_shift", NOON - datetime.now(UTC))
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.DEMO = True
    address = "http://localhost"
    county_says(TEETH, identification=True)
    limits.forget()
    person = professional()
    staff = Professional(address, person, signed_in(User.objects.get(pk=person)))
    live = LiveApplication()
    try:
        asyncio.run(_over_http(live, Resident(address), staff, twin))
    finally:
        live.service.stop()


async def _over_http(
    live: LiveApplication, client: Resident, staff: Professional, twin: IdentificationTwin
) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(live)) as http:
        window = replace(client, capability="")
        await client.open(http)
        own = f"conversations/{client.id}"
        assert (await client.post(http, f"{own}/identity")).json()["error"] == "wrong_state"
        picked = await staff.post(http, "pick", id=client.id)
        assert picked.status_code == 200, picked.text
        answer = await staff.post(http, f"{own}/ask-identity")
        assert answer.json()["view"]["identity"] == "asked"
        assert (await window.post(http, f"{own}/identity")).status_code == 404
        begun = (await client.post(http, f"{own}/identity")).json()
        assert begun["expires_in"] == 300
        ticket = {"ticket": begun["ticket"]}
        told = (await window.post(http, "identity/about", **ticket)).json()
        assert set(told) == {"area", "professional", "opened_at", "asked"}
        held = {**ticket, "browser": BROWSER}
        sent = (await window.post(http, "identity/departure", **held, asked=told["asked"])).json()
        assert sent["address"] == ADDRESS
        departure = Departure(sent["address"], sent["fields"])
        for wrong in ({"answer": "no form"}, {"answer": {"a": 1}}, {"answer": {}, "browser": 7}):
            assert (await window.post(http, "identity/return", **{**held, **wrong})).status_code == 400
        proved = twin.proves(departure, "Aino")
        foreign = {**window.headers, "Origin": "https://other.example", "Sec-Fetch-Site": "cross-site"}
        url = f"{window.address}/live/v1/identity/return"
        refused = await http.post(url, json={**held, "answer": proved}, headers=foreign)
        assert refused.status_code == 403
        assert (await window.post(http, "identity/return", **held, answer=proved)).status_code == 204
        again = await window.post(http, "identity/return", **held, answer=proved)
        assert (again.status_code, again.json()["error"]) == (409, "ticket_spent")
        fresh = await client.fresh(http)
        assert fresh["view"]["is_identified"]
        assert [one["kind"] for one in fresh["entries"][-2:]] == ["identity_asked", "identified"]
        kept = (await client.post(http, f"{own}/identity/keep")).json()
        assert kept["view"]["is_kept_longer"]
        assert (await client.post(http, f"{own}/identity/refuse")).status_code == 409
