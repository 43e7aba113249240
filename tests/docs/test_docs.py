"""The documentation leads where it says, names what exists, and stays short where it must."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from luotsi.organisation import county_file
from tests.docs.pages import ROOT, Page, page, pages, repository_files

LONGEST_README = 60
MENTION = re.compile(r"docs/[\w./-]+?(?:\.md|\.json|adr/\d{4})(?![\w-])")
MACHINE = re.compile(
    r"/(?:work|root|Users)/|/home/[a-z]|file:///|://(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\."
)
LONELY_HOST = re.compile(r"https?://([a-z][a-z0-9-]*)(?=[:/\s\"'])")


@pytest.mark.parametrize("read", pages(), ids=lambda read: read.name)
def test_every_link_leads_somewhere(read: Page) -> None:
    lost = []
    for target in read.links():
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        file = (read.file.parent / name).resolve() if name else read.file
        if not file.exists() or (anchor and anchor not in Page(file).anchors()):
            lost.append(target)
    assert lost == []


def test_every_page_can_be_reached_from_the_readme_or_the_index() -> None:
    start = [page("README.md"), page("docs/README.md")]
    seen = {read.file for read in start}
    waiting = list(start)
    while waiting:
        read = waiting.pop()
        for target in read.links():
            file = (read.file.parent / target.partition("#")[0]).resolve()
            if file.suffix == ".md" and file not in seen:
                seen.add(file)
                waiting.append(Page(file))
    assert {read.name for read in pages() if read.file not in seen} == set()


def test_pages_that_code_mentions_are_there() -> None:
    lost = set()
    for name in repository_files():
        if name.startswith(("src/", "scripts/", "bench/", "tests/")) and not name.startswith("tests/docs/"):
            text = (ROOT / name).read_text(encoding="utf-8", errors="ignore")
            lost |= {(name, found) for found in MENTION.findall(text) if not is_a_page(found)}
    assert lost == set()


def is_a_page(mention: str) -> bool:
    return (ROOT / mention).exists() or bool(list(ROOT.glob(f"{mention}-*.md")))


def test_the_readme_fits_one_screen() -> None:
    assert len(page("README.md").text.splitlines()) <= LONGEST_README


def test_changes_wait_under_unreleased() -> None:
    headings = re.findall(r"^## (.+)$", page("CHANGELOG.md").text, re.M)
    assert headings[0] == "Unreleased"


def test_every_decision_is_in_the_index_with_its_costs() -> None:
    index = page("docs/adr/README.md").links()
    records = [read for read in pages() if re.match(r"docs/adr/\d{4}-", read.name)]
    assert sorted(index) == sorted(Path(read.name).name for read in records)
    for read in records:
        assert all(part in read.text for part in ("**Decided.**", "**Why.**", "**Costs.**")), read.name
        assert read.text.startswith(f"# {Path(read.name).name[:4]} ")


def test_the_countys_example_loads(tmp_path: Path) -> None:
    (example,) = page("docs/production.md").blocks("yaml")
    file = tmp_path / "county.yaml"
    file.write_text(example, encoding="utf-8")
    document = county_file.read(file)
    assert document.county["required_languages"] == ["fi", "sv"]
    assert [area["code"] for area in document.service_areas] == ["oral-health", "crisis"]


def test_the_countys_example_shows_every_key() -> None:
    (example,) = page("docs/production.md").blocks("yaml")
    shown = set(re.findall(r"^(?:# )?(\w+):", example, re.M))
    assert shown == county_file._KEYS - {"demo"}


def test_nothing_tells_on_which_machine_it_was_written() -> None:
    told = []
    for name in repository_files():
        if name.startswith("tests/docs/") or name.endswith((".woff2", ".png", ".min.js")):
            continue
        text = (ROOT / name).read_text(encoding="utf-8", errors="ignore")
        told += [(name, found[0]) for found in MACHINE.finditer(text)]
        if not name.startswith("tests/"):
            told += [(name, host) for host in LONELY_HOST.findall(text) if host != "localhost"]
    assert told == []
