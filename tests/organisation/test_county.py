"""One installation serves one county, loaded from one file, with errors that a person can act on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from luotsi.foundation.clock import HELSINKI
from luotsi.organisation import actions, municipalities, queries, rules, taxonomy
from luotsi.organisation.county_file import CountyFileError
from luotsi.organisation.facts import CountyLoaded
from luotsi.organisation.models import County, ServiceArea
from luotsi.organisation.types import CountyView
from tests.listening import announced

from .conftest import DEMO

Changed = Callable[..., Path]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """The demo county's file with some of its values replaced (None takes a key away)."""

    def write(**values: object) -> Path:
        data = yaml.safe_load((DEMO / "county.yaml").read_text()) | values
        path = tmp_path / "county.yaml"
        (tmp_path / "logo.svg").write_text((DEMO / "logo.svg").read_text())
        path.write_text(yaml.safe_dump({key: value for key, value in data.items() if value is not None}))
        return path

    return write


def faults(path: Path) -> str:
    with pytest.raises(CountyFileError) as caught:
        actions.load_county(path)
    return str(caught.value)


@pytest.mark.django_db
def test_without_a_county_the_error_says_how_to_load_one() -> None:
    with pytest.raises(queries.NoCounty, match="luotsi load-county"):
        queries.county()


def test_the_demo_county_is_whole(rantamaa: CountyView) -> None:
    assert rantamaa.code == "99"
    assert rantamaa.is_demo
    assert [one.code for one in rantamaa.municipalities] == ["003", "001", "004", "006", "002"]
    assert rantamaa.advice_channel.phone == "020 000 0100"
    assert rantamaa.advice_channel.dialled == "0200000100"
    assert rantamaa.advice_channel.hours.is_open(datetime(2026, 11, 24, 9, tzinfo=HELSINKI))
    assert {theme for area in rantamaa.service_areas for theme in area.themes} == set(taxonomy.PATH_THEMES)
    dental = next(area for area in rantamaa.service_areas if "oral_health" in area.themes)
    assert dental.units[0].names["sv"] == "Gransudds tandklinik"
    assert rantamaa.logo.startswith("<svg")
    assert queries.service_area("youth-station").themes == ("youth_services",)
    with pytest.raises(queries.NoSuchServiceArea):
        queries.service_area("nowhere")


def test_loading_twice_changes_nothing_and_a_change_is_seen_at_once(
    rantamaa: CountyView, changed: Changed, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    before = County.objects.get().loaded_at
    with announced(CountyLoaded) as heard:
        with django_capture_on_commit_callbacks(execute=True):
            assert actions.load_county(DEMO / "county.yaml") == rantamaa
        assert County.objects.get().loaded_at == before
        assert heard == []
        with django_capture_on_commit_callbacks(execute=True):
            actions.load_county(changed(colour="#5d3a75"))
    assert queries.county().colour == "#5d3a75"
    assert heard == [CountyLoaded("99")]


def test_a_service_area_that_the_file_no_longer_names_sleeps_and_may_wake(
    rantamaa: CountyView, changed: Changed
) -> None:
    actions.load_county(changed(service_areas=[]))
    assert queries.county().service_areas == ()
    assert ServiceArea.objects.count() == len(rantamaa.service_areas)
    actions.load_county(DEMO / "county.yaml")
    assert queries.county().service_areas == rantamaa.service_areas


def test_a_second_county_is_refused_by_action_and_by_the_database(
    rantamaa: CountyView, changed: Changed
) -> None:
    with pytest.raises(actions.AnotherCounty, match="already serves county 99"):
        actions.load_county(changed(code="08", municipalities=None, service_areas=[]))
    with pytest.raises(IntegrityError), transaction.atomic():
        County.objects.create(**(County.objects.values().get() | {"id": 2}))


@pytest.mark.django_db
def test_a_real_county_has_its_municipalities_from_the_national_register(changed: Changed) -> None:
    actions.load_county(changed(code="08", municipalities=None, service_areas=[]))
    assert len(queries.county().municipalities) == 23, "Pirkanmaa"


@pytest.mark.django_db
def test_all_faults_of_a_file_are_told_at_once(changed: Changed) -> None:
    said = faults(
        changed(
            schema=2,
            names={"fi": "Vain suomeksi"},
            colour="petrol",
            logo="missing.svg",
            advice={"names": {"fi": "Neuvonta", "sv": "Råd"}, "hours": ["mon 8"]},
            wrong=1,
            service_areas=[
                {"code": "one", "names": {"fi": "Yksi", "sv": "Ett"}, "themes": ["dentist"]},
                {"code": "one", "names": {"fi": "Yksi", "sv": "Ett"}, "themes": []},
            ],
        )
    )
    for part in (
        "wrong: is not known",
        "schema: must be 1",
        "names: lacks sv",
        "'petrol' is no colour",
        "logo: there is no file 'missing.svg'",
        "advice.phone: is missing",
        "advice.hours: '8' is no span of time",
        "no theme 'dentist'",
        "service_areas[one].themes: name at least one",
        "the code 'one' is missing or used twice",
    ):
        assert part in said
    assert not County.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["- a list", "a: [", "", "\x00"])
