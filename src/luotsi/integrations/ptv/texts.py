"""Texts of PTV as plain text, whatever was pasted into them."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import nh3

_ALLOWED = {"p", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "div"}
"""Tags that mean a new line; every other tag goes, and script and style with all they hold."""

_LINE_TAGS = (
    (re.compile(r"<br ?/?>"), "\n"),
    (re.compile(r"<li>"), "\n- "),
    (re.compile(r"</li>|</?[uo]l>"), "\n"),
    (re.compile(r"</?(?:p|div|h[1-4])>"), "\n\n"),
)
_ANY_TAG = re.compile(r"<[a-zA-Z/!?]|&[#a-zA-Z]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MANY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_SUSPECT = re.compile(r"[<&{]")
_LIST_BLOCKS = {"unordered-list-item", "ordered-list-item"}


def plain(text: str) -> str:
    """Plain text without markup: a blank line divides paragraphs, "- " begins an item of a list.

    Understands HTML and the JSON of the Draft.js editor, which PTV keeps in some exports. Cleaning what
    is clean changes nothing. Markup that is hidden as entities inside entities is taken away as well.
    """
    if text.isprintable() and not _SUSPECT.search(text):
        return text.strip()
    text = _CONTROLS.sub("", _from_draft(text))
    for _ in range(4):
        if not _ANY_TAG.search(text):
            break
        text = _without_markup(text)
    else:
        text = text.replace("<", "‹").replace("&", "＆")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return _MANY_LINES.sub("\n\n", text).strip()


def _without_markup(text: str) -> str:
    cleaned = nh3.clean(text.replace("\u00a0", " "), tags=_ALLOWED, attributes={}, link_rel=None)
    for pattern, instead in _LINE_TAGS:
        cleaned = pattern.sub(instead, cleaned)
    return html.unescape(cleaned)


def _from_draft(text: str) -> str:
    """The words of a Draft.js document; any other text as it is."""
    if not text.lstrip().startswith("{") or '"blocks"' not in text:
        return text
    try:
        document: Any = json.loads(text)
        blocks = document["blocks"]
        return "\n".join(
            ("- " if block.get("type") in _LIST_BLOCKS else "") + str(block["text"]) for block in blocks
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return text
