"""What a real installation refuses to start with: a keyring that others can read, or that is not its own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from luotsi.privacy import queries
from luotsi.privacy.keyring import KeyringFault


@register(Tags.security, deploy=True)
def check_keyring(**_options: Any) -> list[Error]:
    """Faults of the keyring. A demo's bodies are invented."""
    if settings.DEMO:
        return []
    try:
        faults = queries.keyring_faults()
    except KeyringFault as error:
        return [Error(str(error), id="luotsi.E006")]
    except DatabaseError:
        return []  # No database yet: nothing was sealed.
    if not faults:
        return []
    return [
        Error(
            f"The keyring does not fit this database: {' '.join(faults)}",
            hint="Put the right file where LUOTSI_KEYRING says, or what was sealed stays unreadable.",
            id="luotsi.E007",
        )
    ]
