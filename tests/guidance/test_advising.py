"""Writers see advice at its line, on words and on utterances; it fails nothing unless they ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from luotsi.config.commands.paths import paths
from luotsi.guidance import advising
from luotsi.guidance.checking import check_files
from tests.guidance.documents import TEETH, library

STIFF = TEETH.replace("do: {fi: Ota kynä.", "do: {fi: Ota kynä mikäli haluat.")


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(paths, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def said(count: int, long: int = 0) -> list[str]:
    """Utterances that nobody made from a template: every word stands once."""
    lines = [f"hammas{n}" for n in range(count - long)]
    return lines + [" ".join(f"sana{n}x{word}" for word in range(9)) for n in range(long)]


def advice(**languages: list[str]) -> list[str]:
    whole = {"fi": said(20, 5), "sv": said(10, 3), "en": said(10, 3)} | languages
    return [flaw.message for flaw in advising.of_utterances(whole)]


def test_a_stiff_word_is_told_with_its_line_and_a_better_one(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=STIFF)
    code, output = run("check", folder / "paths" / "teeth.yaml")
    line = next(n for n, text in enumerate(STIFF.split("\n"), 1) if "mikäli" in text)
    assert code == 0
    assert f"teeth.yaml:{line}  outcomes.call.steps[0].do" in output
    assert "Write: jos." in output


def test_a_folder_only_counts_the_advice_until_one_asks_for_it(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=STIFF)
    code, output = run("check", folder)
    assert code == 0
    assert "pieces of advice on 1 paths; --advice shows them" in output
    assert "mikäli" not in output
    assert "mikäli" in run("check", folder, "--advice")[1]


def test_strict_fails_on_advice_alone(tmp_path: Path) -> None:
    code, output = run("check", library(tmp_path, teeth=STIFF), "--strict")
    assert code == 1
    assert "no faults" in output


def test_a_path_without_utterances_is_told_so_in_each_language(tmp_path: Path) -> None:
    (result,) = check_files([library(tmp_path, teeth=TEETH)], ("fi",))
    remarks = [remark.flaw for remark in result.advice if remark.flaw.kind == "utterances"]
    assert [flaw.where for flaw in remarks] == ["fi", "sv", "en"]
    assert {remark.file.name for remark in result.advice if remark.flaw in remarks} == {
        "teeth.utterances.yaml"
    }


def test_good_utterances_get_no_advice() -> None:
    assert advice() == []


def test_too_few_too_many_and_too_short_utterances() -> None:
    assert advice(sv=said(9, 3)) == ["There are 9 utterances."]
    assert advice(fi=said(61, 20)) == ["There are 61 utterances."]
    assert advice(fi=said(20, 4)) == ["20% of the lines have more than 8 words."]


def test_lines_made_from_a_template_are_noticed() -> None:
    template = [
        f"mistä saan apua nyt {word} asiaan {word}" for word in ("tähän", "siihen", "tuohon", "muuhun")
    ]
    (message,) = advice(fi=[*said(16, 5), *template])
    assert "20% of the lines share their first 4 words with another: mistä saan apua nyt" in message


def test_two_lines_that_differ_by_a_word_are_one() -> None:
    pair = ["poika ei lähde kouluun", "tyttö ei lähde kouluun"]
    (message,) = advice(fi=[*said(18, 5), *pair])
    assert message == "It differs by one word from “poika ei lähde kouluun” (fi)."


@pytest.mark.parametrize(
    "line", ["soita mulle 040 1234567", "hetuni on 010190-123A", "laita postia eila@posti.example"]
)
def test_nothing_of_a_person_stands_among_the_utterances(line: str) -> None:
    (message,) = advice(fi=[*said(19, 5), line])
    assert message == "A number or address of a person stands here (fi)."


def test_an_utterance_is_found_at_its_line() -> None:
    text = 'utterances:\n  fi:\n    - poika ei lähde kouluun\n    - "tyttö ei lähde kouluun"\n'
    lines = ["poika ei lähde kouluun", "tyttö ei lähde kouluun"]
    found = {flaw.where: flaw.line for flaw in advising.of_utterances({"fi": lines}, text)}
    assert found["tyttö ei lähde kouluun"] == 4
    assert found["fi"] == 2
