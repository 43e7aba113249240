"""A path as a drawing: every place and way is in it, nothing lies over anything, whatever the path."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree as ET

from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.flows import PathDocument
from luotsi.flows.mapping import Bend, map_of
from luotsi.guidance.drawing import draw
from luotsi.guidance.folder import PACKAGED_LIBRARY, read_folder
from tests.flows.making import document, plain, question, random_documents

SVG = "{http://www.w3.org/2000/svg}"


def drawn(doc: PathDocument, language: str = "fi") -> ET.Element:
    return ET.fromstring(draw(doc, language))  # noqa: S314


def texts(svg: ET.Element) -> str:
    """All the words that one sees, in the order of the drawing."""
    return " ".join("".join(one.itertext()) for one in svg.iter(f"{SVG}text"))


def places(svg: ET.Element) -> list[tuple[int, int, int, int]]:
    """Left, top, right and bottom of each place."""
    found = []
    for group in svg.iter(f"{SVG}g"):
        frame = group.find(f"{SVG}rect")
        if frame is not None:
            x, y, width, height = (int(frame.get(name, "")) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + width, y + height))
    return found


def overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_the_answers_stand_on_the_edges_in_the_words_of_the_path() -> None:
    doc = document(
        {
            "who": question("choice", "help", options=("self", "child", "other")),
            "help": question(
                "choice",
                [
                    {"when": "help == child or help == dont_know", "to": "one"},
                    {"when": "help == self and who == other", "to": "two"},
                    {"otherwise": "three"},
                ],
            ),
        },
        ("one", "two", "three"),
    )
    words = texts(drawn(doc))
    assert "child · En tiedä" in words
    assert "self + Mitä? other" in words, "an answer given earlier comes with its question"
    assert "Muuten" in words


def test_what_is_left_is_named_where_answers_alone_decide() -> None:
    doc = document(
        {"who": question("choice", [{"when": "who == child", "to": "one"}, {"otherwise": "two"}])},
        ("one", "two"),
    )
    assert "self · other · En tiedä" in texts(drawn(doc))


def test_the_only_way_on_needs_no_words() -> None:
    doc = document({"who": question("choice", "out")})
    assert texts(drawn(doc)).split() == ["Mitä?", "Soita"]


def test_a_sub_path_stays_one_place_with_a_link_and_its_returns_on_the_edges() -> None:
    library = read_folder(PACKAGED_LIBRARY).documents
    svg = ET.fromstring(draw(library["toothache"], "sv", lambda code: f"/draw/{code}"))  # noqa: S314
    assert [link.get("href") for link in svg.iter(f"{SVG}a")] == ["/draw/how-to-contact"]
    assert "Delväg:" in texts(svg)
    assert "phone" in texts(svg)
    assert "Hur vill du ta kontakt" not in texts(svg), "what is inside stays inside"
    alone = ET.fromstring(draw(library["toothache"], "sv", lambda _code: ""))  # noqa: S314
    assert not list(alone.iter(f"{SVG}a")), "no link leads nowhere"


def test_a_drawing_tells_itself_to_who_cannot_see_it_and_needs_no_style_sheet() -> None:
    svg = drawn(read_folder(PACKAGED_LIBRARY).documents["toothache"])
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title")
    assert "johtaa kohtaan" in (svg.findtext(f"{SVG}desc") or "")
    assert not [one for one in svg.iter() if one.get("style") or one.tag == f"{SVG}style"]


def test_every_path_of_the_library_is_drawn_in_every_language_without_overlaps() -> None:
    for doc in read_folder(PACKAGED_LIBRARY).documents.values():
        for language in ("fi", "sv", "en"):
            svg = drawn(doc, language)
            boxes = places(svg)
            assert len(boxes) == len(doc.questions) + len(doc.calls) + len(doc.outcomes) + len(doc.returns)
            pairs = itertools.combinations(boxes, 2)
            assert [pair for pair in pairs if overlap(*pair)] == [], (doc.code, language)


def test_markup_in_a_text_is_text() -> None:
    doc = document({"who": question("choice", "out", ask={"fi": "<script>alert(1)</script> & niin?"})})
    assert "<script" not in draw(doc, "fi")
    assert "<script>alert(1)</script>" in texts(drawn(doc))


def test_an_unfinished_draft_is_drawn_with_its_gaps_and_circles() -> None:
    doc = document(
        {
            "who": question("choice", [{"when": "who == child", "to": "nowhere"}, {"otherwise": "age"}]),
            "age": question("number", "who"),
        }
    )
    with override("sv"):
        svg = drawn(doc)
    assert "Ei vielä kirjoitettu: nowhere" in texts(svg), "in the drawing's language, not the screen's"
    assert [one for one in svg.iter(f"{SVG}path") if one.get("stroke-dasharray")], "the way back is dashed"


@settings(max_examples=60, deadline=None)
@given(random_documents(6), st.sampled_from(["fi", "sv"]))
def test_any_document_is_drawn_whole_and_without_overlaps(values: dict[str, object], language: str) -> None:
    doc = PathDocument.model_validate(values)
    svg = drawn(doc, language)
    boxes = places(svg)
    assert [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)] == []
    width, height = int(svg.get("width", "")), int(svg.get("height", ""))
    assert all(
        min(left, top) >= 0 and right <= width and bottom <= height for left, top, right, bottom in boxes
    )


@settings(max_examples=60, deadline=None)
@given(random_documents(6))
def test_every_way_goes_forth_through_every_layer_or_is_told_to_lead_back(values: dict[str, object]) -> None:
    found = map_of(PathDocument.model_validate(values))
    placed = [one for layer in found.layers for one in layer]
    assert sorted(one for one in placed if isinstance(one, str)) == sorted(found.kinds)
    for way in found.ways:
        passed = range(found.layer_of[way.origin] + 1, found.layer_of[way.to])
        if way in found.backward:
            assert found.layer_of[way.to] <= found.layer_of[way.origin] or not passed
        else:
            assert found.layer_of[way.to] > found.layer_of[way.origin]
            assert all(Bend(way, layer) in found.layers[layer] for layer in passed)


def test_the_largest_of_random_documents_takes_no_circle_for_an_end() -> None:
    names = [f"q{number}" for number in range(200)]
    questions = {
        name: question("yes_no", [{"when": name, "to": after}, {"otherwise": "out"}])
        for name, after in itertools.pairwise([*names, "out"])
    }
    assert len(map_of(PathDocument.model_validate(plain(questions))).layers) == 201
