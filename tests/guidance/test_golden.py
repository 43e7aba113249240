"""Where answers lead stands beside each path, so that a review sees every change of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from luotsi.config.commands.paths import paths
from luotsi.flows import link, replay
from luotsi.flows.covering import not_met
from luotsi.guidance import golden
from luotsi.guidance.folder import PACKAGED_LIBRARY, Folder, read_folder
from tests.guidance.documents import CALLER, ELSEWHERE, REACH, TEETH, UNREADABLE, library


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(paths, ["golden", *(str(argument) for argument in arguments)])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def packaged() -> Folder:
    return read_folder(PACKAGED_LIBRARY)


def written(folder: Folder) -> list[str]:
    """The paths that have golden walks; that all have them is a test of its own."""
    return [code for code in folder.documents if golden.file_of(folder.root, code).exists()]


def recorded(folder: Folder, code: str) -> list[tuple[dict[str, list[str]], str]]:
    lines = golden.file_of(folder.root, code).read_text(encoding="utf-8").splitlines()
    return [golden.read_line(line) for line in lines if not line.startswith("#")]


def test_the_packaged_walks_are_as_the_paths_are() -> None:
    code, output = run()
    assert code == 0, f"{output}\nLook at what changed, then run: luotsi paths golden --write"


def test_every_packaged_walk_leads_a_visitor_where_it_says(packaged: Folder) -> None:
    wrong = []
    for code in written(packaged):
        flow = link(packaged.documents[code], packaged.documents)
        for answers, end in recorded(packaged, code):
            visit = replay(flow, answers, golden.WALK_DAY)
            if (visit.position.key, visit.is_finished, visit.rejected) != (end, True, ()):
                wrong.append((code, answers, end, visit.position.key))
    assert wrong == []


def test_packaged_walks_cover_every_node_and_every_rule(packaged: Folder) -> None:
    for code in written(packaged):
        flow = link(packaged.documents[code], packaged.documents)
        walks = recorded(packaged, code)
        met = {end for _, end in walks} | {key for answers, _ in walks for key in answers}
        assert met == set(flow.nodes), code
        assert not not_met(flow, golden.WALK_DAY, [answers for answers, _ in walks]), code


def test_new_walks_are_written_and_then_nothing_differs(tmp_path: Path) -> None:
    folder = library(tmp_path, reach=REACH, teeth_caller=CALLER)
    code, output = run("--from", folder)
    assert code == 1
    assert "+ who=self reach.channel=call → call" in output
    assert "2 files renewed" in run("--from", folder, "--write")[1]
    assert run("--from", folder) == (0, "Answers lead where they did.\n")
    text = golden.file_of(folder, "teeth-caller").read_text(encoding="utf-8")
    assert text.splitlines()[1:] == [
        "who=self reach.channel=call → call",
        "who=self reach.channel=write → call_child",
        "who=child reach.channel=call → call",
        "who=child reach.channel=write → call_child",
    ]


def test_an_answer_that_leads_elsewhere_is_shown_with_both_ends(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=TEETH)
    run("--from", folder, "--write")
    library(tmp_path, teeth=ELSEWHERE)
    code, output = run("--from", folder)
    assert code == 1
    assert "- who=child → call_child" in output
    assert "+ who=child → call\n" in output
    assert "who=self" not in output


def test_walks_of_a_path_that_is_gone_go_too(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=TEETH)
    run("--from", folder, "--write")
    (folder / "paths" / "teeth.yaml").unlink()
    assert run("--from", folder)[0] == 1
    run("--from", folder, "--write")
    assert not golden.file_of(folder, "teeth").exists()


def test_what_cannot_be_read_keeps_its_walks_until_it_can(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=TEETH)
    run("--from", folder, "--write")
    library(tmp_path, teeth=UNREADABLE)
    run("--from", folder, "--write")
    assert "who=self" in golden.file_of(folder, "teeth").read_text(encoding="utf-8")
