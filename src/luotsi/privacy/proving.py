"""A known text under each key: what opens it is the right keyring for this database."""

from __future__ import annotations

from luotsi.privacy import sealing

_TABLE, _OWNER = "privacy_keyproof", "luotsi"
_TEXT = "This keyring and this database belong together."


def make() -> bytes:
    """The known text under the present key."""
    return sealing.seal(_TABLE, _OWNER, "", _TEXT)


def why_not(sealed: bytes) -> str:
    """In words, why the keyring does not open a proof; empty when it does, or when its key was destroyed."""
    try:
        sealing.open_sealed(_TABLE, _OWNER, "", sealed)
    except sealing.KeyGone:
        return ""
    except sealing.CannotOpen as error:
        return str(error)
    return ""
