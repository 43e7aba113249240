"""Code stays readable: no function over 60 lines, no module over 500."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FUNCTION = 60
LONGEST_MODULE = 500


def modules() -> Iterator[Path]:
    for folder in ("src", "tests", "bench"):
        yield from (file for file in (ROOT / folder).rglob("*.py") if "migrations" not in file.parts)


def long_functions(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{file.relative_to(ROOT)}:{node.lineno} {node.name} has {length} lines"


def test_no_function_is_longer_than_a_screen() -> None:
    assert [found for file in modules() for found in long_functions(file)] == []


def test_no_module_is_longer_than_one_can_hold_in_mind() -> None:
    lengths = {
        file.relative_to(ROOT): len(file.read_text(encoding="utf-8").splitlines()) for file in modules()
    }
    assert {str(file): length for file, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_room_hides_code_in_a_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "common", "misc", "manager"}
    assert [file for file in modules() if file.stem in drawers or drawers & set(file.parent.parts)] == []
