"""docs/dependencies.md lists what Luotsi stands on, with licences that its own licence can bear."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import json
import re
import sys
import tomllib
from functools import lru_cache
from importlib.machinery import SourceFileLoader
from types import ModuleType

import pytest

from tests.docs.pages import ROOT, page

PAGE = "docs/dependencies.md"
NAME = re.compile(r"[A-Za-z0-9._-]+")
IMPORTED_AS = {"yaml": "pyyaml", "allauth": "django-allauth", "argon2": "argon2-cffi"}
"""Where a package's name differs from what one imports by more than case and hyphens."""


@lru_cache(maxsize=1)
def script() -> ModuleType:
    """scripts/licences as a module."""
    loader = SourceFileLoader("licences", str(ROOT / "scripts" / "licences"))
    spec = importlib.util.spec_from_loader("licences", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def project() -> dict[str, list[str]]:
    """Direct dependencies by section of the page, as pyproject.toml writes them."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = told["optional-dependencies"]
    return {
        "Running": told["dependencies"],
        "If you like": optional["voikko"],
        "Developing": optional["dev"],
    }


def names(requirements: list[str]) -> set[str]:
    return {found[0] for one in requirements if (found := NAME.match(one))}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def section(title: str) -> str:
    return page(PAGE).text.partition(f"## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("title", ["Running", "If you like", "Developing"])
def test_every_direct_dependency_has_its_reason(title: str) -> None:
    rows = re.findall(r"^\| (?!Package|---)(\S+) \| (.{8,}) \|$", section(title), re.M)
    assert {name for name, _ in rows} == names(project()[title])


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_direct_dependency_is_locked(name: str) -> None:
    wanted = names(project()["Running"] + project()["Developing"] if name == "dev" else project()["Running"])
    assert {normal(one) for one in wanted} <= set(script().locked(ROOT / "requirements" / f"{name}.txt"))


def test_the_tables_are_those_of_the_lock_files() -> None:
    """Names and versions; licences too where the lock has one version for every Python."""
    for title, rows in script().tables().items():
        shown = re.search(rf"<!-- {title} -->\n(.*?)\n<!-- end -->", page(PAGE).text, re.S)
        assert shown is not None
        same = [row for row in rows.splitlines() if " or " not in row]
        missing = [row for row in same if row not in shown[1].splitlines()]
        assert missing == [], "run .venv/bin/python scripts/licences --write"
        assert len(shown[1].splitlines()) == len(rows.splitlines())


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_licence_is_one_that_we_can_bear(name: str) -> None:
    for package in script().locked(ROOT / "requirements" / f"{name}.txt"):
        licence = script().licence(package)
        if licence == "not installed":
            continue
        assert script().parts(licence) <= script().ALLOWED, f"{package}: {licence}"


def test_what_is_left_out_stays_out_and_is_told() -> None:
    left_out = [
        line.split(";")[0] for line in (ROOT / "requirements" / "left-out.txt").read_text().splitlines()
    ]
    for package in [name for name in left_out if name and not name.startswith("#")]:
        assert f"`{package}`" in section("One left out")
        assert package not in script().locked(ROOT / "requirements" / "base.txt")


LEARNING = ROOT / "src" / "luotsi" / "safety" / "training"
"""Run by developers alone, who have the packages for developing; what runs imports nothing of it."""


def test_what_runs_imports_nothing_that_only_developers_have() -> None:
    imports = [
        file.name
        for file in (ROOT / "src").rglob("*.py")
        if file.parent != LEARNING
        and re.search(
            r"^\s*(?:from|import) (?:luotsi\.safety\.training|jax|optax)", file.read_text("utf-8"), re.M
        )
    ]
    assert imports == []


def test_whatever_the_program_imports_is_declared() -> None:
    declared = {normal(name) for title in ("Running", "If you like") for name in names(project()[title])}
    distributions = importlib.metadata.packages_distributions()
    found: dict[str, str] = {}
    for file in (ROOT / "src").rglob("*.py"):
        if file.parent == LEARNING:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            imported = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            imported += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            for top in {name.partition(".")[0] for name in imported}:
                if top not in sys.stdlib_module_names and top != "luotsi":
                    found.setdefault(top, file.name)
    undeclared = {
        top: where
        for top, where in found.items()
        if not declared & {normal(one) for one in (IMPORTED_AS.get(top, top), *distributions.get(top, ()))}
    }
    assert undeclared == {}


def test_front_end_parts_have_their_locked_versions_and_licences() -> None:
    locked = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    direct = locked[""]["devDependencies"]
    rows = re.findall(r"^\| (\S+) \| ([\d.]+) \| ([\w.-]+)(?:, `([^`]+)`)? \|", section("On the pages"), re.M)
    assert {name for name, *_ in rows} == set(direct)
    for name, version, licence, file in rows:
        package = locked[f"node_modules/{name}"]
        assert (version, licence) == (package["version"], package.get("license", licence)), name
        assert not file or (ROOT / file).is_file()
