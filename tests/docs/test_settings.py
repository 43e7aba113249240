"""docs/settings.md names every variable that the code reads, with its default, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.docs.pages import ROOT, page, repository_files

VARIABLE = re.compile(r"(?<!\w)(?:DATABASE_URL|LUOTSI_[A-Z]+(?:_[A-Z]+)*)(?!\w)")
ROW = re.compile(r"^\| `(LUOTSI_\w+|DATABASE_URL)` \| (.*?) \| (.*?) \| (.*?) \|$", re.M)
CODE = ("src/", "tests/", "bench/", "scripts/", "Makefile", ".ci/", "frontend/")


def read_by_code() -> set[str]:
    found: set[str] = set()
    for name in repository_files():
        if name.startswith(CODE) and not name.startswith("tests/docs/"):
            found |= set(VARIABLE.findall((ROOT / name).read_text(encoding="utf-8", errors="ignore")))
    return found


def rows() -> dict[str, tuple[str, str, str]]:
    return {name: (default, meaning, example) for name, default, meaning, example in ROW.findall(text())}


def text() -> str:
    return page("docs/settings.md").text


def defaults() -> Iterator[tuple[str, str]]:
    """Variable and default as `config/settings.py` asks for them."""
    source = (ROOT / "src/luotsi/config/settings.py").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env.")):
            continue
        name = ast.literal_eval(node.args[0])
        for keyword in node.keywords:
            # One that is made of another setting has no value of its own to compare.
            if keyword.arg == "default" and not isinstance(keyword.value, ast.BinOp):
                value = ast.literal_eval(keyword.value)
                words = {False: "no", True: "yes"}.get(value, value) if isinstance(value, bool) else value
                yield name, " ".join(words) if isinstance(words, list) else str(words)


def test_every_variable_is_described_and_every_described_one_is_read() -> None:
    assert set(rows()) == read_by_code()


def test_the_settings_have_defaults_to_compare() -> None:
    assert len(list(defaults())) >= 7


@pytest.mark.parametrize(("name", "default"), defaults())
def test_the_default_is_the_one_in_the_code(name: str, default: str) -> None:
    assert f"`{default}`" in rows()[name][0]


def test_each_has_a_meaning_and_an_example() -> None:
    assert all(meaning and example for _, meaning, example in rows().values())


def test_other_pages_name_no_other_variable() -> None:
    named = set(VARIABLE.findall(page("docs/production.md").text + page("docs/staff.md").text))
    assert named <= set(rows())