def test_a_file_that_is_no_county_is_told_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "county.yaml"
    path.write_text(text)
    assert "cannot be loaded" in faults(path)
    assert "there is no file" in faults(tmp_path / "none.yaml")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("code: &one '99'\nsite: {fi: *one}", "anchor"),
        ("code: '99'\ncode: '98'", "“code” stands here twice (first on line 1)"),
        ("code: !!python/object:os.system x", "YAML tag"),
        ("names: " + "[" * 60 + "]" * 60, "more than 50 levels"),
        ("demo: yes", "demo: must be true or false, not 'yes'"),
        ("languages: fi", "languages: must be a list"),
        ("service_areas: [{code: a, themes: 5}]", "service_areas[a].themes: must be a list"),
        ("advice: {hours: {always_open: kyllä}}", "advice.hours.always_open: must be true or false"),
        ("site: " + "x" * 1_000_001, "larger than 1000000 bytes"),
    ],
)
def test_a_file_is_read_with_a_short_leash(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "county.yaml"
    path.write_text(line)
    assert said in faults(path)


@pytest.mark.django_db
def test_municipalities_belong_to_one_list(changed: Changed) -> None:
    taken = [{"code": "049", "names": {"fi": "Espoo", "sv": "Esbo"}}]
    assert "'049' is missing or taken" in faults(changed(municipalities=taken, service_areas=[]))
    assert "leave them out" in faults(changed(code="03", municipalities=taken, service_areas=[]))
    assert "is in no national list" in faults(changed(municipalities=None, service_areas=[]))


def test_colours_are_read_and_hopeless_ones_refused_with_advice() -> None:
    assert rules.brand_colour("0B5C63") == "#0b5c63"
    assert rules.brand_colour("#f80") == "#ff8800"
    assert rules.brand_colour("#ffd34e") == "#ffd34e", "pale is fine: darkening keeps its hue"
    with pytest.raises(rules.UnusableColour, match="write it as #rrggbb"):
        rules.brand_colour("rgb(1,2,3)")
    with pytest.raises(rules.UnusableColour, match="Choose a stronger colour"):
        rules.brand_colour("#fffefa")


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        ("<svg><script>1</script></svg>", "script"),
        ('<svg onload="x"></svg>', "onload"),
        ('<svg><a href="x"/></svg>', "href"),
        ('<svg><path style="fill:red"/></svg>', "style"),
        ("<png/>", "must be an SVG"),
        (f"<svg>{'x' * 5000}</svg>", "larger than"),
    ],
)
def test_a_logo_holds_shapes_only(svg: str, said: str) -> None:
    with pytest.raises(rules.UnusableLogo, match=said):
        rules.safe_logo(svg)


def test_lookups_see_the_nation_and_the_invented_county(rantamaa: CountyView) -> None:
    assert municipalities.municipality("049").names["sv"] == "Esbo"
    assert municipalities.municipality("001").names["sv"] == "Gransudd"
    assert municipalities.organiser("99").kind == "invented"
    assert [one.code for one in municipalities.municipalities_of("99")] == ["003", "001", "004", "006", "002"]
    with pytest.raises(municipalities.UnknownMunicipality):
        municipalities.municipality("000")
    with pytest.raises(municipalities.UnknownOrganiser):
        municipalities.municipalities_of("77")


@pytest.mark.django_db
def test_without_the_demo_its_places_are_unknown() -> None:
    with pytest.raises(municipalities.UnknownMunicipality):
        municipalities.municipality("001")
