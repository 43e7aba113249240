"""Two versions of a path beside each other: the lines that changed, with their numbers and a few around."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from wagtail.admin.compare import TextFieldComparison, diff_text
from wagtail.admin.panels import FieldPanel

AROUND = 2
"""Unchanged lines shown before and after a change."""

Row = tuple[str, str, str | SafeString]
"""Kind (same, gone, new, changed), line number in the newer version or the older one, text."""


class TextPanel(FieldPanel):
    """The field of a path's text."""

    def get_comparison_class(self) -> type[TextFieldComparison]:
        return LineComparison


class LineComparison(TextFieldComparison):
    """A text compared line by line."""

    def htmldiff(self) -> SafeString:
        groups = list(_groups(self.val_a or "", self.val_b or ""))
        if not groups:
            return format_html("<p>{}</p>", gettext("The texts are the same."))
        return format_html_join(
            "", '<div class="luotsi-lines">{}</div>', ((_drawn(rows),) for rows in groups)
        )


def _groups(older: str, newer: str) -> Iterator[list[Row]]:
    before, after = older.split("\n"), newer.split("\n")
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for group in matcher.get_grouped_opcodes(AROUND):
        yield [row for code in group for row in _rows(code, before, after)]


def _rows(code: tuple[str, int, int, int, int], before: list[str], after: list[str]) -> Iterator[Row]:
    tag, a_start, a_end, b_start, b_end = code
    if tag == "equal":
        for number in range(b_start, b_end):
            yield "same", str(number + 1), after[number]
    elif tag == "replace" and a_end - a_start == b_end - b_start:
        for a, b in zip(range(a_start, a_end), range(b_start, b_end), strict=True):
            yield "changed", str(b + 1), diff_text(before[a], after[b]).to_html()
    else:
        for number in range(a_start, a_end):
            yield "gone", str(number + 1), before[number]
        for number in range(b_start, b_end):
            yield "new", str(number + 1), after[number]


def _drawn(rows: list[Row]) -> SafeString:
    words = {"gone": gettext("Taken out:"), "new": gettext("Added:"), "changed": gettext("Changed:")}
    signs = {"gone": "−", "new": "+", "changed": "±"}
    return format_html_join(
        "",
        '<div class="luotsi-lines__{0}"><span class="luotsi-lines__number">{1}</span>'
        '<span class="luotsi-lines__sign" aria-hidden="true">{2}</span><span class="w-sr-only">{3} </span>'
        '<span class="luotsi-lines__text">{4}</span></div>',
        ((kind, number, signs.get(kind, ""), words.get(kind, ""), text) for kind, number, text in rows),
    )
