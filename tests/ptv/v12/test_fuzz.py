"""Nothing that PTV could send in version 12 raises: it is read, or refused with words."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.catalogue.storage import SHELVES
from luotsi.integrations.ptv.reading import Read
from luotsi.integrations.ptv.shapes import MAX_TEXT
from luotsi.integrations.ptv.types import Refusal
from luotsi.integrations.ptv.v12.codebook import CLASS_LISTS, CodeBook
from luotsi.integrations.ptv.v12.reading import read_object
from tests.ptv.test_fuzz import JUNK, ask_for_hours, places, texts_of
from tests.ptv.v12 import description
from tests.ptv.v12.filling import filled

MARKUP = re.compile(r"<[a-zA-Z/!?]")
WHOLE = [filled(schema) for schema in description.EVERY_SHAPE.values()]


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """A good object in which one to three things are replaced by junk, or taken away."""
    document = copy.deepcopy(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(document)))
        inner: Any = document
        for step in place[:-1]:
            inner = inner[step]
        if draw(st.booleans()):
            inner[place[-1]] = draw(JUNK)
        elif isinstance(inner, dict):
            del inner[place[-1]]
        if not document:
            return document
    return document


@settings(max_examples=80, deadline=None)
@given(spoilt())
def test_a_spoilt_object_is_read_or_refused_with_words(document: dict[str, Any]) -> None:
    one = read_object(document, "service")
    if isinstance(one, Refusal):
        assert 0 < len(one.reason) < 1000
        return
    body = SHELVES[type(one.record)].row(one.record, "ptv").body
    assert not any(MARKUP.search(text) for text in texts_of(json.loads(body)))
    assert len(body) < 100 * MAX_TEXT
    ask_for_hours(getattr(one.record, "hours", None))


@settings(max_examples=40, deadline=None)
@given(
    JUNK
    | st.dictionaries(
        st.sampled_from(["serviceType", "serviceClasses", "serviceChannelType", "organizationType"]), JUNK
    )
)
def test_anything_at_all_is_refused_and_never_raises(candidate: Any) -> None:
    assert isinstance(read_object(candidate, "service"), Refusal | Read)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([*CLASS_LISTS, "municipality-codes", "region-codes", "postal-codes", "?"]),
    st.lists(JUNK, max_size=4),
)
def test_lists_of_any_shape_teach_nothing_wrong(name: str, members: list[Any]) -> None:
    codes = CodeBook()
    codes.learn(name, members)
    assert codes.concept("service-classes", "P5.10").code == "P5.10"
