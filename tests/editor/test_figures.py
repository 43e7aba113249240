"""First figures of paths: of one's own areas, by period, as a table."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from luotsi.accounts.types import Role
from luotsi.foundation import clock
from luotsi.journeys import actions
from luotsi.journeys.types import Event
from tests.editor.desk import MINE, OTHERS, at_the_desk
from tests.guidance.documents import TEETH, published

pytestmark = [pytest.mark.usefixtures("county"), pytest.mark.usefixtures("before_review")]


def rows(client: Client, **query: str) -> dict[str, list[str]]:
    page = html.unescape(client.get(reverse("desk-figures"), query).content.decode())
    found = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page)
    return {title: re.findall(r"<td[^>]*>(\d+)</td>", cells) for title, cells in found}


def test_a_coordinator_sees_the_paths_of_the_area_the_most_opened_first() -> None:
    published(TEETH)
    published(TEETH.replace("code: teeth", "code: gums").replace("fi: Hampaat", "fi: Ikenet"), "gums")
    for code, event in (("gums", Event.OPENED), ("gums", Event.FINISHED), ("gums", Event.NOT_HELPED)):
        actions.count("path", code, event, "fi")
    assert list(rows(at_the_desk(Role.COORDINATOR, MINE)).items()) == [
        ("Ikenet", ["1", "1", "0", "0", "1"]),
        ("Hampaat", ["0"] * 5),
    ]
    assert rows(at_the_desk(Role.COORDINATOR, OTHERS, name="other")) == {}


def test_a_longer_period_counts_more_and_nonsense_counts_as_a_month() -> None:
    published(TEETH)
    for days in (1, 20, 60):
        with clock.frozen_at(clock.now() - timedelta(days=days)):
            actions.count("path", "teeth", Event.OPENED, "fi")
    client = at_the_desk(Role.COORDINATOR)
    opened = {days: rows(client, days=days)["Hampaat"][0] for days in ("7", "30", "90", "-1", "x")}
    assert opened == {"7": "1", "30": "2", "90": "3", "-1": "2", "x": "2"}


def test_the_figures_become_a_table() -> None:
    published(TEETH)
    file = at_the_desk(Role.COORDINATOR).get(reverse("desk-figures"), {"as": "file"})
    table = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert table[1] == ["Hampaat", "0", "0", "0", "0", "0"]


def test_an_editor_has_no_figures() -> None:
    assert at_the_desk(Role.EDITOR, MINE).get(reverse("desk-figures")).headers["Location"] == "/editor/"
