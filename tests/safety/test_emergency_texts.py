"""The fixed texts: somebody to call in every language, the library's numbers, honest about the machine."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import yaml

from luotsi.safety.emergency import KINDS
from luotsi.safety.emergency_texts import Block, block, soft_block

FACTS = Path(__file__).resolve().parents[2] / "src/luotsi/guidance/library/facts.yaml"
LANGUAGES = ("fi", "sv", "en")
MACHINE = {"fi": "Tämä on kone", "sv": "Det här är en maskin", "en": "This is a machine"}


def numbers(shown: Block) -> list[str]:
    return [call.number for call in shown.calls]


@pytest.mark.parametrize(("language", "kind"), itertools.product(LANGUAGES, KINDS))
def test_112_comes_first_and_the_machine_says_what_it_is(language: str, kind: str) -> None:
    shown = block((kind,), language)
    assert numbers(shown)[0] == "112"
    assert shown.title
    assert shown.lead
    assert any(line.startswith(MACHINE[language]) for line in shown.advice)
    assert all(call.href == "tel:" + call.number.replace(" ", "") for call in shown.calls)


@pytest.mark.parametrize(("language", "kind"), itertools.product(LANGUAGES, KINDS))
def test_beside_a_professional_nothing_calls_itself_a_machine(language: str, kind: str) -> None:
    for alone, beside in (
        (block((kind,), language), block((kind,), language, with_person=True)),
        (soft_block(language), soft_block(language, with_person=True)),
    ):
        assert not any(line.startswith(MACHINE[language]) for line in beside.advice)
        assert beside.advice[:-1] == alone.advice[:-1]
        assert (beside.title, beside.calls) == (alone.title, alone.calls)


@pytest.mark.parametrize(
    ("kind", "fact"),
    [("poisoning", "poison-number"), ("violence", "nollalinja-number"), ("suicide", "crisis-number")],
)
def test_each_kind_has_its_own_helpers_with_the_numbers_of_the_library(kind: str, fact: str) -> None:
    facts = yaml.safe_load(FACTS.read_text(encoding="utf-8"))["facts"]
    assert facts[fact]["value"] in numbers(block((kind,), "fi"))
    assert facts["crisis-number-swedish"]["value"] in numbers(block(("suicide",), "sv"))
    assert facts["medical-helpline-number"]["value"] in numbers(soft_block("fi"))


def test_several_kinds_lead_with_the_first_and_name_each_helper_once() -> None:
    shown = block(("suicide", "poisoning"), "fi")
    assert shown.lead == block(("suicide",), "fi").lead
    assert len(set(numbers(shown))) == len(shown.calls)
    assert "0800 147 111" in numbers(shown)


def test_what_is_shown_depends_on_the_kinds_only() -> None:
    assert block((), "fi") == block(("medical",), "fi") == block(("unheard-of",), "fi")
    assert block(("child",), "xx") == block(("child",), "fi")
    assert soft_block("xx") == soft_block("fi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_softer_text_offers_talk_first_and_112_too(language: str) -> None:
    shown = soft_block(language)
    assert numbers(shown)[0].startswith("09 2525")
    assert numbers(shown)[-1] == "112"
