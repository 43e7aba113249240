"""Matches a message against the rules for emergencies: concepts that stand together, and what silences them.

A concept is a list of phrases. A rule is a sum of concepts that must stand near each other. A context (a past
time, a school essay, a bill, an idiom) silences a match to which it belongs, and no other: danger told in
another sentence still counts. Every step looks at a bounded number of words around a word, so the time is
proportional to the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from luotsi.safety.lexicon import Lexicon
from luotsi.safety.words import Words, fold, split

Span = tuple[int, int]
"""First and last word."""

Spans = dict[int, list[Span]]
"""Where each concept, by its number, stands; in the order of the text."""

FARTHEST_CONTEXT = 16
"""Words between a match and a context of the same sentence: run-on stories have no full stops."""
BEFORE = {"before": 2, "next": 1}
"""How many words after its end a context of this scope still counts."""

SHARED = frozenset({"past", "service", "hypothetical"})
"""Contexts that silence rules of other languages too; the words of others ("dog", "vet") mislead."""

HINTS, HOLDS = range(2)
"""What a rule is to a place of a text where its concepts stand together."""

MOST_SIGNALS = 24
"""Places that are read alone: a text of thousands of signals takes no longer."""

MOST_AROUND = 16
"""Words before and after what a rule that signals found, of the same sentence, that are read with it."""

MOST_MET = 5_000
"""Meanings that are kept: those of words that the rules know as written, never of a name or of a slip."""


@dataclass(frozen=True, slots=True)
class Element:
    """One word of a phrase: the numbers of words that fit, and how many words may stand before it."""

    fits: frozenset[int]
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other, and the concept that they mean."""

    concept: int
    elements: tuple[Element, ...]
    denials: frozenset[int] = frozenset()
    """Words that deny it when they stand in it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What makes a match no emergency.

    `scope` tells to which matches it belongs: of the same `sentence` or `clause`; `told`: of the same clause,
    or of another one of the sentence that tells of the past; `ahead`: that follow in its sentence ("is it
    dangerous if", but not "he does not breathe, is it dangerous"); `before` and
    `next`: that follow at most one word later, or at once; `over`: that
    share a word with it; `beside`: of the same sentence or the next ones. `kinds`: which it silences.
    """

    name: str
    language: str
    scope: str
    concept: int
    kinds: frozenset[str] = frozenset()
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """Concepts that must stand together, and concepts that must not stand in the same sentence.

    A weak one does not decide; it is only a hint for the classifier.
    """

    all_of: tuple[int, ...]
    none_of: tuple[int, ...] = ()
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its examples; `code` is language.kind.name.

    One that only signals has been heard in calm messages too: it alarms if the classifier does not find the
    message quite calm, or if there is no classifier.
    """

    code: str
    kind: str
    sums: tuple[Sum, ...]
    is_signal: bool = False
    within: int = 7
    despite: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The language for which the rule is written."""
        return self.code[:2]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a written word may be: words of rules, concepts that it is alone, phrases it begins or ends."""

    numbers: frozenset[int]
    alone: tuple[int, ...]
    begun: tuple[Phrase, ...]
    ended: tuple[Phrase, ...]


_MEANS_NOTHING = Meaning(frozenset(), (), (), ())


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the rules see it.

    Its words, where each concept stands, the rules that hold, and the ones that are silenced or weak: too
    loose to decide alone, but worth something to the classifier. `signals`: where each rule that signals
    was found, as first word and one past the last, in whole sentences.
    """

    words: Words
    spans: Spans
    matched: tuple[Rule, ...]
    hints: tuple[Rule, ...]
    signals: tuple[Span, ...] = ()


