"""The bill of materials has every package that comes to a county's machine or to a reader's page."""

from __future__ import annotations

import importlib.util
import json
import re
from importlib.machinery import SourceFileLoader
from types import ModuleType

import pytest

from tests.docs.pages import ROOT

PURL = re.compile(r"pkg:(?:pypi|npm)/[\w.%/-]+@[\w.+-]+")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    loader = SourceFileLoader("sbom", str(ROOT / "scripts" / "sbom"))
    spec = importlib.util.spec_from_loader("sbom", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_every_locked_package_is_in_it_with_each_of_its_versions(script: ModuleType) -> None:
    lock = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    locked = {tuple(found) for found in re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.M)}
    told = {(one["name"], one["version"]) for one in script.bill()["components"] if "pypi" in one["purl"]}
    assert told == locked
    assert len(locked) > 40


def test_every_part_of_the_pages_is_in_it_with_its_digest(script: ModuleType) -> None:
    """Whatever the built files name, except what only tests use."""
    built = json.loads((ROOT / "src/luotsi/web/parts/vendor/versions.json").read_text(encoding="utf-8"))
    told = {one["name"]: one for one in script.bill()["components"] if "npm" in one["purl"]}
    assert set(built) - set(told) == {"axe-core"}
    assert {name: told[name]["version"] for name in told} == {name: built[name] for name in told}
    for one in told.values():
        assert (ROOT / one["properties"][0]["value"]).is_dir()
        assert len(one["hashes"][0]["content"]) == 128


def test_each_has_an_address_and_a_licence_that_we_can_bear(script: ModuleType) -> None:
    known = script.licences()
    for one in script.bill()["components"]:
        assert PURL.fullmatch(one["purl"]), one
        licence = one["licenses"][0]["expression"]
        if licence != "not installed":
            assert known.parts(licence) <= known.ALLOWED | {"OFL-1.1"}, one["name"]


def test_nothing_refers_to_what_is_not_there_and_nothing_hangs_in_the_air(script: ModuleType) -> None:
    bill = script.bill()
    refs = {bill["metadata"]["component"]["bom-ref"], *(one["bom-ref"] for one in bill["components"])}
    assert len(refs) == len(bill["components"]) + 1
    asked = {ref for one in bill["dependencies"] for ref in one["dependsOn"]}
    assert {one["ref"] for one in bill["dependencies"]} == refs
    assert asked <= refs
    here = {one["bom-ref"] for one in bill["components"] if not one.get("properties")}
    assert here <= asked, "a locked package that nobody asks for"


def test_the_same_content_has_the_same_number(script: ModuleType) -> None:
    assert script.bill() == script.bill()
