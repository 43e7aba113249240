"""`luotsi paths` in a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from luotsi.config.commands.paths import paths
from luotsi.guidance.folder import PACKAGED_LIBRARY
from tests.guidance.documents import (
    CALLER,
    ELSEWHERE,
    GAP,
    LEADING_ON,
    REACH,
    TEETH,
    UNREADABLE,
    drafted,
    library,
    published,
)


def run(*arguments: str | Path, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(paths, [str(argument) for argument in arguments], input=typed)
    return result.exit_code, result.output


def test_the_packaged_library_is_sound() -> None:
    code, output = run("check")
    assert code == 0, output
    assert "no faults" in output


def test_a_step_that_leads_to_no_path_of_the_library_is_a_fault(tmp_path: Path) -> None:
    code, output = run("check", library(tmp_path, teeth=LEADING_ON))
    assert code == 1
    assert "There is no other path 'gums' to lead on to." in output
    code, output = run(
        "check", library(tmp_path, teeth=LEADING_ON, gums=TEETH.replace("code: teeth", "code: gums"))
    )
    assert code == 0, output


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


def test_two_files_are_compared_by_what_their_answers_lead_to(tmp_path: Path) -> None:
    before = library(tmp_path / "before", teeth=TEETH) / "paths" / "teeth.yaml"
    after = library(tmp_path / "after", teeth=ELSEWHERE) / "paths" / "teeth.yaml"
    code, output = run("diff", after, "--against", before)
    assert code == 0
    assert f"{before} → {after}" in output
    assert "Leads elsewhere: who=child" in output
    assert "call_child (Soita lapsen puolesta) → call (Soita)" in output
    assert "call (Ring)" in run("diff", after, "--against", before, "--language", "sv")[1]
    assert "No answer leads elsewhere" in run("diff", after, "--against", after)[1]


def test_a_comparison_names_questions_outcomes_and_longer_walks(tmp_path: Path) -> None:
    before = library(tmp_path / "before", teeth=TEETH) / "paths" / "teeth.yaml"
    after = library(tmp_path / "after", reach=REACH, teeth=CALLER.replace("teeth-caller", "teeth"))
    output = run("diff", after / "paths" / "teeth.yaml", "--against", before)[1]
    assert "Asked more: who=self\n    call (Soita) → the question reach.channel\n    then call" in output
    assert "Question added: reach.channel" in output
    assert "Asked at most: 1 before, 2 now" in output


@pytest.mark.django_db
def test_a_file_is_compared_with_what_is_published_and_says_so(tmp_path: Path) -> None:
    published(TEETH)
    file = tmp_path / "teeth.yaml"
    file.write_text(ELSEWHERE, encoding="utf-8")
    code, output = run("diff", file)
    assert code == 0, output
    assert output.startswith(f"published here → {file}")
    assert "who=child" in output


@pytest.mark.django_db
def test_a_code_means_the_newest_draft_and_what_is_not_published_the_packaged_library() -> None:
    published(TEETH)
    drafted(ELSEWHERE)
    assert run("diff", "teeth")[1].startswith("published here → the newest draft here\nLeads elsewhere")
    same = "the packaged library → the packaged library\nNo answer leads elsewhere than before.\n"
    assert run("diff", "toothache") == (0, same)
    code, output = run("diff", "nothing")
    assert code == 1
    assert "no path 'nothing'" in output


def test_a_file_that_cannot_be_compared_says_why(tmp_path: Path) -> None:
    sound = library(tmp_path / "a", teeth=TEETH) / "paths" / "teeth.yaml"
    unreadable = library(tmp_path / "b", teeth=UNREADABLE) / "paths" / "teeth.yaml"
    lonely = library(tmp_path / "c", teeth=CALLER) / "paths" / "teeth.yaml"
    assert "cannot be read" in run("diff", unreadable, "--against", sound)[1]
    assert "There is no sub-path “reach”" in run("diff", lonely, "--against", sound)[1]


def test_comparing_makes_no_database(tmp_path: Path) -> None:
    """Where nothing is installed the packaged library is the earlier version."""
    file = tmp_path / "toothache.yaml"
    file.write_text((PACKAGED_LIBRARY / "paths" / "toothache.yaml").read_text(encoding="utf-8"))
    command = [sys.executable, "-m", "luotsi.config.cli", "paths", "diff", str(file)]
    done = subprocess.run(
        command, env={**os.environ, "LUOTSI_DATA": str(tmp_path / "data")}, capture_output=True, check=True
    )
    assert done.stdout.decode().startswith(f"the packaged library → {file}\nNo answer leads elsewhere")
    assert not (tmp_path / "data" / "luotsi.sqlite3").exists()
