"""The gate of publishing stands at every door, and nothing passes it half-way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Revision, Workflow, WorkflowContentType, WorkflowTask

from luotsi.accounts.models import User
from luotsi.flows.types import Proof
from luotsi.foundation import clock
from luotsi.foundation import facts as dispatch
from luotsi.guidance import actions, gate, queries
from luotsi.guidance.facts import PathPublished, PublishingRefused
from luotsi.guidance.faults import GateRefused, NoSuchPath
from luotsi.guidance.models import GuidancePath
from luotsi.guidance.types import Checked
from luotsi.web.editor.models import SecondReader
from tests.guidance.documents import CALLER, GAP, REACH, TEETH, UNREADABLE, drafted, library, published

pytestmark = pytest.mark.django_db


def test_a_sound_path_is_published_and_found_under_its_codes() -> None:
    row = published(TEETH)
    assert row.live
    assert queries.path("teeth").document.title["sv"] == "Tänderna"
    assert queries.path("teeth").revision == row.live_revision_id
    assert [card.code for card in queries.paths_of_theme("oral_health")] == ["teeth"]
    assert [card.code for card in queries.paths_of_life_situation("teeth")] == ["teeth"]
    assert set(row.terms.values_list("kind", "code")) >= {
        ("theme", "oral_health"),
        ("contact_reason", "dental_acute"),
        ("life_situation", "teeth"),
        ("outcome_kind", "professional"),
        ("fact", "helpline"),
        ("source", "helpline"),
    }


def test_a_gap_is_refused_with_the_answers_that_lead_to_it() -> None:
    row = drafted(GAP)
    with pytest.raises(GateRefused) as caught:
        row.latest_revision.publish()
    gaps = [flaw for flaw in caught.value.flaws if flaw.kind == "gap"]
    assert [dict(flaw.answers) for flaw in gaps] == [{"who": ("child",)}]
    assert not GuidancePath.objects.get(code="teeth").live
    with pytest.raises(NoSuchPath):
        queries.path("teeth")


def test_a_faulty_text_does_not_disturb_what_is_published() -> None:
    published(TEETH)
    row = drafted(GAP)
    with pytest.raises(GateRefused):
        row.latest_revision.publish()
    assert len(queries.path("teeth").flow.outcomes) == 2
    assert "call_child" in queries.path("teeth").flow.outcomes


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (("code: teeth", "code: tooth"), "document"),
        (("[oral_health]", "[oral_helth]"), "taxonomy"),
        (("[dental_acute]", "[]"), "document"),
        (("sources: [helpline]", "sources: [hearsay]"), "source"),
        (("{fact:helpline}", "{fact:rumour}"), "fact"),
        (("sv: Tänderna, ", ""), "language"),
        (("Kenen hampaat?", "Kuinka kova särky on asteikolla 0–10?"), "words"),
    ],
)
def test_each_kind_of_fault_is_named(change: tuple[str, str], kind: str) -> None:
    row = drafted(TEETH.replace(*change))
    with pytest.raises(GateRefused) as caught:
        row.latest_revision.publish()
    assert kind in {flaw.kind for flaw in caught.value.flaws}


def test_a_text_that_cannot_be_read_is_kept_as_written_and_refused_with_its_line() -> None:
    published(TEETH)
    row = drafted(UNREADABLE)
    newest = row.get_latest_revision_as_object()
    assert newest.text == UNREADABLE
    assert newest.document == row.document
    with pytest.raises(GateRefused) as caught:
        row.latest_revision.publish()
    assert caught.value.flaws[0].line in {14, 15}
    assert GuidancePath.objects.get(code="teeth").text == TEETH


def test_the_schedule_passes_the_same_door_and_one_refusal_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    refusals: list[PublishingRefused] = []
    monkeypatch.setattr(dispatch, "_listeners", {PublishingRefused: [refusals.append], PathPublished: []})
    faulty = drafted(GAP)
    sound = drafted(TEETH.replace("code: teeth", "code: gums"), "gums")
    past = timezone.now() - timedelta(minutes=2)
    for row in (faulty, sound):
        Revision.objects.filter(pk=row.latest_revision_id).update(approved_go_live_at=past)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("publish_scheduled")
    assert [card.code for card in queries.all_paths()] == ["gums"]
    assert [refusal.code for refusal in refusals] == ["teeth"]
    assert not GuidancePath.objects.get(code="teeth").approved_schedule


def test_scheduling_a_faulty_path_is_refused_at_once() -> None:
    row = drafted(GAP).get_latest_revision_as_object()
    row.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(GateRefused):
        row.save_revision().publish()
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_what_is_scheduled_has_not_gone_live_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    published: list[PathPublished] = []
    monkeypatch.setattr(dispatch, "_listeners", {PathPublished: [published.append]})
    row = drafted(TEETH).get_latest_revision_as_object()
    row.go_live_at = timezone.now() + timedelta(days=1)
    with TestCase.captureOnCommitCallbacks(execute=True):
        row.save_revision().publish()
    assert published == []
    assert not GuidancePath.objects.get(code="teeth").terms.exists()


def test_what_could_not_be_proved_does_not_go_to_residents(monkeypatch: pytest.MonkeyPatch) -> None:
    row = drafted(TEETH)
    given_up = Proof((), "nothing", ("The path is too large to be walked.",), clock.today())
    monkeypatch.setattr(gate, "prove", lambda _flow: given_up)
    with pytest.raises(GateRefused, match="too large to be walked"):
        row.latest_revision.publish()


def test_the_loader_passes_the_same_door(tmp_path: Path) -> None:
    report = actions.load_library(library(tmp_path, teeth=GAP))
    assert [refusal.name for refusal in report.refused] == ["teeth"]
    assert not GuidancePath.objects.exists()


def test_the_workflow_passes_the_same_door_and_the_approval_is_taken_back() -> None:
    approver = User.objects.create_user("reviewer")
    approver.grants.create(role="reviewer", area="", granted_at=timezone.now())
    row = drafted(GAP)
    workflow = Workflow.objects.create(name="w")
    task = SecondReader.objects.create(name="t")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    content_type = ContentType.objects.get_for_model(GuidancePath)
    WorkflowContentType.objects.update_or_create(content_type=content_type, defaults={"workflow": workflow})
    state = workflow.start(row, None)
    with pytest.raises(GateRefused):
        state.current_task_state.approve(user=approver)
    state.refresh_from_db()
    assert state.status == "in_progress"
    assert not GuidancePath.objects.get(code="teeth").live


def test_unpublishing_takes_the_path_from_residents_and_its_terms_with_it() -> None:
    row = published(TEETH)
    row.unpublish()
    with pytest.raises(NoSuchPath):
        queries.path("teeth")
    assert not row.terms.exists()


def test_a_subpath_in_use_can_be_neither_taken_away_nor_broken() -> None:
    sub = published(REACH, "reach")
    published(CALLER, "teeth-caller")
    assert "reach.channel" in queries.path("teeth-caller").flow.questions
    with pytest.raises(GateRefused, match="teeth-caller"):
        sub.unpublish()
    with pytest.raises(GateRefused, match="teeth-caller"), transaction.atomic():
        sub.delete()
    with pytest.raises(GateRefused, match="teeth-caller"), transaction.atomic():
        GuidancePath.objects.filter(code="reach").delete()
    smaller = REACH.replace("returns: [phone, online]", "returns: [phone, online, visit]").replace(
        "otherwise: online", "otherwise: visit"
    )
    with pytest.raises(GateRefused) as caught:
        drafted(smaller, "reach").latest_revision.publish()
    assert any(flaw.where.startswith("teeth-caller") for flaw in caught.value.flaws)
    with pytest.raises(NoSuchPath):
        queries.path("reach")


def test_two_editors_who_publish_at_the_same_moment_leave_nothing_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    published(REACH, "reach")
    caller = drafted(CALLER, "teeth-caller")
    changed = drafted(REACH.replace("online", "letter"), "reach").latest_revision
    check = GuidancePath.checked

    def meanwhile(row: GuidancePath) -> Checked:
        checked = check(row)
        if row.code == "teeth-caller" and GuidancePath.objects.get(code="reach").live_revision != changed:
            changed.publish()
        return checked

    monkeypatch.setattr(GuidancePath, "checked", meanwhile)
    with pytest.raises(GateRefused, match="letter"):
        caller.latest_revision.publish()
    assert not GuidancePath.objects.get(code="teeth-caller").live


def test_rolling_back_brings_the_whole_graph_and_all_languages_back() -> None:
    first = published(TEETH).live_revision
    published(
        TEETH.replace("en: Teeth}", "en: Dental}")
        .replace("to: call_child", "to: call")
        .replace("  call_child:", "  spare:")
        .replace('      - {when: "who == child", to: call}\n', "      - {otherwise: spare}\n")
    )
    assert "spare" in queries.path("teeth").flow.outcomes
    first.as_object().save_revision().publish()
    assert "spare" not in queries.path("teeth").flow.outcomes
    assert queries.path("teeth").document.title["en"] == "Teeth"


def test_deleting_many_at_once_takes_them_from_residents_too() -> None:
    published(TEETH)
    assert queries.path("teeth")
    GuidancePath.objects.all().delete()
    with pytest.raises(NoSuchPath):
        queries.path("teeth")
    assert not Revision.objects.exists()
