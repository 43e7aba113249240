"""What the assistant may ask about: every packaged path speaks one vocabulary, and the gate keeps to it."""

from __future__ import annotations

from pathlib import Path

import pytest

import luotsi.guidance
from luotsi.flows.reading import read_document
from luotsi.guidance import facets
from luotsi.guidance.faults import GateRefused
from luotsi.guidance.models import GuidancePath
from tests.guidance.documents import TEETH, drafted, published

LIBRARY = Path(luotsi.guidance.__file__).parent / "library" / "paths"
PATHS = sorted(path for path in LIBRARY.glob("*.yaml") if ".utterances." not in path.name)


def with_facets(filled: str) -> str:
    return TEETH.replace("start: who\n", f"facets: {filled}\nstart: who\n")


@pytest.mark.parametrize("file", PATHS, ids=lambda path: path.stem)
def test_a_packaged_path_fills_in_what_the_vocabulary_has(file: Path) -> None:
    document = read_document(file.read_text(encoding="utf-8"), file.name)
    assert list(facets.unknown(document.facets)) == []
    for code, options in document.facets.items():
        assert len(options) == len(set(options)), code


def test_what_the_vocabulary_does_not_have_is_named() -> None:
    filled = {"who": ("self", "cat"), "mood": ("low",), "municipality": ("001",), "area": ()}
    assert list(facets.unknown(filled)) == [("who", "cat"), ("mood", "")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("filled", "where"),
    [("{who: [self, cat]}", "facets.who"), ("{mood: [low]}", "facets"), ("{area: [tooth]}", "facets.area")],
)
def test_the_gate_refuses_what_the_vocabulary_does_not_have(filled: str, where: str) -> None:
    row = drafted(with_facets(filled))
    with pytest.raises(GateRefused) as caught:
        row.latest_revision.publish()
    assert [flaw.where for flaw in caught.value.flaws] == [where]
    assert not GuidancePath.objects.get(code="teeth").live


@pytest.mark.django_db
def test_a_nearly_right_option_is_suggested() -> None:
    row = drafted(with_facets("{area: [tooth]}"))
    with pytest.raises(GateRefused) as caught:
        row.latest_revision.publish()
    assert "teeth" in caught.value.flaws[0].advice


@pytest.mark.django_db
def test_facets_of_the_vocabulary_are_published() -> None:
    row = published(with_facets('{who: [self], area: [teeth], municipality: ["001"]}'))
    assert row.live
