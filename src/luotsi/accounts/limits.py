"""How many failed sign-ins one account and one address may have.

A successful sign-in costs nothing, because a whole county's staff may share one address at eight in
the morning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest

from luotsi.foundation.limits import Limit, client_key, name_for_today

__all__ = ["Attempt", "attempt", "client_key", "link_failures"]

account_failures = Limit(5, timedelta(minutes=15))
address_failures = Limit(30, timedelta(minutes=1))
link_failures = Limit(10, timedelta(minutes=15))
"""Wrong one-time links per address: a token of 256 bits cannot be guessed, so this only keeps noise down."""


@dataclass(frozen=True)
class Attempt:
    """One try at signing in, counted against the account and against the address it came from."""

    account: str
    address: str

    def take(self) -> bool:
        """Whether the try may be judged at all."""
        if not address_failures.take(self.address):
            return False
        if not account_failures.take(self.account):
            address_failures.give_back(self.address)
            return False
        return True

    def succeeded(self) -> None:
        """The try was right: it does not count."""
        account_failures.give_back(self.account)
        address_failures.give_back(self.address)


def attempt(request: HttpRequest, *, person: int | None, login: str = "") -> Attempt:
    """A try at the account of `person`, or at the account that `login` would name if it existed."""
    account = f"person:{person}" if person is not None else name_for_today(login.strip().casefold())
    return Attempt(account, client_key(request))
