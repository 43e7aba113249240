"""Service slots in a county: what finds nothing, too much, something old; who looks after it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils.translation import override

from luotsi.accounts.queries import NoSuchPerson
from luotsi.accounts.types import Role
from luotsi.catalogue.types import Problem, State
from luotsi.config.commands.resolution import resolution_report
from luotsi.guidance import actions, slot_words
from luotsi.guidance.faults import NoSuchPath
from luotsi.guidance.models import SlotFollowUp
from luotsi.guidance.slots import SlotLine, slot_line, slot_lines
from tests.accounts.makers import make_person
from tests.catalogue.makers import KUUSINIEMI, limited, load_rantamaa, make_service, phone
from tests.guidance.documents import TEETH, published

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_path_about_teeth(tmp_path: Path) -> None:
    load_rantamaa(tmp_path)
    published(TEETH)


def dental() -> SlotLine:
    line = slot_line("teeth", "dental")
    assert line is not None
    return line


def problems() -> list[Problem]:
    return [one.problem for one in dental().findings]


def test_a_slot_that_finds_one_service_everywhere_needs_nothing() -> None:
    make_service("dental", points=(phone(),))
    line = dental()
    assert (line.state, line.findings, line.needs_work) == (State.ONE, (), False)
    assert [names["fi"] for _id, names in line.services] == ["Palvelu dental"]


def test_a_slot_that_finds_nothing_anywhere_is_the_worst_of_all() -> None:
    line = dental()
    assert (line.state, line.worst) == (State.NONE, Problem.ZERO)
    with override("fi"):
        assert slot_words.finding(line.findings[0], "fi") == "Palvelua ei löydy", "everywhere needs no places"
        assert "Palvelutietovarantoon" in slot_words.next_action(line)
        assert slot_words.owner(line, "fi") == "osastonhoitaja", "the role, until a person is named"


def test_where_some_municipalities_have_no_service_they_are_named() -> None:
    make_service("dental", points=(phone(),), coverage=limited(KUUSINIEMI))
    with override("sv"):
        told = slot_words.finding(dental().findings[0], "sv")
    assert told.startswith("Ingen tjänst hittas: ")
    assert "Hamnby" in told
    assert "Gransudd" not in told


def test_old_one_languaged_and_many_services_are_told_the_worst_first() -> None:
    make_service("dental", points=(phone(),), names={"fi": "Hammashoito"}, modified=LONG_AGO)
    make_service("dental-2", points=(phone("other"),))
    assert problems() == [Problem.MISSING_LANGUAGE, Problem.STALE, Problem.MANY]
    assert dental().findings[0].languages == ("sv",)


def test_what_is_fine_as_it_is_leaves_the_list_until_something_else_is_wrong() -> None:
    editor = make_person(Role.EDITOR)
    make_service("dental", points=(phone(),))
    make_service("dental-2", points=(phone("other"),))
    actions.follow_slot("teeth", "dental", editor.pk, owner=None, note="", is_accepted=True)
    assert (problems(), dental().needs_work) == ([Problem.MANY], False)
    make_service("dental-2", points=(phone("other"),), modified=LONG_AGO)
    assert dental().needs_work, "a new fault wakes it"


def test_an_owner_and_a_note_are_kept_and_personal_data_in_the_note_is_not() -> None:
    coordinator = make_person(Role.COORDINATOR, name="kaija")
    editor = make_person(Role.EDITOR, name="eero")
    note = "Soitettu, asiakas 131052-308T odottaa"
    actions.follow_slot("teeth", "dental", coordinator.pk, owner=editor.pk, note=note, is_accepted=False)
    said = dental().follow_up
    assert (said.owner, said.owner_name, said.changed_by) == (editor.pk, str(editor), str(coordinator))
    assert "131052" not in SlotFollowUp.objects.get().note
    with override("fi"):
        assert slot_words.owner(dental(), "fi") == str(editor)
    editor.delete()
    assert dental().follow_up.owner is None, "the slot has no owner again, the note stays"
    assert dental().follow_up.note


def test_nobody_and_nothing_are_refused_by_name() -> None:
    person = make_person(Role.COORDINATOR)
    with pytest.raises(NoSuchPerson):
        actions.follow_slot("teeth", "dental", person.pk, owner=999_999, note="", is_accepted=False)
    with pytest.raises(NoSuchPath):
        actions.follow_slot("teeth", "wisdom", person.pk, owner=None, note="", is_accepted=False)
    assert not SlotFollowUp.objects.exists()


def test_slots_with_the_same_codes_are_told_apart_by_path() -> None:
    published(TEETH.replace("code: teeth", "code: gums"), "gums")
    assert [(line.path, line.slot) for line in slot_lines()] == [("gums", "dental"), ("teeth", "dental")]


def test_the_report_lists_what_needs_work_and_writes_a_table(tmp_path: Path) -> None:
    make_service("dental", points=(phone(),), coverage=limited(KUUSINIEMI), names={"fi": "=2+3"})
    file = tmp_path / "slots.csv"
    shown = CliRunner().invoke(resolution_report, ["--language", "sv"])
    assert shown.exit_code == 1, "a script notices a slot that finds nothing"
    assert "Tänderna / dental" in shown.output
    assert "1 slots, 1 need work" in shown.output
    assert CliRunner().invoke(resolution_report, ["--csv", str(file)]).exit_code == 1
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";"))
    assert [row["Polku"] for row in rows] == ["Hampaat"]
    assert rows[0]["Löytyneet palvelut"] == "'=2+3", "a name is no formula"


def test_the_report_is_content_when_all_is_well() -> None:
    make_service("dental", points=(phone(),))
    shown = CliRunner().invoke(resolution_report)
    assert (shown.exit_code, shown.output.splitlines()) == (0, ["1 slots, 0 need work."])
    assert "dental" in CliRunner().invoke(resolution_report, ["--all"]).output
