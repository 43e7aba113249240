"""Whatever was pasted into PTV becomes plain text."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.integrations.ptv.texts import plain


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("Äänekosken a & b", "Äänekosken a & b"),
        ("Ikä < 18 v", "Ikä < 18 v"),
        ("Hinta 5 €\r\n\r\n\r\n\r\nHuom", "Hinta 5 €\n\nHuom"),
        ("<p>Yksi</p><p>Kaksi</p>", "Yksi\n\nKaksi"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n\n- b"),
        ("rivi<br>toinen", "rivi\ntoinen"),
        ("<b onclick=alert(1)>Tärkeää</b>", "Tärkeää"),
        ("ennen<script>alert(1)</script>jälkeen", "ennenjälkeen"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;x", "x"),
        ("&amp;lt;img src=x onerror=alert(1)&amp;gt;x", "x"),
        ("<a href='javascript:alert(1)'>linkki</a>", "linkki"),
        ("<style>p{}</style><svg/onload=alert(1)>x", "x"),
        ("nolla\x00tavu\u202e", "nollatavu"),
        ("", ""),
    ],
)
def test_markup_goes_and_words_stay(given_text: str, cleaned: str) -> None:
    assert plain(given_text) == cleaned


def test_a_draft_document_becomes_its_words() -> None:
    blocks = [
        {"text": "Ensin", "type": "unstyled"},
        {"text": "", "type": "unstyled"},
        {"text": "kohta", "type": "unordered-list-item"},
    ]
    assert plain(json.dumps({"entityMap": {}, "blocks": blocks})) == "Ensin\n\n- kohta"


@pytest.mark.parametrize("broken", ['{"blocks": 5}', '{"blocks": [1]}', '{"blocks"', '{"blocks": [{}]}'])
def test_what_only_looks_like_a_draft_document_is_text(broken: str) -> None:
    assert plain(broken) == broken


PIECES = st.sampled_from(
    [
        "<",
        ">",
        "&",
        "&lt;",
        "&amp;",
        "&#60;",
        "script",
        "/",
        "<p>",
        "</p>",
        "<li>",
        "a",
        " ",
        "\n",
        "'",
        '"',
        "!--",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=25).map("".join)))
def test_no_tag_is_ever_left_and_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned = plain(text)
    assert not re.search(r"<[a-zA-Z/!?]", cleaned)
    assert plain(cleaned) == cleaned
