"""Everything that staff do, see and are refused leaves a row, under the right circumstances."""

from __future__ import annotations

import ast
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.test import Client

from luotsi.accounts import actions as accounts
from luotsi.accounts import sessions
from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.config import auditing
from luotsi.content.models import DisruptionNotice
from luotsi.foundation import clock
from luotsi.guidance.models import GuidancePath
from luotsi.integrations.ptv import actions as ptv
from luotsi.organisation import actions as organisation
from luotsi.privacy import queries
from luotsi.privacy.types import Entry, Wanted
from luotsi.web.editor.panels import address
from tests.accounts.makers import PASSWORD, code_of, make_person, signed_in
from tests.editor.desk import MINE, OTHERS, at_the_desk, write
from tests.guidance.documents import TEETH, published

pytestmark = pytest.mark.django_db

DEMO_COUNTY = Path(settings.PACKAGE) / "config" / "demo" / "county.yaml"


@pytest.fixture(autouse=True)
def outside_a_demo(settings: LazySettings) -> None:
    settings.DEMO = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Since:
    """The rows that come after this moment."""

    def __init__(self) -> None:
        self.number = queries.head().number

    def rows(self) -> list[Entry]:
        return queries.entries_newer(Wanted(), self.number, limit=1000)[::-1]

    def told(self) -> list[str]:
        return [row.action for row in self.rows()]


@pytest.fixture
def boss() -> User:
    return make_person(Role.ADMINISTRATOR, name="boss")


def test_every_fact_of_the_house_is_audited_or_has_a_reason_why_not() -> None:
    package = Path(settings.PACKAGE)
    declared = set()
    for file in package.glob("*/facts.py"):
        if file.parent.name == "foundation":
            continue
        module = import_module(f"luotsi.{file.parent.name}.facts")
        tree = ast.parse(file.read_text("utf-8"))
        declared |= {getattr(module, node.name) for node in tree.body if isinstance(node, ast.ClassDef)}
    bases = {base for kind in declared for base in kind.__mro__[1:]}
    assert declared - bases == set(auditing.AUDITED) | set(auditing.NOT_AUDITED)


def test_signing_in_failing_and_out(boss: User) -> None:
    since, browser = Since(), Client(REMOTE_ADDR="192.0.2.7")
    browser.post("/staff/login/", {"login": boss.email, "password": "not this one"})
    browser.post("/staff/login/", {"login": "nobody@county.example", "password": "not this one"})
    browser.post("/staff/login/", {"login": boss.email, "password": PASSWORD})
    browser.post("/staff/login/code/", {"code": "000000"})
    browser.post("/staff/login/code/", {"code": code_of(boss)})
    browser.post("/staff/logout/")
    rows = since.rows()
    assert [row.action for row in rows] == [
        "sign_in.failed", "sign_in.failed", "sign_in.failed", "sign_in.done", "sign_in.out",
    ]  # fmt: skip
    known, unknown, code, done, out = rows
    assert (known.object_id, known.fields, known.outcome, known.actor) == (
        str(boss.pk), ("password",), "failed", None,
    )  # fmt: skip
    assert (unknown.object_id, code.fields) == ("", ("code",))
    assert (done.actor, done.role, done.unit) == (boss.pk, "administrator", "*")
    assert done.session == out.session != ""
    assert {row.address for row in rows} == {"192.0.2.7"}
    assert {(row.channel, row.purpose) for row in rows} == {("staff", "security")}
    assert all(row.client and row.request_id for row in rows)
    assert "nobody@county.example" not in str(rows)


def test_the_session_of_a_row_is_the_name_of_the_real_one(boss: User) -> None:
    browser, since = signed_in(boss), Since()
    browser.get("/staff/people/")
    (row,) = since.rows()
    assert row.session == sessions.handle_of(browser.session.session_key)
    assert browser.session.session_key not in str(row)


def test_seeing_looking_for_and_changing_people(boss: User) -> None:
    helmi = make_person(name="helmi")
    browser, since = signed_in(boss), Since()
    place = f"/staff/people/{helmi.pk}/"
    browser.get("/staff/people/")
    browser.get("/staff/people/?q=Helmi&role=editor")
    browser.get(place)
    browser.get(f"{place}details/")
    browser.post(f"{place}details/", {"first_name": "Helmi", "last_name": "Lampi", "email": helmi.email})
    browser.post(f"{place}grant/", {"role": "editor", "area": ""})
    browser.post(f"{place}withdraw/", {"role": "editor", "area": ""})
    browser.post(f"{place}link/")
    browser.post(f"{place}reset/")
    browser.post(f"{place}close/")
    browser.post(f"{place}open/")
    rows = since.rows()
    assert [row.action for row in rows] == [
        "person.list", "person.search", "person.view", "person.view", "person.change", "role.grant",
        "role.withdraw", "password.link", "second_step.reset", "person.close", "person.open",
    ]  # fmt: skip
    assert {row.actor for row in rows} == {boss.pk}
    assert {row.object_id for row in rows[2:]} == {str(helmi.pk)}
    assert rows[1].fields == ("q", "role")
    assert rows[4].fields == ("last_name",)
    assert (rows[5].fields, rows[5].unit) == (("editor",), "*")
    assert not any(name in str(rows) for name in ("Helmi", "Lampi", helmi.email)), "never a value"


