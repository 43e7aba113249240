"""What people write, cut where it is too long."""

from __future__ import annotations

import pytest

from luotsi.web.parts.messages import LONGEST, beginning, tidied

BEFORE = "a " * 50


@pytest.mark.parametrize("half", ["131052-3", "131052 30", "040 123", "aino.virt", "Koti"])
def test_half_an_identity_code_number_or_address_is_not_kept(half: str) -> None:
    text = f"{BEFORE}{half}" + "0" * 50
    assert beginning(text, len(BEFORE) + len(half)) == BEFORE.rstrip()


def test_whole_words_are_kept() -> None:
    assert beginning(f"{BEFORE}sana toinen", len(BEFORE) + 4) == f"{BEFORE}sana"
    assert beginning(f"{BEFORE}sana toinen", len(BEFORE) + 7) == f"{BEFORE}sana"
    assert beginning("sana 131052-308T", 100) == "sana 131052-308T"


def test_one_unbroken_run_is_cut_where_it_must_be() -> None:
    assert beginning("x" * 900, 500) == "x" * 500
    assert beginning("1" * 900, 500) == "1" * 400


def test_a_long_message_is_whole_for_the_emergency_rules() -> None:
    message = tidied("ei " * 2_000 + "hengitä")
    assert message.was_cut
    assert len(message.text) <= LONGEST < len(message.whole)