class Book:
    """All rules of all languages. Built once, then only read, so threads may share it."""

    def __init__(
        self,
        lexicon: Lexicon,
        phrases: Iterable[Phrase],
        rules: Iterable[Rule],
        contexts: Iterable[Context],
        names: Mapping[int, str],
    ) -> None:
        self.lexicon = lexicon
        self.rules = tuple(rules)
        self.contexts = tuple(contexts)
        self.names = dict(names)
        """What each concept is called, with its language first."""
        self.nows = _called("now", names)
        self.past_verbs = _called("past_verb", names)
        self._single: dict[int, list[int]] = {}
        self._begun: dict[int, list[Phrase]] = {}
        self._ended: dict[int, list[Phrase]] = {}
        self._met: dict[str, Meaning] = {}
        phrases = list(phrases)
        no = _denying(phrases, names)
        for phrase in phrases:
            self._add(replace(phrase, denials=_denials(phrase, no.get(names[phrase.concept][:2], _NONE))))
        self._rules_of: dict[int, set[int]] = {}
        for place, rule in enumerate(self.rules):
            for one in rule.sums:
                self._rules_of.setdefault(one.all_of[0], set()).add(place)

    def _add(self, phrase: Phrase) -> None:
        first = phrase.elements[0].fits
        if len(phrase.elements) == 1:
            for number in first:
                self._single.setdefault(number, []).append(phrase.concept)
            return
        last = phrase.elements[-1].fits
        is_sought_by_end = self._shortest(last) > self._shortest(first)
        table = self._ended if is_sought_by_end else self._begun
        for number in last if is_sought_by_end else first:
            table.setdefault(number, []).append(phrase)

    def _shortest(self, numbers: frozenset[int]) -> int:
        """Letters of the shortest of these words: a phrase is sought by its end that is the rarer word."""
        return min(self.lexicon.sizes[number] for number in numbers)

    def read(self, text: str) -> Reading:
        """The words of `text`, where concepts stand in it, and the rules that hold, in fixed order."""
        words = split(fold(text))
        spans = self.find(words)
        contexts = [context for context in self.contexts if context.concept in spans]
        matched: list[Rule] = []
        hints: list[Rule] = []
        signals: dict[Span, None] = {}
        for place in sorted({place for concept in spans for place in self._rules_of.get(concept, ())}):
            rule = self.rules[place]
            states = _states(rule, self, contexts, spans, words)
            held = [span for state, span in states if state == HOLDS]
            if held:
                matched.append(rule)
            elif states:
                hints.append(rule)
            if rule.is_signal:
                signals.update(dict.fromkeys(one for span in held for one in _around(span, words)))
        return Reading(words, spans, tuple(matched), tuple(hints), tuple(signals)[:MOST_SIGNALS])

    def find(self, words: Words) -> Spans:
        """Where each concept stands in these words."""
        met = self._met
        meanings: dict[str, Meaning] = {}
        found = []
        for word in words.words:
            meaning = met.get(word) or meanings.get(word)
            if meaning is None:
                meaning = meanings[word] = self._meaning(word)
            found.append(meaning)
        numbers = [meaning.numbers for meaning in found]
        spans: dict[int, set[Span]] = {}
        for place, meaning in enumerate(found):
            for concept in meaning.alone:
                spans.setdefault(concept, set()).add((place, place))
            for phrase in meaning.begun:
                end = _far_end(phrase, place, 1, numbers, words.sentences)
                if end >= 0:
                    spans.setdefault(phrase.concept, set()).add((place, end))
            for phrase in meaning.ended:
                start = _far_end(phrase, place, -1, numbers, words.sentences)
                if start >= 0:
                    spans.setdefault(phrase.concept, set()).add((start, place))
        return {concept: sorted(places) for concept, places in spans.items()}

    def _meaning(self, word: str) -> Meaning:
        plain = self.lexicon.plain(word)
        numbers = plain or self.lexicon.slipped(word)
        if not numbers:
            return _MEANS_NOTHING
        ordered = sorted(numbers)
        meaning = Meaning(
            numbers,
            tuple(dict.fromkeys(one for number in ordered for one in self._single.get(number, ()))),
            tuple({id(one): one for number in ordered for one in self._begun.get(number, ())}.values()),
            tuple({id(one): one for number in ordered for one in self._ended.get(number, ())}.values()),
        )
        if plain and len(self._met) < MOST_MET:
            self._met[word] = meaning
        return meaning


_NONE: frozenset[int] = frozenset()


