"""What a person reads of a page."""

from __future__ import annotations

import re
from html import unescape

from django.http import HttpResponse

SOFT_HYPHEN = "\u00ad"
NO_BREAK_SPACE = "\u00a0"


def words_of(response: HttpResponse) -> str:
    """No tags, no soft hyphens, single spaces."""
    html = re.sub(r"<(style|script|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]+>", " ", html)).replace(SOFT_HYPHEN, "").replace(NO_BREAK_SPACE, " ")
    return " ".join(text.split())
