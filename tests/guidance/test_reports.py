"""Figures and lists about a whole library: of a folder without a database, or of what is published."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.config.commands.paths import paths
from luotsi.guidance.folder import read_folder
from luotsi.guidance.likeness import Overlap, nearest_paths, overlaps
from tests.guidance.documents import ELSEWHERE, TEETH, library, published


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(paths, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def figures(*arguments: str | Path) -> dict[str, Any]:
    code, output = run("stats", "--json", *arguments)
    assert code == 0, output
    return json.loads(output)


def say(folder: Path, code: str, **languages: list[str]) -> None:
    """Write the utterances of a path."""
    lines = ["utterances:"]
    for language, said in languages.items():
        lines += [f"  {language}:", *(f"    - {line}" for line in said)]
    (folder / "paths" / f"{code}.utterances.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def renamed(code: str, text: str = TEETH) -> str:
    return text.replace("code: teeth", f"code: {code}")


def test_a_folder_is_counted_without_a_database(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=TEETH, gums=renamed("gums"))
    say(folder, "teeth", fi=["hammasta särkee", "hammas lohkesi"], sv=["tandvärk"])
    counted = figures("--from", folder)
    assert (counted["paths"], counted["nodes"], counted["outcomes"]) == (2, 6, 4)
    assert counted["utterances"] == {"fi": 2, "sv": 1}
    assert counted["lexicon_expressions"] >= counted["lexicon"] >= 600
    assert counted["awaiting_approval"] == 2
    assert (counted["sources"], counted["sources_unverified"]) == (1, 1)
    assert (counted["facts"], counted["facts_unverified"]) == (1, 1)


def test_the_packaged_library_can_be_counted_on_a_fresh_checkout() -> None:
    counted = figures("--packaged")
    assert counted["contact_reasons_covered"] == counted["contact_reasons"] == 80
    assert counted["outcome_depends_on_answers"] >= 0.8
    assert counted["median_shared_outcome_text"] <= 0.4


@pytest.mark.django_db
def test_what_is_published_is_counted_unless_one_asks_for_a_folder(tmp_path: Path) -> None:
    published(TEETH)
    assert figures()["paths"] == 1
    assert figures("--from", library(tmp_path, teeth=TEETH, gums=renamed("gums")))["paths"] == 2


def test_a_path_that_ends_the_same_whatever_one_answers_is_not_counted_as_depending(tmp_path: Path) -> None:
    start = TEETH.index("  call_child:")
    one_end = TEETH[:start] + TEETH[TEETH.index("slots:") :]
    one_end = one_end.replace("to: call_child", "to: call")
    folder = library(tmp_path, teeth=TEETH, same=renamed("same", one_end))
    assert figures("--from", folder)["outcome_depends_on_answers"] == 0.5


def test_two_paths_with_the_same_advice_are_told_and_a_third_is_like_none(tmp_path: Path) -> None:
    other = renamed("other", TEETH)
    for words in ("Soita", "Numero {fact:helpline}.", "Ota kynä.", "Kerro asiasi.", "Soita lapsen puolesta"):
        other = other.replace(f"fi: {words}", f"fi: Aivan muuta {len(words)}")
        other = other.replace(f'fi: "{words}', f'fi: "Aivan muuta {len(words)}')
    folder = library(tmp_path, teeth=TEETH, copy=renamed("copy"), other=other)
    near = {one.code: one for one in nearest_paths(read_folder(folder).documents)}
    assert (near["teeth"].other, near["teeth"].share) == ("copy", 1.0)
    assert (near["other"].other, near["other"].share) == ("", 0.0)


def test_half_the_text_in_common_is_a_half(tmp_path: Path) -> None:
    mine = TEETH.replace("fi: Ota kynä.", "fi: yksi kaksi kolme neljä viisi kuusi")
    theirs = renamed("theirs", TEETH.replace("fi: Ota kynä.", "fi: yksi kaksi kolme neljä viisi seitsemän"))
    near = nearest_paths(read_folder(library(tmp_path, teeth=mine, theirs=theirs)).documents)
    # Of six sequences of the one only that which ends in "kuusi" is not in the other.
    assert {one.share for one in near} == {5 / 6}


def pairs(**said: list[str]) -> list[tuple[str, str]]:
    found = overlaps({code: {"fi": lines} for code, lines in said.items()})
    return [(pair.one_says, pair.other_says) for pair in found]


ORDINARY = [
    "hammasta särkee kovasti",
    "lasku jäi maksamatta",
    "miten uusin reseptin",
    "äiti unohtelee asioita",
    "poika ei suostu menemään kouluun",
    "tarvitsen tulkin huomenna",
]


def test_the_same_words_in_two_paths_pull_two_ways() -> None:
    assert pairs(teeth=ORDINARY, gums=["hammasta särkee kovasti"]) == [(ORDINARY[0], ORDINARY[0])]
    assert pairs(teeth=ORDINARY, gums=["hammasta särki kovasti"]) == [(ORDINARY[0], "hammasta särki kovasti")]


def test_two_lines_that_differ_in_the_word_that_matters_do_not() -> None:
    assert (
        pairs(bills=["lasku jäi maksamatta"], recipes=["vuokra jäi makuuhuoneeseen", "miten uusin passin"])
        == []
    )


def test_the_same_words_in_one_path_pull_nowhere() -> None:
    assert pairs(teeth=["hammas särkee", "hammas särkee kovaa"], bills=["lasku"]) == []


def brute(said: dict[str, list[str]], least: float) -> set[frozenset[tuple[str, str]]]:
    """All pairs, each compared with each by the same measure but without looking for candidates."""
    found = overlaps({code: {"fi": lines} for code, lines in said.items()}, least=0.0001)
    return {as_set(pair) for pair in found if pair.likeness >= least}


def as_set(pair: Overlap) -> frozenset[tuple[str, str]]:
    return frozenset({(pair.one, pair.one_says), (pair.other, pair.other_says)})


LINE = st.lists(
    st.sampled_from(["hammas", "hampaat", "särkee", "lasku", "laskut", "äiti"]), min_size=1, max_size=4
)
LINES = st.lists(LINE.map(" ".join), max_size=4, unique=True)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), LINES), st.sampled_from([0.3, 0.6, 0.9]))
def test_looking_among_rare_letters_misses_no_pair(said: dict[str, list[str]], least: float) -> None:
    found = overlaps({code: {"fi": lines} for code, lines in said.items()}, least)
    assert brute(said, least + 0.001) <= {as_set(pair) for pair in found}
    assert [pair.likeness for pair in found] == sorted((pair.likeness for pair in found), reverse=True)


def test_overlaps_are_shown_as_a_table_and_for_machines(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=TEETH, gums=renamed("gums"))
    say(folder, "teeth", fi=["hammasta särkee kovasti"], sv=["ont i tanden"])
    say(folder, "gums", fi=["hammasta särkee kovasti"], sv=["helt annan sak"])
    code, output = run("overlaps", "--from", folder)
    assert code == 0
    assert "1.00 fi  gums: hammasta särkee kovasti" in output
    assert "1 pairs" in output
    (pair,) = json.loads(run("overlaps", "--from", folder, "--json")[1])
    assert (pair["one"], pair["other"], pair["likeness"]) == ("gums", "teeth", 1.0)


def test_the_register_tells_who_answers_and_what_nobody_has_read(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=TEETH)
    (row,) = json.loads(run("register", "--from", folder, "--json")[1])
    assert row == {
        "code": "teeth",
        "kind": "path",
        "title": "Hampaat",
        "owner_role": "osastonhoitaja",
        "review_by": "2027-05-31",
        "approval": "awaiting",
        "sources": ["helpline"],
        "unverified_sources": 1,
        "facts": ["helpline"],
        "unverified_facts": 1,
    }
    read = (
        (folder / "sources.yaml")
        .read_text()
        .replace("verified: false", "verified: true\n    seen: 2026-11-24")
    )
    (folder / "sources.yaml").write_text(read)
    (row,) = json.loads(run("register", "--from", folder, "--json")[1])
    assert (row["unverified_sources"], row["unverified_facts"]) == (0, 1)
    assert "Tänderna" in run("register", "--from", folder, "--language", "sv")[1]


def test_the_register_is_a_table_for_a_spreadsheet(tmp_path: Path) -> None:
    folder = library(tmp_path, teeth=TEETH, gums=renamed("gums", ELSEWHERE))
    file = tmp_path / "register.csv"
    assert "2 rows written" in run("register", "--from", folder, "--csv", file)[1]
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["code", "kind", "title"]
    assert [row[0] for row in rows[1:]] == ["gums", "teeth"]


def test_a_folder_that_is_no_library_is_told_in_a_sentence(tmp_path: Path) -> None:
    for report in ("stats", "overlaps", "register", "golden"):
        code, output = run(report, "--from", tmp_path)
        assert code == 1
        assert "is not a library" in output
