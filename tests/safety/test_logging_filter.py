"""Nothing personal reaches a log, however it got into the record."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from luotsi.safety.logging_filter import UNREADABLE, PersonalDataFilter

CODE = "010190-123A"


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(PersonalDataFilter())
    handler.setFormatter(logging.Formatter("%(message)s %(where)s", defaults={"where": ""}))
    logger = logging.getLogger("tests.safety.log")
    logger.propagate = False
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)


def test_message_and_arguments_are_masked(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    logger.warning("Ei löydy: %s, %d kertaa", CODE, 3)
    logger.warning(f"Ei löydy: {CODE}")
    assert CODE not in stream.getvalue()
    assert stream.getvalue().count("[henkilötunnus peitetty]") == 2
    assert "3 kertaa" in stream.getvalue()


def test_data_split_between_message_and_arguments_is_seen(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    logger.warning("010190-%s", "123A")
    assert "123A" not in stream.getvalue()


def test_an_exceptions_words_are_masked(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    try:
        raise ValueError(f"cannot read {CODE}")
    except ValueError:
        logger.exception("failed", stack_info=True)
    assert "ValueError: cannot read [henkilötunnus peitetty]" in stream.getvalue()
    assert "123A" not in stream.getvalue()


def test_extra_fields_are_masked(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    logger.warning("sent", extra={"where": "matti@example.fi"})
    assert stream.getvalue() == "sent [sähköposti peitetty]\n"


def test_a_record_that_cannot_be_read_leaks_nothing(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log

    class Broken:
        def __str__(self) -> str:
            raise RuntimeError(CODE)

    logger.warning("value %s", Broken())
    logger.warning("too few %s %s", CODE)  # noqa: PLE1206 - the mistake is the point
    assert stream.getvalue().count(UNREADABLE) == 2
    assert CODE not in stream.getvalue()
