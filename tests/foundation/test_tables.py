"""A table for a spreadsheet: it opens in columns, and no cell runs."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from luotsi.foundation.tables import as_csv, safe_cell

CELLS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)


def test_a_formula_becomes_text() -> None:
    for start in ("=1+1", "+358", "-1", "@sum", "\tx", "\rx"):
        assert safe_cell(start) == f"'{start}"
    assert safe_cell("Äiti; isä") == "Äiti; isä"


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_what_is_written_reads_back_and_never_begins_as_a_formula(rows: list[list[str]]) -> None:
    text = as_csv(["Polku", "Huomio"], rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert read == [["Polku", "Huomio"], *([safe_cell(cell) for cell in row] for row in rows)]
    assert not [cell for row in read for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
