"""An editor writes YAML: faults come all at once with line and advice; what is written reads back."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.flows import DocumentErrors, PathDocument, dump_document, line_of, read_document
from tests.flows.making import outcome, plain, question, random_documents

GOOD = yaml.safe_dump(
    plain(
        {
            "who": question("choice", [{"when": "who == child", "to": "age"}, {"otherwise": "out"}]),
            "age": question("number", "out"),
        }
    ),
    sort_keys=False,
    allow_unicode=True,
)


def faults(text: str) -> list[tuple[int, str, str, str]]:
    """Line, place, message and advice of every fault."""
    with pytest.raises(DocumentErrors) as caught:
        read_document(text, "test-path.yaml")
    assert all(fault.file == "test-path.yaml" for fault in caught.value.faults)
    return [(fault.line, fault.where, fault.message, fault.advice) for fault in caught.value.faults]


def line(text: str, part: str) -> int:
    return next(n for n, each in enumerate(text.splitlines(), 1) if part in each)


def test_a_sound_document_is_read() -> None:
    assert read_document(GOOD, "test-path.yaml").questions.keys() == {"who", "age"}


@pytest.mark.parametrize(
    ("right", "wrong", "message", "advice"),
    [
        ("to: age", "to: agee", "Nothing here is called “agee”", "Did you mean “age”?"),
        ("who == child", "who == chlid", "“who” has no option “chlid”", "Did you mean “child”?"),
        ("who == child", "whoo == child", "“whoo” is not a question", "Did you mean “who”?"),
        ("who == child", "who == 3", "cannot be compared", "one of its codes"),
        ("who == child", "who < child", "no order", "Use =="),
        ("who == child", "who = child", "cannot be read", "written =="),
        ("who == child", "__import__('os')", "not a function", ""),
        ("contact: phone", "contact: phome", "no slot “phome”", "Did you mean “phone”?"),
        ("kind: professional", "kind: profesional", "“profesional” is not possible", "professional"),
        ("summary:", "sumary:", "“sumary” is not known", "Did you mean “summary”?"),
        ("min: 0", "minimum: 0", "“minimum” is not known", "Did you mean “min”?"),
        ("min: 0", "min: 200", "`min` is greater", "Exchange"),
        ("min: 0", "min: zero", "whole number", "digits"),
        ("type: number", "type: nummer", "no known type", "choice"),
        ("review_by: '2027-05-31'", "review_by: soon", "not a date", "2027-05-31"),
        ("start: who", "start: whom", "Nothing here is called “whom”", "Did you mean “who”?"),
        ("      child:", "      dont_know:", "“dont_know” is taken", "dont_know: true"),
        ("  age:", "  none:", "means something of its own", "another name"),
        ("fi: Testipolku", "suomi_: Testipolku", "not a language", "fi, sv, en"),
        ("fi: Testipolku", "fi: ''", "empty", "leave the line out"),
        ("otherwise: out", "otherwise: out\n      to: out", "stands alone", "rule of its own"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line_and_what_to_do(
    right: str, wrong: str, message: str, advice: str
) -> None:
    assert right in GOOD
    text = GOOD.replace(right, wrong, 1)
    found = faults(text)
    told = [each for each in found if message in each[2]]
    assert told, found
    assert abs(told[0][0] - line(text, wrong.split("\n", maxsplit=1)[0].strip())) <= 2
    assert advice in told[0][3]


def test_everything_is_told_at_once_in_line_order() -> None:
    text = GOOD.replace("to: age", "to: agee").replace("contact: phone", "contact: phome")
    text = text.replace("min: 0", "minimum: 0").replace("review_by: '2027-05-31'", "review_by: soon")
    found = faults(text)
    told = " ".join(message for _, _, message, _ in found)
    for part in ("agee", "phome", "minimum", "“min” is missing", "not a date"):
        assert part in told
    assert [each[0] for each in found] == sorted(each[0] for each in found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("- a\n- b", "not a path document"),
        ("a: [1, 2", "cannot be read"),
        ("a: &x 1\nb: *x", "alias"),
        ("a: !!python/object:os.system x", "tag"),
        ("a: 1\na: 2", "twice"),
        ("[" * 60 + "]" * 60, "levels"),
        ("a: " + "x" * 1_000_001, "1 MB"),
        ("a: 1\n---\nb: 2", "second document"),
        ("a: \ud800", "Unicode"),
        ("a: \x00", "cannot be read"),
        ("? [a]\n: b", "a list or a group"),
    ],
)
def test_hostile_yaml_is_refused_with_a_reason(text: str, message: str) -> None:
    assert any(message in each[2] for each in faults(text))


def test_yes_no_and_leading_zeros_are_words() -> None:
    text = GOOD.replace("who == child", "who == no").replace("      child:", "      no:")
    assert "no" in read_document(text, "x").questions["who"].options  # type: ignore[union-attr]


def test_the_line_of_a_place_can_be_found_later() -> None:
    assert line_of(GOOD, "questions.age.min") == line(GOOD, "min: 0")
    assert line_of(GOOD, "questions.who.next[1]") == line(GOOD, "otherwise: out")
    assert line_of(GOOD, "questions.gone") == line(GOOD, "questions:")


_words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\ufffe\uffff"), max_size=160
).filter(lambda text: text.strip("\n \t\u2028\u2029\xa0") and text.split())


@settings(max_examples=120, deadline=None)
@given(random_documents(), _words, st.lists(_words, min_size=1, max_size=3), st.dictionaries(
    st.sampled_from(["fi", "sv", "en", "se", "fi-x-selko"]), _words, min_size=1))  # fmt: skip
def test_a_document_reads_back_as_it_was_written(
    values: dict[str, Any], words: str, paragraphs: list[str], texts: dict[str, str]
) -> None:
    values["title"] = texts
    values["summary"] = {"fi": "\n\n".join(paragraphs)}
    values["outcomes"]["out1"] = outcome() | {"because": {"fi": words}}
    document = PathDocument.model_validate(values)
    written = dump_document(document)
    assert read_document(written, "x") == document
    assert dump_document(read_document(written, "x")) == written
    stored = json.loads(json.dumps(document.to_json(), sort_keys=True))
    again = PathDocument.from_json(stored)
    assert again == document
    assert list(again.questions) == list(document.questions)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_mutated_yaml_is_read_or_refused_but_never_fails(rng: random.Random, times: int) -> None:
    text = GOOD
    for _ in range(times):
        text = _mutated(text, rng)
    try:
        document = read_document(text, "x")
    except DocumentErrors as errors:
        assert errors.faults
        assert all(fault.message for fault in errors.faults)
    else:
        assert read_document(dump_document(document), "x") == document


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_whatever_is_refused_with_faults(text: str) -> None:
    with pytest.raises(DocumentErrors):
        read_document(text, "x")


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(st.sampled_from("who=child and not()[]age<18+*-'\"., inoruns\\:@{}lambda"), max_size=40),
        st.text(max_size=20).filter(str.strip),
    )
)
def test_any_condition_whatever_is_read_or_refused(condition: str) -> None:
    values = plain({"who": question("choice", [{"when": condition, "to": "out"}, {"otherwise": "out"}])})
    try:
        read_document(yaml.safe_dump(values, allow_unicode=False), "x")
    except DocumentErrors as errors:
        assert errors.faults


def _mutated(text: str, rng: random.Random) -> str:
    """One slip: a line lost, doubled, moved in or out, or some characters changed."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    match rng.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[rng.randrange(len(lines))])
        case 2:
            lines[at] = "  " + lines[at]
        case 3:
            lines[at] = lines[at].removeprefix("  ")
        case 4:
            lines[at] = (
                lines[at].split(":")[0]
                + ": "
                + rng.choice(["[]", "{}", "null", "12", "true", "- x", "|", "'"])
            )
        case _:
            place = rng.randrange(len(lines[at]) + 1)
            lines[at] = (
                lines[at][:place] + rng.choice("[]{}:-#&*!|>'\"%@`\t, \u2028é\x85") + lines[at][place + 1 :]
            )
    return "\n".join(lines)
