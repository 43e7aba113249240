"""Words of people before they are kept: cleaned, masked, sealed for their place, told apart by digests."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from luotsi.conversations import kinds
from luotsi.conversations.types import MOST_CHARACTERS, NotFitting
from luotsi.privacy import keyring, sealing
from luotsi.safety.masking import Masked, mask

logger = logging.getLogger(__name__)

ENTRY, REASON = "conversation.entry", "conversation.kept"

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]"
    "|[\ud800-\udfff]"
)
"""Control characters, halves of characters, and marks that turn the direction of all that follows."""


def cleaned(text: object, most: int = MOST_CHARACTERS) -> str:
    """Text as it may be kept and shown: ends of lines alike, nothing in it that cannot be seen.

    Raises NotFitting for what is no text, is empty, or has more than `most` characters.
    """
    if not isinstance(text, str):
        raise NotFitting("There must be words.")
    if len(text) > 2 * most:
        raise NotFitting(f"At most {most} characters fit.")
    words = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not words:
        raise NotFitting("There must be words.")
    if len(words) > most:
        raise NotFitting(f"At most {most} characters fit.")
    return words


def masked(text: object, language: str, most: int = MOST_CHARACTERS) -> Masked:
    """Cleaned text without personal data, and which kinds of it were found. Raises NotFitting."""
    return mask(cleaned(text, most), language)


def digest(conversation: UUID, author: str, person: int, sent: Mapping[str, Any]) -> str:
    """What tells whether the same was sent under a key: nothing can be found out from it without the keyring.

    It is made of what was sent, before masking, for masked words may look alike and not be.
    """
    told = json.dumps([str(conversation), author, person, sent], sort_keys=True, separators=(",", ":"))
    return hmac.new(keyring.sent_body_key(), told.encode(), hashlib.sha256).hexdigest()


def sealed(conversation: UUID, seq: int, what: kinds.Kind) -> bytes:
    """An entry's fields for its place in this conversation and no other."""
    told = json.dumps(what.to_json(), ensure_ascii=False, separators=(",", ":"))
    return sealing.seal(ENTRY, str(conversation), str(seq), told)


def opened(conversation: UUID, seq: int, kind: str, body: bytes) -> kinds.Kind:
    """The entry again. One whose month's key was destroyed is gone for good, and says so; one that cannot be
    opened otherwise does not keep the rest of its log from being read."""
    try:
        told = sealing.open_sealed(ENTRY, str(conversation), str(seq), body)
    except sealing.KeyGone:
        return kinds.Erased()
    except sealing.CannotOpen:
        logger.exception("An entry of a conversation cannot be opened")
        return kinds.Unreadable()
    return kinds.from_json(kind, json.loads(told))


def sealed_reason(conversation: UUID, reason: str) -> bytes:
    """Why a conversation is kept, for its row."""
    return sealing.seal(REASON, str(conversation), str(conversation), reason)


def opened_reason(conversation: UUID, body: bytes) -> str:
    """The reason again; empty when there is none or its key was destroyed."""
    if not body:
        return ""
    try:
        return sealing.open_sealed(REASON, str(conversation), str(conversation), body)
    except sealing.KeyGone:
        return ""
