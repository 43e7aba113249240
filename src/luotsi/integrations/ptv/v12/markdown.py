"""Markdown, in which v12 keeps its longer texts, as plain text."""

from __future__ import annotations

import re

from luotsi.integrations.ptv.texts import plain

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()<>#+\-=.!|~&])")
_HIDDEN = {character: chr(0xE000 + number) for number, character in enumerate("\\`*_{}[]()<>#+-=.!|~&")}
_SHOWN = {hidden: character for character, hidden in _HIDDEN.items()}
_ANY_HIDDEN = re.compile("[" + "".join(_SHOWN) + "]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MARKED = re.compile(r"[\\`*_\[#>~]|^[ \t]*(?:[-+]|\d{1,3}[.)])\s|^[ \t]*(?:=+|-{3,})[ \t]*$", re.MULTILINE)

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?!#+[ \t]*$)", re.MULTILINE)
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{3,}|(?:\* ?){3,}|(?:_ ?){3,})[ \t]*$", re.MULTILINE)
_QUOTE = re.compile(r"^ {0,3}>[ \t]?", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]*[*+-][ \t]+", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(\s{0,3}<?([^()\s<>]*)>?(?:\s{1,3}\"[^\"\n]*\")?\s{0,3}\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
# What is marked is looked for within 500 characters, so that no text costs more than its length.
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1", re.DOTALL)
_EMPHASIS_STAR = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![\w*])")
_EMPHASIS_LINE = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]+?)(?<=\S)_(?![\w_])")
_STRUCK = re.compile(r"~~(?=\S)(.{1,500}?)(?<=\S)~~")
_CODE = re.compile(r"(`{1,3})(.{1,500}?)\1", re.DOTALL)
_HARD_BREAK = re.compile(r"(?:(?<! ) {2,}|\\)$", re.MULTILINE)


def from_markdown(text: str) -> str:
    """The words of a Markdown text: "- " begins an item of a list, a blank line divides paragraphs.

    A link becomes its words with the address in brackets behind them. Markup of HTML goes as well, also
    where it is escaped: nothing that a browser could run is left.
    """
    if not _MARKED.search(text):
        return plain(text)
    text = _ESCAPED.sub(lambda found: _HIDDEN[found[1]], _PRIVATE.sub("", text))
    text = _HARD_BREAK.sub("", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _LINK.sub(_link, text)
    text = _QUOTE.sub("", text)
    text = _HEADING.sub("", text)
    text = _ITEM.sub("- ", text)
    text = _UNDERLINE.sub("", text)
    for marked in (_CODE, _STRONG):
        text = marked.sub(r"\2", text)
    for marked in (_EMPHASIS_STAR, _EMPHASIS_LINE, _STRUCK):
        text = marked.sub(r"\1", text)
    return plain(_ANY_HIDDEN.sub(lambda found: _SHOWN[found[0]], plain(text)))


def _link(found: re.Match[str]) -> str:
    words, address = found[1].strip(), found[2]
    if not words or words == address:
        return address
    return f"{words} ({address})" if address else words
