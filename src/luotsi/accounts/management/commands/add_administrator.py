"""`luotsi django add_administrator ADDRESS`: the first administrator, or one who is locked out."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from luotsi.accounts.actions import CannotChange, add_administrator


class Command(BaseCommand):
    """Makes the account if needed, gives the role and prints a link for setting the password."""

    help = "Make an administrator and print a one-time link with which they set their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="The person's e-mail address, with which they sign in")

    def handle(self, *, email: str, **_options: Any) -> None:
        try:
            invitation = add_administrator(email)
        except CannotChange as error:
            raise CommandError(str(error)) from error
        path = reverse("staff:password_link", args=[invitation.token])
        until = f"{invitation.expires_at:%d.%m.%Y %H:%M}"
        self.stdout.write(f"Works once, until {until}:\n{settings.SITE_URL}{path}")
