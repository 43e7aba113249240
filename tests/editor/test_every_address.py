"""Every address of the editor × every role. An address that is not in the table fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.models import EditingSession

from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.content.models import DisruptionNotice, LexiconTerm, Story
from luotsi.foundation import clock
from luotsi.guidance.models import GuidancePath
from luotsi.journeys.actions import make_campaign
from luotsi.journeys.types import Campaign, TargetKind
from luotsi.privacy import queries
from luotsi.privacy.types import Wanted
from luotsi.web.editor.addresses import closed
from luotsi.web.editor.workflow import make_workflow
from tests.accounts.makers import make_person, signed_in
from tests.editor.desk import MINE, OTHERS
from tests.guidance.documents import TEETH, published

pytestmark = pytest.mark.usefixtures("county")

ANYBODY = frozenset({None, *Role})
DESK = frozenset({Role.EDITOR, Role.REVIEWER, Role.COORDINATOR, Role.ADMINISTRATOR})
WRITERS = frozenset({Role.EDITOR, Role.REVIEWER, Role.COORDINATOR})
PUBLISHERS = frozenset({Role.REVIEWER, Role.COORDINATOR})
REMOVERS = frozenset({Role.COORDINATOR})
NOBODY: frozenset[Role] = frozenset()

OF_DESK = {
    "login": ANYBODY,
    "logout": ANYBODY,
    "password_reset": ANYBODY,
    "account": DESK,
    "desk-slots": DESK,
    "desk-slot": DESK,
    "desk-approval": PUBLISHERS,
    # Managers read figures too, but do not open the editor.
    "desk-figures": REMOVERS,
    "desk-campaigns": DESK,
    "desk-campaign-new": WRITERS,
    "desk-campaign": DESK,
    "desk-campaign-edit": WRITERS,
    "desk-campaign-close": WRITERS,
    "desk-feedback": WRITERS,
    "desk-feedback-path": WRITERS,
    "desk-feedback-read": WRITERS,
    "desk-registers": DESK,
    "desk-register-entry": DESK,
    "desk-register-edit": PUBLISHERS,
    "desk-register-mark": PUBLISHERS,
    "desk-wishes": WRITERS,
    # The county's as a whole: not for whoever holds in one area.
    "desk-wishes-open": NOBODY,
    "desk-wishes-close": NOBODY,
    "wagtailadmin_home": DESK,
    "wagtailadmin_dismissibles": DESK,
    "wagtailadmin_editing_sessions:ping": DESK,
    "wagtailadmin_editing_sessions:release": DESK,
    "wagtailadmin_sprite": DESK,
    "wagtailadmin_javascript_catalog": DESK,
}
OF_KIND = {
    "list": DESK,
    "list_results": DESK,
    "inspect": DESK,
    "usage": WRITERS,
    "history": DESK,
    "history_results": DESK,
    "revisions_view": DESK,
    "revisions_compare": DESK,
    "workflow_history": DESK,
    "workflow_history_detail": DESK,
    "add": WRITERS,
    "preview_on_add": WRITERS,
    "edit": WRITERS,
    "preview_on_edit": WRITERS,
    "revisions_revert": WRITERS,
    # The step of the review says who may; none is going on with a notice.
    "workflow_preview": PUBLISHERS,
    "workflow_action": PUBLISHERS,
    "collect_workflow_action_data": PUBLISHERS,
    "confirm_workflow_cancellation": WRITERS,
    "lock": WRITERS,
    "unlock": WRITERS,
    "revisions_unschedule": PUBLISHERS,
    "unpublish": PUBLISHERS,
    "delete": REMOVERS,
}
OF_PATHS = {**OF_KIND, "unlock": PUBLISHERS, "check": WRITERS, "walk": DESK, "draw": DESK}
OF_NOTICES = {name: WRITERS if roles < DESK else roles for name, roles in OF_KIND.items()}
OF_NOTICES["workflow_preview"] = DESK
OF_STORIES = {
    **OF_KIND,
    "unlock": PUBLISHERS,
    "workflow_preview": DESK,
    "workflow_action": WRITERS,
    "collect_workflow_action_data": WRITERS,
}
OF_WORDS = ("list", "list_results", "inspect", "usage", "history", "history_results", "add", "edit", "delete")
"""Words of the lexicon have no drafts, no reviews, no locks."""

PATHS, NOTICES = "wagtailsnippets_guidance_guidancepath", "wagtailsnippets_content_disruptionnotice"
STORIES, WORDS = "wagtailsnippets_content_story", "wagtailsnippets_content_lexiconterm"
PAGES: dict[str, frozenset[Role | None]] = {
    **OF_DESK,
    **{f"{PATHS}:{name}": roles for name, roles in OF_PATHS.items()},
    **{f"{NOTICES}:{name}": roles for name, roles in OF_NOTICES.items()},
    **{f"{STORIES}:{name}": roles for name, roles in OF_STORIES.items()},
    **{f"{WORDS}:{name}": OF_KIND[name] for name in OF_WORDS},
}
"""Every open address of /editor/, and the roles that it lets in when they hold in the area of the thing."""

WAYS_IN = {"login", "logout", "password_reset"}
"""Wagtail's own doors, which lead to the one of staff's pages, whoever asks."""

IN_REVIEW = {
    "workflow_preview", "workflow_action", "collect_workflow_action_data", "confirm_workflow_cancellation",
    "workflow_history", "workflow_history_detail",
}  # fmt: skip
"""Addresses that are asked about a path in review; one in review is locked for others."""

BY_POST = {
    "desk-campaign-close", "desk-wishes-open", "desk-wishes-close", "desk-feedback-read",
    "desk-register-mark",
}  # fmt: skip
"""Addresses that say nothing of rights to a plain visit."""

NO_ROW = {"preview_on_add", "check", "add", "list", "list_results", "usage"}
"""Addresses of a kind that name no row, and the list of references, which holds nothing of its own."""


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, space: str = "", before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Name (or the path of what has none) and pattern of everything below /editor/."""
    if patterns is None:
        patterns = [one for one in get_resolver().url_patterns if str(one.pattern) == "editor/"]
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}:{one.namespace}".lstrip(":") if one.namespace else space
            yield from addresses(one.url_patterns, inner, before + str(one.pattern))
        else:
            path = str(one.pattern).strip("/^")
            yield (f"{space}:{one.name}".lstrip(":") if one.name else path), one


