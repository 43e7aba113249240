"""Whatever an editor leaves half-written, the gate answers with flaws and never falls over."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.guidance import gate
from tests.guidance.documents import CALLER, REACH

LINES = CALLER.splitlines()
SHELF = gate.Shelf(
    {"reach": gate.read(REACH, "reach").document},
    frozenset({"helpline"}),
    frozenset({"helpline"}),
    ("fi", "sv"),
)
places = st.integers(0, len(LINES) - 1)


def flaws_of(text: str) -> tuple[object, ...]:
    reading = gate.read(text, "teeth-caller")
    if reading.document is None:
        return reading.flaws
    return gate.check(reading.document, "teeth-caller", SHELF).flaws


def test_the_whole_text_is_sound() -> None:
    assert flaws_of(CALLER) == ()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(places, st.sampled_from(["drop", "twice", "cut", "deeper"])), min_size=1, max_size=4)
)
def test_lines_lost_doubled_cut_or_shifted(changes: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for place, how in changes:
        line = lines[place]
        lines[place] = {
            "drop": "",
            "twice": f"{line}\n{line}",
            "cut": line[: len(line) // 2],
            "deeper": f"  {line}",
        }[how]
    for flaw in flaws_of("\n".join(lines)):
        assert flaw.message


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all(text: str) -> None:
    assert flaws_of(text)
