"""The behaviour diff: which answers lead elsewhere on a later version of a path.

Both versions are walked by the same answers, all of them at once (`tracing`). What is compared is what a
person meets who comes with the answers of an earlier walk, for instance by a link: the same end, another
end, a question that these answers do not hold, or the same end with other content.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from luotsi.flows.common_answers import CommonAnswers, other_kinds
from luotsi.flows.contents import changed_advice, changed_words, question_changes, renamed_questions
from luotsi.flows.diagrams import EMPTY, FULL, TooLarge
from luotsi.flows.encoding import TooManyValues
from luotsi.flows.linking import Flow
from luotsi.flows.replaying import longest_walk
from luotsi.flows.tracing import End, Trace
from luotsi.flows.types import Change, ChangeKind, Differences, Values
from luotsi.foundation import clock


@dataclass(frozen=True, slots=True)
class _Found:
    """A change with all answers that show it, `part`, before one walk is chosen from them."""

    kind: ChangeKind
    before: End
    after: End
    part: int
    parted: str | None = None
    parts: tuple[str, ...] = ()


def differences(before: Flow, after: Flow, limit: int = 50, today: date | None = None) -> Differences:
    """Compare two versions of a path for all answers.

    There is one change for each pair of an earlier and a later end and each question at which the walks
    part; at most `limit` of them, and `not_compared` says so when there are more. `today` is what
    `days_until` counts from; the present date if it is left out.
    """
    changes: tuple[Change, ...] = ()
    left_out: tuple[str, ...] = ()
    try:
        comparison = _Comparison(before, after, today or clock.today())
        found = list(comparison.found())
        changes = tuple(comparison.change(each) for each in found[:limit])
        left_out = tuple(_left_out(comparison, len(found) - limit))
    except (TooLarge, TooManyValues, RecursionError):
        left_out = (TOO_ENTANGLED,)
    return Differences(
        changes=changes,
        questions=question_changes(before, after),
        outcomes_added=tuple(key for key in after.outcomes if key not in before.outcomes),
        outcomes_removed=tuple(key for key in before.outcomes if key not in after.outcomes),
        longest_before=longest_walk(before),
        longest_after=longest_walk(after),
        not_compared=left_out,
    )


TOO_ENTANGLED = (
    "Where answers lead was not compared: conditions combine too many answers, or a number with very many "
    "values is added to or compared with another answer."
)


class _Comparison:
    """Two flows, walked by the same answers."""

    def __init__(self, before: Flow, after: Flow, today: date) -> None:
        self.common = CommonAnswers(before, after, today, renamed_questions(before, after))
        self.diagrams = self.common.diagrams
        self.before = Trace(before, self.common, {}, self.common.fits_before)
        self.after = Trace(after, self.common, self.common.now_named, self._held())

    def found(self) -> Iterator[_Found]:
        """Everything that changed: other ends first, then new questions, then other content."""
        yield from sorted(self._moved(), key=lambda each: each.kind == "asked")
        yield from sorted(self._other_content(), key=lambda each: each.kind)

    def change(self, found: _Found) -> Change:
        """One walk of those that show a change, in words of the flows."""
        asked, part = self.before.shortest_walk(found.part, found.before)
        for key in asked:
            certain = self.diagrams.both(part, self.common.known(key))
            part = certain if certain != EMPTY else part
        bits = self.diagrams.example(part)
        answers: dict[str, Values] = {key: self.common.encoding.answer(key, bits) for key in asked}
        return Change(
            kind=found.kind,
            answers=answers,
            before=found.before[0],
            after=found.after[0],
            parted=found.parted,
            then=self._then(found) if found.kind == "asked" else (),
            parts=found.parts,
            was_stuck=found.before[1],
            stuck=found.after[1],
        )

    def _held(self) -> dict[str, int]:
        """By later question, the answers of earlier walks that the question knows: what a link may hold."""
        held = dict.fromkeys(self.common.fits_after, EMPTY)
        for key, asked in self.before.asked.items():
            if key in held and key not in self.common.now_named:
                held[key] = self.diagrams.both(asked, self.common.fits_after[key])
        return held

    @cached_property
    def _freely(self) -> Trace:
        """The later flow walked by people who answer whatever it asks."""
        return Trace(self.after.flow, self.common, self.common.now_named, self.common.fits_after)

    def _moved(self) -> Iterator[_Found]:
        """Answers that come elsewhere now, by both ends and the question at which the walks part."""
        both, outside = self.diagrams.both, self.diagrams.outside
        partings = self._partings()
        waiting: dict[End, int] = {(key, None): part for key, part in self.after.waiting.items()}
        targets: list[tuple[ChangeKind, End, int]] = [
            *(("elsewhere", end, part) for end, part in self.after.ends.items()),
            *(("asked", end, part) for end, part in waiting.items()),
        ]
        for end, arrived in self.before.ends.items():
            other = both(arrived, outside(self.after.ends.get(end, EMPTY)))
            if other == EMPTY:
                continue
            for parted, here in partings.items():
                parting = both(other, here)
                for kind, now, part in targets if parting != EMPTY else ():
                    shown = both(parting, part)
                    if shown != EMPTY:
                        yield _Found(kind, end, now, shown, parted)

    def _partings(self) -> dict[str | None, int]:
        """By question, the answers that walk together through it and then apart; None: from the start."""
        diagrams, start = self.diagrams, self.before.flow.start
        if not self._is_common(start) or start != self.after.flow.start:
            return {None: FULL}
        together = {start: FULL}
        grown = True
        while grown:
            grown = False
            for key in self.before.order:
                for target, part in self._together_onward(key, together.get(key, EMPTY)):
                    more = diagrams.either(together.get(target, EMPTY), part)
                    grown = grown or more != together.get(target)
                    together[target] = more
        apart = {}
        for key, here in together.items():
            still = diagrams.any_of(part for _, part in self._together_onward(key, here))
            apart[key] = diagrams.both(here, diagrams.outside(still))
        return {
            key: part for key, part in apart.items() if part != EMPTY and key in self.before.flow.questions
        }

    def _together_onward(self, key: str, here: int) -> Iterator[tuple[str, int]]:
        both = self.diagrams.both
        for target, part in self.before.onward.get(key, {}).items():
            go = both(both(here, part), self.after.onward.get(key, {}).get(target, EMPTY))
            if go != EMPTY and self._is_common(target):
                yield target, go

    def _is_common(self, key: str) -> bool:
        """Is it a question in both flows, or an end in both?"""
        return (key in self.before.flow.questions) == (key in self.after.flow.questions)

    def _other_content(self) -> Iterator[_Found]:
        """Outcomes with other content to which the same answers lead, at once or after new questions."""
        for key, node in self.before.flow.outcomes.items():
            now = self.after.flow.outcomes.get(key)
            arrived = self.before.ends.get((key, None), EMPTY)
            if now is None or arrived == EMPTY:
                continue
            advice, words = changed_advice(node, now), changed_words(node, now)
            if not (advice or words):
                continue
            end: End = (key, None)
            shown = self.diagrams.both(arrived, self.after.ends.get(end, EMPTY))
            if shown == EMPTY:
                shown = self.diagrams.both(arrived, self._freely.ends.get(end, EMPTY))
            if shown != EMPTY:
                parts = tuple(dict.fromkeys((*advice, *words)))
                yield _Found("advice" if advice else "wording", end, end, shown, parts=parts)

    def _then(self, found: _Found) -> tuple[str, ...]:
        """The ends to which these people may come when they answer what they are asked now."""
        again = self.common.answer_again(found.part)
        ends = self._freely.ends.items()
        possible = {end[0] for end, part in ends if self.diagrams.both(again, part) != EMPTY}
        return tuple(key for key in self.after.flow.nodes if key in possible)


def _left_out(comparison: _Comparison, beyond: int) -> Iterator[str]:
    if beyond > 0:
        yield f"{beyond} more changes are not listed."
    for key in comparison.common.encoding.mixed_dates:
        yield (
            f"“{key}” is compared both with fixed dates and with today; this was compared as of "
            f"{comparison.common.encoding.today.isoformat()}, not for later days."
        )
    for key in other_kinds(comparison.before.flow, comparison.after.flow):
        yield f"“{key}” takes answers of another kind now; earlier answers to it count as not given."
