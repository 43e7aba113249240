"""Changes to people: who may make them, what they do, what is announced."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from luotsi.accounts import actions, facts, queries
from luotsi.accounts.models import PasswordLink, StaffSession, User
from luotsi.accounts.sessions import handle_of
from luotsi.accounts.types import Role
from luotsi.foundation import clock
from tests.accounts.makers import PASSWORD, make_person, signed_in
from tests.listening import announced

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    return make_person(Role.ADMINISTRATOR, name="boss")


def invite(boss: User | None, email: str = "Uusi.Tyontekija@County.example") -> tuple[User, str]:
    invitation = actions.invite_person(email=email, first_name="Uusi", last_name="Työntekijä", by=boss)
    return User.objects.get(pk=invitation.person), invitation.token


def test_a_new_person_sets_a_password_with_the_link_once(boss: User) -> None:
    person, token = invite(boss)
    assert person.email == "uusi.tyontekija@county.example"
    assert not person.has_usable_password()
    assert token not in str(list(PasswordLink.objects.values()))

    actions.set_password_by_link(queries.token_hash(token), PASSWORD)

    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    with pytest.raises(actions.CannotChange):
        actions.set_password_by_link(queries.token_hash(token), "toinen yhtä pitkä salaisuus")


def test_a_refused_password_does_not_spend_the_link(boss: User) -> None:
    _person, token = invite(boss)
    with pytest.raises(ValidationError):
        actions.set_password_by_link(queries.token_hash(token), "lyhyt")
    assert queries.person_of_link(queries.token_hash(token)) is not None


def test_of_two_who_use_a_link_at_the_same_moment_one_sets_the_password(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, token = invite(boss)

    def meanwhile(*_args: object) -> None:
        monkeypatch.undo()
        actions.set_password_by_link(queries.token_hash(token), PASSWORD)

    monkeypatch.setattr(actions, "validate_password", meanwhile)
    with pytest.raises(actions.CannotChange):
        actions.set_password_by_link(queries.token_hash(token), "toinen yhtä pitkä salaisuus")
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_to_write_while_a_password_is_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = User.set_password

    def outside(user: User, password: str) -> None:
        assert not connection.in_atomic_block
        hashed(user, password)

    monkeypatch.setattr(User, "set_password", outside)
    person, token = invite(None)
    actions.set_password_by_link(queries.token_hash(token), PASSWORD)
    person.refresh_from_db()
    actions.change_password(person, "toinen yhtä pitkä salaisuus", keep_session="")


def test_a_link_lasts_three_days_and_a_new_one_replaces_it(boss: User) -> None:
    person, first = invite(boss)
    second = actions.make_password_link(person, by=boss).token
    assert queries.person_of_link(queries.token_hash(first)) is None
    assert queries.person_of_link(queries.token_hash(second)) == person
    with clock.frozen_at(clock.later(timedelta(hours=72, seconds=1))):
        assert queries.person_of_link(queries.token_hash(second)) is None


def test_one_address_is_one_person_whatever_its_case(boss: User) -> None:
    invite(boss, "sama@county.example")
    with pytest.raises(actions.CannotChange):
        invite(boss, "SAMA@county.example")
    with pytest.raises(actions.CannotChange):
        invite(boss, "ei osoite")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("eri-tunnus", "Sama@County.example")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_change_people(role: Role, boss: User) -> None:
    other, person = make_person(role, name="other"), make_person(name="person")
    for attempt in (
        lambda: invite(other),
        lambda: actions.grant_role(person, Role.EDITOR, by=other),
        lambda: actions.withdraw_role(person, Role.EDITOR, by=other),
        lambda: actions.deactivate(person, by=other),
        lambda: actions.reactivate(person, by=other),
        lambda: actions.reset_second_factor(person, by=other),
        lambda: actions.make_password_link(person, by=other),
        lambda: actions.end_sessions(person, by=other),
    ):
        with pytest.raises(actions.NotAllowed):
            attempt()


def test_nobody_gives_rights_to_themselves(boss: User) -> None:
    with pytest.raises(actions.CannotChange):
        actions.grant_role(boss, Role.EDITOR, by=boss)


def test_an_administrator_is_one_for_the_whole_county(boss: User) -> None:
    with pytest.raises(actions.CannotChange):
        actions.grant_role(make_person(), Role.ADMINISTRATOR, "oral", by=boss)


def test_a_role_needs_an_area_that_exists(boss: User) -> None:
    with pytest.raises(actions.CannotChange):
        actions.grant_role(make_person(), Role.EDITOR, "no-such-area", by=boss)


def test_the_last_administrator_stays(boss: User) -> None:
    with pytest.raises(actions.CannotChange):
        actions.withdraw_role(boss, Role.ADMINISTRATOR, by=None)
    with pytest.raises(actions.CannotChange):
        actions.deactivate(boss, by=None)
    second = make_person(Role.ADMINISTRATOR, name="second")
    actions.deactivate(boss, by=second)
    with pytest.raises(actions.CannotChange):
        actions.withdraw_role(second, Role.ADMINISTRATOR, by=None)


def test_granting_and_withdrawing_is_announced_once(
    boss: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person = make_person()
    with (
        announced(facts.RoleGranted) as granted,
        announced(facts.RoleWithdrawn) as withdrawn,
        django_capture_on_commit_callbacks(execute=True),
    ):
        actions.grant_role(person, Role.EDITOR, by=boss)
        actions.grant_role(person, Role.EDITOR, by=boss)
        actions.withdraw_role(person, Role.EDITOR, by=boss)
        actions.withdraw_role(person, Role.EDITOR, by=boss)
    assert [(fact.person, fact.by, fact.role, fact.area) for fact in granted] == [
        (person.pk, boss.pk, Role.EDITOR, "")
    ]
    assert len(withdrawn) == 1


def test_a_closed_account_has_no_session_no_link_and_no_way_in(boss: User) -> None:
    person = make_person(Role.EDITOR)
    browser = signed_in(person)
    token = actions.make_password_link(person, by=boss).token
    assert browser.get("/staff/").status_code == 200

    actions.deactivate(person, by=boss)

    assert browser.get("/staff/").status_code == 302
    assert not StaffSession.objects.filter(user=person).exists()
    assert queries.person_of_link(queries.token_hash(token)) is None
    answer = browser.post("/staff/login/", {"login": "aino", "password": PASSWORD})
    assert answer.status_code == 200, "the same page as for a wrong password"


def test_opening_an_account_again_needs_a_new_password(boss: User) -> None:
    person = make_person()
    actions.deactivate(person, by=boss)
    invitation = actions.reactivate(person, by=boss)
    person.refresh_from_db()
    assert person.is_active
    assert not person.has_usable_password()
    assert queries.person_of_link(queries.token_hash(invitation.token)) == person


def test_a_changed_password_ends_the_other_sessions(boss: User) -> None:
    person = make_person()
    here, elsewhere = signed_in(person), signed_in(person)
    session: SessionBase = here.session
    keep = queries.sessions_of(person)
    assert len(keep) == 2
    handle = handle_of(session.session_key)
    actions.change_password(person, "uusi ja yhtä pitkä lause", keep_session=handle)
    assert [one.handle for one in queries.sessions_of(person)] == [handle]
    assert elsewhere.get("/staff/").status_code == 302


def test_groups_of_wagtail_follow_the_roles(boss: User) -> None:
    person = make_person(Role.REVIEWER)
    assert person.has_perm("wagtailadmin.access_admin")
    assert set(person.groups.values_list("name", flat=True)) == {"role: reviewer"}

    own = Group.objects.create(name="somebody's own group")
    person.groups.add(own)
    actions.withdraw_role(person, Role.REVIEWER, by=boss)

    person = User.objects.get(pk=person.pk)
    assert list(person.groups.all()) == [own]
    assert not person.has_perm("wagtailadmin.access_admin")


def test_no_role_may_change_users_or_groups_in_wagtail() -> None:
    for role in Role:
        person = make_person(role, name=role.value)
        assert {name for name in person.get_all_permissions() if name.startswith("auth.")} == set()
        assert not person.has_perm("accounts.change_user")


def test_people_are_found_by_name_role_and_state(boss: User) -> None:
    editor = make_person(Role.EDITOR, name="ritva")
    closed = make_person(name="kerttu")
    actions.deactivate(closed, by=boss)

    def names(**wanted: object) -> list[str]:
        return [one.username for one in queries.people(**wanted)]

    assert names(search="RITV") == ["ritva"]
    assert names(role=Role.EDITOR) == [editor.username]
    assert "kerttu" not in names()
    assert "kerttu" in names(include_inactive=True)
    assert names(search="ei ketään") == []


def test_the_shell_makes_the_first_administrator_and_lets_one_in_again() -> None:
    first = actions.add_administrator("johto@county.example")
    again = actions.add_administrator("Johto@county.example")
    assert first.person == again.person
    assert queries.administrators() == 1
    assert queries.person_of_link(queries.token_hash(again.token)) is not None


def test_what_has_ended_is_erased(boss: User) -> None:
    _person, token = invite(boss)
    moment = clock.now().astimezone(UTC)
    with clock.frozen_at(moment):
        signed_in(make_person())
    with clock.frozen_at(moment + timedelta(minutes=59)):
        assert actions.forget_ended() == 0
    with clock.frozen_at(moment + timedelta(minutes=61)):
        assert actions.forget_ended() == 1
        assert queries.person_of_link(queries.token_hash(token)) is not None
    with clock.frozen_at(moment + timedelta(hours=73)):
        assert actions.forget_ended() == 1
    assert not PasswordLink.objects.exists()
