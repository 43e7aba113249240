"""Luotsi's own server for `bench.live`: the real one with everything on, only its limits lifted.

    python -m bench.live_luotsi prepare CONVERSATIONS IDLE    who speaks and listens, as JSON (`Parties`)
    python -m bench.live_luotsi serve PORT
    python -m bench.live_luotsi care                          what the words cost, milliseconds by name

The county, its data folder and its clock come from the environment.
"""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luotsi.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402

import luotsi.config  # noqa: E402
from bench.live_load import words  # noqa: E402
from luotsi.accounts import actions as accounts  # noqa: E402
from luotsi.accounts.models import User  # noqa: E402
from luotsi.accounts.types import Role  # noqa: E402
from luotsi.config.commands.serving import serve_web  # noqa: E402
from luotsi.contacts import actions as contacts  # noqa: E402
from luotsi.contacts import presence_actions  # noqa: E402
from luotsi.contacts.types import PresenceState  # noqa: E402
from luotsi.conversations import actions, bodies, capabilities, cursors, desk, log, queries  # noqa: E402
from luotsi.conversations.kinds import Message  # noqa: E402
from luotsi.conversations.models import ConversationRow  # noqa: E402
from luotsi.conversations.transport import limits  # noqa: E402
from luotsi.foundation import clock  # noqa: E402
from luotsi.foundation.limits import Limit  # noqa: E402
from luotsi.organisation import actions as organisation  # noqa: E402
from luotsi.privacy import keyring  # noqa: E402
from luotsi.safety import emergency  # noqa: E402
from luotsi.web.pages import limits as page_limits  # noqa: E402

AREA = "oral-health"
EACH = 10
"""Conversations that a professional has in hand."""
COUNTY = Path(luotsi.config.__file__).parent / "demo" / "county.yaml"
LIVE = "/live/v1/"
NOBODY = uuid.UUID(int=0)
MOST = 1_000_000_000

Parties = dict[str, list[dict[str, Any]]]
"""Requests of `live_load.Task`: speakers, listeners, readers, idle."""


def prepare(count: int, idle: int) -> Parties:
    """So many conversations in professionals' hands, and so many more to which nothing is said."""
    if not settings.DATABASES["default"]["NAME"].exists():
        keyring.ensure()
        call_command("migrate", interactive=False, verbosity=0)
        organisation.load_county(COUNTY)
    capable = {}
    people = [professional(number) for number in range(-(-count // EACH))]
    for number in range(count):
        capability = capabilities.new_capability()
        with transaction.atomic():
            made = actions.open_conversation(actions.Opening(AREA, "fi", capability))
            contacts.assign(made.id, people[number // EACH])
        capable[made.id] = capability
    return {
        "speakers": [
            asked(f"conversations/{number}/messages", place, Authorization=f"Bearer {capability}")
            for place, (number, capability) in enumerate(capable.items())
        ],
        "listeners": [stream_of_person(person) for person in people],
        "readers": [stream_of(number, place) for place, number in enumerate(capable)],
        "idle": [stream_of(number, place) for place, number in enumerate(waiting(idle), count)],
    }


def professional(number: int) -> int:
    user = User.objects.create(username=f"professional{number}")
    accounts.grant_role(user, Role.PROFESSIONAL, AREA, by=None)
    presence_actions.set_presence(user.pk, [AREA], PresenceState.PRESENT, 50)
    return int(user.pk)


def waiting(count: int) -> list[uuid.UUID]:
    """Conversations that nobody has taken, as rows: of these only the streams are measured."""
    rows = [
        ConversationRow(
            area=AREA, language="fi", state="bot", capability_hash=uuid.uuid4().hex, opened_at=clock.now()
        )
        for _ in range(count)
    ]
    ConversationRow.objects.bulk_create(rows, batch_size=500)
    return [row.pk for row in rows]


def stream_of_person(person: int) -> dict[str, Any]:
    """A professional's stream from now on, over the areas and all that they have in hand."""
    browser = Client()
    browser.force_login(User.objects.get(pk=person))
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    own = queries.last_seqs(one.id for one in queries.desk_of(person)[1])
    ends = desk.ends([AREA]) | {log.name(number): last for number, last in own.items()}
    path = f"staff/stream?cursor={cursors.written(ends)}"
    return asked(path, 0, Cookie=f"{settings.SESSION_COOKIE_NAME}={session}")


def stream_of(number: uuid.UUID, place: int) -> dict[str, Any]:
    """A client's stream. The server has not begun yet, and the tickets must last until it is asked."""
    return asked("stream", place, Authorization=f"Ticket {capabilities.ticket_for({number: 0})}")


def asked(path: str, place: int, **headers: str) -> dict[str, Any]:
    """A request, from an address of its own as behind a county's proxy."""
    address = f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}"
    return {"path": LIVE + path, "headers": {**headers, "X-Forwarded-For": address}}


def care() -> dict[str, float]:
    """Milliseconds of a core for each message: its words masked, read for an emergency, sealed."""
    texts = words()
    parts: dict[str, Callable[[str], object]] = {
        "masking": lambda text: bodies.masked(text, "fi"),
        "emergency": lambda text: emergency.assess(text, "fi"),
        "sealing": lambda text: bodies.sealed(NOBODY, 1, Message(text)),
    }
    found = {}
    for name, part in parts.items():
        for text in texts:
            part(text)
        began = time.process_time()
        for text in texts:
            part(text)
        found[name] = 1000 * (time.process_time() - began) / len(texts)
    return found


def serve(port: int) -> None:
    limits.messages = Limit(MOST, limits.MINUTE)
    limits.calls = Limit(MOST, limits.MINUTE)
    page_limits.searches = Limit(MOST, page_limits.WINDOW)
    serve_web("127.0.0.1", port)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        # Prepared before the load begins, a good while in a slow machine's time.
        capabilities.TICKET_LASTS = timedelta(hours=1)
        print(json.dumps(prepare(int(sys.argv[2]), int(sys.argv[3]))))
    elif sys.argv[1] == "care":
        print(json.dumps(care()))
    else:
        serve(int(sys.argv[2]))
