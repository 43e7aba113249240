"""Whoever writes in Finnish or Swedish is told what is wrong in that language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from django.utils.translation import override

import luotsi.flows
from luotsi.flows.plain_language import AdviceKind
from luotsi.flows.types import DocumentErrors, FaultKind
from luotsi.flows.yaml_tree import read_tree
from luotsi.guidance import fault_words
from luotsi.guidance.types import Flaw

FLOWS = Path(luotsi.flows.__file__).parent
NO_FAULTS = ("All answers to X questions", "Only the walks", "Only each place", "A text map, or a label")
"""What a proof covers, and a note of the schema: no editor is shown them."""
SENTENCE = re.compile(r"[A-Z“`{].*[.?]", re.DOTALL)


def spoken(tree: ast.Module) -> Iterator[str]:
    """The sentences in a module's strings, docstrings apart, with X for what is put in."""
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in silent or id(node) in inside:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.sub(r"\{\w+\}", "X", node.value)


def sentences() -> Iterator[tuple[str, str]]:
    for file in sorted(FLOWS.glob("*.py")):
        for text in spoken(ast.parse(file.read_text(encoding="utf-8"))):
            for part in text.split("|"):
                if SENTENCE.fullmatch(part) and " " in part:
                    yield file.name, part


def test_every_sentence_of_flows_has_its_template() -> None:
    unknown = [(file, text) for file, text in sentences() if not fault_words.is_known(text)]
    assert [(file, text) for file, text in unknown if not text.startswith(NO_FAULTS)] == []


@pytest.mark.parametrize(
    ("english", "finnish", "swedish"),
    [
        (
            "Nothing here is called “whoo”.",
            "Tässä polussa ei ole kohtaa ”whoo”.",
            "I vägledningen finns inget som heter ”whoo”.",
        ),
        (
            "Character 9 of the condition: “wish” has no option “feer”.",
            "Ehdon 9. merkki: Kysymyksessä ”wish” ei ole vaihtoehtoa ”feer”.",
            "Tecken 9 i villkoret: ”wish” har inget alternativ ”feer”.",
        ),
        (
            "Did you mean oral_health or oral_care?",
            "Tarkoititko oral_health tai oral_care?",
            "Menade du oral_health eller oral_care?",
        ),
        (
            "The text is missing in sv.",
            "Tästä tekstistä puuttuu kieli: ruotsi.",
            "Här saknas språket: svenska.",
        ),
        (
            "The YAML cannot be read: did not find expected key.",
            "Tekstiä ei voi lukea: rivi on sisennetty väärin, tai siitä puuttuu nimi ja kaksoispiste.",
            "Texten kan inte läsas: raden har fel indrag, eller så saknas namn och kolon.",
        ),
    ],
)
def test_a_fault_is_told_in_the_language_of_the_screen(english: str, finnish: str, swedish: str) -> None:
    for language, expected in (("fi", finnish), ("sv", swedish), ("en", english)):
        with override(language):
            assert fault_words.in_words(english) == expected.replace(" sv.", " Swedish.")


def test_what_nobody_has_translated_is_told_as_it_is() -> None:
    with override("fi"):
        assert fault_words.in_words("Something {odd} happened") == "Something {odd} happened"
        flaw = fault_words.said(
            Flaw("gap", "who", "No rule of “{x}” takes these answers. Add a rule, or otherwise.")
        )
    assert flaw.message.startswith("Kysymyksessä ”{x}” ei ole sääntöä")


@pytest.mark.parametrize(
    "text",
    [
        "a: b: c",
        "a:\n  b: 1\n c: 2",
        "a: [1, 2",
        "a: {b: 1",
        'a: "b',
        "a:\n\tb: 1",
        "a: @b",
        "- a\nb: 1",
        "a\nb: 1",
    ],
)
def test_what_the_yaml_reader_says_is_told_in_finnish(text: str) -> None:
    with pytest.raises(DocumentErrors) as raised, override("fi"):
        read_tree(text, "a.yaml")
    problem = raised.value.faults[0].message.removeprefix("The YAML cannot be read: ").removesuffix(".")
    assert fault_words.is_known(problem), problem


def test_every_kind_of_fault_has_a_name() -> None:
    kinds = set(get_args(FaultKind)) | {
        "document", "taxonomy", "language", "words", "source", "fact", "guide", "link", "caller", "unproved"
    }  # fmt: skip
    assert kinds == set(fault_words.KINDS)


def test_advice_on_words_is_told_in_the_language_of_the_screen() -> None:
    with override("fi"):
        flaw = fault_words.said(Flaw("word", "title", "“mikäli” is a word of offices (fi).", "Write: jos."))
        assert flaw.message == "”mikäli” on virastokieltä (suomi)."
        assert flaw.advice == "Kirjoita: jos."
        assert fault_words.kind_words(flaw) == "Sanavalinta"
        long = "A sentence has 17 words (sv): Du får prata även …"
        assert fault_words.in_words(long) == "Virkkeessä on 17 sanaa (ruotsi): Du får prata även …"


def test_every_kind_of_advice_has_a_name() -> None:
    assert set(get_args(AdviceKind)) == set(fault_words.ADVICE_KINDS)
