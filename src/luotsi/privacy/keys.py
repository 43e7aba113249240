"""Keys for single purposes, all made in one way: HKDF-SHA-256 of a secret, with the purpose in it.

A key of one purpose says nothing about another's, and no secret is used directly. Plain: where the secret
comes from, the caller says.
"""

from __future__ import annotations

from enum import Enum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Purpose(Enum):
    """Everything a key is made for. The words are part of the key: changing one loses what it sealed."""

    SECOND_FACTORS = b"luotsi second factors"
    """Seals the secrets of authenticator apps; from LUOTSI_SECRET_KEY."""
    SENSITIVE_VISIT = b"luotsi sensitive visit v1"
    """Seals the answers of one visit; from the visit's own key, which only the page has."""
    BODY = b"luotsi body v1"
    """Seals bodies of one month; from the month's key in the keyring."""
    CASE_SECRET_PEPPER = b"luotsi case secret pepper v1"
    """Goes into the hash of a secret that a person types; from the keyring's own secret."""
    SENT_BODY = b"luotsi sent body v1"
    """Makes the digest by which a repeated message is known; from the keyring's own secret."""
    LIVE_TICKET = b"luotsi live ticket v1"
    """Signs tickets of streams, good for minutes; from LUOTSI_SECRET_KEY."""


def derive(secret: bytes, purpose: Purpose) -> bytes:
    """The key of 32 bytes that this secret gives for this purpose."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.value).derive(secret)