def is_closed(pattern: URLPattern) -> bool:
    return pattern.callback is closed


@pytest.fixture(autouse=True)
def at_ten(settings: LazySettings) -> Iterator[None]:
    settings.DEMO = True  # without a second step, which other stories look at
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with clock.frozen_at(datetime(2026, 11, 25, 10, tzinfo=clock.HELSINKI)):
        yield


def drafted_again(code: str, text: str, author: User) -> GuidancePath:
    """A published path with a newer draft."""
    published(text, code).save_revision(user=author)
    return GuidancePath.objects.get(code=code)


class Desk:
    """A path, a notice, a story of one area with versions, a review, an editing session; their numbers."""

    def __init__(self) -> None:
        make_workflow()
        author = make_person(Role.EDITOR, MINE, name="author")
        self.path = drafted_again("teeth", TEETH, author)
        self.in_review = drafted_again("gums", TEETH.replace("code: teeth", "code: gums"), author)
        self.state = self.in_review.get_workflow().start(self.in_review, author)
        make_campaign(Campaign("koulu", {"fi": "Koulu", "sv": "Skolan"}, TargetKind.HOME, area=MINE))
        self.notice = DisruptionNotice(
            title_fi="x", title_sv="x", shown_from=clock.now(), themes=["oral_health"]
        )
        self.notice.save()
        self.notice.save_revision(user=author).publish()
        written = dict.fromkeys(("code", "title_fi", "title_sv", "body_fi", "body_sv"), "x")
        self.story = Story(**written, told_by="invented", themes=["oral_health"], review_by=clock.today())
        self.story.save()
        self.story.save_revision(user=author).publish()
        self.word = LexiconTerm.objects.create(say="fysiikka", means="fysioterapia")
        self.session = EditingSession.objects.create(
            user=author,
            content_type=ContentType.objects.get_for_model(GuidancePath),
            object_id=self.path.pk,
            last_seen_at=clock.now(),
        )

    def address(self, name: str) -> str:
        if name.startswith("desk-feedback-"):
            return reverse(name, args=("teeth",))
        if name in {"login", "logout", "password_reset", "account"}:
            return f"/editor/{name}/"
        rows = {NOTICES: self.notice, STORIES: self.story, WORDS: self.word}
        row = rows.get(name.partition(":")[0], self.path)
        if name.startswith(PATHS) and name.split(":")[1] in IN_REVIEW:
            row = self.in_review
        revised = self.path if row is self.word else row
        tried = {
            "pk": row.pk,
            "revision_id": revised.latest_revision_id or revised.revisions.first().pk,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "action_name": "approve",
            "task_state_id": self.state.current_task_state_id,
            "workflow_state_id": self.state.pk,
            "task_id": self.state.current_task_state.task_id,
            "app_label": "guidance",
            "model_name": "guidancepath",
            "object_id": row.pk,
            "session_id": self.session.pk,
            "path": "teeth",
            "slot": "dental",
            "code": "koulu",
            "survey": 1,
            "register": "facts",
            "key": "helpline",
        }
        for wanted in (
            (), ("pk",), ("pk", "revision_id"), ("pk", "revision_id_a", "revision_id_b"),
            ("pk", "action_name", "task_state_id"), ("pk", "workflow_state_id"), ("pk", "task_id"),
            ("session_id",), ("app_label", "model_name", "object_id", "session_id"), ("path", "slot"),
            ("code",), ("survey",), ("register", "key"),
        ):  # fmt: skip
            try:
                return reverse(name, kwargs={key: tried[key] for key in wanted})
            except NoReverseMatch:
                continue
        raise AssertionError(f"{name} needs something that this test does not know")


