"""`luotsi understand`: the contract of docs/understanding.md, line by line."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from luotsi.assistant import batch, queries
from luotsi.config import ready_to_answer
from luotsi.config.cli import main
from luotsi.config.whole_files import written_whole
from luotsi.understanding import actions as understanding
from luotsi.understanding import loading
from tests.assistant.small_library import at_hand, small_library
from tests.docs.pages import page

__all__ = ["at_hand", "small_library"]

KEYS = [
    "id",
    "lang",
    "kind",
    "emergency",
    "soft_block",
    "masked_text",
    "candidates",
    "question",
    "miss",
    "ms",
]


def run(*messages: Any) -> tuple[Result, list[dict[str, Any]]]:
    """What the command writes for messages; bytes are a line as they are."""
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in messages]
    result = CliRunner().invoke(main, ["understand", "--in", "-", "--out", "-"], input=b"\n".join(lines))
    return result, [json.loads(line) for line in result.stdout.splitlines()]


def test_a_line_has_the_fields_of_the_contract_in_their_order(at_hand: None) -> None:
    result, (told,) = run({"id": "a", "text": "hammasta särkee, soittakaa 040 123 4567", "lang": "fi"})
    assert result.exit_code == 0, result.output
    assert list(told) == KEYS
    assert (told["id"], told["lang"], told["kind"], told["emergency"]) == ("a", "fi", "guide", False)
    assert "123" not in told["masked_text"]
    first = told["candidates"][0]
    assert list(first) == ["path", "contact_reasons", "themes", "ptv", "score"]
    assert (first["path"], first["contact_reasons"][0], first["themes"][0]) == (
        "toothache",
        "dental_acute",
        "oral_health",
    )
    assert "P5.10" in first["ptv"]
    assert 0 < first["score"] <= 1
    assert len({one["path"] for one in told["candidates"]}) == len(told["candidates"])
    assert told["ms"] == round(told["ms"], 3) > 0
    assert (told["question"], told["miss"]) == (None, None)


def test_the_contract_that_is_written_down_is_the_one_that_holds() -> None:
    rows = page("docs/understanding.md").text.partition("Each output line has")[2].partition("A line that")[0]
    assert [row.split("`")[1] for row in rows.splitlines() if row.startswith("| `")] == KEYS


def test_a_vague_message_gets_a_question_and_its_answer_counts(at_hand: None) -> None:
    _, (told,) = run({"id": 1, "text": "tarvitsen apua", "lang": "fi"})
    assert told["kind"] == "clarify"
    question = told["question"]
    assert list(question) == ["text", "facet", "options"]
    assert question["options"][-1] == {"code": "dont_know", "text": "En tiedä"}
    answered = {question["facet"]: question["options"][0]["code"]}
    _, (later,) = run({"id": 1, "text": "tarvitsen apua", "lang": "fi", "facets": answered})
    assert (later["question"] or {}).get("facet") != question["facet"]


def test_the_question_is_in_the_language_of_the_page_or_else_of_the_message(at_hand: None) -> None:
    _, (page_language, of_message) = run(
        {"id": 1, "text": "I need help", "lang": "sv"}, {"id": 2, "text": "I need help please"}
    )
    assert page_language["question"]["options"][-1]["text"] == "Jag vet inte"
    assert of_message["lang"] == "en"
    assert of_message["question"]["options"][-1]["text"] == "I don't know"


def str_of(value: Any) -> str:
    """A name of a story that fits on a line."""
    return ascii(value)[:40]


@pytest.mark.parametrize(
    ("line", "name", "says"),
    [
        (b"nonsense", None, "not JSON"),
        (b"[1, 2]", None, "not a JSON object"),
        (b"[" * 100_000, None, "not JSON"),
        (b'{"id": "a", "text": "\xff"}', None, "not UTF-8"),
        ({"text": "hei"}, None, "id is missing"),
        ({"id": True, "text": "hei"}, None, "id is missing"),
        ({"id": "a"}, "a", "text is missing"),
        ({"id": 7, "text": 5}, 7, "not text"),
        ({"id": "a", "text": "a" * 100_001}, "a", "longer than 100000 characters"),
        (b'{"id": "a", "text": "' + b"a" * 2_000_000 + b'"}', None, "longer than 1000000 bytes"),
        ({"id": "a", "text": "hei", "lang": 3}, "a", "lang is not text"),
        ({"id": "a", "text": "hei", "municipality": 1}, "a", "municipality is not text"),
        ({"id": "a", "text": "hei", "facets": ["who"]}, "a", "facets"),
        ({"id": "a", "text": "hei", "earlier": "hei"}, "a", "earlier"),
    ],
    ids=str_of,
)
def test_a_bad_line_tells_what_is_wrong_and_the_others_are_answered(
    at_hand: None, line: Any, name: str | int | None, says: str
) -> None:
    result, told = run({"id": "before", "text": "hammas"}, line, b"", {"id": "after", "text": "hammas"})
    assert [one["id"] for one in told] == ["before", name, "after"]
    assert says in told[1]["error"]
    assert list(told[1]) == ["id", "error"]
    assert list(told[2]) == KEYS
    assert (result.exit_code, "1 of 3 lines" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    "text",
    ["", "a", "😀", "Привет, болит зуб", "<script>alert(1)</script>", "a\x00b", "\ud800", "a" * 10_000],
)
def test_whatever_people_write_is_answered(at_hand: None, text: str) -> None:
    result, (told,) = run({"id": "\ud800", "text": text, "lang": "ru"})
    assert result.exit_code == 0
    assert list(told) == KEYS


def test_a_fault_in_one_turn_costs_no_other_answer(at_hand: None, monkeypatch: pytest.MonkeyPatch) -> None:
    turn = queries.turn

    def sometimes(asked: Any) -> Any:
        return 1 / 0 if asked.text == "hajoa" else turn(asked)

    monkeypatch.setattr(queries, "turn", sometimes)
    result, told = run({"id": 1, "text": "hajoa"}, {"id": 2, "text": "hammas"})
    assert told[0] == {"id": 1, "error": "the message could not be answered (ZeroDivisionError)"}
    assert (told[1]["id"], result.exit_code) == (2, 1)


def test_a_file_is_whole_or_not_there(at_hand: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "hammas"}\r\n')
    arguments = ["understand", "--in", str(source), "--out", str(target)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert json.loads(target.read_text("utf-8"))["id"] == 1
    before = target.read_bytes()
    monkeypatch.setattr(batch, "as_line", lambda _told: 1 / 0)
    assert CliRunner().invoke(main, arguments).exit_code == 1
    assert target.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_written_file_can_be_read_as_any_other(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        with written_whole(tmp_path / "a") as file:
            file.write(b"x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o644


def test_files_that_are_not_there_are_told_before_anything_is_prepared(tmp_path: Path) -> None:
    missing = CliRunner().invoke(main, ["understand", "--in", str(tmp_path / "no"), "--out", "-"])
    assert (missing.exit_code, "there is no file" in missing.output) == (2, True)
    (tmp_path / "in").touch()
    nowhere = ["understand", "--in", str(tmp_path / "in"), "--out", str(tmp_path / "no" / "out")]
    assert "there is no folder" in CliRunner().invoke(main, nowhere).output


@pytest.mark.parametrize("harm", ["missing", "damaged", "behind"])
def test_an_index_that_cannot_be_used_is_built_first(
    at_hand: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    """What was learnt cannot be read again in two of the cases; a copy stands for learning it once more."""
    whole, settings.INDEX_DIR = Path(settings.INDEX_DIR), tmp_path / "index"
    monkeypatch.setattr(loading, "_holder", None)
    if harm == "behind":
        shutil.copytree(whole, settings.INDEX_DIR)
        understanding.request_rebuild()
    else:
        if harm == "damaged":
            shutil.copytree(whole, settings.INDEX_DIR)
            for file in settings.INDEX_DIR.glob("*.index"):
                file.write_bytes(b"no index")
        build = understanding.build_index

        def learnt_again() -> Any:
            shutil.copytree(whole, settings.INDEX_DIR, dirs_exist_ok=True)
            return build()

        monkeypatch.setattr(understanding, "build_index", learnt_again)
    result, (told,) = run({"id": 1, "text": "hammasta särkee"})
    assert "Search index" in result.stderr
    assert told["candidates"][0]["path"] == "toothache"
    again, _ = run({"id": 1, "text": "hammasta särkee"})
    assert again.stderr == ""


def test_an_installation_with_paths_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUOTSI_DATA", str(tmp_path))
    monkeypatch.setenv("LUOTSI_KEYRING", "/county/keyring")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with sqlite3.connect(tmp_path / ready_to_answer.DATABASE) as connection:
        connection.execute("CREATE TABLE guidance_guidancepath (live bool)")
        connection.execute("INSERT INTO guidance_guidancepath VALUES (1)")
    connection.close()
    said: list[str] = []
    ready_to_answer.choose_installation(said.append)
    assert (os.environ["LUOTSI_DATA"], said) == (str(tmp_path), [])
    assert os.environ["LUOTSI_KEYRING"] == "/county/keyring"


def test_without_paths_the_demo_gets_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "LUOTSI_DATA": str(tmp_path),
        "LUOTSI_DEMO": "no",
        "LUOTSI_KEYRING": "/county",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    said: list[str] = []
    ready_to_answer.choose_installation(said.append)
    assert os.environ["LUOTSI_DATA"] == str(tmp_path / "understand-demo")
    assert os.environ["LUOTSI_DEMO"] == "yes"
    assert "LUOTSI_KEYRING" not in os.environ
    assert "demo county" in said[0]
    assert [one.name for one in tmp_path.iterdir()] == ["understand-demo"]


def test_on_a_fresh_checkout_it_works_and_the_second_time_nothing_is_prepared(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LUOTSI_")}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "luotsi.config.cli", "understand", "--in", "-", "--out", "-"]
    message = json.dumps({"id": "a", "text": "hammasta särkee"})

    def once() -> tuple[dict[str, Any], str]:
        done = subprocess.run(
            command, input=message, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return {**json.loads(done.stdout), "ms": 0}, done.stderr

    (first, said), (second, said_again) = once(), once()
    assert first["candidates"][0]["path"] == "toothache"
    assert second == first
    assert "Preparing the demo county" in said
    assert "Preparing" not in said_again


def test_what_is_no_ordinary_file_stays_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"before")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with written_whole(tmp_path / "link") as file:
        file.write(b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"x"
    with written_whole(Path(os.devnull)) as file:
        file.write(b"x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "a").touch(0o644)
    with written_whole(tmp_path / "a", is_private=True) as file:
        file.write(b"x")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
