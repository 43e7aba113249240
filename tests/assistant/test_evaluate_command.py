"""`luotsi evaluate`: a county measures the assistant on its own cases."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from luotsi.assistant import cases, clients, evaluating, queries
from luotsi.assistant.cases import BadCases, read_case, read_cases
from luotsi.assistant.evaluating import Ran, Run
from luotsi.assistant.types import Asked, Option, Question, Reply
from luotsi.config.cli import main
from luotsi.safety.emergency import Assessment
from tests.assistant.replies import reply
from tests.assistant.small_library import at_hand, small_library
from tests.docs.pages import ROOT

__all__ = ["at_hand", "small_library"]


def case(name: str, text: str, kind: str = "guide", reason: str | None = None, **more: Any) -> dict[str, Any]:
    expect = {"kind": kind, "contact_reason": reason, "emergency": kind == "emergency"}
    return {"id": name, "lang": "fi", "text": text, "expect": expect, "tags": ["sentence"], **more}


CASES = [
    case("tooth-1", "hammasta särkee kovasti", "guide", "dental_acute"),
    case("tooth-2", "hampaasta lohkesi pala", "guide", "dental_acute"),
    case("bill", "en pysty maksamaan terveyskeskuksen laskua", "guide", "fee_bill"),
    case("pills", "resepti pitäisi uusia", "guide", "prescription_renewal"),
    case(
        "vague",
        "tarvitsen apua",
        "clarify",
        "dental_acute",
        client={"who": "self", "age": "adult", "area": "teeth", "help": "appointment", "tried": "nothing"},
    ),
    case("chest", "puristava kipu rinnassa ja hengitys ei kulje", "emergency"),
    case("laugh", "meinasin kuolla nauruun, hammasta särkee", "guide", "dental_acute", tags=["near_miss"]),
    case("code", "hetu 131052-308T, hammasta särkee", "guide", "dental_acute", personal=["131052-308T"]),
]


def written(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    return file


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


def test_the_table_tells_measures_intervals_and_floors(at_hand: None, tmp_path: Path) -> None:
    result = run(written(tmp_path / "own.jsonl", CASES))
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "8 cases: fi 8"
    first = next(line for line in lines if "contact reason right, first candidate" in line)
    assert first.split()[-5:-2] == ["100.0", "61.0–100.0", "6"]
    assert float(first.split()[-2]) == pytest.approx(66.7), "four of six are about teeth"
    for part in ("Asking first", "Safety", "A turn takes", "By language", "By tag", "personal data masked"):
        assert part in result.stdout
    assert max(map(len, lines)) <= 120


def test_a_program_gets_everything_as_json(at_hand: None, tmp_path: Path) -> None:
    told = json.loads(run(written(tmp_path / "own.jsonl", CASES), "--json").stdout)
    assert told["cases"] == 8
    measures = told["measures"]
    assert measures["emergency_recall"] == {"value": 1.0, "low": 0.2065, "high": 1.0, "cases": 1}
    assert measures["alarm_near_miss"]["cases"] == 1
    assert measures["alarm_ordinary"]["cases"] == 6
    assert measures["masked"]["value"] == 1.0
    assert measures["clarify_recall"] == {"value": 1.0, "low": 0.2065, "high": 1.0, "cases": 1}
    assert measures["clarify_before"]["cases"] == measures["clarify_after"]["cases"] == 1
    assert set(told["by_language"]) == {"fi"}
    assert set(told["by_tag"]) == {"sentence"}, "a tag of one case tells nothing"
    assert told["floors"]["constant"]["reason_at_1"] == pytest.approx(4 / 6, abs=1e-4)
    assert told["latency_ms"]["median"] > 0


def test_a_saved_run_holds_no_messages_and_nothing_has_changed_since(at_hand: None, tmp_path: Path) -> None:
    file, saved = written(tmp_path / "own.jsonl", CASES), tmp_path / "run.json"
    assert run(file, "--save", saved).exit_code == 0
    kept = saved.read_text("utf-8")
    assert not [row["text"] for row in CASES if row["text"] in kept]
    result = run(file, "--against", saved)
    assert result.exit_code == 0, result.output
    assert "Compared with the saved run over 8 cases" in result.stdout
    assert "Nothing got better or worse." in result.stdout


def test_a_regression_is_named_and_fails(
    at_hand: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, saved = written(tmp_path / "own.jsonl", CASES), tmp_path / "run.json"
    run(file, "--save", saved)
    turn = queries.turn

    def worse(asked: Asked) -> Reply:
        found = turn(asked)
        if "rinnassa" in asked.text:
            return replace(found, kind="guide", assessment=Assessment())
        return replace(found, candidates=(), offered=0) if "resepti" in asked.text else found

    monkeypatch.setattr(queries, "turn", worse)
    result = run(file, "--against", saved)
    assert result.exit_code == 1
    assert "worse 1: pills" in result.stdout
    assert "Worse than the saved run: " in result.stderr
    assert "reason_at_1" in result.stderr
    tolerated = run(file, "--against", saved, "--tolerance", 100)
    assert tolerated.exit_code == 1, "an emergency that was lost is never tolerated"
    assert tolerated.stderr.strip() == "Error: Worse than the saved run: emergency_recall."
    told = json.loads(run(file, "--against", saved, "--json").stdout)["against"]
    assert told["measures"]["emergency_recall"]["worse"] == ["chest"]
    assert told["measures"]["emergency_recall"]["is_regression"] is True


def test_cases_that_changed_are_not_compared(at_hand: None, tmp_path: Path) -> None:
    saved = tmp_path / "run.json"
    run(written(tmp_path / "own.jsonl", CASES[:3]), "--save", saved)
    corrected = case("bill", "en pysty maksamaan terveyskeskuksen laskua", "guide", "fee_reduction")
    result = run(written(tmp_path / "own.jsonl", [CASES[0], corrected, CASES[3]]), "--against", saved)
    assert result.exit_code == 0, result.output
    assert "over 1 cases" in result.stdout
    assert "1 cases have changed since and are left out: bill" in result.stdout
    assert "1 cases are only in the saved run." in result.stdout
    assert "1 cases are new." in result.stdout


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"schema": 0}', '{"schema": 1, "ran": {"a": {}}}'])
def test_what_is_no_saved_run_is_told(at_hand: None, tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    result = run(written(tmp_path / "own.jsonl", CASES[:1]), "--against", tmp_path / "run.json")
    assert result.exit_code == 1
    assert "run.json" in result.stderr


def changed(**changes: Any) -> dict[str, Any]:
    return {**CASES[0], **changes}


def expecting(**changes: Any) -> dict[str, Any]:
    return {**CASES[0], "expect": {**CASES[0]["expect"], **changes}}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ([], "not a JSON object"),
        (changed(id=""), "id is missing"),
        (changed(text=None), "text is missing"),
        (changed(lang="no"), "lang must be one of fi, sv, en"),
        (changed(expect=None), "expect is missing"),
        (changed(txet="a"), "unknown field 'txet'"),
        (changed(tags="typo"), "tags is not a list"),
        (changed(personal=["Aino"]), "'Aino' does not stand in the text"),
        (changed(client={"whom": "self"}), "client must be one of"),
        (changed(client={"who": "dog"}), "client: who must be one of"),
        (expecting(kind="answer"), "kind must be one of emergency"),
        (expecting(contact_reason="teeth"), "no contact reason 'teeth'"),
        (expecting(also=["teeth"]), "also: there is no contact reason"),
        (expecting(emergency="yes"), "emergency is neither true nor false"),
        (expecting(kinds=["heart"]), "kinds must be one of medical"),
        (expecting(authority="nato"), "authority must be one of"),
        (expecting(reason="a"), "unknown field 'reason'"),
        ({**expecting(contact_reason=None), "client": {"who": "self"}}, "client needs contact_reason"),
    ],
)
def test_a_bad_case_is_told_with_its_line(tmp_path: Path, row: Any, says: str) -> None:
    file = written(tmp_path / "own.jsonl", [CASES[1], row])
    with pytest.raises(BadCases) as told:
        read_cases([file])
    (fault,) = told.value.faults
    assert fault.startswith(f"{file}:2: ")
    assert says in fault


def test_all_faults_are_told_at_once_and_none_is_measured(at_hand: None, tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text("x\n" + json.dumps(CASES[0]) + "\n" + json.dumps(CASES[0]) + "\n" + "x\n" * 30, "utf-8")
    result = run(file)
    assert result.exit_code == 1
    assert f"{file}:1: is not JSON" in result.stderr
    assert f"{file}:3: the id tooth-1 was used before" in result.stderr
    assert "… and 12 more" in result.stderr
    assert result.stdout == ""


def test_empty_and_unreadable_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\n")
    with pytest.raises(BadCases, match="There are no cases"):
        read_cases([tmp_path / "a"])
    (tmp_path / "b").write_bytes(b"\xff\xfe")
    with pytest.raises(BadCases, match="cannot be read as UTF-8"):
        read_cases([tmp_path / "b"])


def test_a_files_name_makes_its_cases_near_misses(tmp_path: Path) -> None:
    (read,) = read_cases([written(tmp_path / "near_misses.own.jsonl", CASES[:1])])
    assert read.expected.is_near_miss
    assert cases.NEAR_MISS in read.tags
    assert read.expected.theme == "oral_health"


def test_the_cases_of_the_house_can_be_read() -> None:
    assert len(read_cases(sorted((ROOT / "evaluation").glob("*.dev.jsonl")))) > 900


def test_a_changed_case_has_another_digest() -> None:
    digests = {
        read_case(json.dumps(row)).digest for row in (CASES[0], expecting(also=["fee_bill"]), CASES[0])
    }
    assert len(digests) == 2


WHO = Question("who", {}, (Option("self", {}), Option("child", {}), Option("dont_know", {})))


def test_a_client_tells_the_truth_nine_times_in_ten() -> None:
    chance = random.Random(1)  # noqa: S311 - repeatable
    said = [clients.answer(WHO, {"who": "self"}, chance) for _ in range(2000)]
    assert set(said) == {"self", "child"}
    assert said.count("child") / 2000 == pytest.approx(0.1, abs=0.02)


def test_a_client_who_does_not_know_says_so() -> None:
    chance = random.Random(1)  # noqa: S311 - repeatable
    said = [clients.answer(WHO, {"age": "adult"}, chance) for _ in range(100)]
    assert said.count("dont_know") > 80
    only_theirs = Question("who", {}, (Option("self", {}), Option("dont_know", {})))
    assert {clients.answer(only_theirs, {"who": "self"}, chance) for _ in range(100)} == {"self"}


def test_clients_are_asked_at_most_twice_and_always_answer_alike() -> None:
    asked: list[Asked] = []

    def turn(one: Asked) -> Reply:
        asked.append(one)
        facet = ("who", "age", "area", "help")[len(one.facets)]
        return reply("clarify", "apua", question=replace(WHO, facet=facet))

    first = turn(Asked("apua"))
    ends = clients.after_questions(turn, Asked("apua"), first, {"who": "self"}, "a")
    assert len(ends) == clients.CLIENTS
    assert max(len(one.facets) for one in asked) == 2
    before = [one.facets for one in asked[1:]]
    del asked[1:]
    clients.after_questions(turn, Asked("apua"), first, {"who": "self"}, "a")
    assert [one.facets for one in asked[1:]] == before


def test_nobody_is_asked_when_no_question_came() -> None:
    offered = reply("guide", "hammas")
    assert clients.after_questions(pytest.fail, Asked("hammas"), offered, {}, "a") == [offered] * 10


def test_kinds_that_were_confused_come_most_frequent_first() -> None:
    pairs = [("guide", "none"), ("clarify", "guide"), ("clarify", "guide"), ("guide", "guide")]
    ran = {str(n): Ran("d", "fi", (), *pair, ms=1.0, outcomes={}) for n, pair in enumerate(pairs)}
    assert Run(ran, {}, {}).confusion() == [("clarify", "guide", 2), ("guide", "none", 1)]
    assert evaluating.as_json(Run(ran, {}, {}))["latency_ms"] == {"median": 1.0, "p99": 1.0}
