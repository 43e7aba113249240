"""The same errand over Django Channels for `bench.live`: one WebSocket for each client and professional.

    python -m bench.live_channels prepare CONVERSATIONS IDLE    who speaks and listens, as JSON
    python -m bench.live_channels serve PORT CARE

Written as its documentation advises: asynchronous consumers, groups, `database_sync_to_async`, the layer in
memory (the fastest there is, for one process), a connection to SQLite that stays open, with our own pragmas.
A message is written by the ORM in one transaction with its place and its key (the same key twice is once)
before it is acknowledged. With CARE `yes` its words are masked, read for an emergency and sealed as ours are,
with `no` they are stored as they came. It runs in an environment of its own: Luotsi needs none of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
import uuid
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

import django
from django.conf import settings

DATA = Path(os.environ.get("LUOTSI_DATA", ".")) / "channels.sqlite3"
EACH = 10

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
            },
        }
    },
    # A full channel drops what comes, without a word.
    CHANNEL_LAYERS={
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 100_000}}
    },
    USE_TZ=True,
)
django.setup()

import uvicorn  # noqa: E402
from channels.db import database_sync_to_async  # noqa: E402
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from luotsi.safety import emergency  # noqa: E402
from luotsi.safety.masking import mask  # noqa: E402


class Conversation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    capability_hash = models.CharField(max_length=64)
    professional = models.CharField(max_length=64)
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "bench"


class Message(models.Model):
    conversation = models.ForeignKey(Conversation, models.CASCADE)
    seq = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    body = models.BinaryField()

    class Meta:
        app_label = "bench"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="place"),
            models.UniqueConstraint(fields=["conversation", "key"], name="key"),
        ]


seal = AESGCM(AESGCM.generate_key(256))
CARE = sys.argv[-1] == "yes"


def cared_for(text: str) -> tuple[str, bytes, dict[str, Any]]:
    """The words as they may be kept, sealed, and what an emergency in them is."""
    if not CARE:
        return text, text.encode(), {}
    masked = mask(text, "fi")
    alarm = emergency.assess(text, "fi")
    nonce = secrets.token_bytes(12)
    return masked.text, nonce + seal.encrypt(nonce, masked.text.encode(), b""), {"kinds": list(alarm.kinds)}


def stored(number: uuid.UUID, key: str, text: str) -> dict[str, Any]:
    """The message's entry, after the commit."""
    words, body, alarm = cared_for(text)
    with transaction.atomic():
        row = Conversation.objects.select_for_update().get(pk=number)
        earlier = Message.objects.filter(conversation=row, key=key).first()
        if earlier is None:
            row.last_seq += 1
            earlier = Message.objects.create(conversation=row, seq=row.last_seq, key=key, body=body)
            row.save(update_fields=["last_seq"])
    at = earlier.at.isoformat()
    return {
        "seq": earlier.seq,
        "kind": "message",
        "author": "client",
        "at": at,
        "text": words,
        "key": key,
        **alarm,
    }


class ClientConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        given = parse_qs(self.scope["query_string"].decode())
        hashed = hashlib.sha256(given["capability"][0].encode()).hexdigest()
        row = await database_sync_to_async(
            Conversation.objects.filter(pk=given["id"][0], capability_hash=hashed).first
        )()
        if row is None:
            await self.close()
            return
        self.number = row.pk
        await self.channel_layer.group_add(f"conversation-{self.number}", self.channel_name)
        await self.accept()

    async def receive(self, text_data: str = "", bytes_data: bytes | None = None) -> None:
        told = json.loads(text_data)
        entry = await database_sync_to_async(stored)(self.number, told["key"], told["text"])
        await self.channel_layer.group_send(
            f"conversation-{self.number}",
            {"type": "entry", "log": f"conversation:{self.number}", "entry": entry},
        )
        await self.send(as_json({"acknowledged": entry}))

    async def entry(self, event: dict[str, Any]) -> None:
        await self.send(as_json({"log": event["log"], "entries": [event["entry"]]}))


class ProfessionalConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        person = parse_qs(self.scope["query_string"].decode())["person"][0]
        rows = Conversation.objects.filter(professional=person).values_list("pk", flat=True)
        for number in await database_sync_to_async(list)(rows):
            await self.channel_layer.group_add(f"conversation-{number}", self.channel_name)
        await self.accept()

    async def entry(self, event: dict[str, Any]) -> None:
        await self.send(as_json({"log": event["log"], "entries": [event["entry"]]}))


def as_json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


client, professional = ClientConsumer.as_asgi(), ProfessionalConsumer.as_asgi()


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await (client if scope["path"] == "/client" else professional)(scope, receive, send)


def prepare(count: int, idle: int) -> dict[str, list[dict[str, Any]]]:
    """So many conversations, and so many more to which nothing is said."""
    with connection.schema_editor() as editor:
        editor.create_model(Conversation)
        editor.create_model(Message)
    capable = [(uuid.uuid4(), secrets.token_urlsafe(32)) for _ in range(count + idle)]
    rows = [
        Conversation(
            id=number,
            capability_hash=hashlib.sha256(capability.encode()).hexdigest(),
            professional=str(place // EACH),
        )
        for place, (number, capability) in enumerate(capable)
    ]
    Conversation.objects.bulk_create(rows, batch_size=500)
    asked = [
        {"path": f"/client?id={number}&capability={capability}", "headers": {}}
        for number, capability in capable
    ]
    listeners = [
        {"path": f"/professional?person={place}", "headers": {}} for place in range(-(-count // EACH))
    ]
    return {"speakers": asked[:count], "listeners": listeners, "readers": [], "idle": asked[count:]}


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        print(json.dumps(prepare(int(sys.argv[2]), int(sys.argv[3]))))
    else:
        uvicorn.run(
            application,
            host="127.0.0.1",
            port=int(sys.argv[2]),
            log_level="warning",
            access_log=False,
            lifespan="off",
        )
