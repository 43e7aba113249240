"""The invented people of the demo: one for each role, with one passphrase that everybody may know."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from luotsi.accounts import actions
from luotsi.accounts.models import User
from luotsi.accounts.types import Role

DEMO_PASSPHRASE = "demo only: never in real use"  # noqa: S105 - public on purpose; the accounts work in a demo only
DOMAIN = "rantamaa.example"
"""The invented county's address; .example belongs to nobody."""


class NotADemo(Exception):
    """The demo's people are made in a demo only (LUOTSI_DEMO=yes)."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """How to sign in as one of the invented people."""

    role: Role
    first_name: str
    last_name: str
    email: str
    passphrase: str

    @property
    def username(self) -> str:
        """The short name with which they sign in, too."""
        return self.email.partition("@")[0]


_NAMES = {
    Role.PROFESSIONAL: ("Anni", "Ammattilainen"),
    Role.EDITOR: ("Sisko", "Sisällöntuottaja"),
    Role.REVIEWER: ("Tarmo", "Tarkastaja"),
    Role.COORDINATOR: ("Kaija", "Koordinaattori"),
    Role.MANAGER: ("Esko", "Esihenkilö"),
    Role.ADMINISTRATOR: ("Pia", "Pääkäyttäjä"),
}
"""Invented, and by their surnames nobody takes them for real."""

DEMO_PEOPLE: tuple[DemoPerson, ...] = tuple(
    DemoPerson(role, *_NAMES[role], f"demo-{role.value}@{DOMAIN}", DEMO_PASSPHRASE) for role in Role
)
"""The invented people, one for each role, whether made yet or not."""


def create_demo_people() -> tuple[DemoPerson, ...]:
    """Make the invented people, or set them right again. Raises NotADemo outside a demo.

    Not in one transaction: hashing six passphrases takes longer than anybody should wait to write.
    """
    if not settings.DEMO:
        raise NotADemo("Demo people are made only when LUOTSI_DEMO is yes.")
    for person in DEMO_PEOPLE:
        user, _made = User.objects.update_or_create(
            username=person.username,
            defaults={
                "email": person.email,
                "first_name": person.first_name,
                "last_name": person.last_name,
                "is_demo": True,
                "is_active": True,
            },
        )
        if not user.check_password(DEMO_PASSPHRASE):
            user.set_password(DEMO_PASSPHRASE)
            user.save(update_fields=["password"])
        actions.grant_role(user, person.role, by=None)
    return DEMO_PEOPLE
