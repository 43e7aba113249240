"""An index of its own for every test, with small content that tells a story."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from luotsi.understanding import actions, registry
from luotsi.understanding.types import SearchDocument

CONTENT = [
    SearchDocument(
        "path",
        "toothache",
        "fi",
        "Hammassärky",
        "Mitä teet, kun hampaaseen koskee, ja miten pääset hammaslääkäriin.",
        "Soita suun terveydenhuollon ajanvaraukseen. Illalla ja viikonloppuna auttaa päivystys.",
        ("hammaslääkäri", "hammashoito"),
        ("hammas särkee", "paikka irtosi hampaasta", "viisaudenhammas on kipeä"),
        ("oral_health",),
    ),
    SearchDocument(
        "path",
        "toothache",
        "sv",
        "Tandvärk",
        "Vad du gör när en tand värker.",
        "",
        ("tandläkare", "tandvård"),
        ("jag har ont i en tand",),
        ("oral_health",),
    ),
    SearchDocument(
        "path",
        "toothache",
        "en",
        "Toothache",
        "What to do when a tooth hurts.",
        "",
        ("dentist",),
        ("my tooth hurts",),
        ("oral_health",),
    ),
    SearchDocument(
        "path",
        "home-care",
        "fi",
        "Apua kotiin vanhemmalle",
        "Kotihoito, ateriat ja turvapuhelin, kun arki ei enää suju.",
        "Palvelutarve arvioidaan yhdessä. Kotihoidon maksu riippuu tuloista.",
        ("kotihoito", "kotipalvelu", "vanhuspalvelut"),
        ("äiti ei pärjää enää yksin kotona", "kuka auttaa isää suihkuun"),
    ),
    SearchDocument(
        "path",
        "money",
        "fi",
        "Rahat ovat loppu",
        "Mistä saat apua ruokaan, vuokraan ja laskuihin.",
        "",
        ("toimeentulotuki",),
        ("ei ole rahaa ruokaan", "en pysty maksamaan laskua", "rahat loppu"),
    ),
    SearchDocument(
        "path",
        "violence",
        "fi",
        "Väkivalta kotona",
        "Sinulla on oikeus olla turvassa.",
        "",
        ("lähisuhdeväkivalta", "turvakoti"),
        ("mies lyö minua", "pelkään puolisoani"),
    ),
    SearchDocument(
        "service", "s1", "fi", "Suun terveydenhuolto", "Hammashoitoa kaikenikäisille.", "Soita 116 117."
    ),
    SearchDocument("service", "s1", "sv", "Munhälsovård", "Tandvård för alla åldrar."),
    SearchDocument("service", "s2", "fi", "Kotihoito", "Hoivaa ja sairaanhoitoa kotiisi."),
    SearchDocument("service", "s3", "fi", "Neuvola", "Äitiys- ja lastenneuvolan palvelut perheille."),
    SearchDocument("service", "s4", "fi", "Ehkäisyneuvonta", "E-pilleri, kierukka ja muu ehkäisy."),
]

Content = list[SearchDocument]


@pytest.fixture
def content() -> Content:
    """What is published; a test may change it and build again."""
    return list(CONTENT)


@pytest.fixture
def build(
    db: None, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Content
) -> Callable[[], actions.BuildReport]:
    """Builds the index of `content` in a folder of its own."""
    settings.INDEX_DIR = tmp_path / "index"  # type: ignore[attr-defined]
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(registry, "_meanings", {})
    monkeypatch.setattr(registry, "_terms", {})
    monkeypatch.setattr(actions, "_not_before", 0.0)
    registry.register("path", lambda: [one for one in content if one.kind == "path"])
    registry.register("service", lambda: (one for one in content if one.kind == "service"))
    return actions.build_index


@pytest.fixture
def built(build: Callable[[], actions.BuildReport]) -> None:
    build()
