"""What a content editor does at the desk, by the same addresses and fields as the browser."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from luotsi.accounts.types import Role
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.panels import address
from tests.accounts.makers import make_person, signed_in

MINE = "oral-health"
OTHERS = "family-centre"


def at_the_desk(role: Role, area: str = "", name: str = "aino") -> Client:
    """A browser of a person with this role in this area."""
    return signed_in(make_person(role, area, name=name))


def write(client: Client, text: str, *, code: str = "teeth", action: str = "", **fields: str) -> HttpResponse:
    """Save `text` as the path `code`, new or old; `action` is a button such as `action-publish`."""
    row = GuidancePath.objects.filter(code=code).first()
    url = address("edit", row.pk) if row else address("add")
    data = {"code": code, "text": text, **fields, **({action: action} if action else {})}
    return client.post(url, data)


def page(client: Client, name: str, *args: object) -> str:
    """The HTML of a view of guidance paths."""
    response = client.get(address(name, *args))
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()
