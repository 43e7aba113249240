"""What professionals note of a contact: masked, then sealed for its row."""

from __future__ import annotations

import logging
from uuid import UUID

from luotsi.privacy import sealing
from luotsi.privacy.keyring import KeyringFault
from luotsi.safety.masking import mask

logger = logging.getLogger(__name__)

WRAP_UP, TRANSFER = "contact.wrap_up", "contact.transfer"
LONGEST = 4000


def sealed(table: str, contact: UUID, row: UUID, text: str, language: str) -> bytes:
    """The words, masked, as this row of this contact keeps them; empty for nothing said.

    Raises ValueError for more than LONGEST characters, and `keyring.KeyringFault`: unsealed nothing is kept.
    """
    if len(text) > LONGEST:
        raise ValueError(f"Words about a contact have at most {LONGEST} characters.")
    masked = mask(text, language).text.replace("\0", "").strip()
    return sealing.seal(table, str(contact), str(row), masked) if masked else b""


def opened(table: str, contact: UUID, row: UUID, body: bytes) -> str:
    """The words again; "" when there are none or they can no longer be opened."""
    if not body:
        return ""
    try:
        return sealing.open_sealed(table, str(contact), str(row), body)
    except sealing.KeyGone:
        return ""
    except (sealing.CannotOpen, KeyringFault):
        logger.exception("Words about a contact cannot be opened")
        return ""