def test_a_change_without_its_row_does_not_happen(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_event: object) -> None:
        raise OSError("no room left")

    monkeypatch.setattr("luotsi.config.auditing.actions.record", full)
    helmi = make_person(name="helmi")
    with pytest.raises(OSError, match="no room"):
        accounts.grant_role(helmi, Role.EDITOR, by=boss)
    assert not helmi.grants.exists()


def test_what_is_refused_is_told(boss: User) -> None:
    browser, since = at_the_desk(Role.EDITOR, name="eino"), Since()
    browser.get("/staff/people/")
    browser.post(f"/staff/people/{boss.pk}/close/")
    signed_in(make_person(Role.MANAGER, name="maija")).get("/editor/")
    Client().get("/staff/people/")
    rows = [row for row in since.rows() if row.action == "access.denied"]
    assert [row.object_id for row in rows] == [
        "staff:people", f"staff:close_account {boss.pk}", "wagtailadmin_home",
    ]  # fmt: skip
    assert {row.outcome for row in rows} == {"refused"}


def test_content_of_another_area_is_refused_and_told() -> None:
    organisation.load_county(DEMO_COUNTY)
    row = published(TEETH)
    browser, since = at_the_desk(Role.COORDINATOR, OTHERS), Since()
    browser.get(address("delete", row.pk))
    (denied,) = since.rows()
    assert (denied.action, denied.channel, denied.unit) == ("access.denied", "editor", OTHERS)
    assert denied.object_id.endswith(f"guidancepath:delete {row.pk}")


def test_the_life_of_a_path_at_the_desk() -> None:
    organisation.load_county(DEMO_COUNTY)
    published(TEETH)
    own = TEETH.replace("code: teeth", "code: gums")
    browser, since = at_the_desk(Role.COORDINATOR, MINE), Since()
    with clock.frozen_at(datetime(2026, 11, 25, 10, tzinfo=clock.HELSINKI)):
        write(browser, own, code="gums")
        write(browser, own.replace("en: Teeth}", "en: Dental}"), code="gums", action="action-publish")
        path = GuidancePath.objects.get(code="gums")
        browser.post(address("lock", path.pk))
        browser.post(address("unlock", path.pk))
        first = path.revisions.order_by("pk").first()
        browser.post(address("revisions_revert", path.pk, first.pk), {"code": "gums", "text": own})
        browser.post(address("unpublish", path.pk))
        browser.post(address("delete", path.pk))
    rows = [row for row in since.rows() if row.action.startswith("content.")]
    assert [row.action for row in rows] == [
        "content.create", "content.edit", "content.publish", "content.lock", "content.unlock",
        "content.revert", "content.unpublish", "content.delete",
    ]  # fmt: skip
    assert {(row.object_kind, row.object_id) for row in rows} == {("guidancepath", "gums")}
    assert {row.channel for row in rows} == {"editor"}
    assert not DisruptionNotice.objects.exists()


def test_the_county_is_loaded_once_and_told_once() -> None:
    since = Since()
    organisation.load_county(DEMO_COUNTY)
    organisation.load_county(DEMO_COUNTY)
    assert since.told() == ["county.load"]


def test_a_table_that_is_taken_away_is_told_whoever_wrote_its_page() -> None:
    organisation.load_county(DEMO_COUNTY)
    browser, since = at_the_desk(Role.COORDINATOR, MINE), Since()
    assert browser.get("/editor/slots/?as=file")["Content-Disposition"].startswith("attachment")
    assert [(row.action, row.object_id) for row in since.rows()] == [("export.data", "desk-slots")]


def test_imports_are_told_once_each(tmp_path: Path) -> None:
    since = Since()
    ptv.import_folder(tmp_path)
    (row,) = since.rows()
    assert (row.action, row.object_id, row.actor) == ("import.run", "folder", None)


def test_a_job_started_by_hand_is_told(boss: User) -> None:
    browser, since = signed_in(boss), Since()
    browser.post("/staff/jobs/erase-old/run/")
    assert [(row.action, row.object_id, row.actor) for row in since.rows()] == [
        ("job.run", "erase-old", boss.pk)
    ]


def test_residents_leave_no_row_and_would_leave_no_address() -> None:
    organisation.load_county(DEMO_COUNTY)
    since = Since()
    browser = Client(REMOTE_ADDR="192.0.2.77")
    for path in ("/fi/", "/fi/haku/?q=hammas", "/health"):
        browser.get(path)
    assert since.rows() == []


def test_connecting_twice_tells_once(boss: User) -> None:
    auditing.connect()
    since = Since()
    accounts.grant_role(make_person(name="helmi"), Role.EDITOR, by=boss)
    assert since.told() == ["role.grant"]
