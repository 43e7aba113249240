"""A path as a drawing (SVG): questions from left to right, answers on the edges, sub-paths collapsed."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from django.utils.translation import gettext, override

from luotsi.flows.document import PathDocument
from luotsi.flows.mapping import Bend, PathMap, Way, map_of
from luotsi.foundation.languages import pick
from luotsi.guidance.edge_words import EdgeWords

BOX, GAP, ROOM, MARGIN = 230, 270, 22, 24
"""Pixels: width of a place, width between layers (the answers stand there), room between places, margin."""

LINE, PAD, PORT = 18, 12, 40
"""Pixels: height of a line of text, padding of a place, height that each way out needs."""

IN_BOX, ON_EDGE, LINES_ON_EDGE = 28, 36, 2
"""Letters on a line in a place and on an edge; lines on an edge, the rest is told by its title."""

FILLS = {
    "question": ("#e9f1f7", "#0b4a75"),
    "outcome": ("#e8f4ec", "#1d6b3c"),
    "call": ("#f3eefa", "#5b3f8c"),
    "return": ("#f3f3f3", "#4a4a4a"),
    "missing": ("#fdecea", "#a3231f"),
}
"""Paper and ink of each kind of place; ink on paper has a contrast of at least 6 : 1."""

INK = "#22303c"
SVG = "http://www.w3.org/2000/svg"


@dataclass(slots=True)
class _Shape:
    """A place or bend with its position."""

    lines: list[str]
    x: int = 0
    y: int = 0
    height: int = 0

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


def draw(document: PathDocument, language: str, link: Callable[[str], str] | None = None) -> str:
    """The drawing of a document, finished or not, in a language. `link` gives a sub-path's
    address, "" for one that has none.

    Self-contained SVG with a title and description for screen readers and no style sheet, so that it
    stands on a page under any content policy, in a file and in print.
    """
    return _Drawing(document, language, link).as_svg()


class _Drawing:
    def __init__(
        self, document: PathDocument, language: str, link: Callable[[str], str] | None = None
    ) -> None:
        self.document, self.language, self.link = document, language, link
        self.map: PathMap = map_of(document)
        self.words = EdgeWords(document, self.map.ways, language)
        self.shapes: dict[str | Bend, _Shape] = {}
        self.height = 0
        self._place()

    def as_svg(self) -> str:
        width = 2 * MARGIN + len(self.map.layers) * BOX + (len(self.map.layers) - 1) * GAP
        ET.register_namespace("", SVG)
        root = ET.Element(f"{{{SVG}}}svg", {
            "viewBox": f"0 0 {width} {self.height}", "width": str(width), "height": str(self.height),
            "role": "img", "aria-labelledby": "drawing-title drawing-words", "lang": self.language,
            "font-family": "Nunito Sans, Segoe UI, Roboto, Arial, sans-serif", "font-size": "14",
        })  # fmt: skip
        self._add(root, "title", {"id": "drawing-title"}, pick(self.document.title, self.language).text)
        self._add(root, "desc", {"id": "drawing-words"}, self._description())
        for way in self.map.ways:
            self._draw_way(root, way)
        for key, shape in self.shapes.items():
            if isinstance(key, str):
                self._draw_place(root, key, shape)
        return ET.tostring(root, encoding="unicode")

    def _description(self) -> str:
        """The same in sentences, for who cannot see it."""
        with override(self.language):
            then = gettext("leads to")
        told = []
        for way in self.map.ways:
            words = self.words.of(way)
            answer = f" ({words})" if words else ""
            told.append(f"{self._name(way.origin)}{answer} {then} {self._name(way.to)}.")
        return " ".join(told)

    def _name(self, key: str) -> str:
        """What a place says."""
        document = self.document
        if key in document.questions:
            return pick(document.questions[key].ask, self.language).text
        if key in document.outcomes:
            return pick(document.outcomes[key].title, self.language).text
        if key in document.calls:
            with override(self.language):
                return gettext("Sub-path: %(code)s") % {"code": document.calls[key].path}
        with override(self.language):
            if key in document.returns:
                return gettext("Back to the caller: %(code)s") % {"code": key}
            return gettext("Not written yet: %(code)s") % {"code": key}

    def _place(self) -> None:
        """Give every place and bend its position: a column a layer, each as near its neighbours as it can."""
        out: dict[str, int] = {}
        for way in self.map.ways:
            out[way.origin] = out.get(way.origin, 0) + 1
        for number, layer in enumerate(self.map.layers):
            for one in layer:
                lines = textwrap.wrap(self._name(one), IN_BOX) if isinstance(one, str) else []
                tall = 2 * PAD + LINE * len(lines) if lines else 0
                ports = PORT * out.get(one, 0) if isinstance(one, str) else 0
                shape = _Shape(lines, MARGIN + number * (BOX + GAP), 0, max(tall, ports))
                self.shapes[one] = shape
        for layer in self.map.layers:
            self._stack([(one, self._wish(one)) for one in layer])
        lowest = max((shape.y + shape.height for shape in self.shapes.values()), default=0)
        highest = min((shape.y for shape in self.shapes.values()), default=0)
        for shape in self.shapes.values():
            shape.y += MARGIN - highest
        self.height = lowest - highest + 2 * MARGIN

    def _wish(self, one: str | Bend) -> int:
        """Where the middle of a place would be best: level with the ends of the ways that come to it."""
        if isinstance(one, Bend):
            return self._port(one.way)
        ports = [self._port(way) for way in self.map.ways if way.to == one and way not in self.map.backward]
        return sum(ports) // len(ports) if ports else 0

    def _stack(self, wishes: Iterable[tuple[str | Bend, int]]) -> None:
        """Set a layer from top to bottom without overlaps, then move it as a whole to its wishes' middle."""
        below: int | None = None
        drifts = []
        for one, middle in wishes:
            shape = self.shapes[one]
            wanted = middle - shape.height // 2
            shape.y = wanted if below is None else max(wanted, below + ROOM)
            below = shape.y + shape.height
            drifts.append(shape.y - wanted)
        drift = sum(drifts) // len(drifts) if drifts else 0
        for one, _ in wishes:
            self.shapes[one].y -= drift

    def _port(self, way: Way) -> int:
        """The height at which a way leaves its place."""
        shape = self.shapes[way.origin]
        ways = self.words.ways[way.origin]
        return shape.y + round(shape.height * (ways.index(way) + 0.5) / len(ways))

    def _draw_way(self, root: ET.Element, way: Way) -> None:
        origin, to = self.shapes[way.origin], self.shapes[way.to]
        x, y = origin.x + BOX, self._port(way)
        label_end = x + GAP - 46
        line = f"M {x} {y} H {label_end}"
        here = (label_end, y)
        passed = range(self.map.layer_of[way.origin] + 1, self.map.layer_of[way.to])
        for bend in (self.shapes[Bend(way, layer)] for layer in passed if way not in self.map.backward):
            line += _curve(here, (bend.x, bend.y)) + f" H {bend.x + BOX + GAP - 46}"
            here = (bend.x + BOX + GAP - 46, bend.y)
        line += _curve(here, (to.x, to.middle))
        group = self._add(root, "g", {})
        words = self.words.of(way)
        self._add(group, "title", {}, words or self._name(way.to))
        dashes = {"stroke-dasharray": "6 4"} if way in self.map.backward else {}
        self._add(group, "path", {
            "d": line, "fill": "none", "stroke": INK, "stroke-width": "1.5", "opacity": "0.75", **dashes,
        })  # fmt: skip
        tip = f"M {to.x - 8} {to.middle - 4} L {to.x} {to.middle} L {to.x - 8} {to.middle + 4}"
        self._add(group, "path", {"d": tip, "fill": "none", "stroke": INK, "stroke-width": "1.5"})
        lines = textwrap.wrap(words, ON_EDGE, max_lines=LINES_ON_EDGE, placeholder=" …")
        for number, text in enumerate(lines):
            height = y - 5 - 15 * (len(lines) - 1 - number)
            self._add(
                group, "text", {"x": str(x + 8), "y": str(height), "fill": INK, "font-size": "12.5"}, text
            )

    def _draw_place(self, root: ET.Element, key: str, shape: _Shape) -> None:
        kind = self.map.kinds[key]
        paper, ink = FILLS[kind]
        parent = root
        if kind == "call" and self.link and (address := self.link(self.document.calls[key].path)):
            parent = self._add(root, "a", {"href": address})
        group = self._add(parent, "g", {})
        self._add(group, "title", {}, f"{key}: {self._name(key)}")
        corner = {"question": 6, "outcome": 16, "call": 0}.get(kind, 6)
        heavy = "3" if key == self.map.start else "1.5"
        self._add(group, "rect", {
            "x": str(shape.x), "y": str(shape.y), "width": str(BOX), "height": str(shape.height),
            "rx": str(corner), "fill": paper, "stroke": ink, "stroke-width": heavy,
        })  # fmt: skip
        if kind == "call":
            frame = {"x": str(shape.x + 5), "width": str(BOX - 10), "y": str(shape.y), "fill": "none"}
            self._add(group, "rect", {**frame, "height": str(shape.height), "stroke": ink})
        top = shape.middle - LINE * len(shape.lines) // 2 + 14
        for number, text in enumerate(shape.lines):
            place = {
                "x": str(shape.x + PAD),
                "y": str(top + number * LINE),
                "fill": ink,
                "font-weight": "600",
            }
            self._add(group, "text", place, text)

    def _add(self, parent: ET.Element, tag: str, attributes: dict[str, str], text: str = "") -> ET.Element:
        element = ET.SubElement(parent, f"{{{SVG}}}{tag}", attributes)
        element.text = text or None
        return element


def _curve(here: tuple[int, int], there: tuple[int, int]) -> str:
    """A soft bend from one point to another, level at both ends."""
    middle = (here[0] + there[0]) // 2
    return f" C {middle} {here[1]} {middle} {there[1]} {there[0]} {there[1]}"
