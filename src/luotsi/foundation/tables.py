"""Tables for people's spreadsheets: CSV that opens rightly, and whose cells are never taken for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """The value as text; one that a spreadsheet would run as a formula gets an apostrophe before it."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as UTF-8 CSV with semicolons, as spreadsheets in Finland expect it; the mark tells the encoding."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([safe_cell(one) for one in headings])
    writer.writerows([safe_cell(one) for one in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
