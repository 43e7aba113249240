"""Who wrote a line with whom is read from the history, and lines are parted so that only style differs."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from pathlib import Path

from bench import waves
from bench.waves import Line, Trial

PATHS = "src/luotsi/guidance/library/paths"
MINUTE = 60
START = 1_700_000_000
FIRST, LATER = "2023-11-14 22:13", "2023-11-15 00:13"


def written(repository: Path, minute: int, **paths: list[str]) -> None:
    """Commit files of utterances, each path with what it then holds."""
    for path, texts in paths.items():
        file = repository / PATHS / f"{path}.utterances.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            "\n".join(["schema: 1", "utterances:", "  fi:", *(f"    - {text}" for text in texts)])
        )
    when = f"{START + minute * MINUTE} +0000"
    identity = {
        f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    environment = {
        **os.environ,
        **identity,
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": when,
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    for command in (["add", "."], ["commit", "-q", "-m", "Lines"]):
        subprocess.run(["git", *command], cwd=repository, env=environment, check=True)


def library() -> list[Line]:
    """`teeth` has an early and a late wave in two languages, the other paths one wave each."""
    numbers = range(12)
    return [
        *(Line("teeth", "fi", f"early {n}", "early") for n in numbers),
        *(Line("teeth", "fi", f"late {n}", "late") for n in numbers[:8]),
        *(Line("teeth", "sv", f"tidig {n}", "early") for n in numbers[:4]),
        *(Line("teeth", "sv", f"sen {n}", "late") for n in numbers[:6]),
        *(Line("braces", "fi", f"only early {n}", "early") for n in numbers[:5]),
        *(Line("money", "fi", f"only late {n}", "late") for n in numbers[:7]),
    ]


def learnt(lines: list[Line], trial: Trial) -> list[Line]:
    return [line for place, line in enumerate(lines) if place not in trial.left_out]


def sizes(lines: list[Line]) -> Counter[tuple[str, str]]:
    return Counter((line.path, line.language) for line in lines)


def test_a_line_belongs_to_the_wave_that_first_said_it(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    written(tmp_path, 0, teeth=["hammas särkee", "lasku  tuli"])
    written(tmp_path, 20, teeth=["hammas särkee", "lasku tuli", "poskihammas"], money=["rahat loppu"])
    # Two hours later a line moves to another path, and a new one is written beside it.
    written(
        tmp_path, 120, teeth=["hammas särkee", "poskihammas"], money=["rahat loppu", "lasku tuli", "velat"]
    )
    written(tmp_path, 125, braces=["hammasraudat"])

    assert waves.waves(waves.history(tmp_path)) == {
        "hammas särkee": f"{FIRST} {waves.FIRST}",
        "lasku tuli": f"{FIRST} {waves.FIRST}",
        "poskihammas": f"{FIRST} {waves.MORE}",
        "rahat loppu": f"{FIRST} {waves.FIRST}",
        "velat": f"{LATER} {waves.MORE}",
        "hammasraudat": f"{LATER} {waves.FIRST}",
    }


def test_a_file_that_cannot_be_read_says_nothing() -> None:
    assert waves.texts_of(b"utterances: [") == frozenset()
    assert waves.texts_of(b"path: teeth") == frozenset()


def test_without_its_wave_a_line_is_asked_where_enough_others_remain() -> None:
    lines = library()
    trial = waves.without_wave(lines, "early", least=5)

    assert {line.wave for line in learnt(lines, trial)} == {"late"}
    # Nothing else is said of braces, so asking there would measure something else than style.
    assert sizes([lines[place] for place in trial.asked]) == {("teeth", "fi"): 12, ("teeth", "sv"): 4}


def test_with_its_own_style_a_line_is_asked_after_as_much_was_learnt() -> None:
    lines = library()
    without = waves.without_wave(lines, "early", least=5)
    halves = waves.with_own_style(lines, without, 1)

    assert halves[0].asked | halves[1].asked == without.asked
    assert not halves[0].asked & halves[1].asked
    for half in halves:
        assert half.asked <= half.left_out
        assert sizes(learnt(lines, half)) == sizes(learnt(lines, without))
        assert any(line.wave == "early" for line in learnt(lines, half))


def test_its_own_style_comes_first_where_that_is_asked_for() -> None:
    lines = library()
    without = waves.without_wave(lines, "early", least=5)
    halves = waves.with_own_style(lines, without, 1, own_first=True)

    for half in halves:
        assert sizes(learnt(lines, half)) == sizes(learnt(lines, without))
        # Of the early half that is not asked there are six Finnish and two Swedish lines; late ones fill up.
        early = [line for line in learnt(lines, half) if line.wave == "early" and line.path == "teeth"]
        assert Counter(line.language for line in early) == {"fi": 6, "sv": 2}
        assert set(waves.own_shares(lines, half)) == {6 / 8, 2 / 6}
    assert set(waves.own_shares(lines, without)) == {0.0}


def test_a_path_is_asked_when_none_of_its_lines_is_learnt_and_its_reasons_other_paths_are() -> None:
    lines = library()
    reasons = {"teeth": "dental", "braces": "dental", "money": "income"}
    trials = waves.without_own_lines(lines, reasons, 2)

    assert sorted(place for trial in trials for place in trial.asked) == list(range(len(lines)))
    for trial in trials:
        asked = {lines[place].path for place in trial.asked}
        assert asked.isdisjoint(line.path for line in learnt(lines, trial))
        assert not {"teeth", "braces"} <= asked


def test_random_folds_ask_every_line_once() -> None:
    lines = library()
    trials = waves.random_folds(lines, 5, 1)

    assert sorted(place for trial in trials for place in trial.asked) == list(range(len(lines)))
    assert all(trial.asked == trial.left_out for trial in trials)
