"""What travels in a hidden field of a page: signed, compressed, and good for a while only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing

from luotsi.foundation import clock


class FieldLost(ValueError):
    """The field is not ours, was changed, or has been open for too long."""


@dataclass(frozen=True, slots=True)
class SealedField:
    """One kind of hidden field. `good_for` is in seconds, `largest` in characters."""

    salt: str
    good_for: int
    largest: int

    def seal(self, told: Any) -> str:
        """The field's value for something that JSON knows."""
        moment = int(clock.now().timestamp())
        return signing.Signer(salt=self.salt).sign_object({"at": moment, "told": told}, compress=True)

    def unseal(self, value: str) -> Any:
        """What was told. Raises FieldLost."""
        if len(value) > self.largest:
            raise FieldLost
        try:
            opened = signing.Signer(salt=self.salt).unsign_object(value)
            age, told = clock.now().timestamp() - opened["at"], opened["told"]
        except (signing.BadSignature, ValueError, KeyError, TypeError) as error:
            raise FieldLost from error
        if not -self.good_for < age < self.good_for:
            raise FieldLost
        return told
