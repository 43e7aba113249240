"""An administrator looks into the audit trail, which notices; everybody sees what is kept how long."""

from __future__ import annotations

import csv
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.test import Client
from wagtail.snippets.models import get_snippet_models

from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.config import auditing
from luotsi.foundation import clock
from luotsi.privacy import queries
from luotsi.privacy.actions import record
from luotsi.privacy.types import PURPOSES, Event, Wanted
from luotsi.web.staff.audit_words import ACTIONS, FAMILIES, KINDS
from tests.accounts.makers import make_person, signed_in

pytestmark = pytest.mark.django_db

LAST_YEAR = datetime(2025, 6, 1, 12, tzinfo=clock.HELSINKI)


@pytest.fixture
def boss() -> User:
    user = make_person(Role.ADMINISTRATOR, name="boss")
    User.objects.filter(pk=user.pk).update(language="en")
    return user


def whats(browser: Client, query: str = "") -> list[str]:
    """The actions on the page, newest first."""
    page = browser.get(f"/staff/audit/{query}")
    assert page.status_code == 200
    return [row.entry.action for row in page.context["rows"]]


def test_looking_is_itself_a_row_without_what_was_looked_for(boss: User) -> None:
    browser = signed_in(boss)
    browser.get("/staff/audit/?person=Helmi&action=person.")
    assert whats(browser)[0] == "audit.view"
    newest = queries.entries(Wanted(), limit=2)[1]
    assert (newest.action, newest.fields, newest.actor) == ("audit.view", ("person", "action"), boss.pk)


def test_people_and_deeds_are_told_in_words(boss: User) -> None:
    helmi = make_person(name="helmi")
    browser = signed_in(boss)
    browser.post(f"/staff/people/{helmi.pk}/close/")
    page = browser.get("/staff/audit/").content.decode()
    for words in ("Account closed", "Helmi", "Boss", "Administrator", "Staff’s pages", "127.0.0.1"):
        assert words.replace("’", "&#x27;") in page, words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?action=person.", {"person.view", "person.list"}),
        ("?action=role.grant", {"role.grant"}),
        ("?since=2026-01-01&action=person.", {"person.view"}),
        ("?until=2025-06-01", {"person.list"}),
        ("?until=2025-05-31", set()),
        ("?kind=person&object_id=77", {"person.view"}),
        ("?person=helmi", {"person.view"}),
        ("?person=nobody", set()),
        ("?outcome=refused", {"access.denied"}),
    ],
)
def test_the_trail_is_narrowed(boss: User, query: str, found: set[str]) -> None:
    helmi = make_person(Role.EDITOR, name="helmi")
    with clock.frozen_at(LAST_YEAR):
        record(Event("person.list"))
    record(Event("person.view", "person", "77", actor=helmi.pk))
    signed_in(make_person(name="eino")).get("/staff/people/")
    assert set(whats(signed_in(boss), query)) - {"audit.view"} == found


def test_a_day_that_is_none_is_told_and_nothing_is_shown(boss: User) -> None:
    browser = signed_in(boss)
    page = browser.get("/staff/audit/?since=yesterday")
    assert page.status_code == 200
    assert page.context["has_errors"]
    assert page.context["rows"] == []
    assert browser.get("/staff/audit/export/?since=yesterday").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "?action=fly",
        "?older=x",
        "?older=" + "9" * 40,
        "?newer=-1",
        "?until=9999-12-31",
        "?person=%00",
        "?kind=%27--",
    ],
)
def test_nonsense_in_the_address_breaks_nothing(boss: User, query: str) -> None:
    assert signed_in(boss).get(f"/staff/audit/{query}").status_code == 200


def test_one_walks_through_the_pages_and_back(boss: User) -> None:
    for number in range(120):
        record(Event("person.view", "person", str(number)))
    browser = signed_in(boss)

    def page(query: str) -> tuple[list[str], str, str]:
        shown = browser.get(f"/staff/audit/{query}").context
        return [row.entry.object_id for row in shown["rows"]], shown["older"], shown["newer"]

    first, older, newer = page("?action=person.view")
    assert (first[0], first[-1], newer) == ("119", "70", "")
    second, older, newer = page(older)
    assert (second[0], second[-1]) == ("69", "20")
    last, end, back = page(older)
    assert (last[0], last[-1], end) == ("19", "0", "")
    assert page(back)[0] == second
    assert page(newer)[0] == first


def test_the_export_is_a_table_that_no_spreadsheet_runs(boss: User) -> None:
    record(Event("person.view", "person", "=HYPERLINK(1)", fields=("@x",)))
    browser = signed_in(boss)
    answer = browser.get("/staff/audit/export/?action=person.view")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].endswith('.csv"')
    assert "no-store" in answer["Cache-Control"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines(), delimiter=";")
    assert (row["action"], row["object_id"], row["fields"]) == ("person.view", "'=HYPERLINK(1)", "'@x")
    assert row["hash"] == queries.entries(Wanted(action="person.view"))[0].hash
    told = [(row.action, row.object_id, row.fields) for row in queries.entries(Wanted(), limit=2)]
    assert told == [("export.data", "staff:audit_export", ()), ("audit.view", "", ("action",))]


def test_a_sign_in_of_long_ago_is_asked_again(boss: User) -> None:
    browser = signed_in(boss)
    with clock.frozen_at(clock.now() + timedelta(minutes=20)):
        for address in ("/staff/audit/", "/staff/audit/export/"):
            assert browser.get(address)["Location"].startswith("/staff/confirm/")
    assert "audit.view" not in {row.action for row in queries.entries(Wanted())}


def test_every_action_that_the_house_records_has_words() -> None:
    package = Path(settings.PACKAGE)
    source = "".join(file.read_text("utf-8") for file in package.rglob("*.py"))
    recorded = set(re.findall(r'(?:Event|_about_person|_role)\(\s*"([a-z_]+\.[a-z_]+)"', source))
    assert len(recorded) > 20
    assert recorded - set(ACTIONS) == set()
    assert set(FAMILIES) == set(PURPOSES)
    assert all(code.split(".")[0] in PURPOSES for code in ACTIONS)
    assert auditing.AUDITED


def test_every_kind_of_content_whose_history_is_in_the_trail_has_a_name() -> None:
    assert {model._meta.model_name for model in get_snippet_models()} - set(KINDS) == set()


def test_everybody_who_works_here_sees_what_is_kept_how_long(settings: LazySettings) -> None:
    for language, words in (("fi", "90 päivää"), ("sv", "90 dygn"), ("en", "90 days")):
        user = make_person(Role.PROFESSIONAL, name=f"person-{language}")
        User.objects.filter(pk=user.pk).update(language=language)
        assert words in signed_in(user).get("/staff/retention/").content.decode()
