"""A reader who talks with the assistant by its plain form."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.pages.scripted import Script

ADDRESS = "/fi/avustaja/"


def carried(page: HttpResponse) -> str:
    """The exchange as the page carries it."""
    found = re.search(r'<input type="hidden" name="exchange" value="([^"]*)">', page.content.decode())
    return unescape(found[1]) if found else ""


def kept_words(page: HttpResponse) -> str:
    """What stands in the field."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page.content.decode(), re.DOTALL)
    return unescape(found[1]) if found else ""


def title(page: HttpResponse) -> str:
    return unescape(re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1]).replace(
        "\u00ad", ""
    )


class Talk:
    """A reader who sends the page's form again and again."""

    def __init__(self, reader: Client, address: str = ADDRESS) -> None:
        self.reader, self.address = reader, address
        self.page = reader.get(address)

    def say(self, text: str, **more: str) -> HttpResponse:
        return self.press(text=text, **more)

    def press(self, **fields: str) -> HttpResponse:
        self.page = self.reader.post(self.address, {"exchange": carried(self.page), **fields})
        return self.page


@pytest.fixture
def talk(reader: Client, script: Script) -> Talk:
    return Talk(reader)
