"""What stands on the edges of a drawing: the answers that lead along a way, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext, override

from luotsi.flows.compiling import compile_document
from luotsi.flows.conditions import All, AnyOf, Condition, Includes, IsOneOf, IsUnknown, reads
from luotsi.flows.document import (
    BaseQuestion,
    ChoiceQuestion,
    MunicipalityQuestion,
    PathDocument,
    YesNoQuestion,
)
from luotsi.flows.mapping import Way
from luotsi.flows.operands import Scope
from luotsi.flows.types import DONT_KNOW
from luotsi.foundation.languages import pick
from luotsi.guidance import wording
from luotsi.organisation import register


class EdgeWords:
    """The words of every way of one document in one language."""

    def __init__(self, document: PathDocument, ways: Iterable[Way], language: str) -> None:
        self.document, self.language = document, language
        scope = Scope(document.questions, calls=frozenset(document.calls))
        self.conditions = compile_document(document, scope).conditions
        self.ways: dict[str, list[Way]] = {}
        for way in ways:
            self.ways.setdefault(way.origin, []).append(way)

    def of(self, way: Way) -> str:
        """Nothing for the only way onward; else the answers, or the condition as written."""
        if way.returned:
            return way.returned
        if way.when is not None:
            condition = self.conditions.get((way.origin, way.position))
            return (condition and self._said(condition, way.origin)) or way.when
        others = [one for one in self.ways[way.origin] if one is not way]
        return self._rest(way.origin, others) if others else ""

    def _rest(self, name: str, others: Iterable[Way]) -> str:
        """The answers that no other way takes; "otherwise" where that cannot be told by answers alone."""
        question = self.document.questions[name]
        left = _values(question)
        for other in others:
            condition = self.conditions.get((name, other.position))
            taken = _taken(condition, name) if condition else None
            if taken is None or left is None:
                with override(self.language):
                    return gettext("Otherwise")
            left = [value for value in left if value not in taken]
        return self._answers(name, left or ())

    def _said(self, condition: Condition, here: str) -> str:
        """The condition by the words of its answers; "" when it has no such words."""
        if isinstance(condition, AnyOf):
            parts = [self._said(part, here) for part in condition.parts]
            return " · ".join(parts) if all(parts) else ""
        if isinstance(condition, All):
            # The answer to this very question first, what was told before after it.
            ordered = sorted(condition.parts, key=lambda part: reads(part) != (here,))
            parts = [self._said(part, here) for part in ordered]
            return " + ".join(parts) if all(parts) else ""
        if isinstance(condition, IsOneOf) and condition.inside:
            return self._placed(condition.name, here, self._answers(condition.name, sorted(condition.values)))
        if isinstance(condition, Includes) and condition.inside:
            return self._placed(condition.name, here, self._answers(condition.name, [condition.option]))
        if isinstance(condition, IsUnknown) and condition.unknown:
            return self._placed(condition.name, here, self._answers(condition.name, [DONT_KNOW]))
        return ""

    def _placed(self, name: str, here: str, words: str) -> str:
        """An answer given earlier comes with its question."""
        if name == here or not words:
            return words
        return f"{pick(self.document.questions[name].ask, self.language).text} {words}"

    def _answers(self, name: str, values: Iterable[str]) -> str:
        question = self.document.questions.get(name)
        if question is None:
            return ""
        order = [*(_values(question) or ()), *(given := list(values))]
        ordered = sorted(given, key=order.index)
        if isinstance(question, MunicipalityQuestion) and DONT_KNOW not in ordered:
            return " · ".join(_municipality(code, self.language) for code in ordered)
        words = wording.of_answer(question, ordered, self.language)
        return " · ".join(word.text for word in words)


def _values(question: BaseQuestion) -> list[str] | None:
    """Every answer of a question that has few; None for the others."""
    unknown = [DONT_KNOW] if question.dont_know else []
    if isinstance(question, ChoiceQuestion):
        return [*question.options, *unknown]
    if isinstance(question, YesNoQuestion):
        return ["yes", "no", *unknown]
    return None


def _taken(condition: Condition, name: str) -> set[str] | None:
    """The answers of this question for which the condition holds; None when it asks about anything else."""
    if reads(condition) != (name,):
        return None
    if isinstance(condition, AnyOf):
        parts = [_taken(part, name) for part in condition.parts]
        return None if None in parts else {value for part in parts if part for value in part}
    if isinstance(condition, IsOneOf) and condition.inside:
        return set(condition.values)
    if isinstance(condition, IsUnknown) and condition.unknown:
        return {DONT_KNOW}
    return None


def _municipality(code: str, language: str) -> str:
    """A name from the national list: a drawing is made without a database, too."""
    named = [one.names for one in register.municipalities() if one.code == code]
    return pick(named[-1], language).text if named else code