@pytest.fixture
def desk(county: None) -> Desk:
    return Desk()


def is_refused(answer: HttpResponse, before: int) -> bool:
    """Sent to the sign-in, or refused: the audit trail tells, however the answer looks."""
    if answer.status_code == 302 and answer["Location"].startswith("/staff/login/"):
        return True
    newer = queries.entries_newer(Wanted(action="access.denied"), before)
    assert newer or answer.status_code != 403, "a refusal without a row"
    return bool(newer)


def refused_of(browser: Client, desk: Desk) -> set[str]:
    """The addresses that refuse a visit."""
    refused = set()
    for name in PAGES.keys() - WAYS_IN:
        before = queries.head().number
        visit = browser.post if name in BY_POST else browser.get
        if is_refused(visit(desk.address(name)), before):
            refused.add(name)
    return refused


def test_the_table_lists_every_open_address() -> None:
    assert sorted({name for name, pattern in addresses() if not is_closed(pattern)}) == sorted(PAGES)


def test_what_is_closed_is_closed_to_everybody() -> None:
    shut = [(name, pattern) for name, pattern in addresses() if is_closed(pattern)]
    assert len(shut) > 100
    browser = signed_in(make_person(Role.COORDINATOR))
    for space in (
        "images",
        "documents",
        "users",
        "groups",
        "reports/locked",
        "collections",
        "sites",
        "redirects",
    ):
        assert browser.get(f"/editor/{space}/").status_code == 404, space


@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_is_let_in_where_the_table_says(desk: Desk, role: Role | None) -> None:
    browser = signed_in(make_person(role, "" if role is Role.ADMINISTRATOR else MINE))
    refused = refused_of(browser, desk)
    assert refused == {name for name, roles in PAGES.items() if role not in roles}


@pytest.mark.parametrize("role", sorted(WRITERS))
def test_in_anothers_area_everybody_only_reads(desk: Desk, role: Role) -> None:
    browser = signed_in(make_person(role, OTHERS))
    refused = refused_of(browser, desk)
    for name, roles in PAGES.items():
        if name.startswith((PATHS, NOTICES, STORIES)) and name.split(":")[1] not in NO_ROW:
            assert (name in refused) == (roles != DESK), name


@pytest.mark.parametrize("role", sorted(WRITERS))
def test_words_of_the_lexicon_belong_to_no_area(desk: Desk, role: Role) -> None:
    refused = refused_of(signed_in(make_person(role, OTHERS)), desk)
    words = {name for name in refused if name.startswith(WORDS)}
    assert words == {name for name, roles in PAGES.items() if name.startswith(WORDS) and role not in roles}


def test_strangers_are_sent_to_the_one_door(desk: Desk) -> None:
    for name, roles in PAGES.items():
        answer = Client().get(desk.address(name))
        if name in {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}:
            continue  # Wagtail's own icons and words, the same for everybody.
        assert answer.status_code in {302, 401, 403}, (name, answer.status_code)
        if roles is not ANYBODY and answer.status_code == 302:
            assert answer["Location"].startswith(("/staff/login/", "/editor/login/")), name
        assert b"Hampaat" not in answer.content
