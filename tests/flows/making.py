"""Small documents for stories, and random ones for properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from luotsi.flows import Flow, PathDocument, link


def text(words: str) -> dict[str, str]:
    """A text in Finnish only."""
    return {"fi": words}


def outcome(kind: str = "professional") -> dict[str, Any]:
    """An outcome with a phone to call."""
    return {"kind": kind, "title": text("Soita"), "steps": [{"contact": "phone"}]}


def question(kind: str, following: Any, **more: Any) -> dict[str, Any]:
    """A question of a kind; a choice of self, child and other unless options are given."""
    if kind in {"choice", "several"}:
        options = more.pop("options", ("self", "child", "other"))
        more["options"] = {code: text(code) for code in options}
    if kind == "number":
        more = {"min": 0, "max": 120, **more}
    return {"type": kind, "ask": text("Mitä?"), "next": following, **more}


def plain(questions: Mapping[str, Any], outcomes: Any = ("out",), **more: Any) -> dict[str, Any]:
    """A path document as plain values; outcomes by name, or as plain values themselves."""
    return {
        "schema": 1,
        "code": "test-path",
        "title": text("Testipolku"),
        "summary": text("Polku testejä varten."),
        "themes": ["oral_health"],
        "contact_reasons": ["toothache"],
        "life_situations": ["teeth"],
        "for_whom": text("Kaikille."),
        "owner_role": text("Testaaja"),
        "review_by": "2027-05-31",
        "start": next(iter(questions), "out"),
        "questions": dict(questions),
        "outcomes": outcomes if isinstance(outcomes, dict) else {name: outcome() for name in outcomes},
        "slots": {"phone": {"what": text("Neuvonta"), "channels": ["phone"]}},
        **more,
    }


def subpath(code: str, questions: Mapping[str, Any], returns: Any, **more: Any) -> PathDocument:
    """A sub-path document."""
    values = {**plain(questions, ()), "code": code, "kind": "subpath", "returns": list(returns), **more}
    return PathDocument.model_validate(values)


def document(questions: Mapping[str, Any], outcomes: Any = ("out",), **more: Any) -> PathDocument:
    """A path document."""
    return PathDocument.model_validate(plain(questions, outcomes, **more))


def flow(questions: Mapping[str, Any], outcomes: Any = ("out",), **more: Any) -> Flow:
    """A linked path without sub-paths."""
    return link(document(questions, outcomes, **more), {})


_KINDS = ("choice", "several", "number", "yes_no", "date", "municipality")


@st.composite
def conditions(draw: st.DrawFn, kinds: Mapping[str, str], depth: int = 2) -> str:
    """A condition over some of the questions, by kind."""
    if depth and draw(st.integers(0, 3)) == 0:
        operator = draw(st.sampled_from([" and ", " or "]))
        parts = draw(st.lists(conditions(kinds, depth - 1), min_size=2, max_size=2))
        return "(" + operator.join(parts) + ")"
    if depth and draw(st.integers(0, 5)) == 0:
        return f"not ({draw(conditions(kinds, depth - 1))})"
    name = draw(st.sampled_from(sorted(kinds)))
    if draw(st.integers(0, 7)) == 0:
        return f"{name} {draw(st.sampled_from(['==', '!=']))} dont_know"
    return _atom(draw, kinds, name)


def _atom(draw: st.DrawFn, kinds: Mapping[str, str], name: str) -> str:
    compare = draw(st.sampled_from(["<", "<=", "==", "!=", ">", ">="]))
    number = draw(st.integers(-1, 4))
    match kinds[name]:
        case "choice":
            code = draw(st.sampled_from(["a", "b"]))
            return draw(st.sampled_from([f"{name} == {code}", f"{code} != {name}", f"{name} not in [a, b]"]))
        case "several":
            return draw(
                st.sampled_from([f"a in {name}", f"b not in {name}", f"count({name}) {compare} {number}"])
            )
        case "yes_no":
            return draw(st.sampled_from([name, f"{name} == no", f"{name} != yes"]))
        case "municipality":
            return draw(st.sampled_from([f'{name} == "091"', f'{name} not in ["091", "001"]']))
        case "date":
            return draw(
                st.sampled_from([f"days_until({name}) {compare} {number}", f'{name} {compare} "2026-11-23"'])
            )
    others = [other for other, kind in kinds.items() if kind in {"number", "several"} and other != name]
    if others and draw(st.booleans()):
        other = draw(st.sampled_from(others))
        other = f"count({other})" if kinds[other] == "several" else other
        return f"{name} {draw(st.sampled_from(['+', '-']))} {other} {compare} {number}"
    return f"{draw(st.sampled_from(['', '-2 * ', '3 * ']))}{name} {compare} {number}"


@st.composite
def random_documents(draw: st.DrawFn, most: int = 4, *, circles: bool = True) -> dict[str, Any]:
    """A small random document, faults of every kind included, as plain values."""
    size = draw(st.integers(1, most))
    names = [f"q{n}" for n in range(size)]
    kinds = {name: draw(st.sampled_from(_KINDS)) for name in names}
    questions = {}
    for position, name in enumerate(names):
        first = 0 if circles and draw(st.integers(0, 5)) == 0 else position + 1
        targets = st.sampled_from([*names[first:], "out1", "out2"])
        questions[name] = _random_question(draw, kinds, name, targets)
    return plain(questions, ("out1", "out2"))


def _random_question(draw: st.DrawFn, kinds: Mapping[str, str], name: str, targets: Any) -> dict[str, Any]:
    following: Any = draw(targets)
    if draw(st.integers(0, 3)):
        rules = draw(st.lists(conditions(kinds), min_size=1, max_size=2))
        following = [{"when": rule, "to": draw(targets)} for rule in rules]
        if draw(st.integers(0, 3)):
            following.append({"otherwise": draw(targets)})
    elif draw(st.integers(0, 9)) == 0:
        following = []
    more: dict[str, Any] = {"dont_know": draw(st.booleans())}
    if kinds[name] in {"choice", "several"}:
        more["options"] = ("a", "b", "c")
    if kinds[name] == "number":
        more |= {"min": 0, "max": 3}
    return question(kinds[name], following, **more)
