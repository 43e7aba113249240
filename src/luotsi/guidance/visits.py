"""Sensitive visits: answers that may stand in no address, kept half an hour under a key only the page has."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from luotsi.foundation import clock
from luotsi.guidance.faults import NoSuchVisit
from luotsi.guidance.models import SensitiveVisitRow
from luotsi.guidance.types import Answers, SensitiveVisit
from luotsi.privacy.keys import Purpose, derive

LIFETIME = timedelta(minutes=30)
_KEY_BYTES = 32
_KEY_LENGTH = len(secrets.token_urlsafe(_KEY_BYTES))
_NONCE_BYTES = 12
_MAX_SEALED_BYTES = 20_000


def start(path_code: str) -> str:
    """A new visit; returns its key."""
    key = secrets.token_urlsafe(_KEY_BYTES)
    SensitiveVisitRow.objects.create(
        key_hash=_hash(key), sealed=_seal(key, path_code, {}, None), expires_at=clock.later(LIFETIME)
    )
    return key


def read(key: str) -> SensitiveVisit:
    """The visit, prolonged. Raises `NoSuchVisit` for a key unknown, malformed or over its time."""
    row = _row(key)
    expires_at = clock.later(LIFETIME)
    SensitiveVisitRow.objects.filter(pk=row.pk).update(expires_at=expires_at)
    held = _open(key, bytes(row.sealed))
    return SensitiveVisit(held["path"], held["answers"], held["municipality"], expires_at)


def save(key: str, answers: Answers, municipality: str | None) -> SensitiveVisit:
    """Keep these answers instead of the former ones."""
    path_code = read(key).path
    sealed = _seal(key, path_code, answers, municipality)
    if len(sealed) > _MAX_SEALED_BYTES:
        raise ValueError("A visit holds at most 20 kB of answers.")
    expires_at = clock.later(LIFETIME)
    SensitiveVisitRow.objects.filter(pk=_hash(key)).update(sealed=sealed, expires_at=expires_at)
    return SensitiveVisit(path_code, answers, municipality, expires_at)


def end(key: str) -> None:
    """Erase the visit, if there is one."""
    SensitiveVisitRow.objects.filter(pk=_hash(key)).delete()


def sweep() -> int:
    """Erase what is over its time."""
    erased, _ = SensitiveVisitRow.objects.filter(expires_at__lte=clock.now()).delete()
    return erased


def _row(key: str) -> SensitiveVisitRow:
    row = None
    if len(key) == _KEY_LENGTH:
        row = SensitiveVisitRow.objects.filter(pk=_hash(key), expires_at__gt=clock.now()).first()
    if row is None:
        raise NoSuchVisit
    return row


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _cipher(key: str) -> AESGCM:
    return AESGCM(derive(key.encode(), Purpose.SENSITIVE_VISIT))


def _seal(key: str, path_code: str, answers: Mapping[str, Sequence[str]], municipality: str | None) -> bytes:
    held = {
        "path": path_code,
        "answers": {question: list(values) for question, values in answers.items()},
        "municipality": municipality,
    }
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, json.dumps(held).encode(), _hash(key).encode())


def _open(key: str, sealed: bytes) -> dict[str, Any]:
    nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        opened = _cipher(key).decrypt(nonce, body, _hash(key).encode())
    except InvalidTag as error:
        raise NoSuchVisit from error
    held: dict[str, Any] = json.loads(opened)
    return held
