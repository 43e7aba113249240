"""`luotsi paths` in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from luotsi.config.commands.paths import paths
from tests.guidance.documents import CALLER, GAP, REACH, TEETH, UNREADABLE, library, published


def run(*arguments: str | Path, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(paths, [str(argument) for argument in arguments], input=typed)
    return result.exit_code, result.output


def test_the_packaged_library_is_sound() -> None:
    code, output = run("check")
    assert code == 0, output
    assert "no faults" in output


def test_a_fault_of_reading_names_file_line_and_advice(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=UNREADABLE)
    code, output = run("check", folder)
    assert code == 1
    assert "teeth.yaml:1" in output
    assert "1 of 1 files have faults" in output


def test_a_fault_of_the_logic_shows_the_answers_that_lead_to_it(tmp_path: Path) -> None:
    file = library(tmp_path, teeth=GAP) / "paths" / "teeth.yaml"
    code, output = run("check", file)
    assert code == 1
    assert "Answers: who=child" in output


def test_a_language_can_be_asked_for_or_not(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=TEETH.replace(", en: Teeth}", "}"))
    assert run("check", folder)[0] == 1
    assert run("check", folder, "--languages", "fi,sv")[0] == 0


def test_a_path_is_walked_by_answers_and_by_hand(tmp_path: Path) -> None:
    folder = library(tmp_path, reach=REACH, teeth_caller=CALLER)
    code, output = run("walk", "teeth-caller", "--from", folder, "--answers", "who=self reach.channel=call")
    assert code == 0
    assert "Outcome: call (professional)" in output
    code, output = run("walk", "teeth-caller", "--from", folder, "--language", "sv", typed="child\nwrite\n")
    assert code == 0
    assert "Vems tänder?" in output
    assert "Outcome: call_child" in output


@pytest.mark.parametrize(
    ("answers", "says"),
    [("whose=self", "no question 'whose'"), ("who=dog", "Possible: self, child"), ("who", "question=answer")],
)
def test_a_wrong_answer_is_explained(tmp_path: Path, answers: str, says: str) -> None:
    folder = library(tmp_path, teeth=TEETH)
    code, output = run("walk", "teeth", "--from", folder, "--answers", answers)
    assert code == 1
    assert says in output


@pytest.mark.django_db
def test_loading_exporting_and_counting(tmp_path: Path) -> None:
    folder = library(tmp_path / "in", teeth=TEETH)
    assert "new           1  teeth" in run("load", folder)[1]
    assert "unchanged     1" in run("load", folder)[1]
    assert run("export", "teeth")[1] == TEETH
    assert run("export", "nothing")[0] == 1
    assert "3 files written" in run("export", "--all", tmp_path / "out")[1]
    figures = json.loads(run("stats", "--json")[1])
    assert (figures["paths"], figures["contact_reasons_covered"], figures["incomplete_translations"]) == (
        1,
        1,
        0,
    )
    assert "contact reasons covered" in run("stats")[1]


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["check", "load"])
def test_a_folder_that_is_no_library_is_told_in_a_sentence(tmp_path: Path, command: str) -> None:
    code, output = run(command, tmp_path)
    assert code == 1
    assert "is not a library" in output
    assert "Traceback" not in output


@pytest.mark.django_db
def test_a_refused_load_ends_with_an_error(tmp_path: Path) -> None:
    published(TEETH)
    code, output = run("load", library(tmp_path, gums=GAP.replace("code: teeth", "code: gums")))
    assert code == 1
    assert "gums was refused" in output
