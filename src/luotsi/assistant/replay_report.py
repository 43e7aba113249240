"""Tells a replay: lines for a terminal, JSON for machines, and one page of HTML without a script."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from django.template.loader import render_to_string

from luotsi.assistant.message_log import MessageLog
from luotsi.assistant.replay_types import (
    ANSWERED,
    CLARIFIED,
    DECLINED,
    EMERGENCY,
    MISSED,
    OTHER_LANGUAGE,
    PERSON,
    TALK,
    UNSURE,
    Cluster,
    Counted,
    Replay,
)

CLUSTERS_IN_TERMINAL, WORDS_IN_TERMINAL = 15, 20
KIND_NAMES = {
    ANSWERED: "Answered with a path, a place or an answer",
    UNSURE: "Offered something, but unsurely",
    CLARIFIED: "Asked a question first",
    PERSON: "Led to a person",
    DECLINED: "Told that it is somebody else's matter",
    TALK: "Greetings, thanks and other talk",
    MISSED: "Missed: no answer",
    EMERGENCY: "Emergency block first",
}
MISS_NAMES = {
    "no_candidate": "Nothing was near",
    "below_floor": "Nothing was near enough",
    "clarified_without_result": "Questions led nowhere",
    OTHER_LANGUAGE: "Another language than Luotsi speaks",
}
EMERGENCY_NAMES = {
    "medical": "Illness or injury",
    "suicide": "Suicide",
    "violence": "Violence",
    "child": "A child in danger",
    "poisoning": "Poisoning",
    "psychosis": "Psychosis",
}
PRIVATE = "Names of people are not masked: treat the report as confidential."


@dataclass(frozen=True, slots=True)
class _Row:
    title: str
    people: int
    messages: int
    share: str


def lines(log: MessageLog, replay: Replay) -> Iterator[str]:
    """The report for a terminal."""
    yield f"{log.rows} rows, {replay.people} people, {replay.messages} different messages"
    yield _how_read(log)
    yield ""
    for row in _rows(replay.kinds, KIND_NAMES, replay.people):
        yield f"{row.title:<46}{row.people:>9}{row.share:>8}"
    for row in _rows(replay.misses, MISS_NAMES, replay.people):
        yield f"    {row.title:<42}{row.people:>9}{row.share:>8}"
    emergencies = replay.of_kind(EMERGENCY)
    if emergencies.people:
        kinds = ", ".join(
            f"{EMERGENCY_NAMES[one.name].lower()} {one.people}" for one in replay.emergency_kinds
        )
        yield ""
        yield f"WARNING: {emergencies.people} people told of an emergency ({kinds})."
        yield "These messages are not shown. Find out what the old system answered to them."
    yield ""
    yield "Paths and terms to write, by number of people"
    for number, cluster in enumerate(replay.clusters[:CLUSTERS_IN_TERMINAL], start=1):
        yield f"{number:>3}. {cluster.people} people: {', '.join(cluster.words)}"
        yield f"     {advice(cluster)}"
        yield from (f"       “{_cut(example)}”" for example in cluster.examples)
    left = len(replay.clusters) - CLUSTERS_IN_TERMINAL + replay.clusters_left
    if left > 0:
        yield f"     and {left} smaller groups; --html and --json tell more."
    if replay.words:
        yield ""
        yield "Unknown words, perhaps for the lexicon"
        for word in replay.words[:WORDS_IN_TERMINAL]:
            near = f"  near: {word.near}" if word.near else ""
            yield f"{word.people:>8}  {', '.join((word.word, *word.forms[:3]))}{near}"
    yield ""
    yield PRIVATE


def as_json(log: MessageLog, replay: Replay) -> str:
    """The whole report for machines. Emergencies are numbers only."""
    read = {name: getattr(log, name) for name in log.__slots__ if name != "messages"}
    told = {"log": read, **asdict(replay)}
    told["clusters"] = [asdict(one) | {"advice": advice(one)} for one in replay.clusters]
    return json.dumps(told, ensure_ascii=False, indent=2)


def as_html(log: MessageLog, replay: Replay) -> str:
    """The whole report as one page; every word from the log is escaped."""
    return render_to_string(
        "assistant/replay.html",
        {
            "log": log,
            "replay": replay,
            "kinds": _rows(replay.kinds, KIND_NAMES, replay.people),
            "misses": _rows(replay.misses, MISS_NAMES, replay.people),
            "emergencies": replay.of_kind(EMERGENCY),
            "emergency_kinds": _rows(replay.emergency_kinds, EMERGENCY_NAMES, replay.people),
            "clusters": [asdict(one) | {"advice": advice(one)} for one in replay.clusters],
        },
    )


def advice(cluster: Cluster) -> str:
    """What to write for a group."""
    if cluster.is_near_a_path:
        return f"Add words and example utterances to “{cluster.path_title or cluster.path}”."
    if cluster.theme_title:
        return (
            f"A path may be missing (nearest theme: “{cluster.theme_title}”), or it is nobody's matter here."
        )
    return "A path may be missing, or it is nobody's matter here."


def _how_read(log: MessageLog) -> str:
    names = {"": "one message a line", "\t": "separated by tabs"}
    separated = names.get(log.separator, f"separated by {log.separator}")
    told = [f"Read as {log.encoding}, {separated}, messages in {log.column}"]
    told += [f"counts in {log.count_column}"] if log.count_column else []
    told += [f"{log.masked} rows masked"] if log.masked else []
    told += [f"{log.blank} without a message"] if log.blank else []
    told += [f"{log.unread_counts} counts could not be read"] if log.unread_counts else []
    return "; ".join(told) + "."


def _rows(counted: Iterable[Counted], names: dict[str, str], whole: int) -> list[_Row]:
    return [
        _Row(names.get(one.name, one.name), one.people, one.messages, f"{one.people / max(whole, 1):.1%}")
        for one in counted
    ]


def _cut(text: str) -> str:
    """Short enough for a line, and without anything that a terminal would obey."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return plain if len(plain) <= 100 else plain[:99] + "…"
