"""One reader's walk along a path, made ready for a page: the question to ask or the outcome reached.

Both kinds of path use it: an ordinary one, whose answers are in the address, and a sensitive one, whose
answers are on the server. Only how a link is made differs (`moves`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from luotsi.flows import DONT_KNOW, NONE, Given, Values, Visit, replay
from luotsi.flows.document import Question
from luotsi.foundation import clock
from luotsi.guidance import queries as guidance
from luotsi.guidance.types import PublishedPath
from luotsi.web.pages import county
from luotsi.web.pages.answers import Answers, Sent
from luotsi.web.pages.wording import plain
from luotsi.web.parts.types import Choice

DATE_AS_WRITTEN = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")


@dataclass(frozen=True, slots=True)
class Walk:
    """Where the answers lead. `question` is the key of the one to ask; empty at an outcome."""

    path: PublishedPath
    sent: Sent
    visit: Visit
    question: str

    @property
    def all_answers(self) -> Answers:
        """Answers taken, and those kept for questions that may still come."""
        return {each.question: each.values for each in (*self.visit.given, *self.visit.kept)}

    @property
    def is_finished(self) -> bool:
        return not self.question

    @property
    def municipality(self) -> str | None:
        """The reader's municipality: chosen on the outcome, or answered on the way."""
        if known_municipality(self.sent.municipality):
            return self.sent.municipality
        for each in self.visit.given:
            node = self.path.flow.questions[each.question].question
            if node.type == "municipality" and known_municipality(each.values[0]):
                return each.values[0]
        return None


def walk(path: PublishedPath, sent: Sent) -> Walk:
    """Fold what was sent over the path. Any nonsense is left out; the walk is always somewhere sensible."""
    visit = replay(path.flow, tidied(path, sent.answers), clock.today())
    asked = {each.question for each in visit.given}
    if sent.editing in asked:
        return Walk(path, sent, visit, sent.editing)
    return Walk(path, sent, visit, "" if visit.is_finished else visit.position.key)


def tidied(path: PublishedPath, sent: Answers) -> Answers:
    """Answers as the path knows them: "I don't know" beside a number wins, dates as people write them."""
    tidy = dict(sent)
    for key, values in sent.items():
        asked = path.flow.questions.get(key)
        if asked is None or asked.question.type not in {"number", "date", "municipality"}:
            continue
        if DONT_KNOW in values:
            tidy[key] = (DONT_KNOW,)
        elif asked.question.type == "date" and (written := DATE_AS_WRITTEN.fullmatch(values[0])):
            day, month, year = written.groups()
            tidy[key] = (f"{year}-{int(month):02}-{int(day):02}",)
    return tidy


def known_municipality(code: str) -> bool:
    """Whether the code is one of the county's municipalities."""
    return any(code == each.code for each in county.municipalities())


@dataclass(frozen=True, slots=True)
class Step:
    """A question as its page shows it. Texts are in the page's language or carry their own `lang`."""

    key: str
    type: str
    ask: str
    hint: str
    why: str
    number: int
    at_most: int
    choices: Sequence[Choice]
    dont_know: Choice | None
    """Set where the question takes it as an answer."""
    value: str
    unit: str
    error: str


def step(walk: Walk, language: str) -> Step:
    """The question of a walk, with what is chosen already and, after a failed try, what to do."""
    key = walk.question
    node = walk.path.flow.questions[key].question
    earlier = _asked_before(walk)
    current = _current_values(walk)
    kind = node.type
    return Step(
        key=key,
        type=kind,
        ask=plain(node.ask, language),
        hint=plain(node.hint, language),
        why=plain(node.why, language),
        number=len(earlier) + 1,
        at_most=max(len(earlier) + 1, len(earlier) + _left(walk)),
        choices=_choices(node, current, language),
        dont_know=_dont_know(current) if node.dont_know else None,
        value=next(iter(current), "") if kind in {"number", "date"} and current != (DONT_KNOW,) else "",
        unit=plain(node.unit, language) if kind == "number" else "",
        error=_error(walk, node),
    )


def _asked_before(walk: Walk) -> list[Given]:
    """The answers given before the question on the page."""
    given = list(walk.visit.given)
    keys = [each.question for each in given]
    return given[: keys.index(walk.question)] if walk.question in keys else given


def _left(walk: Walk) -> int:
    if walk.sent.editing == walk.question:
        return len(walk.visit.given) - len(_asked_before(walk)) + walk.visit.questions_left_at_most
    return walk.visit.questions_left_at_most


def _current_values(walk: Walk) -> Values:
    """What the reader has chosen or typed for the question on the page, right or wrong."""
    return tuple(walk.sent.answers.get(walk.question, ()))


def _choices(node: Question, current: Values, language: str) -> list[Choice]:
    match node.type:
        case "choice" | "several":
            rows = [
                Choice(code, plain(option.label, language), plain(option.hint, language), code in current)
                for code, option in node.options.items()
            ]
            none = [Choice(NONE, _("None of these"), "", NONE in current)]
            return rows + none if node.type == "several" else rows
        case "yes_no":
            return [Choice("yes", _("Yes"), "", "yes" in current), Choice("no", _("No"), "", "no" in current)]
        case "municipality":
            return municipality_choices(language, next(iter(current), ""))
    return []


def _dont_know(current: Values) -> Choice:
    return Choice(DONT_KNOW, _("I don't know"), "", DONT_KNOW in current)


def municipality_choices(language: str, chosen: str) -> list[Choice]:
    """The county's municipalities by name in the page's language."""
    named = [(plain(each.names, language), each.code) for each in county.municipalities()]
    return [Choice(code, name, "", code == chosen) for name, code in sorted(named)]


def _error(walk: Walk, node: Question) -> str:
    """What to do, when the form of this question came back without an answer that fits."""
    if walk.sent.step != walk.question or walk.visit.answers.get(walk.question):
        return ""
    dont_know = node.dont_know
    match node.type:
        case "several":
            return _("Choose one or more. If none fits, choose “None of these”.")
        case "number":
            limits = {"smallest": node.min, "largest": node.max}
            return _("Write a whole number from %(smallest)d to %(largest)d.") % limits
        case "date":
            return _("Write a date, for example 24.11.2026.")
    if dont_know:
        return _("Choose one. If you don't know, choose “I don't know”.")
    return _("Choose one.")


def answer_words(walk: Walk, given: Given, language: str) -> str:
    """An answer in words."""
    said = guidance.answer_words(walk.path, given.question, given.values, language)
    return ", ".join(each.text for each in said)


def given_answers(walk: Walk, language: str) -> list[tuple[Given, str, str]]:
    """(answer, question in words, answer in words) of what stands before the page's question."""
    given = _asked_before(walk) if walk.question else list(walk.visit.given)
    return [
        (
            each,
            plain(walk.path.flow.questions[each.question].question.ask, language),
            answer_words(walk, each, language),
        )
        for each in given
    ]