def _denying(phrases: Iterable[Phrase], names: Mapping[int, str]) -> dict[str, frozenset[int]]:
    """The words of each language that deny."""
    found: dict[str, frozenset[int]] = {}
    for phrase in phrases:
        language, _, name = names[phrase.concept].partition(".")
        if len(phrase.elements) == 1 and name == "context no":
            found[language] = found.get(language, _NONE) | phrase.elements[0].fits
    return found


def _denials(phrase: Phrase, no: frozenset[int]) -> frozenset[int]:
    """Words that deny a phrase when they stand in it ("vill inte dö"), unless it begins with one."""
    return no if phrase.elements[0].fits.isdisjoint(no) else _NONE


def _called(name: str, names: Mapping[int, str]) -> tuple[int, ...]:
    return tuple(number for number, full in names.items() if full.partition(".")[2] == name)


def _far_end(
    phrase: Phrase,
    near_end: int,
    step: int,
    found: list[frozenset[int]],
    sentences: list[int],
) -> int:
    """The place of the phrase's other end, sought forward (`step` 1) or backward (-1); else -1."""
    place = near_end
    size = len(found)
    elements, denials = phrase.elements, phrase.denials
    count = len(elements)
    for number in range(1, count):
        element = elements[number] if step > 0 else elements[-1 - number]
        gap = element.gap if step > 0 else elements[count - number].gap
        fits = element.fits
        candidate = place + step
        last = candidate + step * gap
        while 0 <= candidate < size and fits.isdisjoint(found[candidate]):
            if candidate == last or not denials.isdisjoint(found[candidate]):
                return -1
            candidate += step
        if not 0 <= candidate < size or sentences[candidate] != sentences[place]:
            return -1
        place = candidate
    return place


def _states(
    rule: Rule, book: Book, contexts: list[Context], spans: Spans, words: Words
) -> list[tuple[int, Span]]:
    """Where the rule's concepts stand together, and whether a context silences them there. The first place
    that holds ends the search, but for a rule that signals: each of its sentences is read."""
    found: list[tuple[int, Span]] = []
    for one in rule.sums:
        if any(concept not in spans for concept in one.all_of):
            continue
        for first in spans[one.all_of[0]]:
            parts = _together(first, one.all_of[1:], rule.within, spans, words)
            if parts is None:
                continue
            span = min(part[0] for part in parts), max(part[1] for part in parts)
            if _has_excluded(span, one.none_of, spans, words):
                continue
            if not one.is_weak and not _is_silenced(span, parts, rule, book, contexts, spans, words):
                found.append((HOLDS, span))
                if not rule.is_signal:
                    return found
            else:
                found.append((HINTS, span))
    return found


def _around(span: Span, words: Words) -> tuple[Span, ...]:
    """A place with the rest of its sentences; of a question or a very long sentence its own clauses too: "he
    does not breathe, is that dangerous?" tells of danger and then asks. First word and one past the last; of
    what is very long only what is near.
    """
    first, last = _within(words.sentences, span)
    if last - first <= MOST_AROUND and words.sentences[span[1]] not in words.questions:
        return ((first, last),)
    return (first, last), _within(words.clauses, span)


def _within(numbers: list[int], span: Span) -> Span:
    """From where the number of a place's first word begins to past where that of its last ends."""
    first = bisect_left(numbers, numbers[span[0]], max(0, span[0] - MOST_AROUND))
    return first, bisect_right(numbers, numbers[span[1]], 0, min(len(numbers), span[1] + 1 + MOST_AROUND))


def _together(
    first: Span, others: tuple[int, ...], within: int, spans: Spans, words: Words
) -> tuple[Span, ...] | None:
    """Where the concepts stand, if each stands near the first."""
    parts = [first]
    for concept in others:
        near = _nearest(first, spans[concept], within, words)
        if near is None:
            return None
        parts.append(near)
    return tuple(parts)


