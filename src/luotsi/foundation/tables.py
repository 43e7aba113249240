"""Tables for people's spreadsheets: CSV that opens rightly, and whose cells are never taken for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

_ROWS_A_PART = 500
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """The value as text; one that a spreadsheet would run as a formula gets an apostrophe before it."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as UTF-8 CSV with semicolons, as spreadsheets in Finland expect it."""
    return b"".join(csv_parts(headings, rows))


def csv_parts(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The same, part by part, for a table too long to be held at once."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    out.write("\ufeff")
    for number, row in enumerate(chain([headings], rows), 1):
        writer.writerow([safe_cell(one) for one in row])
        if number % _ROWS_A_PART == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()
