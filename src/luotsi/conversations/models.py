"""Tables of the room; nobody else reads them. No column says who a client is or from where they came."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from luotsi.contacts.types import State
from luotsi.conversations.types import Audience, Author


class ConversationRow(models.Model):
    """A conversation, under the id of its contact. What its log says of the contact stands here once more,
    so that a message needs this row alone: it is held from the check until the message is in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    area = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in State])
    assignee = models.PositiveBigIntegerField(null=True)
    last_seq = models.PositiveIntegerField(default=0)
    capability_hash = models.CharField(max_length=64, unique=True)
    epoch = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    is_away = models.BooleanField(default=False)
    seen_by = models.CharField(max_length=32, blank=True, default="")
    """A random name of the client's stream that was opened last: when that one closes, the client is gone."""
    asked_at = models.DateTimeField(null=True)
    """Since when the client owes an answer; None when the client wrote last."""
    warned_at = models.DateTimeField(null=True)
    told_closing_at = models.DateTimeField(null=True)
    is_answered = models.BooleanField(default=False)
    """Whether a person has written to the client."""
    ended_at = models.DateTimeField(null=True)
    erase_after = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)
    kept_by = models.PositiveBigIntegerField(null=True)
    kept_why = models.BinaryField(default=bytes, blank=True)
    """The reason of the decision to keep it as evidence, sealed for this row."""
    is_kept_longer = models.BooleanField(default=False)
    """Whether an identified client accepted that it is kept longer than an anonymous one's."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["erase_after"], name="conversations_due"),
            models.Index(fields=["state", "asked_at"], name="conversations_quiet"),
            models.Index(fields=["assignee", "state"], name="conversations_own"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kept_until__isnull=True) | models.Q(kept_by__isnull=False),
                name="conversations_kept_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.state}"


class EntryRow(models.Model):
    """One entry of a log. Everything that it says is in `sealed`, bound to its conversation and place."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(ConversationRow, on_delete=models.CASCADE, related_name="entry_rows")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    author = models.CharField(max_length=14, choices=[(one.value, one.value) for one in Author])
    person = models.PositiveBigIntegerField(default=0)
    audience = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Audience])
    key = models.CharField(max_length=64, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="conversations_one_place"),
            models.UniqueConstraint(
                fields=["conversation", "author", "person", "key"],
                condition=~models.Q(key=""),
                name="conversations_sent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class IdentityRow(models.Model):
    """An open asking who the client is, gone once it is answered, transferred or ended. Of the ticket and of
    the browser that went with it only hashes stand here."""

    conversation = models.OneToOneField(ConversationRow, on_delete=models.CASCADE, primary_key=True)
    asked = models.PositiveIntegerField()
    """Where the asking stands in the log."""
    ticket_hash = models.CharField(max_length=64, null=True, unique=True)
    expires_at = models.DateTimeField(null=True)
    browser_hash = models.CharField(max_length=64, blank=True, default="")
    request = models.CharField(max_length=64, blank=True, default="")
    """What the service's answer must name."""

    def __str__(self) -> str:
        return str(self.pk)


class DeskLogRow(models.Model):
    """The head of a desk's log ("area:CODE"); held while an entry is appended."""

    log = models.CharField(max_length=80, primary_key=True)
    last_seq = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.log


class DeskEntryRow(models.Model):
    """A contact as it stood after a change: codes, numbers and times, no words of anybody."""

    id = models.BigAutoField(primary_key=True)
    log = models.CharField(max_length=80)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_index=True)
    card = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "seq"], name="conversations_desk_place"),
        ]

    def __str__(self) -> str:
        return f"{self.log} {self.seq}"
