"""Bodies sealed for one place: AES-256-GCM under the month's key, bound to table, owner and row.

What is sealed opens only where it was sealed for: moved to another row or another owner it is refused like
an altered one. Header: one byte of version, two of the key's number, twelve of nonce; the tag takes sixteen.
"""

from __future__ import annotations

import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from luotsi.privacy import keyring
from luotsi.privacy.keyring import KeyDestroyed, NoKey

VERSION = 1
_NONCE = 12
_TAG = 16
_HEADER = 3
OVERHEAD = _HEADER + _NONCE + _TAG
"""Bytes by which a sealed body is longer than its text in UTF-8."""


class CannotOpen(Exception):
    """A sealed body cannot be opened."""


class NotSealed(CannotOpen):
    """These bytes are no sealed body of a version that is known."""


class Altered(CannotOpen):
    """The body was changed, or it belongs to another row, owner or table."""


class KeyLost(CannotOpen):
    """The keyring has no key of this number; perhaps it is another installation's keyring."""


class KeyGone(CannotOpen):
    """The key was destroyed on purpose: the body is gone for good, and should be."""


def seal(table: str, owner: str, row_id: str, text: str) -> bytes:
    """The text as sealed bytes for this row of this owner in this table.

    The row's id must be known before: make it (a UUID), or insert the row first. Raises ValueError for a
    table or owner with "|" in it, and `keyring.KeyringFault`.
    """
    number, key = keyring.current()
    header = bytes((VERSION, number >> 8, number & 255))
    nonce = secrets.token_bytes(_NONCE)
    return header + nonce + _cipher(key).encrypt(nonce, text.encode(), _place(header, table, owner, row_id))


def open_sealed(table: str, owner: str, row_id: str, sealed: bytes) -> str:
    """The text of sealed bytes at this place.

    Raises `NotSealed`, `Altered`, `KeyLost` or `KeyGone`, which are `CannotOpen`, and `keyring.KeyringFault`.
    """
    number = key_number(sealed)
    try:
        key = keyring.body_key(number)
    except KeyDestroyed as error:
        raise KeyGone(f"Key {number} was destroyed.") from error
    except NoKey as error:
        raise KeyLost(f"The keyring has no key {number}.") from error
    header, nonce, body = sealed[:_HEADER], sealed[_HEADER : _HEADER + _NONCE], sealed[_HEADER + _NONCE :]
    try:
        return _cipher(key).decrypt(nonce, body, _place(header, table, owner, row_id)).decode()
    except InvalidTag as error:
        raise Altered(f"A body of {table} does not belong there or was changed.") from error


def key_number(sealed: bytes) -> int:
    """The number of the key that sealed these bytes; to find what dies with a key. Raises `NotSealed`."""
    if len(sealed) < OVERHEAD or sealed[0] != VERSION:
        raise NotSealed("These bytes are no sealed body.")
    return int.from_bytes(sealed[1:_HEADER], "big")


def _place(header: bytes, table: str, owner: str, row_id: str) -> bytes:
    """What the seal is bound to. Without "|" in the first two no two places are written alike."""
    if "|" in table or "|" in owner:
        raise ValueError('A table or owner of a sealed body has no "|" in its name.')
    return header + f"{table}|{owner}|{row_id}".encode()


_cipher = lru_cache(maxsize=4)(AESGCM)
"""Setting up a cipher costs more than sealing a message."""
