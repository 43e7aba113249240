"""Whoever holds whatever: by direct address nobody acts on content beyond their service areas.

What is expected is written down here once more, by hand, and not read from the table of access: two tables
that were written apart must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from luotsi.accounts.access import WHOLE_COUNTY_ROLES
from luotsi.accounts.actions import grant_role
from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.content.models import DisruptionNotice, Story
from luotsi.foundation import clock
from luotsi.guidance.models import GuidancePath, PublishedState
from luotsi.web.editor.workflow import make_workflow
from tests.accounts.makers import make_person
from tests.editor.desk import MINE, OTHERS
from tests.guidance.documents import REACH, TEETH, drafted, published

pytestmark = pytest.mark.usefixtures("county")

THIRD = "youth-station"
TODAY = datetime(2026, 11, 25, 10, tzinfo=clock.HELSINKI)

WRITERS = {Role.EDITOR, Role.REVIEWER, Role.COORDINATOR}
PUBLISHERS = {Role.REVIEWER, Role.COORDINATOR}
REMOVERS = {Role.COORDINATOR}
DESK = {*WRITERS, Role.ADMINISTRATOR}

Grant = tuple[Role, str]


@dataclass(frozen=True)
class Thing:
    """Something at the desk and the service areas that own it; none: the county as a whole."""

    name: str
    areas: frozenset[str]


PATH = Thing("teeth", frozenset({MINE}))
SHARED = Thing("shared", frozenset({MINE, OTHERS}))
SUBPATH = Thing("reach", frozenset())
PATHS = (PATH, SHARED, SUBPATH)
NOTICE = Thing("notice", frozenset({MINE}))
NOTICE_FOR_ALL = Thing("notice for all", frozenset())
NOTICES = (NOTICE, NOTICE_FOR_ALL)
STORY = Thing("story", frozenset({MINE}))

MAY_PATH = {
    "read": DESK,
    "edit": WRITERS,
    "revert": WRITERS,
    "lock": WRITERS,
    "unlock": PUBLISHERS,
    "publish": PUBLISHERS,
    "unschedule": PUBLISHERS,
    "approve": PUBLISHERS,
    "unpublish": PUBLISHERS,
    "delete": REMOVERS,
}
MAY_NOTICE = {verb: DESK if verb == "read" else WRITERS for verb in MAY_PATH if verb != "approve"}


def is_expected(grants: list[Grant], thing: Thing, verb: str) -> bool:
    """The rule in one sentence: a role that may, held in the whole county or in an area of the thing."""
    roles = (MAY_NOTICE if thing in NOTICES else MAY_PATH)[verb]
    if verb == "read":
        return any(role in roles for role, _area in grants)
    return any(role in roles and (area == "" or area in thing.areas) for role, area in grants)


@pytest.fixture(autouse=True)
def at_ten(settings: LazySettings) -> Iterator[None]:
    settings.DEMO = True  # without a second step, which other stories look at
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def desk(county: None) -> User:
    """Every thing, published, with a newer draft and an older version; its author."""
    make_workflow()
    author = make_person(Role.EDITOR, name="author", has_second_step=False)
    published(REACH, "reach")
    published(TEETH)
    published(shared_text(), "shared")
    for thing in PATHS:
        row = GuidancePath.objects.get(code=thing.name)
        row.save_revision(user=author)
    for thing in NOTICES:
        notice = DisruptionNotice(
            title_fi=thing.name, title_sv=thing.name, shown_from=TODAY, themes=themes_of(thing)
        )
        notice.save()
        notice.save_revision(user=author).publish()
        notice.save_revision(user=author)
    story = Story(**{name: value for name, value in form_of(STORY).items() if value})
    story.save()
    story.save_revision(user=author).publish()
    story.save_revision(user=author)
    return author


def shared_text() -> str:
    return TEETH.replace("code: teeth", "code: shared").replace(
        "[oral_health]", "[oral_health, family_services]"
    )


def themes_of(thing: Thing) -> list[str]:
    return ["oral_health"] if thing is NOTICE else []


def row_of(thing: Thing) -> Any:
    if thing in PATHS:
        return GuidancePath.objects.get(code=thing.name)
    if thing is STORY:
        return Story.objects.get(code=thing.name)
    return DisruptionNotice.objects.get(title_fi=thing.name)


def address_of(thing: Thing, name: str, *args: object) -> str:
    kinds = {STORY: "content_story", **dict.fromkeys(PATHS, "guidance_guidancepath")}
    kind = kinds.get(thing, "content_disruptionnotice")
    return reverse(f"wagtailsnippets_{kind}:{name}", args=args)


def form_of(thing: Thing) -> dict[str, Any]:
    """What the browser would post; with a change."""
    texts = {"teeth": TEETH, "reach": REACH, "shared": shared_text()}
    if thing in PATHS:
        text = texts[thing.name].replace("schema: 1", "schema: 1  # changed")
        return {"code": thing.name, "text": text}
    if thing is STORY:
        return STORY_FORM
    return {
        "severity": "disruption",
        "title_fi": thing.name,
        "title_sv": thing.name,
        "body_fi": "Muutettu",
        "body_sv": "Ändrad",
        "shown_from": "2026-11-25 08:00",
        "themes": themes_of(thing),
    }


def act(browser: Client, thing: Thing, verb: str, author: User) -> bool:
    """Do it by direct address; whether it was done, as the database tells."""
    return ACTS[verb](browser, thing, row_of(thing), author)


def _read(browser: Client, thing: Thing, row: Any, author: User) -> bool:
    return browser.get(address_of(thing, "inspect", row.pk)).status_code == 200


def _edit(browser: Client, thing: Thing, row: Any, author: User) -> bool:
    browser.post(address_of(thing, "edit", row.pk), form_of(thing))
    return bool(row_of(thing).latest_revision_id != row.latest_revision_id)


def _publish(browser: Client, thing: Thing, row: Any, author: User) -> bool:
    browser.post(address_of(thing, "edit", row.pk), form_of(thing) | {"action-publish": "1"})
    return bool(row_of(thing).live_revision_id != row.live_revision_id)


def _revert(browser: Client, thing: Thing, row: Any, author: User) -> bool:
    older = row.revisions.order_by("pk").first()
    browser.post(address_of(thing, "revisions_revert", row.pk, older.pk), form_of(thing))
    return bool(row_of(thing).latest_revision_id != row.latest_revision_id)


def _lock(browser: Client, thing: Thing, row: Any, author: User) -> bool:
    browser.post(address_of(thing, "lock", row.pk))
    return bool(row_of(thing).locked)


def _unlock(browser: Client, thing: Thing, row: Any, author: User) -> bool:
    type(row).objects.filter(pk=row.pk).update(locked=True, locked_by=author, locked_at=TODAY)
    browser.post(address_of(thing, "unlock", row.pk))
    return not row_of(thing).locked


def _unschedule(browser: Client, thing: Thing, row: Any, author: User) -> bool:
    revision = row.latest_revision
    revision.approved_go_live_at = TODAY + timedelta(days=9)
    revision.save(update_fields=["approved_go_live_at"])
    browser.post(address_of(thing, "revisions_unschedule", row.pk, revision.pk))
    revision.refresh_from_db()
    return revision.approved_go_live_at is None


def _approve(browser: Client, thing: Thing, row: Any, author: User) -> bool:
    state = row.get_workflow().start(row, author).current_task_state
    browser.post(address_of(thing, "workflow_action", row.pk, "approve", state.pk))
    return bool(row_of(thing).live_revision_id != row.live_revision_id)


def _unpublish(browser: Client, thing: Thing, row: Any, author: User) -> bool:
    browser.post(address_of(thing, "unpublish", row.pk))
    return not row_of(thing).live


def _delete(browser: Client, thing: Thing, row: Any, author: User) -> bool:
    browser.post(address_of(thing, "delete", row.pk))
    return not type(row).objects.filter(pk=row.pk).exists()


ACTS: dict[str, Callable[[Client, Thing, Any, User], bool]] = {
    "read": _read,
    "edit": _edit,
    "revert": _revert,
    "lock": _lock,
    "unlock": _unlock,
    "publish": _publish,
    "unschedule": _unschedule,
    "approve": _approve,
    "unpublish": _unpublish,
    "delete": _delete,
}

STORY_FORM = {
    "code": "story",
    "told_by": "invented",
    "title_fi": "Rohkeus",
    "title_sv": "Mod",
    "body_fi": "Soitin.",
    "body_sv": "Jag ringde.",
    "themes": ["oral_health"],
    "review_by": "2027-05-31",
}

AREAS = ("", MINE, OTHERS, THIRD)
grants = some.lists(
    some.tuples(some.sampled_from(list(Role)), some.sampled_from(AREAS)), max_size=3, unique=True
)
deeds = some.one_of(
    some.tuples(some.sampled_from(PATHS), some.sampled_from(sorted(MAY_PATH))),
    some.tuples(some.just(STORY), some.sampled_from(sorted(MAY_PATH))),
    some.tuples(some.sampled_from(NOTICES), some.sampled_from(sorted(MAY_NOTICE))),
)


class Undo(Exception):
    """Takes back what one example did."""


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants, deeds)
@example([(Role.COORDINATOR, OTHERS)], (PATH, "delete"))
@example([(Role.EDITOR, MINE), (Role.COORDINATOR, OTHERS)], (PATH, "publish"))
@example([(Role.EDITOR, MINE), (Role.COORDINATOR, OTHERS)], (SHARED, "publish"))
@example([(Role.EDITOR, ""), (Role.REVIEWER, OTHERS)], (PATH, "unlock"))
@example([(Role.REVIEWER, MINE)], (SUBPATH, "unpublish"))
@example([(Role.ADMINISTRATOR, ""), (Role.MANAGER, "")], (NOTICE, "edit"))
@example([(Role.EDITOR, MINE), (Role.COORDINATOR, OTHERS)], (STORY, "publish"))
@example([(Role.REVIEWER, MINE)], (STORY, "approve"))
def test_a_deed_is_done_exactly_when_a_grant_reaches_it(
    desk: User, held: list[Grant], deed: tuple[Thing, str]
) -> None:
    thing, verb = deed
    with pytest.raises(Undo), transaction.atomic():
        browser = Client()
        browser.force_login(_person(held))
        done = act(browser, thing, verb, desk)
        PublishedState.touch()
        assert done == is_expected(held, thing, verb), (held, thing.name, verb)
        raise Undo


def _person(held: list[Grant]) -> User:
    user = User.objects.create_user("somebody", "somebody@county.example")
    for role, area in held:
        grant_role(user, role, "" if role in WHOLE_COUNTY_ROLES else area, by=None)
    return user


@pytest.mark.parametrize("verb", MAY_PATH)
@pytest.mark.parametrize("thing", [PATH, NOTICE, STORY], ids=lambda thing: thing.name)
def test_each_deed_can_be_done_and_strangers_do_none(desk: User, thing: Thing, verb: str) -> None:
    """Without this the rule above could hold because a form was wrong and nobody ever got anywhere."""
    if thing is NOTICE and verb not in MAY_NOTICE:
        return
    with pytest.raises(Undo), transaction.atomic():
        assert not act(Client(), thing, verb, desk)
        raise Undo
    browser = Client()
    browser.force_login(_person([(Role.COORDINATOR, MINE)]))
    assert act(browser, thing, verb, desk)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COORDINATOR])
def test_nobody_approves_their_own_text_whatever_they_hold(county: None, role: Role) -> None:
    make_workflow()
    author = make_person(role, name="author", has_second_step=False)
    row = drafted(TEETH)
    row.save_revision(user=author)
    browser = Client()
    browser.force_login(author)
    assert not _approve(browser, PATH, GuidancePath.objects.get(code="teeth"), author)
