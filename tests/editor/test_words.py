"""The desk speaks Finnish and Swedish, also where Wagtail's own catalogues are silent."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
import wagtail
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation import gettext, override

from luotsi.accounts import actions
from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.panels import address
from tests.editor.desk import at_the_desk, write
from tests.guidance.documents import GAP, TEETH, published

pytestmark = pytest.mark.usefixtures("county")

CATALOGUES = [Path(wagtail.__file__).parent / place for place in ("admin", "snippets", ".")]
SAME_IN_BOTH = {"Wagtail"}


def english_of_wagtail() -> set[str]:
    """Wagtail's sentences without anything to fill in; single short words are too common to look for."""
    found: set[str] = set()
    for folder in CATALOGUES:
        with (folder / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
            found |= {message.id for message in read_po(file) if isinstance(message.id, str)}
    return {text for text in found if len(text) > 8 and "%" not in text and "<" not in text}


def untranslated(language: str) -> set[str]:
    with override(language):
        return {text for text in english_of_wagtail() - SAME_IN_BOTH if gettext(text) == text}


def visible(page: str) -> str:
    """The text of a page with its labels, without scripts and markup."""
    page = re.sub(r"<(script|style|template)\b.*?</\1>", " ", page, flags=re.DOTALL)
    labels = " ".join(re.findall(r'(?:aria-label|title|placeholder)="([^"]*)"', page))
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page) + labels).split())


def screens(client: Client) -> dict[str, str]:
    row = GuidancePath.objects.get()
    pages = {
        name: address(name, *args)
        for name, args in {
            "list": (), "add": (), "edit": (row.pk,), "inspect": (row.pk,), "history": (row.pk,),
            "unpublish": (row.pk,), "delete": (row.pk,), "workflow_history": (row.pk,),
        }.items()
    }  # fmt: skip
    pages |= {
        "front": "/editor/",
        "looks": "/editor/account/",
        "no notices": "/editor/snippets/content/disruptionnotice/",
    }
    pages["none found"] = f"{pages['list']}?q=zzz"
    return {name: client.get(url).content.decode() for name, url in pages.items()}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_english_of_wagtails_is_left_on_the_screens(language: str) -> None:
    published(TEETH)
    client = at_the_desk(Role.COORDINATOR)
    actions.choose_language(User.objects.get(username="aino"), language)
    write(client, GAP)
    english = untranslated(language)
    assert len(english) < 400
    left = {
        (name, text)
        for name, page in screens(client).items()
        for text in english
        if re.search(rf"\b{re.escape(text)}\b", visible(page))
    }
    assert left == set()
