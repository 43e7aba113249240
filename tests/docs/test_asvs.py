"""docs/asvs.csv answers all of OWASP ASVS 5.0, levels 1 and 2, and each proof that it names exists."""

from __future__ import annotations

import ast
import csv
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, page

LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3",
    "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333",
    "6.6": "2223", "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23", "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23",
    "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223", "13.1": "2333", "13.2": "222223", "13.3": "2233",
    "13.4": "1222233", "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
"""The standard's sections, and the level of each requirement in its order: 345 in all."""

STATES = ("met", "partly", "gap", "not applicable")


@lru_cache(maxsize=1)
def rows() -> list[dict[str, str]]:
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wanted() -> list[tuple[str, str]]:
    """Id and level of every requirement of levels 1 and 2, in the standard's order."""
    return [
        (f"v5.0.0-{section}.{number}", level)
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, 1)
        if level != "3"
    ]


def proofs() -> list[tuple[str, str]]:
    return [(row["id"], one.strip()) for row in rows() for one in row["proof"].split(";") if one.strip()]


def test_every_requirement_stands_once_in_the_standards_order() -> None:
    assert sum(map(len, LEVELS.values())) == 345
    assert len(wanted()) == 253
    assert [(row["id"], row["level"]) for row in rows()] == wanted()


def test_each_says_what_it_asks_how_it_stands_and_where_that_is_seen() -> None:
    for row in rows():
        assert set(row) == {"id", "level", "asks", "state", "proof", "gap"}, row
        assert row["state"] in STATES, row
        assert 10 < len(row["asks"]) < 120, row
        assert not row["asks"].startswith("Verify"), "our own words, not the standard's"
        assert row["proof"], row


def test_what_is_missing_is_said_and_nothing_is_said_of_what_is_met() -> None:
    for row in rows():
        assert (row["state"] == "met") == (row["gap"] == ""), row
        if row["state"] in {"partly", "gap"}:
            assert len(row["gap"]) > 40, row


def test_every_proof_exists() -> None:
    assert [(identity, proof) for identity, proof in proofs() if not exists(proof)] == []


def exists(proof: str) -> bool:
    """A file or folder; `file::name` a test in it, or a word of it; `page#heading` a heading of a page."""
    path, _, name = proof.partition("::")
    file, _, anchor = path.partition("#")
    if not (ROOT / file).exists():
        return False
    if anchor:
        return anchor in page(file).anchors()
    if not name:
        return True
    return (
        name in stories_of(ROOT / file)
        if file.startswith("tests/")
        else name in (ROOT / file).read_text("utf-8")
    )


@cache
def stories_of(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return frozenset(name for name in names if name.startswith("test_"))


@pytest.mark.parametrize(
    "proof",
    [
        "tests/nowhere.py",
        "tests/docs/test_asvs.py::test_that_is_not_there",
        "docs/security.md#no-such-heading",
        "src/luotsi/config/settings.py::NO_SUCH_SETTING",
    ],
)
def test_a_proof_that_is_not_there_is_noticed(proof: str) -> None:
    assert not exists(proof)


def test_the_page_shows_the_same_figures() -> None:
    counted = Counter((row["level"], row["state"]) for row in rows())
    text = page("docs/security.md").text
    for state in STATES:
        figures = [counted["1", state], counted["2", state], counted["1", state] + counted["2", state]]
        line = f"| {state} | {' | '.join(map(str, figures))} |"
        assert line in text, f"docs/security.md lacks: {line}"
    assert "CC BY-SA 4.0" in text
