"""The one table of access."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given, settings, strategies

from luotsi.accounts import actions, queries
from luotsi.accounts.access import (
    ACCESS,
    Action,
    Scope,
    may,
    may_in_any,
    may_somewhere,
    reach_of,
)
from luotsi.accounts.models import RoleGrant
from luotsi.accounts.types import WHOLE_COUNTY, Reach, Role
from tests.accounts.makers import make_person

AREAS = ["", "oral", "maternity", "youth"]
grants = strategies.lists(
    strategies.builds(
        RoleGrant, role=strategies.sampled_from(list(Role)), area=strategies.sampled_from(AREAS)
    ),
    max_size=4,
)


def test_every_action_has_a_row() -> None:
    assert set(ACCESS) == set(Action)


def test_an_action_nobody_named_is_an_error() -> None:
    with pytest.raises(ValueError, match="fly"):
        reach_of([], "fly")


@settings(max_examples=60)
@given(grants, strategies.sampled_from(list(Action)), strategies.sampled_from(AREAS))
def test_a_right_comes_only_from_an_entry_of_the_table(
    held: list[RoleGrant], action: Action, area: str
) -> None:
    allowed = any(
        (scope := ACCESS[action].get(Role(grant.role)))
        and (scope is Scope.COUNTY or grant.area in {WHOLE_COUNTY, area})
        for grant in held
    )
    assert reach_of(held, action).covers(area) == allowed


@settings(max_examples=40)
@given(grants, grants, strategies.sampled_from(list(Action)))
def test_one_more_grant_never_takes_a_right_away(
    held: list[RoleGrant], more: list[RoleGrant], action: Action
) -> None:
    before, after = reach_of(held, action), reach_of(held + more, action)
    assert all(after.covers(area) for area in AREAS if before.covers(area))


def test_only_an_administrator_reaches_people_roles_and_the_house() -> None:
    for action in (
        Action.MANAGE_PEOPLE,
        Action.GRANT_ROLES,
        Action.SEE_AUDIT,
        Action.IMPORT_SERVICES,
        Action.CHANGE_SETTINGS,
    ):
        assert set(ACCESS[action]) == {Role.ADMINISTRATOR}


def test_who_manages_people_or_reads_figures_writes_nothing_for_residents() -> None:
    for action in (
        Action.WRITE_CONTENT,
        Action.REVIEW_CONTENT,
        Action.PUBLISH_CONTENT,
        Action.REMOVE_CONTENT,
        Action.WRITE_NOTICES,
    ):
        assert not {Role.PROFESSIONAL, Role.MANAGER, Role.ADMINISTRATOR} & set(ACCESS[action])
        assert set(ACCESS[action].values()) == {Scope.AREA}, "in their own service areas only"


def test_clients_are_answered_in_ones_own_areas_and_by_nobody_who_only_looks_after_the_house() -> None:
    assert ACCESS[Action.HANDLE_CONTACTS] == {Role.PROFESSIONAL: Scope.AREA, Role.COORDINATOR: Scope.AREA}
    assert set(ACCESS[Action.SEE_QUEUES]) == {Role.PROFESSIONAL, Role.COORDINATOR, Role.MANAGER}
    assert set(ACCESS[Action.SEE_QUEUES].values()) == {Scope.AREA}


def test_which_sites_may_show_our_panel_is_decided_by_an_administrator() -> None:
    assert ACCESS[Action.MANAGE_EMBEDS] == {Role.ADMINISTRATOR: Scope.COUNTY}


def test_an_editor_does_not_publish_what_they_wrote() -> None:
    assert Role.EDITOR not in ACCESS[Action.PUBLISH_CONTENT]


@pytest.mark.django_db
def test_an_editor_of_one_area_writes_there_only() -> None:
    editor = make_person()
    RoleGrant.objects.create(user=editor, role=Role.EDITOR, area="oral", granted_at=editor.date_joined)

    assert may(editor, Action.WRITE_CONTENT, "oral")
    assert not may(editor, Action.WRITE_CONTENT, "maternity")
    assert not may(editor, Action.WRITE_CONTENT), "what belongs to the whole county is not theirs"
    assert may_in_any(editor, Action.WRITE_CONTENT, ["maternity", "oral"])
    assert not may_in_any(editor, Action.WRITE_CONTENT, [])
    assert may_somewhere(editor, Action.WRITE_CONTENT)
    assert may(editor, Action.OPEN_EDITOR), "the editor itself belongs to no area"


@pytest.mark.django_db
def test_rights_are_told_of_people_known_by_number_only() -> None:
    here, everywhere = make_person(Role.PROFESSIONAL, name="paikka"), make_person(name="koko")
    RoleGrant.objects.filter(user=here).update(area="oral")
    actions.grant_role(everywhere, Role.COORDINATOR, by=None)
    other, boss = make_person(Role.EDITOR, name="muu"), make_person(Role.ADMINISTRATOR, name="boss")

    assert queries.reach_of_person(here.pk, Action.HANDLE_CONTACTS) == Reach(areas=frozenset({"oral"}))
    assert queries.reach_of_person(everywhere.pk, Action.HANDLE_CONTACTS) == Reach(everywhere=True)
    assert not queries.reach_of_person(other.pk, Action.HANDLE_CONTACTS)
    assert not queries.reach_of_person(10**9, Action.HANDLE_CONTACTS)
    assert queries.people_who_may(Action.HANDLE_CONTACTS, "oral") == {here.pk, everywhere.pk}
    assert queries.people_who_may(Action.HANDLE_CONTACTS, "youth") == {everywhere.pk}
    assert queries.people_who_may(Action.MANAGE_EMBEDS, "oral") == {boss.pk}

    actions.deactivate(everywhere, by=None)
    assert not queries.reach_of_person(everywhere.pk, Action.HANDLE_CONTACTS)
    assert queries.people_who_may(Action.HANDLE_CONTACTS, "youth") == frozenset()


@pytest.mark.django_db
def test_strangers_closed_accounts_and_people_without_a_role_may_nothing() -> None:
    without = make_person(name="uusi")
    closed = make_person(Role.COORDINATOR, name="vanha")
    closed.is_active = False
    for user in (AnonymousUser(), without, closed):
        assert [action for action in Action if may_somewhere(user, action)] == []


@pytest.mark.django_db
def test_the_superuser_flag_opens_nothing_of_ours() -> None:
    user = make_person()
    user.is_superuser = True
    assert not may_somewhere(user, Action.MANAGE_PEOPLE)
