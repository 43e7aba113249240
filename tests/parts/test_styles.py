"""The style sheet is small, is ours, and its hash is true; vendor files are what the lock file says."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from luotsi.web.parts import icons, styles

PARTS = Path(styles.__file__).parent
ROOT = Path(__file__).parent.parent.parent


def gzipped(text: str) -> int:
    return len(gzip.compress(text.encode(), 9, mtime=0))


def test_the_whole_resident_style_sheet_fits_its_budget() -> None:
    assert gzipped(styles.sheet("resident", "#5b2a86").css) <= 9_500


def test_the_script_fits_its_budget() -> None:
    assert gzipped((PARTS / "static/parts/luotsi.js").read_text()) <= 6_000


def test_lighthouse_and_shore_are_under_a_kilobyte() -> None:
    assert len((PARTS / "templates/parts/shore.html").read_bytes()) < 1_000


def test_the_policy_source_is_the_hash_of_what_stands_in_the_page() -> None:
    sheet = styles.sheet("staff", "#a31621")
    digest = base64.b64encode(hashlib.sha256(sheet.css.encode()).digest()).decode()
    assert sheet.source == f"'sha256-{digest}'"
    assert "</style" not in sheet.css


def test_the_style_sheet_asks_for_nothing_but_our_own_fonts() -> None:
    addresses = re.findall(r"url\(([^)]*)\)", styles.sheet().css)
    assert sorted(addresses) == [
        "/static/parts/fonts/nunito-sans-latin-ext.woff2",
        "/static/parts/fonts/nunito-sans-latin.woff2",
    ]
    assert "@import" not in styles.sheet().css
    for address in addresses:
        assert (PARTS / address.removeprefix("/")).stat().st_size < 35_000


def test_two_counties_have_two_sheets_and_each_its_own_hash() -> None:
    violet, green = styles.sheet("resident", "#5b2a86"), styles.sheet("resident", "#4a7a12")
    assert violet.source != green.source
    assert "--brand:#5b2a86" in violet.css


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a { color: red; }\n\n/* why */\nb { top: 0; }", "a{color:red}b{top:0}"),
        ("a:hover b :focus { margin: 0 -1px; }", "a:hover b :focus{margin:0 -1px}"),
        (".x { width: calc(100% - 2rem); }", ".x{width:calc(100% - 2rem)}"),
        (
            "@media (min-width: 40em) and (hover) { a { b: c; } }",
            "@media (min-width:40em) and (hover){a{b:c}}",
        ),
        ("dl > div { a: b, c; }", "dl>div{a:b,c}"),
    ],
)
def test_minifying_keeps_the_meaning(css: str, expected: str) -> None:
    assert styles.minified(css) == expected


def test_no_rule_uses_a_role_that_is_not_defined() -> None:
    css = styles.sheet("staff").css
    defined = set(re.findall(r"(--[\w-]+):", css))
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= defined


def test_every_class_of_ours_in_a_template_has_a_rule() -> None:
    css = styles.sheet("staff").css
    ruled = set(re.findall(r"\.(l-[\w-]+)", css))
    for template in (PARTS / "templates").rglob("*.html"):
        for classes in re.findall(r'class="([^"{]*)"', template.read_text()):
            assert {name for name in classes.split() if name.startswith("l-")} <= ruled | {"l-aside"}, (
                template
            )


def test_vendor_files_have_their_licences_and_the_locked_versions() -> None:
    built = json.loads((PARTS / "vendor/versions.json").read_text())
    wanted = json.loads((ROOT / "frontend/package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    for name, version in built.items():
        assert wanted[name] == version == locked[f"node_modules/{name}"]["version"]
    for licence in (
        PARTS / "vendor/govuk-frontend/LICENSE.txt",
        PARTS / "vendor/lucide/LICENSE.txt",
        PARTS / "static/parts/fonts/LICENSE-nunito-sans.txt",
        ROOT / "tests/vendor/LICENSE-axe-core.txt",
    ):
        assert len(licence.read_text()) > 500


def test_an_unknown_icon_says_what_to_do() -> None:
    with pytest.raises(icons.NoSuchIcon, match=r"frontend/icons\.txt"):
        icons.icon("unicorn")
    assert 'aria-hidden="true"' in icons.icon("phone")
    assert (ROOT / "frontend/icons.txt").read_text().split() == icons.names()
