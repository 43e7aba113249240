"""A line of the log as text: nobody can make up another one in it, and its time says in which zone."""

from __future__ import annotations

import logging
import re

from hypothesis import given
from hypothesis import strategies as st

from luotsi.config import logs

LINE = logs.TextFormatter("{asctime} {levelname} {name}: {message}", style="{")


def line_of(words: str) -> str:
    return LINE.format(logging.makeLogRecord({"msg": words, "name": "a", "levelname": "INFO"}))


@given(words=st.text(max_size=80))
def test_one_record_is_one_line(words: str) -> None:
    assert len(line_of(words).splitlines()) == 1


def test_a_made_up_line_is_seen_for_what_it_is() -> None:
    assert "2026-11-25 ERROR" not in line_of("ok\n2026-11-25 ERROR b: the house burns").splitlines()[1:]
    assert "ok\\n2026" in line_of("ok\n2026")


def test_the_time_tells_its_zone() -> None:
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d INFO a: x", line_of("x"))