def _nearest(span: Span, places: list[Span], within: int, words: Words) -> Span | None:
    """The nearest place of a concept beside `span`, not in it, in its sentence or the neighbouring one."""
    start, end = span
    best: Span | None = None
    best_distance = within + 1
    for index in range(bisect_left(places, (start - within - 6, -1)), len(places)):
        place = places[index]
        if place[0] > end + within:
            break
        distance = place[0] - end if place[0] > end else start - place[1]
        if distance <= 0:
            continue
        apart = abs(words.sentences[place[0]] - words.sentences[start])
        distance += 2 * apart
        if apart <= 1 and distance < best_distance:
            best, best_distance = place, distance
    return best


def _has_excluded(span: Span, concepts: tuple[int, ...], spans: Spans, words: Words) -> bool:
    return any(
        _in_sentence(span, place, words, 0)
        for concept in concepts
        for place in _close(spans.get(concept), span)
    )


def _close(places: list[Span] | None, span: Span) -> list[Span]:
    """Places no farther from `span` than a context may be."""
    if not places:
        return []
    first = bisect_left(places, (span[0] - FARTHEST_CONTEXT - 6, -1))
    last = bisect_left(places, (span[1] + FARTHEST_CONTEXT + 1, -1))
    return places[first:last]


def _in_sentence(span: Span, place: Span, words: Words, apart: int) -> bool:
    """Whether `place` stands in a sentence of `span`, or at most `apart` sentences from it."""
    first, last = words.sentences[span[0]], words.sentences[span[1]]
    return first - apart <= words.sentences[place[0]] <= last + apart


def _is_silenced(
    span: Span,
    parts: tuple[Span, ...],
    rule: Rule,
    book: Book,
    contexts: list[Context],
    spans: Spans,
    words: Words,
) -> bool:
    """Whether a context belongs to this match; `contexts` are those that stand anywhere in the text."""
    if "question" in rule.unless and words.sentences[span[1]] in words.questions:
        return True
    near = [
        (context, place)
        for context in contexts
        if _applies(context, rule)
        for place in _close(spans[context.concept], span)
    ]
    if not near:
        return False
    is_past = bool(_in_its_clauses(book.past_verbs, span, spans, words))
    nows = _in_its_clauses(book.nows, span, spans, words)
    for context, place in near:
        is_now = any(_distance(span, now) <= _distance(span, place) for now in nows)
        if context.name == "past" and is_now:
            continue
        if _belongs(context, span, parts, place, words, is_told=is_past and not is_now):
            return True
    return False


def _in_its_clauses(concepts: tuple[int, ...], span: Span, spans: Spans, words: Words) -> list[Span]:
    """Where any of these concepts stands in the clauses of `span`."""
    first, last = words.clauses[span[0]], words.clauses[span[1]]
    return [
        place
        for concept in concepts
        for place in _close(spans.get(concept), span)
        if first <= words.clauses[place[0]] <= last
    ]


def _distance(span: Span, place: Span) -> int:
    """Words between them; none if they touch or overlap."""
    return max(0, place[0] - span[1], span[0] - place[1])


def _applies(context: Context, rule: Rule) -> bool:
    if context.language != rule.language and context.name not in SHARED:
        return False
    if context.kinds and rule.kind not in context.kinds:
        return False
    return context.name in rule.unless if context.is_optional else context.name not in rule.despite


def _in_clause(span: Span, place: Span, words: Words) -> bool:
    return words.clauses[span[0]] <= words.clauses[place[0]] <= words.clauses[span[1]]


def _belongs(
    context: Context, span: Span, parts: tuple[Span, ...], place: Span, words: Words, *, is_told: bool
) -> bool:
    """Whether the context at `place` belongs to the match at `span`."""
    scope = context.scope
    if scope == "over":
        return place[0] <= span[1] and span[0] <= place[1]
    if scope in BEFORE:
        return any(
            0 < part[0] - place[1] <= BEFORE[scope] and words.clauses[place[1]] == words.clauses[part[0]]
            for part in parts
        ) and not any(part[0] <= place[1] <= part[1] for part in parts)
    if scope == "ahead":
        return place[0] <= span[0] and _in_sentence(span, place, words, 0)
    if scope == "clause" or (scope == "told" and not is_told):
        return _in_clause(span, place, words)
    return _in_sentence(span, place, words, 1 if scope == "beside" else 0)
