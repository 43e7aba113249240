"""Replays an old system's messages: what Luotsi would have answered, and what there is to write.

Every different message takes one turn, as if it came now; nothing is recorded. Messages that found nothing,
or only an unsure offer, are grouped by meaning, and each group becomes a suggestion. Emergencies are counted
and never shown.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context

import django

from luotsi.assistant import queries, register
from luotsi.assistant.clustering import Group, groups
from luotsi.assistant.message_log import Message, MessageLog
from luotsi.assistant.replay_types import (
    ANSWERED,
    CLARIFIED,
    DECLINED,
    EMERGENCY,
    KINDS,
    MISSED,
    OTHER_LANGUAGE,
    PERSON,
    TALK,
    UNSURE,
    Cluster,
    Counted,
    Judged,
    Replay,
    UnknownWord,
)
from luotsi.assistant.replay_words import unknown_words, word_people, written_forms
from luotsi.assistant.types import Asked, Reply
from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.organisation import taxonomy
from luotsi.safety.masking import TOKENS
from luotsi.understanding.function_words import FUNCTION_WORDS
from luotsi.understanding.vocabulary import nearest
from luotsi.understanding.words import WORD, clean, fold, query_words

UNSURE_BELOW = 0.2
"""A best offer less probable than this is worth a look: it may be wrong."""
FEW_FOR_TWO = 4_000
"""Different messages from which a second process pays."""
CHUNK = 200
SHOWN_MESSAGES = 3
MOST_LOOKED_AT = 60
"""Messages of a group among which typical ones are looked for."""
LONGEST_SHOWN = 200
"""Characters of a typical message that are shown."""
TELLING_WORDS = 5
MOST_CLUSTERS = 100
CLOSE_PATH = 0.08
"""Mean probability from which a group's nearest path is one to add words to, rather than none."""

Progress = Callable[[int, int], None]

_PLAIN_KINDS = {"clarify": CLARIFIED, "person": PERSON, "out_of_scope": DECLINED}
_MASKS = re.compile("|".join(re.escape(token) for tokens in TOKENS.values() for token in tokens.values()))


def replay(log: MessageLog, language: str, progress: Progress, processes: int = 1) -> Replay:
    """Every message through a turn, and what follows from it. `language`: of the pages they came from."""
    texts = [message.text for message in log.messages]
    judged = list(_judged(texts, language, progress, processes))
    return summed_up(log.messages, judged, language)


def summed_up(messages: Sequence[Message], judged: Sequence[Judged], language: str) -> Replay:
    """The report over judged messages, in the same order."""
    people = [message.people for message in messages]
    harder = [place for place, one in enumerate(judged) if one.kind in {MISSED, UNSURE}]
    # What an emergency says stays with nobody but the count.
    open_texts = [_MASKS.sub(" ", message.text) for message in messages]
    usual = word_people(
        (open_texts[place], people[place]) for place, one in enumerate(judged) if one.kind != EMERGENCY
    )
    found, alone = groups([open_texts[place] for place in harder], [people[place] for place in harder])
    written = written_forms(open_texts)
    view = _View(messages, judged, open_texts, usual, written, language)
    return Replay(
        people=sum(people),
        messages=len(messages),
        kinds=tuple(_counted(KINDS, judged, people, lambda one: one.kind)),
        misses=_by_number(judged, people, lambda one: one.miss),
        emergency_kinds=_by_number_of_many(judged, people),
        soft=sum(count for one, count in zip(judged, people, strict=True) if one.is_soft),
        languages=_by_number(judged, people, lambda one: one.language),
        paths=_named(_by_number(judged, people, lambda one: one.path), language),
        authorities=_by_number(judged, people, lambda one: one.authority),
        clusters=tuple(
            view.cluster(Group(tuple(harder[place] for place in group.members), group.people))
            for group in found[:MOST_CLUSTERS]
        ),
        clusters_left=max(0, len(found) - MOST_CLUSTERS),
        alone=Counted("", sum(people[harder[place]] for place in alone), len(alone)),
        words=tuple(_as_written(one, written) for one in unknown_words(usual, _words_of_acts(), nearest)),
    )


def judge(text: str, language: str) -> Judged:
    """One message through a turn, and what a report needs of the reply."""
    reply = queries.turn(Asked(text, language))
    kind, miss = _kind(reply)
    is_path = kind in {ANSWERED, UNSURE} and bool(reply.candidates) and reply.offered > 0
    return Judged(
        kind=kind,
        miss=miss,
        language=reply.language or reply.foreign or "?",
        path=reply.candidates[0].path if is_path else "",
        authority=reply.authorities[0].code if kind == DECLINED and reply.authorities else "",
        near=tuple((one.path, one.score) for one in reply.candidates[:3]),
        themes=reply.themes[:1],
        emergencies=tuple(reply.assessment.kinds) if reply.assessment.is_emergency else (),
        is_soft=reply.assessment.is_soft,
    )


def judge_all(language: str, texts: Sequence[str]) -> list[Judged]:
    """Several messages, for a process of its own."""
    return [judge(text, language) for text in texts]


def _kind(reply: Reply) -> tuple[str, str]:
    """The kind of answer and, of a miss, its class."""
    if reply.assessment.is_emergency:
        return EMERGENCY, ""
    if reply.kind == "guide":
        is_unsure = reply.offered > 0 and reply.candidates[0].score < UNSURE_BELOW
        return (UNSURE if is_unsure and not reply.needs and not reply.place else ANSWERED), ""
    if reply.kind in _PLAIN_KINDS:
        return _PLAIN_KINDS[reply.kind], ""
    if reply.foreign:
        return MISSED, OTHER_LANGUAGE
    if reply.act and not reply.miss:
        return TALK, ""
    return MISSED, reply.miss or "no_candidate"


