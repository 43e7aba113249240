"""docs/rooms.md shows the house as it is, and names in the developers' pages are names in the code."""

from __future__ import annotations

import ast
import configparser
import re
from functools import lru_cache
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, page, pages, repository_files

PACKAGE = ROOT / "src" / "luotsi"
FILE = re.compile(r"(?:[\w.-]+/)+(?:[\w.-]+\.(?:py|yaml|json|html|css|js|mjs|svg|csv|txt|md|po))?")
PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b")
NAME = re.compile(r"([A-Za-z]\w*(?:\.\w+)*)(?:\(.*\))?")


def floors() -> list[list[str]]:
    """The rooms of each floor, the highest first."""
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    layers = contract["importlinter:contract:floors"]["layers"].strip().split("\n")
    return [[room.strip() for room in layer.split("|")] for layer in layers]


def test_the_map_has_every_floor_in_its_order() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+?) \|", page("docs/rooms.md").text, re.M)
    shown = [re.findall(r"\[`(\w+)`\]", rooms) for _, rooms in rows]
    assert shown == floors()
    assert [int(number) for number, _ in rows] == list(range(len(rows) - 1, -1, -1))


def test_every_room_has_its_section() -> None:
    sections = set(re.findall(r"^### (\w+)$", page("docs/rooms.md").text, re.M))
    assert sections == {folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()}


@pytest.mark.parametrize("room", ["web", "integrations"])
def test_every_room_inside_a_room_is_told(room: str) -> None:
    section = page("docs/rooms.md").text.partition(f"### {room}\n")[2].partition("\n### ")[0]
    told = set(re.findall(r"^- `(\w+)`:", section, re.M))
    assert told == {folder.name for folder in (PACKAGE / room).iterdir() if (folder / "__init__.py").exists()}


def test_every_fact_is_told() -> None:
    """What a room announces stands in its section; the many of accounts are told in words."""
    text = page("docs/rooms.md").text
    for file in PACKAGE.glob("*/facts.py"):
        if file.parent.name not in {"accounts", "foundation"}:
            declared = [
                node.name
                for node in ast.parse(file.read_text("utf-8")).body
                if isinstance(node, ast.ClassDef)
            ]
            section = text.partition(f"### {file.parent.name}\n")[2].partition("\n### ")[0]
            assert [name for name in declared if f"`{name}`" not in section] == [], file.parent.name


def test_files_and_folders_that_pages_name_are_there() -> None:
    known = [f"/{name}" for name in repository_files()]
    lost = []
    for read in pages():
        for span in read.spans():
            if FILE.fullmatch(span) and not span.startswith("/") and not PLACEHOLDER.search(span):
                is_there = any(
                    f"/{span}" in name if span.endswith("/") else name.endswith(f"/{span}") for name in known
                )
                if not is_there and not is_an_address(span):
                    lost.append((read.name, span))
    assert lost == []


def is_an_address(span: str) -> bool:
    """Not a folder of ours but a part of a web address or of somebody else's package."""
    return span in {"css/", "text/plain"}


@lru_cache(maxsize=1)
def names_in_code() -> tuple[frozenset[str], frozenset[str]]:
    """Every dotted name that the package defines, and every single one."""
    dotted: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        module = ".".join(("luotsi", *file.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
            ".__init__"
        )
        dotted.add(module)
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.ImportFrom) or file.name == "__init__.py":
                dotted |= {f"{module}.{name}" for name in names_of(node)}
    return frozenset(dotted), frozenset(part for name in dotted for part in name.split("."))


def names_of(node: ast.AST) -> set[str]:
    match node:
        case ast.ClassDef(name, body=body):
            return {name} | {f"{name}.{inner}" for each in body for inner in names_of(each)}
        case ast.FunctionDef(name) | ast.AnnAssign(target=ast.Name(name)):
            return {name}
        case ast.Assign(targets=[ast.Name(name)]):
            return {name}
        case ast.ImportFrom(names=names):
            return {one.asname or one.name for one in names}
    return set()


def is_in_code(mention: str) -> bool:
    """A name, or its tail; `organisation.CountyView` may leave out the module between."""
    dotted, single = names_in_code()
    if "." not in mention:
        return mention in single
    room, _, last = mention.rpartition(".")
    return any(
        name.endswith(f".{mention}") or (name.startswith(f"luotsi.{room}.") and name.endswith(f".{last}"))
        for name in dotted
    )


@pytest.mark.parametrize(
    "name", ["docs/rooms.md", "docs/first-walk.md", "docs/glossary.md", "docs/security.md"]
)
def test_names_that_developers_pages_use_are_in_the_code(name: str) -> None:
    unknown = []
    for span in page(name).spans():
        found = NAME.fullmatch(span)
        looks_like_code = found and ("." in found[1] or "_" in found[1] or re.search(r"[a-z][A-Z]", found[1]))
        if not looks_like_code or Path(found[1]).suffix in {".md", ".txt", ".py", ".yaml", ".html"}:
            continue
        if not is_in_code(found[1]) and span not in FROM_ELSEWHERE and not span.startswith("LUOTSI_"):
            unknown.append(span)
    assert unknown == []


FROM_ELSEWHERE = {"reach.channel", "call_dental", "limit_req", "noindex"}
"""Keys of a path in the starter library and a word of nginx."""


def test_the_look_up_of_names_bites() -> None:
    assert is_in_code("guidance.queries.help_for")
    assert is_in_code("organisation.CountyView")
    assert not is_in_code("guidance.queries.help_against")
    assert not is_in_code("catalogue.CountyView")