def _judged(texts: Sequence[str], language: str, progress: Progress, processes: int) -> Iterator[Judged]:
    chunks = _chunks(texts, CHUNK)
    if processes < 2 or len(texts) < FEW_FOR_TWO:
        answers: Iterable[list[Judged]] = map(partial(judge_all, language), chunks)
        yield from _with_progress(answers, len(texts), progress)
        return
    # Spawned, so that no connection or lock of this process is shared; Django starts in each of them.
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=django.setup) as pool:
        yield from _with_progress(pool.map(partial(judge_all, language), chunks), len(texts), progress)


def processes_here() -> int:
    """How many processes pay on this machine: at most four, one a core."""
    return max(1, min(4, os.cpu_count() or 1))


def _with_progress(answers: Iterable[list[Judged]], whole: int, progress: Progress) -> Iterator[Judged]:
    done = 0
    for part in answers:
        done += len(part)
        progress(done, whole)
        yield from part


def _chunks(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (texts[start : start + size] for start in range(0, len(texts), size))


@dataclass(frozen=True, slots=True)
class _View:
    """What telling about a group needs."""

    messages: Sequence[Message]
    judged: Sequence[Judged]
    open_texts: Sequence[str]
    usual: Counter[str]
    written: Mapping[str, str]
    language: str

    def cluster(self, group: Group) -> Cluster:
        paths: defaultdict[str, float] = defaultdict(float)
        themes: Counter[str] = Counter()
        missed = 0
        for place in group.members:
            one, people = self.judged[place], self.messages[place].people
            for path, score in one.near:
                paths[path] += score * people
            themes.update(dict.fromkeys(one.themes, people))
            missed += people if one.kind == MISSED else 0
        path = max(paths, key=lambda code: (paths[code], code), default="")
        theme = max(themes, key=lambda code: (themes[code], code), default="")
        probability = paths[path] / max(group.people, 1) if path else 0.0
        return Cluster(
            people=group.people,
            messages=len(group.members),
            missed=missed,
            words=tuple(self._telling(group)),
            examples=tuple(self._examples(group)),
            path=path,
            path_title=_title(path, self.language),
            path_probability=round(probability, 3),
            theme=theme,
            theme_title=pick(taxonomy.theme(theme).names, self.language).text if theme else "",
            is_near_a_path=probability >= CLOSE_PATH,
        )

    def _examples(self, group: Group) -> list[str]:
        """Typical messages that are not all the same but for a letter."""
        told: list[int] = []
        for is_strict in (True, False):
            for place in group.members[:MOST_LOOKED_AT]:
                if len(told) < SHOWN_MESSAGES and place not in told:
                    words = set(query_words(self.open_texts[place]))
                    others = (set(query_words(self.open_texts[one])) for one in told)
                    if not is_strict or all(2 * len(words & other) < len(words | other) for other in others):
                        told.append(place)
        return [_shortened(self.messages[place].text) for place in told]

    def _telling(self, group: Group) -> Iterator[str]:
        """Words that many in the group use and few others do."""
        here = word_people((self.open_texts[place], self.messages[place].people) for place in group.members)
        most = max(here.values(), default=0)
        rank = {word: count * count / self.usual[word] for word, count in here.items() if 4 * count >= most}
        best = sorted(rank, key=lambda word: (-rank[word], word))[:TELLING_WORDS]
        return (self.written.get(word, word) for word in best)


def _as_written(one: UnknownWord, written: Mapping[str, str]) -> UnknownWord:
    forms = tuple(written.get(form, form) for form in one.forms)
    return replace(one, word=written.get(one.word, one.word), forms=forms)


def _words_of_acts() -> frozenset[str]:
    """Words that the packaged lists know: greetings, other authorities, what is nobody's matter here."""
    meanings = [meaning for source in register.SOURCES.values() for meaning in source()]
    texts = (text for meaning in meanings for said in meaning.said.values() for text in said)
    return frozenset(FUNCTION_WORDS) | {word for text in texts for word in WORD.findall(fold(clean(text)))}


def _counted(
    names: Iterable[str], judged: Sequence[Judged], people: Sequence[int], of: Callable[[Judged], str]
) -> Iterator[Counted]:
    by_people: Counter[str] = Counter()
    by_message: Counter[str] = Counter()
    for one, count in zip(judged, people, strict=True):
        by_people[of(one)] += count
        by_message[of(one)] += 1
    return (Counted(name, by_people[name], by_message[name]) for name in names)


def _by_number(
    judged: Sequence[Judged], people: Sequence[int], of: Callable[[Judged], str]
) -> tuple[Counted, ...]:
    """What there is besides "", that of most people first."""
    names = {of(one) for one in judged} - {""}
    counted = _counted(sorted(names), judged, people, of)
    return tuple(sorted(counted, key=lambda one: -one.people))


def _by_number_of_many(judged: Sequence[Judged], people: Sequence[int]) -> tuple[Counted, ...]:
    """Emergencies by kind; one message may be of several."""
    by_people: Counter[str] = Counter()
    by_message: Counter[str] = Counter()
    for one, count in zip(judged, people, strict=True):
        for kind in one.emergencies:
            by_people[kind] += count
            by_message[kind] += 1
    return tuple(Counted(kind, count, by_message[kind]) for kind, count in by_people.most_common())


def _named(counted: Iterable[Counted], language: str) -> tuple[Counted, ...]:
    return tuple(
        Counted(one.name, one.people, one.messages, title=_title(one.name, language)) for one in counted
    )


def _title(path: str, language: str) -> str:
    document = guidance.published_documents().get(path)
    return pick(document.title, language).text if document else ""


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1].rsplit(maxsplit=1)[0] + "…"
